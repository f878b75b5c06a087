import { deepEqual, extended, type Json } from '../../../base/json.ts';
import type { SimTime } from '../../../base/time.ts';
import { minutes, ms, seconds } from '../../../base/time.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import type { Node, NodeCondition } from '../../../kinds/schema/types.gen.ts';
import { kubelet } from '../../../wire/actors.ts';
import { type ApiRequest, isSuccess } from '../../../wire/request.ts';
import { type Reply, send } from '../../client/client.ts';
import type { Sim } from '../../sim/sim.ts';
import { disks } from '../../storage/disks.ts';
import { volumesInUse } from '../../storage/report-attached.ts';
import { runtimeOf } from '../runtime/records.ts';
import { CONDITION_EVENTS, nodeStatus } from './node-status.ts';
import { nodeEvent } from './say.ts';
import { nodeObject, type NodeState, nodeState, patchNode, viewOf } from './state.ts';

/** Lease and node status are looked at this often (nodeStatusUpdateFrequency; lease duration 40 s × 0.25). */
const BEAT_US = seconds(10);
/** An unchanged status is still reported this often (nodeStatusReportFrequency). */
const REPORT_US = minutes(5);
/** Until the node is ready for the first time it is looked at this often. */
const EAGER_US = ms(100);

interface LifeArgs {
  readonly node: string;
  readonly life: number;
}

export interface OwnReply extends LifeArgs {
  readonly what: string;
}

function ask(sim: Sim, node: NodeState, request: ApiRequest, how: { to: string; what: string; background: boolean }): void {
  const args: OwnReply = { node: node.name, life: node.life, what: how.what };
  const reply = { to: how.to, args };
  send(sim, {
    actor: kubelet(node.name),
    process: kubelet(node.name),
    request: extended(request, { user: `system:node:${node.name}` }),
    reply,
    background: how.background,
  });
}

/** Every ten seconds: the Lease, and the status if there is something to say. */
export function beat(sim: Sim, { node: name, life }: LifeArgs): void {
  const node = nodeState(sim, name);
  if (!node?.kubelet || node.life !== life) return;
  sim.schedule({ after: BEAT_US, to: 'kubelet.beat', args: { node: name, life }, background: true, cause: 0 });
  if (!node.registered) return;
  if (sim.config.detail === 'full') sim.note({ code: 'heartbeat', actor: kubelet(name), background: true });
  renewLease(sim, node);
  reportNode(sim, name);
}

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

function renewLease(sim: Sim, node: NodeState): void {
  if (node.leaseInFlight) return;
  const owner = nodeObject(sim, node.name);
  // Without its Node there is nothing that could own the lease: none is made (SetNodeOwnerFunc, pkg/kubelet/util/nodelease.go).
  if (!node.lease && !owner) return;
  patchNode(sim, node.name, { leaseInFlight: true });
  const spec = { holderIdentity: node.name, leaseDurationSeconds: 40, renewTime: sim.microTimestamp };
  if (node.lease) {
    const body = { ...node.lease, spec: { ...(node.lease['spec'] as object), ...spec } } as unknown as Json;
    return ask(sim, node, { method: 'PUT', path: `${LEASES}/${node.name}`, body }, { to: 'kubelet.lease-answer', what: 'renew', background: true });
  }
  const metadata = {
    name: node.name,
    namespace: 'kube-node-lease',
    ...(owner ? { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.name, uid: owner.metadata.uid }] } : {}),
  };
  const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec } as Json;
  ask(sim, node, { method: 'POST', path: LEASES, body }, { to: 'kubelet.lease-answer', what: 'create', background: true });
}

export function leaseAnswered(sim: Sim, { response, args }: Reply<OwnReply>): void {
  const node = nodeState(sim, args.node);
  if (node?.life !== args.life) return;
  patchNode(sim, args.node, { leaseInFlight: false });
  if (isSuccess(response)) patchNode(sim, args.node, { lease: response.body as unknown as KubeObject });
  // It is there from an earlier life, or someone else changed or removed it: it is read again.
  else if (response.code === 409)
    ask(sim, node, { method: 'GET', path: `${LEASES}/${node.name}` }, { to: 'kubelet.lease-answer', what: 'get', background: true });
  else if (response.code === 404) patchNode(sim, args.node, { lease: undefined });
}

