import { forbidden } from '../../../kinds/errors.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import type { Call } from '../call.ts';
import { refuse } from '../refusal.ts';

/** admission.NewForbidden: named after the object, or after generateName while it has no name yet. */
export function forbid(call: Call, object: KubeObject | undefined, why: string): never {
  return refuse(forbidden(call.resource, attributesName(call, object), why));
}

export const attributesName = (call: Call, object: KubeObject | undefined): string =>
  call.name || object?.metadata.name || object?.metadata.generateName || 'Unknown';

/** Whether the request writes objects of this resource themselves, no subresource of them. */
export const isOf = (call: Call, resource: string): boolean => call.kind.resource === resource && call.subresource === '';
