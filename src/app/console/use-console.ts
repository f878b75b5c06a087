import { useCallback, useEffect } from 'react';
import { messageOf } from '../../base/assert.ts';
import { type Draft, type Sent, useConsole } from '../../session/console.ts';
import { useCluster, useMirror } from '../../session/cluster.ts';
import { useSession } from '../../session/session.ts';
import { type CommandResult, consoleStream } from '../../wire/command.ts';
import { targetOf } from '../../wire/by-hand.ts';
import type { ApiRequest } from '../../wire/request.ts';
import { joined, nextLine } from '../../wire/stream-lines.ts';

/** So much of a request names it on the timeline. */
const SAID = 300;

/** Sends a request as a command: it is seen on the stage, kept in the session, and can be undone. */
export function useSend(): (draft: Draft, request: ApiRequest) => void {
  const { source, mirror } = useCluster();
  return useCallback(
    (draft, request) => {
      const { add, answered } = useConsole.getState();
      const id = add({ draft, request, source, branch: mirror.moment.branch });
      source.ask({ ask: 'command', command: { do: 'request', request, said: `${request.method} ${targetOf(request)}`.slice(0, SAID), console: true } }).then(
        (result) => answered(id, { result }),
        (error: unknown) => answered(id, { failed: messageOf(error) }),
      );
    },
    [source, mirror],
  );
}

/** A stream is read again so often while time goes on. */
const READ_AGAIN_MS = 250;

/** Whether what is shown is the present of the branch a request was sent on: only there can its stream be stopped. */
export const useIsHere = ({ branch }: Sent): boolean => useMirror('cursor', (m) => m.moment.branch === branch && m.moment.event >= m.head.event);

const resultOf = (id: number): CommandResult | undefined => useConsole.getState().sent.find((one) => one.id === id)?.result;

function takeIn(id: number, read: CommandResult): void {
  const known = resultOf(id);
  const result = known ? joined(known, read) : read;
  if (result !== known) useConsole.getState().answered(id, { result });
}

/** Reads on in the stream that is shown, as far as the instant shown. On another branch the same number is another command. */
export function useStream(sent: Sent | undefined): void {
  const { source, mirror } = useCluster();
  const happening = sent?.result?.happening;
  const isStream = sent?.result?.open === true && sent.source === source;
  const { id, branch } = sent ?? {};
  useEffect(() => {
    if (!isStream || happening === undefined || id === undefined) return;
    let current = true;
    let readAt: number | undefined;
    const timer = setInterval(() => {
      const { moment } = mirror;
      if (moment.branch !== branch || moment.event === readAt) return;
      readAt = moment.event;
      const known = resultOf(id);
      source.ask({ ask: 'result', happening, branch, ...(known ? { since: nextLine(known) } : {}) }).then(
        (read) => current && read?.response && takeIn(id, read),
        // What has come stands there; it is read again when the next event has passed.
        () => undefined,
      );
    }, READ_AGAIN_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [source, mirror, isStream, happening, id, branch]);
}

/** Ends a stream: Ctrl-C at curl. */
export function useStop(): (sent: Sent) => void {
  const { source } = useCluster();
  return useCallback(
    ({ id, result }) => {
      const happening = result?.happening;
      if (happening === undefined) return;
      source
        .ask({ ask: 'command', command: { do: 'interrupt', terminal: consoleStream(happening) } })
        .then(() => source.ask({ ask: 'result', happening }))
        .then(
          (ended) => ended && useConsole.getState().answered(id, { result: ended }),
          (error: unknown) => useSession.getState().tell(messageOf(error), 'error'),
        );
    },
    [source],
  );
}
