import type { Pod } from '../../kinds/schema/types.gen.ts';
import type { ObjectChange } from './changes.ts';
import { type PodRequests, requestsOnNode, sameRequests } from './pod-requests.ts';

const NOTHING: PodRequests = { cpuMilli: 0, memoryBytes: 0 };

/** What the pods of each node request together, kept up by the pods that change. */
export class NodeRequests {
  private readonly sums = new Map<string, PodRequests>();

  of(node: string): PodRequests {
    return this.sums.get(node) ?? NOTHING;
  }

  clear(): void {
    this.sums.clear();
  }

  apply(changes: readonly ObjectChange[]): void {
    for (const { resource, before, after } of changes) {
      if (resource !== 'pods' || (before && after && sameRequests(before.object as Pod, after.object as Pod))) continue;
      if (before) this.add(before.object as Pod, -1);
      if (after) this.add(after.object as Pod, 1);
    }
  }

  private add(pod: Pod, sign: 1 | -1): void {
    const { cpuMilli, memoryBytes } = requestsOnNode(pod);
    const node = pod.spec.nodeName;
    if (!node || (cpuMilli === 0 && memoryBytes === 0)) return;
    const sum = this.of(node);
    this.sums.set(node, { cpuMilli: sum.cpuMilli + sign * cpuMilli, memoryBytes: sum.memoryBytes + sign * memoryBytes });
  }
}
