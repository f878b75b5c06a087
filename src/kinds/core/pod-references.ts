import { Recent } from '../recent.ts';
import type { Container, Pod, PodSpec } from '../schema/types.gen.ts';

/** What a pod reads from its namespace: ConfigMaps, Secrets and claims, each once for every field that names it. */
export interface PodReference {
  readonly group: '';
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim';
  readonly namespace: string | undefined;
  readonly name: string;
  readonly field: string;
  /** A pod starts without it when it is optional and missing. */
  readonly optional: boolean;
}

type Found = Pick<PodReference, 'kind' | 'name' | 'field' | 'optional'>;

export const podReferences = (pod: Pod, kind: PodReference['kind']): readonly PodReference[] =>
  allReferences(pod.spec, pod.metadata.name)
    .filter((one) => one.kind === kind)
    .map((one) => ({ ...one, group: '', namespace: pod.metadata.namespace }));

const remembered = new Recent<readonly Found[]>();

function allReferences(spec: PodSpec, podName: string): readonly Found[] {
  const known = remembered.get(spec);
  if (known) return known;
  const found = [...fromVolumes(spec, podName), ...fromContainers(spec), ...fromPullSecrets(spec)];
  // Claims of ephemeral volumes are named after the pod, not after its spec.
  if (Object.isFrozen(spec) && !spec.volumes?.some(({ ephemeral }) => ephemeral)) remembered.set(spec, found);
  return found;
}

function fromVolumes(spec: PodSpec, podName: string): readonly Found[] {
  const out: Found[] = [];
  const add = (kind: PodReference['kind'], name: string | undefined, field: string, optional = false): void => {
    if (name) out.push({ kind, name, field, optional });
  };
  spec.volumes?.forEach((volume, i) => {
    const at = `spec.volumes[${i}]`;
    add('ConfigMap', volume.configMap?.name, `${at}.configMap`, volume.configMap?.optional);
    add('Secret', volume.secret?.secretName, `${at}.secret`, volume.secret?.optional);
    add('PersistentVolumeClaim', volume.persistentVolumeClaim?.claimName, `${at}.persistentVolumeClaim`);
    if (volume.ephemeral) add('PersistentVolumeClaim', `${podName}-${volume.name}`, `${at}.ephemeral`);
    add('Secret', volume.csi?.nodePublishSecretRef?.name, `${at}.csi.nodePublishSecretRef`);
    volume.projected?.sources?.forEach((source, j) => {
      add('ConfigMap', source.configMap?.name, `${at}.projected.sources[${j}].configMap`, source.configMap?.optional);
      add('Secret', source.secret?.name, `${at}.projected.sources[${j}].secret`, source.secret?.optional);
    });
  });
  return out;
}

function fromContainers(spec: PodSpec): readonly Found[] {
  const out: Found[] = [];
  for (const field of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    (spec[field] ?? []).forEach((container, i) => {
      out.push(...fromContainer(container as Container, `spec.${field}[${i}]`));
    });
  }
  return out;
}

function fromContainer({ env = [], envFrom = [] }: Container, path: string): readonly Found[] {
  const out: Found[] = [];
  const add = (kind: PodReference['kind'], source: { readonly name?: string; readonly optional?: boolean } | undefined, field: string): void => {
    if (source?.name) out.push({ kind, name: source.name, field, optional: source.optional ?? false });
  };
  env.forEach(({ valueFrom }, i) => {
    add('ConfigMap', valueFrom?.configMapKeyRef, `${path}.env[${i}].valueFrom.configMapKeyRef`);
    add('Secret', valueFrom?.secretKeyRef, `${path}.env[${i}].valueFrom.secretKeyRef`);
  });
  envFrom.forEach(({ configMapRef, secretRef }, i) => {
    add('ConfigMap', configMapRef, `${path}.envFrom[${i}].configMapRef`);
    add('Secret', secretRef, `${path}.envFrom[${i}].secretRef`);
  });
  return out;
}

/** Pull secrets that are missing only matter when the image needs them. */
const fromPullSecrets = (spec: PodSpec): readonly Found[] =>
  (spec.imagePullSecrets ?? []).flatMap(({ name }, i) =>
    name ? [{ kind: 'Secret' as const, name, field: `spec.imagePullSecrets[${i}]`, optional: true }] : [],
  );
