import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DEFAULT_CLASS, WEB } from '../scenarios/manifests.ts';
import { standardNodes } from '../scenarios/nodes.ts';
import type { RecordedCommand } from '../wire/instant.ts';
import { HeadlessCluster } from './headless.ts';
import { createServer } from './http.ts';

const SECRET = 'a-secret';
const commands: RecordedCommand[] = [];
const cluster = new HeadlessCluster({
  record: (command) => commands.push(command),
  scenario: { id: 'test', title: { en: '', ja: '' }, nodes: standardNodes(2), manifests: [DEFAULT_CLASS, WEB], traffic: [], opensAt: 'quiet' },
  seed: 1,
  speed: 1,
  clock: () => performance.now(),
});
const server = createServer({ host: cluster, secret: SECRET });
let origin = '';

beforeAll(async () => {
  cluster.start();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  cluster.stop();
  server.close();
  server.closeAllConnections();
});

interface Answer {
  readonly code: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  readonly json: () => any;
}

function ask(
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${origin}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ code: response.statusCode ?? 0, headers: response.headers, text, json: () => JSON.parse(text) });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

const api = (path: string, options?: Parameters<typeof ask>[1]): Promise<Answer> => ask(`/s/${SECRET}${path}`, options);
const PODS = '/api/v1/namespaces/default/pods';

describe('the door', () => {
  it('answers who knows the secret, and nobody else', async () => {
    expect((await api('/version')).json()).toMatchObject({ major: '1', minor: '36' });
    for (const path of ['/version', '/s/version', '/s/wrong/version', '/s//version', `/s/${SECRET}x/version`, '/']) {
      const { code, json } = await ask(path);
      expect([path, code, json().kind]).toEqual([path, 404, 'Status']);
    }
  });

  it('refuses other hosts and origins', async () => {
    expect((await api('/version', { headers: { host: 'evil.example:80' } })).code).toBe(403);
    expect((await api('/version', { headers: { origin: 'http://evil.example' } })).code).toBe(403);
    expect((await api('/version', { headers: { origin } })).code).toBe(200);
  });

  it('says what is wrong with a body, and goes on', async () => {
    const half = await api(PODS, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"kind":' });
    expect([half.code, half.json().reason]).toEqual([400, 'BadRequest']);
    const large = await api(PODS, { method: 'POST', headers: { 'content-type': 'application/json' }, body: Buffer.alloc(5 * 1024 * 1024, 32) });
    expect([large.code, large.json().message]).toEqual([413, 'Request entity too large: limit is 3145728']);
    const cbor = await api(PODS, { method: 'POST', headers: { 'content-type': 'application/cbor' }, body: 'x' });
    expect(cbor.code).toBe(415);
    const proto = await api(PODS, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.kubernetes.protobuf' },
      body: Buffer.from('k8s\0\xff\xff\xff'),
    });
    expect(proto.code).toBe(400);
    expect((await api(PODS, { method: 'OPTIONS' })).code).toBe(405);
    expect((await api(PODS)).code).toBe(200);
  });

  it('outlives clients that vanish', async () => {
    await new Promise<void>((resolve) => {
      const request = http.request(`${origin}/s/${SECRET}${PODS}?watch=true`, () => {
        request.destroy();
        resolve();
      });
      request.on('error', () => {});
      request.end();
    });
    const gone = http.request(`${origin}/s/${SECRET}${PODS}`, { method: 'POST', headers: { 'content-length': '100', 'content-type': 'application/json' } });
    gone.on('error', () => {});
    gone.write('{');
    await new Promise((resolve) => setTimeout(resolve, 50));
    gone.destroy();
    await expect.poll(() => commands.at(-1)?.command.do).toBe('client.gone');
    expect((await api('/healthz')).text).toBe('ok');
  });
});

