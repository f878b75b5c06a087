import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe as suite, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Json } from '../../base/json.ts';
import { minutes, seconds, type SimTime } from '../../base/time.ts';
import { executeCommand } from '../../engine/person.ts';
import type { Checkpoint } from '../../engine/sim/sim.ts';
import type { Kind } from '../../kinds/kind.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { resourcePath } from '../../kinds/paths.ts';
import { apiVersionOf, kindIn, kinds } from '../../kinds/registry.ts';
import { type Answers, describe, describePlan, joined, nextChunk } from '../../kubectl/describe/describe.ts';
import { DEFAULT_CLASS } from '../../scenarios/manifests.ts';
import type { ClusterHost } from '../../server/host.ts';
import { type ApiRequest, type ApiResponse, isSuccess } from '../../wire/request.ts';
import { MADE } from './describe.made.ts';
import { clients, livedCluster, type Ran, RealKubectl } from './real.testing.ts';

/**
 * Every object of a cluster with something of everything, described by the real kubectl and by the page's: byte by byte the same. The cluster's clock
 * stands still meanwhile; kubectl takes ages from the machine's clock, so ours are taken at the moments between its start and its end.
 */
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const GUESTBOOK = here('../../../../shared/manifests/kubernetes-examples/web/guestbook/all-in-one/guestbook-all-in-one.yaml');
const rich = fs.readFileSync(here('describe.testing.yaml'), 'utf8');
const manifests = [DEFAULT_CLASS, rich, ...(process.env['CI'] === 'true' || fs.existsSync(GUESTBOOK) ? [fs.readFileSync(GUESTBOOK, 'utf8')] : [])];

/** So long the cluster has lived when it is described. */
const LIVED_US = minutes(14);
const cluster = livedCluster('describe', { manifests, livedUs: LIVED_US });
const kindOfMade = ({ apiVersion, kind }: KubeObject): Kind => kindIn(apiVersion, kind) as Kind;
const made = new Map(MADE.map((object) => [resourcePath(kindOfMade(object), object.metadata.namespace ?? '', object.metadata.name), object]));
let frozen: Checkpoint | undefined;
/** Every request finds the cluster at the same instant: what passes while it is answered has not been when the next one comes. */
const host: ClusterHost = {
  open: (asked, hear) => {
    const body = made.get(asked.request.path);
    if (body) {
      hear({ exchange: 'made', seq: 0, is: 'answer', response: { code: 200, body: body as never } });
      return { input: () => true, close: () => {} };
    }
    if (frozen) cluster.sim.restore(frozen);
    return cluster.open(asked, hear);
  },
};
const real = new RealKubectl('describe', host);
const runTo = (us: number): void => cluster.sim.runUntil(us as SimTime);

function ask(request: ApiRequest): Promise<ApiResponse> {
  return new Promise((resolve) => {
    host.open({ agent: 'kubectl/v1.35.2', request: { accept: 'application/json', ...request } }, (message) => {
      if (message.is === 'answer') resolve(message.response);
    });
  });
}

async function done(request: ApiRequest): Promise<void> {
  const { code, body } = await ask(request);
  if (code >= 300) throw new Error(`${request.method} ${request.path}: ${(body as { message?: string }).message}`);
}

const merge = (path: string, body: Json): Promise<void> => done({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body });

const CORE = '/api/v1/namespaces/default';
const status = (path: string, body: Json): Promise<void> => merge(`${path}/status`, { status: body });