/** Writes the node's status when something changed or the last report is old. */
export function reportNode(sim: Sim, name: string): void {
  const node = nodeState(sim, name);
  const object = nodeObject(sim, name);
  if (!node || !object || node.statusInFlight) return;
  announceCordon(sim, node, object);
  const { images } = runtimeOf(sim, name);
  const due = sim.now - node.reportedAt >= REPORT_US;
  const attachable = sim.get(disks);
  // Volumes are looked at anew while there are some: pods that wait for one go without a word to the disk.
  const sameVolumes = attachable === node.reportedDisks && object.status?.volumesInUse === undefined;
  if (!due && node.ready && object === node.seenNode && images === node.reportedImages && sameVolumes) return;
  const network = object.spec?.podCIDR !== undefined;
  const wanted = nodeStatus(
    { node, before: object, images: images.values(), volumes: volumesInUse(sim, viewOf(sim, name), name), now: sim.timestamp },
    network,
  );
  const changed = changes(object, wanted);
  patchNode(sim, name, { seenNode: object, reportedImages: images, reportedDisks: attachable, networkReady: network });
  if (!due && !changed) return;
  announce(sim, name, object, wanted.conditions ?? []);
  patchNode(sim, name, { statusInFlight: true, reportedAt: sim.now, ready: network });
  const status = { ...changed, conditions: wanted.conditions, '$setElementOrder/conditions': (wanted.conditions ?? []).map(({ type }) => ({ type })) };
  const request: ApiRequest = {
    method: 'PATCH',
    path: `/api/v1/nodes/${name}/status`,
    contentType: 'application/strategic-merge-patch+json',
    body: { status } as unknown as Json,
  };
  ask(sim, node, request, { to: 'kubelet.node-answer', what: 'status', background: node.ready && network });
}

/** Fields that differ, conditions apart from their heartbeat times; undefined when none does. */
function changes(object: Node, wanted: ReturnType<typeof nodeStatus>): Record<string, unknown> | undefined {
  const out: Record<string, unknown> = {};
  for (const field of ['addresses', 'capacity', 'allocatable', 'daemonEndpoints', 'nodeInfo', 'images', 'runtimeHandlers', 'features', 'volumesInUse'] as const)
    if (!deepEqual(object.status?.[field], wanted[field])) out[field] = wanted[field] ?? null;
  const conditions = wanted.conditions ?? [];
  const same = conditions.every((condition) => {
    const old = object.status?.conditions?.find(({ type }) => type === condition.type);
    return old?.status === condition.status && old.reason === condition.reason && old.message === condition.message;
  });
  return same && Object.keys(out).length === 0 ? undefined : out;
}

/** recordNodeSchedulableEvent (pkg/kubelet/kubelet_node_status.go): said when the status is looked at, so up to ten seconds after `kubectl cordon`. */
function announceCordon(sim: Sim, { name, cordoned }: NodeState, object: Node): void {
  const now = object.spec?.unschedulable ?? false;
  if (now === cordoned) return;
  const reason = now ? 'NodeNotSchedulable' : 'NodeSchedulable';
  nodeEvent(sim, name, object as unknown as KubeObject, reason, `Node ${name} status is now: ${reason}`);
  patchNode(sim, name, { cordoned: now });
}

/** Events about conditions that turned. */
function announce(sim: Sim, name: string, object: Node, conditions: readonly NodeCondition[]): void {
  for (const [type, reason] of Object.entries(CONDITION_EVENTS)) {
    const now = conditions.find((condition) => condition.type === type)?.status;
    const before = object.status?.conditions?.find((condition) => condition.type === type)?.status;
    const good = type === 'Ready' ? 'True' : 'False';
    if (now === before) continue;
    if (now === good) nodeEvent(sim, name, object as unknown as KubeObject, reason, `Node ${name} status is now: ${reason}`);
    else if (type === 'Ready' && before !== undefined)
      nodeEvent(sim, name, object as unknown as KubeObject, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
  }
}

export function nodeAnswered(sim: Sim, { response, args }: Reply<OwnReply>): void {
  const node = nodeState(sim, args.node);
  if (node?.life !== args.life) return;
  // A report that did not arrive is made again at the next beat.
  patchNode(sim, args.node, isSuccess(response) ? { statusInFlight: false } : { statusInFlight: false, seenNode: undefined, reportedAt: 0 as SimTime });
  if (isSuccess(response) && node.reportedDisks !== sim.get(disks)) reportNode(sim, args.node);
}

/** A kubelet that has just started looks eagerly until it may call its node ready. */
export function eagerLook(sim: Sim, { node: name, life, left }: LifeArgs & { left: number }): void {
  const node = nodeState(sim, name);
  if (!node?.kubelet || node.life !== life || node.ready) return;
  reportNode(sim, name);
  if (left > 0) sim.schedule({ after: EAGER_US, to: 'kubelet.eager', args: { node: name, life, left: left - 1 }, cause: 0 });
}

/** How often it looks eagerly: for 30 seconds. */
export const EAGER_LOOKS = 300;
