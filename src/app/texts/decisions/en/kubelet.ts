import type { KubeletDecisions } from '../../../../wire/decisions/kubelet.ts';
import type { Sentences } from '../texts.ts';

const s = (n: number): string => (n === 1 ? '1 second' : `${n} seconds`);

const containers = (n: number): string => (n === 1 ? '1 container' : `${n} containers`);

export const kubelet: Sentences<KubeletDecisions> = {
  'kubelet.admit': ({ pod, containers: n }) => ({ saw: `Pod ${pod} is bound to this node and new here.`, decided: `Takes it on: ${containers(n)} to run.` }),
  'kubelet.refuse': ({ pod, reason, message }) => ({
    saw: `Pod ${pod} is bound to this node, but: ${message}`,
    decided: 'Does not run it.',
    result: `Its phase becomes Failed, reason ${reason}.`,
  }),
  'kubelet.wait-volumes': ({ pod, volumes, error }) => ({
    saw: `Volume ${volumes.join(', ')} of pod ${pod} cannot be set up: ${error}.`,
    decided: 'Waits; nothing of the pod starts before all its volumes are there.',
    result: 'Tries again after 0.5 s, then after twice as long each time.',
  }),
  'kubelet.wait-network': ({ pod }) => ({ saw: 'The node has no range of pod addresses yet.', decided: `Waits with pod ${pod}, looks again in a second.` }),
  'kubelet.sandbox': ({ pod, attempt }) => ({
    saw: attempt === 0 ? `Pod ${pod} has no sandbox.` : `The sandbox of pod ${pod} is gone.`,
    decided: 'Has the container runtime make one: the network namespace with the pod’s IP address, held by the pause container.',
  }),
  'kubelet.pull': ({ container, image, policy, queued }) => ({
    saw:
      policy === 'Always'
        ? `Image ${image} of container ${container} is to be asked for each time (Always).`
        : `Image ${image} of container ${container} is not on the node.`,
    decided: queued > 0 ? `Pulls it, after ${queued} other ${queued === 1 ? 'pull' : 'pulls'}: one at a time.` : 'Pulls it now.',
  }),
  'kubelet.image-present': ({ container, image }) => ({ saw: `Image ${image} of container ${container} is on the node.`, decided: 'Uses it, no pull needed.' }),
  'kubelet.wait-pull-back-off': ({ container, image, seconds: n }) => ({
    saw: `Pulling ${image} for container ${container} failed before.`,
    decided: `Waits, for ${s(n)} still.`,
    result: 'The pause doubles with each failure, up to 5 minutes.',
  }),
  'kubelet.wait-init': ({ pod, container, done, total }) => ({
    saw: `${done} of ${total} init containers of pod ${pod} are done.`,
    decided: `It is the turn of ${container}; what follows waits for it.`,
  }),
  'kubelet.start': ({ container, attempt }) => ({
    saw: `Container ${container} does not run.`,
    decided: attempt === 0 ? 'Starts it.' : `Starts it again, restart ${attempt}.`,
  }),
  'kubelet.wait-restart': ({ container, exitCode, backOffSeconds, restarts }) => ({
    saw: `Container ${container} ended with code ${exitCode} and has been restarted ${restarts} times.`,
    decided: `Waits until ${s(backOffSeconds)} have passed since it ended.`,
    result: 'CrashLoopBackOff; the pause doubles each time, up to 5 minutes.',
  }),
  'kubelet.kill': ({ container, why }) => ({ saw: `${why}.`, decided: `Stops container ${container}.` }),
  'kubelet.terminate': ({ pod, containers: n, graceSeconds }) => ({
    saw: `Pod ${pod} is marked for deletion.`,
    decided: `Stops its ${containers(n)}: preStop hook, then SIGTERM.`,
    result: `What still runs after ${s(graceSeconds)} is killed.`,
  }),
  'kubelet.grace-over': ({ container, graceSeconds }) => ({
    saw: `Container ${container} still runs after its grace period of ${s(graceSeconds)}.`,
    decided: 'Kills it with SIGKILL.',
    result: 'Exit code 137.',
  }),
  'kubelet.done': ({ pod, phase }) => ({ saw: `All containers of pod ${pod} have ended for good.`, decided: `Its phase is ${phase}; the sandbox is stopped.` }),
  'kubelet.release': ({ pod }) => ({
    saw: `Nothing of pod ${pod} is left on the node and its last status is written.`,
    decided: 'Deletes the object with grace period 0.',
    result: 'Only now is it gone from the API.',
  }),
  'kubelet.ready': ({ pod, container, ready }) => ({
    saw: ready
      ? `Container ${container} of pod ${pod} runs and its readiness probe, if it has one, succeeds.`
      : `Container ${container} of pod ${pod} no longer runs or its readiness probe fails.`,
    decided: `Reports it as ${ready ? 'ready' : 'not ready'}.`,
  }),
  'kubelet.reconcile': ({ pods, orphans }) => ({
    saw: `The API lists ${pods === 1 ? '1 pod' : `${pods} pods`} for this node; ${orphans} more have containers here that the API does not know.`,
    decided: 'Goes on with the former, stops the latter.',
  }),
  'kubelet.grow-volume': ({ pod, volume, size }) => ({
    saw: `The disk of volume ${volume} of pod ${pod} has ${size} now; the file system on it has not.`,
    decided: 'Grows the file system; the pod goes on meanwhile.',
    result: 'Then the claim’s capacity is what was asked for.',
  }),
  'kubelet.deadline': ({ pod, seconds: n }) => ({
    saw: `Pod ${pod} has run for ${s(n)}, its activeDeadlineSeconds.`,
    decided: 'Stops it.',
    result: 'Phase Failed, reason DeadlineExceeded.',
  }),
};
