import type { Root } from '../etcd/store.ts';
import { type Backend, backendsOf, endpointChain, externalChain, localChain, serviceChain, type ServicePortRule, servicePorts } from './kube-proxy-rules.ts';

/** What a node's rules depend on beside the Root it programmed. */
export interface IptablesNode {
  readonly node: string;
  readonly clusterCIDR: string;
  /** Only this Service (`ns/name`); all when left out. */
  readonly service?: string;
}

/**
 * The rules of one node as `iptables-save` shows them (pkg/proxy/iptables/proxier.go: syncProxyRules). The picture shows one Service's at a time.
 * Simplified: no built-in chains with their jumps to these, no chains of the CNI plugin and the kubelet, no counters, no KUBE-FW chains for loadBalancerSourceRanges.
 */
export function iptablesRules(root: Root, where: IptablesNode): string {
  const nat = new Lines();
  const filter = new Lines();
  for (const name of ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ']) nat.chain(name);
  for (const name of ['KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES', 'KUBE-FORWARD', 'KUBE-NODEPORTS', 'KUBE-PROXY-FIREWALL']) filter.chain(name);
  nat.rule('KUBE-POSTROUTING', '-m mark ! --mark 0x4000/0x4000 -j RETURN');
  nat.rule('KUBE-POSTROUTING', '-j MARK --set-xmark 0x4000/0x0');
  nat.rule('KUBE-POSTROUTING', '-m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully');
  nat.rule('KUBE-MARK-MASQ', '-j MARK --set-xmark 0x4000/0x4000');
  filter.rule('KUBE-FORWARD', '-m conntrack --ctstate INVALID -j DROP');
  filter.rule('KUBE-FORWARD', '-m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT');
  filter.rule('KUBE-FORWARD', '-m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT');
  for (const rule of servicePorts(root))
    if (where.service === undefined || `${rule.namespace}/${rule.service}` === where.service) writeService(root, where, rule, { nat, filter });
  nat.rule(
    'KUBE-SERVICES',
    '-m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS',
  );
  return `*filter\n${filter.text()}COMMIT\n*nat\n${nat.text()}COMMIT\n`;
}

class Lines {
  private readonly chains: string[] = [];
  private readonly rules: string[] = [];

  chain(name: string): void {
    this.chains.push(`:${name} - [0:0]\n`);
  }

  rule(chain: string, text: string): void {
    this.rules.push(`-A ${chain} ${text}\n`);
  }

  text(): string {
    return this.chains.join('') + this.rules.join('');
  }
}

interface Tables {
  readonly nat: Lines;
  readonly filter: Lines;
}

const comment = (text: string): string => `-m comment --comment "${text}"`;

function writeService(root: Root, where: IptablesNode, rule: ServicePortRule, tables: Tables): void {
  const { cluster, local } = backendsOf(root, rule, where.node);
  const { nat, filter } = tables;
  const { name, protocol } = rule;
  const has = cluster.length > 0;
  const internal = rule.internalLocal ? local.length > 0 : has;
  const external = rule.externalLocal ? local.length > 0 : has;
  const accessible = rule.nodePort !== 0 || rule.externalIPs.length > 0 || rule.loadBalancerIPs.length > 0;
  // iptables-save prints addresses first, then the matches in the order in which kube-proxy gave them: the comment, then the port.
  const port = `-m ${protocol} --dport ${rule.port}`;
  const to = (address: string, what: string): string => `-d ${address}/32 -p ${protocol} ${comment(what)} ${port}`;
  const internalChain = rule.internalLocal ? localChain(rule) : serviceChain(rule);
  const nothing = (isLocal: boolean): { readonly why: string; readonly then: string } =>
    isLocal && has
      ? { why: `${name} has no local endpoints`, then: 'DROP' }
      : { why: `${name} has no endpoints`, then: 'REJECT --reject-with icmp-port-unreachable' };
  const [internally, externally] = [nothing(rule.internalLocal), nothing(rule.externalLocal)];
  if (internal) nat.rule('KUBE-SERVICES', `${to(rule.clusterIP, `${name} cluster IP`)} -j ${internalChain}`);
  else filter.rule('KUBE-SERVICES', `${to(rule.clusterIP, internally.why)} -j ${internally.then}`);
  for (const [address, what] of [
    ...rule.externalIPs.map((ip) => [ip, 'external IP'] as const),
    ...rule.loadBalancerIPs.map((ip) => [ip, 'loadbalancer IP'] as const),
  ]) {
    if (has) nat.rule('KUBE-SERVICES', `${to(address, `${name} ${what}`)} -j ${externalChain(rule)}`);
    if (!external) filter.rule('KUBE-EXTERNAL-SERVICES', `${to(address, externally.why)} -j ${externally.then}`);
  }
  if (rule.nodePort !== 0) {
    if (has) nat.rule('KUBE-NODEPORTS', `-p ${protocol} ${comment(name)} -m ${protocol} --dport ${rule.nodePort} -j ${externalChain(rule)}`);
    if (!external)
      filter.rule(
        'KUBE-EXTERNAL-SERVICES',
        `-p ${protocol} ${comment(externally.why)} -m addrtype --dst-type LOCAL -m ${protocol} --dport ${rule.nodePort} -j ${externally.then}`,
      );
  }
  if (rule.healthCheckNodePort !== 0)
    filter.rule('KUBE-NODEPORTS', `-p tcp ${comment(`${name} health check node port`)} -m tcp --dport ${rule.healthCheckNodePort} -j ACCEPT`);
  if (internal) nat.rule(internalChain, `! -s ${where.clusterCIDR} ${to(rule.clusterIP, `${name} cluster IP`)} -j KUBE-MARK-MASQ`);
  if (has && accessible) writeExternal(where, rule, { nat, hasExternal: external });
  const usesCluster = has && (!rule.internalLocal || accessible);
  if (usesCluster) writeBalancing(nat, rule, serviceChain(rule), cluster);
  if (local.length > 0) writeBalancing(nat, rule, localChain(rule), local);
  const reachable = new Map([...(usesCluster ? cluster : []), ...local].map((backend) => [`${backend.ip}:${backend.port}`, backend]));
  for (const backend of reachable.values()) writeEndpoint(nat, rule, backend);
}

function writeExternal(where: IptablesNode, rule: ServicePortRule, { nat, hasExternal }: { nat: Lines; hasExternal: boolean }): void {
  const chain = externalChain(rule);
  nat.chain(chain);
  if (!rule.externalLocal) nat.rule(chain, `${comment(`masquerade traffic for ${rule.name} external destinations`)} -j KUBE-MARK-MASQ`);
  else {
    nat.rule(chain, `-s ${where.clusterCIDR} ${comment(`pod traffic for ${rule.name} external destinations`)} -j ${serviceChain(rule)}`);
    nat.rule(chain, `${comment(`masquerade LOCAL traffic for ${rule.name} external destinations`)} -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ`);
    nat.rule(chain, `${comment(`route LOCAL traffic for ${rule.name} external destinations`)} -m addrtype --src-type LOCAL -j ${serviceChain(rule)}`);
  }
  if (hasExternal) nat.rule(chain, `-j ${rule.externalLocal ? localChain(rule) : serviceChain(rule)}`);
}

function writeBalancing(nat: Lines, rule: ServicePortRule, chain: string, backends: readonly Backend[]): void {
  nat.chain(chain);
  if (rule.affinitySeconds !== undefined)
    for (const backend of backends)
      nat.rule(
        chain,
        `${comment(`${rule.name} -> ${backend.ip}:${backend.port}`)} -m recent --rcheck --seconds ${rule.affinitySeconds} --reap --name ${endpointChain(rule, backend)} --mask 255.255.255.255 --rsource -j ${endpointChain(rule, backend)}`,
      );
  backends.forEach((backend, i) => {
    const chance = i < backends.length - 1 ? ` -m statistic --mode random --probability ${probability(backends.length - i)}` : '';
    nat.rule(chain, `${comment(`${rule.name} -> ${backend.ip}:${backend.port}`)}${chance} -j ${endpointChain(rule, backend)}`);
  });
}

function writeEndpoint(nat: Lines, rule: ServicePortRule, backend: Backend): void {
  const chain = endpointChain(rule, backend);
  nat.chain(chain);
  nat.rule(chain, `-s ${backend.ip}/32 ${comment(rule.name)} -j KUBE-MARK-MASQ`);
  const sets = rule.affinitySeconds === undefined ? '' : ` -m recent --set --name ${chain} --mask 255.255.255.255 --rsource`;
  nat.rule(chain, `-p ${rule.protocol} ${comment(rule.name)}${sets} -m ${rule.protocol} -j DNAT --to-destination ${backend.ip}:${backend.port}`);
}

/**
 * 1/n as iptables-save prints it: kube-proxy writes ten digits, the kernel keeps 31 bits of them, and eleven digits are shown, so that a third
 * is 0.33333333349.
 */
export function probability(n: number): string {
  const written = Number((1 / n).toFixed(10));
  return (Math.round(written * 0x8000_0000) / 0x8000_0000).toFixed(11);
}
