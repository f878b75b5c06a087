import { base64Length, textFromBase64, toBase64 } from '../base64.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { invalid, required, tooLong } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { immutableErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { configKeyErrors, nameIsSubdomain } from '../names.ts';
import { without } from '../remember.ts';
import type { Secret } from '../schema/types.gen.ts';
import { ALL_VERBS, plainStrategy } from '../strategy.ts';
import { frozenDataErrors, MAX_DATA_BYTES } from './config-map.ts';

const rules = { namespaced: true, nameErrors: nameIsSubdomain };

/** stringData is for writing only: it goes into data, over what stands there (Convert_v1_Secret_To_core_Secret). */
function defaults(object: Secret): Secret {
  const typed = object.type ? object : { ...object, type: 'Opaque' };
  if (!typed.stringData) return typed;
  const written = Object.entries(typed.stringData).map(([key, text]) => [key, toBase64(text)] as const);
  return without({ ...typed, data: Object.fromEntries([...Object.entries(typed.data ?? {}), ...written]) }, 'stringData');
}

function dataErrors(object: Secret): readonly FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(object.data ?? {})) {
    for (const message of configKeyErrors(key)) errors.push(invalid(`data[${key}]`, key, message));
    bytes += base64Length(value);
  }
  if (bytes > MAX_DATA_BYTES) errors.push(tooLong('data', MAX_DATA_BYTES));
  return [...errors, ...typeErrors(object)];
}

const NAME_OF_ACCOUNT = 'kubernetes.io/service-account.name';

/** What each type of Secret must hold. */
function typeErrors({ type, data = {}, metadata }: Secret): readonly FieldError[] {
  const needs = (...keys: readonly string[]): FieldError[] => keys.filter((key) => !Object.hasOwn(data, key)).map((key) => required(`data[${key}]`));
  switch (type) {
    case 'kubernetes.io/service-account-token':
      return metadata.annotations?.[NAME_OF_ACCOUNT] ? [] : [required(`metadata.annotations[${NAME_OF_ACCOUNT}]`)];
    case 'kubernetes.io/dockercfg':
      return jsonErrors(data, '.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return jsonErrors(data, '.dockerconfigjson');
    case 'kubernetes.io/basic-auth':
      return Object.hasOwn(data, 'username') || Object.hasOwn(data, 'password') ? [] : needs('username', 'password');
    case 'kubernetes.io/ssh-auth':
      return data['ssh-privatekey'] ? [] : [required('data[ssh-privatekey]')];
    case 'kubernetes.io/tls':
      return needs('tls.crt', 'tls.key');
    default:
      return [];
  }
}

/** Simplified: upstream adds what exactly is wrong with the JSON, in the words of Go's parser. */
function jsonErrors(data: Readonly<Record<string, string>>, key: string): readonly FieldError[] {
  if (!Object.hasOwn(data, key)) return [required(`data[${key}]`)];
  const text = textFromBase64(data[key] as string);
  if (text === '') return [invalid(`data[${key}]`, '<secret contents redacted>', 'unexpected end of JSON input')];
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && !Array.isArray(value)) return [];
  } catch {
    const first = text.trim()[0] ?? '';
    return [invalid(`data[${key}]`, '<secret contents redacted>', `invalid character '${first}' looking for beginning of value`)];
  }
  return [invalid(`data[${key}]`, '<secret contents redacted>', 'json: cannot unmarshal value into Go value of type map[string]interface {}')];
}

export const secret: Kind<Secret> = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  resource: 'secrets',
  singular: 'secret',
  shortNames: [],
  categories: [],
  namespaced: true,
  definition: 'io.k8s.api.core.v1.Secret',
  verbs: ALL_VERBS,
  subresources: [],
  nameErrors: nameIsSubdomain,
  strategy: plainStrategy<Secret>(rules, {
    defaults,
    errors: dataErrors,
    validateUpdate: (next, previous) => [
      ...objectMetaUpdateErrors(next.metadata, previous.metadata),
      ...immutableErrors(next.type, previous.type, 'type'),
      ...frozenDataErrors(next, previous, ['data']),
      ...dataErrors(next),
    ],
  }),
  selectableFields: { type: ({ type }) => type ?? '' },
  columns: [
    nameColumn(),
    textColumn(
      'Type',
      'Used to facilitate programmatic handling of secret data. More info: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types',
      ({ type }: Secret) => type ?? '',
    ),
    textColumn(
      'Data',
      "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4",
      ({ data = {} }: Secret) => Object.keys(data).length,
    ),
    ageColumn(),
  ],
  samples: [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'web', namespace: 'default' }, stringData: { password: 'pässword' } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login', namespace: 'default' }, type: 'kubernetes.io/basic-auth', data: { username: 'YWRtaW4=' } },
  ],
};
