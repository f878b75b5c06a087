import type { Event, Lease, Node, NodeSelectorTerm, Pod, Taint, Toleration } from '../../kinds/schema/types.gen.ts';
import { parseRfc3339 } from '../../base/time.ts';
import { CONTROLLER_MANAGER, KUBECTL, SCHEDULER } from '../../wire/actors.ts';
import { cacheOf } from '../client/process.ts';
import { byNode } from '../etcd/indexes.ts';
import { type Commit, getObject, listIndexed } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';
import { lately, writerOf } from './writer.ts';

/** Where pods are put, and when they are taken away. Written from the rules, not from the scheduler. */
export const placementInvariants: readonly Invariant[] = [
  {
    id: 'C3',
    text: 'The node a pod is bound to suits it: selector, affinity, taints, schedulable, host ports.',
    onCommit: ({ resource, before, after }, root) => {
      if (resource !== 'pods' || !before || (before as Pod).spec.nodeName || !(after as Pod).spec.nodeName) return NOTHING_WRONG;
      const pod = after as Pod;
      const name = pod.spec.nodeName!;
      // The scheduler decided on what it knew; a node may have changed a moment ago.
      let why = 'there is no such node';
      for (const node of lately<Node>(root, 'nodes', name)) {
        const found = unsuited(node, pod);
        if (found === undefined) {
          why = '';
          break;
        }
        why = found;
      }
      const ports = hostPorts(pod);
      const clash =
        ports.length > 0 &&
        [...listIndexed<Pod>(root, 'pods', byNode(name))].some(
          (other) => other.metadata.uid !== pod.metadata.uid && isLive(other) && hostPorts(other).some((port) => ports.includes(port)),
        );
      return [...(why === '' ? [] : [`bound to ${name}: ${why}`]), ...(clash ? [`a host port on ${name} is taken twice`] : [])];
    },
  },
  {
    id: 'C5',
    text: 'The scheduler takes away only pods of lower priority than one that waits for their node.',
    onCommit: (commit, root, _before, sim) => {
      if (commit.resource !== 'pods' || commit.type === 'ADDED' || !startsDeletion(commit) || writerOf(sim, commit) !== SCHEDULER) return NOTHING_WRONG;
      const victim = commit.after as Pod;
      const waits = [...listIndexed<Pod>(root, 'pods', byNode(''))].some(
        (pod) => (pod.spec.priority ?? 0) > (victim.spec.priority ?? 0) && pod.spec.preemptionPolicy !== 'Never',
      );
      return waits ? NOTHING_WRONG : [`preempted with priority ${victim.spec.priority ?? 0} although nobody more important waits`];
    },
  },
  {
    id: 'C6',
    local: true,
    text: 'FailedScheduling gives a reason for every node.',
    onCommit: ({ resource, after, type }) => {
      const event = after as Event;
      if (resource !== 'events' || type === 'DELETED' || event.reason !== 'FailedScheduling') return NOTHING_WRONG;
      const [, of = '', reasons = ''] = /^0\/(\d+) nodes are available: (.*?)\.( .*)?$/.exec(event.message ?? '') ?? [];
      if (of === '') return NOTHING_WRONG;
      // One reason for all (a claim that does not exist) is not counted by node.
      if (!/^\d+ /.test(reasons)) return NOTHING_WRONG;
      const sum = reasons.split(', ').reduce((total, reason) => total + Number(/^(\d+) /.exec(reason)?.[1] ?? 0), 0);
      return sum < Number(of) ? [`${of} nodes, reasons for ${sum}: ${event.message}`] : NOTHING_WRONG;
    },
  },
  {
    id: 'C8',
    text: 'A node is Unknown only after its lease was not renewed for a while; a pod is evicted only when its toleration is over.',
    onCommit: (commit, root, before, sim) => {
      if (commit.resource === 'nodes') return unknownTooEarly(commit, sim);
      if (commit.resource !== 'pods' || !startsDeletion(commit) || writerOf(sim, commit) !== 'taint-eviction-controller') return NOTHING_WRONG;
      const pod = commit.before as Pod;
      for (const node of lately<Node>(before, 'nodes', pod.spec.nodeName ?? '', 30)) {
        const taints = (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
        if (taints.length > 0 && taints.some((taint) => isOver(taint, pod, sim))) return NOTHING_WRONG;
      }
      return getObject(root, 'nodes', pod.spec.nodeName ?? '') ? ['evicted although no taint it does not tolerate stood long enough'] : NOTHING_WRONG;
    },
  },
];

const isLive = (pod: Pod): boolean => pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';
const startsDeletion = ({ type, before, after }: Commit): boolean =>
  (type === 'DELETED' || after.metadata.deletionTimestamp !== undefined) && before !== undefined && !before.metadata.deletionTimestamp;

const hostPorts = (pod: Pod): string[] =>
  [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always')].flatMap((c) =>
    (c.ports ?? []).filter((p) => p.hostPort).map((p) => `${p.hostPort}/${p.protocol ?? 'TCP'}`),
  );

function unsuited(node: Node, pod: Pod): string | undefined {
  const labels = node.metadata.labels ?? {};
  const tolerations = pod.spec.tolerations ?? [];
  if (Object.entries(pod.spec.nodeSelector ?? {}).some(([key, value]) => labels[key] !== value)) return 'nodeSelector does not match';
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms && !terms.some((term) => suits(term, labels))) return 'required node affinity does not match';
  const unschedulable: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
  if (node.spec?.unschedulable && !tolerations.some((t) => tolerates(t, unschedulable))) return 'it is unschedulable';
  const taint = (node.spec?.taints ?? []).find((one) => one.effect !== 'PreferNoSchedule' && !tolerations.some((t) => tolerates(t, one)));
  return taint && `taint ${taint.key}:${taint.effect} is not tolerated`;
}

