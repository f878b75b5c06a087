import { describe, expect, it } from 'vitest';
import { seconds, type SimTime } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { clientComponent } from '../client/client.ts';
import { fanOut, processComponent } from '../client/process.ts';
import { etcd, putObject } from '../etcd/store.ts';
import { clusterConfig } from '../sim/config.ts';
import { Sim } from '../sim/sim.ts';
import { connectKubeProxy, kubeProxyComponent, programmedRoot, startKubeProxy } from './kube-proxy.ts';
import { iptablesRules, probability } from './kube-proxy-iptables.ts';
import { proxyPart } from './kube-proxy-part.ts';
import { type Connection, pickEndpoint } from './kube-proxy-pick.ts';
import { backendsOf, externalChain, serviceChain, servicePorts } from './kube-proxy-rules.ts';

const NODES = ['node-1', 'node-2', 'node-3'];

function cluster(detail: 'full' | 'lean' = 'full'): Sim {
  const sim = new Sim(clusterConfig({ seed: 7, detail }), [clientComponent, processComponent, kubeProxyComponent]);
  for (const node of NODES) startKubeProxy(sim, node);
  sim.runUntil(seconds(2) as SimTime);
  return sim;
}

function put(sim: Sim, resource: string, object: unknown): void {
  fanOut(sim, putObject(sim, resource, object as KubeObject));
}

const service = (spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', uid: 'u1' },
  spec: { clusterIP: '10.96.10.20', ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }], type: 'ClusterIP', ...spec },
  status: {},
});
type End = { ip: string; node?: string; ready?: boolean; serving?: boolean; terminating?: boolean; hints?: object };
const slice = (ends: readonly End[], labels: object = {}) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-abcde', namespace: 'default', uid: 'u2', labels: { 'kubernetes.io/service-name': 'web', ...labels } },
  addressType: 'IPv4',
  ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  endpoints: ends.map(({ ip, node = 'node-1', ready = true, serving = ready, terminating = false, hints }) => ({
    addresses: [ip],
    nodeName: node,
    conditions: { ready, serving, terminating },
    ...(hints ? { hints } : {}),
    targetRef: { kind: 'Pod', namespace: 'default', name: `web-${ip.split('.')[3]}` },
  })),
});
const THREE: readonly End[] = [{ ip: '10.244.1.5' }, { ip: '10.244.2.5', node: 'node-2' }, { ip: '10.244.3.5', node: 'node-3' }];

function built(spec: object = {}, ends: readonly End[] = THREE): Sim {
  const sim = cluster();
  put(sim, 'services', service(spec));
  put(sim, 'endpointslices', slice(ends));
  sim.runUntil((sim.now + seconds(5)) as SimTime);
  return sim;
}
const to = (change: Partial<Connection> = {}): Connection => ({
  node: 'node-1',
  address: '10.96.10.20',
  port: 80,
  protocol: 'tcp',
  client: '10.244.1.9',
  from: 'pod',
  ...change,
});
const rulesOn = (sim: Sim, node = 'node-1'): string => iptablesRules(programmedRoot(sim, node)!, { node, clusterCIDR: '10.244.0.0/16' });

describe('names of chains', () => {
  it('are those of real clusters', () => {
    expect(serviceChain({ name: 'default/kubernetes:https', protocol: 'tcp' })).toBe('KUBE-SVC-NPX46M4PTMTKRN6Y');
    expect(serviceChain({ name: 'kube-system/kube-dns:dns', protocol: 'udp' })).toBe('KUBE-SVC-TCOU7JCQXEZGVUNU');
  });
  it('have the probabilities iptables-save prints', () => {
    expect([2, 3, 4].map(probability)).toEqual(['0.50000000000', '0.33333333349', '0.25000000000']);
  });
});

