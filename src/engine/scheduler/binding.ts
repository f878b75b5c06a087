import { SortedMap } from '../../base/sorted-map.ts';
import { at, seconds, type SimTime } from '../../base/time.ts';
import { type KubeObject, keyOf, type Status } from '../../kinds/object.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../kinds/schema/types.gen.ts';
import { SCHEDULER } from '../../wire/actors.ts';
import { type ApiResponse, isSuccess } from '../../wire/request.ts';
import { type Reply, send } from '../client/client.ts';
import { apiPath } from '../controllers/requests.ts';
import { getObject } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { annotation, SELECTED_NODE } from '../storage/annotations.ts';
import { claimedBy } from '../storage/claim-reference.ts';
import { displacePod, schedulerCache } from './cache.ts';
import { clientLimit, control, informer, SCHEDULER_USER } from './control.ts';
import { decide } from './decide.ts';
import { kick } from './loop.ts';
import { retry, schedulingQueue } from './queue.ts';
import { patchStatus, patchUnscheduled, recordPodEvent } from './status.ts';
import { assume, assumedVolumes, revert } from './volumes/assumed.ts';
import type { VolumePlan } from './volumes/find.ts';
import { isFullyBound } from './volumes/pod-claims.ts';
import { wakeWaiting } from './wake.ts';

/** A pod between the choice of its node and its binding. Many bind at the same time, each on its own. */
export interface Binding {
  readonly pod: Pod;
  readonly node: string;
  readonly life: number;
  /** Objects still to be written before volumes can be waited for, in order. */
  readonly writes: readonly VolumeWrite[];
  readonly volumes: readonly string[];
  readonly claims: readonly string[];
  /** When waiting for the volumes is given up (bindTimeoutSeconds: 600). */
  readonly giveUpAt: SimTime;
}

interface VolumeWrite {
  readonly resource: 'persistentvolumes' | 'persistentvolumeclaims';
  readonly object: PersistentVolume | PersistentVolumeClaim;
}

const BIND_TIMEOUT_US = seconds(600);
const CHECK_EVERY_US = seconds(1);

export const bindings = slot<SortedMap<Binding>>('scheduler/binding', () => SortedMap.empty());

/** Reserve: volume and claim are promised, so that the next pod does not take them too. */
export function startBinding(sim: Sim, pod: Pod, node: string, plan: VolumePlan): void {
  const key = keyOf(pod.metadata);
  const volumes = plan.bindings.map(({ volume, claim }) => claimedBy(volume, claim));
  const claims = plan.provisions.map((claim) => selectedClaim(claim, node));
  if (volumes.length + claims.length > 0) {
    const pairs = plan.bindings.map(({ claim, volume }) => ({ claim: claim.metadata.name, volume: volume.metadata.name }));
    decide(sim, key, 'scheduler.bind-volumes', { pod: key, node, bindings: pairs, provisions: plan.provisions.map(({ metadata }) => metadata.name) });
    sim.set(assumedVolumes, assume(sim.get(assumedVolumes), volumes, claims));
    expect(sim, pod, node);
  }
  const writes: VolumeWrite[] = [
    ...volumes.map((object) => ({ resource: 'persistentvolumes' as const, object })),
    ...claims.map((object) => ({ resource: 'persistentvolumeclaims' as const, object })),
  ];
  const binding: Binding = {
    pod,
    node,
    life: sim.get(control).life,
    writes,
    volumes: volumes.map(({ metadata }) => metadata.name),
    claims: [...plan.bindings.map(({ claim }) => keyOf(claim.metadata)), ...claims.map(({ metadata }) => keyOf(metadata))],
    giveUpAt: at(sim.now + BIND_TIMEOUT_US),
  };
  sim.set(bindings, sim.get(bindings).set(key, binding));
  goOn(sim, binding);
}

/**
 * NominatedNodeNameForExpectation (on since 1.35): when binding will take a while, the pod says already where it is going
 * (bindingCycle in schedule_one.go). Nobody waits for the write, and that it failed would not stop the binding.
 */
