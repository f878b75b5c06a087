import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seconds } from '../base/time.ts';
import { DEPLOYMENTS, type Server, startServer } from '../engine/apiserver/server.testing.ts';
import { commandResult, executeCommand, personComponent } from '../engine/person.ts';
import { kindByName, parseApiVersion } from '../kinds/registry.ts';
import type { CommandResult } from '../wire/command.ts';
import { continueApply, LAST_APPLIED, startApply } from './apply.ts';
import type { KindLookup } from './manifest-objects.ts';

const start = (): Server => startServer({}, [personComponent]);
const lookup: KindLookup = (apiVersion, kind) => {
  const { group, version } = parseApiVersion(apiVersion);
  return kindByName(group, version, kind);
};

function apply({ sim }: Server, source: string, namespace?: string): CommandResult {
  const id = sim.happenings.length + 1;
  executeCommand(sim, { do: 'apply', source, ...(namespace === undefined ? {} : { namespace }) });
  sim.runUntilQuiet(seconds(60));
  const result = commandResult(sim, id);
  if (!result) throw sim.lastCrash ?? new Error('no result');
  return result;
}
const texts = (result: CommandResult): readonly string[] => result.lines.map(({ text }) => text);

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: nginx
        image: nginx:1.19
        env:
        - {name: A, value: "1"}
        - {name: B, value: "2"}
      - name: side
        image: busybox
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports:
  - port: 80
