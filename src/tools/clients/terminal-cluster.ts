import fs from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { minutes, type SimTime } from '../../base/time.ts';
import type { Sim } from '../../engine/sim/sim.ts';
import { DEFAULT_CLASS, WEB } from '../../scenarios/manifests.ts';
import { standardNodes } from '../../scenarios/nodes.ts';
import { HeadlessCluster } from '../../server/headless.ts';
import { createServer } from '../../server/http.ts';
import { writeKubeconfig } from '../../server/kubeconfig.ts';
import { fetchClients, unsupported } from './fetch.mjs';

const LIVED_US = minutes(13);

/** A cluster whose clock moves only as far as answers need, for the real kubectl and for the terminal; made once for a file of tests. */
export class TerminalCluster {
  /** The program itself. */
  readonly kubectl: string;
  readonly isThere: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly temp: string;
  private readonly cluster: HeadlessCluster;
  private readonly server: Server;
  private readonly kubeconfig: string;

  constructor() {
    const clients = found();
    this.isThere = clients !== undefined;
    this.kubectl = clients?.kubectl ?? '';
    this.temp = fs.mkdtempSync(path.join(os.tmpdir(), 'cutaway-terminal-'));
    this.kubeconfig = path.join(this.temp, 'config');
    this.env = { ...process.env, HOME: this.temp, KUBECONFIG: this.kubeconfig, PATH: `${path.dirname(this.kubectl)}:${process.env['PATH']}` };
    this.cluster = new HeadlessCluster({
      scenario: {
        id: 'terminal',
        title: { en: '', ja: '' },
        nodes: standardNodes(3),
        manifests: [DEFAULT_CLASS, WEB],
        traffic: [],
        opensAt: 'quiet',
        epochMs: Math.floor((Date.now() - LIVED_US / 1_000) / 1_000) * 1_000,
      },
      seed: 1,
      speed: 1,
      clock: () => performance.now(),
    });
    this.server = createServer({ host: this.cluster, secret: 'secret' });
  }

  get sim(): Sim {
    return this.cluster.sim;
  }

  async start(): Promise<void> {
    this.sim.runUntil(LIVED_US as SimTime);
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    writeKubeconfig(this.kubeconfig, `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/s/secret`);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
    fs.rmSync(this.temp, { recursive: true, force: true });
  }
}

function found(): { readonly kubectl: string } | undefined {
  try {
    return fetchClients();
  } catch (error) {
    if (process.env['CI'] && !unsupported()) throw error;
    console.warn(`real clients are left out: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
