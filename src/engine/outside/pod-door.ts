import { badRequest, notFound } from '../../kinds/errors.ts';
import type { Container, Pod } from '../../kinds/schema/types.gen.ts';
import type { ApiRequest } from '../../wire/request.ts';
import { refuse } from '../apiserver/refusal.ts';
import { type Route, routeOf } from '../apiserver/route.ts';
import { etcd, getObject } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';

/** A path of a pod that the API server does not answer itself but passes on to the node's kubelet. */
export type PodPath = Route & { readonly to: 'resource'; readonly subresource: 'log' | 'exec' | 'attach' | 'portforward' };

const PASSED_ON: ReadonlySet<string> = new Set(['log', 'exec', 'attach', 'portforward']);

export function podPathOf({ path }: Pick<ApiRequest, 'path'>): PodPath | undefined {
  const route = routeOf(path);
  return route.to === 'resource' && route.resource === 'pods' && route.name !== '' && PASSED_ON.has(route.subresource) ? (route as PodPath) : undefined;
}

export function podOf(sim: Sim, { namespace, name }: PodPath): Pod {
  return (
    getObject<Pod & { metadata: Pod['metadata'] } & Record<string, unknown>>(sim.get(etcd).root, 'pods', `${namespace}/${name}`) ??
    refuse(notFound({ group: '', name: 'pods' }, name))
  );
}

/** Which container is meant, in the words of pkg/registry/core/pod/strategy.go (validateContainer). */
export function containerName(pod: Pod, asked: string | undefined): string {
  const containers = pod.spec?.containers ?? [];
  const inits = pod.spec?.initContainers ?? [];
  const ephemerals = (pod.spec?.ephemeralContainers ?? []) as readonly { readonly name: string }[];
  const { name } = pod.metadata as { name: string };
  if (asked) {
    const known = [...containers, ...inits, ...ephemerals].some((container) => container.name === asked);
    return known ? asked : refuse(badRequest(`container ${asked} is not valid for pod ${name}`));
  }
  if (containers.length === 1) return containers[0]!.name;
  const names = (list: readonly Pick<Container, 'name'>[]): string => `[${list.map((container) => container.name).join(' ')}]`;
  const others = inits.length > 0 ? ` or one of the init containers: ${names(inits)}` : '';
  return refuse(badRequest(`a container name must be specified for pod ${name}, choose one of: ${names(containers)}${others}`));
}