`;

describe('kubectl apply', () => {
  it('creates, then finds nothing to change, then changes', () => {
    const server = start();
    expect(texts(apply(server, WEB))).toEqual(['deployment.apps/web created', 'service/web created']);
    expect(texts(apply(server, WEB))).toEqual(['deployment.apps/web unchanged', 'service/web unchanged']);
    const result = apply(server, WEB.replace('nginx:1.19', 'nginx:1.20'));
    expect(texts(result)).toEqual(['deployment.apps/web configured', 'service/web unchanged']);
    expect(result.lines[1]).toMatchObject({ line: 22, object: { resource: 'services', key: 'default/web' } });
    const { body } = server.call('GET', `${DEPLOYMENTS}/web`);
    expect(body.spec.template.spec.containers.map((c: { image: string }) => c.image)).toEqual(['nginx:1.20', 'busybox']);
    expect(body.metadata.annotations[LAST_APPLIED]).toMatch(
      /^\{"apiVersion":"apps\/v1","kind":"Deployment","metadata":\{"annotations":\{\},"name":"web","namespace":"default"\},"spec":.*\}\n$/,
    );
  });

  it('takes away what is no longer in the manifest, and leaves what others set', () => {
    const server = start();
    apply(server, WEB);
    server.call(
      'PATCH',
      `${DEPLOYMENTS}/web`,
      { spec: { replicas: 7, minReadySeconds: 5 }, metadata: { labels: { by: 'hand' } } },
      { contentType: 'application/merge-patch+json' },
    );
    const less = WEB.replace('  replicas: 3\n', '')
      .replace('        - {name: A, value: "1"}\n', '')
      .replace('      - name: side\n        image: busybox\n', '');
    expect(texts(apply(server, less))[0]).toBe('deployment.apps/web configured');
    const { body } = server.call('GET', `${DEPLOYMENTS}/web`);
    expect(body.spec.replicas).toBe(1);
    expect(body.spec.minReadySeconds).toBe(5);
    expect(body.metadata.labels).toEqual({ by: 'hand' });
    expect(body.spec.template.spec.containers).toHaveLength(1);
    expect(body.spec.template.spec.containers[0].env).toEqual([{ name: 'B', value: '2' }]);
  });

  it('keeps the order of the manifest', () => {
    const server = start();
    apply(server, WEB);
    const turned = WEB.replace(
      '- {name: A, value: "1"}\n        - {name: B, value: "2"}',
      '- {name: C, value: "3"}\n        - {name: B, value: "2"}\n        - {name: A, value: "1"}',
    );
    apply(server, turned);
    expect(server.call('GET', `${DEPLOYMENTS}/web`).body.spec.template.spec.containers[0].env.map((e: { name: string }) => e.name)).toEqual(['C', 'B', 'A']);
  });

  it('warns when an object was not made by apply', () => {
    const server = start();
    server.call('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'c' }, data: { a: '1' } });
    const [warning, line] = texts(apply(server, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: "1"}'));
    expect(warning).toMatch(/^Warning: resource configmaps\/c is missing the kubectl\.kubernetes\.io\/last-applied-configuration annotation/);
    expect(line).toBe('configmap/c configured');
  });

  it('says what the server says, at the line it concerns', () => {
    const server = start();
    const unknown = apply(server, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  labls: {}\n');
    expect(unknown.ok).toBe(false);
    expect(unknown.lines).toEqual([
      {
        stream: 'stderr',
        text: 'Error from server (BadRequest): error when creating "STDIN": ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "metadata.labls"',
        line: 5,
        column: 3,
      },
    ]);
    const namespace = apply(server, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: nowhere}');
    expect(texts(namespace)).toEqual(['Error from server (NotFound): error when creating "STDIN": namespaces "nowhere" not found']);
    const invalid = apply(server, WEB.replace('labels: {app: web}', 'labels: {app: other}'));
    expect(texts(invalid)).toEqual([
      'service/web created',
      'The Deployment "web" is invalid: spec.template.metadata.labels: Invalid value: {"app":"other"}: `selector` does not match template `labels`',
    ]);
    expect(invalid.lines[1]!.line).toBe(11);
  });

  it('tells of kinds the server does not know, and applies the others', () => {
    const result = apply(start(), `apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: f}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}`);
    expect(texts(result)).toEqual([
      'configmap/c created',
      'error: resource mapping not found for name: "f" namespace: "" from "STDIN": no matches for kind "Foo" in version "example.com/v1"',
      'ensure CRDs are installed first',
    ]);
    expect(result.lines[1]!.line).toBe(2);
  });

  it('prints several errors one below the other', () => {
    const result = apply(
      start(),
      ['a', 'b'].map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: no-${name}}`).join('\n---\n'),
    );
    expect(texts(result)).toEqual([
      'Error from server (NotFound): error when creating "STDIN": namespaces "no-a" not found',
      'Error from server (NotFound): error when creating "STDIN": namespaces "no-b" not found',
    ]);
    expect(result.lines.map(({ line }) => line)).toEqual([3, 7]);
  });

  it.each([
    ['', 'error: no objects passed to apply'],
    ['# nothing\n---\nnull', 'error: no objects passed to apply'],
    [
      '[]',
      'error: error validating "STDIN": error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false',
    ],
    [
      'a: 1',
      'error: error validating "STDIN": error validating data: [apiVersion not set, kind not set]; if you choose to ignore these errors, turn validation off with --validate=false',
    ],
    [
      'apiVersion: v1\nkind: POD\nmetadata: {name: x}',
      'error: resource mapping not found for name: "x" namespace: "" from "STDIN": no matches for kind "POD" in version "v1"',
    ],
    [
      'apiVersion: v1\nkind: pod\nmetadata: {name: x}',
      'Error from server (BadRequest): error when creating "STDIN": pod in version "v1" cannot be handled as a Pod: no kind "pod" is registered for version "v1" in scheme',
    ],
    ['apiVersion: v1\nkind: Pod\nmetadata: {generateName: x-}', 'error: from x-: cannot use generate name with apply'],
    ['apiVersion: v1\nkind: Pod\nmetadata: {name: ../x}', 'error: error when retrieving current configuration of:'],
    ['a: [', 'error: error parsing STDIN: error converting YAML to JSON: yaml: did'],
  ])('answers %j', (source, start0) => {
    const [first] = texts(apply(start(), source));
    expect(first?.slice(0, start0.length)).toBe(start0);
  });

  it('applies the items of a List', () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: b}\n';
    const result = apply(start(), list);
    expect(texts(result)).toEqual(['configmap/a created', 'configmap/b created']);
    expect(result.lines.map(({ line }) => line)).toEqual([4, 7]);
  });

  it('holds objects to the namespace asked for', () => {
    const server = start();
    expect(texts(apply(server, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}', 'default'))).toEqual([
      `error: the namespace from the provided object "b" does not match the namespace "default". You must pass '--namespace=b' to perform this operation.`,
    ]);
  });

  it('tries again when somebody was faster, five times at most', () => {
    const server = start();
    apply(server, WEB);
    const body = server.call('GET', `${DEPLOYMENTS}/web`).body;
    const conflict = {
      code: 409,
      body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'Conflict', message: 'busy', code: 409 },
    } as const;
    let step = startApply({ source: WEB.split('---')[0]!.replace('replicas: 3', 'replicas: 4'), namespace: undefined, lookup });
    const seen: string[] = [];
    while ('request' in step) {
      seen.push(`${step.request.method} ${step.waitUs / 1_000_000}`);
      step = continueApply(step.state, step.request.method === 'GET' ? { code: 200, body } : conflict);
    }
    expect(seen).toEqual(['GET 0', 'PATCH 0', 'GET 0', 'PATCH 0', ...Array(4).fill(['GET 1', 'PATCH 0']).flat()]);
    expect(step.result.lines.map(({ text }) => text)[0]).toBe('Error from server (Conflict): error when applying patch:');
    expect(step.result.lines.at(-1)!.text).toBe('for: "STDIN": busy');
  });

  it('takes hostile values without a crash', () => {
    for (const value of [
      'replicas: -1',
      'replicas: 1e9',
      'replicas: 2147483648',
      'replicas: "3"',
      'replicas: 1.5',
      'replicas: null',
      'replicas: on',
      '__proto__: {a: 1}',
      'paused: 12:30:45',
    ]) {
      const server = start();
      const result = apply(server, WEB.replace('replicas: 3', value));
      expect(server.sim.lastCrash).toBeUndefined();
      expect(result.lines.every(({ text }) => text.length > 0)).toBe(true);
    }
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});

