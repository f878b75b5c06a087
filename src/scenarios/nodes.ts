import type { NodeSpec } from './scenario.ts';

/** A control-plane node and `workers` worker nodes: 4 CPUs, 8 GiB each, spread over three zones. */
export function standardNodes(workers: number): NodeSpec[] {
  const controlPlane: NodeSpec = {
    name: 'control-plane',
    cpu: '4',
    memory: '8Gi',
    ephemeralStorage: '100Gi',
    pods: 110,
    address: '10.0.0.10',
    role: 'control-plane',
  };
  return [controlPlane, ...Array.from({ length: workers }, (_, i) => workerNode(i + 1))];
}

function workerNode(number: number): NodeSpec {
  return {
    name: `node-${number}`,
    cpu: '4',
    memory: '8Gi',
    ephemeralStorage: '100Gi',
    pods: 110,
    address: nodeAddress(number),
    role: 'worker',
    labels: { 'topology.kubernetes.io/region': 'local', 'topology.kubernetes.io/zone': `zone-${'abc'[(number - 1) % 3]}` },
  };
}

/** 10.0.0.11, …, 10.0.255.254: one address per worker. */
function nodeAddress(number: number): string {
  const host = number + 10;
  return `10.0.${host >> 8}.${host & 255}`;
}
