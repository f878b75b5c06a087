import type { AddressInfo } from 'node:net';
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
async function tab(answers: boolean): Promise<{ readonly socket: WebSocket; readonly heard: ToPage[] }> {
  const socket = new WebSocket(`ws://${base}/tab`);
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
    expect(await get('/api')).toMatchObject({ code: 503, body: { message: expect.stringContaining('no page is open') } });
  });

  it('gets the requests; a second tab is sent away; a tab that goes leaves nobody waiting', async () => {
    const first = await tab(true);
    expect(first.heard[0]).toEqual({ say: 'hello', kubeconfig: '/a/kubeconfig' });
    const second = await tab(true);
    expect(second.heard).toEqual([{ say: 'taken' }]);
    expect(await get('/api/v1/pods')).toMatchObject({ code: 200, body: { kind: '/api/v1/pods' } });
    first.socket.close();
    await expect.poll(async () => (await get('/api')).code).toBe(503);
    const silent = await tab(false);
    const waiting = get('/api/v1/nodes');
    await expect.poll(() => silent.heard.length).toBe(2);
    silent.socket.send('no json');
    silent.socket.terminate();
    expect(await waiting).toMatchObject({ code: 503, body: { message: 'the page was closed or loaded anew' } });
  });
});
