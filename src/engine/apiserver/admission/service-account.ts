import { deepFreeze, extended } from '../../../base/json.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import type { Container, Pod, PodSpec, ServiceAccount, Volume } from '../../../kinds/schema/types.gen.ts';
import { getObject } from '../../etcd/store.ts';
import { type Call, rootOf } from '../call.ts';
import { randomSuffix } from '../identity.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { forbid, isOf } from './refused.ts';

const MIRROR = 'kubernetes.io/config.mirror';
const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const VOLUME_PREFIX = 'kube-api-access-';

/** What every pod's token volume holds: token, the cluster's CA, the namespace. Shared by all pods. */
const TOKEN_VOLUME = deepFreeze({
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ],
  defaultMode: 420,
});

/**
 * Gives each pod its account, the account's token and pull secrets (plugin/pkg/admission/serviceaccount).
 * Simplified: the annotation kubernetes.io/enforce-mountable-secrets is not looked at.
 */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  admit(call, object, previous) {
    if (previous !== undefined || !isOf(call, 'pods')) return object;
    const pod = object as unknown as Pod;
    if (pod.metadata?.annotations?.[MIRROR] !== undefined) return mirror(call, object);
    const spec = pod.spec ?? ({ containers: [] } as PodSpec);
    const name = spec.serviceAccountName || 'default';
    const account = getObject(rootOf(call), 'serviceaccounts', `${call.namespace}/${name}`) as unknown as ServiceAccount | undefined;
    if (!account) return forbid(call, object, `error looking up service account ${call.namespace}/${name}: serviceaccount "${name}" not found`);
    let next: PodSpec = extended(spec, { serviceAccountName: name, serviceAccount: name });
    if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) next = mounted(call, next);
    if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length) next = { ...next, imagePullSecrets: account.imagePullSecrets };
    return { ...object, spec: next };
  },
};

function mirror(call: Call, object: KubeObject): KubeObject {
  const spec = object['spec'] as PodSpec | undefined;
  if (spec?.serviceAccountName) forbid(call, object, 'a mirror pod may not reference service accounts');
  if (spec?.volumes?.some((volume) => volume.secret !== undefined)) forbid(call, object, 'a mirror pod may not reference secrets');
  return object;
}

function mounted(call: Call, spec: PodSpec): PodSpec {
  const present = spec.volumes?.find(({ name }) => name.startsWith(VOLUME_PREFIX));
  const wants = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].some(lacksMount);
  if (!wants) return spec;
  const name = present?.name ?? VOLUME_PREFIX + randomSuffix(call, 'volumes');
  const mount = { name, readOnly: true, mountPath: MOUNT_PATH };
  const give = (container: Container): Container =>
    lacksMount(container) ? { ...container, volumeMounts: [...(container.volumeMounts ?? []), mount] } : container;
  const volume = { name, projected: TOKEN_VOLUME } as unknown as Volume;
  return extended(
    spec,
    Object.assign(
      { containers: spec.containers.map(give) },
      spec.initContainers ? { initContainers: spec.initContainers.map(give) } : undefined,
      present ? undefined : { volumes: [...(spec.volumes ?? []), volume] },
    ),
  );
}

const lacksMount = ({ volumeMounts }: Container): boolean => !volumeMounts?.some(({ mountPath }) => mountPath === MOUNT_PATH);
