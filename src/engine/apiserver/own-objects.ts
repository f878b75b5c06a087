import { seconds } from '../../base/time.ts';
import type { Sim } from '../sim/sim.ts';

/** Namespaces that kube-apiserver keeps. */
export const SYSTEM_NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];
const SERVICE_KINDS: ReadonlySet<string> = new Set(['services', 'endpoints', 'endpointslices']);
const SERVICE = 'default/kubernetes';
/** How often the two controllers look (systemnamespaces: 1 min; the endpoint reconciler: 10 s). */
const NAMESPACES_EVERY = seconds(60);
export const SERVICE_EVERY = seconds(10);

/** One of its own objects is gone: it stands there again after the next round of the controller that keeps it. */
export function missOwn(sim: Sim, resource: string, key: string): void {
  const every =
    resource === 'namespaces' && SYSTEM_NAMESPACES.includes(key) ? NAMESPACES_EVERY : SERVICE_KINDS.has(resource) && key === SERVICE ? SERVICE_EVERY : 0;
  if (every > 0) sim.schedule({ after: every - (sim.now % every), to: 'apiserver.restore', background: true });
}