const MANIFESTS = join(import.meta.dirname, '../../../shared/manifests');
describe.skipIf(!existsSync(MANIFESTS) && process.env['CI'] !== 'true')('the manifests of others (../shared/manifests)', () => {
  it('the guestbook goes in as it is', () => {
    expect(texts(apply(start(), readFileSync(join(MANIFESTS, 'kubernetes-examples/web/guestbook/all-in-one/guestbook-all-in-one.yaml'), 'utf8')))).toEqual([
      'service/redis-master created',
      'deployment.apps/redis-master created',
      'service/redis-replica created',
      'deployment.apps/redis-replica created',
      'service/frontend created',
      'deployment.apps/frontend created',
    ]);
  });

  it('each is taken, or refused in words, and nothing crashes', () => {
    const files = readdirSync(MANIFESTS, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /\.(ya?ml|json)$/.test(name) && statSync(join(MANIFESTS, name)).isFile(),
    );
    const refusals = new Set<string>();
    for (const name of files) {
      const server = start();
      const result = apply(server, readFileSync(join(MANIFESTS, name), 'utf8'));
      expect(server.sim.lastCrash, name).toBeUndefined();
      for (const { stream, text } of result.lines) if (stream === 'stderr') refusals.add(text.replace(/"[^"]*"/g, '"…"').replace(/^error: /, ''));
    }
    const known =
      /^(resource mapping not found|\[resource mapping not found|ensure CRDs|Error from server \(NotFound\): error when creating "…": namespaces|Warning: )/;
    expect([...refusals].filter((text) => !known.test(text))).toEqual([]);
  }, 120_000);
});