export const tolerates = (toleration: Toleration, taint: Taint): boolean =>
  (!toleration.effect || toleration.effect === taint.effect) &&
  (!toleration.key ? toleration.operator === 'Exists' : toleration.key === taint.key) &&
  (toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? ''));

function suits({ matchExpressions = [] }: NodeSelectorTerm, labels: Readonly<Record<string, string>>): boolean {
  return matchExpressions.every(({ key, operator, values = [] }) => {
    const value = labels[key];
    if (operator === 'In') return value !== undefined && values.includes(value);
    if (operator === 'NotIn') return value === undefined || !values.includes(value);
    if (operator === 'Exists') return value !== undefined;
    return operator === 'DoesNotExist' ? value === undefined : true;
  });
}

/** Timestamps are whole seconds. */
const ROUNDING_US = 1_000_000;

function isOver(taint: Taint, pod: Pod, sim: Sim): boolean {
  const matching = (pod.spec.tolerations ?? []).filter((toleration) => tolerates(toleration, taint));
  if (matching.length === 0) return true;
  const limits = matching.flatMap(({ tolerationSeconds }) => (tolerationSeconds === undefined ? [] : [Math.max(tolerationSeconds, 0)]));
  if (limits.length === 0) return false;
  const since = taint.timeAdded === undefined ? 0 : (parseRfc3339(sim.config.epochMs, taint.timeAdded) ?? 0);
  return sim.now - since + ROUNDING_US >= Math.min(...limits) * 1_000_000;
}

const readyOf = (node: Node): string | undefined => node.status?.conditions?.find(({ type }) => type === 'Ready')?.status;

function unknownTooEarly(commit: Commit, sim: Sim): readonly string[] {
  const { before, after, type } = commit;
  if (type !== 'MODIFIED' || readyOf(after as Node) !== 'Unknown' || readyOf(before as Node) === 'Unknown') return NOTHING_WRONG;
  if (writerOf(sim, commit) === KUBECTL) return NOTHING_WRONG;
  const ages: number[] = [];
  for (const lease of lately<Lease>(cacheOf(sim, CONTROLLER_MANAGER), 'leases', `kube-node-lease/${after.metadata.name}`, 2)) {
    const renewed = lease.spec?.renewTime && parseRfc3339(sim.config.epochMs, lease.spec.renewTime);
    if (renewed) ages.push(sim.now - renewed);
  }
  const age = Math.max(...ages, 0);
  return ages.length > 0 && age + ROUNDING_US < sim.config.settings.nodeMonitorGraceUs
    ? [`Unknown though its lease was renewed ${Math.round(age / 1e6)} s ago`]
    : NOTHING_WRONG;
}