describe('rules of a node', () => {
  it('lead from the cluster IP to each endpoint', () => {
    const text = rulesOn(built());
    const chain = serviceChain({ name: 'default/web:http', protocol: 'tcp' });
    expect(text).toContain(`-A KUBE-SERVICES -d 10.96.10.20/32 -p tcp -m comment --comment "default/web:http cluster IP" -m tcp --dport 80 -j ${chain}\n`);
    expect(text).toContain(
      `-A ${chain} -m comment --comment "default/web:http -> 10.244.1.5:8080" -m statistic --mode random --probability 0.33333333349 -j KUBE-SEP-`,
    );
    expect(text).toContain(
      `-A ${chain} -m comment --comment "default/web:http -> 10.244.2.5:8080" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-`,
    );
    expect(text).toMatch(new RegExp(`-A ${chain} -m comment --comment "default/web:http -> 10.244.3.5:8080" -j KUBE-SEP-`));
    expect(text).toContain('-m tcp -j DNAT --to-destination 10.244.2.5:8080\n');
  });

  it('refuse what has no endpoints', () => {
    const sim = built({ type: 'NodePort', ports: [{ name: 'http', port: 80, nodePort: 30080, protocol: 'TCP' }] }, []);
    expect(rulesOn(sim)).toContain(
      '-A KUBE-SERVICES -d 10.96.10.20/32 -p tcp -m comment --comment "default/web:http has no endpoints" -m tcp --dport 80 -j REJECT',
    );
    expect(pickEndpoint(sim, to())).toEqual({ kind: 'reject', service: 'default/web:http' });
    expect(pickEndpoint(sim, to({ address: 'node', port: 30080, from: 'outside' }))).toEqual({ kind: 'reject', service: 'default/web:http' });
  });

  it('pass over endpoints that are not ready, and use terminating ones only when nothing else serves', () => {
    const mixed: readonly End[] = [
      { ip: '10.244.1.5', ready: false },
      { ip: '10.244.1.6' },
      { ip: '10.244.1.7', ready: false, serving: true, terminating: true },
    ];
    const ips = (ends: readonly End[]): readonly string[] => {
      const root = programmedRoot(built({}, ends), 'node-1')!;
      return backendsOf(root, servicePorts(root)[0]!, 'node-1').cluster.map(({ ip }) => ip);
    };
    expect(ips(mixed)).toEqual(['10.244.1.6']);
    expect(ips(mixed.filter(({ ip }) => ip !== '10.244.1.6'))).toEqual(['10.244.1.7']);
  });

  it('follow hints: the own node first, then the zone, then all, and only when every ready endpoint has some', () => {
    const ips = (ends: readonly End[], node: string): readonly string[] => {
      const sim = cluster();
      for (const [name, zone] of Object.entries({ 'node-1': 'a', 'node-2': 'a', 'node-3': 'b' }))
        put(sim, 'nodes', {
          apiVersion: 'v1',
          kind: 'Node',
          metadata: { name, uid: name, labels: { 'topology.kubernetes.io/zone': zone } },
          spec: {},
          status: {},
        });
      put(sim, 'services', service());
      put(sim, 'endpointslices', slice(ends));
      sim.runUntil((sim.now + seconds(5)) as SimTime);
      const root = programmedRoot(sim, node)!;
      const { services } = proxyPart(sim, node) as { services: { total: number }[] };
      const found = backendsOf(root, servicePorts(root)[0]!, node).cluster.map(({ ip }) => ip);
      expect(services[0]!.total).toBe(found.length);
      return found;
    };
    const zone = (name: string) => ({ forZones: [{ name }] });
    const both = (node: string, name: string) => ({ forNodes: [{ name: node }], ...zone(name) });
    const zones: readonly End[] = [
      { ip: '10.244.1.5', hints: zone('a') },
      { ip: '10.244.2.5', node: 'node-2', hints: zone('a') },
      { ip: '10.244.3.5', node: 'node-3', hints: zone('b') },
    ];
    expect(ips(zones, 'node-1')).toEqual(['10.244.1.5', '10.244.2.5']);
    expect(ips(zones, 'node-3')).toEqual(['10.244.3.5']);
    expect(ips(zones.slice(0, 2), 'node-3')).toEqual(['10.244.1.5', '10.244.2.5']);
    expect(ips([...zones, { ip: '10.244.3.6', node: 'node-3' }], 'node-3')).toHaveLength(4);
    const nodes: readonly End[] = [
      { ip: '10.244.1.5', hints: both('node-1', 'a') },
      { ip: '10.244.3.5', node: 'node-3', hints: both('node-3', 'b') },
    ];
    expect(ips(nodes, 'node-1')).toEqual(['10.244.1.5']);
    expect(ips(nodes, 'node-2')).toEqual(['10.244.1.5']);
  });

  it('know external, load-balancer and node ports and their policies', () => {
    const spec = {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      externalIPs: ['192.0.2.9'],
      ports: [{ name: 'http', port: 80, nodePort: 30080, protocol: 'TCP' }],
    };
    const sim = built(spec, [{ ip: '10.244.1.5' }]);
    const chain = externalChain({ name: 'default/web:http', protocol: 'tcp' });
    expect(rulesOn(sim)).toContain(`-A KUBE-NODEPORTS -p tcp -m comment --comment "default/web:http" -m tcp --dport 30080 -j ${chain}\n`);
    expect(rulesOn(sim)).toContain(`-j ${chain}\n`);
    expect(pickEndpoint(sim, to({ address: 'node', port: 30080, from: 'outside', client: '203.0.113.1' }))).toMatchObject({
      kind: 'endpoint',
      masqueraded: false,
      backend: { ip: '10.244.1.5' },
    });
    expect(pickEndpoint(sim, to({ node: 'node-2', address: 'node', port: 30080, from: 'outside' }))).toMatchObject({ kind: 'drop' });
    expect(pickEndpoint(sim, to({ node: 'node-2', address: '192.0.2.9', from: 'pod' }))).toMatchObject({ kind: 'endpoint' });
    expect(rulesOn(sim, 'node-2')).toContain('"default/web:http has no local endpoints" -m addrtype --dst-type LOCAL -m tcp --dport 30080 -j DROP');
  });

  it('keep to the own node with internalTrafficPolicy Local', () => {
    const sim = built({ internalTrafficPolicy: 'Local' }, [{ ip: '10.244.1.5' }, { ip: '10.244.1.6' }]);
    expect(pickEndpoint(sim, to())).toMatchObject({ kind: 'endpoint', chain: expect.stringMatching(/^KUBE-SVL-/) });
    expect(pickEndpoint(sim, to({ node: 'node-2' }))).toEqual({ kind: 'drop', service: 'default/web:http' });
  });

  it('have nothing for headless Services and unknown ports', () => {
    expect(servicePorts(programmedRoot(built({ clusterIP: 'None' }), 'node-1')!)).toEqual([]);
    expect(pickEndpoint(built(), to({ port: 81 }))).toEqual({ kind: 'none' });
  });
});

