import { parseRfc3339 } from '../../base/time.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { nodeState } from '../node/kubelet/state.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';

/** What can only be seen over several commits. */
export const historyInvariants: readonly Invariant[] = [
  {
    id: 'P5',
    text: 'A container that ends again and again waits 10 s before its second restart, then twice as long each time, at most 300 s.',
    watch: () => {
      const seen = new Map<string, { restarts: number; life: number; waits: number }>();
      return ({ resource, type, after }, sim) => {
        if (resource !== 'pods') return NOTHING_WRONG;
        const pod = after as Pod;
        const out: string[] = [];
        for (const status of pod.status?.containerStatuses ?? []) {
          const id = `${pod.metadata.uid} ${status.name}`;
          if (type === 'DELETED') {
            seen.delete(id);
            continue;
          }
          const started = status.state?.running?.startedAt;
          const life = nodeState(sim, pod.spec.nodeName ?? '')?.life ?? 0;
          const known = seen.get(id) ?? { restarts: 0, life, waits: 0 };
          if (!started || status.restartCount <= known.restarts) continue;
          const last = status.lastState?.terminated;
          const [end, begin, now] = [last?.finishedAt, last?.startedAt, started].map((text) => (text ? parseRfc3339(sim.config.epochMs, text) : undefined));
          const single = status.restartCount === known.restarts + 1 && life === known.life && end !== undefined && begin !== undefined && now !== undefined;
          // A run of more than ten minutes, or a restart of the kubelet, begins the sequence anew.
          const waits = !single || end - begin > 600e6 ? 0 : known.waits + 1;
          const least = waits < 2 ? 0 : Math.min(10 * 2 ** (waits - 2), 300);
          if (single && (now - end) / 1e6 < least - 2 && last?.reason !== 'Unknown')
            out.push(`${status.name} restarts ${(now - end) / 1e6} s after its end; ${least} s were due`);
          seen.set(id, { restarts: status.restartCount, life, waits });
        }
        return out;
      };
    },
  },
];
