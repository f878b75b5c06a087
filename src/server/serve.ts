/** `npm run serve`: real clients on this machine reach the cluster. See USAGE; main.ts loads it. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_CLASS } from '../scenarios/manifests.ts';
import { standardNodes } from '../scenarios/nodes.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Session } from '../wire/session.ts';
import { encodeSession } from '../wire/session-codec.ts';
import { HeadlessCluster, type Speed } from './headless.ts';
import type { ClusterHost } from './host.ts';
import { createServer, type ServerOptions } from './http.ts';
import { KubeconfigError, ownFolder, removeKubeconfig, writeKubeconfig } from './kubeconfig.ts';
import { servePage } from './page.ts';
import { TabCluster } from './tab.ts';

const USAGE = `usage: npm run serve -- [--port 8001] [--manifest FILE …] [--nodes N] [--seed N] [--kubeconfig FILE] [--headless [--speed 1|10|max]]`;

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
      speed: { type: 'string' },
      manifest: { type: 'string', multiple: true, default: [] },
      nodes: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      kubeconfig: { type: 'string' },
    },
    strict: true,
    allowPositionals: false,
  });
  if (!values.headless && values.speed !== undefined) throw new UsageError('--speed goes with --headless: in the page its own buttons set the speed');
  return {
    headless: values.headless,
    port: whole('port', values.port, [0, 65_535]),
    speed: speedOf(values.speed ?? '1'),
    manifests: values.manifest.map((file) => {
      try {
        return fs.readFileSync(file, 'utf8');
      } catch (error) {
        throw new UsageError(`--manifest ${file}: ${(error as Error).message}`);
      }
    }),
    nodes: whole('nodes', values.nodes, [1, 5_000]),
    seed: whole('seed', values.seed, [0, 2 ** 32 - 1]),
    epochMs: Math.floor(Date.now() / 1_000) * 1_000,
    kubeconfig: path.resolve(values.kubeconfig ?? path.join(ownFolder(), `kubeconfig-${values.port === '0' ? process.pid : values.port}`)),
  };
}

type Options = ReturnType<typeof options>;

/** The engine in this process. */
function headless({ speed, manifests, nodes, seed }: Options): { readonly host: ClusterHost; readonly stop: () => void } {
  const scenario: Scenario = {
    id: 'serve',
    title: { en: '', ja: '' },
    nodes: standardNodes(nodes),
    manifests: [DEFAULT_CLASS, ...manifests],
    traffic: [],
    opensAt: 'quiet',
  };
  const cluster = HeadlessCluster.startedAtWall({ scenario, seed, speed, clock: () => performance.now() }, () => Date.now());
  return { host: cluster, stop: () => cluster.stop() };
}

/** The cluster the page begins with: the scenario's own workloads only when nothing else is given. */
const sessionOf = ({ manifests, nodes, seed, epochMs }: Options): Session => ({
  v: 1,
  scenario: manifests.length > 0 ? 'empty' : 'web',
  seed,
  nodes,
  epochMs,
  ...(manifests.length > 0 ? { manifests: [DEFAULT_CLASS, ...manifests] } : {}),
  commands: [],
});

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/** The page, built if it is not there yet, and the cluster in it. */
function inTab({ kubeconfig }: Options): { readonly host: ClusterHost; readonly page: NonNullable<ServerOptions['page']> } {
  if (!fs.existsSync(path.join(DIST, 'index.html'))) {
    console.error('building the page …');
    execFileSync('npx', ['vite', 'build', '--logLevel', 'warn'], { cwd: path.dirname(DIST), stdio: 'inherit' });
  }
  const host = new TabCluster(kubeconfig);
  return {
    host,
    page: { serve: (file, response) => servePage(DIST, file, response), connect: (request, socket, head) => host.connect(request, socket, head) },
  };
}

/** The file for clients, as long as this program runs. */
function handOut(kubeconfig: string, url: string): void {
  try {
    writeKubeconfig(kubeconfig, url);
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
  process.on('exit', () => removeKubeconfig(kubeconfig, url));
}

function main(): void {
  const given = options();
  const secret = randomBytes(16).toString('hex');
  const cluster = given.headless ? headless(given) : inTab(given);
  const server = createServer({ secret, ...cluster });
  server.on('error', (error: NodeJS.ErrnoException) => {
    console.error(error.code === 'EADDRINUSE' ? `port ${given.port} is in use; choose another with --port` : error.message);
    process.exit(1);
  });
  server.listen(given.port, '127.0.0.1', () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/s/${secret}`;
    handOut(given.kubeconfig, url);
    console.log(`listening on ${url}`);
    console.log(`export KUBECONFIG=${given.kubeconfig}`);
    if (!given.headless) console.log(`open ${url}/page/?serve#${encodeSession(sessionOf(given))}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if ('stop' in cluster) cluster.stop();
      server.close();
      server.closeAllConnections();
      process.exit(0);
    });
}

try {
  main();
} catch (error) {
  if (error instanceof KubeconfigError) {
    console.error(error.message);
    process.exit(1);
  }
  if (!(error instanceof UsageError) && !(error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) throw error;
  console.error((error as Error).message);
  console.error(USAGE);
  process.exitCode = 2;
}
