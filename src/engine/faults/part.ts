import type { Json } from '../../base/json.ts';
import type { SortedMap } from '../../base/sorted-map.ts';
import type { SimTime } from '../../base/time.ts';
import type { FaultName } from '../../wire/faults.ts';
import { processes } from '../client/process.ts';
import { nodeState } from '../node/kubelet/state.ts';
import type { Sim } from '../sim/sim.ts';
import { storageTrouble } from '../storage/provisioner.ts';
import { NO_TROUBLES, troubles } from './troubles.ts';

/** A trouble that lasts: whom it concerns, until when, or how often it will still strike. */
export interface ActiveTrouble {
  readonly fault: FaultName;
  /** A node, a process, a client, an image, a container; '' = the whole cluster. */
  readonly of: string;
  readonly until?: SimTime;
  readonly left?: number;
}

/** Every trouble that is on at this instant, for the page: the machines' state, and what was planned. */
export function troublesPart(sim: Sim, nodes: readonly string[]): Json {
  return { active: [...ofNodes(sim, nodes), ...ofProcesses(sim), ...planned(sim)] as unknown as Json };
}

function ofNodes(sim: Sim, nodes: readonly string[]): readonly ActiveTrouble[] {
  return nodes.flatMap((of): ActiveTrouble[] => {
    const state = nodeState(sim, of);
    if (!state) return [];
    if (!state.on) return [{ fault: 'node-power-off', of }];
    return [...(state.connected ? [] : [{ fault: 'node-partition', of } as const]), ...(state.kubelet ? [] : [{ fault: 'kubelet-restart', of } as const])];
  });
}

const ofProcesses = (sim: Sim): readonly ActiveTrouble[] =>
  [...sim.get(processes).entries()].flatMap(([of, { heldUntil, closed }]): ActiveTrouble[] => [
    ...(heldUntil !== undefined && heldUntil > sim.now ? [{ fault: 'cache-lag', of, until: heldUntil } as const] : []),
    ...(closed ? [{ fault: 'watch-closed', of } as const] : []),
  ]);

function planned(sim: Sim): readonly ActiveTrouble[] {
  const storage: readonly ActiveTrouble[] = storageTrouble(sim) === '' ? [] : [{ fault: 'provisioning-fails', of: '' }];
  const now = sim.get(troubles);
  if (now === NO_TROUBLES) return storage;
  const counted = (fault: FaultName, map: SortedMap<number>): readonly ActiveTrouble[] => [...map.entries()].map(([of, left]) => ({ fault, of, left }));
  const lasting = (fault: FaultName, until: SimTime | undefined): readonly ActiveTrouble[] =>
    until !== undefined && until > sim.now ? [{ fault, of: '', until }] : [];
  return [
    ...storage,
    ...lasting('api-down', now.apiDownUntil),
    ...lasting('dns-down', now.dnsDownUntil),
    ...lasting('packet-loss', now.loss?.until),
    ...[...now.images.entries()].flatMap(([of, until]): ActiveTrouble[] => (until > sim.now ? [{ fault: 'image-pull-error', of, until }] : [])),
    ...counted('write-conflict', now.conflicts),
    ...counted('answer-lost', now.lostAnswers),
    ...counted('sync-exception', now.exceptions),
    ...[...now.crashes.entries()].map(([of, { writes }]): ActiveTrouble => ({ fault: 'process-crash', of, left: writes })),
    ...[...now.deaf.keys()].map((of): ActiveTrouble => ({ fault: 'ignore-term', of })),
  ];
}
