import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OpenDoor } from './door.testing.ts';
import { HeadlessCluster } from './headless.ts';

/** The forms of HTTP around the API: paths, headers, media types, streams, as kube-apiserver has them. */
const door = new OpenDoor();
vi.setConfig({ testTimeout: 30_000 });
const soon = { timeout: 15_000 } as const;
beforeAll(() => door.open());
afterAll(() => door.close());

const NS = '/api/v1/namespaces/default';
const MAPS = `${NS}/configmaps`;
const map = (name: string, data: object = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
const V2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

describe('discovery', () => {
  it('is aggregated for those who take it, names its form, and is not sent twice', async () => {
    const accept = `${V2},application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json`;
    const groups = await door.ask('/apis', { headers: { accept } });
    expect([groups.headers['content-type'], groups.headers['vary'], groups.headers['cache-control']]).toEqual([V2, 'Accept', 'public']);
    const { kind, apiVersion, items } = groups.json();
    expect([kind, apiVersion, items[0].metadata.name, items[0].versions[0].freshness]).toEqual([
      'APIGroupDiscoveryList',
      'apidiscovery.k8s.io/v2',
      'apps',
      'Current',
    ]);
    const deployments = items[0].versions[0].resources.find((one: { resource: string }) => one.resource === 'deployments');
    expect(deployments).toMatchObject({
      responseKind: { group: '', version: '', kind: 'Deployment' },
      scope: 'Namespaced',
      singularResource: 'deployment',
      shortNames: ['deploy'],
      categories: ['all'],
    });
    expect(deployments.subresources[0]).toEqual({
      subresource: 'scale',
      responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
      verbs: ['get', 'patch', 'update'],
    });
    const again = await door.ask('/apis', { headers: { accept, 'if-none-match': String(groups.headers['etag']) } });
    expect([again.code, again.text, again.headers['etag']]).toEqual([304, '', groups.headers['etag']]);
    const core = await door.ask('/api', { headers: { accept: V2.replace('v=v2', 'v=v2beta1') } });
    expect(core.json()).toMatchObject({ apiVersion: 'apidiscovery.k8s.io/v2beta1', items: [{ metadata: {}, versions: [{ version: 'v1' }] }] });
  });

  it('is plain otherwise', async () => {
    const { kind, groups } = (await door.ask('/apis')).json();
    expect([kind, groups[0]]).toMatchObject(['APIGroupList', { name: 'apps', preferredVersion: { groupVersion: 'apps/v1', version: 'v1' } }]);
    expect((await door.ask('/api')).json().serverAddressByClientCIDRs).toEqual([{ clientCIDR: '0.0.0.0/0', serverAddress: expect.stringMatching(/:6443$/) }]);
  });
});

describe('what is no resource', () => {
  it('health is plain text, also for HEAD', async () => {
    for (const path of [
      '/healthz',
      '/livez',
      '/readyz',
      '/healthz/ping',
      '/readyz/etcd',
      '/livez/poststarthook/scheduling/bootstrap-system-priority-classes',
    ]) {
      const { code, text, headers } = await door.ask(path);
      expect([path, code, text, headers['content-type']]).toEqual([path, 200, 'ok', 'text/plain; charset=utf-8']);
    }
    expect((await door.ask('/readyz?verbose&exclude=etcd&exclude=log&exclude=x')).text).toMatch(
      /^\[\+\]ping ok\n\[\+\]log excluded: ok\n\[\+\]etcd excluded: ok\n[^]*warn: some health checks cannot be excluded: no matches for "x"\nreadyz check passed\n$/,
    );
    expect(await door.ask('/healthz', { method: 'HEAD' })).toMatchObject({ code: 200, text: '', headers: { 'content-length': '2' } });
    expect((await door.ask('/readyz/nothing')).code).toBe(404);
  });

  it('metrics are read off the state', async () => {
    const watching = door.watch(`${MAPS}?watch=true`);
    const sample = async (line: string) => (await door.ask('/metrics')).text.split('\n').find((one) => one.startsWith(line));
    const { text, headers } = await door.ask('/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)*\})? [0-9.e+]+)$/);
    const deployments = (await door.ask('/apis/apps/v1/deployments')).json().items.length;
    expect(await sample('apiserver_resource_objects{group="apps",resource="deployments"}')).toBe(
      `apiserver_resource_objects{group="apps",resource="deployments"} ${deployments}`,
    );
    const watches =
      'apiserver_longrunning_requests{component="apiserver",group="",resource="configmaps",scope="namespace",subresource="",verb="WATCH",version="v1"}';
    await expect.poll(() => sample(watches), soon).toBe(`${watches} 1`);
    watching.stop();
    await expect.poll(() => sample(watches), soon).toBeUndefined();
    expect((await door.ask('/metrics/slis')).text).toContain('kubernetes_healthcheck{name="etcd",type="readyz"} 1\n');
  });

  it('the root lists the paths; each of them is there', async () => {
    const { paths } = (await door.ask('/')).json() as { paths: string[] };
    expect(paths).toEqual(expect.arrayContaining(['/api', '/apis/apps/v1', '/livez/ping', '/metrics', '/openapi/v2', '/version']));
    expect(paths).toEqual([...paths].sort());
    for (const path of paths) expect([path, (await door.ask(path)).code]).toEqual([path, 200]);
  });

  it('nothing is 404: in plain words where no group is, as a Status within one', async () => {
    for (const path of ['/foo', '/logs', '/apis/nothing.io/v1', '/apis/apps/v9/deployments', '/api/v2/pods']) {
      const { code, text, headers } = await door.ask(path);
      expect([path, code, text, headers['content-type']]).toEqual([path, 404, '404 page not found\n', 'text/plain; charset=utf-8']);
    }
    for (const path of ['/api/v1/foo', '/apis/apps/v1/namespaces/default/foo', '/api/v1/namespaces/default/pods/a/foo', '/api/v1/namespaces/a/nodes']) {
      const status = (await door.ask(path)).json();
      expect([path, status.code, status.reason, status.message]).toEqual([path, 404, 'NotFound', 'the server could not find the requested resource']);
    }
  });
});

describe('OpenAPI', () => {
  it('has a hash in each address of version 3: by the hash it may be kept for good, another hash leads there', async () => {
    const { paths } = (await door.ask('/openapi/v3')).json();
    const url = paths['apis/apps/v1'].serverRelativeURL as string;
    expect(url).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/);
    const kept = await door.ask(url);
    expect([kept.code, kept.headers['cache-control'], `"${url.split('=')[1]}"`]).toEqual([200, 'public, immutable', kept.headers['etag']]);
    const moved = await door.ask('/openapi/v3/apis/apps/v1?hash=0');
    expect([moved.code, moved.headers['location']]).toEqual([301, `/s/a-secret${url}`]);
    expect((await door.ask('/openapi/v3/apis/apps/v1', { headers: { 'if-none-match': String(kept.headers['etag']) } })).code).toBe(304);
    expect((await door.ask('/openapi/v3/apis/nothing/v1')).code).toBe(404);
  });

  it('describes all kinds in version 2, as JSON and as protobuf', async () => {
    const json = await door.ask('/openapi/v2', { headers: { 'accept-encoding': 'gzip' } });
    expect(JSON.parse(gunzipSync(json.bytes).toString()).definitions['io.k8s.api.core.v1.Pod']['x-kubernetes-group-version-kind']).toEqual([
      { group: '', kind: 'Pod', version: 'v1' },
    ]);
    const proto = await door.ask('/openapi/v2', { headers: { accept: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf' } });
    // A name with `@` in it is no media type: it is answered with another.
    expect(proto.headers['content-type']).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
    expect(proto.text.startsWith('\n\u00032.0\u0012\u0015\n\nKubernetes\u0012\u0007v1.36.0')).toBe(true);
    expect(proto.text).toContain('io.k8s.api.apps.v1.DeploymentStrategy');
  });
});

describe('media types', () => {
  const post = (type: string, body: string | Buffer) => door.ask(MAPS, { method: 'POST', headers: { 'content-type': type }, body });
  const TYPES = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';

  it('of bodies that nobody reads are 415, whatever is in them', async () => {
    for (const type of ['text/plain', 'application/cbor', 'application/x-www-form-urlencoded', 'application/merge-patch+json']) {
      const status = (await post(type, '{"half')).json();
      expect([type, status.code, status.message]).toEqual([
        type,
        415,
        `the body of the request was in an unknown format - accepted media types include: ${TYPES}`,
      ]);
    }
    const patch = await door.ask(`${MAPS}/kube-root-ca.crt`, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{' });
    expect([patch.code, patch.json().message]).toEqual([415, expect.stringContaining('application/json-patch+json, application/merge-patch+json, ')]);
  });

  it('of answers that nobody gives are 406, and nothing is done', async () => {
    for (const accept of ['text/plain', 'application/cbor', 'application/json;as=Table;g=other;v=v1']) {
      const { code, text } = await door.ask(MAPS, { method: 'POST', headers: { accept }, body: map('unreadable') });
      expect([accept, code, JSON.parse(text).message]).toEqual([
        accept,
        406,
        `only the following media types are accepted: application/json, application/yaml`,
      ]);
    }
    expect((await door.ask(`${MAPS}/unreadable`)).code).toBe(404);
    expect((await door.ask(MAPS, { headers: { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8' } })).code).toBe(200);
  });

  it('of what cannot be read are 400 in the words of its decoder', async () => {
    const kind = `the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error:`;
    const said = async (type: string, body: string | Buffer) => (await post(type, body)).json();
    expect(await said('application/json', '{"kind":')).toMatchObject({ code: 400, message: `${kind} unexpected end of JSON input ({"kind":)` });
    expect(await said('application/json', 'xyz')).toMatchObject({
      code: 400,
      message: `${kind} invalid character 'x' looking for beginning of value (78797a)`,
    });
    // Bodies are not unpacked by a real server either.
    expect((await said('application/json', Buffer.from([0x1f, 0x8b, 8]))).message).toBe(
      `${kind} invalid character '\\x1f' looking for beginning of value (1f8b08)`,
    );
    const patch = async (type: string) => (await door.ask(`${MAPS}/x`, { method: 'PATCH', headers: { 'content-type': type }, body: '{"a"' })).json().message;
    expect(await patch('application/merge-patch+json')).toBe('error decoding patch: unexpected end of JSON input');
    expect(await patch('application/strategic-merge-patch+json')).toBe('unexpected end of JSON input');
    expect((await door.ask(`${MAPS}/x`, { method: 'DELETE', headers: { 'content-type': 'application/json' }, body: '{' })).json()).toMatchObject({
      code: 400,
      message: "couldn't get version/kind; json parse error: unexpected end of JSON input",
    });
    expect((await door.ask('/api/v1/foo', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' })).code).toBe(404);
    // What comes along with a GET is nobody's business.
    expect((await door.ask(MAPS, { headers: { 'content-type': 'application/json' }, body: '{' })).code).toBe(200);
  });
});

describe('headers and spelling', () => {
  it('name each request; a client may name its own', async () => {
    const [a, b] = [await door.ask('/version'), await door.ask('/version')];
    expect(a.headers['audit-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(a.headers['audit-id']).not.toBe(b.headers['audit-id']);
    expect((await door.ask('/version', { headers: { 'audit-id': 'mine' } })).headers['audit-id']).toBe('mine');
    expect(a.headers['cache-control']).toBe('no-cache, private');
  });

  it('JSON is in one line, spread out for people, and never holds < or &', async () => {
    await door.ask(MAPS, { method: 'POST', body: map('spelled', { a: '<b> & c' }) });
    const plain = (await door.ask(`${MAPS}/spelled`)).text;
    expect(plain).toContain('"a":"\\u003cb\\u003e \\u0026 c"');
    expect(plain.endsWith('}\n')).toBe(true);
    const pretty = '{\n  "apiVersion"'.length;
    for (const headers of [{ 'user-agent': 'curl/8.5.0' }, { 'user-agent': 'Mozilla/5.0 (X11)' }])
      expect((await door.ask(`${MAPS}/spelled`, { headers })).text.slice(0, pretty)).toContain('{\n  "');
    expect((await door.ask(`${MAPS}/spelled?pretty=true`)).text).toMatch(/^\{\n {2}"[^]*\n\}$/);
    expect((await door.ask(`${MAPS}/spelled?pretty=false`, { headers: { 'user-agent': 'curl/8.5.0' } })).text).not.toContain('\n  ');
  });

  it('methods that a path does not have are 405', async () => {
    for (const [method, path] of [
      ['OPTIONS', MAPS],
      ['TRACE', MAPS],
      ['POST', `${MAPS}/a`],
      ['PUT', MAPS],
      ['DELETE', '/version'],
      ['POST', '/healthz'],
    ] as const) {
      const { code, text } = await door.ask(path, { method });
      expect([method, path, code, JSON.parse(text).reason]).toEqual([method, path, 405, 'MethodNotAllowed']);
    }
    expect((await door.ask(MAPS, { method: 'HEAD' })).code).toBe(405);
  });
});

describe('watches', () => {
  it('have their older paths, too', async () => {
    await door.ask(MAPS, { method: 'POST', body: map('old-path') });
    const watching = ['/api/v1/watch/configmaps', '/api/v1/watch/namespaces/default/configmaps', '/api/v1/watch/namespaces/default/configmaps/old-path'].map(
      (path) => door.watch(path),
    );
    for (const one of watching) await expect.poll(() => one.events.map(({ object }) => object.metadata.name), soon).toContain('old-path');
    expect(watching[2]!.events).toHaveLength(1);
    for (const one of watching) one.stop();
  });

  it('are of collections: of an object’s path the query says nothing', async () => {
    expect((await door.ask(`${MAPS}/kube-root-ca.crt?watch=true`)).json().kind).toBe('ConfigMap');
    const one = door.watch(`${MAPS}?watch=1&fieldSelector=metadata.name%3Dkube-root-ca.crt`);
    await expect.poll(() => one.events.map(({ type, object }) => `${type} ${object.metadata.name}`), soon).toEqual(['ADDED kube-root-ca.crt']);
    one.stop();
  });

  it('send what is there first and say where that ends, end at their time, and say 410 for what is too old', async () => {
    const list = door.watch(`${MAPS}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1`);
    await expect.poll(() => list.ended, { timeout: 10_000 }).toBe(true);
    const bookmark = list.events.find(({ type }) => type === 'BOOKMARK');
    expect(list.events[0].type).toBe('ADDED');
    expect(bookmark.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
    const refused = await door.ask(`${MAPS}?watch=1&sendInitialEvents=true`);
    expect([refused.code, refused.json().message]).toEqual([
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ]);
  });
});

describe('pages of a list', () => {
  it('go on by their token; one that is forged or of another resource is refused', async () => {
    const names: string[] = [];
    let token = '';
    do {
      const { metadata, items } = (await door.ask(`/api/v1/configmaps?limit=2&continue=${token}`)).json();
      names.push(...items.map(({ metadata: { namespace, name } }: { metadata: { namespace: string; name: string } }) => `${namespace}/${name}`));
      token = metadata.continue ?? '';
    } while (token !== '');
    const all = (await door.ask('/api/v1/configmaps')).json().items.length;
    expect([names.length, new Set(names).size]).toEqual([all, all]);
    expect((await door.ask('/api/v1/configmaps?limit=2&continue=forged!')).code).toBe(400);
    expect((await door.ask('/api/v1/configmaps?limit=1&resourceVersionMatch=Exact')).code).toBe(422);
    expect((await door.ask('/api/v1/configmaps?resourceVersion=999999999')).json()).toMatchObject({ code: 504, reason: 'Timeout' });
  });
});

describe('YAML', () => {
  it('is written so that it reads back as it was', async () => {
    const data = { y: 'yes', t: '2020-01-01', n: '007', long: 'a\nb\n' };
    await door.ask(MAPS, { method: 'POST', body: map('written', data) });
    const { text } = await door.ask(`${MAPS}/written`, { headers: { accept: 'application/yaml' } });
    expect(text).toMatch(/^ {2}t: "2020-01-01"\n {2}"y": "yes"$/m);
    expect(text).toMatch(/^ {2}creationTimestamp: "\d{4}-[^"]*Z"$/m);
    const again = await door.ask(`${MAPS}/written`, { method: 'PUT', headers: { 'content-type': 'application/yaml' }, body: text });
    expect([again.code, again.json().data]).toEqual([200, data]);
    const nodes = await door.ask('/api/v1/nodes', { headers: { accept: 'application/yaml' } });
    expect(nodes.text).toContain('\nitems:\n- apiVersion: v1\n  kind: Node\n');
  });
});

describe('Table', () => {
  it('takes the known words for the rows’ objects only', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const why = `Unable to convert to Table as requested: includeObject: Invalid value: "Foo": must be 'Metadata', 'Object', 'None', or empty`;
    for (const query of ['includeObject=Foo', 'includeObject=Foo&watch=1'])
      expect((await door.ask(`${MAPS}?${query}`, { headers: { accept } })).json()).toMatchObject({ code: 400, reason: 'BadRequest', message: why });
    expect((await door.ask(`${MAPS}?includeObject=`, { headers: { accept } })).code).toBe(200);
    expect((await door.ask(`${MAPS}?includeObject=Foo`)).code).toBe(200);
  });
});

describe('a watch', () => {
  it('is whatever is neither 0 nor false', async () => {
    for (const watch of ['0', 'False', 'false']) expect((await door.ask(`${MAPS}?watch=${watch}`)).json().kind).toBe('ConfigMapList');
    for (const watch of ['abc', '', 'T']) {
      const watching = door.watch(`${MAPS}?watch=${watch}`);
      await vi.waitFor(() => expect(watching.events[0]).toMatchObject({ type: 'ADDED', object: { kind: 'ConfigMap' } }), soon);
      watching.stop();
    }
  });
});

describe('the clock', () => {
  it('shows the time of the wall when the cluster is ready, and from then on', async () => {
    const scenario = { ...door.cluster.options.scenario };
    const cluster = HeadlessCluster.startedAtWall({ ...door.cluster.options, scenario }, () => Date.now());
    const apartMs = (): number => Math.abs((cluster.options.scenario.epochMs ?? 0) + cluster.sim.now / 1_000 - Date.now());
    try {
      await expect.poll(apartMs, soon).toBeLessThan(1_000);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      // A machine that is busy lets it stand for a while; it comes up again.
      await expect.poll(apartMs, soon).toBeLessThan(1_000);
    } finally {
      cluster.stop();
    }
  });
});
