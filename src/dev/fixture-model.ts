import type { JsonObject } from '../base/json.ts';
import { type Calls, isCall, isRoutine, type Writes } from '../scene/ledger.ts';
import type { ControllerPart, NodePart, PodInside, PodRecord, SchedulerPart, StageHappening, StageModel, StageRecords, TrafficPart } from '../scene/model.ts';
import { TimelineIndex } from '../views/timeline/timeline-index.ts';
import { FLAGS, type PodState, type RowKind } from '../wire/rows.ts';

/** A model held by hand: for tests, the gallery and the stage's own page. */
export class FixtureModel implements StageModel {
  now = 41_250_000;
  rev = 4182;
  speed = 1;
  version = 0;
  readonly nodeParts = new Map<string, NodePart>();
  readonly controllers = new Map<string, ControllerPart>();
  lastSchedule: SchedulerPart | undefined;
  load: TrafficPart | undefined;
  /** Newest first. */
  happenings: StageHappening[] = [];
  readonly insides = new Map<number, PodInside>();
  readonly mounts = new Map<number, number[]>();
  private readonly tables = new Map<RowKind, Map<number, { oid: number }>>();
  private readonly log: { version: number; kind: RowKind; oid: number }[] = [];
  private readonly byNode = new Map<string, Set<number>>();
  private nextOid = 1;
  private nextId = 1;

  readonly parts = {
    controller: (name: string) => this.controllers.get(name),
    scheduler: () => this.lastSchedule,
    node: (name: string) => this.nodeParts.get(name),
    traffic: () => this.load,
  };

  changesSince(version: number) {
    return { oids: this.log.filter((entry) => entry.version > version), parts: [] };
  }

  list<K extends RowKind>(kind: K): readonly StageRecords[K][] {
    return [...(this.tables.get(kind)?.values() ?? [])] as unknown as StageRecords[K][];
  }

  get<K extends RowKind>(kind: K, oid: number): StageRecords[K] | undefined {
    return this.tables.get(kind)?.get(oid) as unknown as StageRecords[K] | undefined;
  }

  podsOf(node: string): readonly PodRecord[] {
    return [...(this.byNode.get(node) ?? [])].map((oid) => this.get('Pod', oid)).filter((pod) => pod !== undefined);
  }

  claimsOf(pod: number): readonly number[] {
    return this.mounts.get(pod) ?? [];
  }

  insideOf(pod: number): PodInside | undefined {
    return this.insides.get(pod);
  }

  workloadsOf(): readonly number[] {
    return [];
  }

  happening(id: number): StageHappening | undefined {
    return this.happenings.find((h) => h.id === id);
  }

  recent(limit: number): readonly StageHappening[] {
    return this.happenings.slice(0, limit);
  }

  lastDecision(actor: string): StageHappening | undefined {
    return this.happenings.find((h) => h.code === 'decide' && h.actor === actor && h.t <= this.now);
  }

  writes(limit: number): Writes {
    const all = this.happenings.filter((h) => h.code === 'etcd.write' && h.t <= this.now);
    const routine = all.filter((h) => isRoutine(h.background, h.args['resource']));
    const work = all.filter((h) => !isRoutine(h.background, h.args['resource']));
    return {
      latest: work.slice(0, limit),
      total: work.length,
      routine: { count: routine.filter((h) => h.id > (work[0]?.id ?? 0)).length, last: routine[0] },
    };
  }

  calls(limit: number): Calls {
    const all = this.happenings.filter((h) => isCall(h) && h.t <= this.now);
    return { latest: all.slice(0, limit), total: all.length };
  }

  lastCommand(): StageHappening | undefined {
    return this.happenings.find((h) => h.code === 'command' && h.t <= this.now);
  }

  travelling(fromUs: number, toUs: number, limit: number): readonly StageHappening[] {
    return this.happenings.filter((h) => h.until > 0 && h.t <= toUs && h.until >= fromUs).slice(0, limit);
  }

  put<K extends RowKind>(kind: K, record: Partial<StageRecords[K]> & { name: string }): number {
    const oid = record.oid ?? this.nextOid++;
    const table = this.tables.get(kind) ?? new Map();
    this.tables.set(kind, table);
    const before = table.get(oid) as StageRecords[K] | undefined;
    const next = { flags: 0, createdRev: oid, ...before, ...record, oid };
    table.set(oid, next);
    if (kind === 'Pod') this.indexPod(before as PodRecord | undefined, next as unknown as PodRecord);
    this.version++;
    this.log.push({ version: this.version, kind, oid });
    return oid;
  }

  remove(kind: RowKind, oid: number): void {
    if (kind === 'Pod') this.indexPod(this.get('Pod', oid), undefined);
    this.tables.get(kind)?.delete(oid);
    this.version++;
    this.log.push({ version: this.version, kind, oid });
  }

