import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../base/json.ts';
import { errorListText, goJson, goQuote, invalidObject, notFound } from './errors.ts';
import type { WriteContext } from './kind.ts';
import type { KubeObject } from './object.ts';
import { kindByAnyName } from './registry.ts';
import { decode } from './schema/decode.ts';
import { fromBase64, textFromBase64, toBase64 } from './base64.ts';
import { addIp, cidrText, contains, ipText, parseCidr, parseIp } from './ip.ts';
import { intValue, scaledValue } from './int-or-string.ts';

const context: WriteContext = { now: '2026-01-01T00:00:00Z', user: 'admin', meta: {} };

function kindNamed(name: string) {
  const kind = kindByAnyName(name);
  if (!kind) throw new Error(`no kind ${name}`);
  return kind;
}

/** A manifest as the server would hold it. */
function made(name: string, fields: object, metadata: object = {}): KubeObject {
  const kind = kindNamed(name);
  const value = {
    apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}`,
    kind: kind.kind,
    metadata: { name: 'x', ...(kind.namespaced ? { namespace: 'default' } : {}), ...metadata },
    ...fields,
  };
  return kind.strategy.prepareForCreate(kind.strategy.defaults(decode(kind.definition, value).object as unknown as KubeObject), context);
}

const createErrors = (name: string, fields: object, metadata: object = {}): string =>
  errorListText(kindNamed(name).strategy.validate(made(name, fields, metadata)));

function updateErrors(name: string, next: object, previous: object): string {
  const { strategy } = kindNamed(name);
  const before = deepFreeze(made(name, previous, { resourceVersion: '1' }));
  const after = strategy.prepareForUpdate(made(name, next, { resourceVersion: '1' }), before, context);
  return errorListText(strategy.validateUpdate(after, before));
}

const template = (labels: object) => ({ metadata: { labels }, spec: { containers: [{ name: 'a', image: 'b' }] } });
const selector = { matchLabels: { app: 'a' } };
const good = { selector, template: template({ app: 'a' }) };

describe('create', () => {
  it.each([
    ['deploy', { spec: { ...good, replicas: -1 } }, 'spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    [
      'deploy',
      { spec: { selector, template: template({ app: 'b' }) } },
      'spec.template.metadata.labels: Invalid value: {"app":"b"}: `selector` does not match template `labels`',
    ],
    ['deploy', { spec: { selector: {}, template: template({ app: 'a' }) } }, 'spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
    [
      'deploy',
      { spec: { template: template({ app: 'a' }) } },
      '[spec.selector: Required value, spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`]',
    ],
    [
      'deploy',
      { spec: { ...good, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } } },
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
    ],
    [
      'deploy',
      { spec: { ...good, strategy: { rollingUpdate: { maxUnavailable: '150%' } } } },
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "150%": must not exceed 100%',
    ],
    [
      'deploy',
      { spec: { ...good, strategy: { type: 'Recreate', rollingUpdate: {} } } },
      "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
    ],
    [
      'deploy',
      { spec: { ...good, progressDeadlineSeconds: 5, minReadySeconds: 5 } },
      'spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds',
    ],
    [
      'rs',
      { spec: { ...good, template: { ...good.template, spec: { ...good.template.spec, restartPolicy: 'Never' } } } },
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
    ['svc', { spec: { selector: { app: 'a' } } }, 'spec.ports: Required value'],
    ['svc', { spec: { ports: [{ port: 80 }, { port: 81 }] } }, '[spec.ports[0].name: Required value, spec.ports[1].name: Required value]'],
    ['svc', { spec: { ports: [{ port: 80, nodePort: 30000 }] } }, "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ['svc', { spec: { type: 'ExternalName' } }, 'spec.externalName: Required value'],
    [
      'svc',
      { spec: { type: 'LB', ports: [{ port: 80 }] } },
      'spec.type: Unsupported value: "LB": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
    [
      'cm',
      { data: { 'a b': '1' } },
      "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    ],
    ['secret', { type: 'kubernetes.io/tls' }, '[data[tls.crt]: Required value, data[tls.key]: Required value]'],
    ['pv', { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] } }, 'spec: Required value: must specify a volume type'],
    [
      'pv',
      { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], local: { path: '/a' } } },
      'spec.nodeAffinity: Required value: Local volume requires node affinity',
    ],
    [
      'pvc',
      { spec: { accessModes: ['RWO'], resources: { requests: { storage: '1Gi' } } } },
      'spec.accessModes: Unsupported value: "RWO": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
    ],
    ['pvc', { spec: { accessModes: ['ReadWriteOnce'] } }, 'spec.resources[storage]: Required value'],
    ['sc', { provisioner: '' }, 'provisioner: Required value'],
    [
      'ep',
      { subsets: [{ addresses: [{ ip: '127.0.0.1' }] }] },
      'subsets[0].addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ],
    ['endpointslices', { addressType: 'IPv4', endpoints: [{ addresses: [] }] }, 'endpoints[0].addresses: Required value: must contain at least 1 address'],
    ['lease', { spec: { leaseDurationSeconds: 0 } }, 'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0'],
    ['pc', { value: 2_000_000_000 }, 'value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
    [
      'no',
      { spec: { taints: [{ key: 'a', effect: 'Never' }] } },
      'metadata.taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ],
    ['ns', { spec: { finalizers: ['mine'] } }, 'spec.finalizers: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified'],
    ['ev', { involvedObject: { namespace: 'other' } }, 'involvedObject.namespace: Invalid value: "other": does not match event.namespace'],
  ])('%s %j', (name, fields, message) => {
    expect(createErrors(name, fields)).toBe(message);
  });

  it('refuses owners and labels that are none', () => {
    const owners = [
      { apiVersion: 'v1', kind: 'A', name: 'a', uid: '1', controller: true },
      { apiVersion: 'v1', kind: 'B', name: 'b', uid: '2', controller: true },
    ];
    expect(createErrors('cm', {}, { ownerReferences: owners })).toContain(
      'Only one reference can have Controller set to true. Found "true" in references for A/a and B/b',
    );
    expect(createErrors('cm', {}, { labels: { 'a/b/c': 'x' } })).toContain("a valid label key must consist of alphanumeric characters, '-', '_' or '.'");
    expect(createErrors('cm', {}, { annotations: { a: 'x'.repeat(300_000) } })).toBe('metadata.annotations: Too long: may not be more than 262144 bytes');
    expect(createErrors('svc', { spec: { ports: [{ port: 1 }] } }, { name: '1a' })).toContain(
      'a DNS-1035 label must consist of lower case alphanumeric characters',
    );
  });
});

