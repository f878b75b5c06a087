import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterConfig } from '../sim/config.ts';
import { Sim } from '../sim/sim.ts';
import { Vector } from '../../base/vector.ts';
import { deepFreeze, type JsonObject } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { Mirror } from '../../mirror/mirror.ts';
import type { Moment } from '../../wire/instant.ts';
import { ROW_KINDS, TEXT_COLUMNS } from '../../wire/rows.ts';
import { etcd, putObject, removeObject } from '../etcd/store.ts';
import { podFace } from './pod-state.ts';
import { requestsOnNode } from './pod-requests.ts';
import { Projector } from './projector.ts';

const object = (kind: string, name: string, more: JsonObject = {}, metadata: JsonObject = {}): KubeObject =>
  deepFreeze({ apiVersion: 'v1', kind, metadata: { name, uid: `${kind}-${name}`, ...metadata }, ...more }) as unknown as KubeObject;
const inDefault = (kind: string, name: string, more: JsonObject = {}, metadata: JsonObject = {}): KubeObject =>
  object(kind, name, more, { namespace: 'default', ...metadata });

const view = (sim: Sim, event: number) => {
  const { root } = sim.get(etcd);
  return { moment: { branch: 'main', event, t: 0, rev: root.rev, happenings: 0 } as Moment, root, log: Vector.empty<never>(), sharedHappenings: 0, parts: {} };
};

const rowsOf = (mirror: Mirror) =>
  ROW_KINDS.map((kind) =>
    [...mirror.table(kind).ids()]
      .sort((a, b) => a - b)
      .map((oid) => [
        Object.entries(mirror.row(kind, oid)!).map(([column, value]) => [column, TEXT_COLUMNS.has(column) ? mirror.text(value) : value]),
        [...mirror.childrenOf(oid)].sort(),
      ]),
  );

const container = { name: 'c', resources: { requests: { cpu: '250m', memory: '1Gi' } } };
const owner = (kind: string, name: string): JsonObject => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: `${kind}-${name}`, controller: true }],
});

/** Writes that touch each other's rows: owners, nodes, slices, claims and volumes come and go. */
const WRITES: readonly (readonly [string, KubeObject])[] = [
  ...['n1', 'n2'].map((name) => ['nodes', object('Node', name, { status: { allocatable: { cpu: '4' } } })] as const),
  ...[1, 2].map(
    (n) =>
      [
        'replicasets',
        inDefault(
          'ReplicaSet',
          'rs',
          { spec: { replicas: n } },
          { ...owner('Deployment', 'd'), annotations: { 'deployment.kubernetes.io/revision': String(n) } },
        ),
      ] as const,
  ),
  ['deployments', inDefault('Deployment', 'd', { spec: { replicas: 2 } })],
  ...['p1', 'p2', 'p3'].flatMap((name) =>
    [{ phase: 'Pending' }, { phase: 'Running' }, { phase: 'Succeeded' }].map(
      (status, i) =>
        [
          'pods',
          inDefault(
            'Pod',
            name,
            { spec: { containers: [container], ...(i > 0 ? { nodeName: i === 1 ? 'n1' : 'n2' } : {}) }, status },
            owner('ReplicaSet', 'rs'),
          ),
        ] as const,
    ),
  ),
  ['services', inDefault('Service', 's', { spec: { clusterIP: '10.96.0.1', ports: [{ port: 80 }] } })],
  ...[true, false].map(
    (ready) =>
      [
        'endpointslices',
        inDefault('EndpointSlice', 's-1', { endpoints: [{ addresses: ['a'], conditions: { ready } }] }, { labels: { 'kubernetes.io/service-name': 's' } }),
      ] as const,
  ),
  [
    'persistentvolumeclaims',
    inDefault('PersistentVolumeClaim', 'claim', { spec: { volumeName: 'pv', resources: { requests: { storage: '1Gi' } } }, status: { phase: 'Pending' } }),
  ],
  [
    'persistentvolumes',
    object('PersistentVolume', 'pv', {
      spec: { capacity: { storage: '2Gi' }, claimRef: { namespace: 'default', name: 'claim' }, accessModes: ['ReadWriteOnce'] },
    }),
  ],
];

