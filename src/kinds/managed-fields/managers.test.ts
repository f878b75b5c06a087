import { describe, expect, it } from 'vitest';
import { deployment } from '../apps/deployment.ts';
import type { KubeObject } from '../object.ts';
import { fromFieldsV1, toFieldsV1 } from './field-set.ts';
import { afterUpdate, applied, conflictPaths, conflictText, type Managers, toManagedFields, type Writer } from './managers.ts';
import type { Fields } from './typed.ts';

const CONFIG_MAP = 'io.k8s.api.core.v1.ConfigMap';
const DEPLOYMENT = 'io.k8s.api.apps.v1.Deployment';
const SERVICE = 'io.k8s.api.core.v1.Service';

const writer = (manager: string, over: Partial<Writer> = {}): Writer => ({
  manager,
  operation: 'Update',
  apiVersion: 'v1',
  time: '2026-01-01T00:00:00Z',
  subresource: '',
  ...over,
});
const applier = (manager: string, over: Partial<Writer> = {}): Writer => writer(manager, { operation: 'Apply', ...over });
const configMap = (data: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>> = {}): Fields => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: 'default', ...(Object.keys(labels).length > 0 ? { labels } : {}) },
  data,
});

function apply(state: { readonly object: Fields | undefined; readonly managers: Managers }, definition: string, config: Fields, by: Writer, force = false) {
  const answer = applied(state.managers, { definition, before: state.object, config, writer: by, force });
  if ('conflicts' in answer) throw new Error(answer.conflicts.map((conflict) => `${conflictText(conflict)}: ${conflictPaths(conflict).join(' ')}`).join('\n'));
  return answer;
}
const NOTHING = { object: undefined, managers: [] };
const fieldsOf = (managers: Managers): unknown => toManagedFields(managers).map(({ manager, operation, fieldsV1 }) => [manager, operation, fieldsV1]);

describe('fields of an update', () => {
  it('names what a generator of kubectl creates as the real server does', () => {
    const sent = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx', resources: {} }] } },
        strategy: {},
      },
    } as unknown as KubeObject;
    const after = deployment.strategy.defaults(sent as never) as unknown as Fields;
    const [only] = toManagedFields(
      afterUpdate([], { definition: DEPLOYMENT, before: undefined, after, writer: writer('kubectl-create', { apiVersion: 'apps/v1' }) }),
    );
    expect(only).toEqual({
      manager: 'kubectl-create',
      operation: 'Update',
      apiVersion: 'apps/v1',
      time: '2026-01-01T00:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
        'f:spec': {
          'f:progressDeadlineSeconds': {},
          'f:replicas': {},
          'f:revisionHistoryLimit': {},
          'f:selector': {},
          'f:strategy': { 'f:rollingUpdate': { '.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {} }, 'f:type': {} },
          'f:template': {
            'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
            'f:spec': {
              'f:containers': {
                'k:{"name":"nginx"}': {
                  '.': {},
                  'f:image': {},
                  'f:imagePullPolicy': {},
                  'f:name': {},
                  'f:resources': {},
                  'f:terminationMessagePath': {},
                  'f:terminationMessagePolicy': {},
                },
              },
              'f:dnsPolicy': {},
              'f:restartPolicy': {},
              'f:schedulerName': {},
              'f:securityContext': {},
              'f:terminationGracePeriodSeconds': {},
            },
          },
        },
      },
    });
  });

  it('moves a field to who changed it last, and drops it with its removal', () => {
    const first = configMap({ a: '1', b: '2' });
    const made = afterUpdate([], { definition: CONFIG_MAP, before: undefined, after: first, writer: writer('one') });
    const second = configMap({ a: '1', b: '3' });
    const changed = afterUpdate(made, { definition: CONFIG_MAP, before: first, after: second, writer: writer('two', { time: '2026-01-01T00:00:05Z' }) });
    expect(fieldsOf(changed)).toEqual([
      ['one', 'Update', { 'f:data': { '.': {}, 'f:a': {} } }],
      ['two', 'Update', { 'f:data': { 'f:b': {} } }],
    ]);
    const third = configMap({ a: '1' });
    const removed = afterUpdate(changed, { definition: CONFIG_MAP, before: second, after: third, writer: writer('three') });
    expect(fieldsOf(removed)).toEqual([['one', 'Update', { 'f:data': { '.': {}, 'f:a': {} } }]]);
  });

  it('says when the manager last changed something', () => {
    const first = configMap({ a: '1' });
    const made = afterUpdate([], { definition: CONFIG_MAP, before: undefined, after: first, writer: writer('one') });
    const again = afterUpdate(made, {
      definition: CONFIG_MAP,
      before: first,
      after: configMap({ a: '2' }),
      writer: writer('one', { time: '2026-01-01T01:00:00Z' }),
    });
    expect(again[0]!.time).toBe('2026-01-01T01:00:00Z');
    const idle = afterUpdate(again, { definition: CONFIG_MAP, before: first, after: first, writer: writer('one', { time: '2026-01-01T02:00:00Z' }) });
    expect(idle).toEqual(again);
  });

  it('leaves the status to who writes the status', () => {
    const before = { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: {}, status: { loadBalancer: {} } };
    const after = { ...before, status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } };
    expect(afterUpdate([], { definition: SERVICE, before, after, writer: writer('x') })).toEqual([]);
    expect(fieldsOf(afterUpdate([], { definition: SERVICE, before, after, writer: writer('x', { subresource: 'status' }) }))).toEqual([
      ['x', 'Update', { 'f:status': { 'f:loadBalancer': { 'f:ingress': {} } } }],
    ]);
  });

  it('puts the oldest of more than ten updaters together', () => {
    let managers: Managers = [];
    let before: Fields = configMap({});
    for (let i = 0; i < 12; i++) {
      const after = configMap({ ...(before['data'] as Record<string, string>), [`k${i}`]: 'v' });
      managers = afterUpdate(managers, {
        definition: CONFIG_MAP,
        before,
        after,
        writer: writer(`m${i}`, { time: `2026-01-01T00:00:${String(i).padStart(2, '0')}Z` }),
      });
      before = after;
    }
    expect(managers.map(({ manager }) => manager)).toContain('ancient-changes');
    expect(managers).toHaveLength(10);
  });
});

