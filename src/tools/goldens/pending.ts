import { kindByName } from '../../kinds/registry.ts';
import { UNOFFERED } from '../../kubectl/cli/commands.ts';

/** What keeps a golden output or a command from being played: kinds that are not served yet (group, version, kind), or a command that is not offered yet. */
export interface Pending {
  readonly names: readonly string[];
  readonly kinds?: readonly (readonly [group: string, version: string, kind: string])[];
  readonly verbs?: readonly string[];
}

const JOB = ['batch', 'v1', 'Job'] as const;
const AUTOSCALER = ['autoscaling', 'v2', 'HorizontalPodAutoscaler'] as const;
const DAEMON_SET = ['apps', 'v1', 'DaemonSet'] as const;
const STATEFUL_SET = ['apps', 'v1', 'StatefulSet'] as const;

const names = (text: string): readonly string[] => text.split(' ');

export const PENDING_OUTPUTS: readonly Pending[] = [
  { names: names('01-get-hpa'), kinds: [AUTOSCALER] },
  { names: names('01-create-job 90-get-job 90-describe-job'), kinds: [JOB] },
  { names: names('01-delete-many'), kinds: [JOB, AUTOSCALER] },
  {
    names: names('01-describe-ns'),
    kinds: [
      ['', 'v1', 'ResourceQuota'],
      ['', 'v1', 'LimitRange'],
    ],
  },
  {
    names: names('01-api-versions'),
    kinds: [
      ['apiextensions.k8s.io', 'v1', 'CustomResourceDefinition'],
      ['networking.k8s.io', 'v1', 'Ingress'],
      ['policy', 'v1', 'PodDisruptionBudget'],
      ['rbac.authorization.k8s.io', 'v1', 'Role'],
    ],
  },
  {
    names: names(
      '07-delete-pvc 07-describe-pod 07-describe-pvc 07-describe-service 07-get-all 07-get-controllerrevisions 07-get-pods 07-get-pods-wide 07-get-pvc-after 07-get-sts 07-get-sts-wide 07-rollout-history 07-rollout-status-watching 07-set-image',
    ),
    kinds: [STATEFUL_SET],
  },
  { names: names('07-get-events 10-get-events'), kinds: [JOB, STATEFUL_SET] },
  { names: names('90-apply-ds 90-describe-ds'), kinds: [DAEMON_SET] },
  { names: names('90-get-pods 90-get-events'), kinds: [DAEMON_SET, JOB] },
];

/** Commands whose objects are of kinds that arrive later. */
export const PENDING_COMMANDS: readonly Pending[] = [
  { names: ['autoscale'], kinds: [AUTOSCALER] },
  { names: ['certificate'], kinds: [['certificates.k8s.io', 'v1', 'CertificateSigningRequest']] },
  { names: ['top'], kinds: [['metrics.k8s.io', 'v1beta1', 'NodeMetrics']] },
];

/** What is there after all, so that an entry is out of date. */
export const outOfDate = (pending: readonly Pending[]): readonly string[] =>
  pending.flatMap(({ names: held, kinds = [], verbs = [] }) => [
    ...kinds.filter(([group, version, kind]) => kindByName(group, version, kind)).map(([, , kind]) => `${kind} is served: ${held.join(', ')}`),
    ...verbs.filter((verb) => !Object.hasOwn(UNOFFERED, verb)).map((verb) => `kubectl ${verb} is offered: ${held.join(', ')}`),
  ]);
