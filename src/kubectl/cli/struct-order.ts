import type { Json } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import type { KubeObject } from '../../kinds/object.ts';

/** How the fields of a struct are ordered, and what its fields hold. Maps have their keys in the order of their texts. */
interface Struct {
  readonly fields: readonly string[];
  readonly within?: Readonly<Record<string, Struct | 'map'>>;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const METADATA: Struct = {
  fields: words(
    'name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields',
  ),
  within: { labels: 'map', annotations: 'map' },
};

const CONTAINER: Struct = {
  fields: words(`name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices
    livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty`),
  within: {
    ports: { fields: words('name hostPort containerPort protocol hostIP') },
    env: { fields: words('name value valueFrom') },
  },
};

const POD_SPEC: Struct = {
  fields: words(`volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy
    nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext
    imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName
    enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources
    hostnameOverride workloadRef`),
  within: { initContainers: CONTAINER, containers: CONTAINER, nodeSelector: 'map' },
};

const SERVICE_SPEC: Struct = {
  fields: words(`ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName
    externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy loadBalancerClass
    internalTrafficPolicy trafficDistribution`),
  within: { ports: { fields: words('name protocol appProtocol port targetPort nodePort') }, selector: 'map' },
};

const objectOf = (spec: Struct): Struct => ({ fields: words('kind apiVersion metadata spec status'), within: { metadata: METADATA, spec } });
const OBJECTS: Readonly<Record<string, Struct>> = { Pod: objectOf(POD_SPEC), Service: objectOf(SERVICE_SPEC) };

/** The fields of a Pod or a Service as Go writes them: in the order of its structs (staging/src/k8s.io/api/core/v1/types.go), without those they do not have. */
export function inStructOrder(object: KubeObject): KubeObject {
  const struct = OBJECTS[object.kind];
  return struct ? (ordered(object as unknown as Json, struct) as unknown as KubeObject) : object;
}

function ordered(value: Json | undefined, struct: Struct | 'map' | undefined): Json | undefined {
  if (struct === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one: Json) => ordered(one, struct) ?? null);
  const given = value as { readonly [key: string]: Json };
  if (struct === 'map')
    return Object.fromEntries(
      Object.keys(given)
        .sort(byText)
        .map((key) => [key, given[key]!]),
    );
  const present = struct.fields.filter((key) => Object.hasOwn(given, key));
  return Object.fromEntries(present.map((key) => [key, ordered(given[key], struct.within?.[key]) ?? null]));
}
