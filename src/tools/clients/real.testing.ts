import { type ChildProcess, execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { seconds } from '../../base/time.ts';
import { commandResult, executeCommand } from '../../engine/person.ts';
import type { Sim } from '../../engine/sim/sim.ts';
import { standardNodes } from '../../scenarios/nodes.ts';
import { HeadlessCluster } from '../../server/headless.ts';
import type { ClusterHost } from '../../server/host.ts';
import { createServer } from '../../server/http.ts';
import { writeKubeconfig } from '../../server/kubeconfig.ts';
import { fetchClients, unsupported } from './fetch.mjs';

/** The real programs (npm run fetch:kubectl), or undefined where they cannot be had: then their tests are skipped by name, except in CI, where they fail. */
export const clients = (() => {
  try {
    return fetchClients();
  } catch (error) {
    if (process.env['CI'] && !unsupported()) throw error;
    console.warn(`real clients are left out: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
})();

/** A cluster that has lived for some minutes, and whose clock agrees with the machine's: it moves only as far as answers need. */
export function livedCluster(name: string, { manifests, livedUs }: { readonly manifests: readonly string[]; readonly livedUs: number }): HeadlessCluster {
  return new HeadlessCluster({
    scenario: {
      id: name,
      title: { en: '', ja: '' },
      nodes: standardNodes(3),
      manifests,
      traffic: [],
      opensAt: 'quiet',
      epochMs: Math.floor((Date.now() - livedUs / 1_000) / 1_000) * 1_000,
    },
    seed: 1,
    speed: 1,
    clock: () => performance.now(),
  });
}

export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly exit: number;
}

/** A server of a cluster, and the real kubectl in a folder of its own. */
export class RealKubectl {
  readonly folder: string;
  private readonly kubeconfig: string;
  private readonly server: ReturnType<typeof createServer>;

  constructor(name: string, host: ClusterHost) {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), `cutaway-${name}-`));
    this.kubeconfig = path.join(this.folder, 'config');
    this.server = createServer({ host, secret: 'secret' });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    writeKubeconfig(this.kubeconfig, `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/s/secret`);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private env(): NodeJS.ProcessEnv {
    const dir = path.dirname(clients!.kubectl);
    return { ...process.env, HOME: this.folder, KUBECONFIG: this.kubeconfig, PATH: `${dir}:${process.env['PATH']}` };
  }

  /** Starts kubectl itself; whoever does ends it. */
  spawn(words: readonly string[]): ChildProcess {
    return spawn(clients!.kubectl, words, { env: this.env(), cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Starts a program with kubectl in its path, into which one can write. */
  spawnProgram(program: string, words: readonly string[]): ChildProcess {
    return spawn(program, words, { env: this.env(), cwd: this.folder, stdio: 'pipe' });
  }

  /** Runs a line of a shell with kubectl in its path. */
  run(line: string, limitMs = 30_000): Promise<Ran> {
    const env = this.env();
    return new Promise((resolve) => {
      const child = execFile('/bin/sh', ['-c', line], { env, cwd: this.folder, timeout: limitMs, maxBuffer: 64_000_000 }, (error, out, err) =>
        resolve({ out, err, exit: typeof error?.code === 'number' ? error.code : error ? -1 : 0 }),
      );
      child.stdin?.end();
    });
  }
}

/** The same line in the terminal of the page. */
export function typed(cluster: { readonly sim: Sim }, line: string): Ran {
  const { sim } = cluster;
  const id = sim.happenings.length + 1;
  executeCommand(sim, { do: 'kubectl', line });
  const end = sim.now + seconds(60);
  while (commandResult(sim, id)?.open && sim.peek() && sim.now < end) sim.step();
  const { lines, exit = -1, unfinished } = commandResult(sim, id)!;
  const text = (stream: string): string =>
    lines
      .filter((one) => one.stream === stream)
      .map(({ text: one }) => `${one}\n`)
      .join('');
  const [out, err] = [text('stdout'), text('stderr')];
  return { out: unfinished && lines.at(-1)?.stream === 'stdout' ? out.slice(0, -1) : out, err, exit };
}
