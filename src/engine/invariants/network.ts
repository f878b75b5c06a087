import type { EndpointSlice, Pod, Service } from '../../kinds/schema/types.gen.ts';
import { byLabel, byService } from '../etcd/indexes.ts';
import { kubeProxy } from '../../wire/actors.ts';
import { isUp } from '../client/process.ts';
import { listIndexed, listObjects, type Root } from '../etcd/store.ts';
import { resolve, type Resolver } from '../network/dns.ts';
import { allTraffic } from '../network/traffic.ts';
import { programmedRoot } from '../node/kube-proxy.ts';
import { backendsOf, rulesOfService, servicePorts } from '../node/kube-proxy-rules.ts';
import { nodes } from '../node/kubelet/state.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';

/** Services and their endpoints. */
export const networkInvariants: readonly Invariant[] = [
  {
    id: 'N2',
    text: 'At rest the slices of a Service hold exactly its pods with an address, each once, and at most 100 each.',
    whenQuiet: (root) => [...listObjects<Service>(root, 'services')].flatMap((service) => wrongEndpoints(root, service)),
  },
  {
    id: 'N4',
    text: 'At rest every node that can hear has the rules of the Services and slices as they are, and they lead to nothing that is not fit (N1).',
    whenQuiet: (root, sim) =>
      [...sim.get(nodes).values()].flatMap(({ name }) => {
        const programmed = programmedRoot(sim, name);
        if (!isUp(sim, kubeProxy(name))) return [];
        if (!programmed) return [`${name} has no rules`];
        return [
          ...(rulesText(programmed, name) === rulesText(root, name) ? [] : [`${name}: its rules are of an older revision`]),
          ...unfitBackends(programmed, name),
        ];
      }),
  },
  {
    id: 'N7',
    text: 'At rest names of Services resolve to their address, headless ones to exactly their ready endpoints, unknown ones to nothing.',
    whenQuiet: (root, sim) => {
      const resolver: Resolver = { namespace: 'default', search: [], ndots: 1, asks: 'cluster' };
      const out = [...listObjects<Service>(root, 'services')].flatMap((service) => {
        const { name, namespace } = service.metadata;
        const { addresses, rcode } = resolve(sim, resolver, `${name}.${namespace}.svc.cluster.local`);
        const ip = service.spec?.clusterIP;
        const wanted = ip === 'None' ? readyAddresses(root, service) : ip ? [ip] : undefined;
        if (!wanted || service.spec?.type === 'ExternalName') return [];
        return [...addresses].sort().join() === [...wanted].sort().join()
          ? []
          : [`${name}.${namespace}: ${rcode} ${addresses.join()}, wanted ${wanted.join()}`];
      });
      const unknown = resolve(sim, resolver, 'nobody.default.svc.cluster.local');
      return unknown.rcode === 'NXDOMAIN' ? out : [...out, `an unknown name gives ${unknown.rcode}`];
    },
  },
  {
    id: 'N8',
    text: 'What was sent is what was answered, failed or is on its way.',
    whenQuiet: (_root, sim) =>
      [...allTraffic(sim)].flatMap(({ traffic, sent, ok, inFlight, failed }) => {
        const lost = Object.values(failed).reduce((sum, n) => sum + n, 0);
        return sent === ok + inFlight + lost ? [] : [`${traffic.id}: ${sent} sent, ${ok} answered, ${lost} failed, ${inFlight} on their way`];
      }),
  },
  {
    id: 'N3',
    text: 'Cluster IPs and node ports are unique.',
    onCommit: ({ resource, type, after }, root) => {
      if (resource !== 'services' || type === 'DELETED') return NOTHING_WRONG;
      const mine = after as Service;
      const out: string[] = [];
      for (const other of listObjects<Service>(root, 'services')) {
        if (other.metadata.uid === mine.metadata.uid) continue;
        const ip = mine.spec?.clusterIP;
        if (ip && ip !== 'None' && other.spec?.clusterIP === ip) out.push(`${ip} belongs to ${other.metadata.name} too`);
        for (const port of mine.spec?.ports ?? [])
          if (port.nodePort && other.spec?.ports?.some((p) => p.nodePort === port.nodePort && (p.protocol ?? 'TCP') === (port.protocol ?? 'TCP')))
            out.push(`node port ${port.nodePort} is taken twice`);
      }
      return out;
    },
  },
];

/** What the rules of a node lead to; headless Services have none. */
const rulesText = (root: Root, node: string): string => JSON.stringify(servicePorts(root).map((rule) => [rule, backendsOf(root, rule, node)]));

/** Ready, or nothing ready and serving while terminating (the fallback of kube-proxy). */
function unfitBackends(root: Root, node: string): string[] {
  const out: string[] = [];
  for (const service of listObjects<Service>(root, 'services')) {
    const { name, namespace = '' } = service.metadata;
    const conditions = new Map<string, NonNullable<EndpointSlice['endpoints']>[number]['conditions']>();
    for (const slice of listIndexed<EndpointSlice>(root, 'endpointslices', byService(namespace, name)))
      for (const endpoint of slice.endpoints ?? []) for (const address of endpoint.addresses) conditions.set(address, endpoint.conditions);
    const anyReady = [...conditions.values()].some((c) => c?.ready !== false);
    for (const rule of rulesOfService(root, namespace, name))
      for (const backend of backendsOf(root, rule, node).cluster) {
        const c = conditions.get(backend.ip);
        if (c === undefined || !(anyReady ? c?.ready !== false : c?.serving && c.terminating))
          out.push(`${node}: ${name} leads to ${backend.ip}, which is not fit`);
      }
  }
  return out;
}

function readyAddresses(root: Root, { metadata }: Service): string[] {
  const out = new Set<string>();
  for (const slice of listIndexed<EndpointSlice>(root, 'endpointslices', byService(metadata.namespace ?? '', metadata.name)))
    for (const endpoint of slice.endpoints ?? []) if (endpoint.conditions?.ready !== false) for (const address of endpoint.addresses) out.add(address);
  return [...out];
}

function wrongEndpoints(root: Root, service: Service): string[] {
  const selector = Object.entries(service.spec?.selector ?? {});
  if (selector.length === 0 || service.spec?.type === 'ExternalName') return [];
  const namespace = service.metadata.namespace!;
  const [first, ...rest] = selector as [[string, string], ...[string, string][]];
  const wanted = new Set<string>();
  for (const pod of listIndexed<Pod>(root, 'pods', byLabel(namespace, first[0], first[1])))
    if (
      rest.every(([key, value]) => pod.metadata.labels?.[key] === value) &&
      pod.status?.podIP &&
      pod.status.phase !== 'Succeeded' &&
      pod.status.phase !== 'Failed'
    )
      wanted.add(pod.metadata.name);
  const out: string[] = [];
  const seen = new Set<string>();
  for (const slice of listIndexed<EndpointSlice>(root, 'endpointslices', byService(namespace, service.metadata.name))) {
    if ((slice.endpoints?.length ?? 0) > 100) out.push(`${slice.metadata.name} holds ${slice.endpoints?.length} endpoints`);
    for (const endpoint of slice.endpoints ?? []) {
      const name = endpoint.targetRef?.name ?? '';
      if (seen.has(name)) out.push(`${service.metadata.name}: ${name} stands twice`);
      seen.add(name);
    }
  }
  for (const name of wanted) if (!seen.has(name)) out.push(`${service.metadata.name} lacks ${name}`);
  for (const name of seen) if (!wanted.has(name)) out.push(`${service.metadata.name} still has ${name}`);
  return out;
}
