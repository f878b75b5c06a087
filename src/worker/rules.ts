import { iptablesRules } from '../engine/node/kube-proxy-iptables.ts';
import { programmedRoot } from '../engine/node/kube-proxy.ts';
import type { Sim } from '../engine/sim/sim.ts';
import type { Answers } from '../wire/source.ts';

/** The node's rules as `iptables-save` prints them; undefined when none are programmed. */
export function rulesOf(sim: Sim, node: string): Answers['rules'] {
  const root = programmedRoot(sim, node);
  return root && iptablesRules(root, { node, clusterCIDR: sim.config.settings.clusterCIDR });
}