const claim = (storage: string, more: object = {}) => ({ spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...more } });

describe('update', () => {
  it.each([
    [
      'deploy',
      { spec: { ...good, selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } } },
      { spec: good },
      'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Exists"}]}: field is immutable',
    ],
    [
      'cm',
      { data: { a: '2' } },
      { data: { a: '1' }, immutable: true },
      '[immutable: Forbidden: field is immutable when `immutable` is set, data: Forbidden: field is immutable when `immutable` is set]',
    ],
    ['secret', { type: 'b' }, { type: 'a' }, 'type: Invalid value: "b": field is immutable'],
    ['sc', { provisioner: 'b' }, { provisioner: 'a' }, 'provisioner: Forbidden: updates to provisioner are forbidden.'],
    ['pc', { value: 2 }, { value: 1 }, 'value: Forbidden: may not be changed in an update.'],
    [
      'no',
      { spec: { podCIDR: '10.0.1.0/24' } },
      { spec: { podCIDR: '10.0.0.0/24' } },
      'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
    ],
    ['endpointslices', { addressType: 'IPv6' }, { addressType: 'IPv4' }, 'addressType: Invalid value: "IPv6": field is immutable'],
    ['pvc', claim('1Gi', { volumeName: 'v' }), claim('1Gi'), '[]'],
    ['pvc', claim('1Gi', { storageClassName: 'a' }), claim('1Gi'), '[]'],
  ])('%s %j after %j', (name, next, previous, message) => {
    expect(updateErrors(name, next, previous)).toBe(message);
  });

  it('of a claim that is not bound cannot change its size', () => {
    expect(updateErrors('pvc', claim('2Gi'), claim('1Gi'))).toMatch(
      /^spec: Forbidden: spec is immutable after creation except resources\.requests and volumeAttributesClassName for bound claims\n/,
    );
  });

  it('of a Service keeps what was allocated', () => {
    const { strategy } = kindNamed('svc');
    const given = { clusterIP: '10.96.0.1', clusterIPs: ['10.96.0.1'], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' };
    const before = deepFreeze(made('svc', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30000 }], ...given } }, { resourceVersion: '1' }));
    const next = strategy.prepareForUpdate(made('svc', { spec: { type: 'NodePort', ports: [{ port: 80 }] } }, { resourceVersion: '1' }), before, context);
    expect(next['spec']).toMatchObject({ clusterIP: '10.96.0.1', clusterIPs: ['10.96.0.1'], ports: [{ nodePort: 30000 }] });
    const moved = strategy.prepareForUpdate(
      made('svc', { spec: { ports: [{ port: 80 }], ...given, clusterIP: '10.96.0.2', clusterIPs: ['10.96.0.2'] } }, { resourceVersion: '1' }),
      before,
      context,
    );
    expect(errorListText(strategy.validateUpdate(moved, before))).toBe('spec.clusterIPs[0]: Invalid value: ["10.96.0.2"]: may not change once set');
    const external = strategy.prepareForUpdate(
      { ...before, spec: { ...(before['spec'] as object), type: 'ExternalName', externalName: 'a.b', internalTrafficPolicy: undefined } },
      before,
      context,
    );
    expect(external['spec']).not.toHaveProperty('clusterIP');
  });

  it('of a Deployment counts changes of spec and annotations', () => {
    const { strategy } = kindNamed('deploy');
    const before = deepFreeze(made('deploy', { spec: good }, { resourceVersion: '1' }));
    const generation = (next: KubeObject) => strategy.prepareForUpdate(next, before, context).metadata.generation;
    expect(generation({ ...before, metadata: { ...before.metadata, labels: { a: 'b' } } })).toBe(1);
    expect(generation({ ...before, metadata: { ...before.metadata, annotations: { a: 'b' } } })).toBe(2);
    expect(generation({ ...before, spec: { ...(before['spec'] as object), replicas: 5 } })).toBe(2);
  });
});

