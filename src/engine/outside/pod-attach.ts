import { badRequest, internalError } from '../../kinds/errors.ts';
import type { Status } from '../../kinds/object.ts';
import type { ApiRequest } from '../../wire/request.ts';
import { refuse } from '../apiserver/refusal.ts';
import { type ContainerRef, newestOf, runtimePod } from '../node/runtime/records.ts';
import type { Sim } from '../sim/sim.ts';
import { containerName, type PodPath, podOf } from './pod-door.ts';
import { isOn } from './pod-exec.ts';

/** What a client of pods/NAME/attach has in front of it. */
export interface AttachAsked {
  readonly ref: ContainerRef;
  readonly shows: Readonly<Record<'stdout' | 'stderr', boolean>>;
  /** What it types goes to the process. */
  readonly stdin: boolean;
  /** The process's standard input ends with the first client's. */
  readonly once: boolean;
}

/**
 * pods/NAME/attach: the streams of a container's main process, from now on. Whether there is a terminal is the container's to say. Upstream:
 * pkg/registry/core/pod/strategy.go (AttachLocation), pkg/kubelet/kubelet_pods.go (GetAttach), containerd internal/cri/server/container_attach.go.
 */
export function attachRequest(sim: Sim, path: PodPath, { query = {} }: ApiRequest): AttachAsked | Status {
  const pod = podOf(sim, path);
  const name = containerName(pod, query['container']);
  const node = pod.spec?.nodeName;
  if (!node) return refuse(badRequest(`pod ${path.name} does not have a host assigned`));
  const asked = { stdin: isOn(query, 'stdin'), stdout: isOn(query, 'stdout'), stderr: isOn(query, 'stderr') };
  if (!asked.stdin && !asked.stdout && !asked.stderr) refuse(badRequest('you must specify at least 1 of stdin, stdout, stderr'));
  const uid = pod.metadata?.uid ?? '';
  const record = newestOf(runtimePod(sim, node, uid), name);
  // As with exec, the stream is there before the kubelet is asked.
  if (record?.state !== 'running') return internalError(`unable to upgrade connection: container ${name} not found in pod ${path.name}_${path.namespace}`);
  const spec = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].find((container) => container.name === name);
  return {
    ref: { node, uid, id: record.id },
    shows: { stdout: asked.stdout, stderr: asked.stderr && !spec?.tty },
    stdin: asked.stdin && spec?.stdin === true,
    once: spec?.stdinOnce === true,
  };
}
