import { minutes, seconds, type SimTime } from '../base/time.ts';
import { type ClusterSetup, clusterSetup } from '../engine/cluster.ts';
import { etcd, getObject } from '../engine/etcd/store.ts';
import type { ClusterConfig, Settings } from '../engine/sim/config.ts';
import type { Sim } from '../engine/sim/sim.ts';
import { standardNodes } from '../scenarios/nodes.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/**
 * Client-side rate limits as scale tests set them (clusterloader2: 100 and more): with the defaults (20 per second) a large Deployment mostly
 * waits, and its heartbeats would be measured instead of its pods.
 */
const WIDE_OPEN: Partial<Settings> = {
  controllerQps: 5_000,
  controllerBurst: 10_000,
  schedulerQps: 5_000,
  schedulerBurst: 10_000,
  kubeletQps: 5_000,
  kubeletBurst: 10_000,
};

export const PODS_PER_NODE = 30;
const MACHINES_START = seconds(12) as SimTime;

export interface DeploymentWish {
  readonly replicas: number;
  readonly image: string;
  /** A readiness probe every ten seconds. */
  readonly probed?: boolean;
}

export const deploymentText = ({ replicas, image, probed = false }: DeploymentWish): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: ${image}
          resources: {requests: {cpu: 100m, memory: 128Mi}}
${probed ? '          readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 10}\n' : ''}---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
`;

export const OLD_IMAGE = 'nginx:1.28';
export const NEW_IMAGE = 'nginx:1.29';

/** Worker nodes for so many pods, and nothing else. */
export function emptyCluster(pods: number, detail: ClusterConfig['detail'] = 'lean'): ClusterSetup {
  const nodes = standardNodes(Math.max(3, Math.ceil(pods / PODS_PER_NODE))).filter(({ role }) => role !== 'control-plane');
  const scenario: Scenario = { id: 'bench', title: { en: '', ja: '' }, nodes, manifests: [], traffic: [], opensAt: 'start' };
  return clusterSetup(scenario, { seed: 1, detail, settings: WIDE_OPEN });
}

/** The cluster when all its machines are Ready. */
export function started(setup: ClusterSetup): Sim {
  const sim = setup.create();
  sim.runUntil(MACHINES_START);
  return sim;
}

interface DeploymentShape {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly status?: { readonly readyReplicas?: number; readonly updatedReplicas?: number; readonly replicas?: number; readonly observedGeneration?: number };
  readonly [field: string]: unknown;
}

/** Whether the Deployment says that all its pods are of this generation and Ready. */
function isReady(sim: Sim, pods: number, generation: number): boolean {
  const status = getObject<DeploymentShape>(sim.get(etcd).root, 'deployments', 'default/web')?.status;
  return status?.readyReplicas === pods && status.updatedReplicas === pods && status.replicas === pods && (status.observedGeneration ?? 0) >= generation;
}

export function runUntilReady(sim: Sim, pods: number, generation: number): void {
  const end = sim.now + minutes(240);
  for (let seen = -1; ; ) {
    const { rev } = sim.get(etcd).root;
    if (rev !== seen && isReady(sim, pods, generation)) return;
    seen = rev;
    if (sim.now > end || !sim.step()) throw new Error(`not Ready after ${(sim.now / 1e6).toFixed(0)} simulated seconds`);
  }
}