it('a refused change of a claim shows what differs, as the real server does', () => {
  const modes = (mode: string): object => ({ spec: { accessModes: [mode], resources: { requests: { storage: '1Gi' } } } });
  expect(updateErrors('pvc', modes('ReadWriteOnce'), modes('ReadWriteMany'))).toBe(
    'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n@@ -1,6 +1,6 @@\n {\n  "AccessModes": [\n-  "ReadWriteMany"\n+  "ReadWriteOnce"\n  ],\n  "Selector": null,\n  "Resources": {\n',
  );
});

describe('answers', () => {
  it('are written as the real server writes them', () => {
    expect(notFound({ group: 'apps', name: 'deployments' }, 'web')).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'deployments.apps "web" not found',
      reason: 'NotFound',
      details: { name: 'web', group: 'apps', kind: 'deployments' },
      code: 404,
    });
    const status = invalidObject({ group: 'apps', name: 'Deployment' }, 'web', [
      { type: 'Invalid', field: 'spec.replicas', value: -1, detail: 'must be greater than or equal to 0' },
    ]);
    expect(status.message).toBe('Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0');
    expect(status.details?.causes).toEqual([
      { reason: 'FieldValueInvalid', message: 'Invalid value: -1: must be greater than or equal to 0', field: 'spec.replicas' },
    ]);
    expect(goQuote('a"b\n\u0001é')).toBe('"a\\"b\\n\\x01é"');
    expect(goJson({ b: '<', a: [1, undefined] })).toBe('{"a":[1,null],"b":"\\u003c"}');
  });
});

describe('small things', () => {
  it('base64 of texts', () => {
    for (const text of ['', 'a', 'ab', 'abc', 'pässword', '日本語', '😀']) {
      expect(toBase64(text)).toBe(Buffer.from(text).toString('base64'));
      expect(textFromBase64(toBase64(text))).toBe(text);
    }
    expect(fromBase64('/w==')).toEqual([255]);
    expect(textFromBase64('/w==')).toBe('\ufffd');
  });

  it('addresses', () => {
    expect(ipText(addIp(parseIp('10.244.0.255')!, 1))).toBe('10.244.1.0');
    expect(ipText(parseIp('2001:db8:0:0:0:0:0:1')!)).toBe('2001:db8::1');
    expect(ipText(parseIp('::ffff:1.2.3.4')!)).toBe('::ffff:102:304');
    expect(cidrText(parseCidr('10.244.3.7/24')!)).toBe('10.244.3.0/24');
    expect(contains(parseCidr('10.0.0.0/8')!, parseIp('10.255.0.1')!)).toBe(true);
    for (const bad of ['1.2.3', '01.2.3.4', '256.1.1.1', ':::', '1:2', '1::2::3', 'a.b.c.d', '']) expect(parseIp(bad), bad).toBeUndefined();
    for (const bad of ['10.0.0.0', '10.0.0.0/33', '/8', '10.0.0.0/-1']) expect(parseCidr(bad), bad).toBeUndefined();
  });

  it('percentages: surge rounds up, unavailable down', () => {
    expect(scaledValue('25%', 10, 'up')).toBe(3);
    expect(scaledValue('25%', 10, 'down')).toBe(2);
    expect(scaledValue(4, 10, 'up')).toBe(4);
    expect(scaledValue('x', 10, 'up')).toBeUndefined();
    expect(intValue('25%')).toBe(25);
  });
});
