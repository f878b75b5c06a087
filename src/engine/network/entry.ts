import type { Node, Service } from '../../kinds/schema/types.gen.ts';
import { USERS } from '../../wire/actors.ts';
import { etcd, getObject, listObjects, type Root, tableOf } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { isIPv4, type Target } from './url.ts';

/** Where a request from outside comes in: an address or port of the Service, and the node it goes by. */
export interface Entry {
  readonly address: string;
  readonly port: number;
  /** Set when the URL names a node. */
  readonly node?: string;
  readonly service?: Service;
}

export function entryOf(sim: Sim, { host, port }: Target): Entry | undefined {
  const { root } = sim.get(etcd);
  if (isIPv4(host)) {
    const node = nodeAt(root, host);
    return node === undefined ? { address: host, port } : { address: 'node', port, node };
  }
  const service = serviceNamed(root, host);
  if (!service) return undefined;
  const { spec, status } = service;
  const entry = spec.ports?.find((candidate) => candidate.port === port) ?? spec.ports?.find((candidate) => candidate.nodePort === port);
  const external = status?.loadBalancer?.ingress?.find(({ ip }) => ip !== undefined)?.ip ?? spec.externalIPs?.[0];
  if (external !== undefined) return { address: external, port, service };
  if (entry?.nodePort !== undefined && entry.nodePort !== 0) return { address: 'node', port: entry.nodePort, service };
  // Simplified: a ClusterIP Service is reached from outside as where the service range is routed to the nodes; most clusters do not do that.
  return spec.clusterIP && spec.clusterIP !== 'None' ? { address: spec.clusterIP, port, service } : undefined;
}

/** `web`, `web.default`, `web.default.svc`, `web.default.svc.cluster.local` */
function serviceNamed(root: Root, host: string): Service | undefined {
  const match = /^([^.]+)(?:\.([^.]+)(?:\.svc(?:\.cluster\.local)?)?)?\.?$/.exec(host);
  return match ? getObject<Service>(root, 'services', `${match[2] ?? 'default'}/${match[1]!}`) : undefined;
}

const nodesByAddress = new WeakMap<object, ReadonlyMap<string, string>>();

export function nodeAt(root: Root, address: string): string | undefined {
  const { objects } = tableOf(root, 'nodes');
  let known = nodesByAddress.get(objects);
  if (!known) {
    known = new Map(
      [...listObjects<Node>(root, 'nodes')].flatMap((node) => (node.status?.addresses ?? []).map(({ address: own }) => [own, node.metadata.name] as const)),
    );
    nodesByAddress.set(objects, known);
  }
  return known.get(address);
}

const entryNodes = new WeakMap<object, readonly string[]>();

/** A load balancer in front sends to nodes that report Ready and are not excluded; which one is chance. */
export function entryNode(sim: Sim, entry: Entry): string | undefined {
  if (entry.node !== undefined) return entry.node;
  const { root } = sim.get(etcd);
  const { objects } = tableOf(root, 'nodes');
  let names = entryNodes.get(objects);
  if (!names) {
    const isReady = (node: Node): boolean => node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
    const isExcluded = (node: Node): boolean => Object.hasOwn(node.metadata.labels ?? {}, 'node.kubernetes.io/exclude-from-external-load-balancers');
    const ready = [...listObjects<Node>(root, 'nodes')].filter(isReady);
    const taking = ready.filter((node) => !isExcluded(node));
    names = (taking.length > 0 ? taking : ready).map(({ metadata }) => metadata.name);
    entryNodes.set(objects, names);
  }
  return names.length === 0 ? undefined : names[names.length === 1 ? 0 : sim.draw(USERS, 0, names.length - 1)];
}

export function nodeAddress(sim: Sim, name: string): string {
  const node = getObject<Node>(sim.get(etcd).root, 'nodes', name);
  return node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? name;
}
