import { describe, expect, it } from 'vitest';
import { minutes, seconds, type SimTime } from '../../base/time.ts';
import { standardNodes } from '../../scenarios/nodes.ts';
import { DEFAULT_CLASS } from '../../scenarios/manifests.ts';
import { clusterSetup } from '../cluster.ts';
import { serve } from '../apiserver/serve.ts';
import { etcd, getObject, listObjects } from '../etcd/store.ts';
import type { Node, Pod } from '../../kinds/schema/types.gen.ts';
import { disksPart } from './disks.ts';

const MANIFEST = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: first}
spec:
  nodeSelector: {kubernetes.io/hostname: node-1}
  containers: [{name: c, image: nginx, volumeMounts: [{name: v, mountPath: /v}]}]
  volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]
`;
const SECOND = MANIFEST.slice(MANIFEST.indexOf('---')).replace('first', 'second').replace('node-1', 'node-2');

function start() {
  const setup = clusterSetup(
    { id: 'x', title: { en: '', ja: '' }, nodes: standardNodes(2), manifests: [DEFAULT_CLASS, MANIFEST], traffic: [], opensAt: 'start' },
    { seed: 1 },
  );
  const sim = setup.create();
  const run = (us: number): void => sim.runUntil((sim.now + us) as SimTime);
  run(seconds(20));
  const pod = (name: string) => getObject<Pod>(sim.get(etcd).root, 'pods', `default/${name}`);
  expect(pod('first')?.status?.phase).toBe('Running');
  setup.command(sim, { do: 'node.power', node: 'node-1', on: false });
  setup.command(sim, { do: 'apply', source: SECOND });
  run(minutes(2));
  return { sim, setup, run, pod, on: () => disksPart(sim)[0]?.node };
}
const forceDelete = (sim: Parameters<typeof serve>[0]) =>
  serve(sim, { method: 'DELETE', path: '/api/v1/namespaces/default/pods/first', body: { gracePeriodSeconds: 0 } }, 'kubectl');

describe('the disk of a lost node', () => {
  it('stays there while its pod is in the API, and for six minutes after', () => {
    const { sim, run, pod, on } = start();
    run(minutes(10));
    expect(pod('first')?.metadata.deletionTimestamp).toBeDefined();
    expect(on()).toBe('node-1');
    const refused = [...listObjects(sim.get(etcd).root, 'events')].filter((event) => event['reason'] === 'FailedAttachVolume');
    expect(refused.map((event) => event['message'])).toEqual([
      `Multi-Attach error for volume "${disksPart(sim)[0]!.volume}" Volume is already used by pod(s) first`,
    ]);
    forceDelete(sim);
    run(minutes(5.9));
    expect(on()).toBe('node-1');
    run(minutes(0.5));
    expect(on()).toBe('node-2');
    expect(pod('second')?.status?.phase).toBe('Running');
  });

  it('is taken at once when the node is declared out of service', () => {
    const { sim, run, pod, on } = start();
    forceDelete(sim);
    const taints = [{ key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }];
    serve(sim, { method: 'PATCH', path: '/api/v1/nodes/node-1', body: { spec: { taints } }, contentType: 'application/strategic-merge-patch+json' }, 'kubectl');
    run(seconds(30));
    expect(on()).toBe('node-2');
    expect(pod('second')?.status?.phase).toBe('Running');
  });

  it('is not attached anywhere while the attach-detach controller is off', () => {
    const { sim, setup, run, on } = start();
    setup.command(sim, { do: 'component.switch', component: 'persistentvolume-attach-detach-controller', on: false });
    forceDelete(sim);
    run(minutes(10));
    expect(on()).toBe('node-1');
    setup.command(sim, { do: 'component.switch', component: 'persistentvolume-attach-detach-controller', on: true });
    run(minutes(7));
    expect(on()).toBe('node-2');
  });
});

describe('what Nodes say of volumes', () => {
  it('in use before it is attached, attached before it is mounted; gone in the same order', () => {
    const setup = clusterSetup(
      { id: 'x', title: { en: '', ja: '' }, nodes: standardNodes(2), manifests: [DEFAULT_CLASS, MANIFEST], traffic: [], opensAt: 'start' },
      { seed: 1 },
    );
    const sim = setup.create();
    const seen: string[] = [];
    const look = (until: SimTime) => {
      while ((sim.peek()?.at ?? until) < until) {
        sim.step();
        const { root } = sim.get(etcd);
        const { volumesInUse = [], volumesAttached = [] } = getObject<Node>(root, 'nodes', 'node-1')?.status ?? {};
        const phase = getObject<Pod>(root, 'pods', 'default/first')?.status?.phase ?? 'gone';
        const now = `${phase} used=${volumesInUse.join()} attached=${volumesAttached.map(({ name, devicePath }) => `${name}${devicePath}`).join()}`;
        if (seen.at(-1) !== now) seen.push(now);
      }
    };
    look((sim.now + seconds(20)) as SimTime);
    const name = `kubernetes.io/csi/disk.csi.cutaway.dev^${disksPart(sim)[0]!.id}`;
    expect(seen.slice(seen.findIndex((line) => line.includes('kubernetes.io')))).toEqual([
      `Pending used=${name} attached=`,
      `Pending used=${name} attached=${name}`,
      `Running used=${name} attached=${name}`,
    ]);
    seen.length = 0;
    serve(sim, { method: 'DELETE', path: '/api/v1/namespaces/default/pods/first' }, 'kubectl');
    look((sim.now + seconds(60)) as SimTime);
    expect(seen.slice(seen.findIndex((line) => line.includes('used= ')))).toContain(`gone used= attached=`);
    expect(seen.findIndex((line) => line.includes('used= '))).toBeLessThanOrEqual(seen.findIndex((line) => line.endsWith('attached=')));
    expect(getObject<Node>(sim.get(etcd).root, 'nodes', 'node-1')?.status).not.toHaveProperty('volumesInUse');
    expect(getObject<Node>(sim.get(etcd).root, 'nodes', 'node-1')?.status).not.toHaveProperty('volumesAttached');
  });

  it('a lost node is said to have it until it is taken by force', () => {
    const { sim, run, on } = start();
    const attached = () => getObject<Node>(sim.get(etcd).root, 'nodes', 'node-1')?.status?.volumesAttached?.length ?? 0;
    run(minutes(10));
    expect(attached()).toBe(1);
    forceDelete(sim);
    run(minutes(6.5));
    expect(on()).toBe('node-2');
    expect(attached()).toBe(0);
    expect(getObject<Node>(sim.get(etcd).root, 'nodes', 'node-2')?.status?.volumesAttached).toHaveLength(1);
    // Its kubelet has not been heard since.
    expect(getObject<Node>(sim.get(etcd).root, 'nodes', 'node-1')?.status?.volumesInUse).toHaveLength(1);
  });
});
