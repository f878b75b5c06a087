import type { Json } from '../../base/json.ts';
import { assert } from '../../base/assert.ts';
import { addIp, ipText, networkOf, parseCidr } from '../../kinds/ip.ts';
import { API_SERVER } from '../../wire/actors.ts';
import { type ApiResponse, isSuccess } from '../../wire/request.ts';
import { isApiDown } from '../faults/troubles.ts';
import type { Sim } from '../sim/sim.ts';
import { CONTROL_PLANE_ADDRESS, SECURE_PORT } from './addresses.ts';
import { SERVICE_EVERY, SYSTEM_NAMESPACES } from './own-objects.ts';
import { serve } from './serve.ts';

/**
 * What kube-apiserver makes sure of when it starts: the system namespaces (pkg/controlplane/controller/systemnamespaces), the
 * two PriorityClasses (pkg/registry/scheduling/rest), and the Service `kubernetes` with its endpoints
 * (pkg/controlplane/controller/kubernetesservice). All but the classes it makes again when they are gone.
 */
export function bootstrap(sim: Sim): void {
  for (const [path, body] of namespaces()) post(sim, path, body);
  const classes = '/apis/scheduling.k8s.io/v1/priorityclasses';
  post(sim, classes, {
    metadata: { name: 'system-node-critical' },
    value: 2000001000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  });
  post(sim, classes, {
    metadata: { name: 'system-cluster-critical' },
    value: 2000000000,
    description: 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  });
  for (const [path, body] of kubernetesService(sim)) post(sim, path, body);
}

type Own = readonly [path: string, body: Json];

/** Makes again what is gone of its own. */
export function restoreOwn(sim: Sim): void {
  if (isApiDown(sim)) return sim.schedule({ after: SERVICE_EVERY, to: 'apiserver.restore', background: true });
  for (const [path, body] of [...namespaces(), ...kubernetesService(sim)]) {
    const { name } = (body as { metadata: { name: string } }).metadata;
    const { code } = serve(sim, { method: 'GET', path: `${path}/${name}` }, API_SERVER, true);
    // What cannot be made yet (its namespace is going) is tried in the next round.
    if (code === 404 && !isSuccess(made(sim, path, body))) sim.schedule({ after: SERVICE_EVERY, to: 'apiserver.restore', background: true });
  }
}

const namespaces = (): readonly Own[] => SYSTEM_NAMESPACES.map((name) => ['/api/v1/namespaces', { metadata: { name } }]);

function kubernetesService(sim: Sim): readonly Own[] {
  const cidr = parseCidr(sim.config.settings.serviceCIDR);
  assert(cidr, `serviceCIDR ${sim.config.settings.serviceCIDR} is no CIDR`);
  const clusterIP = ipText(addIp(networkOf(cidr), 1));
  return [
    [
      '/api/v1/namespaces/default/services',
      {
        metadata: { name: 'kubernetes', labels: { component: 'apiserver', provider: 'kubernetes' } },
        spec: {
          clusterIP,
          clusterIPs: [clusterIP],
          ipFamilies: ['IPv4'],
          ipFamilyPolicy: 'SingleStack',
          ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: SECURE_PORT }],
          sessionAffinity: 'None',
          type: 'ClusterIP',
        },
      },
    ],
    [
      '/api/v1/namespaces/default/endpoints',
      {
        metadata: { name: 'kubernetes', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
        subsets: [{ addresses: [{ ip: CONTROL_PLANE_ADDRESS }], ports: [{ name: 'https', port: SECURE_PORT, protocol: 'TCP' }] }],
      },
    ],
    [
      '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
      {
        metadata: { name: 'kubernetes', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
        addressType: 'IPv4',
        endpoints: [{ addresses: [CONTROL_PLANE_ADDRESS], conditions: { ready: true } }],
        ports: [{ name: 'https', port: SECURE_PORT, protocol: 'TCP' }],
      },
    ],
  ];
}

const made = (sim: Sim, path: string, body: Json): ApiResponse => serve(sim, { method: 'POST', path, body, user: 'system:apiserver' }, API_SERVER);

function post(sim: Sim, path: string, body: Json): void {
  const response = made(sim, path, body);
  assert(isSuccess(response), `the API server could not make its own objects: ${JSON.stringify(response.body)}`);
}
