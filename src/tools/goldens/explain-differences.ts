import type { Difference } from './differences.ts';

const SOURCE =
  "staging/src/k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl: what is printed from OpenAPI v3, which 1.20 does not have; simplified: this server's schema describes only apiVersion and kind";

const HEADED = 'GROUP:      apps\nKIND:       Deployment\nVERSION:    v1\n\nFIELD: ';

const TYPES = `  apiVersion\t<string>
    APIVersion defines the versioned schema of this representation of an object.
    Servers should convert recognized schemas to the latest internal value, and
    may reject unrecognized values. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources

  kind\t<string>
    Kind is a string value representing the REST resource this object
    represents. Servers may infer this from the endpoint the client submits
    requests to. Cannot be updated. In CamelCase. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds

`;

/** kubectl explain: the whole output. */
export const EXPLAIN_DIFFERENCES: readonly Difference[] = [
  {
    in: /explain-pod/,
    pattern: /^KIND: {5}Pod\n[^]*$/,
    was: 'KIND:     Pod\nVERSION:  v1\n',
    is: `KIND:       Pod\nVERSION:    v1\n\nDESCRIPTION:\n    <empty>\nFIELDS:\n${TYPES}  metadata\t<ObjectMeta>\n    <no description>\n\n  spec\t<PodSpec>\n    <no description>\n\n  status\t<PodStatus>\n    <no description>\n\n\n`,
    source: SOURCE,
  },
  {
    in: /explain-replicas/,
    pattern: /^KIND: {5}Deployment\n[^]*$/,
    was: 'KIND:     Deployment\nVERSION:  apps/v1\n\nFIELD:    replicas <integer>\n',
    is: `${HEADED}replicas <integer>\n\n\nDESCRIPTION:\n    <empty>\n\n`,
    source: SOURCE,
  },
  {
    in: /explain-strategy/,
    pattern: /^KIND: {5}Deployment\n[^]*$/,
    was: 'KIND:     Deployment\nVERSION:  apps/v1\n\nRESOURCE: strategy <Object>\n',
    is: `${HEADED}strategy <DeploymentStrategy>\n\n\nDESCRIPTION:\n    <empty>\nFIELDS:\n  rollingUpdate\t<RollingUpdateDeployment>\n    <no description>\n\n  type\t<string>\n  enum: Recreate, RollingUpdate\n    <no description>\n\n\n`,
    source: SOURCE,
  },
];
