import type { Json } from '../../base/json.ts';
import { Recent } from '../../kinds/recent.ts';
import { etcd, type Root, type Table, tableOf } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { proxyOf } from './kube-proxy.ts';
import { backendsOf, endpointChain, isHinted, serviceChain, type ServicePortRule, servicePorts } from './kube-proxy-rules.ts';

/** Services shown of one node; there may be thousands. */
const SHOWN = 50;
const SHOWN_ENDPOINTS = 20;

/**
 * What the picture shows of a node's kube-proxy:
 * `{rev, pending, syncing, behind, services: [{name, clusterIP, port, nodePort, chain, total, endpoints: [{ip, port, node, pod, chain, probability}]}], more}`;
 * `rev` 0 = no rules yet, `behind` = whether Services or slices have changed since, `more` = Services that are not shown.
 */
export function proxyPart(sim: Sim, node: string): Json {
  const proxy = proxyOf(sim, node);
  const root = proxy?.programmed;
  if (!proxy || !root) return { rev: 0, pending: proxy?.changes ?? 0, syncing: proxy?.syncing !== undefined, behind: true, services: [], more: 0 };
  const current = sim.get(etcd).root;
  const behind = tableOf(current, 'services') !== tableOf(root, 'services') || tableOf(current, 'endpointslices') !== tableOf(root, 'endpointslices');
  const before = known.get(proxy);
  if (before?.behind === behind) return before;
  const part = {
    rev: root.rev,
    pending: proxy.changes,
    syncing: proxy.syncing !== undefined,
    behind,
    services: servicesOf(root, node),
    more: Math.max(servicePorts(root).length - SHOWN, 0),
  };
  known.set(proxy, part);
  return part;
}

/** The same object as long as nothing changes, so that a frame costs the nodes that changed. */
const known = new Recent<{ readonly [field: string]: Json; readonly behind: boolean }>(4_096);

const shown = new WeakMap<Table, WeakMap<Table, Json>>();

/** All nodes that programmed the same Services and slices share one list, unless hints tell them apart. */
function servicesOf(root: Root, node: string): Json {
  const rules = servicePorts(root).slice(0, SHOWN);
  if (rules.some((rule) => isHinted(root, rule))) return listOf(root, rules, node);
  const services = tableOf(root, 'services');
  const slices = tableOf(root, 'endpointslices');
  const bySlices = shown.get(services) ?? new WeakMap<Table, Json>();
  shown.set(services, bySlices);
  const known = bySlices.get(slices);
  if (known) return known;
  const list = listOf(root, rules, node);
  bySlices.set(slices, list);
  return list;
}

const listOf = (root: Root, rules: readonly ServicePortRule[], node: string): Json =>
  rules.map((rule) => {
    const { cluster } = backendsOf(root, rule, node);
    const endpoints = cluster.slice(0, SHOWN_ENDPOINTS).map((backend, i) => ({
      ip: backend.ip,
      port: backend.port,
      node: backend.node,
      pod: backend.pod ?? null,
      chain: endpointChain(rule, backend),
      probability: i < cluster.length - 1 ? 1 / (cluster.length - i) : 1,
    }));
    return {
      name: rule.name,
      clusterIP: rule.clusterIP,
      port: rule.port,
      nodePort: rule.nodePort,
      chain: serviceChain(rule),
      total: cluster.length,
      endpoints,
    };
  });