/** What no controller here writes, but others do. */
async function byHand(): Promise<void> {
  const at = '2026-01-02T03:04:05Z';
  await status(`${CORE}/services/balanced`, {
    loadBalancer: { ingress: [{ ip: '9.9.9.9', ipMode: 'VIP' }, { hostname: 'lb.example.com' }, { ip: '8.8.8.8', ipMode: 'Proxy' }] },
  });
  await status(`${CORE}/persistentvolumeclaims/from-snapshot`, {
    conditions: [
      { type: 'Resizing', status: 'True', lastProbeTime: at, lastTransitionTime: at },
      { type: 'FileSystemResizePending', status: 'False', reason: 'Waiting', message: 'for a pod' },
    ],
  });
  // Its kubelet is gone and does not set this right.
  await status('/api/v1/nodes/node-2', {
    capacity: { cpu: '0', memory: '1500M', 'example.com/gpu': '4' },
    allocatable: { cpu: '0', memory: '1500M', 'ephemeral-storage': null, 'example.com/gpu': '4', 'hugepages-2Mi': '64Mi' },
  });
  const event = (name: string, more: Json): Json => ({
    metadata: { name, namespace: 'default' },
    involvedObject: { kind: 'ConfigMap', name: 'settings', namespace: 'default' },
    ...(more as object),
  });
  const post = (body: Json): Promise<void> => done({ method: 'POST', path: `${CORE}/events`, body });
  const uid = ((await ask({ method: 'GET', path: `${CORE}/configmaps/settings` })).body as unknown as KubeObject).metadata.uid as string;
  const about = { involvedObject: { kind: 'ConfigMap', name: 'settings', namespace: 'default', uid, fieldPath: 'data{file}' } };
  const micro = new Date(Date.now() - 400_000).toISOString().replace('Z', '000Z');
  await post(event('bare', about));
  await post(
    event('series', {
      ...about,
      ...{ type: 'Warning', reason: 'Often', message: '  twice\nover  ', eventTime: micro, action: 'Look', reportingComponent: 'example.com/it' },
      ...{ reportingInstance: 'it-1', series: { count: 7, lastObservedTime: micro } },
    }),
  );
  await post(
    event('counted', {
      ...about,
      count: 2,
      firstTimestamp: at,
      lastTimestamp: at,
      source: { component: 'me', host: 'h' },
      related: { kind: 'Pod', name: 'x' },
    }),
  );
  const { body } = await ask({ method: 'GET', path: `${CORE}/pods/guaranteed` });
  const [main] = (body as unknown as { status: { containerStatuses: readonly object[] } }).status.containerStatuses;
  await status(`${CORE}/pods/guaranteed`, {
    ...{ message: 'told by hand', reason: 'ByHand', nominatedNodeName: 'node-2', podIPs: [{ ip: '10.1.1.1' }, { ip: 'fd00::1' }] },
    containerStatuses: [
      {
        ...main,
        ...{ allocatedResources: { cpu: '900m', memory: '10Mi' }, resources: { requests: { cpu: '700m', memory: '80Mi' }, limits: { cpu: '2' } } },
        state: { terminated: { exitCode: 137, signal: 9, reason: 'OOMKilled', message: 'out\nof memory', startedAt: at, finishedAt: at } },
        lastState: { terminated: { exitCode: 0 } },
      },
    ],
  });
}

/** What manifests alone do not bring about. */
async function happenings(): Promise<void> {
  runTo(minutes(2));
  await merge('/api/v1/nodes/node-3', {
    spec: {
      unschedulable: true,
      taints: [
        { key: 'dedicated', value: 'db', effect: 'NoSchedule' },
        { key: 'later', effect: 'PreferNoSchedule' },
      ],
    },
  });
  await merge('/api/v1/nodes/node-1', { metadata: { labels: { 'node-role.kubernetes.io/front': '', 'kubernetes.io/role': 'edge' } } });
  const template = (version: string): Json => ({
    spec: { template: { metadata: { annotations: { version } } } },
  });
  await merge('/apis/apps/v1/namespaces/default/deployments/web', template('2'));
  runTo(minutes(4));
  await merge('/apis/apps/v1/namespaces/default/deployments/web', template('3'));
  runTo(minutes(6));
  for (const replicas of [5, 1, 6, 2, 4]) {
    await merge('/apis/apps/v1/namespaces/default/deployments/many', { spec: { replicas } });
    runTo(cluster.sim.now + seconds(20));
  }
  // A new template whose image there is not: the rollout stands still.
  await merge('/apis/apps/v1/namespaces/default/deployments/stuck', {
    spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:does-not-exist' }] } } },
  });
  runTo(minutes(12));
  executeCommand(cluster.sim, { do: 'node.power', node: 'node-2', on: false });
  runTo(LIVED_US - seconds(20));
  for (const name of ['slow-to-go', 'lingering', 'lost']) await done({ method: 'DELETE', path: `${CORE}/pods/${name}` });
  await done({ method: 'DELETE', path: `${CORE}/persistentvolumeclaims/bound` });
  await done({ method: 'DELETE', path: '/api/v1/namespaces/leaving' });
  runTo(LIVED_US);
  await byHand();
  frozen = cluster.sim.checkpoint();
}

beforeAll(async () => {
  runTo(seconds(4));
  cluster.sim.runUntilQuiet(minutes(1));
  for (const { kind, apiVersion, metadata } of parseAllDocuments(rich).map((document) => document.toJS() as KubeObject)) {
    const { namespaced, resource } = kindIn(apiVersion, kind) as Kind;
    const within = namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    // Whatever was refused would be missing from the comparison.
    await done({ method: 'GET', path: `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}${within}/${resource}/${metadata.name}` });
  }
  await happenings();
  await real.start();
}, 120_000);

