import type { MapChange } from '../../base/sorted-map.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { EndpointSlice, PersistentVolume, PersistentVolumeClaim, Pod } from '../../kinds/schema/types.gen.ts';
import { byNode } from '../etcd/indexes.ts';
import { type Root, type Stored, tableOf } from '../etcd/store.ts';
import { sameRequests } from './pod-requests.ts';
import { ROW_RESOURCES, revisionOf } from './rows.ts';

export type ObjectChange = MapChange<Stored> & { readonly resource: string };

/** All objects that differ between two key spaces, in either direction; the cost is that of what changed. */
export function changesBetween(before: Root, after: Root): readonly ObjectChange[] {
  const resources = [...new Set([...Object.keys(before.tables), ...Object.keys(after.tables)])].sort();
  const out: ObjectChange[] = [];
  for (const resource of resources) {
    const [a, b] = [tableOf(before, resource), tableOf(after, resource)];
    if (a === b) continue;
    for (const change of a.objects.diff(b.objects)) out.push({ ...change, resource });
  }
  return out;
}

/** Another object than before stands under the key (created, removed, or both). */
export const isBirthOrDeath = (change: ObjectChange): boolean => change.before?.oid !== change.after?.oid;

/** Keys per resource whose rows have to be drawn anew: what changed, and what shows something of it. */
export class DirtyRows {
  private readonly keys = new Map<string, Set<string>>();

  add(resource: string, key: string | undefined): void {
    if (key === undefined || !(resource in ROW_RESOURCES)) return;
    const set = this.keys.get(resource) ?? new Set();
    set.add(key);
    this.keys.set(resource, set);
  }

  of(resource: string): readonly string[] {
    return [...(this.keys.get(resource) ?? [])].sort();
  }
}

export function dirtyRows(changes: readonly ObjectChange[], after: Root): DirtyRows {
  const dirty = new DirtyRows();
  for (const change of changes) {
    dirty.add(change.resource, change.key);
    if (isBirthOrDeath(change) || revisionOf(change.before?.object) !== revisionOf(change.after?.object)) addOwned(dirty, change, after);
    addNeighbours(dirty, change, after);
  }
  addVolumePartners(dirty, changes, after);
  return dirty;
}

function addOwned(dirty: DirtyRows, change: ObjectChange, after: Root): void {
  for (const version of [change.before, change.after]) {
    const uid = version?.object.metadata.uid;
    for (const entry of (uid === undefined ? undefined : after.dependents.get(uid))?.keys() ?? []) {
      const space = entry.indexOf(' ');
      dirty.add(entry.slice(0, space), entry.slice(space + 1));
    }
  }
}

function addNeighbours(dirty: DirtyRows, change: ObjectChange, after: Root): void {
  if (change.resource === 'pods') {
    const [a, b] = [change.before?.object as Pod | undefined, change.after?.object as Pod | undefined];
    if (a && b && sameRequests(a, b)) return;
    dirty.add('nodes', a?.spec.nodeName);
    dirty.add('nodes', b?.spec.nodeName);
  }
  if (change.resource === 'nodes' && isBirthOrDeath(change)) {
    for (const key of tableOf(after, 'pods').index.get(byNode(change.key))?.keys() ?? []) dirty.add('pods', key);
  }
  if (change.resource === 'endpointslices') for (const version of [change.before, change.after]) dirty.add('services', serviceOf(version?.object));
}

function serviceOf(slice: KubeObject | undefined): string | undefined {
  const name = (slice as EndpointSlice | undefined)?.metadata.labels?.['kubernetes.io/service-name'];
  return name === undefined ? undefined : `${slice?.metadata.namespace}/${name}`;
}

/** A claim shows the volume it names and a volume its claim, by whether they exist: look for the other side when one comes or goes. */
function addVolumePartners(dirty: DirtyRows, changes: readonly ObjectChange[], after: Root): void {
  const volumes = new Set(changes.filter((c) => c.resource === 'persistentvolumes' && isBirthOrDeath(c)).map((c) => c.key));
  const claims = new Set(changes.filter((c) => c.resource === 'persistentvolumeclaims' && isBirthOrDeath(c)).map((c) => c.key));
  if (volumes.size > 0)
    for (const [key, { object }] of tableOf(after, 'persistentvolumeclaims').objects.entries())
      if (volumes.has((object as PersistentVolumeClaim).spec?.volumeName ?? '')) dirty.add('persistentvolumeclaims', key);
  if (claims.size > 0)
    for (const [key, { object }] of tableOf(after, 'persistentvolumes').objects.entries()) {
      const ref = (object as PersistentVolume).spec?.claimRef;
      if (ref && claims.has(`${ref.namespace}/${ref.name}`)) dirty.add('persistentvolumes', key);
    }
}
