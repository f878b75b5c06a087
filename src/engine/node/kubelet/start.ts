import { SortedMap } from '../../../base/sorted-map.ts';
import type { Json } from '../../../base/json.ts';
import type { SimTime } from '../../../base/time.ts';
import { ms, seconds } from '../../../base/time.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import type { Node } from '../../../kinds/schema/types.gen.ts';
import type { NodeSpec } from '../../../scenarios/scenario.ts';
import { kubelet } from '../../../wire/actors.ts';
import { isSuccess } from '../../../wire/request.ts';
import { type Reply, send } from '../../client/client.ts';
import { startProcess } from '../../client/process.ts';
import type { Sim } from '../../sim/sim.ts';
import { storeImage } from '../runtime/images.ts';
import { runtimeOf, setRuntime } from '../runtime/records.ts';
import { beat, EAGER_LOOKS, type OwnReply, reportNode } from './heartbeat.ts';
import { nodeStatus } from './node-status.ts';
import { reconcile } from './pods.ts';
import { nodeEvent } from './say.ts';
import { nodeObject, type NodeState, nodeState, patchNode, setNode, setWorkers } from './state.ts';

/** What the kubelet keeps in memory: lost when the process ends. */
const freshKubelet = (now: SimTime, relistFrom: SimTime): Omit<NodeState, 'name' | 'spec' | 'on' | 'connected' | 'life' | 'boots'> => ({
  kubelet: true,
  startedAt: now,
  relistFrom,
  registered: false,
  lease: undefined,
  leaseInFlight: false,
  seenNode: undefined,
  reportedAt: 0 as SimTime,
  statusInFlight: false,
  reportedImages: undefined,
  reportedDisks: undefined,
  cordoned: false,
  ready: false,
  networkReady: false,
  pullQueue: [],
  pulling: false,
  statusQueue: [],
  statusBusy: false,
});

/** A machine joins the cluster: its runtime runs, its kubelet starts and registers the Node. */
export function startNode(sim: Sim, spec: NodeSpec): void {
  setNode(sim, { name: spec.name, spec, on: true, connected: true, life: 0, boots: 1, ...freshKubelet(sim.now, sim.now) });
  setRuntime(sim, { ...runtimeOf(sim, spec.name), on: true });
  for (const image of spec.images ?? []) storeImage(sim, spec.name, image);
  startKubelet(sim, spec.name);
}

/** The kubelet process starts: an empty memory, a list of its pods, a node to register. */
export function startKubelet(sim: Sim, name: string): void {
  const node = nodeState(sim, name)!;
  const process = kubelet(name);
  startProcess(sim, { process, to: 'kubelet.deliver', resources: [], podsOfNode: name });
  const relistFrom = (sim.now + sim.draw(process, 0, seconds(1))) as SimTime;
  setNode(sim, { ...node, ...freshKubelet(sim.now, relistFrom), life: node.life + 1 });
  setWorkers(sim, name, SortedMap.empty());
  sim.schedule({ after: ms(50), to: 'kubelet.register', args: { node: name, life: node.life + 1 } });
}

export function register(sim: Sim, { node: name, life }: { node: string; life: number }): void {
  const node = nodeState(sim, name);
  if (!node?.kubelet || node.life !== life || node.registered) return;
  const object = newNode(sim, node);
  // BirthCry; its own object is not known yet, so the Event names the node by its name.
  nodeEvent(sim, name, { ...object, metadata: { ...object.metadata, uid: name } } as unknown as KubeObject, 'Starting', 'Starting kubelet.');
  const args: OwnReply = { node: name, life, what: 'register' };
  const request = { method: 'POST' as const, path: '/api/v1/nodes', body: object as unknown as Json, user: `system:node:${name}` };
  send(sim, { actor: kubelet(name), process: kubelet(name), request, reply: { to: 'kubelet.registered', args } });
}

/** The Node as a kubelet registers it. */
function newNode(sim: Sim, node: NodeState): Node {
  const { spec } = node;
  const controlPlane = spec.role === 'control-plane';
  const labels: Record<string, string> = {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': spec.name,
    'kubernetes.io/os': 'linux',
    ...(controlPlane ? { 'node-role.kubernetes.io/control-plane': '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' } : {}),
    ...spec.labels,
  };
  const taints = [...(spec.taints ?? []), ...(controlPlane ? [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' as const }] : [])];
  const annotations = { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' };
  const status = nodeStatus({ node, before: undefined, images: runtimeOf(sim, spec.name).images.values(), volumes: [], now: sim.timestamp }, false);
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: spec.name, labels, annotations }, spec: taints.length > 0 ? { taints } : {}, status };
}

/** Registered, or there already from an earlier life. */
export function registered(sim: Sim, { response, args }: Reply<OwnReply>): void {
  const node = nodeState(sim, args.node);
  if (!node || node.life !== args.life || node.registered) return;
  if (!isSuccess(response) && response.code !== 409) {
    sim.schedule({ after: seconds(1), to: 'kubelet.register', args: { node: args.node, life: args.life }, background: true });
    return;
  }
  patchNode(sim, args.node, { registered: true });
  announceStart(sim, args.node, isSuccess(response) ? (response.body as unknown as Node) : nodeObject(sim, args.node));
  beat(sim, { node: args.node, life: args.life });
  reportNode(sim, args.node);
  sim.schedule({ after: ms(100), to: 'kubelet.eager', args: { node: args.node, life: args.life, left: EAGER_LOOKS }, cause: 0 });
  reconcile(sim, args.node);
}

/** Events of a start, beside those about conditions that turn. */
function announceStart(sim: Sim, name: string, object: Node | undefined): void {
  if (!object) return;
  const node = nodeState(sim, name)!;
  const about = object as unknown as KubeObject;
  const fresh = object.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'False' && node.life === 1;
  if (fresh)
    for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID'])
      nodeEvent(sim, name, about, reason, `Node ${name} status is now: ${reason}`);
  nodeEvent(sim, name, about, 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
  const boot = nodeStatus({ node, before: object, images: [], volumes: [], now: sim.timestamp }, true).nodeInfo?.bootID;
  if (object.status?.nodeInfo?.bootID && object.status.nodeInfo.bootID !== boot)
    nodeEvent(sim, name, about, 'Rebooted', `Node ${name} has been rebooted, boot id: ${boot}`, 'Warning');
}
