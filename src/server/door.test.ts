import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SESSION_LIMITS } from '../wire/session-check.ts';
import { WebSocket } from 'ws';
import type { OutsideContent } from '../wire/outside.ts';
import type { ApiRequest } from '../wire/request.ts';
import type { ClusterHost } from './host.ts';
import { createServer } from './http.ts';
import { warningBytes } from './warnings.ts';

/** A host that says what a test wants it to say. */
class Puppet implements ClusterHost {
  readonly asked: ApiRequest[] = [];
  readonly closed: string[] = [];
  private readonly hearing = new Map<string, (content: OutsideContent) => void>();

  open({ request }: Parameters<ClusterHost['open']>[0], hear: Parameters<ClusterHost['open']>[1]): ReturnType<ClusterHost['open']> {
    this.asked.push(request);
    let seq = 0;
    this.hearing.set(request.path, (content) => hear({ exchange: request.path, seq: seq++, ...content }));
    if (request.path === '/odd') this.say('/odd', { is: 'answer', response: { code: 20, body: {} } });
    else if (request.path === '/throws') throw new Error('broken');
    else if (!request.path.startsWith('/stream')) this.say(request.path, { is: 'answer', response: { code: 200, body: { kind: request.path } } });
    return { input: () => true, close: () => void this.closed.push(request.path) };
  }

  say(path: string, content: OutsideContent): void {
    this.hearing.get(path)?.(content);
  }
}

const host = new Puppet();
const server = createServer({ host, secret: 'secret', patienceMs: 1_500 });
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const connected = (options: Partial<net.NetConnectOpts> = {}) =>
  new Promise<net.Socket>((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', ...options }, () => resolve(socket));
    socket.on('error', () => {});
  });
const connections = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
const upgradeOf = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;

/** What is answered to a request line as it stands there. */
async function raw(target: string): Promise<string> {
  const socket = await connected();
  let text = '';
  socket.on('data', (data: Buffer) => void (text += data.toString()));
  socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
  await new Promise((resolve) => socket.on('close', resolve));
  return text.split('\r\n', 1)[0]!;
}

describe('upgrades', () => {
  it('are refused without harm to the server when the client is gone already, and leave no connection behind', async () => {
    for (let i = 0; i < 10; i++) {
      const socket = await connected();
      socket.write(upgradeOf('/nothing'));
      socket.resetAndDestroy();
    }
    // Clients that never close their half.
    const lingering = await Promise.all(Array.from({ length: 10 }, () => connected({ allowHalfOpen: true } as net.TcpNetConnectOpts)));
    const answers = lingering.map((socket) => new Promise<string>((resolve) => socket.once('data', (data: Buffer) => resolve(data.toString()))));
    for (const socket of lingering) socket.write(upgradeOf('/nothing'));
    for (const answer of await Promise.all(answers)) expect(answer).toContain('404 Not Found');
    await expect.poll(connections).toBe(0);
    for (const socket of lingering) socket.destroy();
  });

  it('that go wrong inside are answered', async () => {
    const socket = await connected();
    const answer = new Promise<string>((resolve) => socket.once('data', (data: Buffer) => resolve(data.toString())));
    socket.write(upgradeOf('/s/secret/throws').replace('\r\n\r\n', '\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n'));
    expect(await answer).toContain('Internal error occurred: broken');
  });

  it('of a client that goes before its command has begun end the exchange', async () => {
    const socket = await connected();
    socket.write(upgradeOf('/s/secret/stream/early').replace('\r\n\r\n', '\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n'));
    await expect.poll(() => host.asked.at(-1)?.path).toBe('/stream/early');
    socket.resetAndDestroy();
    await expect.poll(() => host.closed).toContain('/stream/early');
  });
});

