import { deepEqual } from '../base/json.ts';
import { forbiddenField, goQuote, invalid, required, tooLong } from './errors.ts';
import type { FieldError } from './kind.ts';
import { byteLength, FIELD_IS_IMMUTABLE, labelValueErrors, NOT_NEGATIVE, nameIsLabel, qualifiedNameErrors } from './names.ts';
import type { ObjectMeta, OwnerReference } from './object.ts';
import { Recent } from './recent.ts';
import type { Errors } from './remember.ts';

/** Checks of metadata (apimachinery pkg/api/validation/objectmeta.go, pkg/apis/core/validation). */

export interface MetaRules {
  readonly namespaced: boolean;
  readonly nameErrors: (name: string, isPrefix: boolean) => readonly string[];
}

const ANNOTATIONS_LIMIT = 256 * 1024;
const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);
/** Frozen maps and lists that were found clean: labels and owner references are shared between many objects and versions. */
const clean = new Recent<true>();

function once(value: object | undefined, errors: Errors, check: () => void): void {
  if (!value || clean.has(value)) return;
  const before = errors.length;
  check();
  if (errors.length === before && Object.isFrozen(value)) clean.set(value, true);
}

/** ValidateObjectMeta. The server has made the name from generateName before. */
export function objectMetaErrors(meta: ObjectMeta, rules: MetaRules, path = 'metadata'): FieldError[] {
  const errors: Errors = [];
  if (meta.generateName)
    for (const message of rules.nameErrors(meta.generateName, true)) errors.push(invalid(`${path}.generateName`, meta.generateName, message));
  if (!meta.name) errors.push(required(`${path}.name`, 'name or generateName is required'));
  else for (const message of rules.nameErrors(meta.name, false)) errors.push(invalid(`${path}.name`, meta.name, message));
  if (!rules.namespaced) {
    if (meta.namespace) errors.push(forbiddenField(`${path}.namespace`, 'not allowed on this type'));
  } else if (!meta.namespace) {
    errors.push(required(`${path}.namespace`));
  } else {
    for (const message of nameIsLabel(meta.namespace, false)) errors.push(invalid(`${path}.namespace`, meta.namespace, message));
  }
  if ((meta.generation ?? 0) < 0) errors.push(invalid(`${path}.generation`, meta.generation, NOT_NEGATIVE));
  mapsAndListsErrors(meta, path, errors);
  return errors;
}

function mapsAndListsErrors(meta: ObjectMeta, path: string, errors: Errors): void {
  checkLabels(meta.labels, `${path}.labels`, errors);
  checkAnnotations(meta.annotations, `${path}.annotations`, errors);
  once(meta.ownerReferences, errors, () => checkOwners(meta.ownerReferences ?? [], `${path}.ownerReferences`, errors));
  once(meta.finalizers, errors, () => checkFinalizers(meta.finalizers ?? [], `${path}.finalizers`, errors));
  once(meta.managedFields, errors, () => checkManagedFields(meta.managedFields ?? [], `${path}.managedFields`, errors));
}

/** ValidateLabels: keys and values are both reported at the map's path. */
export function checkLabels(labels: Readonly<Record<string, string>> | undefined, path: string, errors: Errors): void {
  once(labels, errors, () => {
    for (const [key, value] of Object.entries(labels ?? {})) {
      for (const message of qualifiedNameErrors(key)) errors.push(invalid(path, key, message));
      for (const message of labelValueErrors(value)) errors.push(invalid(path, value, message));
    }
  });
}

export function checkAnnotations(annotations: Readonly<Record<string, string>> | undefined, path: string, errors: Errors): void {
  once(annotations, errors, () => {
    let bytes = 0;
    for (const [key, value] of Object.entries(annotations ?? {})) {
      for (const message of qualifiedNameErrors(key.toLowerCase())) errors.push(invalid(path, key, message));
      bytes += byteLength(key) + byteLength(value);
    }
    if (bytes > ANNOTATIONS_LIMIT) errors.push(tooLong(path, ANNOTATIONS_LIMIT));
  });
}

