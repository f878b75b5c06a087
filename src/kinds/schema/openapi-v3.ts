import type { Json, JsonObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import type { Kind } from '../kind.ts';
import { kinds } from '../registry.ts';
import { type ReviewKind, reviewKinds } from '../review-kinds.ts';
import { type Docs, textOf } from './docs.ts';
import { type Definition, definitionOf, type Field, type FieldType, type Scalar } from './structure.ts';

/**
 * `/openapi/v3` as kube-apiserver serves it: an index, and one document for each group and version, made of the schema and the kinds that are served. Clients
 * read from it which fields there are (`kubectl explain`), and that the server validates fields itself (`fieldValidation` of a kind's PATCH).
 * Upstream: kube-openapi pkg/handler3, pkg/builder3. Whoever has the documents as bytes gives each address its hash (`urlOf`).
 */
export const openApiIndex = (urlOf = (path: string): string => `/openapi/v3/${path}`): JsonObject => ({
  paths: Object.fromEntries(groupVersionPaths().map((path) => [path, { serverRelativeURL: urlOf(path) }])),
});

/** `api/v1`, `apis/apps/v1`, … in order. */
export const groupVersionPaths = (): readonly string[] => [...new Set([...kinds, ...reviewKinds].map(groupVersionPath))].sort(byText);

const groupVersionPath = ({ group, version }: Pick<Kind, 'group' | 'version'>): string => (group === '' ? `api/${version}` : `apis/${group}/${version}`);

/** The document of `api/v1`, `apis/apps/v1`, …; undefined when no such version is served. */
export function openApiDocument(path: string, docs: Docs): JsonObject | undefined {
  const served = kinds.filter((kind) => groupVersionPath(kind) === path);
  const reviews = reviewKinds.filter((kind) => groupVersionPath(kind) === path);
  if (served.length === 0 && reviews.length === 0) return undefined;
  const schemas = new Schemas(docs);
  const paths: Record<string, Json> = {};
  for (const kind of served) Object.assign(paths, pathsOf(kind, schemas));
  for (const kind of reviews) Object.assign(paths, reviewPath(kind, schemas));
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.36.0' }, paths, components: { schemas: schemas.all() } };
}

const REF = '#/components/schemas/';

/** The schemas a document refers to, and those that these refer to in turn. */
class Schemas {
  private readonly docs: Docs;
  private readonly made = new Map<string, Json>();

  constructor(docs: Docs) {
    this.docs = docs;
  }

  all(): JsonObject {
    return Object.fromEntries([...this.made].sort(([a], [b]) => byText(a, b)));
  }

  ref(name: string): JsonObject {
    this.need(name);
    return { $ref: `${REF}${name}` };
  }

  private need(name: string): void {
    if (this.made.has(name)) return;
    const scalar = SCALAR_DEFINITIONS[name];
    if (scalar) return void this.made.set(name, { ...scalar, ...described(this.doc(name, '')) });
    const definition = definitionOf(name);
    if (!definition) return;
    this.made.set(name, {});
    this.made.set(name, this.schemaOf(definition));
  }

  private schemaOf(definition: Definition): JsonObject {
    const properties: Record<string, Json> = {};
    const required: string[] = [];
    for (const field of definition.fields.values()) {
      properties[field.name] = this.property(definition, field);
      if (field.required) required.push(field.name);
    }
    const { gvk } = definition;
    return {
      ...described(this.doc(definition.name, '')),
      type: 'object',
      ...(required.length > 0 ? { required } : {}),
      ...(definition.fields.size > 0 ? { properties } : {}),
      ...(gvk ? { 'x-kubernetes-group-version-kind': [{ group: gvk.group, kind: gvk.kind, version: gvk.version }] } : {}),
      ...(definition.mapType ? { 'x-kubernetes-map-type': definition.mapType } : {}),
    };
  }

  private property(owner: Definition, field: Field): Json {
    return {
      ...described(this.doc(owner.name, field.name)),
      ...this.fieldType(owner, field),
      ...(field.enum ? { enum: field.enum } : {}),
      ...(field.listType ? { 'x-kubernetes-list-type': field.listType } : {}),
      ...(field.mapKeys ? { 'x-kubernetes-list-map-keys': field.mapKeys } : {}),
      ...(field.mapType ? { 'x-kubernetes-map-type': field.mapType } : {}),
      ...(field.mergeKey ? { 'x-kubernetes-patch-merge-key': field.mergeKey } : {}),
      ...(field.patchStrategies.length > 0 ? { 'x-kubernetes-patch-strategy': field.patchStrategies.join(',') } : {}),
    };
  }

  private fieldType({ name }: Definition, field: Field): JsonObject {
    const named = NAMED_FIELDS[`${name}.${field.name}`];
    return named === undefined ? this.typeOf(field.type, field.required) : { allOf: [this.ref(named)] };
  }

  private typeOf(type: FieldType, required: boolean): JsonObject {
    switch (type.is) {
      case 'scalar':
        return this.scalar(type.scalar, required);
      case 'list':
        return { type: 'array', items: this.typeOf(type.items, true) };
      case 'map':
        return { type: 'object', additionalProperties: this.typeOf(type.values, true) };
      case 'ref':
        return { allOf: [this.ref(type.definition)], default: {} };
    }
  }

  private scalar(scalar: Scalar, required: boolean): JsonObject {
    const definition = SCALAR_NAMES[scalar];
    if (definition) return { allOf: [this.ref(definition)] };
    const plain = PLAIN[scalar];
    return required && scalar !== 'any' ? { ...plain, default: ZERO[scalar] ?? '' } : plain;
  }

  private doc(definition: string, field: string): string | undefined {
    return textOf(this.docs, definition, field);
  }
}

const described = (text: string | undefined): JsonObject => (text ? { description: text } : {});

const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.Time';
const MICRO_TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const FIELDS_V1 = 'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1';
const RAW_EXTENSION = 'io.k8s.apimachinery.pkg.runtime.RawExtension';
const SCALAR_NAMES: Partial<Record<Scalar, string>> = { quantity: QUANTITY, time: TIME, 'micro-time': MICRO_TIME, 'int-or-string': INT_OR_STRING };
const SCALAR_DEFINITIONS: Readonly<Record<string, JsonObject>> = {
  [QUANTITY]: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  [TIME]: { type: 'string', format: 'date-time' },
  [MICRO_TIME]: { type: 'string', format: 'date-time' },
  [FIELDS_V1]: { type: 'object' },
  [RAW_EXTENSION]: { type: 'object' },
  [INT_OR_STRING]: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
};
/** Fields of any content whose type has a name all the same. */
const NAMED_FIELDS: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry.fieldsV1': FIELDS_V1,
  'io.k8s.api.apps.v1.ControllerRevision.data': RAW_EXTENSION,
};
const PLAIN: Readonly<Record<Scalar, JsonObject>> = {
  string: { type: 'string' },
  boolean: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  double: { type: 'number', format: 'double' },
  bytes: { type: 'string', format: 'byte' },
  any: { type: 'object' },
  time: {},
  'micro-time': {},
  quantity: {},
  'int-or-string': {},
};
const ZERO: Partial<Record<Scalar, Json>> = { boolean: false, int32: 0, int64: 0, double: 0 };

