import { SortedMap } from '../base/sorted-map.ts';
import { ms, seconds } from '../base/time.ts';
import { etcd, getObject, listObjects, putObject, removeObject } from '../engine/etcd/store.ts';
import { clusterConfig } from '../engine/sim/config.ts';
import { type Component, Sim } from '../engine/sim/sim.ts';
import { slot } from '../engine/sim/slot.ts';
import type { KubeObject } from '../kinds/object.ts';
import type { Command, CommandResult } from '../wire/command.ts';
import type { ClusterFactory } from './cluster-factory.ts';
import type { ManifestTools } from './manifest-tools.ts';

/**
 * A cluster small enough to reason about, for tests of what lies around the engine: every second a heartbeat on one of three
 * nodes; `traffic` commands with id N make N pods that are bound and become ready at drawn times; `traffic.stop` removes one.
 */
const answers = slot<SortedMap<CommandResult>>('toy/answers', () => SortedMap.empty());

const node = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, uid: `node-${name}` },
  spec: {},
  status: {
    allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
    conditions: [{ type: 'Ready', status: 'True' }],
    addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
  },
});

const podOf = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', uid: `pod-${name}` },
  spec: { containers: [{ name: 'web', resources: { requests: { cpu: '100m', memory: '64Mi' } } }] },
  status: { phase: 'Pending' },
});

export const toy: Component = {
  name: 'toy',
  start: (sim) => {
    for (const name of ['node-1', 'node-2', 'node-3']) putObject(sim, 'nodes', node(name));
    sim.schedule({ after: seconds(1), to: 'toy.beat', background: true });
  },
  handlers: {
    'toy.beat': (sim) => {
      const name = `node-${sim.draw('beat', 1, 3)}`;
      const old = getObject(sim.get(etcd).root, 'nodes', name)!;
      sim.note({ code: 'heartbeat', actor: `kubelet/${name}`, background: true });
      putObject(sim, 'nodes', { ...old, metadata: { ...old.metadata, annotations: { beat: String(sim.now) } } }, { background: true });
      sim.schedule({ after: seconds(1), to: 'toy.beat', background: true });
    },
    'toy.create': (sim, { count, command }: { count: number; command: number }) => {
      for (let i = 0; i < count; i++) {
        const name = `web-${sim.draw('names', 0, 0xffffff).toString(16)}`;
        const commit = putObject(sim, 'pods', podOf(name));
        sim.schedule({ after: ms(sim.draw('toy', 1, 3_000)), to: 'toy.bind', args: { key: commit.key }, cause: commit.happening });
      }
      sim.set(answers, sim.get(answers).set(String(command), { ok: true, lines: [{ stream: 'stdout', text: `${count} made` }] }));
    },
    'toy.bind': (sim, { key }: { key: string }) => {
      const pod = getObject(sim.get(etcd).root, 'pods', key);
      if (!pod) return;
      const nodeName = `node-${sim.draw('toy', 1, 3)}`;
      sim.happen({
        code: 'decide',
        actor: 'kube-scheduler',
        to: `kubelet/${nodeName}`,
        until: (sim.now + ms(20)) as never,
        say: 'scheduler.bind',
        args: { pod: key },
      });
      putObject(sim, 'pods', { ...pod, spec: { ...(pod['spec'] as object), nodeName } });
      sim.schedule({ after: ms(sim.draw('toy', 1, 2_000)), to: 'toy.ready', args: { key } });
    },
    'toy.ready': (sim, { key }: { key: string }) => {
      const pod = getObject(sim.get(etcd).root, 'pods', key);
      if (!pod) return;
      const status = {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [{ name: 'web', ready: true, restartCount: 0, state: { running: {} } }],
      };
      putObject(sim, 'pods', { ...pod, status });
    },
    'toy.remove': (sim) => {
      for (const pod of listObjects(sim.get(etcd).root, 'pods')) {
        removeObject(sim, 'pods', `default/${pod.metadata.name}`);
        return;
      }
    },
  },
};

export const toyFactory = (seed = 1): ClusterFactory => ({
  create: () => new Sim(clusterConfig({ seed }), [toy]),
  command: (sim: Sim, command: Command) => {
    if (command.do === 'traffic.stop') {
      sim.happen({ code: 'command', actor: 'kubectl', args: { do: command.do } });
      sim.schedule({ after: 0, to: 'toy.remove', cls: 0 });
      return;
    }
    if (command.do !== 'traffic') throw new Error(`a toy does not know ${command.do}`);
    const id = sim.happen({ code: 'command', actor: 'kubectl', args: { do: command.do } });
    sim.schedule({ after: ms(5), to: 'toy.create', args: { count: command.traffic.perSecond, command: id } });
  },
  parts: (sim) => ({ 'kube-scheduler': { pods: [...listObjects(sim.get(etcd).root, 'pods')].length } }),
  answer: (sim, happening) => sim.get(answers).get(String(happening)),
});

export const makePods = (count: number): Command => ({ do: 'traffic', traffic: { id: 'pods', from: 'users', url: 'http://web', perSecond: count } });
export const removePod: Command = { do: 'traffic.stop', id: 'pods' };

/** All there is of a cluster, as text. */
export function worldText(sim: Sim): string {
  const { root } = sim.get(etcd);
  const objects = Object.entries(root.tables).map(([resource, table]) => [
    resource,
    [...table.objects.entries()].map(([key, { oid, rev, createRev, object }]) => [key, oid, rev, createRev, object]),
  ]);
  const { work, background, random, world, ...rest } = sim.checkpoint();
  const queued = [...work.items(), ...background.items()].sort((a, b) => a.seq - b.seq);
  return JSON.stringify({
    rev: root.rev,
    objects,
    queued,
    random: [...random.entries()],
    slots: Object.keys(world).sort(),
    ...rest,
    // Who keeps a history takes them out; that they are the same is tested by themselves.
    happenings: sim.happenings.length,
  });
}

/** No editor asks in these tests. */
export const NO_MANIFEST_TOOLS: ManifestTools = {
  lint: () => Promise.resolve([]),
  complete: () => Promise.resolve([]),
  hover: () => Promise.resolve(undefined),
};
