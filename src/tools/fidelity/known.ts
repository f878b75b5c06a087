import { kindByName } from '../../kinds/registry.ts';

/**
 * Facts of the recordings that the engine does not show, or shows beside them, and why that is right. The recordings are of 1.20 on a hollow
 * runtime; the engine is 1.36.
 */
interface Known {
  /** Beginning of a scenario's name; absent = any. */
  readonly scenario?: string;
  readonly fact: RegExp;
  readonly because: string;
  /** Only as long as this kind is not served: group, version, kind. */
  readonly until?: readonly [group: string, version: string, kind: string];
}

const STATEFUL_SET = ['apps', 'v1', 'StatefulSet'] as const;
const DAEMON_SET = ['apps', 'v1', 'DaemonSet'] as const;
const AUTOSCALER = ['autoscaling', 'v2', 'HorizontalPodAutoscaler'] as const;

const KNOWN: readonly Known[] = [
  { scenario: '17', until: STATEFUL_SET, fact: /\| (StatefulSet\/|ControllerRevision\/db-|Pod\/db-)/, because: 'StatefulSet is not served yet' },
  { scenario: '17', until: DAEMON_SET, fact: /\| (DaemonSet\/|ControllerRevision\/agent-|Pod\/agent-)/, because: 'DaemonSet is not served yet' },
  {
    scenario: '23',
    until: AUTOSCALER,
    fact: /\| (HorizontalPodAutoscaler|Deployment|ReplicaSet|Pod)\/hpa\b/,
    because: 'HorizontalPodAutoscaler is not served yet',
  },
  {
    fact: /^ORDER \| Pod\/\S+ \| status\.phase \| (Pending|(Pending, Running, )?Pending, Running)$/,
    because:
      'since 1.27 the kubelet gives a deleted pod its final phase (Succeeded or Failed) before it goes: getPhase in pkg/kubelet/kubelet_pods.go, TerminatePod in status/status_manager.go',
  },
  {
    fact: /\| kubelet \| Failed: Error: ImagePullBackOff ≺ BackOff: /,
    because:
      'the event recorder of 1.20 sent each event from a goroutine of its own, so two of one moment changed places; later ones keep the order (client-go tools/record)',
  },
  {
    scenario: '03',
    fact: /\| (Deployment\/over|ReplicaSet\/over-<rs[123]>) \| (deployment-controller|scaling|spec\.replicas|condition)/,
    because:
      'rollover meets the first rollout half-way: 1.20 looked whether minReadySeconds had passed a second late, since 1.34 it is looked at on time (FindMinNextPodAvailabilityCheck), so the rollout has come further',
  },
  {
    scenario: '10',
    fact: /^FINAL \| Pod\/(local-fail|nopvc|pend) \| status\.conditions\.PodScheduled=/,
    because: 'text of 1.20 in the condition (that of the Event was rewritten to 1.36); the engine has the same text in both',
  },
  {
    scenario: '10',
    fact: /WaitForPodScheduled/,
    because: 'said when the claim is looked at again, every 15 s; the last wait of the scenario is shorter, so it depends on its phase',
  },
  {
    scenario: '16',
    fact: /NodeNotSchedulable|NodeSchedulable/,
    because: 'the kubelet looks at its node every 10 s and misses a cordon of 3 s, unless its turn comes in between',
  },
  {
    scenario: '16',
    fact: /^EVENT \| Pod\/mixed \| default-scheduler Warning FailedScheduling \| .*2 node\(s\) had untolerated taint/,
    because:
      'with queueing hints a pod is tried as soon as its node is uncordoned, before the taint is taken off; 1.20 looked at the taints first (preCheckForNode in pkg/scheduler/eventhandlers.go)',
  },
  {
    scenario: '17',
    fact: /^ORDER \| Node\/node-\d \| condition \w+ \| (False|True)\/Kubelet\w+$/,
    because: 'a node that is well writes its status when its list of images grows; here all images are there from the start',
  },
  {
    scenario: '17',
    fact: /NodeAllocatableEnforced/,
    because: 'hollow kubelets enforce no node allocatable; real ones say so at each start (pkg/kubelet/cm/node_container_manager_linux.go)',
  },
  {
    scenario: '23',
    fact: /\| Pod\/nosecretvol \| (kubelet|status\.phase)/,
    because:
      'the mount is tried at 63.5 s and 127.5 s, the pod itself again 10 to 15 s after its wait of 123 s: whether it starts before the last step deletes it depends on how long the commands took',
  },
];

/** Why a missing or extra fact is as it should be; undefined when it is not known to be. */
export const explain = (scenario: string, fact: string): string | undefined =>
  KNOWN.find(
    (known) =>
      (known.scenario === undefined || scenario.startsWith(known.scenario)) &&
      (known.until === undefined || !kindByName(...known.until)) &&
      known.fact.test(fact),
  )?.because;
