import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { etcd } from '../engine/etcd/store.ts';
import { executeCommand } from '../engine/person.ts';
import { type Answer, OpenDoor, type Sending } from './door.testing.ts';

/** Requests that make no sense, or that must leave no trace, through the door as clients send them: each gets its Status in the real words. */
const door = new OpenDoor();
vi.setConfig({ testTimeout: 30_000 });
const soon = { timeout: 15_000 } as const;
beforeAll(() => door.open());
afterAll(() => door.close());

const NS = '/api/v1/namespaces/default';
const [MAPS, PODS, SERVICES] = [`${NS}/configmaps`, `${NS}/pods`, `${NS}/services`];
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const PATCH = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

const map = (name: string, metadata: object = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data: { a: 'b' } });
const pod = (name: string, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
});
const deployment = (name: string, replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: pod('').spec } },
});
const post = (path: string, body: object, more: Sending = {}) => door.ask(path, { method: 'POST', body, ...more });
const put = (path: string, body: object) => door.ask(path, { method: 'PUT', body });
const remove = (path: string, body: object = {}) => door.ask(path, { method: 'DELETE', body });
const patch = (path: string, type: keyof typeof PATCH, body: object) => door.ask(path, { method: 'PATCH', headers: { 'content-type': PATCH[type] }, body });
const said = ({ code, json }: Answer): readonly [number, string] => [code, json().message];
const NOT_HERE = 'the server could not find the requested resource';

describe('addresses', () => {
  it.each([
    ['/api/v1/things', 404, NOT_HERE],
    [`${PODS}/a/things`, 404, NOT_HERE],
    ['/api/v1/namespaces/default//pods', 404, NOT_HERE],
    [`${PODS}/%2e%2e`, 400, 'Name parameter invalid: "..": may not be \'..\''],
    [`${PODS}/a%25b`, 400, 'Name parameter invalid: "a%b": may not contain \'%\''],
    [`${PODS}/a%00b`, 404, 'pods "a\\x00b" not found'],
    ['/api/v1/namespaces/default/nodes', 404, NOT_HERE],
  ])('%s', async (path, code, message) => {
    expect(said(await door.ask(path))).toEqual([code, message]);
  });

  it('a slash at the end is none; name and namespace must be those of the body', async () => {
    expect((await door.ask(`${MAPS}/`)).json().kind).toBe('ConfigMapList');
    expect(said(await post(MAPS, map('a', { namespace: 'other' })))).toEqual([
      400,
      'the namespace of the provided object does not match the namespace sent on the request',
    ]);
    await post(MAPS, map('here'));
    expect(said(await put(`${MAPS}/here`, map('there')))).toEqual([400, 'the name of the object (there) does not match the name on the URL (here)']);
  });
});

