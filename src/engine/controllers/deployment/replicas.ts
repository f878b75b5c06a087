import { scaledValue } from '../../../kinds/int-or-string.ts';
import { byText } from '../../../base/order.ts';
import type { Deployment, ReplicaSet } from '../../../kinds/schema/types.gen.ts';

/** The arithmetic of replicas (upstream: pkg/controller/deployment/util/deployment_util.go). */

export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

/** "No limit" in revisionHistoryLimit and progressDeadlineSeconds. */
const MAX_INT32 = 2_147_483_647;

export const wantedBy = (d: Deployment): number => d.spec.replicas ?? 1;
export const sizeOf = (rs: ReplicaSet): number => rs.spec.replicas ?? 1;
export const isRolling = (d: Deployment): boolean => (d.spec.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
export const hasProgressDeadline = (d: Deployment): boolean => d.spec.progressDeadlineSeconds !== undefined && d.spec.progressDeadlineSeconds !== MAX_INT32;
export const hasHistoryLimit = (d: Deployment): boolean => d.spec.revisionHistoryLimit !== undefined && d.spec.revisionHistoryLimit !== MAX_INT32;
export const isActive = (rs: ReplicaSet): boolean => sizeOf(rs) > 0;

type Some = readonly (ReplicaSet | undefined)[];
const sum = (list: Some, of: (rs: ReplicaSet) => number): number => list.reduce((total, rs) => total + (rs ? of(rs) : 0), 0);

export const totalSize = (list: Some): number => sum(list, sizeOf);
export const totalReplicas = (list: Some): number => sum(list, (rs) => rs.status?.replicas ?? 0);
export const totalReady = (list: Some): number => sum(list, (rs) => rs.status?.readyReplicas ?? 0);
export const availableOf = (rs: ReplicaSet): number => rs.status?.availableReplicas ?? 0;
export const totalAvailable = (list: Some): number => sum(list, availableOf);

/** Undefined while one of them has not said yet. */
export function totalTerminating(list: Some): number | undefined {
  let total = 0;
  for (const rs of list) {
    if (!rs) continue;
    if (rs.status?.terminatingReplicas === undefined) return undefined;
    total += rs.status.terminatingReplicas;
  }
  return total;
}

/** ResolveFenceposts: surge rounds up, unavailable down; never both zero, or nothing could move. */
function fenceposts(d: Deployment): { surge: number; unavailable: number } {
  const rolling = d.spec.strategy?.rollingUpdate;
  const surge = scaledValue(rolling?.maxSurge ?? 0, wantedBy(d), 'up') ?? 0;
  const unavailable = scaledValue(rolling?.maxUnavailable ?? 0, wantedBy(d), 'down') ?? 0;
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

export const maxSurge = (d: Deployment): number => (isRolling(d) ? fenceposts(d).surge : 0);

export function maxUnavailable(d: Deployment): number {
  if (!isRolling(d) || wantedBy(d) === 0) return 0;
  return Math.min(fenceposts(d).unavailable, wantedBy(d));
}

/** The least that must be available, and the most there may be, during a rolling update. */
export const leastAvailable = (d: Deployment): number => wantedBy(d) - maxUnavailable(d);
export const mostReplicas = (d: Deployment): number => wantedBy(d) + maxSurge(d);

/** NewRSNewReplicas: how large the new ReplicaSet may be now. */
export function newSize(d: Deployment, all: readonly ReplicaSet[], newRS: ReplicaSet): number {
  if (!isRolling(d)) return wantedBy(d);
  const room = mostReplicas(d) - totalSize(all);
  if (room <= 0) return sizeOf(newRS);
  return sizeOf(newRS) + Math.min(room, wantedBy(d) - sizeOf(newRS));
}

/** Oldest first; names decide between equals. */
export const byCreation = (a: ReplicaSet, b: ReplicaSet): number =>
  byText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') || byText(a.metadata.name, b.metadata.name);
export const bySizeThenNewer = (a: ReplicaSet, b: ReplicaSet): number => sizeOf(b) - sizeOf(a) || byCreation(b, a);
export const bySizeThenOlder = (a: ReplicaSet, b: ReplicaSet): number => sizeOf(b) - sizeOf(a) || byCreation(a, b);
export const byRevision = (a: ReplicaSet, b: ReplicaSet): number => revisionOf(a) - revisionOf(b) || byCreation(a, b);

export function revisionOf(object: { readonly metadata: ReplicaSet['metadata'] }): number {
  const text = object.metadata.annotations?.[REVISION] ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function annotated(rs: ReplicaSet, key: string): number | undefined {
  const text = rs.metadata.annotations?.[key] ?? '';
  return /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
}

export const desiredAnnotation = (rs: ReplicaSet): number | undefined => annotated(rs, DESIRED_REPLICAS);

/** GetReplicaSetProportion: how many of the replicas to be added (or removed) fall to this ReplicaSet. */
export function proportionOf(rs: ReplicaSet, d: Deployment, { toAdd, added }: { readonly toAdd: number; readonly added: number }): number {
  if (sizeOf(rs) === 0 || toAdd === 0 || toAdd === added) return 0;
  const fraction = fractionOf(rs, d);
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
}

/** The size it would have in proportion, less the size it has. */
function fractionOf(rs: ReplicaSet, d: Deployment): number {
  if (wantedBy(d) === 0) return -sizeOf(rs);
  const before = annotated(rs, MAX_REPLICAS) || (d.status?.replicas ?? 0);
  return before === 0 ? 0 : Math.round((sizeOf(rs) * mostReplicas(d)) / before) - sizeOf(rs);
}
