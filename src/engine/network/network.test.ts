import { describe, expect, it } from 'vitest';
import { ms, seconds, type SimTime } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { clientComponent } from '../client/client.ts';
import { fanOut, processComponent } from '../client/process.ts';
import { etcd, putObject } from '../etcd/store.ts';
import type { PodAnswer } from '../images/program.ts';
import { kubeProxyComponent, startKubeProxy, stopKubeProxy } from '../node/kube-proxy.ts';
import { clusterConfig } from '../sim/config.ts';
import { type Component, Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { clusterSearch, dnsComponent, type Resolver, resolve, resolverOf } from './dns.ts';
import { type Arrival, POD_REQUEST } from './pod-door.ts';
import type { Client, Done, RequestOutcome } from './request.ts';
import { inFlight, networkComponent, startRequest } from './requests.ts';
import { setTraffic, stopTraffic, trafficComponent, trafficPart, trafficSource } from './traffic.ts';
import { parseUrl } from './url.ts';

const answers = slot<Readonly<Record<string, PodAnswer | { kind: 'unreachable' }>>>('test/answers', () => ({}));
const outcomes = slot<readonly { outcome: RequestOutcome; tookUs: number }[]>('test/outcomes', () => []);
const arrivals = slot<readonly Arrival[]>('test/arrivals', () => []);

/** Pods as the runtime would have them: an answer per address. */
const pods: Component = {
  name: 'pods',
  handlers: {
    [POD_REQUEST]: (sim: Sim, arrival: Arrival) => {
      sim.set(arrivals, [...sim.get(arrivals), arrival]);
      const answer = sim.get(answers)[arrival.podIP] ?? { kind: 'unreachable' };
      sim.schedule({
        after: 'afterUs' in answer ? answer.afterUs : 0,
        to: arrival.reply.to,
        args: { answer, args: arrival.reply.args },
        background: arrival.background,
      });
    },
    'test.done': (sim: Sim, { outcome, tookUs }: Done) => sim.set(outcomes, [...sim.get(outcomes), { outcome, tookUs }]),
  },
};

const NODES = ['node-1', 'node-2'];
const OK: PodAnswer = { kind: 'answer', status: 200, body: 'hi', afterUs: ms(2) };

function cluster(): Sim {
  const sim = new Sim(clusterConfig({ seed: 3 }), [
    clientComponent,
    processComponent,
    kubeProxyComponent,
    dnsComponent,
    networkComponent,
    trafficComponent,
    pods,
  ]);
  for (const [i, name] of NODES.entries()) {
    startKubeProxy(sim, name);
    put(sim, 'nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name },
      spec: {},
      status: { addresses: [{ type: 'InternalIP', address: `10.0.0.1${i + 1}` }], conditions: [{ type: 'Ready', status: 'True' }] },
    });
  }
  put(sim, 'namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  put(sim, 'pods', pod('client', 'node-1', '10.244.1.9'));
  wait(sim, 3);
  return sim;
}

function put(sim: Sim, resource: string, object: unknown): void {
  fanOut(sim, putObject(sim, resource, object as KubeObject));
}
const wait = (sim: Sim, s: number): void => sim.runUntil((sim.now + seconds(s)) as SimTime);
const pod = (name: string, nodeName: string, podIP: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { nodeName, containers: [] },
  status: { podIP, phase: 'Running' },
});