describe('what it answers', () => {
  it('compresses long answers for those who take it', async () => {
    const { headers } = await api('/openapi/v3/api/v1', { headers: { 'accept-encoding': 'gzip' } });
    expect(headers['content-encoding']).toBe('gzip');
    expect((await api('/openapi/v3/api/v1')).json().components.schemas['io.k8s.api.core.v1.Pod']['x-kubernetes-group-version-kind']).toEqual([
      { group: '', kind: 'Pod', version: 'v1' },
    ]);
  });

  it('names as managed what a client asked for, not what admission and the server add', async () => {
    const post = (path: string, body: object) =>
      api(path, { method: 'POST', headers: { 'content-type': 'application/json', 'user-agent': 'my-tool/1' }, body: JSON.stringify(body) });
    const [entry] = (
      await post(PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'zz-managed' }, spec: { containers: [{ name: 'c', image: 'busybox' }] } })
    ).json().metadata.managedFields;
    expect(Object.keys(entry.fieldsV1['f:spec'])).toEqual([
      'f:containers',
      'f:dnsPolicy',
      'f:enableServiceLinks',
      'f:restartPolicy',
      'f:schedulerName',
      'f:securityContext',
      'f:terminationGracePeriodSeconds',
    ]);
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'managed' }, spec: { selector: { a: 'b' }, ports: [{ port: 80 }] } };
    const [ofService] = (await post('/api/v1/namespaces/default/services', service)).json().metadata.managedFields;
    expect(Object.keys(ofService.fieldsV1['f:spec'])).toEqual(['f:internalTrafficPolicy', 'f:ports', 'f:selector', 'f:sessionAffinity', 'f:type']);
  });

  it('names nobody for what the server writes itself: bindings and deletions', async () => {
    const running = async () => (await api(`${PODS}/zz-managed`)).json();
    await expect.poll(async () => (await running()).spec.nodeName, { timeout: 20_000 }).toBeDefined();
    await expect.poll(async () => (await running()).metadata.managedFields.map((one: any) => one.manager), { timeout: 20_000 }).toEqual(['my-tool', 'kubelet']);
    const [, kubelet] = (await running()).metadata.managedFields;
    expect(Object.keys(kubelet.fieldsV1['f:status']['f:conditions']['k:{"type":"Ready"}'])).toContain('f:lastProbeTime');
    await api(`${PODS}/zz-managed`, { method: 'DELETE' });
    const going = await running();
    expect(going.metadata.deletionTimestamp).toBeDefined();
    expect(going.metadata.managedFields.map((one: any) => one.fieldsV1['f:metadata'])).toEqual([undefined, undefined]);
  });

  it('streams a watch, as Tables when these are asked for', async () => {
    const events: any[] = [];
    const request = http.request(`${origin}/s/${SECRET}/api/v1/namespaces/default/configmaps?watch=true`, {
      headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
    });
    request.on('response', (response) =>
      response.on('data', (chunk: Buffer) =>
        events.push(
          ...chunk
            .toString()
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line)),
        ),
      ),
    );
    request.on('error', () => {});
    request.end();
    await expect.poll(() => events.length).toBeGreaterThan(0);
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'seen' } });
    await api('/api/v1/namespaces/default/configmaps', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await expect.poll(() => events.at(-1).object.rows[0].cells[0]).toBe('seen');
    expect(events[0].object.columnDefinitions).toHaveLength(3);
    expect(events.at(-1).object.columnDefinitions).toBeNull();
    request.destroy();
  });

  it('warns of fields in any script', async () => {
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'warned' }, 名前: 'x' });
    const made = await api('/api/v1/namespaces/default/configmaps?fieldValidation=Warn', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(made.code).toBe(201);
    expect(Buffer.from(String(made.headers['warning']), 'latin1').toString()).toBe('299 - "unknown field \\"名前\\""');
  });

  it('says who holds which field, by the name clients give themselves', async () => {
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held' }, data: { a: 'b' } });
    const made = await api('/api/v1/namespaces/default/configmaps', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'my-tool/v1.2 (x)' },
      body,
    });
    expect(made.json().metadata.managedFields).toMatchObject([{ manager: 'my-tool', operation: 'Update', fieldsV1: { 'f:data': { '.': {}, 'f:a': {} } } }]);
  });

  it('takes and gives YAML', async () => {
    const body = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: from-yaml}\ndata: {a: "yes"}\n';
    const path = '/api/v1/namespaces/default/configmaps';
    expect((await api(path, { method: 'POST', headers: { 'content-type': 'application/yaml' }, body })).json().data).toEqual({ a: 'yes' });
    const patch = { method: 'PATCH', headers: { 'content-type': 'application/apply-patch+yaml' }, body: body.replace('yes', 'no') };
    expect((await api(`${path}/from-yaml?fieldManager=me&force=true`, patch)).json().data).toEqual({ a: 'no' });
    const read = await api(`${path}/from-yaml`, { headers: { accept: 'application/yaml' } });
    expect([read.headers['content-type'], read.text.split('\n')[0]]).toEqual(['application/yaml', 'apiVersion: v1']);
    const broken = await api(path, { method: 'POST', headers: { 'content-type': 'application/yaml' }, body: 'a: [' });
    expect([broken.code, broken.json().message]).toEqual([
      400,
      expect.stringMatching(/^the object provided is unrecognized \(must be of type ConfigMap\): yaml: line 1: .* \(613a205b\)$/),
    ]);
  });

  it('gives logs and runs commands', async () => {
    const [pod] = (await api(PODS)).json().items as { metadata: { name: string } }[];
    const { name } = pod!.metadata;
    expect((await api(`${PODS}/${name}/log?tailLines=1`)).code).toBe(200);
    expect((await api(`${PODS}/${name}/log?container=nope`)).json().message).toBe(`container nope is not valid for pod ${name}`);
    const socket = new WebSocket(
      `${origin.replace('http', 'ws')}/s/${SECRET}${PODS}/${name}/exec?command=sh&command=-c&command=echo+hi&stdout=true`,
      'v5.channel.k8s.io',
    );
    const received: string[] = [];
    socket.on('message', (data: Buffer) => received.push(`${data[0]}:${data.subarray(1).toString().trim()}`));
    await new Promise((resolve) => socket.on('close', resolve));
    expect(received).toEqual(['1:hi', '3:{"metadata":{},"status":"Success"}']);
  });
});

describe('replay', () => {
  it('has the same history from the commands that came in', async () => {
    const { replayed } = await import('./replay.testing.ts');
    cluster.stop();
    expect(replayed(cluster, commands)).toMatchObject({ revision: cluster.revision, time: cluster.sim.now, happenings: cluster.sim.happenings.length });
  });
});