function expect(sim: Sim, pod: Pod, node: string): void {
  if (pod.status?.nominatedNodeName !== node) patchStatus(sim, pod, { nominatedNodeName: node });
}

const selectedClaim = (claim: PersistentVolumeClaim, node: string): PersistentVolumeClaim => ({
  ...claim,
  metadata: { ...claim.metadata, annotations: { ...claim.metadata.annotations, [SELECTED_NODE]: node } },
});

function goOn(sim: Sim, binding: Binding): void {
  const [write] = binding.writes;
  if (write) put(sim, binding, write);
  else if (binding.claims.length > 0) sim.schedule({ after: CHECK_EVERY_US, to: 'scheduler.volumes', args: ticketOf(binding) });
  else bind(sim, binding);
}

function put(sim: Sim, binding: Binding, { resource, object }: VolumeWrite): void {
  const path = apiPath(resource, object.metadata.namespace, object.metadata.name);
  send(sim, {
    actor: SCHEDULER,
    process: SCHEDULER,
    request: { method: 'PUT', path, body: object as never, user: SCHEDULER_USER },
    limit: clientLimit(sim),
    reply: { to: 'scheduler.volumeWritten', args: ticketOf(binding) },
  });
}

function bind(sim: Sim, binding: Binding): void {
  const { pod, node } = binding;
  const { name, namespace, uid } = pod.metadata;
  const body = { kind: 'Binding', apiVersion: 'v1', metadata: { name, namespace, uid }, target: { kind: 'Node', name: node } };
  send(sim, {
    actor: SCHEDULER,
    process: SCHEDULER,
    request: { method: 'POST', path: apiPath('pods', namespace, name, 'binding'), body: body as never, user: SCHEDULER_USER },
    limit: clientLimit(sim),
    reply: { to: 'scheduler.bound', args: ticketOf(binding) },
  });
}

interface Ticket {
  readonly key: string;
  readonly uid: string;
  readonly life: number;
}

const ticketOf = ({ pod, life }: Binding): Ticket => ({ key: keyOf(pod.metadata), uid: pod.metadata.uid ?? '', life });

export const bindingHandlers = {
  'scheduler.volumeWritten': (sim: Sim, { response, args }: Reply<Ticket>) => {
    const binding = current(sim, args);
    const [write, ...rest] = binding?.writes ?? [];
    if (!binding || !write) return;
    if (!isSuccess(response)) {
      fail(sim, binding, `running PreBind plugin "VolumeBinding": ${messageOf(response)}`);
      return;
    }
    const written = response.body as unknown as KubeObject;
    const assumed = sim.get(assumedVolumes);
    const isVolume = write.resource === 'persistentvolumes';
    sim.set(assumedVolumes, isVolume ? assume(assumed, [written as PersistentVolume], []) : assume(assumed, [], [written as PersistentVolumeClaim]));
    const next = { ...binding, writes: rest };
    sim.set(bindings, sim.get(bindings).set(args.key, next));
    goOn(sim, next);
  },
  /** PreBind waits until the claims are bound, looking once a second. */
  'scheduler.volumes': (sim: Sim, args: Ticket) => {
    const binding = current(sim, args);
    if (!binding) return;
    const problem = volumeProblem(sim, binding);
    if (problem !== undefined) fail(sim, binding, `running PreBind plugin "VolumeBinding": ${problem}`);
    else if (binding.claims.every((key) => isBoundInCache(sim, key))) bind(sim, binding);
    else sim.schedule({ after: CHECK_EVERY_US, to: 'scheduler.volumes', args });
  },
  'scheduler.bound': (sim: Sim, { response, args }: Reply<Ticket>) => {
    const binding = current(sim, args);
    if (!binding) return;
    if (!isSuccess(response)) {
      fail(sim, binding, `running Bind plugin "DefaultBinder": ${messageOf(response)}`);
      return;
    }
    sim.set(bindings, sim.get(bindings).delete(args.key));
    const { pod, node } = binding;
    recordPodEvent(sim, pod, { type: 'Normal', reason: 'Scheduled', message: `Successfully assigned ${args.key} to ${node}`, action: 'Binding' });
  },
};

