import { extended } from '../../../base/json.ts';
import type { SimTime } from '../../../base/time.ts';
import { goDuration, seconds, toSeconds } from '../../../base/time.ts';
import type { Container } from '../../../kinds/schema/types.gen.ts';
import { isLatest, lookupImage } from '../../images/catalog.ts';
import { isImageUnreachable } from '../../faults/troubles.ts';
import type { Sim } from '../../sim/sim.ts';
import { noteCri } from '../runtime/cri.ts';
import { notePull, notePullFailure, presentImage, pullTime, storeImage } from '../runtime/images.ts';
import { inBackOff, nextBackOff } from './back-off.ts';
import { createNext, failStart } from './create-container.ts';
import { containerSpec } from './restart.ts';
import { decide, podEvent } from './say.ts';
import type { Outcome } from './stage.ts';
import { nodeState, patchNode, patchSync, patchWorker, type PodWorker, type QueuedPull, workerOf } from './state.ts';
import { waitFor } from './worker.ts';

/** Makes sure the image of a container is on the node (upstream: pkg/kubelet/images EnsureImageExists). */
export function ensureImage(sim: Sim, node: string, uid: string, container: Container): Outcome {
  const worker = workerOf(sim, node, uid)!;
  const image = container.image ?? '';
  const lookup = lookupImage(image);
  if (!lookup.ok && lookup.reason === 'InvalidImageName')
    return refuse(sim, node, worker, container, { event: 'InspectFailed', type: 'Warning', message: lookup.message, reason: 'InvalidImageName' });
  const present = presentImage(sim, node, image);
  const policy = container.imagePullPolicy ?? (isLatest(image) ? 'Always' : 'IfNotPresent');
  if (present && policy !== 'Always') {
    decide(sim, node, 'kubelet.image-present', { pod: worker.key, container: container.name, image });
    podEvent(sim, node, worker.pod, {
      type: 'Normal',
      reason: 'Pulled',
      message: `Container image "${image}" already present on machine and can be accessed by the pod`,
      container: container.name,
    });
    return createNext(sim, node, uid);
  }
  if (policy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    return refuse(sim, node, worker, container, { event: 'ErrImageNeverPull', type: 'Warning', message, reason: 'ErrImageNeverPull' });
  }
  const backOff = worker.backOffs.get(`image/${image}`);
  if (backOff && inBackOff(backOff, backOff.at, sim.now)) {
    const message = `Back-off pulling image "${image}"`;
    const left = Math.ceil(toSeconds(backOff.us - (sim.now - backOff.at)));
    decide(sim, node, 'kubelet.wait-pull-back-off', { pod: worker.key, container: container.name, image, seconds: left }, backOff.us >= seconds(40));
    return refuse(sim, node, worker, container, {
      event: 'BackOff',
      type: 'Normal',
      message,
      reason: 'ImagePullBackOff',
      status: `${message}: ${backOff.error ?? ''}`,
    });
  }
  queuePull(sim, node, worker, container, policy);
  return 'wait';
}

interface Refusal {
  readonly event: string;
  readonly type: 'Normal' | 'Warning';
  readonly message: string;
  readonly reason: string;
  readonly status?: string;
}

function refuse(sim: Sim, node: string, worker: PodWorker, container: Container, why: Refusal): Outcome {
  podEvent(sim, node, worker.pod, { type: why.type, reason: why.event, message: why.message, container: container.name });
  podEvent(sim, node, worker.pod, { type: 'Warning', reason: 'Failed', message: `Error: ${why.reason}`, container: container.name });
  failStart(sim, node, worker.uid, container.name, { reason: why.reason, message: why.status ?? why.message });
  return 'go';
}

function queuePull(sim: Sim, name: string, worker: PodWorker, container: Container, policy: string): void {
  const node = nodeState(sim, name)!;
  const image = container.image ?? '';
  decide(sim, name, 'kubelet.pull', { pod: worker.key, container: container.name, image, policy, queued: node.pullQueue.length + (node.pulling ? 1 : 0) });
  podEvent(sim, name, worker.pod, { type: 'Normal', reason: 'Pulling', message: `Pulling image "${image}"`, container: container.name });
  const token = waitFor(sim, name, worker.uid, undefined);
  patchNode(sim, name, { pullQueue: [...nodeState(sim, name)!.pullQueue, { uid: worker.uid, token, image, queuedAt: sim.now }] });
  pullNext(sim, name);
}

