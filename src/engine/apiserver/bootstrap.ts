import type { Json } from '../../base/json.ts';
import { assert } from '../../base/assert.ts';
import { addIp, ipText, networkOf, parseCidr } from '../../kinds/ip.ts';
import { API_SERVER } from '../../wire/actors.ts';
import { isSuccess } from '../../wire/request.ts';
import type { Sim } from '../sim/sim.ts';
import { CONTROL_PLANE_ADDRESS, SECURE_PORT } from './addresses.ts';
import { serve } from './serve.ts';

/**
 * What kube-apiserver makes sure of when it starts: the system namespaces (pkg/controlplane/controller/systemnamespaces), the
 * two PriorityClasses (pkg/registry/scheduling/rest), and the Service `kubernetes` with its endpoints
 * (pkg/controlplane/controller/kubernetesservice).
 */
export function bootstrap(sim: Sim): void {
  for (const name of ['kube-system', 'kube-public', 'kube-node-lease', 'default']) post(sim, '/api/v1/namespaces', { metadata: { name } });
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
  kubernetesService(sim);
}

function kubernetesService(sim: Sim): void {
  const cidr = parseCidr(sim.config.settings.serviceCIDR);
  assert(cidr, `serviceCIDR ${sim.config.settings.serviceCIDR} is no CIDR`);
  const clusterIP = ipText(addIp(networkOf(cidr), 1));
  post(sim, '/api/v1/namespaces/default/services', {
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
  });
  post(sim, '/api/v1/namespaces/default/endpoints', {
    metadata: { name: 'kubernetes', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip: CONTROL_PLANE_ADDRESS }], ports: [{ name: 'https', port: SECURE_PORT, protocol: 'TCP' }] }],
  });
  post(sim, '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
    metadata: { name: 'kubernetes', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [CONTROL_PLANE_ADDRESS], conditions: { ready: true } }],
    ports: [{ name: 'https', port: SECURE_PORT, protocol: 'TCP' }],
  });
}

function post(sim: Sim, path: string, body: Json): void {
  const response = serve(sim, { method: 'POST', path, body, user: 'system:apiserver' }, API_SERVER);
  assert(isSuccess(response), `the API server could not make its own objects: ${JSON.stringify(response.body)}`);
}
