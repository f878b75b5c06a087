import { setIn } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Container, PodSpec } from '../../kinds/schema/types.gen.ts';
import { failure } from './run.ts';
import type { Found } from './targets.ts';

/** Where a kind keeps the spec of its pods (polymorphichelpers/updatepodspec.go). */
function podSpecPath({ kind }: Pick<Found, 'kind'>): readonly string[] | undefined {
  if (kind.kind === 'Pod') return ['spec'];
  if (kind.kind === 'CronJob') return ['spec', 'jobTemplate', 'spec', 'template', 'spec'];
  if (['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController'].includes(kind.kind)) return ['spec', 'template', 'spec'];
  return undefined;
}

const valueAt = (object: KubeObject, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);

/** What went wrong with one of several objects; the type is the one of Go the object is read into. */
export const about = ({ kind, object }: Found, message: string) => failure(`error: ${kind.resource}/${object.metadata.name} ${message}\n`);

export function podSpecOf(one: Found): PodSpec {
  const path = podSpecPath(one);
  if (!path) throw about(one, `the object is not a pod or does not have a pod template: *${one.kind.version}.${one.kind.kind}`);
  return (valueAt(one.object, path) as PodSpec | undefined) ?? { containers: [] };
}

export const hasPodSpec = (one: Found): boolean => podSpecPath(one) !== undefined;

export const withPodSpec = (one: Found, spec: PodSpec): KubeObject => setIn(one.object, podSpecPath(one)!, spec);

/** Containers whose names a pattern with `*` means (kubectl pkg/cmd/set/helper.go, selectContainers). */
export function isSelected(pattern: string, { name }: Pick<Container, 'name'>): boolean {
  const source = pattern.replace(/[\\^$.+?(){}|[\]]/g, '\\$&').replace(/\*/g, '.*');
  return new RegExp(`^${source}$`, 'u').test(name);
}

/** Fields that Go writes also when they hold nothing. What came from the server has them already. */
export function asTyped({ kind, object }: Found): KubeObject {
  const spec = (object['spec'] ?? {}) as Record<string, unknown>;
  switch (kind.kind) {
    case 'Deployment':
      return { ...object, spec: { strategy: {}, ...withTemplate(spec) }, status: object['status'] ?? {} } as KubeObject;
    case 'ReplicaSet':
      return { ...object, spec: withTemplate(spec), status: object['status'] ?? { replicas: 0 } } as KubeObject;
    case 'Pod':
      return { ...object, spec: withResources(spec), status: object['status'] ?? {} } as KubeObject;
    case 'Service':
      return { ...object, spec: withTargets(spec), status: object['status'] ?? { loadBalancer: {} } } as KubeObject;
    default:
      return object;
  }
}

function withTemplate(spec: Record<string, unknown>): Record<string, unknown> {
  const template = (spec['template'] ?? {}) as Record<string, unknown>;
  return { ...spec, template: { metadata: {}, ...template, spec: withResources((template['spec'] ?? {}) as Record<string, unknown>) } };
}

function withResources(spec: Record<string, unknown>): Record<string, unknown> {
  const filled = (list: unknown): unknown => (Array.isArray(list) ? list.map((one: object) => ({ resources: {}, ...one })) : list);
  return {
    ...spec,
    containers: filled(spec['containers'] ?? null),
    ...(spec['initContainers'] === undefined ? {} : { initContainers: filled(spec['initContainers']) }),
  };
}

function withTargets(spec: Record<string, unknown>): Record<string, unknown> {
  const ports = spec['ports'];
  return Array.isArray(ports) ? { ...spec, ports: ports.map((port: object) => ({ targetPort: 0, ...port })) } : spec;
}
