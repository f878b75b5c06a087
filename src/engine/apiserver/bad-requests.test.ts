import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../wire/request.ts';
import { bindingOf, configMap, DEPLOYMENTS, deploymentManifest, NS, PATCHES, PODS, podManifest, type Server, startServer } from './server.testing.ts';

/** Requests that make no sense, or mean harm. The words are kube-apiserver's. */
const MAPS = `${NS}/configmaps`;

function withMaps(): Server {
  const server = startServer();
  for (const name of ['a', 'b', 'c', 'd', 'e']) server.call('POST', MAPS, configMap(name));
  return server;
}

const toBase64Url = (text: string): string => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const tokenOf = (fields: object): string => toBase64Url(JSON.stringify(fields));
const namesOf = (body: { items: { metadata: { name: string } }[] }): readonly string[] => body.items.map(({ metadata }) => metadata.name);

describe('versions of a list', () => {
  const { call } = withMaps();

  it.each([
    ['abc', 500, 'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax'],
    ['-1', 500, 'resourceVersion: Invalid value: "-1": strconv.ParseUint: parsing "-1": invalid syntax'],
    ['1.5', 500, 'resourceVersion: Invalid value: "1.5": strconv.ParseUint: parsing "1.5": invalid syntax'],
    [
      '18446744073709551616',
      500,
      'resourceVersion: Invalid value: "18446744073709551616": strconv.ParseUint: parsing "18446744073709551616": value out of range',
    ],
    ['18446744073709551615', 504, /^Timeout: Too large resource version: 18446744073709551615, current: \d+$/],
    ['0', 200, undefined],
    ['1', 200, undefined],
  ])('resourceVersion=%s', (version, code, message) => {
    for (const path of [MAPS, `${MAPS}/a`]) {
      const answer = call('GET', `${path}?resourceVersion=${version}`);
      expect(answer.code).toBe(code);
      if (message !== undefined) expect(answer.body.message).toMatch(message);
    }
  });

  it.each([
    ['-1', 200, undefined],
    ['', 200, undefined],
    ['1e3', 400, 'strconv.ParseInt: parsing "1e3": invalid syntax'],
    ['99999999999999999999', 400, 'strconv.ParseInt: parsing "99999999999999999999": value out of range'],
  ])('limit=%s', (limit, code, message) => {
    const answer = call('GET', `${MAPS}?limit=${limit}`);
    expect([answer.code, answer.body.message]).toEqual([code, message]);
  });

  const V1 = 'meta.k8s.io/v1';
  const KEY = 'invalid continue token: continue key is not valid';
  it.each<[string, string, number, string]>([
    ['no base64', '%24', 400, `${KEY}: illegal base64 data at input byte 0`],
    ['no JSON', toBase64Url('hello'), 400, `${KEY}: invalid character 'h' looking for beginning of value`],
    ['half a JSON', toBase64Url('{"v":'), 400, `${KEY}: unexpected end of JSON input`],
    ['a list', toBase64Url('[]'), 400, `${KEY}: json: cannot unmarshal array into Go value of type storage.continueToken`],
    [
      'a text for a number',
      tokenOf({ v: V1, rv: 'x', start: 'a' }),
      400,
      `${KEY}: json: cannot unmarshal string into Go struct field continueToken.rv of type int64`,
    ],
    ['another version', tokenOf({ v: 'v2', rv: 5, start: 'a' }), 400, `${KEY}: server does not recognize this encoded version v2`],
    ['nothing', tokenOf({ v: V1 }), 400, `${KEY}: incorrect encoded start resourceVersion (version ${V1})`],
    ['no start', tokenOf({ v: V1, rv: 5, start: '' }), 400, `${KEY}: encoded start key empty (version ${V1})`],
    ['a way out', tokenOf({ v: V1, rv: 5, start: '../secrets' }), 400, `${KEY}: ../secrets`],
    ['a way around', tokenOf({ v: V1, rv: 5, start: 'a//b' }), 400, `${KEY}: a//b`],
    ['the future', tokenOf({ v: V1, rv: 99_999, start: 'a' }), 500, 'etcdserver: mvcc: required revision is a future revision'],
  ])('continue with %s', (_what, token, code, message) => {
    const answer = call('GET', `${MAPS}?limit=2&continue=${token}`);
    expect([answer.code, answer.body.message]).toEqual([code, message]);
  });

  it('a token is a place among names: that of another resource shows nothing of that resource', () => {
    const token = call('GET', `${MAPS}?limit=2`).body.metadata.continue as string;
    expect(call('GET', `${PODS}?continue=${token}`)).toMatchObject({ code: 200, body: { kind: 'PodList', items: [] } });
    expect(namesOf(call('GET', `${MAPS}?continue=${token}`).body)).toEqual(['c', 'd', 'e']);
    expect(call('GET', `${MAPS}?resourceVersion=5&continue=${token}`).body.message).toBe('specifying resource version is not allowed when using continue');
  });
});

