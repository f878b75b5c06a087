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
  return typing;
}

function typingAt({ source, mirror }: Cluster): Typing {
  const send = (command: Command): Promise<unknown> => source.ask({ ask: 'command', command });
  const history = (): readonly string[] => useSession.getState().terminalHistory;
  return new Typing({
    screen: () => mirror.terminal(TERMINAL),
    isNow: () => mirror.head.event <= mirror.moment.event,
    run: (line) => (source.can.write ? send({ do: 'kubectl', line }) : Promise.reject(new Error(i18next.t('terminal.noWrite')))),
    input: (text, end) => send({ do: 'input', text, ...(end ? { end } : {}) }),
    history: {
      add: (line) => useSession.getState().change((s) => void (s.terminalHistory = [...remembered(s.terminalHistory, line)])),
      text: () => historyText(history()),
    },
  });
}
