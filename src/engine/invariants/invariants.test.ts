import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../base/json.ts';
import { seconds, type SimTime } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { standardNodes } from '../../scenarios/nodes.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { createCluster } from '../cluster.ts';
import { etcd, getObject, listObjects, putObject, removeObject } from '../etcd/store.ts';
import { executeCommand } from '../person.ts';
import type { Sim } from '../sim/sim.ts';
import { historyInvariants } from './history.ts';
import { INVARIANTS } from './index.ts';
import { Watchdog } from './watchdog.ts';

/** Every checker is shown something broken, planted straight into etcd, and must see it: one that cannot fail checks nothing. */

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: nginx:1.27}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: disk.csi.cutaway.dev
allowVolumeExpansion: true
`;
const scenario: Scenario = { id: 'broken', title: { en: '', ja: '' }, nodes: standardNodes(2), manifests: [WEB], traffic: [], opensAt: 'start' };

interface World {
  readonly sim: Sim;
  readonly dog: Watchdog;
}

const sim = createCluster(scenario, { seed: 3 });
sim.runUntil(seconds(60) as SimTime);
const well = sim.checkpoint();

function world(): World {
  sim.restore(well);
  return { sim, dog: new Watchdog(sim) };
}
const first = (sim: Sim, resource: string, namespace = 'default'): KubeObject => [...listObjects(sim.get(etcd).root, resource, namespace)][0]!;
const podOf = (sim: Sim): KubeObject => first(sim, 'pods');

type Change = Readonly<Record<string, unknown>>;
/** The object with parts of it replaced, at any depth; arrays and plain values are taken as they are. */
function changed(object: unknown, change: Change): KubeObject {
  const out: Record<string, unknown> = { ...(object as Record<string, unknown>) };
  for (const [key, value] of Object.entries(change))
    out[key] =
      typeof value === 'object' && value !== null && !Array.isArray(value) && typeof out[key] === 'object' ? changed(out[key], value as Change) : value;
  return out as unknown as KubeObject;
}
/** Writes as if `actor` had asked for it. */
function write(sim: Sim, actor: string, resource: string, object: KubeObject): void {
  sim.because(sim.note({ code: 'api.request', actor, args: {} }), () => putObject(sim, resource, deepFreeze(object)));
}
function drop(sim: Sim, actor: string, resource: string, key: string): void {
  sim.because(sim.note({ code: 'api.request', actor, args: {} }), () => removeObject(sim, resource, key));
}
const ready = (pod: KubeObject): Change => ({
  status: {
    conditions: (pod as { status?: { conditions?: { type: string }[] } }).status?.conditions?.map((c) => (c.type === 'Ready' ? { ...c, status: 'True' } : c)),
  },
});

const PLANTS: Readonly<Record<string, (world: World) => void>> = {
  S2: ({ sim }) => write(sim, 'x', 'pods', podOf(sim)),
  S3: ({ sim }) => write(sim, 'x', 'pods', changed(podOf(sim), { metadata: { uid: 'other' } })),
  S9: ({ sim }) => write(sim, 'x', 'deployments', changed(first(sim, 'deployments'), { metadata: { generation: 0 } })),
  S10: ({ sim }) => void putObject(sim, 'pods', changed(podOf(sim), { spec: { priority: 9 } })).after,
  S11: ({ sim, dog }) => {
    write(sim, 'x', 'pods', changed(podOf(sim), { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }));
    dog.look();
    write(sim, 'x', 'pods', changed(podOf(sim), { metadata: { deletionTimestamp: undefined } }));
  },
  S13: ({ sim }) => drop(sim, 'namespace-controller', 'namespaces', 'default'),
  S15: ({ sim }) => write(sim, 'x', 'deployments', changed(first(sim, 'deployments'), { spec: { selector: { matchLabels: { app: 'other' } } } })),
  G1: ({ sim }) =>
    write(
      sim,
      'x',
      'pods',
      changed(podOf(sim), {
        metadata: {
          ownerReferences: [
            { uid: 'a', controller: true },
            { uid: 'b', controller: true },
          ],
        },
      }),
    ),
  G3: ({ sim, dog }) => {
    write(sim, 'x', 'replicasets', changed(first(sim, 'replicasets'), { metadata: { finalizers: ['foregroundDeletion'] } }));
    dog.look();
    drop(sim, 'x', 'replicasets', `default/${first(sim, 'replicasets').metadata.name}`);
  },
  G5: ({ sim, dog }) => {
    write(
      sim,
      'x',
      'pods',
      changed(podOf(sim), { metadata: { ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: 'j', controller: true }] } }),
    );
    dog.look();
    drop(sim, 'replicaset-controller', 'pods', `default/${podOf(sim).metadata.name}`);
  },
  C1: ({ sim }) => write(sim, 'x', 'pods', changed(podOf(sim), { spec: { nodeName: 'elsewhere' } })),
  C2: (at) => bindNew(at, { spec: { containers: [{ name: 'main', image: 'nginx', resources: { requests: { cpu: '100' } } }] } }),
  C3: (at) => bindNew(at, { spec: { nodeSelector: { disk: 'ssd' } } }),
  C4: (at) => bindNew(at, { spec: { schedulingGates: [{ name: 'hold' }] } }),
  C5: ({ sim }) => write(sim, 'kube-scheduler', 'pods', changed(podOf(sim), { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })),
  C6: ({ sim }) =>
    write(sim, 'x', 'events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e', namespace: 'default', uid: 'e' },
      reason: 'FailedScheduling',
      message: '0/3 nodes are available: 1 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
    } as never),
  C8: ({ sim }) => write(sim, 'taint-eviction-controller', 'pods', changed(podOf(sim), { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })),
  P1: ({ sim }) => write(sim, 'x', 'pods', changed(podOf(sim), { status: { phase: 'Pending' } })),
  P2: ({ sim }) => {
    const pod = podOf(sim);
    write(sim, 'x', 'pods', changed(changed(pod, ready(pod)), { status: { containerStatuses: [{ name: 'main', ready: false, restartCount: 0 }] } }));
  },
  P3: ({ sim }) =>
    write(
      sim,
      'x',
      'pods',
      changed(podOf(sim), {
        spec: { initContainers: [{ name: 'first', image: 'x' }] },
        status: { initContainerStatuses: [{ name: 'first', restartCount: 0, state: { running: {} } }] },
      }),
    ),
  P4: ({ sim, dog }) => {
    write(sim, 'x', 'pods', changed(podOf(sim), { status: { containerStatuses: [{ name: 'main', restartCount: 3 }] } }));
    dog.look();
    write(sim, 'x', 'pods', changed(podOf(sim), { status: { containerStatuses: [{ name: 'main', restartCount: 1 }] } }));
  },
  P5: ({ sim, dog }) => {
    for (let i = 1; i <= 3; i++) {
      const second = String(10 + i).padStart(2, '0');
      const status = {
        name: 'main',
        restartCount: i,
        state: { running: { startedAt: `2026-01-01T00:00:${second}Z` } },
        lastState: { terminated: { reason: 'Error', exitCode: 1, startedAt: `2026-01-01T00:00:${second}Z`, finishedAt: `2026-01-01T00:00:${second}Z` } },
      };
      write(sim, 'kubelet/node-1', 'pods', changed(podOf(sim), { status: { containerStatuses: [status] } }));
      dog.look();
    }
  },
  P6: ({ sim }) => {
    const pod = podOf(sim) as KubeObject & { spec: { nodeName: string } };
    drop(sim, `kubelet/${pod.spec.nodeName}`, 'pods', `default/${pod.metadata.name}`);
  },
  P7: ({ sim }) =>
    write(sim, 'x', 'pods', changed(podOf(sim), { status: { containerStatuses: [{ name: 'main', restartCount: 0, ready: true, started: false }] } })),
  P8: ({ sim }) => write(sim, 'x', 'pods', changed(podOf(sim), { spec: { nodeName: 'elsewhere' } })),
  P10: ({ sim }) => write(sim, 'replicaset-controller', 'pods', changed(podOf(sim), { status: { containerStatuses: [] } })),
  W2: ({ sim }) => write(sim, 'deployment-controller', 'replicasets', changed(first(sim, 'replicasets'), { spec: { replicas: 9 } })),
  W3: (at) => recreateTooEarly(at),
  W4: ({ sim, dog }) => {
    write(
      sim,
      'deployment-controller',
      'deployments',
      changed(first(sim, 'deployments'), { metadata: { annotations: { 'deployment.kubernetes.io/revision': '4' } } }),
    );
    dog.look();
    write(
      sim,
      'deployment-controller',
      'deployments',
      changed(first(sim, 'deployments'), { metadata: { annotations: { 'deployment.kubernetes.io/revision': '2' } } }),
    );
  },
  N3: ({ sim }) => write(sim, 'x', 'services', changed(first(sim, 'services'), { metadata: { name: 'twin', uid: 'twin' } })),
  V2: ({ sim, dog }) => {
    const claim = first(sim, 'persistentvolumeclaims') as KubeObject & { spec: { volumeName: string } };
    write(
      sim,
      'x',
      'persistentvolumes',
      changed(getObject(sim.get(etcd).root, 'persistentvolumes', claim.spec.volumeName), { spec: { capacity: { storage: '1Mi' } } }),
    );
    write(sim, 'x', 'persistentvolumeclaims', changed(claim, { spec: { volumeName: '' } }));
    dog.look();
    write(sim, 'x', 'persistentvolumeclaims', claim);
  },
  V3: ({ sim, dog }) => {
    const claim = first(sim, 'persistentvolumeclaims') as KubeObject & { spec: { volumeName: string } };
    const volume = getObject(sim.get(etcd).root, 'persistentvolumes', claim.spec.volumeName)!;
    write(sim, 'x', 'persistentvolumes', changed(volume, { status: { phase: 'Released' } }));
    dog.look();
    write(sim, 'x', 'persistentvolumes', changed(volume, { status: { phase: 'Bound' } }));
  },
  V4: ({ sim, dog }) => {
    write(sim, 'x', 'pods', changed(podOf(sim), { spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } }));
    dog.look();
    drop(sim, 'x', 'persistentvolumeclaims', 'default/data');
  },
  V5: ({ sim, dog }) => {
    for (const pod of [...listObjects(sim.get(etcd).root, 'pods', 'default')]) {
      write(sim, 'x', 'pods', changed(pod, { spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } }));
      dog.look();
    }
  },
  V7: ({ sim }) =>
    write(sim, 'x', 'persistentvolumeclaims', changed(first(sim, 'persistentvolumeclaims'), { spec: { resources: { requests: { storage: '1Mi' } } } })),
};

function bindNew({ sim, dog }: World, change: Change): void {
  const old = podOf(sim);
  const pod = changed(
    changed(old, {
      metadata: { name: 'new', uid: 'new', ownerReferences: undefined },
      spec: { nodeName: undefined },
      status: { phase: 'Pending', conditions: [], containerStatuses: [] },
    }),
    change,
  );
  write(sim, 'x', 'pods', pod);
  dog.look();
  write(sim, 'kube-scheduler', 'pods', changed(pod, { spec: { nodeName: 'node-1' } }));
}

function recreateTooEarly({ sim, dog }: World): void {
  executeCommand(sim, {
    do: 'request',
    request: {
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/default/deployments/web',
      contentType: 'application/merge-patch+json',
      body: { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } },
    },
  });
  sim.runUntil((sim.now + seconds(5)) as SimTime);
  const set = first(sim, 'replicasets');
  dog.look();
  const twin = changed(set, { metadata: { name: 'web-new', uid: 'web-new' }, spec: { replicas: 2 } });
  write(sim, 'deployment-controller', 'replicasets', twin);
}

/** What must hold at rest, broken. */
const AT_REST: Readonly<Record<string, (sim: Sim) => void>> = {
  S17: (sim) =>
    write(sim, 'x', 'configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'default', uid: 'c', deletionTimestamp: '2026-01-01T00:00:00Z' },
    } as never),
  G2: (sim) =>
    write(sim, 'x', 'pods', changed(podOf(sim), { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'nobody' }] } })),
  C7: (sim) =>
    write(sim, 'x', 'pods', changed(podOf(sim), { metadata: { name: 'new', uid: 'new' }, spec: { nodeName: undefined }, status: { conditions: [] } })),
  C8: (sim) =>
    write(
      sim,
      'x',
      'nodes',
      changed(getObject(sim.get(etcd).root, 'nodes', 'node-1'), { spec: { taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }] } }),
    ),
  C9: (sim) => write(sim, 'x', 'pods', changed(podOf(sim), { metadata: { name: 'twin', uid: 'twin' } })),
  P8: (sim) => drop(sim, 'x', 'pods', `default/${podOf(sim).metadata.name}`),
  P11: (sim) =>
    write(sim, 'x', 'pods', changed(podOf(sim), { status: { containerStatuses: [{ name: 'main', restartCount: 0, state: { waiting: { reason: 'x' } } }] } })),
  P12: (sim) => write(sim, 'x', 'pods', changed(podOf(sim), { status: { conditions: [{ type: 'Ready', status: 'False' }] } })),
  W1: (sim) => drop(sim, 'x', 'pods', `default/${podOf(sim).metadata.name}`),
  W4: (sim) => {
    const set = first(sim, 'replicasets');
    for (let i = 0; i < 12; i++) write(sim, 'x', 'replicasets', changed(set, { metadata: { name: `old-${i}`, uid: `old-${i}` }, spec: { replicas: 0 } }));
  },
  W12: (sim) => write(sim, 'x', 'deployments', changed(first(sim, 'deployments'), { metadata: { generation: 77 } })),
  N2: (sim) =>
    drop(
      sim,
      'x',
      'endpointslices',
      `default/${[...listObjects(sim.get(etcd).root, 'endpointslices', 'default')].find(({ metadata }) => metadata.name.startsWith('web'))!.metadata.name}`,
    ),
  N4: (sim) => write(sim, 'x', 'services', changed(first(sim, 'services'), { spec: { sessionAffinity: 'ClientIP', clusterIP: '10.96.3.3' } })),
  N7: (sim) => write(sim, 'x', 'services', changed([...listObjects(sim.get(etcd).root, 'services', 'default')].at(-1), { spec: { clusterIP: '10.96.77.7' } })),
  V1: (sim) => {
    const claim = first(sim, 'persistentvolumeclaims') as KubeObject & { spec: { volumeName: string } };
    write(
      sim,
      'x',
      'persistentvolumes',
      changed(getObject(sim.get(etcd).root, 'persistentvolumes', claim.spec.volumeName), { spec: { claimRef: { uid: 'other' } } }),
    );
  },
};

describe('invariants', () => {
  it('hold in a cluster that is well', () => {
    const { sim, dog } = world();
    const live = (us: number): void => {
      const end = sim.now + us;
      for (let next = sim.peek(); next && next.at <= end; next = sim.peek()) {
        sim.step();
        dog.look();
      }
    };
    live(seconds(120));
    dog.lookAtRest();
    dog.beginSilence();
    live(seconds(1200));
    dog.endSilence();
    expect(dog.violations).toEqual([]);
  });

  it.each(Object.keys(PLANTS))('%s is seen at the commit', (id) => {
    const at = world();
    PLANTS[id]!(at);
    at.dog.look();
    expect(at.dog.violations.map(({ invariant }) => invariant)).toContain(id);
  });

  it.each(Object.keys(AT_REST))('%s is seen at rest', (id) => {
    const { sim, dog } = world();
    AT_REST[id]!(sim);
    dog.lookAtRest();
    expect(dog.violations.map(({ invariant }) => invariant)).toContain(id);
  });

  it('W13: a controller that writes at rest is heard', () => {
    const { sim, dog } = world();
    dog.beginSilence();
    write(sim, 'replicaset-controller', 'replicasets', changed(first(sim, 'replicasets'), { metadata: { labels: { a: 'b' } } }));
    dog.endSilence();
    expect(dog.violations.map(({ invariant }) => invariant)).toEqual(['W13']);
  });

  it('each is tested', () => {
    const tested = new Set([...Object.keys(PLANTS), ...Object.keys(AT_REST)]);
    // S1 and S16 cannot be broken through the store; N8 counts requests, tested in the network's own tests.
    const exempt = new Set(['S1', 'S16', 'N8']);
    expect([...new Set([...INVARIANTS, ...historyInvariants].map(({ id }) => id))].filter((id) => !tested.has(id) && !exempt.has(id))).toEqual([]);
  });
});
