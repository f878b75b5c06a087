import { deepEqual } from '../../base/json.ts';
import { base64Length } from '../base64.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { forbiddenField, invalid, tooLong } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { objectMetaUpdateErrors } from '../metadata.ts';
import { byteLength, configKeyErrors, nameIsSubdomain } from '../names.ts';
import type { ConfigMap } from '../schema/types.gen.ts';
import { ALL_VERBS, plainStrategy } from '../strategy.ts';

const rules = { namespaced: true, nameErrors: nameIsSubdomain };
/** Together, keys not counted. */
export const MAX_DATA_BYTES = 1024 * 1024;

function dataErrors({ data = {}, binaryData = {} }: ConfigMap): readonly FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(data)) {
    for (const message of configKeyErrors(key)) errors.push(invalid(`data[${key}]`, key, message));
    if (Object.hasOwn(binaryData, key)) errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    bytes += byteLength(value);
  }
  for (const [key, value] of Object.entries(binaryData)) {
    for (const message of configKeyErrors(key)) errors.push(invalid(`binaryData[${key}]`, key, message));
    bytes += base64Length(value);
  }
  if (bytes > MAX_DATA_BYTES) errors.push(tooLong('[]', MAX_DATA_BYTES));
  return errors;
}

/** ConfigMaps and Secrets that say `immutable` keep their data, and say so for ever. */
export function frozenDataErrors<T extends { readonly immutable?: boolean }>(
  next: T,
  previous: T,
  fields: readonly (keyof T & string)[],
): readonly FieldError[] {
  if (previous.immutable !== true) return [];
  const detail = 'field is immutable when `immutable` is set';
  const errors = next.immutable === true ? [] : [forbiddenField('immutable', detail)];
  for (const field of fields) if (!deepEqual(next[field], previous[field])) errors.push(forbiddenField(field, detail));
  return errors;
}

export const configMap: Kind<ConfigMap> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  resource: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  categories: [],
  namespaced: true,
  definition: 'io.k8s.api.core.v1.ConfigMap',
  verbs: ALL_VERBS,
  subresources: [],
  nameErrors: nameIsSubdomain,
  strategy: plainStrategy<ConfigMap>(rules, {
    errors: dataErrors,
    validateUpdate: (next, previous) => [
      ...objectMetaUpdateErrors(next.metadata, previous.metadata),
      ...frozenDataErrors(next, previous, ['data', 'binaryData']),
      ...dataErrors(next),
    ],
  }),
  selectableFields: {},
  columns: [
    nameColumn(),
    textColumn(
      'Data',
      "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap with the keys in the BinaryData field, this is enforced during validation process.",
      ({ data = {}, binaryData = {} }: ConfigMap) => Object.keys(data).length + Object.keys(binaryData).length,
    ),
    ageColumn(),
  ],
  samples: [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'default' }, data: { mode: 'fast', 'app.conf': 'a=1\nb=2\n' } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'logo', namespace: 'default' }, binaryData: { 'logo.png': 'iVBORw0KGgo=' }, immutable: true },
  ],
};