describe('server-side apply', () => {
  it('owns just what the configuration says', () => {
    const state = apply(NOTHING, CONFIG_MAP, configMap({ key: 'some value' }, { 'test-label': 'test' }), applier('kubectl'));
    expect(fieldsOf(state.managers)).toEqual([['kubectl', 'Apply', { 'f:data': { 'f:key': {} }, 'f:metadata': { 'f:labels': { 'f:test-label': {} } } }]]);
  });

  it('refuses to change what another set, by its name and path', () => {
    const state = apply(NOTHING, CONFIG_MAP, configMap({ key: 'a' }), applier('one'));
    const answer = applied(state.managers, {
      definition: CONFIG_MAP,
      before: state.object,
      config: configMap({ key: 'b' }),
      writer: applier('two'),
      force: false,
    });
    expect('conflicts' in answer && answer.conflicts.map((conflict) => [conflictText(conflict), conflictPaths(conflict)])).toEqual([['"one"', ['.data.key']]]);
    const forced = apply(state, CONFIG_MAP, configMap({ key: 'b' }), applier('two'), true);
    expect((forced.object['data'] as Record<string, string>)['key']).toBe('b');
    expect(fieldsOf(forced.managers)).toEqual([['two', 'Apply', { 'f:data': { 'f:key': {} } }]]);
  });

  it('shares what both say alike, and removes what nobody says any more', () => {
    let state: { object: Fields | undefined; managers: Managers } = apply(NOTHING, CONFIG_MAP, configMap({ a: '1', b: '2' }), applier('one'));
    state = apply(state, CONFIG_MAP, configMap({ a: '1', c: '3' }), applier('two'));
    state = apply(state, CONFIG_MAP, configMap({}), applier('one'));
    expect(state.object?.['data']).toEqual({ a: '1', c: '3' });
    state = apply(state, CONFIG_MAP, configMap({ c: '3' }), applier('two'));
    expect(state.object?.['data']).toEqual({ c: '3' });
  });

  it('keeps what an update added beside the applied items of a list', () => {
    const service = (...ports: readonly Fields[]): Fields => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { ports } });
    const first = apply(NOTHING, SERVICE, service({ port: 80, protocol: 'TCP' }), applier('one'));
    const edited = service({ port: 80, protocol: 'TCP' }, { port: 443, protocol: 'TCP' });
    const managers = afterUpdate(first.managers, { definition: SERVICE, before: first.object, after: edited, writer: writer('edit') });
    const again = apply({ object: edited, managers }, SERVICE, service({ port: 8080, protocol: 'TCP' }), applier('one'));
    expect((again.object['spec'] as Fields)['ports']).toEqual([
      { port: 443, protocol: 'TCP' },
      { port: 8080, protocol: 'TCP' },
    ]);
  });

  it('applying the same twice changes nothing', () => {
    const config = configMap({ a: '1' }, { x: 'y' });
    const once = apply(NOTHING, CONFIG_MAP, config, applier('one'));
    const twice = apply(once, CONFIG_MAP, config, applier('one', { time: '2027-01-01T00:00:00Z' }));
    expect(twice.object).toEqual(once.object);
    expect(twice.managers).toEqual(once.managers);
  });
});

describe('fieldsV1', () => {
  it('is read and written alike', () => {
    const json = {
      'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} }, 'f:finalizers': { '.': {}, 'v:"a/b"': {} } },
      'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } } },
    };
    expect(toFieldsV1(fromFieldsV1(json)!)).toEqual(json);
    expect(fromFieldsV1({ 'x:y': {} })).toBeUndefined();
  });
});
