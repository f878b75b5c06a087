import type { Pod } from '../../kinds/schema/types.gen.ts';
import { clusterSearch } from './dns.ts';

/** The two files of names that the kubelet has made for every container (pkg/kubelet/kubelet_pods.go, pkg/kubelet/network/dns). */

const LOCAL =
  '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n';
/** Where machines ask for names: a server of their own network. */
const NODE_NAMESERVER = '10.0.0.1';
const CLUSTER_NAMESERVER = '10.96.0.10';

export interface HostNames {
  readonly podIP: string;
  readonly hostname: string;
  readonly node: string;
}

/** /etc/hosts: managedHostsFileContent, or the node's own for pods in its network. */
export function hostsText({ metadata, spec }: Pod, { podIP, hostname, node }: HostNames): string {
  const domain = spec.subdomain ? `${hostname}.${spec.subdomain}.${metadata.namespace}.svc.cluster.local\t` : '';
  const own = spec.hostNetwork
    ? `# Kubernetes-managed hosts file (host network).\n127.0.0.1\tlocalhost\n127.0.1.1\t${node}\n`
    : `# Kubernetes-managed hosts file.\n${LOCAL}${podIP}\t${domain}${hostname}\n`;
  const aliases = spec.hostAliases ?? [];
  if (aliases.length === 0) return own;
  return `${own}\n# Entries added by HostAliases.\n${aliases.map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`).join('')}`;
}

/** The address /etc/hosts has for a name; programs look there before they ask DNS. */
export const listedAddress = ({ spec }: Pod, name: string): string | undefined => spec.hostAliases?.find(({ hostnames }) => hostnames?.includes(name))?.ip;

/** /etc/resolv.conf after dnsPolicy and dnsConfig. */
export function resolvConfText({ metadata, spec }: Pod): string {
  const policy = spec.dnsPolicy ?? 'ClusterFirst';
  const isCluster = policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && spec.hostNetwork !== true);
  const { nameservers = [], searches = [], options = [] } = spec.dnsConfig ?? {};
  const servers = new Set([...(isCluster ? [CLUSTER_NAMESERVER] : policy === 'None' ? [] : [NODE_NAMESERVER]), ...nameservers]);
  const domains = new Set([...(isCluster ? clusterSearch(metadata.namespace ?? 'default') : []), ...searches]);
  const merged = new Map<string, string | undefined>(isCluster ? [['ndots', '5']] : []);
  for (const { name = '', value } of options) merged.set(name, value);
  const words = [...merged].map(([name, value]) => (value === undefined || value === '' ? name : `${name}:${value}`));
  return [
    ...(domains.size > 0 ? [`search ${[...domains].join(' ')}\n`] : []),
    ...[...servers].map((server) => `nameserver ${server}\n`),
    ...(words.length > 0 ? [`options ${words.join(' ')}\n`] : []),
  ].join('');
}

/** Whether a pod's files differ from those that every pod has: most need not be kept. */
export const hasOwnHosts = ({ spec }: Pod): boolean => spec.hostNetwork === true || spec.subdomain !== undefined || (spec.hostAliases ?? []).length > 0;
export const hasOwnResolver = ({ spec }: Pod): boolean =>
  spec.hostNetwork === true || spec.dnsConfig !== undefined || (spec.dnsPolicy !== undefined && spec.dnsPolicy !== 'ClusterFirst');