/** What only the server may say of an object. */
const FORGED = {
  uid: 'mine',
  creationTimestamp: '2001-01-01T00:00:00Z',
  deletionTimestamp: '2001-01-01T00:00:00Z',
  deletionGracePeriodSeconds: 5,
  generation: 77,
  selfLink: '/x',
  managedFields: [{ manager: 'forged', operation: 'Update', apiVersion: 'v1', time: '2001-01-01T00:00:00Z', fieldsType: 'FieldsV1', fieldsV1: {} }],
};

describe('what a client says of itself', () => {
  it.each<[string, string, object]>([
    ['a pod', PODS, { ...podManifest('x', FORGED), status: { phase: 'Running', podIP: '1.2.3.4' } }],
    ['a Deployment', DEPLOYMENTS, { ...deploymentManifest('x'), metadata: { name: 'x', ...FORGED }, status: { replicas: 9 } }],
  ])('%s is new whatever it says', (_what, path, body) => {
    const { metadata, status } = startServer().call('POST', path, body).body;
    expect(metadata.uid).toMatch(/^[0-9a-f]{8}-/);
    expect(metadata).toMatchObject({ creationTimestamp: '2026-01-01T00:00:00Z', generation: 1 });
    for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink']) expect(metadata).not.toHaveProperty(field);
    expect(status?.podIP ?? status?.replicas).toBeUndefined();
    expect(status?.phase ?? 'Pending').toBe('Pending');
  });

  it('managedFields are the server’s: forged ones, and ones that cannot be read, say nothing', () => {
    const { call } = startServer();
    const agent: Partial<ApiRequest> = { agent: 'curl/8' };
    const made = call('POST', MAPS, configMap('x', { a: '1' }, FORGED), agent).body;
    expect(made.metadata.managedFields).toMatchObject([{ manager: 'curl', operation: 'Update', fieldsV1: { 'f:data': { 'f:a': {} } } }]);
    const bogus = { metadata: { managedFields: [{ manager: 'x', operation: 'Nope', apiVersion: 'v1', fieldsType: 'X', fieldsV1: { 'q:z': {} } }] } };
    const after = call('PATCH', `${MAPS}/x`, bogus, { ...agent, contentType: PATCHES.merge });
    expect([after.code, after.body.metadata.managedFields]).toEqual([200, made.metadata.managedFields]);
    const apply = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', managedFields: made.metadata.managedFields }, data: { a: '2' } };
    const applied = call('PATCH', `${MAPS}/x?fieldManager=me`, apply, { ...agent, contentType: 'application/apply-patch+yaml' });
    expect([applied.code, applied.body.message]).toEqual([400, 'metadata.managedFields must be nil']);
  });
});

