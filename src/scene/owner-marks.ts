import type { PodRecord, StageModel } from './model.ts';
import type { Seats } from './seats.ts';

/** By what the pods of one workload are told from those of another: two letters, and a shift of the hue. The letters alone suffice. */
export interface OwnerMark {
  readonly short: string;
  readonly hue: number;
}

/** Marks of the workloads in their seats, by oid. One alone needs none. */
export function ownerMarks(model: Pick<StageModel, 'get'>, seats: Seats): ReadonlyMap<number, OwnerMark> {
  const out = new Map<number, OwnerMark>();
  const taken = new Set<string>();
  seats.forEach((oid, hue) => {
    const name = (model.get('Deployment', oid) ?? model.get('ReplicaSet', oid))?.name;
    if (name === undefined) return;
    const short = shortsOf(name).find((one) => !taken.has(one)) ?? name.slice(0, 2);
    taken.add(short);
    out.set(oid, { short, hue });
  });
  return out.size > 1 ? out : new Map();
}

/** The mark of a pod's Deployment, or of its ReplicaSet when that stands alone. */
export function markOfPod(model: Pick<StageModel, 'get'>, marks: ReadonlyMap<number, OwnerMark>, pod: Pick<PodRecord, 'owner'>): OwnerMark | undefined {
  if (marks.size === 0) return undefined;
  return marks.get(model.get('ReplicaSet', pod.owner)?.owner ?? 0) ?? marks.get(pod.owner);
}

/** `redis-follower` → rf, re, rd, …: initials of its words first, else its first letter with each that follows. */
function shortsOf(name: string): readonly string[] {
  const words = name.split(/[-.]/).filter((word) => word !== '');
  const initials = words.length > 1 ? [`${words[0]![0]}${words[1]![0]}`] : [];
  const rest = [...name.slice(1)].filter((letter) => /[a-z0-9]/.test(letter));
  return [...initials, ...rest.map((letter) => `${name[0]}${letter}`)];
}
