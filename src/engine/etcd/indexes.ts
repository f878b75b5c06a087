import { controllerOf, type KubeObject } from '../../kinds/object.ts';

/**
 * What each resource is indexed by. An entry is a text: `node=node-1`, `owner=UID` (its controller), `label=ns/key=value`.
 * Add a row here rather than scanning a table.
 */
export type IndexEntry = `${'node' | 'owner' | 'orphan' | 'label' | 'service' | 'phase' | 'claim' | 'volume'}=${string}`;

export const byNode = (node: string): IndexEntry => `node=${node}`;
export const byOwner = (uid: string): IndexEntry => `owner=${uid}`;
/** Pods and ReplicaSets of a namespace that no controller owns: those that may be adopted. */
export const orphansOf = (namespace: string): IndexEntry => `orphan=${namespace}`;
export const byLabel = (namespace: string, key: string, value: string): IndexEntry => `label=${namespace}/${key}=${value}`;
export const byService = (namespace: string, name: string): IndexEntry => `service=${namespace}/${name}`;
/** Pods that mount a claim. */
export const byClaim = (namespace: string, claim: string): IndexEntry => `claim=${namespace}/${claim}`;

interface PodShape extends KubeObject {
  readonly spec?: {
    readonly nodeName?: string;
    readonly volumes?: readonly { readonly name: string; readonly persistentVolumeClaim?: { readonly claimName: string }; readonly ephemeral?: unknown }[];
  };
}

/** Whether two versions of an object surely have the same entries: what entries are made of is the very same. */
export function sameEntries(resource: string, before: KubeObject, after: KubeObject): boolean {
  if (before.metadata.labels !== after.metadata.labels || before.metadata.ownerReferences !== after.metadata.ownerReferences) return false;
  if (resource !== 'pods') return true;
  const [a, b] = [(before as PodShape).spec, (after as PodShape).spec];
  return a === b || (a?.nodeName === b?.nodeName && a?.volumes === b?.volumes);
}

/** Entries of an object. */
export function indexEntries(resource: string, object: KubeObject): readonly IndexEntry[] {
  const { metadata } = object;
  const out: IndexEntry[] = [];
  const owner = controllerOf(metadata);
  if (owner && resource !== 'events') out.push(byOwner(owner.uid));
  if (!owner && (resource === 'pods' || resource === 'replicasets')) out.push(orphansOf(metadata.namespace ?? ''));
  if (resource === 'pods') {
    const { spec } = object as PodShape;
    out.push(byNode(spec?.nodeName ?? ''));
    for (const [key, value] of Object.entries(metadata.labels ?? {})) out.push(byLabel(metadata.namespace ?? '', key, value));
    for (const volume of spec?.volumes ?? [])
      if (volume.persistentVolumeClaim) out.push(byClaim(metadata.namespace ?? '', volume.persistentVolumeClaim.claimName));
      else if (volume.ephemeral) out.push(byClaim(metadata.namespace ?? '', `${metadata.name}-${volume.name}`));
  }
  if (resource === 'endpointslices') {
    const service = metadata.labels?.['kubernetes.io/service-name'];
    if (service) out.push(byService(metadata.namespace ?? '', service));
  }
  return out;
}
