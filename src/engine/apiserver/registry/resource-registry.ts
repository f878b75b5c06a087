import type { KubeObject } from '../../../kinds/object.ts';
import type { Call } from '../call.ts';

/** What the registry of one resource does beyond the kind's strategy because it needs the state of the cluster (allocators, …). */
export interface Registry {
  /** Before validation (upstream's BeginCreate and BeginUpdate); `previous` is undefined on create. */
  readonly begin: (call: Call, object: KubeObject, previous: KubeObject | undefined) => KubeObject;
  /** After the commit (not in dry runs): `object` undefined = it was removed. */
  readonly afterWrite: (call: Call, object: KubeObject | undefined, previous: KubeObject | undefined) => void;
}