  happen(happening: Partial<StageHappening> & Pick<StageHappening, 'code' | 'actor'>): void {
    const args: JsonObject = happening.args ?? {};
    this.happenings.unshift({ id: this.nextId++, t: this.now, until: 0, to: '', oid: 0, rev: 0, say: '', background: false, ...happening, args });
  }

  private indexPod(before: PodRecord | undefined, next: PodRecord | undefined): void {
    if (before) this.byNode.get(before.node)?.delete(before.oid);
    if (!next) return;
    const pods = this.byNode.get(next.node) ?? new Set();
    pods.add(next.oid);
    this.byNode.set(next.node, pods);
  }
}

export function addNode(model: FixtureModel, name: string, over: Partial<StageRecords['Node']> = {}): number {
  model.nodeParts.set(name, {
    images: ['nginx:1.27', 'pause:3.10', 'mysql:8'].map((image) => ({ name: image, progress: 1 })),
    volumes: [
      { name: 'emptyDir cache', medium: 'disk' },
      { name: 'secret db-pass', medium: 'memory' },
    ],
    kubelet: true,
    powered: true,
    connected: true,
  });
  return model.put('Node', {
    name,
    flags: FLAGS.ready,
    cpuAllocatableMilli: 4000,
    cpuRequestedMilli: 1500,
    memoryAllocatableMi: 8192,
    memoryRequestedMi: 2600,
    podsAllocatable: 110,
    address: '10.0.0.1',
    ...over,
  });
}

export const addPod = (model: FixtureModel, name: string, node: string, state: PodState = 'ready', over: Partial<PodRecord> = {}): number =>
  model.put('Pod', {
    name,
    namespace: 'default',
    node,
    owner: 0,
    state,
    ready: state === 'ready' ? 1 : 0,
    containers: 1,
    restarts: 0,
    ip: node === '' ? '' : '10.244.1.7',
    note: '',
    colour: 0,
    ...over,
  });

/** A rolling update of `web` on a control-plane node and three workers, with a stateful database beside it. */
export function rollingFixture(): FixtureModel {
  const model = new FixtureModel();
  addNode(model, 'control-plane', { flags: FLAGS.ready | FLAGS.controlPlane, address: '10.0.0.10', cpuRequestedMilli: 950, memoryRequestedMi: 500 });
  addNode(model, 'worker-1', { address: '10.0.0.11', cpuRequestedMilli: 3700 });
  addNode(model, 'worker-2', { address: '10.0.0.12' });
  addNode(model, 'worker-3', { address: '10.0.0.13' });
  const web = model.put('Deployment', { name: 'web', namespace: 'default', wanted: 4, current: 5, updated: 2, ready: 3, available: 3 });
  model.put('ReplicaSet', { name: 'web-5d4f7c88b', namespace: 'default', owner: web, wanted: 3, current: 3, ready: 2, available: 2, revision: 1 });
  model.put('ReplicaSet', { name: 'web-7c9d8f5b6', namespace: 'default', owner: web, wanted: 3, current: 2, ready: 1, available: 1, revision: 2 });
  const mysql = model.put('Deployment', { name: 'mysql', namespace: 'default', wanted: 3, current: 3, updated: 3, ready: 3, available: 3 });
  model.put('ReplicaSet', { name: 'mysql-6c8b9', namespace: 'default', owner: mysql, wanted: 3, current: 3, ready: 3, available: 3, revision: 1 });
  model.put('Service', {
    name: 'web',
    namespace: 'default',
    type: 'NodePort',
    clusterIP: '10.96.0.12',
    port: 80,
    nodePort: 30080,
    endpointsReady: 3,
    endpointsTotal: 4,
  });
  model.put('Service', {
    name: 'mysql',
    namespace: 'default',
    type: 'ClusterIP',
    clusterIP: 'None',
    port: 3306,
    nodePort: 0,
    endpointsReady: 3,
    endpointsTotal: 3,
    flags: FLAGS.headless,
  });
  model.put('Service', {
    name: 'kubernetes',
    namespace: 'default',
    type: 'ClusterIP',
    clusterIP: '10.96.0.1',
    port: 443,
    nodePort: 0,
    endpointsReady: 1,
    endpointsTotal: 1,
  });
  model.put('StorageClass', { name: 'standard', provisioner: 'disk.csi.example.com', bindingMode: 'WaitForFirstConsumer', flags: FLAGS.isDefault });
  addPod(model, 'coredns-76f75df574-2xkql', 'control-plane', 'ready', { namespace: 'kube-system', ip: '10.244.0.2' });
  addPod(model, 'web-5d4f7c88b-aj2mx', 'worker-1');
  addPod(model, 'web-5d4f7c88b-bz9tr', 'worker-1', 'ready', { ip: '10.244.1.5' });
  addPod(model, 'web-5d4f7c88b-c4d2p', 'worker-2', 'ready', { ip: '10.244.2.4' });
  addPod(model, 'web-5d4f7c88b-dd8wq', 'worker-2', 'terminating', { note: 'Terminating' });
  addPod(model, 'web-7c9d8f5b6-k1h7s', 'worker-3', 'ready', { colour: 1, ip: '10.244.3.4' });
  addPod(model, 'web-7c9d8f5b6-k2x9p', 'worker-3', 'creating', { colour: 1, note: 'ContainerCreating', ip: '' });
  addPod(model, 'web-7c9d8f5b6-m4q8z', '', 'unscheduled', { colour: 1, note: 'Pending' });
  for (const i of [0, 1, 2]) {
    const pod = addPod(model, `mysql-${i}`, `worker-${i + 1}`, 'ready', { containers: 2, ready: 2, ip: `10.244.${i + 1}.9` });
    const claim = model.put('PersistentVolumeClaim', {
      name: `data-mysql-${i}`,
      namespace: 'default',
      phase: 'Bound',
      volume: 0,
      sizeMi: 10_240,
      modes: 'RWO',
      class: 'standard',
    });
    model.put('PersistentVolume', { name: `pvc-3f1c-${i}`, phase: 'Bound', claim, sizeMi: 10_240, modes: 'RWO', class: 'standard', reclaim: 'Delete' });
    model.mounts.set(pod, [claim]);
  }
  model.put('PersistentVolume', { name: 'pv-old', phase: 'Released', claim: 0, sizeMi: 5120, modes: 'RWX', class: 'slow', reclaim: 'Retain' });
  story(model);
  return model;
}

