import type { Commit } from '../../engine/etcd/store.ts';
import { listObjects, type Root } from '../../engine/etcd/store.ts';
import type { KubeObject } from '../../kinds/object.ts';

/** What the checker reads: one scenario as it went. */
export interface Trace {
  readonly name: string;
  readonly namespaces: readonly string[];
  readonly steps: readonly TraceStep[];
  readonly initial: readonly KubeObject[];
  readonly watch: readonly object[];
  readonly events: readonly object[];
  readonly final: readonly KubeObject[];
}

export interface TraceStep {
  readonly n: number;
  readonly do: string;
  readonly manifest?: string;
  readonly exit?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly body?: unknown;
  readonly code?: number;
  readonly response?: unknown;
}

/** Kinds without namespace that belong to a trace. */
const CLUSTER_WIDE = new Set(['nodes', 'persistentvolumes', 'storageclasses', 'priorityclasses']);
/** Kinds the recordings leave out. */
const LEFT_OUT = new Set(['leases', 'events']);

function belongs(resource: string, object: KubeObject, namespaces: readonly string[]): boolean {
  const { name, namespace } = object.metadata;
  if (LEFT_OUT.has(resource)) return false;
  if (resource === 'namespaces') return namespaces.includes(name);
  if (namespace !== undefined) return namespaces.includes(namespace);
  return CLUSTER_WIDE.has(resource) && !name.startsWith('system-');
}

/** All objects of a trace at one revision. */
export const objectsOf = (root: Root, namespaces: readonly string[]): KubeObject[] =>
  Object.keys(root.tables)
    .sort()
    .flatMap((resource) => [...listObjects(root, resource)].filter((object) => belongs(resource, object, namespaces)));

/** A commit as an entry of `watch`, or undefined when the trace has none of it. */
export function watchEntry({ type, resource, after }: Commit, namespaces: readonly string[]): object | undefined {
  if (!belongs(resource, after, namespaces)) return undefined;
  const { metadata, ...rest } = after;
  const { name, namespace, labels, annotations, finalizers, deletionTimestamp, ownerReferences } = metadata;
  return { type, ...rest, name, namespace, labels, annotations, finalizers, deletionTimestamp, ownerReferences };
}

interface EventFields {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly kind: string; readonly name: string };
  readonly source?: { readonly component?: string };
  readonly reportingComponent?: string;
}

/** A commit of an Event as an entry of `events`. */
export function eventEntry({ type, resource, after }: Commit, namespaces: readonly string[]): object | undefined {
  if (resource !== 'events' || type === 'DELETED') return undefined;
  const event = after as unknown as EventFields;
  const { involvedObject: about } = event;
  if (!namespaces.includes(after.metadata.namespace ?? '') && !['Node', 'PersistentVolume'].includes(about.kind)) return undefined;
  return {
    type: event.type,
    reason: event.reason,
    object: `${about.kind}/${about.name}`,
    message: event.message,
    source: event.source?.component || event.reportingComponent,
    namespace: after.metadata.namespace,
    ...(type === 'MODIFIED' ? { update: true } : {}),
  };
}
