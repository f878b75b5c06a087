import { describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { resourcePath } from '../../kinds/paths.ts';
import { kinds } from '../../kinds/registry.ts';
import { DEPLOYMENTS, deploymentManifest, NS, podManifest, PODS, startServer } from './server.testing.ts';

/** Each value of a manifest in turn is something else: the server refuses it or takes it, and never stumbles. */
const ODD: readonly Json[] = [null, '', 'x', 0, -1, 1.5, true, [], {}, [null], { x: null }, [{}], { '': '' }, 9_007_199_254_740_993];

type Path = readonly (string | number)[];

function* pathsIn(value: unknown, at: Path = []): Generator<Path> {
  if (at.length > 0) yield at;
  if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* pathsIn(item, [...at, i]);
  else if (isObject(value)) for (const [name, item] of Object.entries(value)) yield* pathsIn(item, [...at, name]);
}

function withValue(value: unknown, [first, ...rest]: Path, odd: Json): unknown {
  if (first === undefined) return odd;
  if (Array.isArray(value)) return value.map((item, i) => (i === first ? withValue(item, rest, odd) : item));
  return { ...(value as JsonObject), [first]: withValue((value as JsonObject)[first], rest, odd) };
}

type Form = readonly [method: 'POST' | 'PUT' | 'PATCH', after: string, contentType: string];
const CREATE: Form = ['POST', '', 'application/json'];
const CHANGES: readonly Form[] = [
  ['PUT', '/NAME', 'application/json'],
  ['PATCH', '/NAME', 'application/merge-patch+json'],
  ['PATCH', '/NAME', 'application/strategic-merge-patch+json'],
  ['PATCH', '/NAME?fieldManager=me&force=true', 'application/apply-patch+yaml'],
];

/** Every odd version of a manifest with the way it is sent: created each time, and changed in turn by each of the other ways. */
function* oddly(sample: KubeObject): Generator<{ readonly body: JsonObject; readonly form: Form; readonly what: string }> {
  let turn = 0;
  for (const path of pathsIn(sample))
    for (const odd of ODD) {
      const body = withValue(sample, path, odd) as JsonObject;
      for (const form of [CREATE, CHANGES[turn++ % CHANGES.length]!]) yield { body, form, what: `${form[2]} ${path.join('.')} = ${JSON.stringify(odd)}` };
    }
}

const named = (body: JsonObject, name: string): JsonObject =>
  isObject(body['metadata']) && typeof body['metadata']['name'] === 'string' ? { ...body, metadata: { ...(body['metadata'] as JsonObject), name } } : body;

function stumbled(run: () => { readonly code: number }): string | undefined {
  try {
    const { code } = run();
    return code >= 200 && code < 600 ? undefined : `code ${code}`;
  } catch (error) {
    return String((error as Error).stack)
      .split('\n')
      .slice(0, 2)
      .join(' ');
  }
}

describe('odd bodies', { timeout: 120_000 }, () => {
  it.each(kinds.map((kind) => [`${kind.resource}.${kind.group}`, kind] as const))('%s', (_name, kind) => {
    const stumbles: string[] = [];
    for (const sample of kind.samples) {
      const server = startServer();
      const collection = resourcePath(kind, kind.namespaced ? 'default' : '');
      const { name } = sample.metadata;
      server.call('POST', collection, sample);
      for (const { body, form, what } of oddly(sample)) {
        const [method, after, contentType] = form;
        const sent = form === CREATE ? named(body, 'other') : body;
        const why = stumbled(() => server.call(method, collection + after.replace('NAME', name), sent, { contentType, agent: 'test' }));
        if (why !== undefined) stumbles.push(`${what}: ${why}`);
        if (form === CREATE) server.call('DELETE', `${collection}/other?gracePeriodSeconds=0`);
      }
    }
    expect(stumbles.slice(0, 20)).toEqual([]);
  });

  it('of subresources and reviews', () => {
    const server = startServer();
    server.call('POST', PODS, podManifest('a'));
    server.call('POST', DEPLOYMENTS, deploymentManifest('web', 1));
    const metadata = { name: 'a', namespace: 'default', uid: 'x', resourceVersion: '1', labels: { a: 'b' }, annotations: { a: 'b' } };
    const access = { resourceAttributes: { namespace: 'default', verb: 'get' }, nonResourceAttributes: { path: '/' }, user: 'a', groups: ['b'] };
    const bodies: readonly (readonly ['POST' | 'PUT' | 'DELETE', string, JsonObject])[] = [
      ['POST', `${PODS}/a/binding`, { metadata, target: { kind: 'Node', name: 'n' } }],
      ['POST', `${PODS}/a/eviction`, { metadata, deleteOptions: { gracePeriodSeconds: 1, preconditions: { uid: 'x' }, dryRun: ['All'] } }],
      ['PUT', `${DEPLOYMENTS}/web/scale`, { metadata: { ...metadata, name: 'web' }, spec: { replicas: 1 }, status: { replicas: 1 } }],
      [
        'POST',
        `${NS}/serviceaccounts/default/token`,
        { spec: { audiences: ['a'], expirationSeconds: 600, boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'a' } } },
      ],
      ['DELETE', `${PODS}/nothing`, { gracePeriodSeconds: 1, propagationPolicy: 'Orphan', preconditions: { uid: 'x' }, dryRun: ['All'] }],
      ['POST', '/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: 'a.b.c', audiences: ['a'] } }],
      ['POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { metadata, spec: access }],
      ['POST', '/apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews', { metadata, spec: access }],
      ['POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { metadata, spec: { namespace: 'default' } }],
    ];
    const stumbles = bodies.flatMap(([method, at, body]) =>
      [...pathsIn(body)].flatMap((path) =>
        ODD.map((odd) => [`${at} ${path.join('.')} = ${JSON.stringify(odd)}`, stumbled(() => server.call(method, at, withValue(body, path, odd)))] as const),
      ),
    );
    expect(stumbles.filter(([, why]) => why !== undefined).slice(0, 20)).toEqual([]);
  });
});
