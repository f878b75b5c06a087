import { seconds } from '../../base/time.ts';
import type { Command } from '../../wire/command.ts';
import { CONTROLLERS as ALL_CONTROLLERS } from '../../wire/actors.ts';
import { Dice } from './dice.ts';
import { claims, deployment, IMAGES, keys, namespace, NAMES, pod, service, settings } from './manifests.ts';

/** What one seed does to a cluster: commands with pauses before them; at the end everything broken is mended. */
export interface Plan {
  readonly seed: number;
  readonly workers: number;
  /** Size of each node's podCIDR; sometimes so small that addresses run out. */
  readonly nodeCIDRMaskSize: number;
  readonly steps: readonly PlanStep[];
  readonly repairs: readonly Command[];
}

export interface PlanStep {
  readonly afterUs: number;
  /** `{pod}` in it stands for a pod that is there then. */
  readonly command: Command;
  /** Which of the pods. */
  readonly choice: number;
  /** The state of the cluster is asked about before the command (questions.ts). */
  readonly ask: boolean;
}

const SWITCHED = [
  ...['deployment', 'replicaset', 'endpoint-slice', 'garbage-collector', 'node-lifecycle', 'persistentvolume-binder', 'namespace', 'taint-eviction'].map(
    (name) => `${name}-controller`,
  ),
  'kube-scheduler',
];
const PROCESSES = ['kube-controller-manager', 'kube-scheduler'] as const;
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const CORE = '/api/v1/namespaces/default';

/** With `faults: false` only what people do through the API. */
export function planOf(seed: number, options: { readonly faults?: boolean } = {}): Plan {
  const dice = new Dice(seed);
  const workers = dice.int(1, 4);
  const nodeCIDRMaskSize = dice.once(12) ? 29 : 24;
  const makers = options.faults === false ? REQUESTS : [...REQUESTS, ...TROUBLES];
  const step = (): PlanStep => {
    const afterUs = seconds(dice.pick([0, 0, 0, 1, 2, 5, 12, 40, 90])) + dice.int(0, 900_000);
    return { afterUs, command: dice.pick(makers)(dice, workers), choice: dice.int(0, 1_000), ask: dice.once(6) };
  };
  const first: PlanStep = { afterUs: 0, command: apply(deployment(dice, 'web')), choice: 0, ask: false };
  const steps = [first, ...Array.from({ length: dice.int(6, 30) }, step)];
  return { seed, workers, nodeCIDRMaskSize, steps, repairs: repairsOf(workers) };
}

function repairsOf(workers: number): Command[] {
  const repairs: Command[] = [{ do: 'fault', fault: 'mend', args: {} }];
  for (let i = 1; i <= workers; i++) {
    repairs.push(
      { do: 'node.power', node: `node-${i}`, on: true },
      { do: 'node.network', node: `node-${i}`, connected: true },
      { do: 'kubelet.process', node: `node-${i}`, on: true },
    );
    repairs.push(patch(`/api/v1/nodes/node-${i}`, { spec: { unschedulable: null } }), taint(i, []));
  }
  for (const component of [...ALL_CONTROLLERS, 'kube-scheduler']) repairs.push({ do: 'component.switch', component, on: true });
  // Nobody else would ever take these away.
  for (const name of [...NAMES, 'bare-0', 'bare-1', 'bare-2', 'bare-3']) {
    repairs.push(patch(`${DEPLOYMENTS}/${name}`, { metadata: { finalizers: null } }, MERGE));
    repairs.push(patch(`${CORE}/pods/${name}`, { metadata: { finalizers: null } }, MERGE));
    repairs.push(patch(`${CORE}/services/${name}`, { metadata: { finalizers: null } }, MERGE));
  }
  return repairs;
}

type Maker = (dice: Dice, workers: number) => Command;

const node = (dice: Dice, workers: number): string => `node-${dice.int(1, workers)}`;
const bare = (dice: Dice): string => `bare-${dice.int(0, 3)}`;