/** An operation on a kind: method, verb of its name, x-kubernetes-action, and the verb it needs. */
type Operation = readonly [method: string, name: string, action: string, verb: Kind['verbs'][number]];
const COLLECTION: readonly Operation[] = [
  ['get', 'list', 'list', 'list'],
  ['post', 'create', 'post', 'create'],
  ['delete', 'delete', 'deletecollection', 'deletecollection'],
];
const ITEM: readonly Operation[] = [
  ['get', 'read', 'get', 'get'],
  ['put', 'replace', 'put', 'update'],
  ['patch', 'patch', 'patch', 'patch'],
  ['delete', 'delete', 'delete', 'delete'],
];

function pathsOf(kind: Kind, schemas: Schemas): Record<string, Json> {
  const root = `/${groupVersionPath(kind)}`;
  const collection = `${root}/${kind.namespaced ? 'namespaces/{namespace}/' : ''}${kind.resource}`;
  const object = schemas.ref(kind.definition);
  const of = { kind, object, list: schemas.ref(`${kind.definition}List`), status: schemas.ref(STATUS) };
  const paths: Record<string, Json> = {
    [collection]: operations(of, COLLECTION, ''),
    [`${collection}/{name}`]: operations(of, ITEM, ''),
  };
  if (kind.namespaced) paths[`${root}/${kind.resource}`] = operations(of, COLLECTION.slice(0, 1), 'ForAllNamespaces');
  if (kind.subresources.includes('status')) paths[`${collection}/{name}/status`] = operations(of, ITEM.slice(0, 3), 'Status');
  return paths;
}