function story(model: FixtureModel): void {
  model.load = {
    perSecond: 120,
    failingPerSecond: 3,
    seconds: Array.from({ length: 24 }, (_, i) => ({ at: 18 + i, ok: 110 + ((i * 7) % 11), failed: i > 18 ? 3 : 0 })),
  };
  model.controllers.set('replicaset-controller', { queue: 2, busy: 1, on: true });
  model.controllers.set('namespace-controller', { queue: 0, busy: 0, on: false });
  model.lastSchedule = {
    active: 1,
    backoff: 0,
    unschedulable: 0,
    on: true,
    last: {
      happening: 0,
      pod: 'default/web-7c9d8f5b6-k2x9p',
      chosen: 'worker-3',
      nodes: [
        { node: 'control-plane', reason: 'untolerated taint' },
        { node: 'worker-1', reason: 'Insufficient cpu' },
        { node: 'worker-2', score: 71 },
        { node: 'worker-3', score: 88 },
      ],
    },
  };
  const now = model.now;
  const resources = [
    'endpointslices',
    'pods',
    'leases',
    'replicasets',
    'persistentvolumeclaims',
    'pods',
    'pods',
    'endpointslices',
    'pods',
    'events',
    'replicasets',
    'nodes',
    'pods',
    'deployments',
    'pods',
    'configmaps',
    'pods',
    'pods',
  ];
  resources.forEach((resource, i) =>
    model.happen({
      code: 'etcd.write',
      actor: 'kube-apiserver',
      t: now - (resources.length - i) * 40_000,
      rev: 4165 + i,
      args: { type: i % 6 === 0 ? 'DELETED' : i % 3 === 0 ? 'ADDED' : 'MODIFIED', resource, key: 'default/web-7c9d8f5b6-k2x9p' },
    }),
  );
  model.happen({ code: 'command', actor: 'kubectl', t: now - 3_000_000, args: { said: 'kubectl set image deployment/web web=nginx:1.27' } });
  const calls: [string, string, number][] = [
    ['PATCH', '/apis/apps/v1/namespaces/default/deployments/web', 200],
    ['POST', '/apis/apps/v1/namespaces/default/replicasets', 201],
    ['PUT', '/apis/apps/v1/namespaces/default/replicasets/web-5d4f7c88b/scale', 409],
    ['POST', '/api/v1/namespaces/default/pods', 201],
    ['POST', '/api/v1/namespaces/default/pods/web-7c9d8f5b6-k2x9p/binding', 0],
  ];
  calls.forEach(([method, path, status], i) => {
    model.happen({
      code: 'api.request',
      actor: i === 4 ? 'kube-scheduler' : i === 0 ? 'kubectl' : 'deployment-controller',
      to: 'kube-apiserver',
      t: now - (5 - i) * 60_000,
      until: now - (5 - i) * 60_000 + (status ? 9_000 : 90_000),
      args: { method, path, request: 100 + i },
    });
    if (status)
      model.happen({
        code: 'api.response',
        actor: 'kube-apiserver',
        to: 'deployment-controller',
        t: now - (5 - i) * 60_000 + 9_000,
        until: now - (5 - i) * 60_000 + 20_000,
        args: { request: 100 + i, status },
      });
  });
  model.happen({ code: 'decide', actor: 'deployment-controller', t: now - 200_000, say: 'saw 3 of 4 available → lets one old pod go' });
  model.happen({ code: 'decide', actor: 'kube-scheduler', t: now - 90_000, say: 'k2x9p → worker-3 (88 of 100)' });
  model.happen({ code: 'decide', actor: 'kubelet/worker-3', t: now - 30_000, say: 'waits for image nginx:1.27 (62 %)' });
  model.happen({ code: 'decide', actor: 'kubelet/worker-2', t: now - 9_000_000, say: 'SIGTERM to web, grace 30 s' });
  model.happen({
    code: 'watch.event',
    actor: 'kube-apiserver',
    to: 'kubelet/worker-3',
    t: now - 10_000,
    until: now + 12_000,
    args: { type: 'MODIFIED', resource: 'pods' },
  });
  model.happen({
    code: 'image.pull',
    actor: 'containerd/worker-3',
    t: now - 900_000,
    until: now + 500_000,
    args: { image: 'nginx:1.27', pod: 'default/web-7c9d8f5b6-k2x9p' },
  });
  model.happen({ code: 'watch.event', actor: 'kube-apiserver', to: 'kube-proxy/worker-1', t: now - 14_000, until: now + 6_000, args: {} });
  model.happen({ code: 'cri.call', actor: 'kubelet/worker-3', to: 'containerd/worker-3', t: now - 4_000, until: now + 4_000, args: { method: 'PullImage' } });
  model.happen({ code: 'packet', actor: 'users', to: 'kube-proxy/worker-1', t: now - 20_000, until: now + 4_000, background: true, args: {} });
  model.happen({
    code: 'packet',
    actor: 'kube-proxy/worker-1',
    to: 'pod/default/web-5d4f7c88b-bz9tr',
    t: now - 6_000,
    until: now + 6_000,
    background: true,
    args: {},
  });
  model.happen({
    code: 'packet',
    actor: 'kube-proxy/worker-1',
    to: 'pod/default/web-7c9d8f5b6-k1h7s',
    t: now - 8_000,
    until: now + 9_000,
    background: true,
    args: {},
  });
  model.happen({
    code: 'api.request',
    actor: 'replicaset-controller',
    to: 'kube-apiserver',
    t: now - 8_000,
    until: now + 4_000,
    args: { method: 'POST', path: '/api/v1/namespaces/default/pods', request: 105 },
  });
}