describe('the choice of an endpoint', () => {
  it('is even: chi-square over 10,000 connections', () => {
    const sim = built(
      {},
      Array.from({ length: 5 }, (_, i) => ({ ip: `10.244.1.${i + 10}` })),
    );
    const counts = new Map<string, number>();
    for (let i = 0; i < 10_000; i++) {
      const verdict = pickEndpoint(sim, to());
      if (verdict.kind === 'endpoint') counts.set(verdict.backend.ip, (counts.get(verdict.backend.ip) ?? 0) + 1);
    }
    expect(counts.size).toBe(5);
    const square = [...counts.values()].reduce((sum, n) => sum + (n - 2_000) ** 2 / 2_000, 0);
    // 4 degrees of freedom, 99 %.
    expect(square).toBeLessThan(13.28);
  });

  it('stays with sessionAffinity ClientIP until the time is over', () => {
    const sim = built(
      { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } },
      Array.from({ length: 8 }, (_, i) => ({ ip: `10.244.1.${i + 10}` })),
    );
    const pick = (client: string): string => {
      const verdict = pickEndpoint(sim, to({ client }));
      return verdict.kind === 'endpoint' ? verdict.backend.ip : verdict.kind;
    };
    const first = pick('10.244.1.100');
    expect(new Set(Array.from({ length: 50 }, () => pick('10.244.1.100')))).toEqual(new Set([first]));
    expect(new Set(Array.from({ length: 60 }, (_, i) => pick(`10.244.2.${i}`))).size).toBeGreaterThan(4);
    expect(rulesOn(sim)).toContain('-m recent --rcheck --seconds 60 --reap --name KUBE-SEP-');
    const later = Array.from({ length: 20 }, () => {
      sim.runUntil((sim.now + seconds(61)) as SimTime);
      return pick('10.244.1.100');
    });
    expect(new Set(later).size).toBeGreaterThan(1);
  });
});

