import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../wire/request.ts';
import { configMap, DEPLOYMENTS, deploymentManifest, NS, PATCHES, PODS, startServer } from './server.testing.ts';

const MAPS = `${NS}/configmaps`;
const APPLY: Partial<ApiRequest> = { contentType: 'application/apply-patch+yaml', agent: 'curl/8' };
const mapOf = (over: object = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'default' }, ...over });

describe('an applied configuration', () => {
  const { call } = startServer();
  const apply = (path: string, body: unknown) => {
    const { code, body: answer } = call('PATCH', `${path}?fieldManager=me`, body as object, APPLY);
    return [code, answer.message];
  };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'dup', namespace: 'default' } };
  const { metadata: _named, ...unnamed } = pod;

  it.each<[string, unknown, number, string]>([
    [
      `${PODS}/dup`,
      { ...pod, spec: { containers: [{ name: 'c', env: [{ name: 'A' }, { name: 'A' }] }] } },
      500,
      'failed to create typed patch object (default/dup; /v1, Kind=Pod): .spec.containers[name="c"].env: duplicate entries for key [name="A"]',
    ],
    // It is told by what it says of itself.
    [`${PODS}/dup`, { ...unnamed, spek: {} }, 500, 'failed to create typed patch object (/; /v1, Kind=Pod): .spek: field not declared in schema'],
    [
      `${MAPS}/x`,
      mapOf({ immutable: 'no', data: { n: 5 } }),
      500,
      'failed to create typed patch object (default/x; /v1, Kind=ConfigMap): errors:\n  .immutable: expected boolean, got &{no}\n  .data.n: expected string, got &value.valueUnstructured{Value:5}',
    ],
    [
      `${DEPLOYMENTS}/web`,
      { ...deploymentManifest('web'), metadata: { name: 'web', namespace: 'default' }, spec: { replicas: '3' } },
      500,
      'failed to create typed patch object (default/web; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string',
    ],
    [`${MAPS}/x`, mapOf({ apiVersion: undefined }), 400, 'invalid object type: /, Kind=ConfigMap'],
    [`${MAPS}/x`, mapOf({ apiVersion: 'a/b/c' }), 400, 'invalid object type: /, Kind='],
    [`${MAPS}/x`, mapOf({ kind: 'Secret' }), 400, 'invalid object type: /v1, Kind=Secret'],
    [`${MAPS}/x`, undefined, 400, 'invalid object type: /, Kind='],
    [`${MAPS}/x`, null, 400, 'invalid object type: /, Kind='],
    [
      `${MAPS}/x`,
      mapOf({ metadata: { name: 'x', uid: 'foo' } }),
      409,
      'Operation cannot be fulfilled on configmaps "x": uid mismatch: the provided object specified uid foo, and no existing object was found',
    ],
  ])('%s %j: %d', (path, body, code, message) => {
    expect(apply(path, body)).toEqual([code, message]);
  });
});

describe('an empty body', () => {
  const { call } = startServer();
  call('POST', MAPS, configMap('x'));

  it.each([
    [PATCHES.json, 'error decoding patch: unexpected end of JSON input'],
    [PATCHES.merge, 'error decoding patch: unexpected end of JSON input'],
    [PATCHES.strategic, 'unexpected end of JSON input'],
  ])('as %s is no patch', (contentType, message) => {
    const { code, body } = call('PATCH', `${MAPS}/x`, undefined, { contentType });
    expect([code, body.message]).toEqual([400, message]);
  });
});

describe('the name of a field manager', () => {
  const { call } = startServer();
  const long = 'x'.repeat(129);

  it.each([
    ['POST', '', 'CreateOptions'],
    ['PATCH', '/x', 'PatchOptions'],
    ['PUT', '/x', 'UpdateOptions'],
  ] as const)('of a %s is short and can be printed', (method, name, options) => {
    const refused = (manager: string) => {
      const { code, body } = call(method, `${MAPS}${name}`, mapOf(), { ...(method === 'PATCH' ? APPLY : {}), query: { fieldManager: manager } });
      return [code, body.message];
    };
    const about = `${options}.meta.k8s.io "" is invalid:`;
    expect(refused(long)).toEqual([422, `${about} fieldManager: Too long: may not be more than 128 bytes`]);
    expect(refused('ä'.repeat(65))).toEqual([422, `${about} fieldManager: Too long: may not be more than 128 bytes`]);
    expect(refused('ä\u0001b')).toEqual([422, `${about} fieldManager: Invalid value: "ä\\x01b": invalid character U+0001 (at position 2)`]);
  });

  it('is the program’s where none is given: what can be printed of it, as far as there is room', () => {
    const made = call('POST', MAPS, configMap('y', { a: '1' }), { agent: `\u0001${'ä'.repeat(65)}/1.0` });
    expect(made.body.metadata.managedFields[0].manager).toBe('ä'.repeat(64));
  });
});

describe('a dry run', () => {
  const { call } = startServer();
  const dry = (over: Partial<ApiRequest> = {}): Partial<ApiRequest> => ({ agent: 'curl/8', ...over, query: { dryRun: 'All', ...over.query } });
  const holders = (body: { metadata: { managedFields?: { manager: string; operation: string; fieldsV1: unknown }[] } }) =>
    body.metadata.managedFields?.map(({ manager, operation, fieldsV1 }) => [manager, operation, fieldsV1]);
  const DATA = (...names: readonly string[]): unknown => ({ 'f:data': Object.fromEntries(names.map((name) => [name, {}])) });

  it('says who would manage what is created', () => {
    const { code, body } = call('POST', MAPS, configMap('new', { a: '1' }), dry());
    expect([code, holders(body)]).toEqual([201, [['curl', 'Update', DATA('.', 'f:a')]]]);
    expect(call('GET', `${MAPS}/new`).code).toBe(404);
  });

  it('says who would manage what is changed, and leaves it as it was', () => {
    call('POST', MAPS, configMap('old', { a: '1', b: '1' }), { agent: 'one/1' });
    const patched = call('PATCH', `${MAPS}/old`, { data: { b: '2' } }, dry({ contentType: PATCHES.merge }));
    expect(holders(patched.body)).toEqual([
      ['curl', 'Update', DATA('f:b')],
      ['one', 'Update', DATA('.', 'f:a')],
    ]);
    const applied = call('PATCH', `${MAPS}/old`, { ...mapOf(), metadata: { name: 'old' }, data: { c: '3' } }, dry({ ...APPLY, query: { fieldManager: 'me' } }));
    expect(holders(applied.body)).toEqual([
      ['me', 'Apply', DATA('f:c')],
      ['one', 'Update', DATA('.', 'f:a', 'f:b')],
    ]);
    expect(holders(call('GET', `${MAPS}/old`, undefined, { agent: 'curl/8' }).body)).toEqual([['one', 'Update', DATA('.', 'f:a', 'f:b')]]);
  });
});
