import type { Sim } from '../../sim/sim.ts';
import { criTime, noteCri } from '../runtime/cri.ts';
import { sandboxId } from '../runtime/names.ts';
import { runSandbox } from '../runtime/sandboxes.ts';
import { decide, podEvent } from './say.ts';
import type { Outcome, View } from './stage.ts';
import { nodeObject, patchSync, workerOf } from './state.ts';
import { endSync, noticeAtRelist, waitFor } from './worker.ts';

/** Asks the runtime for the pod's sandbox: namespaces, the pause container, an address. */
export function makeSandbox(sim: Sim, { node, worker, runtime }: View): Outcome {
  const attempt = runtime?.sandbox ? runtime.sandbox.attempt + 1 : 0;
  if (attempt > 0)
    podEvent(sim, node.name, worker.pod, { type: 'Normal', reason: 'SandboxChanged', message: 'Pod sandbox changed, it will be killed and re-created.' });
  decide(sim, node.name, 'kubelet.sandbox', { pod: worker.key, attempt });
  const takesUs = criTime(sim, node.name, 'RunPodSandbox');
  noteCri(sim, { node: node.name, method: 'RunPodSandbox', pod: worker.key, takesUs });
  const token = waitFor(sim, node.name, worker.uid, undefined);
  sim.schedule({ after: takesUs, to: 'kubelet.sandbox-made', args: { node: node.name, uid: worker.uid, token } });
  return 'wait';
}

/** The runtime answers. True: the sync goes on. */
export function sandboxMade(sim: Sim, name: string, uid: string): boolean {
  const worker = workerOf(sim, name, uid)!;
  const object = nodeObject(sim, name);
  const address = object?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
  const sandbox = runSandbox(sim, name, worker.pod, { podCIDR: object?.spec?.podCIDR, address });
  if (!sandbox) {
    const id = sandboxId(uid, 0);
    const message = `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${id}": plugin type="ptp" failed (add): failed to allocate for range 0: no IP addresses available in range set: ${object?.spec?.podCIDR ?? ''}`;
    podEvent(sim, name, worker.pod, { type: 'Warning', reason: 'FailedCreatePodSandBox', message });
    endSync(sim, name, uid, 'error');
    return false;
  }
  patchSync(sim, name, uid, { sandboxed: true });
  // The relist finds the sandbox: another sync follows this one.
  noticeAtRelist(sim, name, uid);
  return true;
}