/** Many nodes with pods in various states. */
export function crowdFixture(nodes: number, podsEach: number): FixtureModel {
  const model = rollingFixture();
  for (let n = 4; n < nodes; n++) {
    const name = `worker-${n}`;
    const flags = n % 17 === 3 ? 0 : n % 23 === 5 ? FLAGS.unknown : FLAGS.ready;
    addNode(model, name, { flags, address: `10.0.0.${n}`, cpuRequestedMilli: (n * 977) % 4000, memoryRequestedMi: (n * 1543) % 8192 });
    for (let p = 0; p < podsEach + (n % 3); p++)
      addPod(model, `app-6c8b9-${n}x${p}`, name, p % 11 === 7 ? 'creating' : p % 29 === 13 ? 'crashLoop' : 'ready', { colour: p % 3 });
  }
  return model;
}

/** An index filled with what the rolling fixture did, and an hour before it of heartbeats. */
export function timelineFixture(model: FixtureModel): TimelineIndex {
  const index = new TimelineIndex();
  const sets = model.list('ReplicaSet');
  const deployment = model.list('Deployment')[0];
  const write = (t: number, oid: number, type = 'MODIFIED', background = false): void =>
    index.take({ t, until: 0, code: 'etcd.write', actor: 'kube-apiserver', oid, background, type });
  write(400_000, deployment?.oid ?? 0, 'ADDED');
  write(450_000, sets[0]?.oid ?? 0, 'ADDED');
  for (let i = 0; i < 40; i++) write(500_000 + i * 90_000, sets[0]?.oid ?? 0);
  for (let t = 5_000_000; t < 38_000_000; t += 2_500_000) write(t, 900, 'MODIFIED', true);
  write(38_200_000, deployment?.oid ?? 0);
  write(38_260_000, sets[1]?.oid ?? 0, 'ADDED');
  for (let i = 0; i < 30; i++) {
    write(38_300_000 + i * 97_000, sets[i % 2]?.oid ?? 0);
    index.take({
      t: 38_400_000 + i * 95_000,
      until: i % 5 === 0 ? 38_400_000 + i * 95_000 + 400_000 : 0,
      code: i % 5 === 0 ? 'image.pull' : 'decide',
      actor: `kubelet/worker-${(i % 3) + 1}`,
      oid: 0,
      background: false,
    });
  }
  return index;
}
