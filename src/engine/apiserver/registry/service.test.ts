import { describe, expect, it } from 'vitest';
import { NS, PATCHES, type Server, startServer } from '../server.testing.ts';

const SERVICES = `${NS}/services`;
const service = (name: string, spec: object = {}): object => ({ metadata: { name }, spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec } });
const make = ({ call }: Server, name: string, spec: object = {}) => call('POST', SERVICES, service(name, spec));

describe('cluster IPs', () => {
  it('are made up, unique and inside the upper part of the range', () => {
    const server = startServer();
    const ips = Array.from({ length: 50 }, (_, i) => make(server, `s${i}`).body.spec.clusterIP as string);
    expect(new Set(ips).size).toBe(50);
    expect(ips.every((ip) => /^10\.96\.\d+\.\d+$/.test(ip) && !ip.startsWith('10.96.0.'))).toBe(true);
    expect(make(server, 'one').body.spec).toMatchObject({
      type: 'ClusterIP',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      sessionAffinity: 'None',
    });
  });

  it('can be asked for, once, and are free again after the Service is gone', () => {
    const server = startServer();
    const asked = make(server, 'a', { clusterIP: '10.96.0.20' });
    expect(asked.body.spec).toMatchObject({ clusterIP: '10.96.0.20', clusterIPs: ['10.96.0.20'] });
    const again = make(server, 'b', { clusterIP: '10.96.0.20' });
    expect([again.code, again.body.message]).toEqual([
      422,
      'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.20"]: failed to allocate IP 10.96.0.20: provided IP is already allocated',
    ]);
    expect(make(server, 'dns', { clusterIP: '10.96.0.10' }).body.message).toBe(
      'Service "dns" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    );
    server.call('DELETE', `${SERVICES}/a`);
    expect(make(server, 'b', { clusterIP: '10.96.0.20' }).code).toBe(201);
    const outside = make(server, 'c', { clusterIP: '10.0.0.1' });
    expect(outside.body.message).toBe(
      'Service "c" is invalid: spec.clusterIPs: Invalid value: ["10.0.0.1"]: failed to allocate IP 10.0.0.1: the provided network does not match the current range',
    );
  });

  it('never change while the Service has one', () => {
    const server = startServer();
    const made = make(server, 'a').body;
    const changed = server.call('PATCH', `${SERVICES}/a`, { spec: { clusterIP: '10.96.0.99' } }, { contentType: PATCHES.merge });
    expect([changed.code, changed.body.message]).toEqual([
      422,
      'Service "a" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.0.99"]: may not change once set',
    ]);
    const put = server.call('PUT', `${SERVICES}/a`, service('a', { ports: [{ port: 81 }] }));
    expect([put.code, put.body.spec.clusterIP]).toEqual([200, made.spec.clusterIP]);
  });

  it('are none for headless Services and ExternalName', () => {
    const server = startServer();
    expect(make(server, 'a', { clusterIP: 'None' }).body.spec).toMatchObject({ clusterIP: 'None', clusterIPs: ['None'] });
    const external = server.call('POST', SERVICES, { metadata: { name: 'b' }, spec: { type: 'ExternalName', externalName: 'example.com' } });
    expect([external.code, external.body.spec.clusterIP]).toEqual([201, undefined]);
  });

  it('are of one family on this cluster: what asks for two or for the other is refused', () => {
    const server = startServer();
    const said = (spec: object) => make(server, 'a', spec).body.message;
    const start = 'Service "a" is invalid: ';
    const noDual = 'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services';
    expect(said({ ipFamilyPolicy: 'RequireDualStack' })).toBe(start + noDual);
    expect(said({ ipFamilies: ['IPv6'] })).toBe(`${start}spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster`);
    expect(said({ clusterIP: 'fd00::1' })).toBe(`${start}spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster`);
    expect(said({ ipFamilies: ['IPv4', 'IPv6'] })).toBe(
      `${start}spec.ipFamilyPolicy: Invalid value: "SingleStack": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified`,
    );
    expect(said({ clusterIP: 'None', ipFamilyPolicy: 'RequireDualStack' })).toBe(start + noDual);
    expect(make(server, 'a', { ipFamilyPolicy: 'PreferDualStack' }).body.spec).toMatchObject({ ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4'] });
    const patched = server.call('PATCH', `${SERVICES}/a`, { spec: { ipFamilyPolicy: 'RequireDualStack' } }, { contentType: PATCHES.merge });
    expect([patched.code, patched.body.message]).toEqual([422, start + noDual]);
  });

  it('matter to no headless Service without a selector: it has both families', () => {
    const server = startServer();
    const open = { clusterIP: 'None', selector: undefined };
    expect(make(server, 'a', open).body.spec).toMatchObject({ ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] });
    expect(make(server, 'b', { ...open, ipFamilyPolicy: 'SingleStack' }).body.spec).toMatchObject({ ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] });
    const put = server.call('PUT', `${SERVICES}/a`, { ...service('a', open) });
    expect(put.body.spec).toMatchObject({ ipFamilyPolicy: 'RequireDualStack', ipFamilies: ['IPv4', 'IPv6'] });
  });

  it('come and go with the type', () => {
    const server = startServer();
    const had = make(server, 'a').body.spec.clusterIP;
    const external = server.call('PATCH', `${SERVICES}/a`, { spec: { type: 'ExternalName', externalName: 'example.com' } }, { contentType: PATCHES.merge });
    expect([external.code, external.body.spec.clusterIP, external.body.spec.clusterIPs]).toEqual([200, undefined, undefined]);
    expect(make(server, 'b', { clusterIP: had }).code).toBe(201);
    const back = server.call('PATCH', `${SERVICES}/a`, { spec: { type: 'ClusterIP', externalName: null } }, { contentType: PATCHES.merge });
    expect(back.body.spec.clusterIP).toMatch(/^10\.96\./);
    expect(back.body.spec.clusterIP).not.toBe(had);
  });
});

describe('node ports', () => {
  it('are made up in the upper part of the range, or asked for once', () => {
    const server = startServer();
    const { nodePort } = make(server, 'a', { type: 'NodePort' }).body.spec.ports[0];
    expect(nodePort).toBeGreaterThanOrEqual(30086);
    expect(nodePort).toBeLessThanOrEqual(32767);
    expect(make(server, 'b', { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }).code).toBe(201);
    const again = make(server, 'c', { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] });
    expect(again.body.message).toBe('Service "c" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated');
    const outside = make(server, 'c', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] });
    expect(outside.body.message).toBe(
      'Service "c" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
    );
    server.call('DELETE', `${SERVICES}/b`);
    expect(make(server, 'c', { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }).code).toBe(201);
  });

  it('stay over updates that leave them out and are freed with the type', () => {
    const server = startServer();
    const { nodePort } = make(server, 'a', { type: 'NodePort' }).body.spec.ports[0];
    expect(server.call('PUT', `${SERVICES}/a`, service('a', { type: 'NodePort', sessionAffinity: 'ClientIP' })).body.spec.ports[0].nodePort).toBe(nodePort);
    const plain = server.call('PUT', `${SERVICES}/a`, service('a', { type: 'ClusterIP' })).body.spec.ports[0];
    expect(plain.nodePort).toBeUndefined();
    expect(make(server, 'b', { type: 'NodePort', ports: [{ port: 80, nodePort }] }).code).toBe(201);
  });

  it('are shared by one port over two protocols', () => {
    const server = startServer();
    const ports = [
      { name: 'tcp', port: 53, protocol: 'TCP' },
      { name: 'udp', port: 53, protocol: 'UDP' },
    ];
    const [tcp, udp] = make(server, 'dns', { type: 'NodePort', ports }).body.spec.ports;
    expect(tcp.nodePort).toBe(udp.nodePort);
  });

  it('are there for load balancers, too, unless these want none', () => {
    const server = startServer();
    expect(make(server, 'a', { type: 'LoadBalancer' }).body.spec.ports[0].nodePort).toBeGreaterThan(30000);
    expect(make(server, 'b', { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false }).body.spec.ports[0].nodePort).toBeUndefined();
    expect(make(server, 'c', { type: 'LoadBalancer', externalTrafficPolicy: 'Local' }).body.spec.healthCheckNodePort).toBeGreaterThan(30000);
  });
});
