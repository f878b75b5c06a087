import type { StageModel } from '../../scene/model.ts';
import type { Tokens } from '../glyphs/tokens.ts';
import { generation } from '../stage/pictures.ts';
import type { StageTarget } from '../stage/items.ts';

export type LaneTarget = Exclude<StageTarget, { readonly kind: 'happening' }>;

/** One row of the timeline: an object's life with its writes, or a component's doings. */
export interface Lane {
  readonly id: string;
  readonly label: string;
  readonly target: LaneTarget;
  readonly family: keyof Tokens['family'];
  /** Hue of a pod template; undefined = the family's. */
  readonly generation?: number;
}

const KINDS: Readonly<Record<string, readonly [string, keyof Tokens['family']]>> = {
  Pod: ['po', 'workload'],
  Deployment: ['deploy', 'workload'],
  ReplicaSet: ['rs', 'workload'],
  Service: ['svc', 'network'],
  PersistentVolumeClaim: ['pvc', 'storage'],
  PersistentVolume: ['pv', 'storage'],
  Node: ['no', 'cluster'],
};

/** The lanes worth their room: what is selected first, then Deployments with their living ReplicaSets, then who works on nodes. */
export function chooseLanes(model: StageModel, selection: LaneTarget | undefined, most: number): readonly Lane[] {
  const lanes: Lane[] = [];
  const add = (lane: Lane | undefined): void => {
    if (lane && lanes.length < most && !lanes.some((known) => known.id === lane.id)) lanes.push(lane);
  };
  if (selection) add(laneOf(model, selection));
  for (const deployment of model.list('Deployment').slice(0, 3)) {
    add(laneOf(model, { kind: 'object', oid: deployment.oid }));
    const sets = model.list('ReplicaSet').filter((set) => set.owner === deployment.oid && (set.wanted > 0 || set.current > 0));
    for (const set of sets.sort((a, b) => a.revision - b.revision)) add(laneOf(model, { kind: 'object', oid: set.oid }));
  }
  for (const node of model.list('Node').slice(0, 6)) add(laneOf(model, { kind: 'actor', actor: `kubelet/${node.name}` }));
  return lanes;
}

function laneOf(model: StageModel, target: LaneTarget): Lane | undefined {
  if (target.kind === 'actor')
    return { id: `actor:${target.actor}`, label: target.actor, target, family: target.actor.startsWith('kube-proxy') ? 'network' : 'control' };
  for (const [kind, [short, family]] of Object.entries(KINDS)) {
    const record = model.get(kind as 'Pod', target.oid);
    if (!record) continue;
    const made: Lane = { id: `object:${target.oid}`, label: `${short}/${record.name}`, target, family };
    if (kind === 'Pod') return { ...made, generation: record.colour };
    if (kind === 'ReplicaSet') return { ...made, generation: generation(model.get('ReplicaSet', target.oid)?.revision ?? 1) };
    return made;
  }
  return undefined;
}