function service(sim: Sim, name: string, ips: readonly string[], spec: object = {}): void {
  put(sim, 'services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { type: 'ClusterIP', clusterIP: '10.96.0.50', ports: [{ name: 'http', port: 80, protocol: 'TCP' }], ...spec },
    status: {},
  });
  put(sim, 'endpointslices', {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-x`, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: ips.map((ip, i) => ({
      addresses: [ip],
      nodeName: NODES[i % 2],
      hostname: `db-${i}`,
      conditions: { ready: !ip.endsWith('.99') },
      targetRef: { kind: 'Pod', namespace: 'default', name: `p${i}` },
    })),
  });
  wait(sim, 4);
}

const POD: Client = { kind: 'pod', namespace: 'default', pod: 'client', node: 'node-1', ip: '10.244.1.9' };
const USER: Client = { kind: 'outside', ip: '198.51.100.7' };

function ask(sim: Sim, url: string, client: Client = POD): { outcome: RequestOutcome; tookUs: number } {
  startRequest(sim, { client, url, method: 'GET', timeoutUs: seconds(5), background: false, reply: { to: 'test.done', args: null } });
  sim.runUntilQuiet(seconds(30));
  return sim.get(outcomes)[sim.get(outcomes).length - 1]!;
}

const hopsOf = (sim: Sim, from: number) =>
  [...sim.happenings.slice(from)]
    .filter(({ code }) => code === 'packet' || code === 'dns')
    .map(({ code, args, actor, to }) => ({ code, hop: args?.hop, actor, to, args }));

describe('names', () => {
  const resolver =
    (sim: Sim, over: Partial<Resolver> = {}) =>
    (name: string) =>
      resolve(sim, { namespace: 'default', search: clusterSearch('default'), ndots: 5, asks: 'cluster', ...over }, name);
  const prepared = (): Sim => {
    const sim = cluster();
    service(sim, 'web', ['10.244.1.5']);
    service(sim, 'db', ['10.244.2.6', '10.244.1.6', '10.244.1.99'], { clusterIP: 'None' });
    service(sim, 'empty', [], { clusterIP: 'None' });
    put(sim, 'services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'ext', namespace: 'default' },
      spec: { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' },
      status: {},
    });
    wait(sim, 1);
    return sim;
  };

  it('resolve as CoreDNS and the resolver do', () => {
    const sim = prepared();
    const of = resolver(sim);
    const table: readonly (readonly [string, string, readonly string[], number])[] = [
      ['web', 'NOERROR', ['10.96.0.50'], 1],
      ['web.default', 'NOERROR', ['10.96.0.50'], 2],
      ['web.default.svc', 'NOERROR', ['10.96.0.50'], 3],
      ['web.default.svc.cluster.local', 'NOERROR', ['10.96.0.50'], 4],
      ['web.default.svc.cluster.local.', 'NOERROR', ['10.96.0.50'], 1],
      ['nope', 'NXDOMAIN', [], 4],
      ['web.other', 'NXDOMAIN', [], 4],
      ['db', 'NOERROR', ['10.244.1.6', '10.244.2.6'], 1],
      ['db-0.db', 'NOERROR', ['10.244.2.6'], 1],
      ['db-9.db', 'NXDOMAIN', [], 4],
      ['empty', 'NXDOMAIN', [], 4],
      ['ext', 'NOERROR', ['10.96.0.50'], 1],
      ['_http._tcp.web', 'NOERROR', ['10.96.0.50'], 1],
      ['10-244-1-5.default.pod', 'NOERROR', ['10.244.1.5'], 3],
      ['10-244-1-5.nowhere.pod', 'NXDOMAIN', [], 4],
      ['example.com', 'NOERROR', ['203.0.113.141'], 4],
    ];
    for (const [name, rcode, addresses, tried] of table) {
      const answer = of(name);
      expect([name, answer.rcode, answer.addresses, answer.tried.length]).toEqual([name, rcode, addresses, tried]);
      expect([name, answer.canonical]).toEqual([name, name === 'ext' ? 'web.default.svc.cluster.local' : undefined]);
    }
  });

  it('follow ndots, dnsPolicy and dnsConfig', () => {
    const sim = prepared();
    expect(resolver(sim, { ndots: 1 })('example.com').tried).toEqual(['example.com']);
    expect(resolver(sim)('example.com').tried).toHaveLength(4);
    const spec = (over: object) => resolverOf({ spec: over } as never, 'default');
    expect(spec({ dnsPolicy: 'Default' })).toMatchObject({ asks: 'node', search: [], ndots: 1 });
    expect(spec({ hostNetwork: true })).toMatchObject({ asks: 'node' });
    expect(spec({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' })).toMatchObject({ asks: 'cluster', ndots: 5 });
    expect(spec({ dnsConfig: { searches: ['x.y'], options: [{ name: 'ndots', value: '2' }] } })).toMatchObject({
      ndots: 2,
      search: [...clusterSearch('default'), 'x.y'],
    });
    expect(resolve(sim, spec({ dnsPolicy: 'Default' }), 'web.default.svc.cluster.local').rcode).toBe('NXDOMAIN');
  });

  it('are not answered while the DNS Service has no ready endpoint', () => {
    const sim = prepared();
    put(sim, 'services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'kube-dns', namespace: 'kube-system' },
      spec: { clusterIP: '10.96.0.10', ports: [] },
      status: {},
    });
    wait(sim, 1);
    expect(resolver(sim)('web').rcode).toBe('SERVFAIL');
  });
});

describe('a request', () => {
  it('from a pod: name, rules of its own node, pod, answer', () => {
    const sim = cluster();
    service(sim, 'web', ['10.244.1.5', '10.244.2.5']);
    sim.set(answers, { '10.244.1.5': OK, '10.244.2.5': OK });
    const from = sim.happenings.length;
    const { outcome, tookUs } = ask(sim, 'http://web/path');
    expect(outcome).toEqual({ kind: 'answer', status: 200, body: 'hi', address: '10.96.0.50' });
    expect(tookUs).toBeGreaterThan(ms(2));
    const hops = hopsOf(sim, from);
    expect(hops.map(({ code, hop }) => hop ?? code)).toEqual(['dns', 'pod', 'answer']);
    expect(hops[1]).toMatchObject({
      actor: 'pod/default/client',
      args: {
        node: 'node-1',
        service: 'default/web:http',
        chain: expect.stringMatching(/^KUBE-SVC-/),
        sep: expect.stringMatching(/^KUBE-SEP-/),
        of: 2,
        port: 8080,
      },
    });
    expect(sim.get(arrivals)[0]!.request).toMatchObject({ port: 8080, path: '/path', host: 'web', client: '10.244.1.9' });
  });

  it('from outside: node, pod, answer; the node’s address is what the pod sees', () => {
    const sim = cluster();
    service(sim, 'web', ['10.244.1.5'], { type: 'NodePort', ports: [{ name: 'http', port: 80, nodePort: 30080, protocol: 'TCP' }] });
    sim.set(answers, { '10.244.1.5': OK });
    const from = sim.happenings.length;
    expect(ask(sim, 'http://web.default.svc:80/', USER).outcome).toMatchObject({ kind: 'answer', status: 200 });
    expect(hopsOf(sim, from).map(({ hop }) => hop)).toEqual(['node', 'pod', 'answer']);
    expect(sim.get(arrivals)[0]!.request.client).toMatch(/^10\.0\.0\.1[12]$/);
    expect(ask(sim, 'http://10.0.0.12:30080/', USER).outcome).toMatchObject({ kind: 'answer' });
  });

  it('fails as it would', () => {
    const sim = cluster();
    service(sim, 'none', []);
    expect(ask(sim, 'http://none').outcome).toEqual({ kind: 'refused', address: '10.96.0.50' });
    expect(ask(sim, 'http://unheard-of').outcome).toEqual({ kind: 'unknown-host' });
    expect(ask(sim, 'http://10.244.9.9:80')).toEqual({ outcome: { kind: 'timeout', address: '10.244.9.9' }, tookUs: seconds(5) });
    service(sim, 'none', ['10.244.2.7']);
    expect(ask(sim, 'http://none').outcome).toEqual({ kind: 'timeout', address: '10.96.0.50' });
    sim.set(answers, { '10.244.2.7': { kind: 'refused' } });
    expect(ask(sim, 'http://none').outcome).toEqual({ kind: 'refused', address: '10.96.0.50' });
    sim.set(answers, { '10.244.2.7': { kind: 'answer', status: 503, body: '', afterUs: 0 } });
    expect(ask(sim, 'http://none').outcome).toMatchObject({ kind: 'answer', status: 503 });
    sim.set(answers, { '10.244.2.7': { kind: 'answer', status: 200, body: '', afterUs: seconds(9) } });
    expect(ask(sim, 'http://none').outcome).toMatchObject({ kind: 'timeout' });
    expect(ask(sim, 'http://none:81').outcome).toMatchObject({ kind: 'timeout' });
    expect(sim.get(inFlight)).toBe(0);
  });

  it('is lost at a node that is off', () => {
    const sim = cluster();
    service(sim, 'web', ['10.244.1.5']);
    sim.set(answers, { '10.244.1.5': OK });
    stopKubeProxy(sim, 'node-1', { machineOff: true });
    expect(ask(sim, 'http://10.0.0.11:80', USER).outcome.kind).toBe('timeout');
  });
});

describe('traffic', () => {
  it('keeps the books: sent = ok + failed + on the way', () => {
    const sim = cluster();
    service(sim, 'web', ['10.244.1.5', '10.244.2.5']);
    sim.set(answers, { '10.244.1.5': OK, '10.244.2.5': { kind: 'answer', status: 500, body: '', afterUs: ms(1) } });
    setTraffic(sim, { id: 'a', from: 'users', url: 'http://web.default.svc', perSecond: 20 });
    setTraffic(sim, { id: 'b', from: 'default/client', url: 'http://web', perSecond: 5 });
    setTraffic(sim, { id: 'c', from: 'default/gone', url: 'http://web', perSecond: 1 });
    const from = sim.happenings.length;
    for (let i = 0; i < 40; i++) {
      wait(sim, 0.77);
      for (const id of ['a', 'b', 'c']) {
        const source = trafficSource(sim, id)!;
        expect(source.sent).toBe(source.ok + source.inFlight + Object.values(source.failed).reduce((sum, n) => sum + n, 0));
      }
    }
    expect(trafficSource(sim, 'a')!.sent).toBeGreaterThan(550);
    expect(trafficSource(sim, 'a')!.sent).toBeLessThan(690);
    expect(trafficSource(sim, 'a')!.failed).toHaveProperty('http-500');
    expect(trafficSource(sim, 'c')!.failed).toEqual({ 'no-client': trafficSource(sim, 'c')!.sent });
    expect(sim.workPending).toBe(0);
    const byRequest = new Map<unknown, number>();
    for (const { args } of hopsOf(sim, from)) byRequest.set(args?.request, (byRequest.get(args?.request) ?? 0) + 1);
    expect(Math.max(...byRequest.values())).toBeLessThanOrEqual(4);
    stopTraffic(sim, 'a');
    wait(sim, 10);
    const { sent, inFlight: left } = trafficSource(sim, 'a')!;
    wait(sim, 10);
    expect([trafficSource(sim, 'a')!.sent, left]).toEqual([sent, 0]);
    expect((trafficPart(sim) as { sources: readonly unknown[] }).sources).toHaveLength(3);
  });

  it('walks few of many, and counts all', () => {
    const sim = cluster();
    service(sim, 'web', ['10.244.1.5']);
    sim.set(answers, { '10.244.1.5': OK });
    setTraffic(sim, { id: 'a', from: 'users', url: 'http://web', perSecond: 1_000 });
    wait(sim, 20);
    const { sent } = trafficSource(sim, 'a')!;
    expect(sent).toBeGreaterThan(18_000);
    expect(sent).toBeLessThan(22_000);
    expect(sim.get(arrivals).length).toBeLessThan(600);
    expect(sim.get(arrivals)[0]!.request.weight).toBe(40);
  });

  it('lives on through a checkpoint as if nothing had been', () => {
    const sim = cluster();
    service(sim, 'web', ['10.244.1.5']);
    sim.set(answers, { '10.244.1.5': OK });
    setTraffic(sim, { id: 'a', from: 'users', url: 'http://web', perSecond: 10 });
    wait(sim, 3);
    const kept = sim.checkpoint();
    wait(sim, 5);
    const straight = [...sim.happenings].length;
    const part = trafficPart(sim);
    sim.restore(kept);
    wait(sim, 5);
    expect([sim.happenings.length, trafficPart(sim)]).toEqual([straight, part]);
    expect(sim.get(etcd).root.rev).toBeGreaterThan(0);
  });
});

describe('URLs', () => {
  it.each([
    ['http://web', { scheme: 'http', host: 'web', port: 80, path: '/' }],
    ['https://web.default.svc:8443/x?y=1#z', { scheme: 'https', host: 'web.default.svc', port: 8443, path: '/x?y=1' }],
    ['web:8080', { scheme: 'http', host: 'web', port: 8080, path: '/' }],
    ['ftp://x', undefined],
    ['', undefined],
    ['http://a:99999', undefined],
  ])('%j', (text, target) => {
    expect(parseUrl(text)).toEqual(target);
  });
});
