import i18next from 'i18next';
import type { Mirror } from '../mirror/mirror.ts';
import type { Cluster } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import type { Command } from '../wire/command.ts';
import { historyText, remembered } from '../views/terminal/history.ts';
import { Typing } from '../views/terminal/typing.ts';
import { TERMINAL } from './terminal-name.ts';

const typings = new WeakMap<Mirror, Typing>();

/** What is typed at the terminal of a cluster, kept as long as the cluster is on the page: it goes on where the terminal is not in sight. */
export function typingOf(cluster: Cluster): Typing {
  const { mirror } = cluster;
  const known = typings.get(mirror);
  if (known) return known;
  const typing = typingAt(cluster);
  typings.set(mirror, typing);
  mirror.listen('terminals', () => typing.goOnUnseen());
  mirror.listen('cursor', () => typing.timeMoved());
  mirror.listen('play', () => typing.timeMoved());
  return typing;
}

function typingAt({ source, mirror }: Cluster): Typing {
  const send = (command: Command): Promise<unknown> => source.ask({ ask: 'command', command });
  const history = (): readonly string[] => useSession.getState().terminalHistory;
  return new Typing({
    screen: () => mirror.terminal(TERMINAL),
    isNow: () => mirror.head.event <= mirror.moment.event,
    standsAt: () =>
      mirror.playing || mirror.head.event <= mirror.moment.event ? undefined : `${mirror.moment.branch} ${mirror.moment.event} ${mirror.moment.t}`,
    run: (line, ends) => {
      if (!source.can.write) return Promise.reject(new Error(i18next.t('terminal.noWrite')));
      // Why it cannot be done is told of the line.
      if (ends) send({ do: 'interrupt' }).catch(() => undefined);
      return send({ do: 'kubectl', line });
    },
    input: (text, end) => send({ do: 'input', text, ...(end ? { end } : {}) }),
    history: {
      add: (line) => useSession.getState().change((s) => void (s.terminalHistory = [...remembered(s.terminalHistory, line)])),
      text: () => historyText(history()),
    },
  });
}
