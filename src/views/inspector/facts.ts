import type { KubeObject } from '../../kinds/object.ts';
import type { Deployment, Node, PersistentVolume, PersistentVolumeClaim, Pod, ReplicaSet, Service, StorageClass } from '../../kinds/schema/types.gen.ts';

/** Fields by their own names (a learner finds them again in the YAML) and what they say; undefined and empty ones are left out. */
type Facts = readonly (readonly [string, unknown])[];

const podFacts = ({ spec, status }: Pod): Facts => [
  ['phase', status?.phase],
  ['nodeName', spec.nodeName],
  ['podIP', status?.podIP],
  ['qosClass', status?.qosClass],
  ['serviceAccountName', spec.serviceAccountName],
  ['reason', status?.reason],
  ['message', status?.message],
];

function deploymentFacts({ spec, status }: Deployment): Facts {
  const { maxSurge, maxUnavailable } = spec?.strategy?.rollingUpdate ?? {};
  return [
    ['replicas', spec?.replicas],
    ['readyReplicas', status?.readyReplicas ?? 0],
    ['updatedReplicas', status?.updatedReplicas ?? 0],
    ['availableReplicas', status?.availableReplicas ?? 0],
    ['strategy', maxSurge === undefined ? spec?.strategy?.type : `${spec?.strategy?.type}: maxSurge ${maxSurge}, maxUnavailable ${maxUnavailable}`],
    ['image', spec?.template.spec?.containers.map((c) => c.image).join(', ')],
    ['paused', spec?.paused ? 'true' : undefined],
  ];
}

const replicaSetFacts = ({ metadata, spec, status }: ReplicaSet): Facts => [
  ['replicas', spec?.replicas],
  ['readyReplicas', status?.readyReplicas ?? 0],
  ['revision', metadata.annotations?.['deployment.kubernetes.io/revision']],
  ['image', spec?.template?.spec?.containers.map((c) => c.image).join(', ')],
];

function serviceFacts({ spec }: Service): Facts {
  const ports = spec?.ports?.map(
    (p) => `${p.name ? `${p.name} ` : ''}${p.port}${p.nodePort ? `:${p.nodePort}` : ''}/${p.protocol ?? 'TCP'} → ${p.targetPort ?? p.port}`,
  );
  return [
    ['type', spec?.type],
    ['clusterIP', spec?.clusterIP],
    ['ports', ports?.join(', ')],
    [
      'selector',
      Object.entries(spec?.selector ?? {})
        .map(([k, v]) => `${k}=${v}`)
        .join(', '),
    ],
  ];
}

const nodeFacts = ({ spec, status }: Node): Facts => [
  ['podCIDR', spec?.podCIDR],
  ['allocatable', `cpu ${status?.allocatable?.cpu}, memory ${status?.allocatable?.memory}, pods ${status?.allocatable?.pods}`],
  ['kubelet', status?.nodeInfo?.kubeletVersion],
  ['taints', spec?.taints?.map((taint) => `${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}`).join(', ')],
  ['unschedulable', spec?.unschedulable ? 'true' : undefined],
];

const persistentVolumeClaimFacts = ({ spec, status }: PersistentVolumeClaim): Facts => [
  ['phase', status?.phase],
  ['volumeName', spec?.volumeName],
  ['requests', spec?.resources?.requests?.storage],
  ['accessModes', spec?.accessModes?.join(', ')],
  ['storageClassName', spec?.storageClassName],
];

const persistentVolumeFacts = ({ spec, status }: PersistentVolume): Facts => [
  ['phase', status?.phase],
  ['claimRef', spec?.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : undefined],
  ['capacity', spec?.capacity?.storage],
  ['accessModes', spec?.accessModes?.join(', ')],
  ['reclaimPolicy', spec?.persistentVolumeReclaimPolicy],
  ['storageClassName', spec?.storageClassName],
];

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

const storageClassFacts = (storageClass: StorageClass): Facts => [
  ['provisioner', storageClass.provisioner],
  ['reclaimPolicy', storageClass.reclaimPolicy],
  ['volumeBindingMode', storageClass.volumeBindingMode],
  ['allowVolumeExpansion', storageClass.allowVolumeExpansion],
  ['is-default-class', storageClass.metadata.annotations?.[DEFAULT_CLASS]],
];

const OF_KIND: Readonly<Record<string, (object: never) => Facts>> = {
  Pod: podFacts,
  Deployment: deploymentFacts,
  ReplicaSet: replicaSetFacts,
  Service: serviceFacts,
  Node: nodeFacts,
  PersistentVolumeClaim: persistentVolumeClaimFacts,
  PersistentVolume: persistentVolumeFacts,
  StorageClass: storageClassFacts,
};

/** What is read first of an object: of its kind, then of every object. */
export function factsOf(object: KubeObject): readonly (readonly [string, string])[] {
  const { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  const facts: Facts = [
    ...(OF_KIND[object.kind]?.(object as never) ?? []),
    ['creationTimestamp', creationTimestamp?.slice(11, 19)],
    ['deletionTimestamp', deletionTimestamp?.slice(11, 19)],
    ['deletionGracePeriodSeconds', deletionTimestamp && (deletionGracePeriodSeconds ?? 0)],
    ['finalizers', finalizers?.join(', ')],
  ];
  return facts.filter(([, value]) => value !== undefined && value !== '').map(([name, value]) => [name, String(value)]);
}
