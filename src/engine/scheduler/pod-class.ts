import type { NodeSelector, Pod, PodSpec, PreferredSchedulingTerm, Toleration } from '../../kinds/schema/types.gen.ts';
import { nonZeroRequestsOf, type Requests, requestsOf } from '../../kinds/core/pod-requests.ts';

/**
 * All of a pod's spec that placing it depends on, apart from its name, its claims and its priority. Pods made from one
 * template share one class, so what a node says to a class is worked out once per node, not once per pod.
 */
export interface PodClass {
  readonly requests: Requests;
  readonly nonZeroCpu: number;
  readonly nonZeroMemory: number;
  readonly hostPorts: readonly HostPort[];
  /** Normalised image names, one per container and init container. */
  readonly images: readonly string[];
  readonly tolerations: readonly Toleration[];
  readonly nodeSelector: Readonly<Record<string, string>> | undefined;
  readonly requiredNodes: NodeSelector | undefined;
  readonly preferredNodes: readonly PreferredSchedulingTerm[];
  readonly nodeName: string;
}

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

const LIMIT = 20_000;
const bySignature = new Map<string, PodClass>();
const bySpec = new WeakMap<PodSpec, PodClass>();

/** The class of a pod: the same object for equal pods (a memo: forgetting it changes nothing but speed). */
export function classOf(pod: Pod): PodClass {
  const { spec } = pod;
  const known = bySpec.get(spec);
  if (known) return known;
  const signature = signatureOf(spec);
  let shared = bySignature.get(signature);
  if (!shared) {
    shared = make(spec);
    if (bySignature.size >= LIMIT) bySignature.clear();
    bySignature.set(signature, shared);
  }
  bySpec.set(spec, shared);
  return shared;
}

function make(spec: PodSpec): PodClass {
  const nonZero = nonZeroRequestsOf(spec);
  const node = spec.affinity?.nodeAffinity;
  return Object.freeze({
    requests: requestsOf(spec),
    nonZeroCpu: nonZero.cpu,
    nonZeroMemory: nonZero.memory,
    hostPorts: hostPortsOf(spec),
    images: [...(spec.initContainers ?? []), ...spec.containers].map((container) => normalisedImage(container.image ?? '')),
    tolerations: spec.tolerations ?? [],
    nodeSelector: spec.nodeSelector,
    requiredNodes: node?.requiredDuringSchedulingIgnoredDuringExecution,
    preferredNodes: node?.preferredDuringSchedulingIgnoredDuringExecution ?? [],
    // A pod that names its node is not ours to place; kept so that NodeName can say so.
    nodeName: spec.nodeName ?? '',
  });
}

/** Host ports a pod occupies on its node (sidecars included: they run as long as the pod). */
function hostPortsOf(spec: PodSpec): readonly HostPort[] {
  const out: HostPort[] = [];
  const sidecars = (spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  for (const container of [...spec.containers, ...sidecars])
    for (const { hostIP, hostPort, protocol } of container.ports ?? [])
      if (hostPort !== undefined && hostPort > 0) out.push({ ip: hostIP || '0.0.0.0', protocol: protocol ?? 'TCP', port: hostPort });
  return out;
}

/** CRI lists images with a tag: `nginx` is `nginx:latest` (ImageLocality: normalizedImageName). */
const normalisedImage = (name: string): string => (name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name);

function signatureOf(spec: PodSpec): string {
  let out = spec.nodeName ?? '';
  for (const container of spec.containers) out += containerText(container);
  for (const container of spec.initContainers ?? []) out += `\u0001${container.restartPolicy ?? ''}${containerText(container)}`;
  for (const t of spec.tolerations ?? []) out += `\u0002${t.key ?? ''}\u0000${t.operator ?? ''}\u0000${t.value ?? ''}\u0000${t.effect ?? ''}`;
  if (spec.nodeSelector) out += `\u0003${listText(spec.nodeSelector)}`;
  if (spec.affinity?.nodeAffinity) out += `\u0004${JSON.stringify(spec.affinity.nodeAffinity)}`;
  if (spec.overhead) out += `\u0005${listText(spec.overhead)}`;
  if (spec.resources?.requests) out += `\u0006${listText(spec.resources.requests)}`;
  return out;
}

function containerText(container: PodSpec['containers'][number]): string {
  let out = `\u0007${container.image ?? ''}`;
  const requests = container.resources?.requests;
  if (requests) out += `\u0000${listText(requests)}`;
  for (const { hostIP, hostPort, protocol } of container.ports ?? []) if (hostPort) out += `\u0000${hostIP ?? ''}/${protocol ?? ''}/${hostPort}`;
  return out;
}

function listText(list: Readonly<Record<string, string>>): string {
  let out = '';
  for (const key of Object.keys(list)) out += `${key}=${list[key]};`;
  return out;
}
