import { deepEqual } from '../../base/json.ts';
import { parseQuantity } from '../quantity.ts';
import { Recent } from '../recent.ts';
import type { Container, Pod, PodSpec, PodTemplateSpec } from '../schema/types.gen.ts';

/** Warning headers for pods and templates (pkg/api/pod/warnings.go). */

export function podWarnings(pod: Pod, previous: Pod | undefined): readonly string[] {
  if (previous && deepEqual(pod.spec, previous.spec)) return [];
  return specWarnings(pod.spec, 'spec');
}

const remembered = new Recent<readonly string[]>();

export function templateWarnings(template: PodTemplateSpec, previous: PodTemplateSpec | undefined, path: string): readonly string[] {
  if (previous && deepEqual(template, previous)) return [];
  const known = remembered.get(template);
  if (known) return known;
  const made = specWarnings(template.spec, `${path}.spec`);
  if (Object.isFrozen(template)) remembered.set(template, made);
  return made;
}

const DEPRECATED_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

function specWarnings(spec: PodSpec, path: string): readonly string[] {
  const out: string[] = [];
  for (const key of Object.keys(spec.nodeSelector ?? {})) {
    const text = Object.hasOwn(DEPRECATED_LABELS, key) ? DEPRECATED_LABELS[key] : undefined;
    if (text) out.push(`${path}.nodeSelector[${key}]: ${text}`);
  }
  spec.topologySpreadConstraints?.forEach((constraint, i) => {
    if (!constraint.labelSelector) out.push(`${path}.topologySpreadConstraints[${i}].labelSelector: a null labelSelector results in matching no pod`);
  });
  spec.hostAliases?.forEach(({ ip }, i) => {
    if (spec.hostAliases?.some((other, j) => j < i && other.ip === ip)) out.push(`${path}.hostAliases[${i}].ip: duplicate ip "${ip}"`);
  });
  spec.imagePullSecrets?.forEach(({ name }, i) => {
    if (!name) out.push(`${path}.imagePullSecrets[${i}].name: invalid empty name ""`);
    else if (spec.imagePullSecrets?.some((other, j) => j < i && other.name === name)) out.push(`${path}.imagePullSecrets[${i}].name: duplicate name "${name}"`);
  });
  volumeWarnings(spec, path, out);
  for (const field of ['initContainers', 'containers'] as const) {
    spec[field]?.forEach((container, i) => {
      containerWarnings(container, `${path}.${field}[${i}]`, out);
    });
  }
  portWarnings(spec, path, out);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0)
    out.push(`${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`);
  return out;
}

const GONE_VOLUMES: Readonly<Record<string, string>> = {
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

function volumeWarnings(spec: PodSpec, path: string, out: string[]): void {
  spec.volumes?.forEach((volume, i) => {
    for (const field of Object.keys(volume)) {
      const text = Object.hasOwn(GONE_VOLUMES, field) ? GONE_VOLUMES[field] : undefined;
      if (text) out.push(`${path}.volumes[${i}].${field}: ${text}`);
    }
  });
}

function containerWarnings(container: Container, path: string, out: string[]): void {
  for (const which of ['limits', 'requests'] as const) {
    for (const name of ['memory', 'ephemeral-storage']) {
      const text = container.resources?.[which]?.[name];
      const value = text === undefined ? undefined : parseQuantity(text);
      if (value && value.nanos % 1_000_000_000n !== 0n)
        out.push(`${path}.resources.${which}[${name}]: fractional byte value "${text}" is invalid, must be an integer`);
    }
  }
  const names = new Map<string, string>();
  container.env?.forEach(({ name, value = '' }, i) => {
    const before = names.get(name);
    if (before !== undefined && !value.includes(`$(${name})`)) out.push(`${path}.env[${i}]: hides previous definition of "${name}", which may be unexpected`);
    names.set(name, value);
  });
}

/** Ports given twice, and names given twice, are taken by the server and surprise later. */
function portWarnings(spec: PodSpec, path: string, out: string[]): void {
  const seen = new Map<string, string>();
  spec.containers?.forEach(({ ports = [] }, i) => {
    ports.forEach(({ containerPort, protocol = 'TCP', hostPort = 0, hostIP = '' }, j) => {
      const at = `${path}.containers[${i}].ports[${j}]`;
      const key = `${containerPort}/${protocol}/${hostPort}/${hostIP}`;
      const before = seen.get(key);
      if (before !== undefined) out.push(`${at}: duplicate port definition with ${before}`);
      else seen.set(key, at);
    });
  });
}
