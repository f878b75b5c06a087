import type { Kind } from '../../../kinds/kind.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import type { Call } from '../call.ts';

/** What the registry of one resource does beyond the kind's strategy because it needs the state of the cluster (allocators, …). */
export interface Registry {
  /** After prepareForCreate, before validation. */
  readonly beforeCreate: (call: Call, object: KubeObject) => KubeObject;
  /** After prepareForUpdate, before validation. */
  readonly beforeUpdate: (call: Call, next: KubeObject, previous: KubeObject) => KubeObject;
  /** After the commit (not in dry runs): `object` undefined = it was removed. */
  readonly afterWrite: (call: Call, object: KubeObject | undefined, previous: KubeObject | undefined) => void;
}

const PLAIN: Registry = { beforeCreate: (_call, object) => object, beforeUpdate: (_call, next) => next, afterWrite: () => {} };

const REGISTRIES: Readonly<Record<string, Registry>> = {};

export const registryOf = (kind: Kind): Registry => REGISTRIES[kind.resource] ?? PLAIN;
