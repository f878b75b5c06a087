import net, { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { OutsideContent, OutsideInput } from '../wire/outside.ts';
import type { ClusterHost } from './host.ts';
import { createServer } from './http.ts';

/** A host that opens every stream at once, and keeps what is sent into it. */
const got: OutsideInput[] = [];
const closed: string[] = [];
/** Whether more may come, and how that is told when it may. */
let takes = true;
let room = (): void => {};
let say: (content: OutsideContent) => void = () => {};
const host: ClusterHost = {
  open: ({ request }, hear, whenRoom) => {
    room = () => whenRoom?.();
    let seq = 0;
    say = (content) => hear({ exchange: 'one', seq: seq++, ...content });
    say({ is: 'opened' });
    const input = (given: OutsideInput): boolean => {
      got.push(given);
      return takes;
    };
    return { input, close: () => void closed.push(request.path) };
  },
};
const server = createServer({ host, secret: 'secret' });
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const PODS = '/api/v1/namespaces/default/pods';

async function opened(path: string, protocol: string): Promise<{ readonly socket: WebSocket; readonly received: Buffer[] }> {
  got.length = 0;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/s/secret${PODS}${path}`, protocol);
  const received: Buffer[] = [];
  socket.on('message', (data: Buffer) => received.push(data));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return { socket, received };
}

const refusalOf = (path: string, protocol: string): Promise<string> =>
  opened(path, protocol).then(
    () => 'opened',
    (error: Error) => error.message,
  );

/** What is answered to the head of a request, as it stands there, and what is sent behind it. */
async function raw(head: string, ...behind: readonly (string | Buffer)[]): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (data: Buffer) => void (text += data.toString('latin1')));
  socket.write(`${head}\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\n\r\n`);
  for (const bytes of behind) socket.write(bytes);
  await new Promise((resolve) => socket.on('close', resolve).on('error', resolve));
  return text;
}

describe('channels of exec', () => {
  it('carry standard input, its end, and the size of the terminal; what is not known says nothing', async () => {
    const { socket, received } = await opened('/a/exec?command=sh&stdin=true', 'v5.channel.k8s.io');
    expect(socket.protocol).toBe('v5.channel.k8s.io');
    const euro = Buffer.from('€');
    const frames = [
      [0, ...Buffer.from('ls\r')],
      [0, ...euro.subarray(0, 1)],
      [0, ...euro.subarray(1), 0xff],
      [4, ...Buffer.from('{"Width":120,"Height":40}')],
      [4, ...Buffer.from('{"Width":0}')],
      [4, ...Buffer.from('no json')],
      [],
      [1, 65],
      [9, 65],
      [255],
      [255, 3],
      [255, 0],
    ];
    for (const frame of frames) socket.send(Buffer.from(frame));
    await expect.poll(() => got.at(-1)).toEqual({ is: 'end' });
    expect(got).toEqual([{ is: 'text', text: 'ls\r' }, { is: 'text', text: '€\udcff' }, { is: 'resize', columns: 120, rows: 40 }, { is: 'end' }]);
    say({ is: 'output', channel: 'stdout', text: 'é\udcfe' });
    say({ is: 'output', channel: 'error', text: '{}' });
    say({ is: 'closed' });
    await new Promise((resolve) => socket.on('close', resolve));
    expect(received).toEqual([Buffer.from([1, 0xc3, 0xa9, 0xfe]), Buffer.from('\u0003{}')]);
    await expect.poll(() => closed).toContain(`${PODS}/a/exec`);
  });

  it('carry what is long in pieces that a command of a session has room for, and characters whole', async () => {
    const { socket } = await opened('/a/exec?command=cat&stdin=true', 'v5.channel.k8s.io');
    const long = Buffer.from(`${'a'.repeat(65_535)}${'😀'.repeat(100_000)}`);
    socket.send(Buffer.from([0, 0xf0, 0x9f, 0x98]));
    socket.send(Buffer.concat([Buffer.from([0]), Buffer.alloc(1_048_575, 'a')]));
    socket.send(Buffer.concat([Buffer.from([0]), long]));
    socket.send(Buffer.from([255, 0]));
    await expect.poll(() => got.at(-1)).toEqual({ is: 'end' });
    const texts = got.flatMap((one) => (one.is === 'text' ? [one.text] : []));
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(65_536);
    expect(texts.filter((text) => /^[\udc00-\udfff]/.test(text) && !text.startsWith('\udcf0'))).toEqual([]);
    expect(texts.join('')).toBe(`\udcf0\udc9f\udc98${'a'.repeat(1_048_575)}${long.toString()}`);
    socket.close();
  });

  it('are of the protocols that are spoken', async () => {
    expect(await refusalOf('/a/exec?command=sh', 'v9.channel.k8s.io')).toContain('403');
    expect(await raw(`POST /s/secret${PODS}/a/exec HTTP/1.1\r\nUpgrade: HTTP/2.0`)).toContain('unable to upgrade: unknown protocol');
    expect(await raw(`POST /s/secret${PODS}/a/exec HTTP/1.1\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: channel.k8s.io`)).toContain(
      'unable to negotiate protocol',
    );
  });
});

describe('what nobody takes', () => {
  const characters = () => got.reduce((sum, one) => sum + (one.is === 'text' || one.is === 'data' ? one.text.length : 0), 0);
  const quietly = () => new Promise((resolve) => setTimeout(resolve, 300));

  it.each([
    ['a program', '/a/exec?command=sleep&stdin=true', 'v5.channel.k8s.io'],
    ['a port', '/a/portforward?ports=80', 'v4.channel.k8s.io'],
  ])('stays with who sends it to %s, and goes on when there is room', async (_, path, protocol) => {
    const { socket } = await opened(path, protocol);
    takes = false;
    const piece = Buffer.concat([Buffer.from([0]), Buffer.alloc(32_768, 'a')]);
    for (let i = 0; i < 600; i++) socket.send(piece);
    await expect.poll(characters).toBeGreaterThan(0);
    await quietly();
    expect(characters()).toBeLessThan(1_000_000);
    expect(socket.bufferedAmount).toBeGreaterThan(5_000_000);
    takes = true;
    room();
    await expect.poll(characters, { timeout: 60_000 }).toBe(19_660_800);
    takes = false;
    socket.send(piece);
    await expect.poll(characters).toBe(19_693_568);
    say({ is: 'closed' });
    await new Promise((resolve) => socket.on('close', resolve));
    takes = true;
  });

  it.each([
    ['a program', '/a/exec?command=sleep&stdin=true', 'v5.channel.k8s.io'],
    ['a port', '/a/portforward?ports=80', 'v4.channel.k8s.io'],
  ])('does not hide that who sent it to %s has gone', async (_, path, protocol) => {
    const { socket } = await opened(path, protocol);
    takes = false;
    const before = closed.length;
    for (let i = 0; i < 100; i++) socket.send(Buffer.concat([Buffer.from([0]), Buffer.alloc(32_768, 'a')]));
    await expect.poll(characters).toBeGreaterThan(0);
    await quietly();
    socket.terminate();
    await expect.poll(() => closed.length).toBeGreaterThan(before);
    takes = true;
  });
});

describe('channels of port-forward', () => {
  it('begin with the number of the port, two for each', async () => {
    const { socket, received } = await opened('/a/portforward?ports=80&ports=8080', 'v4.channel.k8s.io');
    await expect.poll(() => got).toHaveLength(2);
    expect(got).toEqual([
      { is: 'connect', connection: 0, port: 80 },
      { is: 'connect', connection: 1, port: 8_080 },
    ]);
    for (const frame of [[2, 71], [1, 72], [6, 73], [], [2]]) socket.send(Buffer.from(frame));
    await expect.poll(() => got).toHaveLength(3);
    expect(got.at(-1)).toEqual({ is: 'data', connection: 1, text: 'G' });
    say({ is: 'data', connection: 1, text: 'hi' });
    say({ is: 'hung-up', connection: 0, error: 'refused' });
    say({ is: 'hung-up', connection: 1 });
    await new Promise((resolve) => socket.on('close', resolve));
    expect(received.map((one) => [...one])).toEqual([
      [0, 80, 0],
      [1, 80, 0],
      [2, 0x90, 0x1f],
      [3, 0x90, 0x1f],
      [2, ...Buffer.from('hi')],
      [1, ...Buffer.from('refused')],
    ]);
  });

  it('carry what is long in pieces', async () => {
    const { socket } = await opened('/a/portforward?ports=80', 'v4.channel.k8s.io');
    socket.send(Buffer.concat([Buffer.from([0]), Buffer.alloc(200_000, 'a')]));
    await expect.poll(() => got.flatMap((one) => (one.is === 'data' ? [one.text.length] : []))).toEqual([65_536, 65_536, 65_536, 3_392]);
    socket.close();
  });

  it('want ports', async () => {
    for (const query of ['', '?ports=', '?ports=0', '?ports=70000', '?ports=http'])
      expect([query, await refusalOf(`/a/portforward${query}`, 'v4.channel.k8s.io')]).toEqual([query, 'Unexpected server response: 400']);
  });

  it('are closed when what should be SPDY is not', async () => {
    const head = `POST /s/secret${PODS}/a/portforward HTTP/1.1\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: portforward.k8s.io`;
    expect(await raw(head, 'this is no SPDY at all')).toMatch(/^HTTP\/1\.1 101 [\s\S]*X-Stream-Protocol-Version: portforward\.k8s\.io\r\n\r\n$/);
    expect(await raw(head, Buffer.from([0x80, 3, 0, 99, 0, 0, 0, 0]))).toContain('101');
    await expect.poll(() => closed.filter((path) => path.endsWith('/portforward')).length).toBeGreaterThanOrEqual(3);
  });
});
