import type { Component, Sim } from '../../sim/sim.ts';
import { type ContainerRef, runtimeOf } from '../runtime/records.ts';
import type { ContainerConfig } from '../runtime/containers.ts';
import { stopSandbox } from '../runtime/sandboxes.ts';
import { relist } from './faults.ts';
import { volumeGrown } from './grow-volumes.ts';
import { beat, eagerLook, leaseAnswered, nodeAnswered } from './heartbeat.ts';
import { hookExecEnded, preStopFailed } from './hooks.ts';
import { containerCreated, containerStarted, postStartDone } from './create-container.ts';
import { awaitTurn, stopEnded, stopsWholePod } from './kill.ts';
import { sandboxMade } from './make-sandbox.ts';
import { deadlineOver, podDelivered, startSync } from './pods.ts';
import { probeExecEnded, probeTick, probeTimedOut } from './probes.ts';
import { type PullEnd, pullEnded, pullOn } from './pull-image.ts';
import { goOn } from './stages.ts';
import { register, registered } from './start.ts';
import { nodeState, workerOf } from './state.ts';
import { retryStatus, statusRound, statusWritten } from './status-manager.ts';
import { beginTerminating, containersStopped, podEnded } from './terminate.ts';
import { noticeAtRelist } from './worker.ts';

interface Wait {
  readonly node: string;
  readonly uid: string;
  readonly token: number;
}

interface HookEnd {
  readonly ref: ContainerRef;
  readonly kind: 'postStart' | 'preStop';
  readonly token: number;
  readonly ok: boolean;
  /** It did not end; the kubelet waits no longer. */
  readonly late?: boolean;
  /** What failed, in the kubelet's words. */
  readonly message?: string;
}

/** Whether the worker still waits for this. */
const awaits = (sim: Sim, { node, uid, token }: Wait): boolean => {
  const worker = workerOf(sim, node, uid);
  return worker !== undefined && worker.busy && worker.token === token;
};

/** The kubelets of all nodes: by `node` in the arguments. */
export const kubeletComponent: Component = {
  name: 'kubelet',
  handlers: {
    'kubelet.deliver': podDelivered,
    'kubelet.register': register,
    'kubelet.registered': registered,
    'kubelet.relist': relist,
    'kubelet.beat': beat,
    'kubelet.eager': eagerLook,
    'kubelet.lease-answer': leaseAnswered,
    'kubelet.node-answer': nodeAnswered,
    'kubelet.status-written': statusWritten,
    'kubelet.status-retry': retryStatus,
    'kubelet.status-round': statusRound,
    'kubelet.deadline': deadlineOver,
    'kubelet.volume-grown': volumeGrown,
    /** A sync is due. */
    'kubelet.sync': (sim: Sim, { node, uid, life }: { node: string; uid: string; life: number }) => {
      const worker = workerOf(sim, node, uid);
      if (nodeState(sim, node)?.life === life && worker?.syncAt === sim.now) startSync(sim, node, uid);
    },
    /** What a sync waited for has come. */
    'kubelet.step': (sim: Sim, wait: Wait) => {
      if (awaits(sim, wait)) goOn(sim, wait.node, wait.uid);
    },
    'kubelet.sandbox-made': (sim: Sim, wait: Wait) => {
      if (awaits(sim, wait) && sandboxMade(sim, wait.node, wait.uid)) goOn(sim, wait.node, wait.uid);
    },
    'kubelet.pulled': (sim: Sim, end: PullEnd) => {
      if (pullEnded(sim, end) === 'go') goOn(sim, end.node, end.pull.uid);
      pullOn(sim, end);
    },
    'kubelet.created': (sim: Sim, wait: Wait & { config: ContainerConfig }) => {
      if (awaits(sim, wait) && containerCreated(sim, wait.node, wait.uid, wait.config) === 'go') goOn(sim, wait.node, wait.uid);
    },
    'kubelet.started': (sim: Sim, wait: Wait) => {
      if (awaits(sim, wait) && containerStarted(sim, wait.node, wait.uid) === 'go') goOn(sim, wait.node, wait.uid);
    },
    /** A container ended. What the kubelet stopped itself it hears at once, the rest at the next relist. */
    'kubelet.exited': (sim: Sim, { ref }: { ref: ContainerRef }) => {
      const worker = workerOf(sim, ref.node, ref.uid);
      if (!worker || !runtimeOf(sim, ref.node).on) return;
      if (worker.stops.has(ref.id)) stopEnded(sim, ref);
      if (worker.phase === 'sync') noticeAtRelist(sim, ref.node, ref.uid);
    },
    'kubelet.stopped-all': (sim: Sim, wait: Wait) => {
      if (!awaits(sim, wait)) return;
      const worker = workerOf(sim, wait.node, wait.uid)!;
      if (worker.phase === 'terminating') return containersStopped(sim, wait.node, wait.uid);
      if (stopsWholePod(worker)) stopSandbox(sim, wait.node, wait.uid);
      goOn(sim, wait.node, wait.uid);
    },
    'kubelet.terminate': (sim: Sim, { node, uid }: { node: string; uid: string }) => beginTerminating(sim, node, uid),
    'kubelet.unmounted': (sim: Sim, wait: Wait) => {
      if (awaits(sim, wait)) podEnded(sim, wait.node, wait.uid);
    },
    'kubelet.turn': (sim: Sim, { ref, token }: { ref: ContainerRef; token: number }) => {
      if (awaits(sim, { ...ref, token })) awaitTurn(sim, ref);
    },
    'kubelet.hook-exec': hookExecEnded,
    'kubelet.hook-done': (sim: Sim, { ref, kind, token, ok, late, message = '' }: HookEnd) => {
      if (!awaits(sim, { ...ref, token })) return;
      if (kind === 'postStart') {
        if (postStartDone(sim, ref.node, ref.uid, ok ? undefined : message) === 'go') goOn(sim, ref.node, ref.uid);
        return;
      }
      // A hook that takes longer than the grace period goes on beside; it fails when the container is killed under it (executePreStopHook).
      if (!ok && !late) preStopFailed(sim, ref);
      if (workerOf(sim, ref.node, ref.uid)!.stops.get(ref.id)?.step === 'preStop') awaitTurn(sim, ref);
    },
    'kubelet.probe': probeTick,
    'kubelet.probe-exec': probeExecEnded,
    'kubelet.probe-timeout': probeTimedOut,
  },
};

export { startNode } from './start.ts';
export { exitContainer, setContainerHealthy, setKubeletProcess, setNodeNetwork, setNodePower } from './faults.ts';
export { nodePart } from './part.ts';
export { runtimeComponent } from '../runtime/component.ts';
export { containerLog } from '../runtime/logs.ts';