const REQUESTS: readonly Maker[] = [
  (dice) => apply(deployment(dice, dice.pick(NAMES))),
  (dice) => apply(deployment(dice, dice.pick(NAMES))),
  // The same text again and again: `unchanged`, and no revision.
  () => apply(`${service(new Dice(1), 'web')}---\n${settings(new Dice(1))}`),
  (dice) => patch(`${DEPLOYMENTS}/${dice.pick(NAMES)}/scale`, { spec: { replicas: dice.int(0, 9) } }, MERGE),
  (dice) => patch(`${DEPLOYMENTS}/${dice.pick(NAMES)}/scale`, { spec: { replicas: dice.int(0, 9) } }, MERGE),
  (dice) => patch(`${DEPLOYMENTS}/${dice.pick(NAMES)}`, { spec: { template: { spec: { containers: [{ name: 'main', image: dice.pick(IMAGES) }] } } } }),
  (dice) => patch(`${DEPLOYMENTS}/${dice.pick(NAMES)}`, { spec: { template: { spec: { containers: [{ name: 'main', image: dice.pick(IMAGES) }] } } } }),
  (dice) => patch(`${DEPLOYMENTS}/${dice.pick(NAMES)}`, { spec: { paused: dice.int(0, 1) === 1 } }),
  (dice) =>
    patch(`${DEPLOYMENTS}/${dice.pick(NAMES)}`, {
      spec: {
        strategy: dice.pick([
          { type: 'Recreate', rollingUpdate: null },
          { type: 'RollingUpdate', rollingUpdate: { maxSurge: dice.pick([0, 1, '50%']), maxUnavailable: dice.pick([1, 2, '30%']) } },
        ]),
      },
    }),
  (dice) => remove(`${DEPLOYMENTS}/${dice.pick(NAMES)}`, { propagationPolicy: dice.pick(['Background', 'Foreground', 'Orphan']) }),
  (dice) =>
    remove(`${CORE}/pods`, dice.pick([{}, { gracePeriodSeconds: 0 }, { gracePeriodSeconds: 2 }]), { labelSelector: `app=${dice.pick(NAMES)}`, limit: '1' }),
  (dice) => remove(`${CORE}/pods/{pod}`, dice.pick([{}, { gracePeriodSeconds: 0 }, { gracePeriodSeconds: 1 }, { propagationPolicy: 'Foreground' }])),
  () => post(`${CORE}/pods/{pod}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: '{pod}', namespace: 'default' } }),
  (dice) => apply(pod(dice, bare(dice), dice.pick(['{app: bare}', '{app: web}', '{}']))),
  (dice) => patch(`${CORE}/pods/{pod}`, { metadata: { labels: { app: dice.pick(['web', 'api', 'lost', null]) } } }, MERGE),
  (dice) => patch(`${CORE}/pods/${bare(dice)}`, { metadata: { finalizers: dice.pick([['example.com/hold'], null]) } }, MERGE),
  (dice) => patch(`${DEPLOYMENTS}/${dice.pick(NAMES)}`, { metadata: { finalizers: dice.pick([['example.com/hold'], null]) } }, MERGE),
  () => patch(`${CORE}/pods/{pod}`, { metadata: { ownerReferences: null } }, MERGE),
  () =>
    patch(
      `${CORE}/pods/{pod}`,
      { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: '00000000-0000-0000-0000-000000000001' }] } },
      MERGE,
    ),
  (dice) => apply(service(dice, dice.pick(NAMES))),
  (dice) => remove(`${CORE}/services/${dice.pick(NAMES)}`, {}),
  () => apply(claims()),
  (dice) => remove(`${CORE}/persistentvolumeclaims/${dice.pick(['data', 'late'])}`, {}),
  (dice) => apply(dice.pick([settings(dice), keys()])),
  (dice) => remove(`${CORE}/${dice.pick(['configmaps/settings', 'secrets/keys'])}`, {}),
  (dice) => apply(namespace(dice.pick(['team', 'team-b']))),
  (dice) => apply(deployment(dice, 'web', 'team')),
  (dice) => remove(`/api/v1/namespaces/${dice.pick(['team', 'team-b'])}`, {}),
  (dice, workers) => patch(`/api/v1/nodes/${node(dice, workers)}`, { spec: { unschedulable: dice.int(0, 1) === 1 } }),
  (dice, workers) =>
    taint(dice.int(1, workers), dice.pick([[], [{ key: 'maintenance', effect: 'NoSchedule' }], [{ key: 'maintenance', effect: 'NoExecute' }]])),
  (dice) => ({
    do: 'request',
    request: {
      method: 'POST',
      path: `${CORE}/pods`,
      query: { dryRun: 'All' },
      body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: bare(dice) }, spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] } },
    },
  }),
  (dice) => remove(`${DEPLOYMENTS}/${dice.pick(NAMES)}`, {}, { dryRun: 'All' }),
  (dice) => ({ do: 'container.exit', pod: 'default/{pod}', container: '{container}', exitCode: dice.pick([0, 1, 137, 139]) }),
  (dice) => ({ do: 'traffic', traffic: { id: 'load', from: 'users', url: `http://${dice.pick(NAMES)}.default.svc:80/`, perSecond: dice.pick([0, 1, 3]) } }),
];

const TROUBLES: readonly Maker[] = [
  (dice, workers) => ({ do: 'node.power', node: node(dice, workers), on: dice.int(0, 2) === 0 }),
  (dice, workers) => ({ do: 'node.network', node: node(dice, workers), connected: dice.int(0, 2) === 0 }),
  (dice, workers) => ({ do: 'kubelet.process', node: node(dice, workers), on: dice.int(0, 1) === 0 }),
  (dice) => ({ do: 'component.switch', component: dice.pick(SWITCHED), on: dice.int(0, 1) === 0 }),
  (dice, workers) => fault('write-conflict', { actor: writer(dice, workers), count: dice.int(1, 4) }),
  (dice, workers) => fault('answer-lost', { actor: writer(dice, workers), count: dice.int(1, 3) }),
  (dice) => fault('sync-exception', { actor: dice.pick(SWITCHED), count: dice.int(1, 3) }),
  (dice) => fault('process-crash', { process: dice.pick(PROCESSES), count: dice.int(1, 6), seconds: dice.pick([0, 1, 20]) }),
  (dice) => fault('process-crash', { process: dice.pick(PROCESSES), count: dice.int(1, 3), seconds: 1 }),
  (dice) => fault('api-down', { seconds: dice.pick([1, 5, 30, 90]) }),
  (dice, workers) => fault('watch-closed', { process: watcher(dice, workers), seconds: dice.pick([0, 1, 10]) }),
  (dice, workers) => fault('cache-lag', { process: watcher(dice, workers), seconds: dice.pick([0.1, 1, 10]) }),
  (dice, workers) => fault('cache-lag', { process: watcher(dice, workers), seconds: dice.pick([0.5, 5]) }),
  () => fault('compaction', {}),
  (dice, workers) => fault('node-reboot', { node: node(dice, workers), seconds: dice.pick([5, 60]) }),
  (dice, workers) => fault('node-partition', { node: node(dice, workers), seconds: dice.pick([10, 60, 400]) }),
  (dice, workers) => fault('node-flap', { node: node(dice, workers), count: 3, seconds: dice.pick([3, 30]) }),
  (dice, workers) => fault('node-deleted', { node: node(dice, workers) }),
  (dice, workers) => fault('kubelet-restart', { node: node(dice, workers), seconds: 1 }),
  (dice) => fault('image-pull-error', { image: dice.pick(IMAGES), seconds: dice.pick([10, 120]) }),
  () => fault('container-oom', { pod: 'default/{pod}', container: '{container}' }),
  () => fault('ignore-term', { pod: 'default/{pod}', container: '{container}' }),
  (dice) => fault('probe-flap', { pod: 'default/{pod}', container: '{container}', count: dice.int(1, 4), seconds: dice.int(3, 12) }),
  () => fault('provisioning-fails', { seconds: 40 }),
  () => fault('packet-loss', { percent: 50, seconds: 60 }),
  () => fault('dns-down', { seconds: 30 }),
];

function writer(dice: Dice, workers: number): string {
  return dice.pick([
    'deployment-controller',
    'replicaset-controller',
    'endpoint-slice-controller',
    'garbage-collector-controller',
    'namespace-controller',
    'node-lifecycle-controller',
    'persistentvolume-binder-controller',
    'kube-scheduler',
    `kubelet/${node(dice, workers)}`,
    'kubectl',
    'csi-provisioner',
  ]);
}
function watcher(dice: Dice, workers: number): string {
  return dice.pick([
    'kube-controller-manager',
    'kube-controller-manager',
    'kube-scheduler',
    `kubelet/${node(dice, workers)}`,
    `kube-proxy/${node(dice, workers)}`,
    'csi-provisioner',
    'coredns',
  ]);
}

const MERGE = 'application/merge-patch+json';
const fault = (name: string, args: Record<string, string | number | boolean>): Command => ({ do: 'fault', fault: name, args });
const apply = (source: string): Command => ({ do: 'apply', source });
const taint = (number: number, taints: readonly object[]): Command => patch(`/api/v1/nodes/node-${number}`, { spec: { taints } }, MERGE);
const post = (path: string, body: object): Command => ({ do: 'request', request: { method: 'POST', path, body: body as never } });
const patch = (path: string, body: object, contentType = 'application/strategic-merge-patch+json'): Command => ({
  do: 'request',
  request: { method: 'PATCH', path, contentType, body: body as never },
});
const remove = (path: string, body: object, query?: Record<string, string>): Command => ({
  do: 'request',
  request: { method: 'DELETE', path, body: body as never, ...(query ? { query } : {}) },
});