/** Undefined when another life, or another pod of the same name, has begun since. */
function current(sim: Sim, { key, uid, life }: Ticket): Binding | undefined {
  const binding = life === sim.get(control).life ? sim.get(bindings).get(key) : undefined;
  return binding?.pod.metadata.uid === uid ? binding : undefined;
}

const isBoundInCache = (sim: Sim, key: string): boolean => {
  const claim = getObject<PersistentVolumeClaim>(informer(sim), 'persistentvolumeclaims', key);
  return claim !== undefined && isFullyBound(claim);
};

/** What makes waiting for the volumes pointless (checkBindings). */
function volumeProblem(sim: Sim, { pod, node, volumes, claims, giveUpAt }: Binding): string | undefined {
  const root = informer(sim);
  if (sim.now >= giveUpAt) return 'binding volumes: context deadline exceeded';
  if (!getObject(root, 'pods', keyOf(pod.metadata))) return `binding volumes: pod does not exist any more: pod "${pod.metadata.name}" not found`;
  if (!getObject(root, 'nodes', node)) return `binding volumes: failed to get node "${node}": node "${node}" not found`;
  for (const name of volumes) {
    const volume = getObject<PersistentVolume>(root, 'persistentvolumes', name);
    if (volume && !volume.spec.claimRef?.uid && !sim.get(assumedVolumes).volumes.has(name)) return `binding volumes: ClaimRef got reset for pv "${name}"`;
  }
  for (const key of claims) {
    const claim = getObject<PersistentVolumeClaim>(root, 'persistentvolumeclaims', key);
    if (!claim) return `binding volumes: failed to check provisioning pvc: could not find v1.PersistentVolumeClaim "${key}"`;
    const waits = !isFullyBound(claim) && volumes.length === 0 && !sim.get(assumedVolumes).claims.has(key);
    if (waits && annotation(claim, SELECTED_NODE) !== node) return `binding volumes: provisioning failed for PVC "${claim.metadata.name}"`;
  }
  return undefined;
}

export const messageOf = (response: ApiResponse): string => (response.body as Status | null)?.message ?? `the server answered ${response.code}`;

/** handleBindingCycleError: the pod no longer counts on the node, its promises are taken back, and it is tried again after a back-off. */
function fail(sim: Sim, binding: Binding, message: string): void {
  const { pod, node, volumes, claims } = binding;
  const key = keyOf(pod.metadata);
  decide(sim, key, 'scheduler.failed', { pod: key, node, message });
  sim.set(bindings, sim.get(bindings).delete(key));
  sim.set(assumedVolumes, revert(sim.get(assumedVolumes), volumes, claims));
  const live = getObject<Pod>(informer(sim), 'pods', key);
  const counted = sim.get(schedulerCache).pods.get(key);
  if (counted?.assumed && counted.uid === pod.metadata.uid) sim.set(schedulerCache, displacePod(sim.get(schedulerCache), key));
  wakeWaiting(sim, { resource: 'assignedPod', action: 'delete', before: pod, after: undefined });
  if (live && !live.spec.nodeName && live.metadata.uid === pod.metadata.uid) {
    const queue = sim.get(schedulingQueue);
    const queued = queue.pods.get(key);
    if (queued) sim.set(schedulingQueue, retry({ ...queue, pods: queue.pods.set(key, { ...queued, cause: sim.cause }) }, key, sim.now));
    recordPodEvent(sim, live, { type: 'Warning', reason: 'FailedScheduling', message, action: 'Scheduling' });
    patchUnscheduled(sim, live, { reason: 'SchedulerError', message, nominatedNode: '' });
  }
  kick(sim);
}
