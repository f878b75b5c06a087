import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_CLASS, WEB } from '../scenarios/manifests.ts';
import { standardNodes } from '../scenarios/nodes.ts';
import { HeadlessCluster } from './headless.ts';
import { createServer } from './http.ts';

export interface Answer {
  readonly code: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly json: () => any;
}

export interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | object;
}

const SECRET = 'a-secret';

interface DoorOptions {
  readonly nodes?: number;
  readonly speed?: number;
}

/** A headless cluster with the Deployment `web`, behind its door, for tests from outside. */
export class OpenDoor {
  readonly cluster: HeadlessCluster;
  /** As many connections as a busy client has. */
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 200 });
  private readonly server: ReturnType<typeof createServer>;
  /** Of the API: `http://127.0.0.1:PORT/s/SECRET`. */
  url = '';

  constructor({ nodes = 2, speed = 1 }: DoorOptions = {}) {
    this.cluster = new HeadlessCluster({
      scenario: {
        id: 'test',
        title: { en: '', ja: '' },
        nodes: standardNodes(nodes),
        manifests: [DEFAULT_CLASS, WEB],
        traffic: [],
        opensAt: 'quiet',
        epochMs: Date.now(),
      },
      seed: 1,
      speed,
      clock: () => performance.now(),
    });
    this.server = createServer({ host: this.cluster, secret: SECRET });
  }

  async open(): Promise<void> {
    this.cluster.start();
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/s/${SECRET}`;
  }

  close(): void {
    this.cluster.stop();
    this.agent.destroy();
    this.server.close();
    this.disconnect();
  }

  /** Every connection breaks. */
  disconnect(): void {
    this.server.closeAllConnections();
  }

  /** An object as body is sent as JSON. */
  ask(path: string, { method = 'GET', headers = {}, body }: Sending = {}): Promise<Answer> {
    const isData = typeof body === 'object' && !Buffer.isBuffer(body);
    const sent = isData ? JSON.stringify(body) : (body as string | Buffer | undefined);
    const length = sent === undefined ? {} : { 'content-length': String(Buffer.byteLength(sent)) };
    const all = { ...length, ...(isData ? { 'content-type': 'application/json' } : {}), ...headers };
    return new Promise((resolve, reject) => {
      // The path as it stands there: a URL would be put in order.
      const { hostname, port, pathname } = new URL(this.url);
      const request = http.request({ hostname, port, path: pathname + path, method, headers: all, agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const text = bytes.toString();
          resolve({ code: response.statusCode ?? 0, headers: response.headers, bytes, text, json: () => JSON.parse(text) });
        });
      });
      request.on('error', reject);
      request.end(sent);
    });
  }

  /** The events of a watch as they come, and how it ends. */
  watch(path: string, headers: Readonly<Record<string, string>> = {}): Watching {
    // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape.
    const watching = { events: [] as any[], ended: false, stop: () => request.destroy() };
    const request = http.get(`${this.url}${path}`, { headers }, (response) => {
      let rest = '';
      response.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString()).split('\n');
        rest = lines.pop()!;
        watching.events.push(...lines.map((line) => JSON.parse(line)));
      });
      response.on('close', () => void (watching.ended = true));
    });
    request.on('error', () => {});
    return watching;
  }
}

export interface Watching {
  // biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape.
  readonly events: any[];
  readonly ended: boolean;
  readonly stop: () => void;
}