function checkOwners(owners: readonly OwnerReference[], path: string, errors: Errors): void {
  let firstController = '';
  for (const owner of owners) {
    checkOwner(owner, path, errors);
    if (owner.controller !== true) continue;
    const name = `${owner.kind}/${owner.name}`;
    if (firstController === '') firstController = name;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${firstController} and ${name}`;
      errors.push(invalid(path, owners, detail));
    }
  }
}

function checkOwner(owner: OwnerReference, path: string, errors: Errors): void {
  const version = owner.apiVersion.slice(owner.apiVersion.indexOf('/') + 1);
  if (version === '') errors.push(invalid(`${path}.apiVersion`, owner.apiVersion, 'version must not be empty'));
  if (owner.kind === '') errors.push(invalid(`${path}.kind`, owner.kind, 'must not be empty'));
  if (owner.name === '') errors.push(invalid(`${path}.name`, owner.name, 'must not be empty'));
  if (owner.uid === '') errors.push(invalid(`${path}.uid`, owner.uid, 'must not be empty'));
  if (owner.apiVersion === 'v1' && owner.kind === 'Event') errors.push(invalid(path, owner, '/v1, Kind=Event is disallowed from being an owner'));
}

function checkFinalizers(finalizers: readonly string[], path: string, errors: Errors): void {
  for (const name of finalizers) for (const message of qualifiedNameErrors(name)) errors.push(invalid(path, name, message));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  }
  finalizers.forEach((name, i) => {
    errors.push(...kubeFinalizerErrors(name, `${path}[${i}]`));
  });
}

/** Finalizers without a domain must be one of the standard ones. */
const kubeFinalizerErrors = (name: string, path: string): readonly FieldError[] =>
  !name.includes('/') && !STANDARD_FINALIZERS.has(name) ? [invalid(path, name, 'name is neither a standard finalizer name nor is it fully qualified')] : [];

export const finalizerErrors = (name: string, path: string): readonly FieldError[] => [
  ...qualifiedNameErrors(name).map((message) => invalid(path, name, message)),
  ...kubeFinalizerErrors(name, path),
];

function checkManagedFields(entries: readonly { readonly [field: string]: unknown }[], path: string, errors: Errors): void {
  entries.forEach((entry, i) => {
    const { operation = '', fieldsType = '', manager = '' } = entry as { operation?: string; fieldsType?: string; manager?: string };
    if (operation !== 'Apply' && operation !== 'Update') errors.push(invalid(`${path}[${i}].operation`, operation, 'must be `Apply` or `Update`'));
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') errors.push(invalid(`${path}[${i}].fieldsType`, fieldsType, 'must be `FieldsV1`'));
    if (byteLength(manager) > 128) errors.push(tooLong(`${path}[${i}].manager`, 128));
  });
}

const IMMUTABLE = ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const;

/** ValidateObjectMetaUpdate. */
export function objectMetaUpdateErrors(next: ObjectMeta, previous: ObjectMeta, path = 'metadata'): FieldError[] {
  const errors: Errors = [];
  if (previous.deletionTimestamp !== undefined && next.finalizers !== previous.finalizers) {
    const had = new Set(previous.finalizers);
    const added = [...new Set(next.finalizers)].filter((name) => !had.has(name)).sort();
    if (added.length > 0) {
      const list = `[]string{${added.map(goQuote).join(', ')}}`;
      errors.push(forbiddenField(`${path}.finalizers`, `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`));
    }
  }
  if (!next.resourceVersion) errors.push(invalid(`${path}.resourceVersion`, next.resourceVersion ?? '', 'must be specified for an update'));
  if ((next.generation ?? 0) < (previous.generation ?? 0)) errors.push(invalid(`${path}.generation`, next.generation ?? 0, 'must not be decremented'));
  for (const field of IMMUTABLE) if (next[field] !== previous[field]) errors.push(invalid(`${path}.${field}`, next[field], FIELD_IS_IMMUTABLE));
  mapsAndListsErrors(next, path, errors);
  return errors;
}

/** ValidateImmutableField. */
export const immutableErrors = (next: unknown, previous: unknown, path: string): FieldError[] =>
  deepEqual(next, previous) ? [] : [invalid(path, next, FIELD_IS_IMMUTABLE)];
