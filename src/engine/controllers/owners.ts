import type { Json } from '../../base/json.ts';
import { controllerOf, type KubeObject, type OwnerReference } from '../../kinds/object.ts';
import { matches, type Selector } from '../../kinds/selector.ts';
import type { Intent } from './controller.ts';

/** Who owns what: controller references, adoption, release (upstream: pkg/controller/controller_ref_manager.go). */

/** metav1.NewControllerRef */
export const controllerReference = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid as string,
  controller: true,
  blockOwnerDeletion: true,
});

export interface Claims<T extends KubeObject> {
  /** Owned already, and matching. */
  readonly kept: readonly T[];
  /** Without controller, matching: to be adopted. */
  readonly adopt: readonly T[];
  /** Owned, not matching any more: to be let go. */
  readonly release: readonly T[];
}

/** Sorts candidates. An owner on its way out neither adopts nor releases; objects on their way out are not touched. */
export function claimsOf<T extends KubeObject>(
  owner: KubeObject,
  selector: Selector,
  candidates: { readonly owned: Iterable<T>; readonly orphans: Iterable<T> },
): Claims<T> {
  const kept: T[] = [];
  const adopt: T[] = [];
  const release: T[] = [];
  const leaving = owner.metadata.deletionTimestamp !== undefined;
  for (const object of candidates.owned) {
    if (matches(selector, object.metadata.labels)) kept.push(object);
    else if (!leaving && object.metadata.deletionTimestamp === undefined) release.push(object);
  }
  if (!leaving)
    for (const object of candidates.orphans)
      if (object.metadata.deletionTimestamp === undefined && controllerOf(object.metadata) === undefined && matches(selector, object.metadata.labels))
        adopt.push(object);
  return { kept, adopt, release };
}

/** The strategic merge patches upstream sends; both name the uid, so that a namesake is never touched. */
export function claimPatches(owner: KubeObject, resource: string, claims: Claims<KubeObject>): Intent[] {
  const reference = controllerReference(owner) as unknown as Json;
  const patchOf = (object: KubeObject, ownerReference: Json): Intent => ({
    do: 'patch',
    resource,
    ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }),
    name: object.metadata.name,
    patchType: 'strategic',
    patch: { metadata: { ownerReferences: [ownerReference], uid: object.metadata.uid } },
  });
  return [
    ...claims.release.map((object) => patchOf(object, { $patch: 'delete', uid: owner.metadata.uid })),
    ...claims.adopt.map((object) => patchOf(object, reference)),
  ];
}

/** Whether a controller reference means this object, by uid. */
export const isOwnedBy = (object: KubeObject, owner: KubeObject): boolean => controllerOf(object.metadata)?.uid === owner.metadata.uid;
