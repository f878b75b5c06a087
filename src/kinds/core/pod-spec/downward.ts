import { invalid, notSupported, required } from '../../errors.ts';
import { qualifiedNameErrors } from '../../names.ts';
import { canonicalQuantity } from '../../quantity.ts';
import type { Errors } from '../../remember.ts';
import type { ObjectFieldSelector, ResourceFieldSelector } from '../../schema/types.gen.ts';

/** The downward API: fields and resources a pod may read of itself. */

export const ENV_FIELDS: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
export const VOLUME_FIELDS: readonly string[] = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

/** Labels ConvertDownwardAPIFieldLabel knows. */
const CONVERTIBLE: ReadonlySet<string> = new Set([...ENV_FIELDS, ...VOLUME_FIELDS, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase', 'spec.host']);
const SUBSCRIPT = /^(metadata\.annotations|metadata\.labels|[^[\]]*)\['(.*)'\]$/;

/** `metadata.labels['app']` → the map and the key. */
function splitSubscript(path: string): { readonly path: string; readonly key: string } | undefined {
  const match = path.length <= 1_000 ? SUBSCRIPT.exec(path) : null;
  return match ? { path: match[1] as string, key: match[2] as string } : undefined;
}

export function checkFieldRef(ref: ObjectFieldSelector, allowed: readonly string[], path: string, errors: Errors): void {
  if (!ref.apiVersion) {
    errors.push(required(`${path}.apiVersion`));
    return;
  }
  if (!ref.fieldPath) {
    errors.push(required(`${path}.fieldPath`));
    return;
  }
  const subscript = splitSubscript(ref.fieldPath);
  if (
    ref.apiVersion !== 'v1' ||
    !(subscript ? subscript.path === 'metadata.annotations' || subscript.path === 'metadata.labels' : CONVERTIBLE.has(ref.fieldPath))
  ) {
    const why =
      ref.apiVersion !== 'v1'
        ? `unsupported pod version: ${ref.apiVersion}`
        : subscript
          ? `field label does not support subscript: ${ref.fieldPath}`
          : `field label not supported: ${ref.fieldPath}`;
    errors.push(invalid(`${path}.fieldPath`, ref.fieldPath, `error converting fieldPath: ${why}`));
    return;
  }
  if (subscript) {
    const key = subscript.path === 'metadata.annotations' ? subscript.key.toLowerCase() : subscript.key;
    for (const message of qualifiedNameErrors(key)) errors.push(invalid(path, key, message));
  } else if (!allowed.includes(ref.fieldPath)) {
    errors.push(notSupported(`${path}.fieldPath`, ref.fieldPath, allowed));
  }
}

const RESOURCES: readonly string[] = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];
const DIVISORS: readonly { readonly of: RegExp; readonly allowed: readonly string[]; readonly what: string }[] = [
  { of: /^(limits|requests)\.cpu$/, allowed: ['1m', '1'], what: 'values 1m and 1 are supported with the cpu resource' },
  { of: /^(limits|requests)\.memory$/, allowed: SIZES, what: `values ${SIZES.join(', ')} are supported with the memory resource` },
  { of: /^(limits|requests)\.ephemeral-storage$/, allowed: SIZES, what: `values ${SIZES.join(', ')} are supported with the local ephemeral storage resource` },
  { of: /^(limits|requests)\.hugepages-/, allowed: SIZES, what: `values ${SIZES.join(', ')} are supported with the hugepages resource` },
];

export function checkResourceFieldRef(ref: ResourceFieldSelector, inVolume: boolean, path: string, errors: Errors): void {
  if (inVolume && !ref.containerName) errors.push(required(`${path}.containerName`));
  else if (!ref.resource) errors.push(required(`${path}.resource`));
  else if (!RESOURCES.includes(ref.resource) && !/^(limits|requests)\.hugepages-/.test(ref.resource))
    errors.push(notSupported(`${path}.resource`, ref.resource, RESOURCES));
  const divisor = ref.divisor === undefined ? '0' : canonicalQuantity(ref.divisor);
  if (divisor === '0') return;
  const rule = DIVISORS.find(({ of }) => of.test(ref.resource));
  if (rule && !rule.allowed.includes(divisor ?? '')) errors.push(invalid(`${path}.divisor`, ref.resource, `only divisor's ${rule.what}`));
}