describe('strategic merge', () => {
  const { call } = startServer();
  call('POST', DEPLOYMENTS, deploymentManifest('web'));
  const inPod = (spec: object): object => ({ spec: { template: { spec } } });

  it.each<[object, number, string | undefined]>([
    [{ metadata: { '$setElementOrder/nope': ['a'] } }, 200, undefined],
    [inPod({ '$setElementOrder/containers': [{ name: 'zzz' }] }), 200, undefined],
    [inPod({ '$setElementOrder/containers': 'x' }), 400, 'invalid patch format of setElementOrder list'],
    [{ spec: { strategy: { $retainKeys: 5, type: 'Recreate' } } }, 400, 'invalid patch format of retainKeys'],
    [{ spec: { strategy: { $retainKeys: ['rollingUpdate'], type: 'Recreate' } } }, 422, 'the server rejected our request due to an error in our request'],
    [{ metadata: { '$deleteFromPrimitiveList/finalizers': 'x' } }, 400, 'invalid patch format of primitive list'],
    [inPod({ containers: [{ $patch: 'delete' }] }), 500, 'map: map[$patch:delete] does not contain declared merge key: name'],
    [inPod({ containers: [{ image: 'x' }] }), 500, 'map: map[image:x] does not contain declared merge key: name'],
    [inPod({ containers: [{ $patch: 'replace' }] }), 422, 'Deployment.apps "web" is invalid: spec.template.spec.containers: Required value'],
    [{ $patch: 5 }, 500, 'unknown patch type: %!s(int64=5) in map: map[$patch:5]'],
    [{ $patch: 'replace' }, 422, ` "" is invalid: patch: Invalid value: "map[$patch:replace]": Object 'Kind' is missing in '{}'`],
  ])('%j', (patch, code, message) => {
    const answer = call('PATCH', `${DEPLOYMENTS}/web?dryRun=All`, patch, { contentType: PATCHES.strategic });
    expect([answer.code, answer.body.message]).toEqual([code, message]);
  });
});

describe('subresources', () => {
  it('a pod may be bound to a node that is not there, and only to a node', () => {
    const { call } = startServer();
    call('POST', PODS, podManifest('x'));
    const other = call('POST', `${PODS}/x/binding`, { metadata: { name: 'x' }, target: { kind: 'Pod', name: 'n' } });
    expect([other.code, other.body.message]).toEqual([500, 'target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"']);
    expect(call('POST', `${PODS}/x/binding`, bindingOf('x', 'no-such-node')).code).toBe(201);
    expect(call('POST', `${PODS}/x/binding`, bindingOf('x', 'no-such-node')).body.message).toBe(
      'Operation cannot be fulfilled on pods/binding "x": pod x is already assigned to node "no-such-node"',
    );
  });

  it('a pod that has ended is evicted without asking anybody', () => {
    const { call } = startServer();
    call('POST', '/apis/policy/v1/namespaces/default/poddisruptionbudgets', { metadata: { name: 'all' }, spec: { minAvailable: '100%', selector: {} } });
    call('POST', PODS, podManifest('x'));
    const pod = call('GET', `${PODS}/x`).body;
    call('PUT', `${PODS}/x/status`, { ...pod, status: { phase: 'Succeeded' } });
    expect(call('POST', `${PODS}/x/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'x' } }).code).toBe(201);
    expect(call('GET', `${PODS}/x`).code).toBe(404);
  });

  it('the status takes nothing but the status', () => {
    const { call } = startServer();
    const { spec, ...made } = call('POST', DEPLOYMENTS, deploymentManifest('web')).body;
    const answer = call('PUT', `${DEPLOYMENTS}/web/status`, { ...made, spec: { ...spec, replicas: 99 }, status: { replicas: 1 } }).body;
    expect([answer.spec.replicas, answer.status.replicas, answer.metadata.generation]).toEqual([1, 1, 1]);
  });
});

describe('many at once', () => {
  it('a collection goes as a whole, a namespace keeps what is the server’s own', () => {
    const { call } = withMaps();
    call('POST', PODS, podManifest('x'));
    const refused = call('DELETE', PODS, { preconditions: { uid: 'other' } });
    expect([refused.code, call('GET', `${PODS}/x`).code]).toEqual([409, 200]);
    expect(namesOf(call('DELETE', MAPS).body)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(call('GET', MAPS).body.items).toEqual([]);
    expect(call('DELETE', `${MAPS}?labelSelector=in%20in%20in`).code).toBe(400);
    expect(call('DELETE', '/api/v1/namespaces').code).toBe(405);
  });

  it('ten thousand generated names are ten thousand names, the same each time', () => {
    const names = (): readonly string[] => {
      const { call } = startServer();
      return Array.from({ length: 10_000 }, () => {
        const { code, body } = call('POST', MAPS, { metadata: { generateName: 'x-' } });
        expect(code).toBe(201);
        return body.metadata.name as string;
      });
    };
    const first = names();
    expect(new Set(first).size).toBe(10_000);
    expect(names()).toEqual(first);
  }, 60_000);
});
