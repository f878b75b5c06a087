import { SortedMap } from '../../../base/sorted-map.ts';
import type { Node } from '../../../kinds/schema/types.gen.ts';
import { getObject, listObjects, type Root } from '../../etcd/store.ts';
import type { Settings } from '../../sim/config.ts';
import type { Context, Controller, Plan } from '../controller.ts';

/** Gives every node its range of pod addresses (upstream: pkg/controller/nodeipam/ipam/range_allocator.go, cidrset). */
export const nodeIpamController: Controller<Memory> = {
  name: 'node-ipam-controller',
  workers: 30,
  resource: 'nodes',
  eventSource: 'cidrAllocator',
  serviceAccount: 'node-controller',
  watches: { nodes: (change) => (change.type === 'MODIFIED' && (change.after as Node).spec?.podCIDR ? [] : [change.key]) },
  reconcile,
  memory: () => undefined,
};

/** Node → its range. `next` is where the search goes on, so that a range that was given back is used again last. */
type Memory = { readonly given: SortedMap<string>; readonly next: number } | undefined;

function reconcile(context: Context<Memory>, name: string): Plan<Memory> {
  const { cache, settings } = context;
  const memory = context.memory ?? remembered(cache, settings);
  const node = getObject<Node>(cache, 'nodes', name);
  if (!node)
    return {
      memory: { ...memory, given: memory.given.delete(name) },
      ...(memory.given.has(name) ? { why: { say: 'node-ipam.release', args: { node: name, cidr: memory.given.get(name) } } } : {}),
    };
  const has = node.spec?.podCIDR;
  if (has) return { memory: { ...memory, given: memory.given.set(name, has) } };
  const found = memory.given.get(name) ?? freeRange(memory, settings);
  if (found === undefined) {
    const why = { say: 'node-ipam.none-left', args: { node: name, cluster: settings.clusterCIDR } };
    return {
      memory,
      why,
      failed: true,
      intents: [{ do: 'event', about: node, type: 'Normal', reason: 'CIDRNotAvailable', message: `Node ${name} status is now: CIDRNotAvailable` }],
    };
  }
  const next = { given: memory.given.set(name, found), next: (indexOf(found, settings) + 1) % rangeCount(settings) };
  const patch = { spec: { podCIDR: found, podCIDRs: [found] } };
  return {
    memory: next,
    why: { say: 'node-ipam.assign', args: { node: name, cidr: found } },
    intents: [{ do: 'patch', resource: 'nodes', name, patchType: 'strategic', patch }],
  };
}

function remembered(cache: Root, settings: Settings): NonNullable<Memory> {
  let given = SortedMap.empty<string>();
  let next = 0;
  for (const node of listObjects<Node>(cache, 'nodes')) {
    const range = node.spec?.podCIDR;
    if (!range) continue;
    given = given.set(node.metadata.name, range);
    next = Math.max(next, indexOf(range, settings) + 1);
  }
  return { given, next: next % rangeCount(settings) };
}

function freeRange({ given, next }: NonNullable<Memory>, settings: Settings): string | undefined {
  const taken = new Set(given.values());
  const count = rangeCount(settings);
  if (taken.size >= count) return undefined;
  for (let i = 0; i < count; i++) {
    const range = rangeAt((next + i) % count, settings);
    if (!taken.has(range)) return range;
  }
  return undefined;
}

function clusterRange({ clusterCIDR }: Settings): { base: number; bits: number } {
  const [address = '', bits = ''] = clusterCIDR.split('/');
  return { base: numberOf(address), bits: Number(bits) };
}

const rangeCount = (settings: Settings): number => 2 ** (settings.nodeCIDRMaskSize - clusterRange(settings).bits);
const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

function rangeAt(index: number, settings: Settings): string {
  const at = clusterRange(settings).base + index * 2 ** (32 - settings.nodeCIDRMaskSize);
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(at / 2 ** shift) % 256);
  return `${parts.join('.')}/${settings.nodeCIDRMaskSize}`;
}

const indexOf = (range: string, settings: Settings): number =>
  Math.floor((numberOf(range.split('/')[0] as string) - clusterRange(settings).base) / 2 ** (32 - settings.nodeCIDRMaskSize));
