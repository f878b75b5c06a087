import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { duplicate, invalid, notSupported, required, tooLong, tooMany } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { parseIp, specialIpErrors } from '../ip.ts';
import { checkLabels, immutableErrors, objectMetaErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { byteLength, dns1123LabelErrors, dns1123SubdomainErrors, nameIsSubdomain, qualifiedNameErrors } from '../names.ts';
import type { Errors } from '../remember.ts';
import { changeField, changeItems, onceClean, withDefaults } from '../remember.ts';
import type { DiscoveryEndpointPort, Endpoint, EndpointSlice } from '../schema/types.gen.ts';
import { deepEqual, extended } from '../../base/json.ts';
import { ALL_VERBS, plainStrategy, withGeneration } from '../strategy.ts';

/** pkg/apis/discovery: validation, defaults, strategy. */

const rules = { namespaced: true, nameErrors: nameIsSubdomain };
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const MAX_ENDPOINTS = 1000;
const MAX_PORTS = 20000;
const MAX_ADDRESSES = 100;

function checkAddress(text: string, type: string, path: string, errors: Errors): void {
  if (type === 'FQDN') {
    for (const message of dns1123SubdomainErrors(text)) errors.push(invalid(path, text, message));
    if (text.split('.').length < 2) errors.push(invalid(path, text, 'should be a domain with at least two segments separated by dots'));
    return;
  }
  const ip = parseIp(text);
  if (!ip) errors.push(invalid(path, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
  else if (`IPv${ip.family}` !== type) errors.push(invalid(path, text, `must be an ${type} address`));
  errors.push(...specialIpErrors(text, path));
}

const endpointChecks = new Map(
  ADDRESS_TYPES.map((type) => [
    type,
    onceClean((endpoint: Endpoint, path, errors) => {
      const { addresses = [], nodeName, hostname, deprecatedTopology, hints } = endpoint;
      if (addresses.length === 0) errors.push(required(`${path}.addresses`, 'must contain at least 1 address'));
      if (addresses.length > MAX_ADDRESSES) errors.push(tooMany(`${path}.addresses`, addresses.length, MAX_ADDRESSES));
      addresses.forEach((text, i) => {
        checkAddress(text, type, `${path}.addresses[${i}]`, errors);
      });
      if (nodeName !== undefined) for (const message of nameIsSubdomain(nodeName, false)) errors.push(invalid(`${path}.nodeName`, nodeName, message));
      if (deprecatedTopology) checkLabels(deprecatedTopology, `${path}.deprecatedTopology`, errors);
      if (hostname !== undefined) for (const message of dns1123LabelErrors(hostname)) errors.push(invalid(`${path}.hostname`, hostname, message));
      checkHints(hints, `${path}.hints`, errors);
    }),
  ]),
);

function checkHints(hints: Endpoint['hints'], path: string, errors: Errors): void {
  for (const field of ['forZones', 'forNodes'] as const) {
    const list = hints?.[field] ?? [];
    if (list.length > 8) errors.push(tooMany(`${path}.${field}`, list.length, 8));
    list.forEach(({ name }, i) => {
      if (list.findIndex((other) => other.name === name) < i) errors.push(duplicate(`${path}.${field}[${i}].name`, name));
    });
  }
}

const checkPorts = onceClean((ports: readonly DiscoveryEndpointPort[], path, errors) => {
  if (ports.length > MAX_PORTS) errors.push(tooMany(path, ports.length, MAX_PORTS));
  const names = new Set<string>();
  ports.forEach(({ name = '', protocol, appProtocol }, i) => {
    const at = `${path}[${i}]`;
    if (name !== '') for (const message of dns1123LabelErrors(name)) errors.push(invalid(`${at}.name`, name, message));
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    if (!protocol) errors.push(required(`${at}.protocol`));
    else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
    if (appProtocol !== undefined) for (const message of qualifiedNameErrors(appProtocol)) errors.push(invalid(`${at}.appProtocol`, appProtocol, message));
  });
});

function sliceErrors(slice: EndpointSlice): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { addressType, endpoints = [], ports = [] } = slice;
  if (!addressType) errors.push(required('addressType'));
  else if (!ADDRESS_TYPES.includes(addressType)) errors.push(notSupported('addressType', addressType, ADDRESS_TYPES));
  if (endpoints.length > MAX_ENDPOINTS) errors.push(tooMany('endpoints', endpoints.length, MAX_ENDPOINTS));
  const check = endpointChecks.get(addressType);
  endpoints.forEach((endpoint, i) => {
    if (check && !check.passes(endpoint)) check(endpoint, `endpoints[${i}]`, errors);
  });
  checkPorts(ports, 'ports', errors);
  if (byteLength(slice.metadata.name) > 253) errors.push(tooLong('metadata.name', 253));
  return errors;
}

const defaults = (object: EndpointSlice): EndpointSlice => {
  const filled = changeField(object, 'ports', (ports) => changeItems(ports, (port) => withDefaults(port, { name: '', protocol: 'TCP' })));
  return filled.endpoints === undefined ? { ...filled, endpoints: [] } : filled;
};

/** Everything outside metadata counts, and labels too (endpointSliceStrategy.PrepareForUpdate). */
function raised(next: EndpointSlice, previous: EndpointSlice): EndpointSlice {
  const before = previous.metadata.generation ?? 0;
  const same =
    deepEqual(next.metadata.labels, previous.metadata.labels) && deepEqual(extended(next, { metadata: null }), extended(previous, { metadata: null }));
  return withGeneration(next, same ? before : before + 1);
}

const listed = (items: readonly string[]): string =>
  items.length === 0 ? '<unset>' : items.length > 3 ? `${items.slice(0, 3).join(',')} + ${items.length - 3} more...` : items.join(',');

export const endpointSlice: Kind<EndpointSlice> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  resource: 'endpointslices',
  singular: 'endpointslice',
  shortNames: [],
  categories: [],
  namespaced: true,
  definition: 'io.k8s.api.discovery.v1.EndpointSlice',
  verbs: ALL_VERBS,
  subresources: [],
  nameErrors: nameIsSubdomain,
  strategy: plainStrategy<EndpointSlice>(rules, {
    defaults,
    prepareForCreate: (object) => withGeneration(object, 1),
    prepareForUpdate: raised,
    validate: (object) => [...objectMetaErrors(object.metadata, rules), ...sliceErrors(object)],
    validateUpdate: (next, previous) => [
      ...objectMetaUpdateErrors(next.metadata, previous.metadata),
      ...sliceErrors(next),
      ...immutableErrors(next.addressType, previous.addressType, 'addressType'),
    ],
  }),
  selectableFields: {},
  columns: [
    nameColumn(),
    textColumn(
      'AddressType',
      'addressType specifies the type of address carried by this EndpointSlice. All addresses in this slice must be the same type.',
      ({ addressType }: EndpointSlice) => addressType,
    ),
    textColumn(
      'Ports',
      'ports specifies the list of network ports exposed by each endpoint in this slice. Each port must have a unique name.',
      ({ ports = [] }: EndpointSlice) => listed(ports.map(({ port }) => (port === undefined ? '*' : String(port)))),
    ),
    textColumn(
      'Endpoints',
      'endpoints is a list of unique endpoints in this slice. Each slice may include a maximum of 1000 endpoints.',
      ({ endpoints = [] }: EndpointSlice) => listed(endpoints.flatMap(({ addresses }) => addresses)),
    ),
    ageColumn(),
  ],
  samples: [
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'web-x7k2p', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.244.1.5'], conditions: { ready: true, serving: true, terminating: false }, nodeName: 'worker-1' }],
      ports: [{ port: 8080 }],
    },
  ],
};