afterAll(() => real.stop());

interface Timed extends Ran {
  readonly startedMs: number;
  readonly endedMs: number;
}

async function kubectl(...args: readonly string[]): Promise<Timed> {
  const startedMs = Date.now();
  const ran = await real.run(`TZ=UTC kubectl ${args.join(' ')}`, 60_000);
  return { ...ran, startedMs, endedMs: Date.now() };
}

async function answersFor(kind: Kind, object: KubeObject): Promise<Answers> {
  const answers: Record<string, ApiResponse> = {};
  for (const need of describePlan(kind, object)) {
    let response = await ask(need.request);
    for (let next = nextChunk(need, response); next; next = nextChunk(need, response)) response = joined(response, await ask(next.request));
    if (!isSuccess(response) && !need.mayFail) throw new Error(`${need.request.path}: ${response.code}`);
    answers[need.name] = response;
  }
  return answers;
}

const momentsOf = ({ startedMs, endedMs }: Timed): readonly string[] =>
  Array.from({ length: Math.ceil((endedMs - startedMs) / 10) + 1 }, (_, i) => new Date(Math.min(startedMs + i * 10, endedMs)).toISOString());

/** Our text at the first of those moments at which kubectl's begins with it; the one of its start when there is none. */
async function described(kind: Kind, object: KubeObject, { ran, rest }: { readonly ran: Timed; readonly rest: string }): Promise<string> {
  const answers = await answersFor(kind, object);
  const textAt = (now: string): string => describe(kind, object, answers, now);
  const moments = momentsOf(ran);
  return textAt(moments.find((now) => rest.startsWith(textAt(now))) ?? (moments[0] as string));
}

/** Of kinds with very many objects: so many of one namespace. */
const MANY = 40;

async function objectsOf(kind: Kind): Promise<{ readonly objects: readonly KubeObject[]; readonly named: readonly string[] }> {
  const root = kind.group === '' ? '/api' : '/apis';
  const { body } = await ask({ method: 'GET', path: `${root}/${apiVersionOf(kind)}/${kind.resource}` });
  const items = (body as unknown as { readonly items: readonly KubeObject[] }).items.map((item) => ({
    ...item,
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
  }));
  if (items.length <= 2 * MANY) return { objects: items, named: kind.namespaced ? ['-A'] : [] };
  const some = items.filter(({ metadata }) => metadata.namespace === 'default').slice(-MANY);
  return { objects: some, named: some.map(({ metadata }) => metadata.name) };
}

const SEPARATOR = '\n\n';

suite.skipIf(!clients)('kubectl describe, the real one and the page’s', { timeout: 180_000 }, () => {
  it.each(kinds.map((kind) => [`${kind.resource}.${kind.version}.${kind.group}`, kind] as const))('%s', async (name, kind) => {
    const { objects, named } = await objectsOf(kind);
    expect(objects.length).toBeGreaterThan(0);
    const ran = await kubectl('describe', name, ...named);
    expect(ran.err.split('\n').filter((line) => line !== '' && !line.startsWith('Warning: '))).toEqual([]);
    let rest = ran.out;
    for (const [i, object] of objects.entries()) {
      const ours = await described(kind, object, { ran, rest });
      expect(ours, object.metadata.name).toBe(rest.startsWith(ours) ? ours : theirs(rest));
      rest = rest.slice(ours.length);
      if (i === objects.length - 1) break;
      expect(rest.slice(0, SEPARATOR.length), `after ${object.metadata.name}: ${rest.slice(0, 500)}`).toBe(SEPARATOR);
      rest = rest.slice(SEPARATOR.length);
    }
    expect(rest).toBe('');
  });
});

suite.skipIf(!clients)('kubectl describe of objects made elsewhere', { timeout: 60_000 }, () => {
  it.each(MADE.map((object) => [object.kind, object] as const))('%s', async (_, object) => {
    const kind = kindOfMade(object);
    const ran = await kubectl('describe', `${kind.resource}.${kind.version}.${kind.group}`, object.metadata.name);
    expect(ran.err).toBe('');
    expect(await described(kind, object, { ran, rest: ran.out })).toBe(ran.out);
  });
});

/** The first description of several. */
const theirs = (text: string): string => text.split(/(?<=\n)\n\n(?=Name:)/)[0] as string;
