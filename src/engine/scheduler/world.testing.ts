import { seconds } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import type { Happening } from '../../wire/happening.ts';
import { kindOf } from '../../kinds/registry.ts';
import { startServer } from '../apiserver/server.testing.ts';
import { recorderComponent } from '../client/recorder.ts';
import { fanOut } from '../client/process.ts';
import { etcd, getObject, listObjects, putObject, removeObject } from '../etcd/store.ts';
import type { Component, Sim } from '../sim/sim.ts';
import { schedulerComponent } from './component.ts';

/** A cluster for tests: a real API server, the scheduler, and objects put into the store as if they had always been there. */
export interface TestWorld {
  readonly sim: Sim;
  put(resource: string, object: object): void;
  remove(resource: string, key: string): void;
  get<T extends KubeObject = KubeObject>(resource: string, key: string): T | undefined;
  list<T extends KubeObject = KubeObject>(resource: string): readonly T[];
  /** Lives on for so long. */
  run(secondsToRun: number): void;
  decisions(say?: string): readonly Happening[];
  messages(reason: string): readonly string[];
}

export function testWorld(more: readonly Component[] = [schedulerComponent], seed = 1): TestWorld {
  const { sim } = startServer({ seed }, [recorderComponent, ...more]);
  const root = () => sim.get(etcd).root;
  if (!getObject(root(), 'namespaces', 'default'))
    putObject(sim, 'namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'default', uid: 'ns' },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  let uid = 0;
  return {
    sim,
    put(resource, object) {
      const given = object as KubeObject;
      const key = given.metadata.namespace ? `${given.metadata.namespace}/${given.metadata.name}` : given.metadata.name;
      const old = getObject(root(), resource, key);
      const metadata = { uid: old?.metadata.uid ?? `uid-${++uid}`, creationTimestamp: sim.timestamp, ...given.metadata };
      const whole = { ...given, metadata } as KubeObject;
      fanOut(sim, putObject(sim, resource, kindOf(whole)?.strategy.defaults(whole) ?? whole));
    },
    remove(resource, key) {
      const commit = removeObject(sim, resource, key);
      if (commit) fanOut(sim, commit);
    },
    get: (resource, key) => getObject(root(), resource, key),
    list: <T extends KubeObject>(resource: string) => [...listObjects<T>(root(), resource)],
    run: (secondsToRun) => sim.runUntil((sim.now + seconds(secondsToRun)) as typeof sim.now),
    decisions: (say) => [...sim.happenings].filter((happening) => happening.code === 'decide' && (say === undefined || happening.say === say)),
    messages: (reason) => [...listObjects(root(), 'events')].filter((event) => event.reason === reason).map((event) => String(event.message ?? event.note)),
  };
}

export const node = (
  name: string,
  over: { cpu?: string; memory?: string; pods?: string; labels?: Record<string, string>; taints?: object[]; unschedulable?: boolean; images?: object[] } = {},
): object => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name, ...over.labels } },
  spec: { ...(over.taints ? { taints: over.taints } : {}), ...(over.unschedulable ? { unschedulable: true } : {}) },
  status: {
    allocatable: { cpu: over.cpu ?? '4', memory: over.memory ?? '8Gi', 'ephemeral-storage': '100Gi', pods: over.pods ?? '110' },
    ...(over.images ? { images: over.images } : {}),
  },
});

export const pod = (name: string, spec: object = {}, requests: Record<string, string> = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { schedulerName: 'default-scheduler', containers: [{ name: 'main', image: 'nginx:1.29', resources: { requests } }], ...spec },
  status: { phase: 'Pending' },
});

export const nodeOfPod = (world: TestWorld, name: string): string | undefined => world.get<Pod>('pods', `default/${name}`)?.spec.nodeName;

export const scheduledCondition = (world: TestWorld, name: string) =>
  world.get<Pod>('pods', `default/${name}`)?.status.conditions?.find(({ type }) => type === 'PodScheduled');