function reviewPath(kind: ReviewKind, schemas: Schemas): Record<string, Json> {
  const object = schemas.ref(kind.definition);
  const at = `/${groupVersionPath(kind)}/${kind.namespaced ? 'namespaces/{namespace}/' : ''}${kind.resource}`;
  return { [at]: operations({ kind, object, list: object, status: object }, COLLECTION, '') };
}

const STATUS = 'io.k8s.apimachinery.pkg.apis.meta.v1.Status';

interface Described {
  readonly kind: Kind | ReviewKind;
  readonly object: JsonObject;
  readonly list: JsonObject;
  readonly status: JsonObject;
}

function operations({ kind, object, list, status }: Described, all: readonly Operation[], after: '' | 'ForAllNamespaces' | 'Status'): JsonObject {
  const made: Record<string, Json> = {};
  const { group, version } = kind;
  for (const [method, name, action, verb] of all) {
    if (!(kind.verbs as readonly string[]).includes(verb)) continue;
    made[method] = {
      tags: [`${groupName(group)}_${version}`],
      operationId: `${name}${titled(groupName(group))}${titled(version)}${subjectOf(kind, action, after)}`,
      parameters: parametersOf(method),
      responses: {
        200: { description: 'OK', content: { 'application/json': { schema: action === 'list' ? list : answers(kind, action) ? object : status } } },
      },
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': { group, version, kind: kind.kind },
    };
  }
  return made;
}

/** Deletions are answered with a Status, except of kinds whose store returns what it deleted. */
const answers = ({ resource }: Pick<Kind, 'resource'>, action: string): boolean =>
  action !== 'deletecollection' && (action !== 'delete' || DELETED_IS_SHOWN.has(resource));
const DELETED_IS_SHOWN: ReadonlySet<string> = new Set([
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'podtemplates',
  'resourcequotas',
  'serviceaccounts',
  'services',
  'storageclasses',
  'csidrivers',
  'csinodes',
  'volumeattachments',
]);

/** `NamespacedPod`, `CollectionNamespacedPod`, `PodForAllNamespaces`, `NamespacedPodStatus`. */
function subjectOf({ kind, namespaced }: Pick<Kind, 'kind' | 'namespaced'>, action: string, after: string): string {
  const within = namespaced && after !== 'ForAllNamespaces' ? 'Namespaced' : '';
  return `${action === 'deletecollection' ? 'Collection' : ''}${within}${kind}${after}`;
}

/** `core`, `apps`, `rbacAuthorization`: as client generators name their classes. */
const groupName = (group: string): string =>
  group === ''
    ? 'core'
    : group
        .replace(/\.k8s\.io$/, '')
        .split('.')
        .map((part, i) => (i === 0 ? part : titled(part)))
        .join('');
const titled = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const parameter = (name: string): JsonObject => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } });

function parametersOf(method: string): readonly Json[] {
  if (method === 'get') return [];
  if (method === 'delete') return [parameter('dryRun')];
  return [parameter('dryRun'), parameter('fieldManager'), parameter('fieldValidation')];
}
