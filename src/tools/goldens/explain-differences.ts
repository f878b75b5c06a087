import type { Difference } from './differences.ts';

const SOURCE =
  'staging/src/k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl: 1.36 has OpenAPI v3, whose types and enumerations are printed in another form; of 1.20 only version 2 could be asked';

const BLANKS = '    ';

/** kubectl explain: the whole output. */
export const EXPLAIN_DIFFERENCES: readonly Difference[] = [
  {
    in: /explain-pod/,
    pattern: /^KIND: {5}Pod\n[^]*$/,
    was: 'KIND:     Pod\nVERSION:  v1\n',
    is: `KIND:       Pod
VERSION:    v1

DESCRIPTION:
    Pod is a collection of containers that can run on a host. This resource is
    created by clients and scheduled onto hosts.
${BLANKS}
FIELDS:
  apiVersion\t<string>
    APIVersion defines the versioned schema of this representation of an object.
    Servers should convert recognized schemas to the latest internal value, and
    may reject unrecognized values. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources

  kind\t<string>
    Kind is a string value representing the REST resource this object
    represents. Servers may infer this from the endpoint the client submits
    requests to. Cannot be updated. In CamelCase. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds

  metadata\t<ObjectMeta>
    Standard object's metadata. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata

  spec\t<PodSpec>
    Specification of the desired behavior of the pod. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#spec-and-status

  status\t<PodStatus>
    Most recently observed status of the pod. This data may not be up to date.
    Populated by the system. Read-only. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#spec-and-status


`,
    source: SOURCE,
  },
  {
    in: /explain-replicas/,
    pattern: /^KIND: {5}Deployment\n[^]*$/,
    was: 'KIND:     Deployment\nVERSION:  apps/v1\n\nFIELD:    replicas <integer>\n',
    is: `GROUP:      apps
KIND:       Deployment
VERSION:    v1

FIELD: replicas <integer>


DESCRIPTION:
    Number of desired pods. This is a pointer to distinguish between explicit
    zero and not specified. Defaults to 1.
${BLANKS}

`,
    source: SOURCE,
  },
  {
    in: /explain-strategy/,
    pattern: /^KIND: {5}Deployment\n[^]*$/,
    was: 'KIND:     Deployment\nVERSION:  apps/v1\n\nRESOURCE: strategy <Object>\n',
    is: `GROUP:      apps
KIND:       Deployment
VERSION:    v1

FIELD: strategy <DeploymentStrategy>


DESCRIPTION:
    The deployment strategy to use to replace existing pods with new ones.
    DeploymentStrategy describes how to replace existing pods with new ones.
${BLANKS}
FIELDS:
  rollingUpdate\t<RollingUpdateDeployment>
    Rolling update config params. Present only if DeploymentStrategyType =
    RollingUpdate.

  type\t<string>
  enum: Recreate, RollingUpdate
    Type of deployment. Can be "Recreate" or "RollingUpdate". Default is
    RollingUpdate.
${BLANKS}
    Possible enum values:
     - \`"Recreate"\` Kill all existing pods before creating new ones.
     - \`"RollingUpdate"\` Replace the old ReplicaSets by new one using rolling
    update i.e gradually scale down the old ReplicaSets and scale up the new
    one.


`,
    source: SOURCE,
  },
];
