import { seconds, type SimTime } from '../../../base/time.ts';
import type { Lease, Node, NodeCondition } from '../../../kinds/schema/types.gen.ts';
import { getObject } from '../../etcd/store.ts';
import type { Context } from '../controller.ts';

/** Whether a node has been heard of lately (upstream: tryUpdateNodeHealth in pkg/controller/nodelifecycle, 1.36). */

/** What the controller remembers of a node. Times are its own clock's, never the node's. */
export interface Health {
  /** When a sign of life was last noticed. */
  readonly probedAt: SimTime;
  readonly heartbeat: string | undefined;
  readonly renewTime: string | undefined;
  readonly hadReady: boolean;
}

export const readyCondition = (node: Node): NodeCondition | undefined => node.status?.conditions?.find((condition) => condition.type === 'Ready');
/** A node of which nobody has said anything yet is left alone: its kubelet may be starting. */
export const hasReported = (node: Node): boolean => readyCondition(node) !== undefined;
export const readyStatus = (node: Node): string => readyCondition(node)?.status ?? 'Unknown';

/** A node that never reported has a minute to start. */
const STARTUP_GRACE_US = seconds(60);
const CHECKED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** The next memory of a node: its time moves on when its Ready condition was renewed or its Lease was. */
export function observed(known: Health | undefined, node: Node, context: Context): Health {
  const ready = readyCondition(node);
  const lease = getObject<Lease>(context.cache, 'leases', `kube-node-lease/${node.metadata.name}`);
  const renewTime = lease?.spec?.renewTime;
  const renewed = renewTime !== undefined && (known?.renewTime === undefined || known.renewTime < renewTime);
  const reported = !known || known.hadReady !== Boolean(ready) || known.heartbeat !== ready?.lastHeartbeatTime;
  return {
    probedAt: !known || reported || renewed ? context.now : known.probedAt,
    heartbeat: ready?.lastHeartbeatTime,
    renewTime: renewed ? renewTime : known?.renewTime,
    hadReady: Boolean(ready),
  };
}

/** How long it may be silent. */
export const graceOf = ({ hadReady }: Health, { nodeMonitorGraceUs }: Context['settings']): number => (hadReady ? nodeMonitorGraceUs : STARTUP_GRACE_US);

/** How long nothing was heard of it, when that is too long; else undefined. */
export function silentFor(health: Health, { now, settings }: Context): number | undefined {
  return now > health.probedAt + graceOf(health, settings) ? now - health.probedAt : undefined;
}

/** The node with its conditions Unknown; the same node when they are already. */
export function unknown(node: Node, timestamp: string): Node {
  const before = node.status?.conditions ?? [];
  let conditions: readonly NodeCondition[] = before;
  for (const type of CHECKED) {
    const current = conditions.find((condition) => condition.type === type);
    if (!current) {
      const born = node.metadata.creationTimestamp as string;
      const never: NodeCondition = {
        type,
        status: 'Unknown',
        lastHeartbeatTime: born,
        lastTransitionTime: timestamp,
        reason: 'NodeStatusNeverUpdated',
        message: 'Kubelet never posted node status.',
      };
      conditions = [...conditions, never];
    } else if (current.status !== 'Unknown') {
      const silent: NodeCondition = {
        ...current,
        status: 'Unknown',
        lastTransitionTime: timestamp,
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
      };
      conditions = conditions.map((condition) => (condition === current ? silent : condition));
    }
  }
  return conditions === before ? node : ({ ...node, status: { ...node.status, conditions } } as Node);
}
