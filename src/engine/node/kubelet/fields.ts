import { milliOf, quantity, wholeOf } from '../../../kinds/quantity.ts';
import type { Container, Node, Pod, ResourceFieldSelector } from '../../../kinds/schema/types.gen.ts';

export interface FieldHost {
  readonly podIP: string;
  readonly hostIP: string;
}

/** The value of a field of a pod for the downward API (upstream: podFieldSelectorRuntimeValue, fieldpath.ExtractFieldPathAsString). */
export function podField(pod: Pod, path: string, host: FieldHost): string | undefined {
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (keyed) return pod.metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2]!] ?? '';
  switch (path) {
    case 'metadata.name':
      return pod.metadata.name;
    case 'metadata.namespace':
      return pod.metadata.namespace ?? '';
    case 'metadata.uid':
      return pod.metadata.uid ?? '';
    case 'metadata.labels':
      return formatMap(pod.metadata.labels);
    case 'metadata.annotations':
      return formatMap(pod.metadata.annotations);
    case 'spec.nodeName':
      return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return host.hostIP;
    case 'status.podIP':
    case 'status.podIPs':
      return host.podIP;
    default:
      return undefined;
  }
}

/** `key="value"` lines in order, as in files of the downward API. */
function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  return Object.keys(map ?? {})
    .sort((a, b) => (a < b ? -1 : 1))
    .map((key) => `${key}=${JSON.stringify(map![key])}`)
    .join('\n');
}

/** Requests and limits of a container in units of the divisor, rounded up; without a limit, what the node can give. */
export function resourceField(selector: ResourceFieldSelector, container: Container, node: Node | undefined): string | undefined {
  const [kind, resource] = selector.resource.split(/\.(.*)/s) as [string, string];
  if (kind !== 'limits' && kind !== 'requests') return undefined;
  const own = container.resources?.[kind]?.[resource];
  const text = own ?? (kind === 'limits' ? node?.status?.allocatable?.[resource] : container.resources?.limits?.[resource]);
  const divisor = quantity(selector.divisor === undefined || selector.divisor === '0' ? '1' : selector.divisor);
  if (resource === 'cpu') return String(Math.ceil(milliOf(text ?? '0') / Math.max(Number(divisor.nanos) / 1_000_000, 1)));
  return String(Math.ceil(wholeOf(text ?? '0') / Math.max(Number(divisor.nanos) / 1_000_000_000, 1)));
}
