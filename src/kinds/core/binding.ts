import { notSupported, required } from '../errors.ts';
import type { FieldError } from '../kind.ts';
import type { Binding } from '../schema/types.gen.ts';

/** The body of `pods/binding` (ValidatePodBinding). */
export const BINDING_DEFINITION = 'io.k8s.api.core.v1.Binding';

export function bindingErrors({ target }: Binding): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (target?.kind && target.kind !== 'Node') errors.push(notSupported('target.kind', target.kind, ['Node', '<empty>']));
  if (!target?.name) errors.push(required('target.name'));
  return errors;
}