describe('syncing', () => {
  it('lags behind, waits for the period, and happens on every node for itself', () => {
    const sim = built();
    const before = programmedRoot(sim, 'node-1')!.rev;
    put(sim, 'endpointslices', slice(THREE.slice(0, 2)));
    sim.runUntil((sim.now + 10_000) as SimTime);
    expect(programmedRoot(sim, 'node-1')!.rev).toBe(before);
    put(sim, 'endpointslices', slice(THREE.slice(0, 1)));
    sim.runUntil((sim.now + 100_000) as SimTime);
    const root = programmedRoot(sim, 'node-1')!;
    expect(root.rev).toBeGreaterThan(before);
    sim.runUntil((sim.now + seconds(3)) as SimTime);
    expect(programmedRoot(sim, 'node-2')!.rev).toBe(sim.get(etcd).root.rev);
    const syncs = [...sim.happenings].filter(({ code, actor }) => code === 'proxy.sync' && actor === 'kube-proxy/node-3');
    for (let i = 1; i < syncs.length; i++) expect(syncs[i]!.t - syncs[i - 1]!.t).toBeGreaterThanOrEqual(seconds(1) - 40_000);
    expect([...sim.happenings].some(({ say }) => say === 'kube-proxy.wait')).toBe(true);
    expect(syncs[syncs.length - 1]!.cause).toBeGreaterThan(0);
  });

  it('ignores what changes no rule', () => {
    const sim = built();
    const syncs = (): number => [...sim.happenings].filter(({ code }) => code === 'proxy.sync').length;
    const before = syncs();
    put(sim, 'services', { ...service(), metadata: { ...service().metadata, labels: { a: 'b' } } });
    put(sim, 'endpointslices', { ...slice(THREE), metadata: { ...slice(THREE).metadata, annotations: { x: 'y' } } });
    sim.runUntil((sim.now + seconds(5)) as SimTime);
    expect(syncs()).toBe(before);
  });

  it('keeps old rules while the node is cut off, and catches up', () => {
    const sim = built();
    connectKubeProxy(sim, 'node-2', false);
    put(sim, 'endpointslices', slice([]));
    sim.runUntil((sim.now + seconds(5)) as SimTime);
    expect(pickEndpoint(sim, to({ node: 'node-1' })).kind).toBe('reject');
    expect(pickEndpoint(sim, to({ node: 'node-2' })).kind).toBe('endpoint');
    expect(proxyPart(sim, 'node-2')).toMatchObject({ behind: true });
    connectKubeProxy(sim, 'node-2', true);
    sim.runUntil((sim.now + seconds(5)) as SimTime);
    expect(pickEndpoint(sim, to({ node: 'node-2' })).kind).toBe('reject');
  });

  it('is one kube-proxy for all in a large cluster, until a node is cut off', () => {
    const sim = cluster('lean');
    put(sim, 'services', service());
    put(sim, 'endpointslices', slice(THREE));
    sim.runUntil((sim.now + seconds(5)) as SimTime);
    expect(programmedRoot(sim, 'node-3')).toBe(programmedRoot(sim, 'node-1'));
    connectKubeProxy(sim, 'node-3', false);
    put(sim, 'endpointslices', slice([]));
    sim.runUntil((sim.now + seconds(5)) as SimTime);
    expect([pickEndpoint(sim, to()).kind, pickEndpoint(sim, to({ node: 'node-3' })).kind]).toEqual(['reject', 'endpoint']);
  });

  it('becomes quiet', () => {
    const sim = built();
    expect(sim.workPending).toBe(0);
  });
});
