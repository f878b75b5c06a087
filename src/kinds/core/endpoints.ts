import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { invalid, notSupported, required } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { ipErrors, specialIpErrors } from '../ip.ts';
import { dns1123LabelErrors, nameIsSubdomain, portNumberErrors, qualifiedNameErrors } from '../names.ts';
import type { Errors } from '../remember.ts';
import { changeField, changeItems, onceClean, withDefaults } from '../remember.ts';
import type { EndpointAddress, EndpointPort, Endpoints, EndpointSubset } from '../schema/types.gen.ts';
import { ALL_VERBS, plainStrategy } from '../strategy.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

const checkAddress = onceClean((address: EndpointAddress, path, errors) => {
  errors.push(...ipErrors(address.ip, `${path}.ip`));
  if (address.hostname) for (const message of dns1123LabelErrors(address.hostname)) errors.push(invalid(`${path}.hostname`, address.hostname, message));
  if (address.nodeName !== undefined)
    for (const message of nameIsSubdomain(address.nodeName, false)) errors.push(invalid(`${path}.nodeName`, address.nodeName, message));
  errors.push(...specialIpErrors(address.ip, `${path}.ip`));
});

function checkPort(port: EndpointPort, needsName: boolean, path: string, errors: Errors): void {
  if (needsName && !port.name) errors.push(required(`${path}.name`));
  else if (port.name) for (const message of dns1123LabelErrors(port.name)) errors.push(invalid(`${path}.name`, port.name, message));
  for (const message of portNumberErrors(port.port)) errors.push(invalid(`${path}.port`, port.port, message));
  if (!port.protocol) errors.push(required(`${path}.protocol`));
  else if (!PROTOCOLS.includes(port.protocol)) errors.push(notSupported(`${path}.protocol`, port.protocol, PROTOCOLS));
  if (port.appProtocol !== undefined)
    for (const message of qualifiedNameErrors(port.appProtocol)) errors.push(invalid(`${path}.appProtocol`, port.appProtocol, message));
}

const checkSubset = onceClean((subset: EndpointSubset, path, errors) => {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  if (addresses.length === 0 && notReadyAddresses.length === 0) errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
  addresses.forEach((address, i) => {
    if (!checkAddress.passes(address)) checkAddress(address, `${path}.addresses[${i}]`, errors);
  });
  notReadyAddresses.forEach((address, i) => {
    if (!checkAddress.passes(address)) checkAddress(address, `${path}.notReadyAddresses[${i}]`, errors);
  });
  ports.forEach((port, i) => {
    checkPort(port, ports.length > 1, `${path}.ports[${i}]`, errors);
  });
});

function endpointsErrors({ subsets = [] }: Endpoints): readonly FieldError[] {
  const errors: FieldError[] = [];
  subsets.forEach((subset, i) => {
    checkSubset(subset, `subsets[${i}]`, errors);
  });
  return errors;
}

/** formatEndpoints: three addresses at most. */
function addressesText({ subsets = [] }: Endpoints): string {
  const all = subsets.flatMap(({ ports = [], addresses = [] }) =>
    ports.flatMap(({ port }) => addresses.map(({ ip }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`))),
  );
  if (subsets.length === 0) return '<none>';
  const shown = all.slice(0, 3).join(',');
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}

export const endpoints: Kind<Endpoints> = {
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  resource: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  categories: [],
  namespaced: true,
  definition: 'io.k8s.api.core.v1.Endpoints',
  verbs: ALL_VERBS,
  subresources: [],
  nameErrors: nameIsSubdomain,
  strategy: plainStrategy<Endpoints>(
    { namespaced: true, nameErrors: nameIsSubdomain },
    {
      defaults: (object) =>
        changeField(object, 'subsets', (subsets) =>
          changeItems(subsets, (subset) => changeField(subset, 'ports', (ports) => changeItems(ports, (port) => withDefaults(port, { protocol: 'TCP' })))),
        ),
      errors: endpointsErrors,
    },
  ),
  selectableFields: {},
  columns: [
    nameColumn(),
    textColumn(
      'Endpoints',
      'The set of all endpoints is the union of all subsets. Addresses are placed into subsets according to the IPs they share.',
      addressesText,
    ),
    ageColumn(),
  ],
  samples: [
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'web', namespace: 'default' },
      subsets: [{ addresses: [{ ip: '10.244.1.5', nodeName: 'worker-1' }], notReadyAddresses: [{ ip: '10.244.2.7' }], ports: [{ port: 8080 }] }],
    },
  ],
};

/** Every answer about Endpoints carries this warning (1.33 and later). */
export const ENDPOINTS_WARNING = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';
