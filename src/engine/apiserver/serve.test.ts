import { describe, expect, it } from 'vitest';
import { seconds, type SimTime } from '../../base/time.ts';
import type { ApiRequest } from '../../wire/request.ts';
import { etcd } from '../etcd/store.ts';
import { signed } from './registry/token.ts';
import { bindingOf, configMap, DEPLOYMENTS, deploymentManifest, NS, PATCHES, PODS, podManifest, startServer } from './server.testing.ts';

const CONFLICT = 'the object has been modified; please apply your changes to the latest version and try again';

describe('the life of one object', () => {
  it('is created, read, changed and deleted', () => {
    const { call } = startServer();
    const made = call(
      'POST',
      PODS,
      podManifest('a', { uid: 'mine', creationTimestamp: '2000-01-01T00:00:00Z', deletionTimestamp: '2000-01-01T00:00:00Z', generation: 7 }),
    );
    expect(made.code).toBe(201);
    expect(made.body.metadata).toMatchObject({ name: 'a', namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z', generation: 1 });
    expect(made.body.metadata.deletionTimestamp).toBeUndefined();
    expect(made.body.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(made.body.status).toMatchObject({ phase: 'Pending', qosClass: 'BestEffort' });
    expect(call('GET', `${PODS}/a`).body).toBe(made.body);
    const labelled = call('PATCH', `${PODS}/a`, { metadata: { labels: { x: 'y' } } }, { contentType: PATCHES.merge });
    expect(labelled.body.metadata.labels).toEqual({ x: 'y' });
    expect(labelled.body.spec).toBe(made.body.spec);
    const stale = call('PUT', `${PODS}/a`, made.body);
    expect([stale.code, stale.body.message]).toEqual([409, `Operation cannot be fulfilled on pods "a": ${CONFLICT}`]);
    expect(call('DELETE', `${PODS}/a`).code).toBe(200);
    expect(call('GET', `${PODS}/a`).body.message).toBe('pods "a" not found');
  });

  it('gets a new uid when it comes back under its name', () => {
    const { call } = startServer();
    const first = call('POST', `${NS}/configmaps`, configMap('a')).body;
    call('DELETE', `${NS}/configmaps/a`);
    expect(call('POST', `${NS}/configmaps`, configMap('a')).body.metadata.uid).not.toBe(first.metadata.uid);
  });

  it('stores frozen objects', () => {
    const { call } = startServer();
    const { body } = call('POST', PODS, podManifest('a'));
    expect([body, body.metadata, body.spec, body.spec.containers[0], body.spec.tolerations].every(Object.isFrozen)).toBe(true);
  });

  it('writes nothing when an update changes nothing', () => {
    const { call, sim } = startServer();
    const made = call('POST', DEPLOYMENTS, deploymentManifest('web')).body;
    const { rev } = sim.get(etcd).root;
    expect(call('PUT', `${DEPLOYMENTS}/web`, made).body).toBe(made);
    expect(call('PUT', `${DEPLOYMENTS}/web`, deploymentManifest('web')).body).toEqual(made);
    expect(call('PATCH', `${DEPLOYMENTS}/web`, {}, { contentType: PATCHES.strategic }).body).toBe(made);
    expect(sim.get(etcd).root.rev).toBe(rev);
  });

  it('splits spec and status', () => {
    const { call } = startServer();
    const made = call('POST', DEPLOYMENTS, { ...deploymentManifest('web', 1), status: { replicas: 9 } }).body;
    expect([made.metadata.generation, made.status.replicas]).toEqual([1, undefined]);
    const scaled = call('PUT', `${DEPLOYMENTS}/web`, { ...made, spec: { ...made.spec, replicas: 3 }, status: { replicas: 5 } }).body;
    expect([scaled.metadata.generation, scaled.spec.replicas, scaled.status.replicas]).toEqual([2, 3, undefined]);
    const status = call('PUT', `${DEPLOYMENTS}/web/status`, {
      ...scaled,
      spec: { ...scaled.spec, replicas: 8 },
      status: { observedGeneration: 2, replicas: 3 },
    }).body;
    expect([status.metadata.generation, status.spec.replicas, status.status.replicas]).toEqual([2, 3, 3]);
    expect(status.spec).toBe(scaled.spec);
  });

  it('makes names that differ, the same with the same seed', () => {
    const names = (): string[] => {
      const { call } = startServer();
      return Array.from({ length: 20 }, () => call('POST', PODS, podManifest('', { generateName: 'web-' })).body.metadata.name);
    };
    const first = names();
    expect(new Set(first).size).toBe(20);
    expect(first.every((name) => /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(name))).toBe(true);
    expect(names()).toEqual(first);
  });
});

type Case = readonly [
  method: ApiRequest['method'],
  path: string,
  body: unknown,
  code: number,
  message?: string | undefined,
  over?: Partial<ApiRequest> | undefined,
];
const leaseBody = { metadata: { name: 'l' }, spec: { holderIdentity: 'x', leaseDurationSeconds: 40 } };
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
const UNKNOWN = 'the server could not find the requested resource';
const METHOD = 'the server does not allow this method on the requested resource';

const CASES: readonly Case[] = [
  ['GET', '/api/v1/pods', undefined, 200],
  ['GET', '/api/v1/pods/', undefined, 200],
  ['GET', '/apis/apps/v1/deployments', undefined, 200],
  ['GET', '/api/v1/foos', undefined, 404, UNKNOWN],
  ['GET', '/apis/apps/v2/deployments', undefined, 404, UNKNOWN],
  ['GET', '/apis/nope.example/v1/things', undefined, 404, UNKNOWN],
  ['GET', '/nothing', undefined, 404, UNKNOWN],
  ['GET', '//api/v1/pods', undefined, 404, UNKNOWN],
  ['GET', '/api/v1//pods', undefined, 404, UNKNOWN],
  ['GET', '/api/v1/namespaces/default/nodes', undefined, 404, UNKNOWN],
  ['GET', '/api/v1/pods/a', undefined, 404, UNKNOWN],
  ['GET', `${PODS}/a/nope`, undefined, 404, UNKNOWN],
  ['GET', `${PODS}/a/scale`, undefined, 404, UNKNOWN],
  ['GET', `${PODS}/a/status/more`, undefined, 404, UNKNOWN],
  ['GET', `${PODS}/%2e%2e`, undefined, 400, 'Name parameter invalid: "..": may not be \'..\''],
  ['GET', `${PODS}/a%25b`, undefined, 400, 'Name parameter invalid: "a%b": may not contain \'%\''],
  ['GET', `${PODS}/a%00`, undefined, 404, 'pods "a\\x00" not found'],
  ['GET', `${PODS}/%zz`, undefined, 400],
  ['GET', `${PODS}/missing`, undefined, 404, 'pods "missing" not found'],
  ['GET', `${DEPLOYMENTS}/missing`, undefined, 404, 'deployments.apps "missing" not found'],
  ['POST', '/api/v1/pods', podManifest('b'), 405, METHOD],
  ['PUT', PODS, podManifest('b'), 405, METHOD],
  ['POST', `${PODS}/a`, podManifest('a'), 405, METHOD],
  ['DELETE', '/api/v1/pods', undefined, 405, METHOD],
  ['DELETE', `${PODS}/a/status`, undefined, 405, METHOD],
  ['DELETE', '/api/v1/namespaces', undefined, 405, METHOD],
  ['POST', PODS, podManifest('a'), 409, 'pods "a" already exists'],
  ['POST', PODS, podManifest('b', { namespace: 'other' }), 400, 'the namespace of the provided object does not match the namespace sent on the request'],
  ['POST', PODS, podManifest('b', { resourceVersion: '5' }), 500, 'resourceVersion should not be set on objects to be created'],
  ['POST', PODS, podManifest(''), 422, 'Pod "" is invalid: metadata.name: Required value: name or generateName is required'],
  ['POST', '/api/v1/namespaces/nope/pods', podManifest('b'), 404, 'namespaces "nope" not found'],
  ['POST', PODS, configMap('b'), 400, 'ConfigMap in version "v1" cannot be handled as a Pod: converting (v1.ConfigMap) to (core.Pod): unknown conversion'],
  [
    'POST',
    PODS,
    { apiVersion: 'v1', kind: 'Foo', metadata: { name: 'b' } },
    400,
    'Foo in version "v1" cannot be handled as a Pod: no kind "Foo" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
  ],
  ['POST', PODS, podManifest('b'), 415, undefined, { contentType: 'text/html' }],
  ['POST', PODS, undefined, 400],
  ['POST', PODS, [], 400],
  ['POST', PODS, podManifest('b', {}, { containers: 'x' }), 400],
  [
    'POST',
    `${DEPLOYMENTS}?fieldValidation=Strict`,
    { ...deploymentManifest('b'), spek: 1 },
    400,
    'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spek"',
  ],
  [
    'POST',
    `${DEPLOYMENTS}?fieldValidation=Maybe`,
    deploymentManifest('b'),
    422,
    'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Maybe": supported values: "", "Ignore", "Strict", "Warn"',
  ],
  [
    'POST',
    `${PODS}?dryRun=Some`,
    podManifest('b'),
    422,
    'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
  ],
  ['PUT', `${PODS}/a`, podManifest('b'), 400, 'the name of the object (b) does not match the name on the URL (a)'],
  ['PUT', `${PODS}/a`, podManifest(''), 400, 'the name of the object (a based on URL) was undeterminable: name must be provided'],
  ['PUT', `${PODS}/a`, podManifest('a', { namespace: 'x' }), 400, 'the namespace of the object (x) does not match the namespace on the request (default)'],
  ['PUT', `${PODS}/a`, podManifest('a', { resourceVersion: 'abc' }), 500, 'strconv.ParseUint: parsing "abc": invalid syntax'],
  [
    'PUT',
    `${PODS}/a`,
    podManifest('a', { resourceVersion: '18446744073709551616' }),
    500,
    'strconv.ParseUint: parsing "18446744073709551616": value out of range',
  ],
  ['PUT', `${PODS}/missing`, podManifest('missing'), 404, 'pods "missing" not found'],
  ['PUT', `${LEASES}/l`, leaseBody, 201],
  [
    'PUT',
    `${LEASES}/l`,
    leaseBody,
    422,
    'leases.coordination.k8s.io "l" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  ],
  ['PATCH', `${PODS}/missing`, {}, 404, 'pods "missing" not found', { contentType: PATCHES.merge }],
  [
    'PATCH',
    `${PODS}/a`,
    {},
    422,
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    { contentType: 'application/apply-patch+yaml' },
  ],
  [
    'PATCH',
    `${PODS}/a`,
    {},
    422,
    'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    { contentType: PATCHES.merge, query: { force: 'true' } },
  ],
  [
    'PATCH',
    `${PODS}/a`,
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', managedFields: [] } },
    400,
    'metadata.managedFields must be nil',
    { contentType: 'application/apply-patch+yaml', query: { fieldManager: 'me' } },
  ],
  ['PATCH', `${PODS}/a`, {}, 415, undefined, { contentType: 'application/json' }],
  [
    'PATCH',
    `${PODS}/a`,
    [{ op: 'test', path: '/metadata/name', value: 'z' }],
    422,
    'the server rejected our request due to an error in our request',
    { contentType: PATCHES.json },
  ],
  ['PATCH', `${PODS}/a`, { metadata: { name: 'b' } }, 400, 'the name of the object (b) does not match the name on the URL (a)', { contentType: PATCHES.merge }],
  [
    'PATCH',
    `${PODS}/a`,
    { metadata: { uid: 'b' } },
    422,
    'Pod "a" is invalid: metadata.uid: Invalid value: "b": field is immutable',
    { contentType: PATCHES.merge },
  ],
  ['PATCH', `${PODS}/a`, { metadata: { resourceVersion: '1' } }, 409, `Operation cannot be fulfilled on pods "a": ${CONFLICT}`, { contentType: PATCHES.merge }],
  ['PATCH', `${PODS}/a`, { kind: 'Foo' }, 422, undefined, { contentType: PATCHES.merge }],
  ['PATCH', `${PODS}/a`, { kind: null }, 422, undefined, { contentType: PATCHES.merge }],
  ['PATCH', `${PODS}/a`, { spec: { $patch: 'delete' } }, 422, undefined, { contentType: PATCHES.strategic }],
  ['PATCH', `${PODS}/a`, 'text', 400, undefined, { contentType: PATCHES.merge }],
  ['PATCH', `${PODS}/a`, {}, 400, undefined, { contentType: PATCHES.json }],
  ['PATCH', `${PODS}/a`, [{ op: 'add' }], 422, undefined, { contentType: PATCHES.json }],
  [
    'PATCH',
    `${PODS}/a`,
    [{ op: 'add', path: 1 }],
    400,
    'error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.path of type string',
    { contentType: PATCHES.json },
  ],
  [
    'PATCH',
    `${PODS}/a`,
    [{ op: 'replace', path: '/metadata/uid', value: 'x' }],
    422,
    'Pod "a" is invalid: metadata.uid: Invalid value: "x": field is immutable',
    { contentType: PATCHES.json },
  ],
  ['PATCH', `${PODS}/a`, [{ op: 'replace', path: '', value: {} }], 422, undefined, { contentType: PATCHES.json }],
  [
    'PATCH',
    `${PODS}/a`,
    Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/kind', value: 'Pod' })),
    413,
    'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
    { contentType: PATCHES.json },
  ],
  [
    'PATCH',
    `${PODS}/a`,
    Array.from({ length: 2_000 }).reduce((inner) => ({ a: inner }), {}),
    400,
    'error decoding patch: exceeded max depth',
    { contentType: PATCHES.merge },
  ],
  ['DELETE', `${PODS}/missing`, undefined, 404, 'pods "missing" not found'],
  ['DELETE', '/api/v1/namespaces/kube-system', undefined, 403, 'namespaces "kube-system" is forbidden: this namespace may not be deleted'],
  [
    'GET',
    '/api/v1/pods?resourceVersion=99999',
    undefined,
    504,
    expect.stringMatching(/^Timeout: Too large resource version: 99999, current: \d+$/) as unknown as string,
  ],
  ['GET', '/api/v1/pods?resourceVersion=abc', undefined, 500],
  ['GET', '/api/v1/pods?limit=-1', undefined, 200],
  ['GET', '/api/v1/pods?limit=x', undefined, 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  ['GET', '/api/v1/pods?continue=%24', undefined, 400, 'invalid continue token: continue key is not valid: illegal base64 data at input byte 0'],
  [
    'GET',
    '/api/v1/pods?resourceVersionMatch=Exact',
    undefined,
    422,
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
  ],
  ['GET', '/api/v1/pods?labelSelector=a%20in%20(', undefined, 400],
  ['GET', '/api/v1/pods?fieldSelector=spec.foo%3Dx', undefined, 400, 'field label not supported: spec.foo'],
  ['GET', '/api/v1/configmaps?fieldSelector=data.x%3Dx', undefined, 400, '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"'],
  ['POST', `${PODS}/missing/binding`, bindingOf('missing', 'n'), 404, 'pods "missing" not found'],
  ['POST', `${PODS}/a/binding`, bindingOf('b', 'n'), 400, 'name in URL does not match name in Binding object'],
  ['POST', `${PODS}/a/binding`, { metadata: { name: 'a' }, target: {} }, 500, 'target.name: Required value'],
  ['POST', `${PODS}/a/eviction`, { metadata: { name: 'b' } }, 400, 'name in URL does not match name in Eviction object'],
  ['POST', `${PODS}/missing/eviction`, { metadata: { name: 'missing' } }, 404, 'pods "missing" not found'],
  [
    'DELETE',
    '/apis/scheduling.k8s.io/v1/priorityclasses/system-node-critical',
    undefined,
    403,
    'priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted',
  ],
  ['GET', '/healthz', undefined, 200],
  ['GET', '/readyz/etcd', undefined, 200],
  ['GET', '/livez/nope', undefined, 404],
  ['POST', '/version', undefined, 405],
];

describe('requests and their answers', () => {
  const { call } = startServer();
  call('POST', PODS, podManifest('a'));
  for (const [method, path, body, code, message, over] of CASES)
    it(`${method} ${path} ${JSON.stringify(body)?.slice(0, 200)} → ${code}`, () => {
      const answer = call(method, path, body, over);
      expect({ code: answer.code, message: answer.body?.message }).toEqual({ code, message: message ?? answer.body?.message });
      if (code >= 400) expect(answer.body).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code });
    });
});

describe('update', () => {
  it('takes the uid of the body as a precondition', () => {
    const { call } = startServer();
    const made = call('POST', `${NS}/configmaps`, configMap('a')).body;
    const { body, code } = call('PUT', `${NS}/configmaps/a`, configMap('a', { x: '1' }, { uid: 'other' }));
    expect(code).toBe(409);
    expect(body.message).toBe(
      `Operation cannot be fulfilled on configmaps "a": StorageError: invalid object, Code: 4, Key: /registry/configmaps/default/a, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: other, UID in object meta: ${made.metadata.uid}`,
    );
  });

  it('is unconditional without a resourceVersion', () => {
    const { call } = startServer();
    call('POST', `${NS}/configmaps`, configMap('a'));
    expect(call('PUT', `${NS}/configmaps/a`, configMap('a', { x: '1' })).body.data).toEqual({ x: '1' });
  });

  it('reports unknown fields as warnings by default', () => {
    const { call } = startServer();
    const { warnings, body } = call('POST', `${NS}/configmaps`, { ...configMap('a'), dota: {} });
    expect(warnings).toEqual(['unknown field "dota"']);
    expect(body.dota).toBeUndefined();
    expect(call('POST', `${NS}/configmaps?fieldValidation=Ignore`, { ...configMap('b'), dota: {} }).warnings).toBeUndefined();
  });
});

describe('binding', () => {
  it('assigns a pod once', () => {
    const { call } = startServer();
    call('POST', PODS, podManifest('a'));
    const bound = call('POST', `${PODS}/a/binding`, bindingOf('a', 'node-1'));
    expect([bound.code, bound.body.status]).toEqual([201, 'Success']);
    const pod = call('GET', `${PODS}/a`).body;
    expect(pod.spec.nodeName).toBe('node-1');
    expect(pod.status.conditions).toEqual([{ type: 'PodScheduled', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z', observedGeneration: 1 }]);
    const again = call('POST', `${NS}/bindings`, bindingOf('a', 'node-2'));
    expect([again.code, again.body.message]).toEqual([409, 'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "node-1"']);
    call('DELETE', `${PODS}/a`);
    const late = call('POST', `${PODS}/a/binding`, bindingOf('a', 'node-2'));
    expect(late.body.message).toBe('Operation cannot be fulfilled on pods/binding "a": pod a is being deleted, cannot be assigned to a host');
  });

  it('ends the nomination that preemption left', () => {
    const { call } = startServer();
    call('POST', PODS, podManifest('a'));
    call('PATCH', `${PODS}/a/status`, { status: { nominatedNodeName: 'node-1' } }, { contentType: 'application/merge-patch+json' });
    expect(call('GET', `${PODS}/a`).body.status.nominatedNodeName).toBe('node-1');
    call('POST', `${PODS}/a/binding`, bindingOf('a', 'node-1'));
    expect(call('GET', `${PODS}/a`).body.status.nominatedNodeName).toBeUndefined();
  });
});

describe('tokens', () => {
  it('are made for accounts and bound to pods', () => {
    const { call } = startServer();
    call('POST', PODS, podManifest('a'));
    const { code, body } = call('POST', `${NS}/serviceaccounts/default/token`, {
      spec: { expirationSeconds: 3607, boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'a' } },
    });
    expect([code, body.status.expirationTimestamp]).toEqual([201, '2026-01-01T01:00:07Z']);
    const claims = JSON.parse(atob(body.status.token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
    expect(claims).toMatchObject({ sub: 'system:serviceaccount:default:default', iat: 1767225600, 'kubernetes.io': { pod: { name: 'a' } } });
    // A pod's own token lives on for a year; from its time on its use is noted.
    expect([claims.exp - claims.iat, claims['kubernetes.io'].warnafter - claims.iat]).toEqual([365 * 24 * 3600, 3607]);
    expect(call('POST', `${NS}/serviceaccounts/ghost/token`, {}).body.message).toBe('serviceaccounts "ghost" not found');
    expect(call('POST', `${NS}/serviceaccounts/default/token`, { spec: { expirationSeconds: 5 } }).body.message).toBe(
      'TokenRequest.authentication.k8s.io "default" is invalid: spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
    );
  });
});

describe('reviews', () => {
  const REVIEWS = '/apis/authentication.k8s.io/v1/tokenreviews';
  const ACCESS = '/apis/authorization.k8s.io/v1';

  it('say whose token it is, as long as it holds', () => {
    const { call, sim } = startServer();
    const pod = call('POST', PODS, podManifest('a')).body;
    const made = (spec: object) => call('POST', `${NS}/serviceaccounts/default/token`, { spec }).body.status.token as string;
    const statusOf = (token: string, more: object = {}) => call('POST', REVIEWS, { spec: { token, ...more } }).body.status;
    const token = made({ expirationSeconds: 600 });
    const bound = made({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'a' } });
    expect(statusOf(token)).toMatchObject({
      authenticated: true,
      user: {
        username: 'system:serviceaccount:default:default',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
        extra: { 'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^JTI=[0-9a-f-]{36}$/)] },
      },
      audiences: ['https://kubernetes.default.svc.cluster.local'],
    });
    expect(statusOf(bound).user.extra['authentication.kubernetes.io/pod-uid']).toEqual([pod.metadata.uid]);
    expect(statusOf('nonsense')).toEqual({ user: {}, error: 'invalid bearer token' });
    expect(statusOf(`${token}x`).error).toBe('[invalid bearer token, go-jose/go-jose: error in cryptographic primitive]');
    expect(statusOf(token, { audiences: ['vault'] }).error).toBe(
      '[invalid bearer token, token audiences ["https://kubernetes.default.svc.cluster.local"] is invalid for the target audiences ["vault"]]',
    );
    expect(statusOf(made({ audiences: ['vault'] }), { audiences: ['vault', 'other'] }).audiences).toEqual(['vault']);
    expect(call('POST', REVIEWS, { spec: {} }).body.message).toBe('token is required for TokenReview in authentication');
    call('DELETE', `${PODS}/a`, { gracePeriodSeconds: 0 });
    expect(statusOf(bound).error).toBe('[invalid bearer token, service account token has been invalidated]');
    sim.runUntil(seconds(601) as SimTime);
    // Clocks may disagree by a minute.
    expect(statusOf(token).authenticated).toBe(true);
    sim.runUntil(seconds(661) as SimTime);
    expect(statusOf(token).error).toBe('[invalid bearer token, service account token has expired]');
  });

  it('answer claims that nobody here would have written, however they are signed', () => {
    const { call } = startServer();
    const { uid } = call('GET', `${NS}/serviceaccounts/default`).body.metadata;
    const iss = 'https://kubernetes.default.svc.cluster.local';
    const of = { namespace: 'default', serviceaccount: { name: 'default', uid } };
    const statusOf = (claims: unknown) => call('POST', REVIEWS, { spec: { token: signed(claims as never) } }).body.status;
    const errorOf = (claims: object): string => statusOf({ iss, ...claims }).error;
    const why = (text: string): string => `[invalid bearer token, ${text}]`;
    // What is not there is not asked for: an audience, an end, an id.
    expect(statusOf({ iss, 'kubernetes.io': of })).toMatchObject({ authenticated: true, audiences: [iss], user: { uid, extra: {} } });
    expect(statusOf({ iss, aud: iss, exp: null, 'kubernetes.io': of }).authenticated).toBe(true);
    expect(statusOf({ iss: 'https://example.com', 'kubernetes.io': of }).error).toBe('invalid bearer token');
    expect(statusOf('text').error).toBe('invalid bearer token');
    expect(errorOf({ aud: null })).toBe(why('go-jose/go-jose/jwt: expected string or array value to unmarshal to Audience'));
    expect(errorOf({ aud: [1] })).toBe(why('go-jose/go-jose/jwt: expected string or array value to unmarshal to Audience'));
    expect(errorOf({ exp: '1' })).toBe(why('go-jose/go-jose/jwt: expected number value to unmarshal NumericDate'));
    expect(errorOf({ sub: 1 })).toBe(why('json: cannot unmarshal number into Go value of type string'));
    expect(errorOf({ 'kubernetes.io': [] })).toBe(why('json: cannot unmarshal array into Go value of type serviceaccount.kubernetes'));
    expect(errorOf({ 'kubernetes.io': { ...of, pod: 'a' } })).toBe(why('json: cannot unmarshal string into Go value of type serviceaccount.ref'));
    expect(errorOf({})).toBe(why('resource name may not be empty'));
    expect(errorOf({ 'kubernetes.io': { serviceaccount: { name: 'a' } } })).toBe(why('an empty namespace may not be set when a resource name is provided'));
    expect(errorOf({ 'kubernetes.io': { ...of, node: { name: 'a' } } })).toBe(why('service account token has been invalidated'));
    expect(errorOf({ iat: 1e15, 'kubernetes.io': of })).toBe(why('service account token claims could not be validated due to unexpected validation error'));
    expect(errorOf({ nbf: 1e15, 'kubernetes.io': of })).toBe(why('service account token is not valid yet'));
  });

  it('say who one is and what one may do; questions that make no sense are refused', () => {
    const { call } = startServer();
    const me = call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {}).body;
    expect(me).toMatchObject({ kind: 'SelfSubjectReview', metadata: { creationTimestamp: '2026-01-01T00:00:00Z' } });
    const spec = { resourceAttributes: { namespace: 'default', verb: 'get', resource: 'pods' } };
    expect(call('POST', `${ACCESS}/selfsubjectaccessreviews`, { spec }).body).toMatchObject({ spec, status: { allowed: true } });
    expect(call('POST', `${ACCESS}/selfsubjectaccessreviews`, { spec: {} })).toMatchObject({ code: 422 });
    expect(call('POST', `${ACCESS}/subjectaccessreviews`, { spec }).body.message).toContain('at least one of user or group must be specified');
    const local = `${ACCESS}/namespaces/default/localsubjectaccessreviews`;
    expect(call('POST', local, { spec: { ...spec, user: 'a' } }).code).toBe(201);
    expect(call('POST', local, { spec: { resourceAttributes: { namespace: 'other' }, user: 'a' } }).body.message).toBe(
      'spec.resourceAttributes.namespace must match namespace: default',
    );
    expect(call('POST', `${ACCESS}/selfsubjectrulesreviews`, { spec: {} }).body.message).toBe('no namespace on request');
    expect(call('POST', `${ACCESS}/localsubjectaccessreviews`, { spec }).code).toBe(404);
    expect(call('GET', `${ACCESS}/selfsubjectrulesreviews`).code).toBe(405);
  });
});

describe('Endpoints', () => {
  it('are deprecated', () => {
    expect(startServer().call('GET', `${NS}/endpoints`).warnings).toEqual(['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice']);
  });
});

describe('scale', () => {
  it('reads and writes replicas', () => {
    const { call } = startServer();
    const made = call('POST', DEPLOYMENTS, deploymentManifest('web', 2)).body;
    const scale = call('GET', `${DEPLOYMENTS}/web/scale`).body;
    expect(scale).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: { name: 'web' },
      spec: { replicas: 2 },
      status: { replicas: 0, selector: 'app=web' },
    });
    const patched = call('PATCH', `${DEPLOYMENTS}/web/scale`, { spec: { replicas: 5 } }, { contentType: PATCHES.merge });
    expect([patched.code, patched.body.spec.replicas]).toEqual([200, 5]);
    expect(call('GET', `${DEPLOYMENTS}/web`).body.metadata.generation).toBe(2);
    const stale = call('PUT', `${DEPLOYMENTS}/web/scale`, { metadata: { name: 'web', resourceVersion: made.metadata.resourceVersion }, spec: { replicas: 1 } });
    expect([stale.code, stale.body.message]).toEqual([409, `Operation cannot be fulfilled on deployments.apps "web": ${CONFLICT}`]);
    const negative = call('PUT', `${DEPLOYMENTS}/web/scale`, { metadata: { name: 'web' }, spec: { replicas: -1 } });
    expect(negative.body.message).toBe('Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0');
  });
});

describe('dry run', () => {
  it('leaves no trace', () => {
    const { call, sim } = startServer();
    call('POST', PODS, podManifest('a'));
    const { world: _world, ...before } = sim.checkpoint();
    const root = sim.get(etcd);
    const made = call('POST', `${PODS}?dryRun=All`, podManifest('', { generateName: 'x-' }));
    expect([made.code, made.body.metadata.name]).toEqual([201, expect.stringMatching(/^x-.....$/)]);
    expect(call('POST', `${NS}/services?dryRun=All`, { metadata: { name: 's' }, spec: { type: 'NodePort', ports: [{ port: 80 }] } }).code).toBe(201);
    expect(call('PATCH', `${PODS}/a?dryRun=All`, { metadata: { labels: { a: 'b' } } }, { contentType: PATCHES.merge }).body.metadata.labels).toEqual({
      a: 'b',
    });
    expect(call('DELETE', `${PODS}/a?dryRun=All`).code).toBe(200);
    expect(call('DELETE', `${PODS}/a`, { dryRun: ['All'] }).code).toBe(200);
    expect(call('POST', `${PODS}/a/binding?dryRun=All`, bindingOf('a', 'n')).code).toBe(201);
    const { world: _after, ...after } = sim.checkpoint();
    expect(sim.get(etcd)).toBe(root);
    expect(after).toEqual(before);
  });
});

describe('answers in other forms', () => {
  it('prints tables', () => {
    const { call } = startServer();
    call('POST', DEPLOYMENTS, deploymentManifest('web', 2));
    const { body } = call('GET', DEPLOYMENTS, undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' });
    expect([body.kind, body.apiVersion]).toEqual(['Table', 'meta.k8s.io/v1']);
    expect(body.columnDefinitions.map((column: { name: string }) => column.name).slice(0, 5)).toEqual(['Name', 'Ready', 'Up-to-date', 'Available', 'Age']);
    expect(body.rows[0].cells.slice(0, 5)).toEqual(['web', '0/2', 0, 0, '0s']);
    expect(body.rows[0].object.kind).toBe('PartialObjectMetadata');
    expect(call('GET', `${DEPLOYMENTS}/web`, undefined, { accept: 'image/png' }).code).toBe(406);
    const scale = call('GET', `${DEPLOYMENTS}/web/scale`, undefined, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }).body;
    expect(scale.columnDefinitions.map((column: { name: string }) => column.name)).toEqual(['Name', 'Desired', 'Available', 'Age']);
    expect(scale.rows[0].cells).toEqual(['web', 2, 0, '0s']);
  });

  it('discovers what it serves', () => {
    const { call } = startServer();
    expect(call('GET', '/api').body.versions).toEqual(['v1']);
    expect(call('GET', '/apis').body.groups.map((group: { name: string }) => group.name)).toContain('apps');
    const { resources } = call('GET', '/apis/apps/v1').body;
    expect(resources.map((resource: { name: string }) => resource.name)).toEqual([
      'deployments',
      'deployments/scale',
      'deployments/status',
      'replicasets',
      'replicasets/scale',
      'replicasets/status',
    ]);
    expect(call('GET', '/version').body.gitVersion).toBe('v1.36.0');
    expect(call('GET', '/healthz').body).toBe('ok');
  });
});
