import type { JsonObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import {
  difference,
  EMPTY_SET,
  equalSets,
  type FieldSet,
  fromFieldsV1,
  intersection,
  isEmptySet,
  MEMBER,
  pathsOf,
  recursiveDifference,
  setOf,
  toFieldsV1,
  union,
} from './field-set.ts';
import { type Fields, isSame, type Shape, shapeOfDefinition } from './typed.ts';
import { compare, fieldSetOf, merged, withNamedFields, withoutPaths } from './walk.ts';

/**
 * Who set which field (`metadata.managedFields`), and server-side apply. Upstream: apimachinery pkg/util/managedfields, structured-merge-diff merge/update.go.
 */
export interface Manager {
  /** `kubectl`, `kube-controller-manager`, …: the fieldManager of the request. */
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** RFC 3339, when it last wrote; '' for an applier that only ever agreed with what was there. */
  readonly time: string;
  /** '' or `status`, `scale`. */
  readonly subresource: string;
  readonly fields: FieldSet;
}

export type Managers = readonly Manager[];
/** Who writes: everything of a Manager but what it holds. */
export type Writer = Omit<Manager, 'fields'>;

export interface Conflict {
  readonly manager: Manager;
  readonly fields: FieldSet;
}

/** Above so many that update, the oldest are put together (managedfields/capmanagers.go). */
const MOST_UPDATERS = 10;
const ANCIENT = 'ancient-changes';

/** The same manager: appliers by name whatever the version they apply, updaters per version; both per subresource. */
const isSameManager = (a: Writer, b: Writer): boolean =>
  a.manager === b.manager && a.operation === b.operation && a.subresource === b.subresource && (a.operation === 'Apply' || a.apiVersion === b.apiVersion);

/** What the server alone decides is nobody's field (managedfields/stripmeta.go). */
const STRIPPED = new Set(
  ['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'generation', 'managedFields', 'resourceVersion'].map((name) => `f:${name}`),
);

function stripped(set: FieldSet): FieldSet {
  const metadata = set.children.get('f:metadata');
  if (!metadata && !set.children.has('f:apiVersion') && !set.children.has('f:kind')) return set;
  const children = new Map(set.children);
  children.delete('f:apiVersion');
  children.delete('f:kind');
  if (metadata) {
    const kept = setOf(false, new Map([...metadata.children].filter(([element]) => !STRIPPED.has(element))));
    if (isEmptySet(kept)) children.delete('f:metadata');
    else children.set('f:metadata', kept);
  }
  return setOf(false, children);
}

const fieldsPath = (...names: readonly string[]): FieldSet => names.reduceRight((below, name) => setOf(false, new Map([[`f:${name}`, below]])), MEMBER);
const STATUS = fieldsPath('status');
const SPEC = fieldsPath('spec');
const DEPLOYMENT = 'io.k8s.api.apps.v1.Deployment';
const SPEC_AND_LABELS = union(SPEC, fieldsPath('metadata', 'labels'));

/** What a request cannot write at all: the status by the object's own path, everything but the status by /status (a strategy's ResetFields). */
function outOfReach(definition: string, subresource: string): FieldSet {
  const shape = shapeOfDefinition(definition);
  const hasStatus = shape.is === 'struct' && shape.definition.fields.has('status');
  if (subresource === 'status') return definition === DEPLOYMENT ? SPEC_AND_LABELS : SPEC;
  return hasStatus ? STATUS : EMPTY_SET;
}

/** What Go's zero value of the kind has: the structs that are always there, so that creating an object does not "add" them. */
export function zeroOf(definition: string): Fields {
  return zero(shapeOfDefinition(definition)) as Fields;
}

function zero(shape: Shape): unknown {
  if (shape.is !== 'struct') return null;
  const { name, always, fields } = shape.definition;
  const object: Record<string, unknown> = {};
  for (const field of fields.values()) {
    if (field.type.is === 'ref' && (always.includes(field) || isStruct(name, field.name)))
      object[field.name] = zero(shapeOfDefinition(field.type.definition)) ?? {};
    if (field.type.is === 'list' && field.required) object[field.name] = null;
  }
  return object;
}

/** Fields that are no pointers in Go although the schema does not require them (struct tags of k8s.io/api), as far as a new object has them. */
const STRUCTS: ReadonlySet<string> = new Set([
  'DeploymentSpec.strategy',
  'StatefulSetSpec.updateStrategy',
  'DaemonSetSpec.updateStrategy',
  'ReplicaSetSpec.template',
  'PersistentVolumeClaimSpec.resources',
  'ServiceStatus.loadBalancer',
  'IngressStatus.loadBalancer',
  'NodeStatus.daemonEndpoints',
  'NodeStatus.nodeInfo',
  'NodeDaemonEndpoints.kubeletEndpoint',
  'NetworkPolicySpec.podSelector',
  'Event.source',
  'Event.regarding',
  'Event.deprecatedSource',
]);

const isStruct = (definition: string, field: string): boolean =>
  field === 'metadata' || field === 'status' || STRUCTS.has(`${definition.slice(definition.lastIndexOf('.') + 1)}.${field}`);

export interface Write {
  readonly definition: string;
  readonly before: Fields | undefined;
  readonly after: Fields;
  readonly writer: Writer;
}

/** Managers after a create, update or patch: the writer takes what it changed, others lose it. */
export function afterUpdate(managers: Managers, { definition, before, after, writer }: Write): Managers {
  const shape = shapeOfDefinition(definition);
  const { added, modified, removed } = strip(compare(shape, before ?? zeroOf(definition), after));
  const beyond = outOfReach(definition, writer.subresource);
  const taken = recursiveDifference(union(modified, added), beyond);
  const gone = recursiveDifference(removed, beyond);
  const others = managers.map((one) => less(one, taken, gone));
  if (isEmptySet(taken)) return settled(others);
  const own = others.find((one) => isSameManager(one, writer));
  return settled([...others.filter((one) => one !== own), { ...writer, fields: union(own?.fields ?? EMPTY_SET, taken) }]);
}

const strip = ({ added, modified, removed }: ReturnType<typeof compare>): ReturnType<typeof compare> => ({
  added: stripped(added),
  modified: stripped(modified),
  removed: stripped(removed),
});

function less(one: Manager, changed: FieldSet, removed: FieldSet): Manager {
  const fields = difference(difference(one.fields, changed), removed);
  return equalSets(fields, one.fields) ? one : { ...one, fields };
}

/** In the order in which they are shown; without those that hold nothing; the oldest updaters put together. */
function settled(managers: Managers): Managers {
  const held = managers.filter(({ fields }) => !isEmptySet(fields)).sort(inOrder);
  const updaters = held.filter(({ operation }) => operation === 'Update');
  if (updaters.length <= MOST_UPDATERS) return held;
  const byAge = [...updaters].sort((a, b) => byText(a.time, b.time) || byText(a.manager, b.manager));
  const tooMany = byAge.slice(0, updaters.length - MOST_UPDATERS + 1);
  const ancient: Manager = { ...tooMany.at(-1)!, manager: ANCIENT, subresource: '', fields: tooMany.map(({ fields }) => fields).reduce(union) };
  return [...held.filter((one) => !tooMany.includes(one)), ancient].sort(inOrder);
}

/** managedfields/internal/managedfields.go: operation, then time, then name, then version. */
const inOrder = (a: Manager, b: Manager): number =>
  byText(a.operation, b.operation) ||
  byText(a.time, b.time) ||
  byText(a.manager, b.manager) ||
  byText(a.apiVersion, b.apiVersion) ||
  byText(a.subresource, b.subresource);

export type Applied = { readonly object: Fields; readonly managers: Managers } | { readonly conflicts: readonly Conflict[] };

/** Server-side apply: what the configuration says goes in, what the manager said before and does not say any more goes out unless another holds it. */
export function applied(
  managers: Managers,
  { definition, before, config, writer, force }: Omit<Write, 'after'> & { readonly config: Fields; readonly force: boolean },
): Applied {
  const shape = shapeOfDefinition(definition);
  const live = before ?? { apiVersion: config['apiVersion'], kind: config['kind'], metadata: { name: (config['metadata'] as Fields | undefined)?.['name'] } };
  const own = managers.find((one) => isSameManager(one, writer));
  const set = recursiveDifference(stripped(fieldSetOf(shape, config)), outOfReach(definition, writer.subresource));
  const held: Managers = [...managers.filter((one) => one !== own), { ...writer, fields: set }];
  const joined = merged(shape, live, config) as Fields;
  const object = own ? pruned(shape, joined, { last: own.fields, held }) : joined;
  const { added, modified, removed } = strip(compare(shape, before ?? zeroOf(definition), object));
  const changed = union(modified, added);
  const others = managers.filter((one) => one !== own);
  const time = isSame(object, live) ? (own?.time ?? '') : writer.time;
  const conflicts = others.map((manager) => ({ manager, fields: intersection(manager.fields, changed) })).filter(({ fields }) => !isEmptySet(fields));
  if (conflicts.length > 0 && !force) return { conflicts };
  return { object, managers: settled([...others.map((one) => less(one, changed, removed)), { ...writer, time, fields: set }]) };
}

/** Takes out what the manager applied last time and does not hold any more, unless somebody else holds it or something in it. */
function pruned(shape: Shape, joined: Fields, { last, held }: { readonly last: FieldSet; readonly held: Managers }): Fields {
  const all = withNamedFields(fieldSetOf(shape, joined));
  const bare = withoutPaths(shape, joined, withNamedFields(last)) as Fields;
  const owned = withNamedFields(held.map(({ fields }) => fields).reduce(union, EMPTY_SET));
  const gone = difference(difference(all, withNamedFields(fieldSetOf(shape, bare))), owned);
  const kept = withoutPaths(shape, joined, gone) as Fields;
  // What was never this manager's does not go because what holds it went.
  const dangling = intersection(difference(all, withNamedFields(fieldSetOf(shape, kept))), withNamedFields(last));
  return withoutPaths(shape, joined, dangling) as Fields;
}

/** Who holds it: `"kubectl-client-side-apply" using apps/v1` (managedfields/internal/conflict.go). */
export function conflictText({ manager }: Conflict): string {
  const { manager: name, subresource, operation, apiVersion } = manager;
  const where = subresource ? ` with subresource ${JSON.stringify(subresource)}` : '';
  return operation === 'Update' ? `${JSON.stringify(name)}${where} using ${apiVersion}` : `${JSON.stringify(name)}${where}`;
}

/** `.spec.containers[name="web"].image` (fieldpath/path.go). */
export function pathText(path: readonly string[]): string {
  return path.map(elementText).join('');
}

function elementText(element: string): string {
  const text = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${text}`;
    case 'k':
      return `[${Object.entries(JSON.parse(text) as Fields)
        .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
        .join(',')}]`;
    case 'v':
      return `[=${text}]`;
    default:
      return `[${text}]`;
  }
}

export const conflictPaths = ({ fields }: Conflict): readonly string[] => [...pathsOf(fields)].map(pathText);

export function toManagedFields(managers: Managers): readonly JsonObject[] {
  return managers.map(({ manager, operation, apiVersion, time, subresource, fields }) => ({
    manager,
    operation,
    apiVersion,
    ...(time === '' ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(fields),
    ...(subresource === '' ? {} : { subresource }),
  }));
}

/** Reads what a client sent; undefined when it is not well formed (the server then keeps what it had). */
export function fromManagedFields(json: unknown): Managers | undefined {
  if (!Array.isArray(json)) return undefined;
  const managers: Manager[] = [];
  for (const entry of json as readonly Fields[]) {
    const fields = fromFieldsV1(entry['fieldsV1'] ?? {});
    const { manager, operation, apiVersion, time, subresource } = entry;
    if (!fields || (operation !== 'Apply' && operation !== 'Update')) return undefined;
    managers.push({
      manager: String(manager ?? ''),
      operation,
      apiVersion: String(apiVersion ?? ''),
      time: typeof time === 'string' ? time : '',
      subresource: String(subresource ?? ''),
      fields,
    });
  }
  return managers;
}

/** The fields of a configuration that the live object has with the same values. */
export function matchingFields(definition: string, config: Fields, live: Fields): FieldSet {
  const shape = shapeOfDefinition(definition);
  const { added, modified, removed } = compare(shape, config, live);
  return difference(fieldSetOf(shape, config), union(union(added, modified), removed));
}

/** Whether the same managers hold the same fields, whenever they took them. */
export function sameHolding(a: Managers, b: Managers): boolean {
  return (
    a.length === b.length &&
    a.every((one) => b.some((other) => isSameManager(one, other) && one.apiVersion === other.apiVersion && equalSets(one.fields, other.fields)))
  );
}
