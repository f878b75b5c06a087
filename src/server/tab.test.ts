import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ToPage } from '../wire/bridge.ts';
import { createServer } from './http.ts';
import { TabCluster } from './tab.ts';

const cluster = new TabCluster('/a/kubeconfig');
const server = createServer({
  host: cluster,
  secret: 'secret',
  page: { serve: () => false, connect: (request, socket, head) => cluster.connect(request, socket, head) },
});
let base = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `127.0.0.1:${(server.address() as AddressInfo).port}/s/secret`;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const get = async (path: string) => {
  const answer = await fetch(`http://${base}${path}`);
  return { code: answer.status, body: (await answer.json()) as { message?: string; kind?: string } };
};

/** A tab that answers every request with its path. */
async function tab(answers: boolean, query = ''): Promise<{ readonly socket: WebSocket; readonly heard: ToPage[] }> {
  const socket = new WebSocket(`ws://${base}/tab${query}`);
  const heard: ToPage[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ToPage;
    heard.push(message);
    if (message.say === 'client' && answers)
      socket.send(
        JSON.stringify({
          say: 'outside',
          message: { exchange: message.exchange, seq: 0, is: 'answer', response: { code: 200, body: { kind: message.request.path } } },
        }),
      );
  });
  await expect.poll(() => heard.length).toBeGreaterThan(0);
  return { socket, heard };
}

describe('the cluster in a tab', () => {
  it('is not there until a page is open', async () => {
    expect(await get('/api/v1/pods')).toMatchObject({ code: 503, body: { message: expect.stringContaining('no page is open') } });
  });

  it('is not asked which kinds there are when it does not answer, so that clients come to the reason', async () => {
    for (const path of ['/api', '/apis', '/apis/apps/v1', '/version']) expect([path, (await get(path)).code]).toEqual([path, 200]);
    expect((await get('/api')).body.kind).toBe('APIVersions');
    expect((await get('/apis/nothing.io/v1/things')).code).toBe(503);
  });

  it('gets the requests; a second tab is sent away; a tab that goes leaves nobody waiting', async () => {
    const first = await tab(true);
    expect(first.heard[0]).toEqual({ say: 'hello', kubeconfig: '/a/kubeconfig' });
    const second = await tab(true);
    expect(second.heard).toEqual([{ say: 'taken' }]);
    expect(await get('/api/v1/pods')).toMatchObject({ code: 200, body: { kind: '/api/v1/pods' } });
    first.socket.close();
    await expect.poll(async () => (await get('/api/v1/pods')).code).toBe(503);
    const silent = await tab(false);
    const waiting = get('/api/v1/nodes');
    await expect.poll(() => silent.heard.length).toBe(2);
    silent.socket.send('no json');
    silent.socket.terminate();
    expect(await waiting).toMatchObject({ code: 503, body: { message: 'the page was closed or loaded anew' } });
    await expect.poll(async () => (await get('/api/v1/pods')).body.message).toContain('no page is open');
  });

  it('is the same page in its next session, at once', async () => {
    const before = await tab(false, '?page=one');
    const waiting = get('/api/v1/nodes');
    await expect.poll(() => before.heard.length).toBe(2);
    const next = await tab(true, '?page=one');
    expect(next.heard[0]?.say).toBe('hello');
    expect((await waiting).code).toBe(503);
    expect(await get('/api/v1/pods')).toMatchObject({ code: 200, body: { kind: '/api/v1/pods' } });
    await expect.poll(() => before.socket.readyState).toBe(WebSocket.CLOSED);
    expect((await tab(true, '?page=two')).heard).toEqual([{ say: 'taken' }]);
    // Another page comes while the connection of the one before is still closing.
    for (let i = 0, last = next.socket; i < 10; i++) {
      last.close();
      const other = await tab(true, `?page=other${i}`);
      expect(other.heard[0]?.say).toBe('hello');
      last = other.socket;
      if (i === 9) last.terminate();
    }
    await expect.poll(async () => (await get('/api/v1/pods')).code).toBe(503);
  });

  it('is not lost by a client that sends more than the page takes: that one waits', { timeout: 60_000 }, async () => {
    const page = new WebSocket(`ws://${base}/tab?page=slow`);
    let taken = 0;
    page.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ToPage;
      if (message.say === 'client') page.send(JSON.stringify({ say: 'outside', message: { exchange: message.exchange, seq: 0, is: 'opened' } }));
      if (message.say === 'client.input' && message.input.is === 'text') taken += message.input.text.length;
    });
    await new Promise((resolve) => page.on('open', resolve));
    const client = new WebSocket(`ws://${base}/api/v1/namespaces/default/pods/a/exec?command=cat&stdin=true`, 'v5.channel.k8s.io');
    await new Promise((resolve) => client.on('open', resolve));
    page.pause();
    const megabyte = Buffer.alloc(1_000_000, 'a');
    for (let i = 0; i < 30; i++) client.send(Buffer.concat([Buffer.from([0]), megabyte]));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect([page.readyState, client.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
    expect(client.bufferedAmount).toBeGreaterThan(20_000_000);
    page.resume();
    await expect.poll(() => taken, { timeout: 50_000 }).toBe(30_000_000);
    client.terminate();
    page.terminate();
    await expect.poll(async () => (await get('/api/v1/pods')).code).toBe(503);
  });

  it('is not disturbed by what is no message, neither of the page nor of one that was sent away', async () => {
    const socket = new WebSocket(`ws://${base}/tab?page=odd`);
    const asked: Extract<ToPage, { say: 'client' }>[] = [];
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ToPage;
      if (message.say === 'client') asked.push(message);
    });
    await new Promise((resolve) => socket.on('open', resolve));
    const answer = get('/api/v1/pods');
    await expect.poll(() => asked.length).toBe(1);
    const { exchange } = asked[0]!;
    const say = (message: unknown) => socket.send(JSON.stringify({ say: 'outside', message }));
    for (const text of ['', '{}', 'null', '[]', '{"say":"outside"}', '{"say":"outside","message":null}', '{"say":"other","message":{}}']) socket.send(text);
    for (const content of [
      { is: 'answer' },
      { is: 'answer', response: { code: 99, body: {} } },
      { is: 'answer', response: { code: '200', body: {} } },
      { is: 'answer', response: { code: 200 } },
      { is: 'answer', response: { code: 200, body: {}, warnings: [1] } },
      { is: 'event', type: 'OTHER', object: {} },
      { is: 'event', type: 'ADDED' },
      { is: 'output', channel: 'stdin', text: '' },
      { is: 'output', channel: 'stdout', text: 1 },
      { is: 'what' },
    ])
      say({ exchange, seq: 0, ...content });
    say({ exchange, is: 'closed' });
    say({ exchange: 1, seq: 0, is: 'closed' });
    const away = await tab(true, '?page=away');
    // No frame at all.
    (away.socket as unknown as { _socket: Socket })._socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    say({ exchange, seq: 0, is: 'answer', response: { code: 200, body: { kind: 'right' } } });
    expect(await answer).toEqual({ code: 200, body: { kind: 'right' } });
    socket.terminate();
  });
});
