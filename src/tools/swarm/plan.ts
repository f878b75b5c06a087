import { drawInt, type RandomState, streamOf } from '../../base/random.ts';
import { seconds } from '../../base/time.ts';
import type { Command } from '../../wire/command.ts';

/** What one seed does to a cluster: commands with pauses before them; at the end everything broken is mended. */
export interface Plan {
  readonly seed: number;
  readonly workers: number;
  readonly steps: readonly { readonly afterUs: number; readonly command: Command }[];
  readonly repairs: readonly Command[];
}

/** A stream of choices from a seed. */
class Dice {
  private state: RandomState;

  constructor(seed: number) {
    this.state = streamOf(seed, 'swarm');
  }

  int(from: number, to: number): number {
    const { value, next } = drawInt(this.state, from, to);
    this.state = next;
    return value;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!;
  }
}

const NAMES = ['web', 'api', 'db'];
const IMAGES = ['nginx:1.27', 'nginx:1.28', 'httpd:2.4', 'redis:7', 'does-not-exist:1', 'hashicorp/http-echo:1.0'];
const CONTROLLERS = ['deployment-controller', 'replicaset-controller', 'endpoint-slice-controller', 'garbage-collector-controller', 'kube-scheduler', 'node-lifecycle-controller', 'persistentvolume-binder-controller'];
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

export function planOf(seed: number): Plan {
  const dice = new Dice(seed);
  const workers = dice.int(1, 4);
  const steps = Array.from({ length: dice.int(6, 22) }, () => ({ afterUs: seconds(dice.pick([0, 0, 1, 2, 5, 12, 40, 90])) + dice.int(0, 900_000), command: commandOf(dice, workers) }));
  const apply = { afterUs: 0, command: deployment(dice, 'web') };
  const repairs: Command[] = [];
  for (let i = 1; i <= workers; i++) {
    repairs.push({ do: 'node.power', node: `node-${i}`, on: true }, { do: 'node.network', node: `node-${i}`, connected: true }, { do: 'kubelet.process', node: `node-${i}`, on: true });
    repairs.push(patch(`/api/v1/nodes/node-${i}`, { spec: { unschedulable: null } }));
  }
  for (const component of CONTROLLERS) repairs.push({ do: 'component.switch', component, on: true });
  return { seed, workers, steps: [apply, ...steps], repairs };
}

type Maker = (dice: Dice, workers: number) => Command;

const MAKERS: readonly Maker[] = [
  (dice) => deployment(dice, dice.pick(NAMES)),
  (dice) => deployment(dice, dice.pick(NAMES)),
  (dice) => patch(`${DEPLOYMENTS}/${dice.pick(NAMES)}/scale`, { spec: { replicas: dice.int(0, 9) } }, 'application/merge-patch+json'),
  (dice) => patch(`${DEPLOYMENTS}/${dice.pick(NAMES)}`, { spec: { template: { spec: { containers: [{ name: 'main', image: dice.pick(IMAGES) }] } } } }),
  (dice) => patch(`${DEPLOYMENTS}/${dice.pick(NAMES)}`, { spec: { paused: dice.int(0, 1) === 1 } }),
  (dice) => patch(`${DEPLOYMENTS}/${dice.pick(NAMES)}`, { spec: { strategy: dice.pick([{ type: 'Recreate', rollingUpdate: null }, { type: 'RollingUpdate', rollingUpdate: { maxSurge: dice.pick([0, 1, '50%']), maxUnavailable: dice.pick([1, 2, '30%']) } }]) } }),
  (dice) => remove(`${DEPLOYMENTS}/${dice.pick(NAMES)}`, { propagationPolicy: dice.pick(['Background', 'Foreground', 'Orphan']) }),
  (dice) => remove('/api/v1/namespaces/default/pods', dice.pick([{}, { gracePeriodSeconds: 0 }, { gracePeriodSeconds: 2 }]), { labelSelector: `app=${dice.pick(NAMES)}`, limit: '1' }),
  (dice) => service(dice.pick(NAMES)),
  (dice) => remove(`/api/v1/namespaces/default/services/${dice.pick(NAMES)}`, {}),
  () => claims(),
  (dice) => remove(`/api/v1/namespaces/default/persistentvolumeclaims/${dice.pick(['data', 'late'])}`, {}),
  (dice, workers) => patch(`/api/v1/nodes/node-${dice.int(1, workers)}`, { spec: { unschedulable: dice.int(0, 1) === 1 } }),
  (dice, workers) => ({ do: 'node.power', node: `node-${dice.int(1, workers)}`, on: dice.int(0, 2) === 0 }),
  (dice, workers) => ({ do: 'node.network', node: `node-${dice.int(1, workers)}`, connected: dice.int(0, 2) === 0 }),
  (dice, workers) => ({ do: 'kubelet.process', node: `node-${dice.int(1, workers)}`, on: dice.int(0, 1) === 0 }),
  (dice) => ({ do: 'component.switch', component: dice.pick(CONTROLLERS), on: dice.int(0, 1) === 0 }),
];

const commandOf: Maker = (dice, workers) => dice.pick(MAKERS)(dice, workers);

function deployment(dice: Dice, name: string): Command {
  const probe = dice.int(0, 2) === 0 ? '          readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 3}\n' : '';
  return {
    do: 'apply',
    source: `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  replicas: ${dice.int(0, 6)}
  progressDeadlineSeconds: ${dice.pick([30, 600])}
  minReadySeconds: ${dice.pick([0, 0, 5])}
  revisionHistoryLimit: ${dice.pick([0, 1, 10])}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      terminationGracePeriodSeconds: ${dice.pick([0, 1, 30])}
      containers:
        - name: main
          image: ${dice.pick(IMAGES)}
${probe}          resources: {requests: {cpu: ${dice.pick([50, 250, 900])}m, memory: ${dice.pick([32, 256])}Mi}}
`,
  };
}

const service = (name: string): Command => ({
  do: 'apply',
  source: `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec:\n  selector: {app: ${name}}\n  ports: [{port: 80}]\n`,
});

function claims(): Command {
  const claim = (name: string): string => `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: ${name}}\nspec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 1Gi}}\n`;
  return { do: 'apply', source: `${claim('data')}---\n${claim('late')}` };
}

const patch = (path: string, body: object, contentType = 'application/strategic-merge-patch+json'): Command => ({ do: 'request', request: { method: 'PATCH', path, contentType, body: body as never } });
const remove = (path: string, body: object, query?: Record<string, string>): Command => ({ do: 'request', request: { method: 'DELETE', path, body: body as never, ...(query ? { query } : {}) } });
