import type { Pod } from '../../../kinds/schema/types.gen.ts';
import type { Sim } from '../../sim/sim.ts';
import { decide, podEvent } from './say.ts';
import type { Outcome, View } from './stage.ts';
import { endSync } from './worker.ts';

export const NETWORK_NOT_READY =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

export const needsNetwork = (pod: Pod): boolean => pod.spec.hostNetwork !== true;

/** Until the node has a range of addresses for its pods, only pods on the host's network can start. */
export function waitForNetwork(sim: Sim, { node, worker }: View): Outcome {
  decide(sim, node.name, 'kubelet.wait-network', { pod: worker.key });
  podEvent(sim, node.name, worker.pod, { type: 'Warning', reason: 'NetworkNotReady', message: `network is not ready: ${NETWORK_NOT_READY}` });
  endSync(sim, node.name, worker.uid, 'transient');
  return 'wait';
}