describe('versions and pages', () => {
  it.each([
    ['resourceVersion=abc', 500, 'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax'],
    ['resourceVersion=-1', 500, 'resourceVersion: Invalid value: "-1": strconv.ParseUint: parsing "-1": invalid syntax'],
    ['resourceVersion=18446744073709551616', 500, 'strconv.ParseUint: parsing "18446744073709551616": value out of range'],
    ['limit=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['continue=abc', 400, 'invalid continue token: continue key is not valid'],
    ['limit=1&continue=abc&resourceVersion=5', 400, 'specifying resource version is not allowed when using continue'],
  ])('%s', async (query, code, message) => {
    expect(said(await door.ask(`${MAPS}?${query}`))).toEqual([code, expect.stringContaining(message)]);
  });

  it('0 is any version, a future one is not there yet, no limit is negative, a token leads on in any resource', async () => {
    expect((await door.ask(`${MAPS}?resourceVersion=0`)).code).toBe(200);
    expect(said(await door.ask(`${MAPS}?resourceVersion=99999999`))).toEqual([
      504,
      expect.stringMatching(/^Timeout: Too large resource version: 99999999, current: \d+$/),
    ]);
    expect((await door.ask(`${MAPS}?limit=-1`)).code).toBe(200);
    const { continue: token } = (await door.ask('/api/v1/configmaps?limit=1')).json().metadata;
    expect((await door.ask(`/api/v1/secrets?limit=1&continue=${token}`)).code).toBe(200);
    await post(MAPS, map('later'));
    executeCommand(door.cluster.sim, { do: 'fault', fault: 'compaction', args: {} });
    const expired = (await door.ask(`/api/v1/configmaps?limit=1&continue=${token}`)).json();
    expect([expired.code, expired.reason, typeof expired.metadata.continue]).toEqual([410, 'Expired', 'string']);
  });
});

describe('patches', () => {
  it('with directives nobody knows are refused; a JSON patch is done wholly or not at all', async () => {
    await post(DEPLOYMENTS, deployment('patched', 0));
    const at = `${DEPLOYMENTS}/patched`;
    const specOf = async () => JSON.stringify((await door.ask(at)).json().spec);
    const before = await specOf();
    expect((await patch(at, 'strategic', { spec: { template: { spec: { $patch: 'explode' } } } })).code).toBe(500);
    expect(
      (await patch(at, 'strategic', { spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'x' }], containers: [{ name: 'c' }] } } } })).code,
    ).not.toBe(200);
    const halfway = await patch(at, 'json', [
      { op: 'replace', path: '/spec/replicas', value: 5 },
      { op: 'test', path: '/metadata/name', value: 'other' },
    ]);
    expect(halfway.code).toBe(422);
    expect((await patch(at, 'json', [{ op: 'add', path: '/metadata/__proto__/polluted', value: 1 }])).code).toBeGreaterThanOrEqual(400);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(await specOf()).toBe(before);
    const forged = { ...deployment('patched', 1), metadata: { name: 'patched', managedFields: [{ manager: 'me', operation: 'Apply' }] } };
    expect(said(await patch(`${at}?fieldManager=me`, 'apply', forged))).toEqual([400, 'metadata.managedFields must be nil']);
  });
});

describe('a dry run', () => {
  it('leaves no trace: no revision, no address, no port, no name', async () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { generateName: 'dry-' }, spec: { type: 'NodePort', ports: [{ port: 80 }] } };
    const root = () => door.cluster.sim.get(etcd).root;
    const quiet = door.cluster.revision;
    const objects = root().tables;
    for (let i = 0; i < 5; i++) {
      const made = (await post(`${SERVICES}?dryRun=All`, service)).json();
      expect([typeof made.spec.clusterIP, typeof made.spec.ports[0].nodePort]).toEqual(['string', 'number']);
      expect((await post(`${PODS}?dryRun=All`, pod('dry'))).code).toBe(201);
      expect((await patch(`${MAPS}/here?dryRun=All`, 'merge', { data: { x: 'y' } })).json().data.x).toBe('y');
      expect((await door.ask(`${MAPS}/here?dryRun=All`, { method: 'DELETE' })).code).toBe(200);
    }
    // Leases are renewed meanwhile.
    const after = root().tables;
    for (const resource of ['services', 'pods', 'configmaps', 'events']) expect(after[resource], resource).toBe(objects[resource]);
    expect(door.cluster.revision - quiet).toBeLessThan(20);
    expect(said(await post(`${MAPS}?dryRun=Some`, map('some')))).toEqual([
      422,
      expect.stringContaining('dryRun: Unsupported value: ["Some"]: supported values: "All"'),
    ]);
  });
});

describe('names the server makes up', () => {
  it('never collide, however many ask at once', { timeout: 60_000 }, async () => {
    const made = await Promise.all(
      Array.from({ length: 2_000 }, () => post(MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'many-' } })),
    );
    expect(new Set(made.map(({ code }) => code))).toEqual(new Set([201]));
    expect(new Set(made.map(({ json }) => json().metadata.name)).size).toBe(2_000);
    expect((await remove(`${MAPS}?labelSelector=!app`)).code).toBe(200);
  });
});

