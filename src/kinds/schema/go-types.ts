import type { Field, FieldType } from './structure.ts';

/**
 * Names of Go types as decoding errors print them. The API's Go types are named after the definitions;
 * what a string or number field's own type is called is not in the schema, so fields with known values are named by hand.
 */

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'bool',
  int32: 'int32',
  int64: 'int64',
  double: 'float64',
  bytes: '[]uint8',
  time: 'v1.Time',
  'micro-time': 'v1.MicroTime',
  quantity: 'resource.Quantity',
  'int-or-string': 'intstr.IntOrString',
  any: 'map[string]interface {}',
};

/** Definition.field → the name of the string type the field has upstream. */
const NAMED_STRINGS: Readonly<Record<string, string>> = {
  'ContainerPort.protocol': 'v1.Protocol',
  'ServicePort.protocol': 'v1.Protocol',
  'Container.imagePullPolicy': 'v1.PullPolicy',
  'Container.terminationMessagePolicy': 'v1.TerminationMessagePolicy',
  'PodSpec.restartPolicy': 'v1.RestartPolicy',
  'PodSpec.dnsPolicy': 'v1.DNSPolicy',
  'ServiceSpec.type': 'v1.ServiceType',
  'ServiceSpec.sessionAffinity': 'v1.ServiceAffinity',
  'DeploymentStrategy.type': 'v1.DeploymentStrategyType',
  'HTTPGetAction.scheme': 'v1.URIScheme',
  'Toleration.operator': 'v1.TolerationOperator',
  'Toleration.effect': 'v1.TaintEffect',
  'Taint.effect': 'v1.TaintEffect',
  'PersistentVolumeSpec.persistentVolumeReclaimPolicy': 'v1.PersistentVolumeReclaimPolicy',
  'Secret.type': 'v1.SecretType',
  'ObjectMeta.uid': 'types.UID',
  'OwnerReference.uid': 'types.UID',
};

/** `DeploymentSpec` of `io.k8s.api.apps.v1.DeploymentSpec`. */
export const structName = (definition: string): string => definition.slice(definition.lastIndexOf('.') + 1);

export function goTypeName(type: FieldType, owner?: { readonly definition: string; readonly field: Field }): string {
  switch (type.is) {
    case 'list':
      return `[]${goTypeName(type.items)}`;
    case 'map':
      return `map[string]${goTypeName(type.values)}`;
    case 'ref': {
      const parts = type.definition.split('.');
      return `${parts.at(-2)}.${parts.at(-1)}`;
    }
    case 'scalar': {
      const named = owner && NAMED_STRINGS[`${structName(owner.definition)}.${owner.field.name}`];
      return named ?? SCALARS[type.scalar] ?? type.scalar;
    }
  }
}