describe('odd requests', () => {
  it('never make the server stumble', async () => {
    for (const target of ['//', '/s//', '/?%', '*', 'http://', `/${'x'.repeat(30_000)}`])
      expect([target, await raw(target)]).toEqual([target, 'HTTP/1.1 404 Not Found']);
    for (const target of ['/?%', '/a?%zz=%', '/%', '/a?b?c=d']) expect([target, await raw(`/s/secret${target}`)]).toEqual([target, 'HTTP/1.1 200 OK']);
    expect(host.asked.at(-1)?.query).toEqual({ 'b?c': 'd' });
    // What could not be kept in a session never becomes a command.
    for (const target of [`/${'x'.repeat(70_000)}`, `/a?b=${'x'.repeat(70_000)}`]) expect(await raw(`/s/secret${target}`)).toMatch(/ 431 /);
    expect(await raw('/s/secret//')).toBe('HTTP/1.1 404 Not Found');
    expect(host.asked.at(-1)?.path).toBe('/a');
    expect(await raw(`/${'x'.repeat(70_000)}`)).toContain('431');
  });

  it('are taken up to the size of a head that a session keeps; beyond it the answer is that of net/http', async () => {
    const most = SESSION_LIMITS.headerCharacters;
    expect(await raw(`/s/secret/api/v1/pods?labelSelector=${'a'.repeat(most - 1_000)}`)).not.toMatch(/ 4\d\d /);
    expect(await raw(`/s/secret/api/v1/pods?labelSelector=${'a'.repeat(most)}`)).toBe('HTTP/1.1 431 Request Header Fields Too Large');
  });

  it('get an answer also when what the cluster says is none', async () => {
    expect(await raw('/s/secret/odd')).toBe('HTTP/1.1 500 Internal Server Error');
  });
});

describe('who does not read', { timeout: 40_000 }, () => {
  const MANY = 'x'.repeat(1024 * 1024);

  it('loses the stream before much piles up; who reads keeps it', async () => {
    const streams = ['/stream/idle', '/stream/reads'];
    const responses = await Promise.all(
      streams.map(async (path) => {
        const response = new Promise<http.IncomingMessage>((resolve) => {
          const request = http.get({ port, path: `/s/secret${path}`, agent: false }, resolve);
          request.on('error', () => {});
        });
        await expect.poll(() => host.asked.some((asked) => asked.path === path)).toBe(true);
        host.say(path, { is: 'opened' });
        return response;
      }),
    );
    const [idle, reads] = responses as [http.IncomingMessage, http.IncomingMessage];
    idle.on('error', () => {});
    let read = 0;
    reads.on('data', (chunk: Buffer) => void (read += chunk.length));
    for (const path of streams) for (let i = 0; i < 24; i++) host.say(path, { is: 'output', channel: 'stdout', text: MANY });
    await expect.poll(() => host.closed, { timeout: 15_000 }).toContain('/stream/idle');
    await expect.poll(() => read, { timeout: 15_000 }).toBe(24 * MANY.length);
    expect(host.closed).not.toContain('/stream/reads');
    reads.destroy();
  });

  it('loses the WebSocket, too', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/s/secret/stream/socket`, 'v5.channel.k8s.io');
    socket.on('error', () => {});
    await expect.poll(() => host.asked.at(-1)?.path).toBe('/stream/socket');
    host.say('/stream/socket', { is: 'opened' });
    await new Promise((resolve) => socket.on('open', resolve));
    socket.pause();
    for (let i = 0; i < 24; i++) host.say('/stream/socket', { is: 'output', channel: 'stdout', text: MANY });
    await expect.poll(() => host.closed, { timeout: 15_000 }).toContain('/stream/socket');
    socket.terminate();
  });
});

describe('warnings', () => {
  const decoded = (texts: readonly string[]) => warningBytes(texts).map((header) => Buffer.from(header, 'latin1').toString());

  it('are quoted text in UTF-8; none with control characters, none twice', () => {
    expect(decoded(['unknown field "名前"', 'a\\b', 'two\nlines', '', 'a\\b'])).toEqual(['299 - "unknown field \\"名前\\""', '299 - "a\\\\b"']);
    expect(warningBytes(['é名'])).toEqual(['299 - "\u00c3\u00a9\u00e5\u0090\u008d"']);
  });

  it('are cut when they are too long together', () => {
    expect(decoded(['名'.repeat(4096)])[0]).toHaveLength(4096 + 8);
    const cut = decoded([...Array.from({ length: 30 }, (_, i) => `${i} ${'名'.repeat(300)}`)]);
    expect(cut).toHaveLength(16);
    expect(cut[0]).toBe(`299 - "0 ${'名'.repeat(254)}"`);
  });
});
