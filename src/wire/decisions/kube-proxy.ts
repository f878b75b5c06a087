/** What kube-proxy decides. */
export interface KubeProxyDecisions {
  /** Services or endpoints have changed, but the rules were rewritten less than --iptables-min-sync-period ago. */
  'kube-proxy.wait': { changes: number; waitUs: number; periodUs: number };
}
