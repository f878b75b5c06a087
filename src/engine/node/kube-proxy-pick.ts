import { SortedMap } from '../../base/sorted-map.ts';
import { seconds, type SimTime } from '../../base/time.ts';
import { kubeProxy } from '../../wire/actors.ts';
import type { Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { programmedRoot } from './kube-proxy.ts';
import {
  type Backend,
  backendsOf,
  endpointChain,
  externalChain,
  localChain,
  ruleAt,
  ruleOfNodePort,
  serviceChain,
  type ServicePortRule,
} from './kube-proxy-rules.ts';

/** A new connection meets the rules of a node. */
export interface Connection {
  readonly node: string;
  /** Where it is sent: an address, or `node` for a port of the node itself. */
  readonly address: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  /** Source address, before any masquerading. */
  readonly client: string;
  /** `pod`: from the pod network (of any node); `host`: from a program on this node; `outside`: from beyond it and the pods. */
  readonly from: 'pod' | 'host' | 'outside';
}

export type Verdict =
  /** `service`: `ns/name:port`; `chain`: where the choice was made; `sep`: the endpoint's chain. */
  | {
      readonly kind: 'endpoint';
      readonly backend: Backend;
      readonly service: string;
      readonly chain: string;
      readonly sep: string;
      readonly of: number;
      readonly sticky: boolean;
      readonly masqueraded: boolean;
    }
  | { readonly kind: 'reject'; readonly service: string }
  | { readonly kind: 'drop'; readonly service: string }
  /** No rule is for it: it goes to the address as it is. */
  | { readonly kind: 'none' };

/** Last seen, by node, endpoint chain and client (iptables' `recent` lists). */
const affinity = slot<SortedMap<SimTime>>('kube-proxy/affinity', () => SortedMap.empty());
const MAX_REMEMBERED = 20_000;

/** What the node's rules do with a new connection; a random choice comes from the node's own stream. */
export function pickEndpoint(sim: Sim, connection: Connection): Verdict {
  const { node, address, port, protocol } = connection;
  const root = programmedRoot(sim, node);
  if (!root) return { kind: 'none' };
  const byPort = address === 'node';
  const rule = byPort ? ruleOfNodePort(root, port, protocol) : ruleAt(root, address, port, protocol);
  if (!rule) return { kind: 'none' };
  const isExternal = byPort || rule.clusterIP !== address;
  const { cluster, local } = backendsOf(root, rule, node);
  if (cluster.length === 0 && local.length === 0) return { kind: 'reject', service: rule.name };
  // Pods, and programs on the node, that use an external address are served as if they had gone out and come back: by all endpoints.
  const wantsLocal = isExternal ? rule.externalLocal && connection.from === 'outside' : rule.internalLocal;
  const backends = wantsLocal ? local : cluster;
  if (backends.length === 0) return wantsLocal ? { kind: 'drop', service: rule.name } : { kind: 'reject', service: rule.name };
  const chain = wantsLocal ? localChain(rule) : serviceChain(rule);
  const remembered = rule.affinitySeconds === undefined ? undefined : recent(sim, connection, rule, backends);
  const backend = remembered ?? backends[backends.length === 1 ? 0 : sim.draw(kubeProxy(node), 0, backends.length - 1)]!;
  if (rule.affinitySeconds !== undefined) remember(sim, keyOf(connection, rule, backend), rule.affinitySeconds);
  const masqueraded =
    (isExternal && (!rule.externalLocal || connection.from === 'host')) || (!isExternal && connection.from !== 'pod') || backend.ip === connection.client;
  return {
    kind: 'endpoint',
    backend,
    service: rule.name,
    chain: isExternal ? `${externalChain(rule)} ${chain}` : chain,
    sep: endpointChain(rule, backend),
    of: backends.length,
    sticky: remembered !== undefined,
    masqueraded,
  };
}

const keyOf = ({ node, client }: Connection, rule: ServicePortRule, backend: Backend): string => `${node} ${endpointChain(rule, backend)} ${client}`;

/** The first endpoint, in the order of the rules, whose list knows the client. */
function recent(sim: Sim, connection: Connection, rule: ServicePortRule, backends: readonly Backend[]): Backend | undefined {
  const known = sim.get(affinity);
  return backends.find((backend) => {
    const at = known.get(keyOf(connection, rule, backend));
    return at !== undefined && sim.now - at <= seconds(rule.affinitySeconds!);
  });
}

function remember(sim: Sim, key: string, keepSeconds: number): void {
  let known = sim.get(affinity).set(key, sim.now);
  if (known.size > MAX_REMEMBERED) for (const [other, at] of known.entries()) if (sim.now - at > seconds(keepSeconds)) known = known.delete(other);
  sim.set(affinity, known);
}
