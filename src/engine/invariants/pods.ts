import type { Pod } from '../../kinds/schema/types.gen.ts';
import { listObjects } from '../etcd/store.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';

const NEXT_PHASES: Readonly<Record<string, readonly string[]>> = {
  Pending: ['Pending', 'Running', 'Succeeded', 'Failed'],
  Running: ['Running', 'Succeeded', 'Failed'],
  Succeeded: ['Succeeded'],
  Failed: ['Failed'],
};

const asPod = (object: unknown): Pod => object as Pod;
const condition = (pod: Pod, type: string): string | undefined => pod.status?.conditions?.find((c) => c.type === type)?.status;
const restarts = (pod: Pod): Map<string, number> =>
  new Map([...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].map((s) => [s.name, s.restartCount]));

/** The life of a pod. */
export const podInvariants: readonly Invariant[] = [
  {
    id: 'P1',
    local: true,
    text: 'A phase only goes forward; a terminal one never changes.',
    onCommit: ({ resource, before, after }) => {
      if (resource !== 'pods' || !before) return NOTHING_WRONG;
      const from = asPod(before).status?.phase ?? 'Pending';
      const to = asPod(after).status?.phase ?? 'Pending';
      // A pod with init containers begins anew in a new sandbox (kubelet_pods.go, getPhase with HasAnyActiveRegularContainerStarted).
      if (from === 'Running' && to === 'Pending' && (asPod(after).spec.initContainers?.length ?? 0) > 0) return NOTHING_WRONG;
      return NEXT_PHASES[from]?.includes(to) ? NOTHING_WRONG : [`phase ${from} → ${to}`];
    },
  },
  {
    id: 'P2',
    local: true,
    text: 'Ready means Running, with every container ready.',
    onCommit: ({ resource, type, after }) => {
      if (resource !== 'pods' || type === 'DELETED' || condition(asPod(after), 'Ready') !== 'True') return NOTHING_WRONG;
      const pod = asPod(after);
      const out: string[] = [];
      // The pod garbage collector fails a pod of a node that is gone and leaves its other conditions alone (gc_controller.go, markFailedAndDeletePod).
      if (pod.status?.conditions?.some(({ type: name, reason }) => name === 'DisruptionTarget' && reason === 'DeletionByPodGC')) return NOTHING_WRONG;
      if (pod.status?.phase !== 'Running') out.push(`Ready in phase ${pod.status?.phase}`);
      if (condition(pod, 'ContainersReady') !== 'True') out.push('Ready without ContainersReady');
      for (const status of pod.status?.containerStatuses ?? []) if (!status.ready) out.push(`Ready though ${status.name} is not`);
      return out;
    },
  },
  {
    id: 'P3',
    local: true,
    text: 'Main containers start only after every init container has succeeded.',
    onCommit: ({ resource, type, after }) => {
      if (resource !== 'pods' || type === 'DELETED') return NOTHING_WRONG;
      const pod = asPod(after);
      const started = pod.status?.containerStatuses?.some((s) => s.state?.running || s.state?.terminated) ?? false;
      if (!started) return NOTHING_WRONG;
      const plain = new Set((pod.spec.initContainers ?? []).filter((c) => c.restartPolicy !== 'Always').map((c) => c.name));
      const waiting = (pod.status?.initContainerStatuses ?? []).filter(
        (s) => plain.has(s.name) && (s.state?.waiting || s.state?.running) && s.restartCount === 0,
      );
      return waiting.map((s) => `main containers run while init container ${s.name} has not finished`);
    },
  },
  {
    id: 'P4',
    local: true,
    text: 'restartCount never falls.',
    onCommit: ({ resource, before, after }) => {
      if (resource !== 'pods' || !before || before === after) return NOTHING_WRONG;
      const now = restarts(asPod(after));
      return [...restarts(asPod(before))].filter(([name, count]) => (now.get(name) ?? count) < count).map(([name]) => `restartCount of ${name} fell`);
    },
  },
  {
    id: 'C1',
    local: true,
    text: 'A pod gets a node at most once.',
    onCommit: ({ resource, before, after }) => {
      if (resource !== 'pods' || !before) return NOTHING_WRONG;
      const from = asPod(before).spec.nodeName;
      return from && from !== asPod(after).spec.nodeName ? [`moved from ${from} to ${asPod(after).spec.nodeName}`] : NOTHING_WRONG;
    },
  },
  {
    id: 'C9',
    text: 'No two live pods share an address.',
    whenQuiet: (root) => {
      const seen = new Map<string, string>();
      const out: string[] = [];
      for (const pod of listObjects<Pod>(root, 'pods')) {
        const ip = pod.status?.podIP;
        if (!ip || pod.spec.hostNetwork || pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') continue;
        if (seen.has(ip)) out.push(`${pod.metadata.name} and ${seen.get(ip)} share ${ip}`);
        seen.set(ip, pod.metadata.name);
      }
      return out;
    },
  },
];
