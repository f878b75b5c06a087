import { minutes, ms, seconds } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Deployment, Pod, ReplicaSet } from '../../kinds/schema/types.gen.ts';
import { serve } from '../apiserver/serve.ts';
import { startServer } from '../apiserver/server.testing.ts';
import { type Delivery, startProcess } from '../client/process.ts';
import { recorderComponent } from '../client/recorder.ts';
import { etcd, getObject, listObjects } from '../etcd/store.ts';
import type { Component, Sim } from '../sim/sim.ts';
import type { Settings } from '../sim/config.ts';
import { detachComponent } from '../storage/detach.ts';
import type { Controller } from './controller.ts';
import { controllerManagerComponent } from './harness.ts';

/** A small cluster for tests of controllers: the real API server and harness, and pods that get ready and go by themselves. */

const READY_US = seconds(1);
const STOP_US = seconds(1);

/** Stands for scheduler and kubelets: binds, makes ready, stops. Images named does-not-exist never get ready. */
const nodes: Component = {
  name: 'nodes',
  start: (sim) => startProcess(sim, { process: 'nodes', to: 'nodes.deliver', resources: ['pods'] }),
  handlers: {
    'nodes.deliver': (sim: Sim, { commit }: Delivery) => {
      const args = { key: commit.key, uid: commit.after.metadata.uid };
      if (commit.type === 'ADDED') sim.schedule({ after: ms(1), to: 'nodes.bind', args });
      const leaving = commit.type === 'MODIFIED' && commit.after.metadata.deletionTimestamp !== undefined;
      if (leaving && commit.before?.metadata.deletionTimestamp === undefined) sim.schedule({ after: STOP_US, to: 'nodes.gone', args });
    },
    'nodes.bind': (sim: Sim, args: { key: string; uid: string }) => {
      const pod = current(sim, args);
      if (!pod) return;
      const node = `node-${1 + (sim.draw('nodes', 0, 2) % 3)}`;
      if (!pod.spec.nodeName) serve(sim, { method: 'POST', path: `${pathOf(args.key)}/binding`, body: binding(pod, node) }, 'nodes');
      sim.schedule({ after: READY_US, to: 'nodes.ready', args });
    },
    'nodes.ready': (sim: Sim, args: { key: string; uid: string }) => {
      const pod = current(sim, args);
      if (!pod || pod.metadata.deletionTimestamp !== undefined) return;
      const works = !pod.spec.containers.some((container) => container.image?.includes('does-not-exist'));
      setPodStatus(sim, pod, works);
    },
    'nodes.gone': (sim: Sim, args: { key: string; uid: string }) => {
      if (current(sim, args)) serve(sim, { method: 'DELETE', path: pathOf(args.key), body: { gracePeriodSeconds: 0 } }, 'nodes');
    },
  },
};

const binding = (pod: Pod, node: string) => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace },
  target: { kind: 'Node', name: node },
});

function current(sim: Sim, { key, uid }: { key: string; uid: string }): Pod | undefined {
  const pod = getObject<Pod>(sim.get(etcd).root, 'pods', key);
  return pod?.metadata.uid === uid ? pod : undefined;
}

const pathOf = (key: string): string => `/api/v1/namespaces/${key.replace('/', '/pods/')}`;

/** The revision at which a pod gets its address tells it from all others. */
const addressAt = (rev: number): string => `10.244.${Math.floor(rev / 256) % 256}.${rev % 256}`;

export function setPodStatus(sim: Sim, pod: Pod, ready: boolean): void {
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  const now = getObject<Pod>(sim.get(etcd).root, 'pods', name)!;
  const conditions = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: ready || type === 'Initialized' || type === 'PodScheduled' ? 'True' : 'False',
    lastTransitionTime: sim.timestamp,
  }));
  const podIP = now.status?.podIP ?? addressAt(sim.get(etcd).root.rev);
  const status = { ...now.status, phase: ready ? 'Running' : 'Pending', conditions, podIP, podIPs: [{ ip: podIP }] };
  serve(sim, { method: 'PUT', path: `${pathOf(name)}/status`, body: { ...now, status } as never }, 'nodes');
}

export interface Cluster {
  readonly sim: Sim;
  call: ReturnType<typeof startServer>['call'];
  settle(limitUs?: number): boolean;
  deployments(): Deployment[];
  sets(): ReplicaSet[];
  pods(): Pod[];
  /** Messages of Events with this reason, in order. */
  events(reason?: string): string[];
  all<T extends KubeObject>(resource: string, namespace?: string): T[];
}

// biome-ignore lint/suspicious/noExplicitAny: each has its own memory.
export function startCluster(
  controllers: readonly Controller<any>[],
  over: { settings?: Partial<Settings>; seed?: number; withNodes?: boolean } = {},
): Cluster {
  const { withNodes = true, ...config } = over;
  const { sim, call } = startServer(config, [recorderComponent, detachComponent, ...(withNodes ? [nodes] : []), controllerManagerComponent(controllers)]);
  if (!getObject(sim.get(etcd).root, 'namespaces', 'default'))
    call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  if (!getObject(sim.get(etcd).root, 'serviceaccounts', 'default/default'))
    call('POST', '/api/v1/namespaces/default/serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } });
  if (withNodes) for (const n of [1, 2, 3]) call('POST', '/api/v1/nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: `node-${n}` } });
  const all = <T extends KubeObject>(resource: string, namespace?: string): T[] => [...listObjects<T>(sim.get(etcd).root, resource, namespace)];
  const created = (event: KubeObject): number => Number(event.metadata.resourceVersion);
  return {
    sim,
    call,
    settle: (limitUs = minutes(5)) => sim.runUntilQuiet(limitUs),
    deployments: () => all('deployments'),
    sets: () => all('replicasets'),
    pods: () => all('pods'),
    events: (reason) =>
      all('events')
        .filter((event) => reason === undefined || event['reason'] === reason)
        .sort((a, b) => created(a) - created(b))
        .map((event) => event['message'] as string),
    all,
  };
}

export interface DeploymentOptions {
  readonly replicas?: number;
  readonly image?: string;
  readonly surge?: number | string;
  readonly unavailable?: number | string;
  readonly strategy?: 'RollingUpdate' | 'Recreate';
  readonly spec?: object;
}

export function deployment(
  name: string,
  { replicas = 3, image = 'nginx:1.19', surge = '25%', unavailable = '25%', strategy = 'RollingUpdate', spec = {} }: DeploymentOptions = {},
) {
  const rollingUpdate = { maxSurge: surge, maxUnavailable: unavailable };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default', labels: { app: name } },
    spec: {
      replicas,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: strategy === 'Recreate' ? { type: strategy } : { type: strategy, rollingUpdate },
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'nginx', image }] } },
      ...spec,
    },
  };
}

export const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

export function setImage(cluster: Cluster, name: string, image: string): void {
  const patch = { spec: { template: { spec: { containers: [{ name: 'nginx', image }] } } } };
  cluster.call('PATCH', `${DEPLOYMENTS}/${name}`, patch, { contentType: 'application/strategic-merge-patch+json' });
}
