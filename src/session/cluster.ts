import { messageOf } from '../base/assert.ts';
import { createContext, use, useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../base/json.ts';
import type { KubeObject } from '../kinds/object.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Topic } from '../mirror/topics.ts';
import type { Command, CommandResult } from '../wire/command.ts';
import type { Happening, Oid } from '../wire/happening.ts';
import type { Moment } from '../wire/instant.ts';
import type { Source } from '../wire/source.ts';
import { useSession } from './session.ts';

/** The cluster on screen: where it comes from, and the read model its frames are applied to. */
export interface Cluster {
  readonly source: Source;
  readonly mirror: Mirror;
}

export const ClusterContext = createContext<Cluster | undefined>(undefined);

export function useCluster(): Cluster {
  const cluster = use(ClusterContext);
  if (!cluster) throw new Error('no cluster in context');
  return cluster;
}

/** Re-renders when the topic is touched; `read` must give the same value until then. */
export function useMirror<T>(topic: Topic, read: (mirror: Mirror) => T): T {
  const { mirror } = useCluster();
  const key = typeof topic === 'string' ? topic : JSON.stringify(topic);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the topic is compared by its text.
  const subscribe = useCallback((listener: () => void) => mirror.listen(topic, listener), [mirror, key]);
  return useSyncExternalStore(subscribe, () => read(mirror));
}

export const useMoment = (): Moment => useMirror('cursor', (mirror) => mirror.moment);
export const useObject = (oid: Oid): KubeObject | undefined => useMirror({ oid }, (mirror) => mirror.object(oid));
export const usePart = (actor: string): Json | undefined => useMirror({ part: actor }, (mirror) => mirror.part(actor));

/** A happening of the branch shown; one that is no longer held is asked for. `null`: it is not known (yet). */
export function useHappening(id: number): Happening | null {
  const { source, mirror } = useCluster();
  const branch = useMirror('cursor', (m) => m.moment.branch);
  const held = useMirror('happenings', (m) => m.happenings.has(id));
  const [told, setTold] = useState<{ readonly key: string; readonly happening: Happening | undefined }>();
  const key = `${branch} ${id}`;
  useEffect(() => {
    if (held) return;
    let current = true;
    source.ask({ ask: 'happening', id }).then(
      (happening) => current && setTold({ key, happening }),
      // It stays unknown, and its place says so.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [source, held, id, key]);
  return mirror.happenings.get(id) ?? (told?.key === key ? told.happening : undefined) ?? null;
}

/** A lesson lets time run as soon as its task is begun. */
const TIME_MAY_FOLLOW_MS = 300;

/** Does something to the cluster and tells the person what was refused. */
export function useCommand(): (command: Command) => Promise<CommandResult> {
  const { source, mirror } = useCluster();
  const { t } = useTranslation();
  const tell = useSession((state) => state.tell);
  return useCallback(
    async (command) => {
      // Requests travel: while time stands still their answers cannot come.
      if (!mirror.playing && command.do === 'request') setTimeout(() => mirror.playing || tell(t('time.standsStill')), TIME_MAY_FOLLOW_MS);
      try {
        const result = await source.ask({ ask: 'command', command });
        if (!result.ok) tell(result.lines.map((line) => line.text).join('\n'), 'error');
        return result;
      } catch (error) {
        const text = messageOf(error);
        tell(text, 'error');
        return { ok: false, lines: [{ stream: 'stderr', text }] };
      }
    },
    [source, mirror, tell, t],
  );
}
