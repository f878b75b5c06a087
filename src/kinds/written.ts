import { isObject } from '../base/json.ts';

/**
 * Fields that the API server writes as null when they hold nothing: times that are no pointers in the Go structs, for which `omitempty` has no
 * effect, and lists without `omitempty` that come back empty from etcd (staging/src/k8s.io/api, types.go). Per kind: where (lists are stepped
 * into), and what. The schema knows nothing of this, and pages that only show objects need not load it.
 */
interface Nulls {
  readonly at: readonly string[];
  readonly fields: readonly string[];
}

const CONDITION = ['lastTransitionTime'];
const PROBED = ['lastProbeTime', 'lastTransitionTime'];
const conditions = (fields: readonly string[]): readonly Nulls[] => [{ at: ['status', 'conditions'], fields }];

const STATUSES = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'];
const containerStates = STATUSES.flatMap((list) =>
  ['state', 'lastState'].flatMap((state): readonly Nulls[] => [
    { at: ['status', list, state, 'running'], fields: ['startedAt'] },
    { at: ['status', list, state, 'terminated'], fields: ['finishedAt', 'startedAt'] },
  ]),
);

const NULLS: Readonly<Record<string, readonly Nulls[]>> = {
  'v1 Event': [{ at: [], fields: ['eventTime', 'firstTimestamp', 'lastTimestamp'] }],
  'events.k8s.io/v1 Event': [{ at: [], fields: ['deprecatedFirstTimestamp', 'deprecatedLastTimestamp'] }],
  'v1 Namespace': conditions(CONDITION),
  'v1 Node': conditions(['lastHeartbeatTime', 'lastTransitionTime']),
  'v1 PersistentVolumeClaim': conditions(PROBED),
  'v1 Pod': [...conditions(PROBED), ...containerStates],
  'apps/v1 Deployment': conditions(['lastTransitionTime', 'lastUpdateTime']),
  'apps/v1 ReplicaSet': conditions(CONDITION),
  'discovery.k8s.io/v1 EndpointSlice': [{ at: [], fields: ['endpoints', 'ports'] }],
};

const written = new WeakMap<object, object>();

/** An object as the real server writes it in JSON and YAML; inside the engine such fields are simply absent. What is no such kind stays as it is. */
export function asWritten<T>(object: T): T {
  if (!isObject(object)) return object;
  const known = written.get(object);
  if (known) return known as T;
  const nulls = NULLS[`${String(object['apiVersion'])} ${String(object['kind'])}`] ?? [];
  const made = nulls.reduce<unknown>((value, { at, fields }) => filled(value, at, fields), object) as object;
  written.set(object, made);
  return made as T;
}

/** The same for a body of the API server: an object, a list of them, or anything else as it is. */
export function bodyAsWritten<T>(body: T): T {
  if (!isObject(body) || !String(body['kind']).endsWith('List')) return asWritten(body);
  const { items } = body as { items?: unknown };
  return Array.isArray(items) ? { ...body, items: items.map((item: unknown) => asWritten(item)) } : body;
}

function filled(value: unknown, at: readonly string[], fields: readonly string[]): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => filled(item, at, fields));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (!isObject(value)) return value;
  const [name, ...rest] = at;
  if (name !== undefined) {
    const after = filled(value[name], rest, fields);
    return after === value[name] ? value : { ...value, [name]: after };
  }
  const missing = fields.filter((field) => isNothing(value[field]));
  return missing.length === 0 ? value : { ...value, ...Object.fromEntries(missing.map((field) => [field, null])) };
}

const isNothing = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);
