import { formatLabels } from '../../kinds/columns.ts';
import type { Endpoint, EndpointPort, Endpoints, EndpointSlice, Event, Service, ServicePort } from '../../kinds/schema/types.gen.ts';
import { resourcePath } from '../../kinds/paths.ts';
import type { Describer } from './describer.ts';
import { page } from './events.ts';
import { annotations, field, indented, type Lines, labels, NONE, orNone, orUnset, table } from './lines.ts';
import { eventsAbout, itemsOf, subjectOf } from './needs.ts';

/** Upstream: ServiceDescriber, EndpointsDescriber, EndpointSliceDescriber. */
export const serviceDescriber: Describer<Service> = {
  needs: (mapping, service, settings) => {
    const path = resourcePath({ group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' }, service.metadata.namespace);
    const query = { labelSelector: `kubernetes.io/service-name=${service.metadata.name}` };
    return [{ name: 'endpointslices', request: { method: 'GET', path, query }, mayFail: true }, ...eventsAbout(subjectOf(mapping, service), settings)];
  },
  text: (service, answers, now) => {
    const { metadata, spec } = service;
    const slices = itemsOf<EndpointSlice>(answers, 'endpointslices') ?? [];
    return page(
      [
        field('Name', metadata.name),
        field('Namespace', metadata.namespace ?? ''),
        ...labels('Labels', metadata.labels),
        ...annotations('Annotations', metadata.annotations),
        field('Selector', formatLabels(spec.selector)),
        field('Type', spec.type ?? ''),
        ...addresses(service),
        ...(spec.ports ?? []).flatMap((port) => portLines(port, slices)),
        ...policies(service),
      ],
      itemsOf<Event>(answers, 'events'),
      now,
    );
  },
};

const joined = (texts: readonly string[] | undefined): string => orNone((texts ?? []).join(','));

function addresses({ spec, status }: Service): Lines {
  const lines: string[] = [];
  if (spec.ipFamilyPolicy !== undefined) lines.push(field('IP Family Policy', spec.ipFamilyPolicy));
  lines.push(field('IP Families', joined(spec.ipFamilies)), field('IP', spec.clusterIP ?? ''), field('IPs', joined(spec.clusterIPs)));
  if (spec.externalIPs?.length) lines.push(field('External IPs', spec.externalIPs.join(',')));
  if (spec.loadBalancerIP) lines.push(field('Desired LoadBalancer IP', spec.loadBalancerIP));
  if (spec.externalName) lines.push(field('External Name', spec.externalName));
  const ingress = status?.loadBalancer?.ingress ?? [];
  const texts = ingress.map(({ ip, ipMode, hostname = '' }) => (ip ? `${ip}${ipMode === undefined ? '' : ` (${ipMode})`}` : hostname));
  if (texts.length > 0) lines.push(field('LoadBalancer Ingress', texts.join(', ')));
  return lines;
}

/** kubectl 1.35 says nothing of the application protocol. */
function portLines({ name: given = '', port, protocol, targetPort, nodePort = 0 }: ServicePort, slices: readonly EndpointSlice[]): Lines {
  const name = given === '' ? orUnset(undefined) : given;
  const lines = [`Port:\t${name}\t${port}/${protocol}`, field('TargetPort', `${targetPort ?? 0}/${protocol}`)];
  if (nodePort !== 0) lines.push(`NodePort:\t${name}\t${nodePort}/${protocol}`);
  return [...lines, field('Endpoints', endpointsText(slices, given))];
}

function policies({ spec }: Service): Lines {
  const lines = [field('Session Affinity', spec.sessionAffinity ?? '')];
  if (spec.externalTrafficPolicy) lines.push(field('External Traffic Policy', spec.externalTrafficPolicy));
  if (spec.internalTrafficPolicy !== undefined) lines.push(field('Internal Traffic Policy', spec.internalTrafficPolicy));
  if (spec.healthCheckNodePort) lines.push(field('HealthCheck NodePort', spec.healthCheckNodePort));
  if (spec.loadBalancerSourceRanges?.length) lines.push(field('LoadBalancer Source Ranges', spec.loadBalancerSourceRanges.join(',')));
  if (spec.trafficDistribution !== undefined) lines.push(field('Traffic Distribution', spec.trafficDistribution));
  return lines;
}

/** So many addresses are named, the others are counted. */
const NAMED = 3;

/** `10.244.1.3:80,10.244.2.4:80`, ready ones only (upstream: formatEndpointSlices). */
function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return NONE;
  const found: string[] = [];
  // Upstream sees that there are more when it comes to one that is not named, ready or not.
  let more = false;
  for (const { ports, endpoints } of slices) {
    const wanted = ports?.length ? ports.filter(({ name = '' }) => name === portName).map(({ port }) => port) : [undefined];
    for (const port of wanted) {
      for (const { addresses: [address = ''] = [], conditions } of endpoints ?? []) {
        if (found.length >= NAMED) more = true;
        if (conditions?.ready === false) continue;
        found.push(port === undefined ? address : `${address.includes(':') ? `[${address}]` : address}:${port}`);
      }
    }
  }
  const named = found.slice(0, NAMED).join(',');
  return more ? `${named} + ${found.length - NAMED} more...` : named;
}

export const endpointsDescriber: Describer<Endpoints> = {
  needs: (mapping, endpoints, settings) => eventsAbout(subjectOf(mapping, endpoints), settings),
  text: ({ metadata, subsets }, answers, now) =>
    page(
      [
        field('Name', metadata.name),
        field('Namespace', metadata.namespace ?? ''),
        ...labels('Labels', metadata.labels),
        ...annotations('Annotations', metadata.annotations),
        'Subsets:',
        ...(subsets ?? []).flatMap(({ addresses: ready = [], notReadyAddresses = [], ports = [] }) => [
          `  ${field('Addresses', joined(ready.map(({ ip }) => ip)))}`,
          `  ${field('NotReadyAddresses', joined(notReadyAddresses.map(({ ip }) => ip)))}`,
          ...portTable(ports),
          '',
        ]),
      ],
      itemsOf<Event>(answers, 'events'),
      now,
    ),
};

const PORT_COLUMNS = ['Name', 'Port', 'Protocol'];

function portTable(ports: readonly EndpointPort[]): Lines {
  if (ports.length === 0) return [];
  const rows = ports.map(({ name, port, protocol = '' }) => [name || orUnset(undefined), String(port), protocol]);
  return indented(table('Ports', PORT_COLUMNS, rows), 2);
}

export const endpointSliceDescriber: Describer<EndpointSlice> = {
  needs: (mapping, slice, settings) => eventsAbout(subjectOf(mapping, slice), settings),
  text: ({ metadata, addressType, ports, endpoints }, answers, now) =>
    page(
      [
        field('Name', metadata.name),
        field('Namespace', metadata.namespace ?? ''),
        ...labels('Labels', metadata.labels),
        ...annotations('Annotations', metadata.annotations),
        field('AddressType', addressType),
        ...(ports?.length
          ? table(
              'Ports',
              PORT_COLUMNS,
              ports.map(({ name, port, protocol = '' }) => [name || orUnset(undefined), orUnset(port), protocol]),
            )
          : ['Ports: <unset>']),
        ...(endpoints?.length ? ['Endpoints:', ...endpoints.flatMap(endpointLines)] : ['Endpoints: <none>']),
      ],
      itemsOf<Event>(answers, 'events'),
      now,
    ),
};

function endpointLines({ addresses: list, conditions, hostname, targetRef, nodeName, zone }: Endpoint): Lines {
  return [
    `  - ${field('Addresses', orNone((list ?? []).join(', ')))}`,
    '    Conditions:',
    `      ${field('Ready', orUnset(conditions?.ready))}`,
    `    ${field('Hostname', orUnset(hostname))}`,
    ...(targetRef ? [`    ${field('TargetRef', `${targetRef.kind ?? ''}/${targetRef.name ?? ''}`)}`] : []),
    `    ${field('NodeName', orUnset(nodeName))}`,
    `    ${field('Zone', orUnset(zone))}`,
  ];
}