/** One pull after the other: serializeImagePulls is the default. */
function pullNext(sim: Sim, name: string): void {
  const node = nodeState(sim, name);
  const [next, ...rest] = node?.pullQueue ?? [];
  if (!node || node.pulling || !next) return;
  patchNode(sim, name, { pullQueue: rest, pulling: true });
  const takesUs = pullTime(sim, name, next.image);
  const pod = workerOf(sim, name, next.uid)?.key ?? '';
  noteCri(sim, { node: name, method: 'PullImage', pod, takesUs });
  notePull(sim, name, { image: next.image, pod, takesUs });
  const { current } = workerOf(sim, name, next.uid)!.sync!;
  patchSync(sim, name, next.uid, { current: extended(current!, { pull: { from: sim.now, until: (sim.now + takesUs) as SimTime } }) });
  sim.schedule({ after: takesUs, to: 'kubelet.pulled', args: { node: name, life: node.life, pull: next, startedAt: sim.now } });
}

export interface PullEnd {
  readonly node: string;
  readonly life: number;
  readonly pull: QueuedPull;
  readonly startedAt: SimTime;
}

/** What becomes of the container that waited for the image; undefined when nobody does any more. */
export function pullEnded(sim: Sim, { node, life, pull, startedAt }: PullEnd): Outcome | undefined {
  if (nodeState(sim, node)?.life !== life) return undefined;
  patchNode(sim, node, { pulling: false });
  const lookup = lookedUp(sim, pull.image);
  if (lookup.ok) storeImage(sim, node, pull.image);
  const worker = workerOf(sim, node, pull.uid);
  const current = worker?.sync?.current;
  if (!worker || !current || worker.token !== pull.token) return undefined;
  const container = containerSpec(worker.pod, current.plan.name);
  if (!container) return 'go';
  if (lookup.ok) return pulled(sim, node, worker, container, { size: lookup.image.sizeBytes, tookUs: sim.now - startedAt, waitedUs: sim.now - pull.queuedAt });
  notePullFailure(sim, node, { image: pull.image, pod: worker.key, error: lookup.message });
  pullFailed(sim, node, worker, container, lookup.message);
  return 'go';
}

/** The next one in the queue whose pod still wants it. */
export function pullOn(sim: Sim, { node, life }: PullEnd): void {
  if (nodeState(sim, node)?.life !== life) return;
  dropAbandoned(sim, node);
  pullNext(sim, node);
}

/** What the registry has, unless it does not answer (containerd's words). */
function lookedUp(sim: Sim, reference: string): ReturnType<typeof lookupImage> {
  const lookup = lookupImage(reference);
  if (!lookup.ok || !isImageUnreachable(sim, lookup.image.name)) return lookup;
  const [, registry = '', path = ''] = /^([^/]+)\/(.*)$/.exec(lookup.image.name) ?? [];
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const [repository = '', tag = ''] = path.split(':');
  const message = `failed to pull and unpack image "${lookup.image.name}": failed to resolve reference "${lookup.image.name}": failed to do request: Head "https://${host}/v2/${repository}/manifests/${tag}": dial tcp: lookup ${host}: i/o timeout`;
  return { ok: false, reason: 'ErrImagePull', message: `rpc error: code = Unknown desc = ${message}` };
}

/** Pods that were deleted while they waited no longer want their image. */
function dropAbandoned(sim: Sim, name: string): void {
  const node = nodeState(sim, name)!;
  const wanted = node.pullQueue.filter((pull) => {
    const worker = workerOf(sim, name, pull.uid);
    return worker?.token === pull.token && worker.sync?.current !== undefined;
  });
  if (wanted.length !== node.pullQueue.length) patchNode(sim, name, { pullQueue: wanted });
}

function pulled(sim: Sim, node: string, worker: PodWorker, container: Container, how: { size: number; tookUs: number; waitedUs: number }): Outcome {
  const text = `Successfully pulled image "${container.image}" in ${milliseconds(how.tookUs)} (${milliseconds(how.waitedUs)} including waiting). Image size: ${Math.round(how.size)} bytes.`;
  podEvent(sim, node, worker.pod, { type: 'Normal', reason: 'Pulled', message: text, container: container.name });
  patchWorker(sim, node, worker.uid, { backOffs: worker.backOffs.delete(`image/${container.image}`) });
  return createNext(sim, node, worker.uid);
}

/** Durations are cut to whole milliseconds. */
const milliseconds = (us: number): string => goDuration(Math.floor(us / 1_000) * 1_000);

function pullFailed(sim: Sim, node: string, worker: PodWorker, container: Container, error: string): void {
  const image = container.image ?? '';
  podEvent(sim, node, worker.pod, { type: 'Warning', reason: 'Failed', message: `Failed to pull image "${image}": ${error}`, container: container.name });
  podEvent(sim, node, worker.pod, { type: 'Warning', reason: 'Failed', message: 'Error: ErrImagePull', container: container.name });
  const key = `image/${image}`;
  const before = worker.backOffs.get(key);
  const next = { ...nextBackOff(before, sim.now, sim.now), error: `ErrImagePull: ${error}` };
  patchWorker(sim, node, worker.uid, { backOffs: worker.backOffs.set(key, next) });
  failStart(sim, node, worker.uid, container.name, { reason: 'ErrImagePull', message: error });
}
