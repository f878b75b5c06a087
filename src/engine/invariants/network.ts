import type { EndpointSlice, Pod, Service } from '../../kinds/schema/types.gen.ts';
import { byLabel, byService } from '../etcd/indexes.ts';
import { listIndexed, listObjects, type Root } from '../etcd/store.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';

/** Services and their endpoints. */
export const networkInvariants: readonly Invariant[] = [
  {
    id: 'N2',
    text: 'At rest the slices of a Service hold exactly its pods with an address, each once, and at most 100 each.',
    whenQuiet: (root) => [...listObjects<Service>(root, 'services')].flatMap((service) => wrongEndpoints(root, service)),
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
