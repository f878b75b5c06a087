import { unreachable } from '../base/assert.ts';
import type { KubeObject } from '../kinds/object.ts';

/** Something that is so or not at an instant, or has happened since the step began. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly field: ObjectName & FieldTest }
  | { readonly count: Counting }
  | { readonly exists: ObjectName }
  | { readonly gone: ObjectName }
  /** A decision with this code was taken since the step began. */
  | { readonly decided: string }
  /** An Event with this reason was written since the step began. */
  | { readonly event: string }
  /** No work is queued or in flight. */
  | { readonly quiet: true }
  /** A controller or kube-scheduler runs, or is switched off. */
  | { readonly component: { readonly name: string; readonly on: boolean } };

export interface ObjectName {
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
}

export interface FieldTest {
  /** `status.readyReplicas`, `spec.containers.0.image`. */
  readonly path: string;
  readonly equals?: string | number | boolean;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Counting {
  readonly resource: string;
  readonly namespace?: string;
  /** Labels, all equal. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly where?: FieldTest;
  readonly is?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** What a condition can be asked of: the cluster at an instant, from the engine itself or from the screen's mirror. */
export interface Situation {
  object(resource: string, namespace: string | undefined, name: string): KubeObject | undefined;
  objects(resource: string, namespace: string | undefined): Iterable<KubeObject>;
  /** Whether a decision with this code was taken since the step began. */
  decided(code: string): boolean;
  /** Whether a controller or kube-scheduler runs. */
  running(component: string): boolean;
  readonly quiet: boolean;
  /** RFC 3339 time the step began at: Events older than this do not count. */
  readonly since: string;
}

/** When a step began, or any watch for a condition: what happened before does not count. */
export interface Since {
  /** Id of the last happening before it. */
  readonly happening: number;
  /** RFC 3339. */
  readonly time: string;
}

export function holds(condition: Condition, now: Situation): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, now));
  if ('any' in condition) return condition.any.some((part) => holds(part, now));
  if ('not' in condition) return !holds(condition.not, now);
  if ('field' in condition) return passes(now.object(condition.field.resource, condition.field.namespace, condition.field.name), condition.field);
  if ('exists' in condition) return now.object(condition.exists.resource, condition.exists.namespace, condition.exists.name) !== undefined;
  if ('gone' in condition) return now.object(condition.gone.resource, condition.gone.namespace, condition.gone.name) === undefined;
  if ('count' in condition) return inRange(count(condition.count, now), condition.count);
  if ('decided' in condition) return now.decided(condition.decided);
  if ('event' in condition) return hasEvent(condition.event, now);
  if ('quiet' in condition) return now.quiet;
  if ('component' in condition) return now.running(condition.component.name) === condition.component.on;
  return unreachable(condition);
}

function count(counting: Counting, now: Situation): number {
  let found = 0;
  for (const object of now.objects(counting.resource, counting.namespace)) {
    const labels = object.metadata.labels ?? {};
    if (!Object.entries(counting.labels ?? {}).every(([key, value]) => labels[key] === value)) continue;
    if (counting.where === undefined || passes(object, counting.where)) found++;
  }
  return found;
}

function passes(object: KubeObject | undefined, test: FieldTest): boolean {
  if (!object) return false;
  const value = valueAt(object, test.path);
  if (test.equals !== undefined && value !== test.equals) return false;
  const number = typeof value === 'number' ? value : 0;
  return (test.atLeast === undefined || number >= test.atLeast) && (test.atMost === undefined || number <= test.atMost);
}

const inRange = (n: number, test: { readonly is?: number; readonly atLeast?: number; readonly atMost?: number }): boolean =>
  (test.is === undefined || n === test.is) && (test.atLeast === undefined || n >= test.atLeast) && (test.atMost === undefined || n <= test.atMost);

function valueAt(object: unknown, path: string): unknown {
  let at: unknown = object;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

function hasEvent(reason: string, now: Situation): boolean {
  for (const event of now.objects('events', undefined)) {
    const { lastTimestamp, eventTime } = event as { lastTimestamp?: string; eventTime?: string };
    if (event.reason === reason && (lastTimestamp ?? eventTime ?? '') >= now.since) return true;
  }
  return false;
}