describe('what only the server decides', () => {
  it('is not taken from who creates', async () => {
    const forged = { uid: 'mine', creationTimestamp: '2000-01-01T00:00:00Z', deletionTimestamp: '2000-01-01T00:00:00Z', generation: 7, resourceVersion: '' };
    const made = (await post(PODS, { ...pod('forged'), metadata: { name: 'forged', ...forged }, status: { phase: 'Running', podIP: '1.2.3.4' } })).json();
    expect(made.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect([made.metadata.deletionTimestamp, made.metadata.generation, made.status.phase, made.status.podIP]).toEqual([undefined, 1, 'Pending', undefined]);
    expect(made.metadata.creationTimestamp).not.toBe(forged.creationTimestamp);
    expect(said(await post(MAPS, map('versioned', { resourceVersion: '5' })))).toEqual([500, 'resourceVersion should not be set on objects to be created']);
  });
});

describe('bodies nested deeper than a session holds', () => {
  it('are refused, in JSON and in YAML, and the server goes on', async () => {
    for (const n of [150, 5_000, 40_000, 200_000]) {
      const nested = `${'['.repeat(n)}${']'.repeat(n)}`;
      const json = await door.ask(MAPS, { method: 'POST', headers: { 'content-type': 'application/json' }, body: `{"data":${nested}}` });
      expect([n, json.code]).toEqual([n, 400]);
      const headers = { 'content-type': 'application/apply-patch+yaml' };
      const yaml = await door.ask(`${MAPS}/deep?fieldManager=me`, { method: 'PATCH', headers, body: `a: ${nested}` });
      const why = n > 60_000 ? 'more than 60000 brackets' : 'nested deeper than 100 levels';
      expect([n, said(yaml)]).toEqual([n, [400, expect.stringContaining(`error converting YAML to JSON: yaml: line 1: ${why}`)]]);
    }
    expect((await door.ask(MAPS)).code).toBe(200);
  });
});

describe('deletions', () => {
  it('hold to their preconditions and name one policy', async () => {
    await post(MAPS, map('kept'));
    expect(said(await remove(`${MAPS}/kept`, { preconditions: { uid: 'other' } }))).toEqual([
      409,
      expect.stringContaining('the UID in the precondition (other) does not match the UID in record'),
    ]);
    expect(said(await remove(`${MAPS}/kept`, { propagationPolicy: 'Orphan', orphanDependents: true }))).toEqual([
      422,
      expect.stringContaining('orphanDependents and deletionPropagation cannot be both set'),
    ]);
    expect((await door.ask(`${MAPS}/kept`)).code).toBe(200);
    const { uid } = (await door.ask(`${MAPS}/kept`)).json().metadata;
    expect((await remove(`${MAPS}/kept`, { preconditions: { uid } })).json()).toMatchObject({
      kind: 'Status',
      status: 'Success',
      details: { name: 'kept', kind: 'configmaps', uid },
    });
  });

  it('of everything leave a cluster that answers', async () => {
    for (const collection of [MAPS, PODS, SERVICES, DEPLOYMENTS, `${NS}/serviceaccounts`])
      expect([collection, (await remove(collection)).code]).toEqual([collection, 200]);
    await expect.poll(async () => (await door.ask(`${NS}/serviceaccounts/default`)).code, { timeout: 10_000 }).toBe(200);
    await expect.poll(async () => (await door.ask(PODS)).json().items.length, { timeout: 45_000 }).toBe(0);
  }, 60_000);
});

describe('subresources', () => {
  const unscheduled = (name: string) => pod(name, { schedulerName: 'nobody' });
  const binding = (name: string, node: string) => ({ apiVersion: 'v1', kind: 'Binding', metadata: { name }, target: { kind: 'Node', name: node } });

  it('binding: any node, once, no pod that is going', async () => {
    await post(PODS, unscheduled('bound'));
    expect(said(await post(`${PODS}/nothing/binding`, binding('nothing', 'node-1')))).toEqual([404, 'pods "nothing" not found']);
    expect(said(await post(`${PODS}/bound/binding`, { ...binding('bound', 'x'), target: {} }))).toEqual([500, 'target.name: Required value']);
    // The API server looks at no node: the pod is bound to one that is not there.
    expect((await post(`${PODS}/bound/binding`, binding('bound', 'missing'))).json()).toMatchObject({ kind: 'Status', status: 'Success', code: 201 });
    expect(said(await post(`${PODS}/bound/binding`, binding('bound', 'node-1')))).toEqual([
      409,
      'Operation cannot be fulfilled on pods/binding "bound": pod bound is already assigned to node "missing"',
    ]);
    await post(PODS, { ...unscheduled('going'), metadata: { name: 'going', finalizers: ['a.io/b'] } });
    await remove(`${PODS}/going`);
    expect(said(await post(`${PODS}/going/binding`, binding('going', 'node-1')))).toEqual([
      409,
      expect.stringContaining('pod going is being deleted, cannot be assigned to a host'),
    ]);
    await patch(`${PODS}/going`, 'merge', { metadata: { finalizers: null } });
  });

  it('eviction: of a pod that is there; one that is over just goes', async () => {
    const evict = (name: string, inBody = name) =>
      post(`${PODS}/${name}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: inBody, namespace: 'default' } });
    expect(said(await evict('nothing'))).toEqual([404, 'pods "nothing" not found']);
    await post(PODS, unscheduled('over'));
    expect(said(await evict('over', 'other'))).toEqual([400, 'name in URL does not match name in Eviction object']);
    await patch(`${PODS}/over/status`, 'merge', { status: { phase: 'Succeeded' } });
    expect((await evict('over')).code).toBe(201);
    await expect.poll(async () => (await door.ask(`${PODS}/over`)).code, soon).toBe(404);
  });

  it('scale and status: with a version that is gone 409; a status write changes no spec', async () => {
    await post(DEPLOYMENTS, deployment('scaled', 0));
    await expect.poll(async () => (await door.ask(`${DEPLOYMENTS}/scaled`)).json().status?.conditions?.length, soon).toBeGreaterThan(0);
    const scale = (await door.ask(`${DEPLOYMENTS}/scaled/scale`)).json();
    expect((await put(`${DEPLOYMENTS}/scaled/scale`, { ...scale, spec: { replicas: 1 } })).code).toBe(200);
    expect(said(await put(`${DEPLOYMENTS}/scaled/scale`, { ...scale, spec: { replicas: 2 } }))).toEqual([
      409,
      expect.stringContaining('the object has been modified'),
    ]);
    expect(said(await put(`${DEPLOYMENTS}/scaled/scale`, { ...scale, spec: { replicas: -1 } }))).toEqual([
      422,
      'Scale.autoscaling "scaled" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ]);
    const both = await patch(`${DEPLOYMENTS}/scaled/status`, 'merge', {
      spec: { replicas: 9 },
      metadata: { labels: { x: 'y' } },
      status: { observedGeneration: 99 },
    });
    expect([both.code, both.json().spec.replicas, both.json().status.observedGeneration]).toEqual([200, 1, 99]);
  });
});

describe('who asks', () => {
  const whoami = async (headers: Record<string, string>) => (await post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, { headers })).json();

  it('may be anybody, since everybody is the administrator', async () => {
    expect((await whoami({})).status.userInfo).toEqual({ username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] });
    expect((await whoami({ 'impersonate-user': 'jane', 'impersonate-group': 'dev' })).status.userInfo).toEqual({
      username: 'jane',
      groups: ['dev', 'system:authenticated'],
    });
    expect((await whoami({ 'impersonate-user': 'system:serviceaccount:kube-system:x' })).status.userInfo.groups).toEqual([
      'system:serviceaccounts',
      'system:serviceaccounts:kube-system',
      'system:authenticated',
    ]);
    expect(await whoami({ 'impersonate-group': 'dev' })).toMatchObject({ code: 500, message: expect.stringContaining('without impersonating a user') });
  });
});

describe('a body that means something else', () => {
  const said = (answer: Answer) => [answer.code, answer.json().message];

  it('deletes nothing when it is no DeleteOptions', async () => {
    await post(MAPS, map('kept'));
    const scheme = 'in scheme "pkg/apis/meta/internalversion/scheme/register.go:27"';
    expect(said(await remove(`${MAPS}/kept`, { kind: 'Pod', apiVersion: 'v1' }))).toEqual([400, `no kind "Pod" is registered for version "v1" ${scheme}`]);
    expect(said(await remove(MAPS, { kind: 'fixed' }))).toEqual([400, `no kind "fixed" is registered for version "meta.k8s.io/v1" ${scheme}`]);
    expect(said(await remove(`${MAPS}/kept`, { kind: 'Status', apiVersion: 'v1' }))).toEqual([
      400,
      'converting (v1.Status) to (v1.DeleteOptions): unknown conversion',
    ]);
    expect(said(await remove(`${MAPS}/kept`, { kind: true }))).toEqual([
      400,
      "couldn't get version/kind; json parse error: json: cannot unmarshal bool into Go struct field .kind of type string",
    ]);
    expect(said(await remove(`${MAPS}/kept`, { gracePeriodSeconds: '1' }))).toEqual([
      400,
      'json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
    ]);
    expect((await door.ask(`${MAPS}/kept`)).code).toBe(200);
    expect((await remove(`${MAPS}/kept`, { kind: 'DeleteOptions', apiVersion: 'apps/v1' })).code).toBe(200);
  });

  it('is a conflict when it names a uid and the object is gone', async () => {
    const key = 'Key: /registry/configmaps/default/gone, ResourceVersion: 0';
    const why = `StorageError: invalid object, Code: 4, ${key}, AdditionalErrorMsg: Precondition failed: UID in precondition: abc, UID in object meta: `;
    const answer = await door.ask(`${MAPS}/gone`, { method: 'PUT', body: map('gone', { uid: 'abc' }) });
    expect(said(answer)).toEqual([409, `Operation cannot be fulfilled on configmaps "gone": ${why}`]);
    expect((await door.ask(`${MAPS}/gone`, { method: 'PUT', body: map('gone') })).code).toBe(404);
  });

  it('says nothing when it is null', async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await door.ask(MAPS, { method: 'POST', headers, body: 'null' });
    expect(said(answer)).toEqual([422, 'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required']);
    const put = await door.ask(`${MAPS}/x`, { method: 'PUT', headers, body: 'null' });
    expect(said(put)).toEqual([400, 'the name of the object (x based on URL) was undeterminable: name must be provided']);
  });
});

describe('keys that stand twice', () => {
  const send = (query: string, body: string) =>
    door.ask(`${MAPS}?dryRun=All${query}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const body = '{"metadata":{"name":"x4","name":"x5"},"data":{"a":"1","a":"2"},"zz":{"q":1,"q":2},"zz":3}';

  it('are warned of, refused or passed over; the last counts', async () => {
    const warned = await send('', body);
    expect([warned.code, warned.json().metadata.name, warned.json().data]).toEqual([201, 'x5', { a: '2' }]);
    const texts = ['duplicate field \\"metadata.name\\"', 'duplicate field \\"data.a\\"', 'unknown field \\"zz\\"'];
    expect(warned.headers['warning']).toBe(texts.map((text) => `299 - "${text}"`).join(', '));
    const refused = await send('&fieldValidation=Strict', body);
    expect([refused.code, refused.json().message]).toEqual([
      400,
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "metadata.name", duplicate field "data.a", unknown field "zz"',
    ]);
    const ignored = await send('&fieldValidation=Ignore', body);
    expect([ignored.code, ignored.headers['warning']]).toEqual([201, undefined]);
  });
});

describe('a container that does not run', () => {
  it('is told of on the stream, which is there before the kubelet is asked', async () => {
    await post(PODS, pod('waits', { nodeName: 'node-1', containers: [{ name: 'c', image: 'nowhere.example/x' }] }));
    const said = (what: string) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(`${door.url.replace('http', 'ws')}${PODS}/waits/${what}`, 'v5.channel.k8s.io');
        socket.on('message', (data: Buffer) => resolve([data[0], JSON.parse(data.subarray(1).toString()).message]));
        socket.on('error', reject);
      });
    expect(await said('exec?command=ls&stdout=true')).toEqual([3, 'Internal error occurred: unable to upgrade connection: container not found ("c")']);
    expect(await said('attach?stdout=true')).toEqual([3, 'Internal error occurred: unable to upgrade connection: container c not found in pod waits_default']);
  });
});
