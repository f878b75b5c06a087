import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { servePage } from './page.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'page-'));
const server = http.createServer((request, response) => {
  if (!servePage(folder, request.url!.slice(1), response)) response.writeHead(404).end();
});
let port = 0;

beforeAll(async () => {
  fs.writeFileSync(path.join(folder, 'index.html'), '<p>page</p>');
  fs.writeFileSync(path.join(folder, 'large.js'), Buffer.alloc(8_000_000, 97));
  fs.mkdirSync(path.join(folder, 'assets'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
  fs.rmSync(folder, { recursive: true });
});

const get = (file: string) =>
  new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get({ port, path: `/${file}`, agent: false }, resolve).on('error', reject);
  });

describe('the page', () => {
  it('is what lies in its folder, and nothing else', async () => {
    const answer = await get('');
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['referrer-policy']]).toEqual([200, 'text/html; charset=utf-8', 'no-referrer']);
    for (const file of ['nothing.js', 'assets', 'assets/', '../../etc/passwd', '%2e%2e/x', 'x'.repeat(5_000)])
      expect([file, (await get(file)).statusCode]).toEqual([file, 404]);
  });

  it('leaves no file open when the browser goes away', async () => {
    let opened = 0;
    let closed = 0;
    const create = fs.createReadStream;
    vi.spyOn(fs, 'createReadStream').mockImplementation((...args) => {
      opened++;
      return create(...args).on('close', () => void closed++);
    });
    for (let i = 0; i < 10; i++) {
      const answer = await get('large.js');
      await new Promise((resolve) => answer.once('data', resolve));
      answer.destroy();
    }
    await expect.poll(() => [opened, closed]).toEqual([10, 10]);
    vi.restoreAllMocks();
  });

  it('breaks off when its file cannot be read to the end', async () => {
    const create = fs.createReadStream;
    vi.spyOn(fs, 'createReadStream').mockImplementation((...args) => {
      const stream = create(...args);
      stream.once('data', () => stream.destroy(new Error('EIO')));
      return stream;
    });
    const answer = await get('large.js');
    await expect(
      new Promise((resolve, reject) => {
        answer.on('error', reject).on('end', resolve).resume();
      }),
    ).rejects.toThrow('aborted');
    vi.restoreAllMocks();
  });
});
