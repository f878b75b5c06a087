import { describe, expect, it } from 'vitest';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { hasOwnHosts, hasOwnResolver, hostsText, listedAddress, resolvConfText } from './hosts.ts';

const pod = (spec: object): Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'shop' }, spec: { containers: [], ...spec }, status: {} }) as unknown as Pod;
const names = { podIP: '10.244.1.5', hostname: 'a', node: 'node-1' };

describe('/etc/hosts', () => {
  it('names the pod, with its subdomain, and what hostAliases add', () => {
    expect(hostsText(pod({}), names).split('\n').at(-2)).toBe('10.244.1.5\ta');
    const own = pod({ subdomain: 'db', hostAliases: [{ ip: '10.1.2.3', hostnames: ['foo.local', 'bar.local'] }] });
    expect(hostsText(own, names)).toMatch(
      /10\.244\.1\.5\ta\.db\.shop\.svc\.cluster\.local\ta\n\n# Entries added by HostAliases\.\n10\.1\.2\.3\tfoo\.local\tbar\.local\n$/,
    );
    expect(listedAddress(own, 'bar.local')).toBe('10.1.2.3');
    expect(listedAddress(own, 'web')).toBeUndefined();
    expect([hasOwnHosts(pod({})), hasOwnHosts(own)]).toEqual([false, true]);
    expect(hostsText(pod({ hostNetwork: true }), names)).toMatch(/^# Kubernetes-managed hosts file \(host network\)\.\n/);
  });
});

describe('/etc/resolv.conf', () => {
  it('follows dnsPolicy and dnsConfig', () => {
    expect(resolvConfText(pod({}))).toBe('search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n');
    const dnsConfig = { nameservers: ['192.0.2.1'], searches: ['my.dns'], options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] };
    expect(resolvConfText(pod({ dnsPolicy: 'None', dnsConfig }))).toBe('search my.dns\nnameserver 192.0.2.1\noptions ndots:2 edns0\n');
    expect(resolvConfText(pod({ dnsConfig }))).toBe(
      'search shop.svc.cluster.local svc.cluster.local cluster.local my.dns\nnameserver 10.96.0.10\nnameserver 192.0.2.1\noptions ndots:2 edns0\n',
    );
    expect(resolvConfText(pod({ hostNetwork: true }))).toBe('nameserver 10.0.0.1\n');
    expect([hasOwnResolver(pod({})), hasOwnResolver(pod({ dnsPolicy: 'Default' }))]).toEqual([false, true]);
  });
});
