import { deepEqual, extended } from '../base/json.ts';
import type { FieldError, Strategy, Verb } from './kind.ts';
import type { MetaRules } from './metadata.ts';
import { objectMetaErrors, objectMetaUpdateErrors } from './metadata.ts';
import type { KubeObject } from './object.ts';
import { fieldFrom, without } from './remember.ts';

/** Pieces of which the kinds put their strategies together (upstream: pkg/registry/…/strategy.go). */

export const ALL_VERBS: readonly Verb[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

export const same = <T>(value: T): T => value;

export const withGeneration = <T extends KubeObject>(object: T, generation: number): T =>
  object.metadata.generation === generation ? object : extended(object, { metadata: extended(object.metadata, { generation }) });

/** Status is the controllers' to write: a write to the main resource leaves it as it was. */
export const keepStatus = <T extends KubeObject>(next: T, previous: T): T => fieldFrom(next, 'status', previous);

/** On create, whatever status came along is dropped. */
export const emptyStatus = <T extends KubeObject>(object: T): T => (isEmpty(object['status']) ? object : { ...object, status: {} });

const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** The generation counts changes of the spec (for some kinds of more). */
export function raiseGeneration<T extends KubeObject>(next: T, previous: T, fields: readonly string[] = ['spec']): T {
  const changed = fields.some((field) => !deepEqual(next[field], previous[field]));
  return withGeneration(next, (previous.metadata.generation ?? 0) + (changed ? 1 : 0));
}

/** A write to the status subresource changes status alone; labels and annotations go along where upstream lets them. */
export function onlyStatus<T extends KubeObject>(next: T, previous: T): T {
  return fieldFrom(next, 'spec', previous);
}

/** The same for kinds whose status writes leave all metadata but managedFields alone. */
export function onlyStatusAndNoMetadata<T extends KubeObject>(next: T, previous: T): T {
  const kept = fieldFrom(next, 'spec', previous);
  if (deepEqual(kept.metadata.labels, previous.metadata.labels)) return kept;
  const labels = previous.metadata.labels;
  return { ...kept, metadata: labels ? { ...kept.metadata, labels } : without(kept.metadata, 'labels') };
}

/** A strategy for kinds without status and generation; the parts given take the place of the plain ones. */
export function plainStrategy<T extends KubeObject>(
  rules: MetaRules,
  parts: Partial<Strategy<T>> & { readonly errors?: (object: T) => readonly FieldError[] },
): Strategy<T> {
  const { errors = () => [], ...given } = parts;
  const validate = (object: T): readonly FieldError[] => [...objectMetaErrors(object.metadata, rules), ...errors(object)];
  return {
    defaults: same,
    prepareForCreate: same,
    prepareForUpdate: same,
    prepareForStatusUpdate: same,
    validate,
    validateUpdate: (next, previous) => [...objectMetaUpdateErrors(next.metadata, previous.metadata), ...errors(next)],
    validateStatusUpdate: (next, previous) => objectMetaUpdateErrors(next.metadata, previous.metadata),
    ...given,
  };
}

/** On create, the status is replaced by what every new object of the kind has. */
export const fullStatus = <T extends KubeObject>(object: T, status: object): T => (deepEqual(object['status'], status) ? object : { ...object, status });
