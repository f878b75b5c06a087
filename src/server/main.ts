/** `npm run serve`: real clients on this machine reach the cluster. See USAGE. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_CLASS } from '../scenarios/manifests.ts';
import { standardNodes } from '../scenarios/nodes.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { HeadlessCluster, type Speed } from './headless.ts';
import { createServer } from './http.ts';
import { writeKubeconfig } from './kubeconfig.ts';

const USAGE = `usage: npm run serve -- [--port 8001] [--headless] [--speed 1|10|max] [--manifest FILE …] [--nodes N] [--seed N] [--kubeconfig FILE]`;

class UsageError extends Error {}

function whole(name: string, text: string, [from, to]: readonly [number, number]): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < from || value > to) throw new UsageError(`--${name} ${text}: a whole number from ${from} to ${to}`);
  return value;
}

function speedOf(text: string): Speed {
  if (text === 'max') return 'max';
  const value = Number(text);
  if (!(value >= 0.1 && value <= 1_000)) throw new UsageError(`--speed ${text}: a number from 0.1 to 1000, or max`);
  return value;
}

function options() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8001' },
      headless: { type: 'boolean', default: false },
      speed: { type: 'string', default: '1' },
      manifest: { type: 'string', multiple: true, default: [] },
      nodes: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      kubeconfig: { type: 'string' },
    },
    strict: true,
    allowPositionals: false,
  });
  if (!values.headless) throw new UsageError('only --headless is offered yet: the engine runs in this process, without a page');
  return {
    port: whole('port', values.port, [0, 65_535]),
    speed: speedOf(values.speed),
    manifests: values.manifest.map((file) => {
      try {
        return fs.readFileSync(file, 'utf8');
      } catch (error) {
        throw new UsageError(`--manifest ${file}: ${(error as Error).message}`);
      }
    }),
    nodes: whole('nodes', values.nodes, [1, 5_000]),
    seed: whole('seed', values.seed, [0, 2 ** 32 - 1]),
    kubeconfig: values.kubeconfig ?? path.join(os.tmpdir(), `cutaway-${process.getuid?.() ?? 0}`, 'kubeconfig'),
  };
}

function main(): void {
  const { port, speed, manifests, nodes, seed, kubeconfig } = options();
  const scenario: Scenario = {
    id: 'serve',
    title: { en: '', ja: '' },
    nodes: standardNodes(nodes),
    manifests: [DEFAULT_CLASS, ...manifests],
    traffic: [],
    opensAt: 'quiet',
    epochMs: Math.floor(Date.now() / 1_000) * 1_000,
  };
  const cluster = new HeadlessCluster({ scenario, seed, speed, clock: () => performance.now() });
  const secret = randomBytes(16).toString('hex');
  const server = createServer({ host: cluster, secret });
  server.on('error', (error: NodeJS.ErrnoException) => {
    console.error(error.code === 'EADDRINUSE' ? `port ${port} is in use; choose another with --port` : error.message);
    process.exit(1);
  });
  cluster.start();
  server.listen(port, '127.0.0.1', () => {
    const at = server.address();
    const url = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : port}/s/${secret}`;
    writeKubeconfig(kubeconfig, url);
    console.log(`listening on ${url}`);
    console.log(`export KUBECONFIG=${kubeconfig}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      cluster.stop();
      server.close();
      server.closeAllConnections();
    });
}

try {
  main();
} catch (error) {
  if (!(error instanceof UsageError) && !(error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) throw error;
  console.error((error as Error).message);
  console.error(USAGE);
  process.exitCode = 2;
}