describe('rows', () => {
  it('are functions of the key space: by diffs the same as by a snapshot, also backwards', () => {
    const step = fc.record({ write: fc.integer({ min: 0, max: WRITES.length - 1 }), remove: fc.boolean(), back: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const sim = new Sim(clusterConfig(), []);
        const projector = new Projector();
        const mirror = new Mirror();
        const past: ReturnType<Sim['checkpoint']>[] = [];
        steps.forEach(({ write, remove, back }, i) => {
          past.push(sim.checkpoint());
          const [resource, one] = WRITES[write]!;
          const key = one.metadata.namespace ? `default/${one.metadata.name}` : one.metadata.name;
          if (back && i % 3 === 0) sim.restore(past[Math.floor(i / 2)]!);
          else if (remove && write % 2) removeObject(sim, resource, key);
          else putObject(sim, resource, one);
          mirror.apply({ ...projector.frame(view(sim, i)), playing: false, speed: 1 });
          const fresh = new Mirror();
          fresh.apply({ ...new Projector().frame(view(sim, i)), playing: false, speed: 1 });
          expect(rowsOf(mirror)).toEqual(rowsOf(fresh));
        });
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('a diff looks at what changed only', () => {
    const sim = new Sim(clusterConfig(), []);
    for (let i = 0; i < 5_000; i++)
      putObject(sim, 'pods', inDefault('Pod', `p${i}`, { spec: { containers: [container], nodeName: `n${i % 50}` }, status: { phase: 'Running' } }));
    const projector = new Projector();
    projector.frame(view(sim, 1));
    putObject(sim, 'pods', inDefault('Pod', 'p77', { spec: { containers: [container] }, status: { phase: 'Failed' } }));
    const frame = projector.frame(view(sim, 2));
    expect(frame.rows.Pod).toHaveLength(14);
    expect(frame.objects).toEqual([]);
  });
});

describe('a pod, as kubectl prints it', () => {
  const pod = (status: JsonObject, spec: JsonObject = {}, metadata: JsonObject = {}): Pod =>
    inDefault('Pod', 'p', { spec: { nodeName: 'n1', containers: [container], ...spec }, status }, metadata) as Pod;
  const waiting = (reason: string, restartCount = 0): JsonObject => ({ name: 'c', ready: false, restartCount, state: { waiting: { reason } } });
  const done = (exitCode: number, reason?: string): JsonObject => ({
    name: 'c',
    ready: false,
    restartCount: 0,
    state: { terminated: { exitCode, ...(reason ? { reason } : {}) } },
  });
  const running = (ready: boolean): JsonObject => ({ name: 'c', ready, started: true, restartCount: 2, state: { running: {} } });
  const ready: JsonObject = { conditions: [{ type: 'Ready', status: 'True' }] };

  it.each([
    ['Pending', 'unscheduled', pod({ phase: 'Pending' }, { nodeName: undefined })],
    [
      'SchedulingGated',
      'unscheduled',
      pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }, { nodeName: undefined }),
    ],
    ['Pending', 'scheduled', pod({ phase: 'Pending' })],
    ['ContainerCreating', 'creating', pod({ phase: 'Pending', containerStatuses: [waiting('ContainerCreating')] })],
    [
      'Init:0/1',
      'initialising',
      pod({ phase: 'Pending', initContainerStatuses: [running(false)], containerStatuses: [waiting('PodInitializing')] }, { initContainers: [{ name: 'c' }] }),
    ],
    [
      'Init:CrashLoopBackOff',
      'crashLoop',
      pod({ phase: 'Pending', initContainerStatuses: [waiting('CrashLoopBackOff', 3)] }, { initContainers: [{ name: 'c' }] }),
    ],
    ['Init:Error', 'initialising', pod({ phase: 'Pending', initContainerStatuses: [done(1, 'Error')] }, { initContainers: [{ name: 'c' }] })],
    ['ImagePullBackOff', 'imageTrouble', pod({ phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff')] })],
    ['Running', 'ready', pod({ phase: 'Running', ...ready, containerStatuses: [running(true)] })],
    ['Running', 'notReady', pod({ phase: 'Running', containerStatuses: [running(false)] })],
    ['CrashLoopBackOff', 'crashLoop', pod({ phase: 'Running', containerStatuses: [waiting('CrashLoopBackOff', 4)] })],
    ['OOMKilled', 'oomKilled', pod({ phase: 'Running', containerStatuses: [done(137, 'OOMKilled')] })],
    ['Completed', 'completed', pod({ phase: 'Succeeded', containerStatuses: [done(0, 'Completed')] })],
    ['Error', 'failed', pod({ phase: 'Failed', containerStatuses: [done(1, 'Error')] })],
    ['ExitCode:3', 'failed', pod({ phase: 'Failed', containerStatuses: [done(3)] })],
    ['Evicted', 'evicted', pod({ phase: 'Failed', reason: 'Evicted' })],
    ['Terminating', 'terminating', pod({ phase: 'Running', containerStatuses: [running(true)] }, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' })],
    ['Unknown', 'unknown', pod({ phase: 'Running', reason: 'NodeLost' }, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' })],
    ['Completed', 'completed', pod({ phase: 'Succeeded', containerStatuses: [done(0, 'Completed')] }, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' })],
  ])('%s · %s', (status, state, one) => {
    expect(podFace(one)).toMatchObject({ status, state });
  });

  it('counts sidecars as containers', () => {
    const one = pod(
      {
        phase: 'Running',
        ...ready,
        conditions: [{ type: 'Initialized', status: 'True' }],
        initContainerStatuses: [running(true)],
        containerStatuses: [{ ...running(true), name: 'd' }],
      },
      { initContainers: [{ name: 'c', restartPolicy: 'Always' }], containers: [{ name: 'd' }] },
    );
    expect(podFace(one)).toMatchObject({ ready: 2, containers: 2, restarts: 4 });
  });

  it('requests the greater of start and run, with sidecars and overhead', () => {
    const asks = (name: string, cpu: string, more: JsonObject = {}): JsonObject => ({ name, resources: { requests: { cpu } }, ...more });
    const one = pod(
      { phase: 'Running' },
      {
        containers: [asks('a', '100m'), asks('b', '100m')],
        initContainers: [asks('s', '50m', { restartPolicy: 'Always' }), asks('i', '300m')],
        overhead: { cpu: '10m' },
      },
    );
    expect(requestsOnNode(one).cpuMilli).toBe(360);
    expect(requestsOnNode(pod({ phase: 'Succeeded' })).cpuMilli).toBe(0);
  });
});
