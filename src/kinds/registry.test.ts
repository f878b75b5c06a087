import { describe, expect, it } from 'vitest';
import { deepEqual, deepFreeze } from '../base/json.ts';
import { errorListText } from './errors.ts';
import type { PrintClock, WriteContext } from './kind.ts';
import type { KubeObject } from './object.ts';
import { kindByAnyName, kindByName, kindByResource, kindOf, kinds } from './registry.ts';
import { decode } from './schema/decode.ts';
import { definitionOf } from './schema/structure.ts';

const context: WriteContext = { now: '2026-01-01T00:00:00Z', user: 'admin', meta: { uid: 'u-1', creationTimestamp: '2026-01-01T00:00:00Z' } };
const clock: PrintClock = { age: (time) => (time === undefined ? '<unknown>' : '5m') };

const rows = kinds.flatMap((kind) => kind.samples.map((sample) => ({ title: `${kind.group}/${kind.kind} ${sample.metadata.name}`, kind, sample })));

function created(kind: (typeof kinds)[number], sample: KubeObject): KubeObject {
  const { object, error, unknownFields } = decode(kind.definition, sample);
  expect(error).toBeUndefined();
  expect(unknownFields).toEqual([]);
  return kind.strategy.prepareForCreate(kind.strategy.defaults(object as unknown as KubeObject), context);
}

describe('every kind', () => {
  it.each(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind] as const))('%s is whole', (_name, kind) => {
    expect(definitionOf(kind.definition)?.gvk).toEqual({ group: kind.group, version: kind.version, kind: kind.kind });
    expect(kind.samples.length).toBeGreaterThan(0);
    expect(kind.columns[0]?.name === 'Name' || kind.resource === 'events').toBe(true);
    expect(new Set(kind.columns.map(({ name }) => name)).size).toBe(kind.columns.length);
    expect(kindByResource(kind.group, kind.version, kind.resource)).toBe(kind);
    expect(kindByName(kind.group, kind.version, kind.kind)).toBe(kind);
  });

  it.each(rows)('$title is decoded, defaulted and valid', ({ kind, sample }) => {
    expect(kindOf(sample)).toBe(kind);
    const object = created(kind, sample);
    expect(errorListText(kind.strategy.validate(object))).toBe('[]');
    for (const column of kind.columns) expect(['string', 'number', 'boolean']).toContain(typeof column.cell(object, clock));
    for (const valueOf of Object.values(kind.selectableFields)) expect(typeof valueOf(object)).toBe('string');
  });

  it.each(rows)('$title is defaulted once: the second time nothing changes, not even the reference', ({ kind, sample }) => {
    const once = kind.strategy.defaults(decode(kind.definition, sample).object as unknown as KubeObject);
    const frozen = deepFreeze(once);
    expect(kind.strategy.defaults(frozen)).toBe(frozen);
  });

  it.each(rows)('$title stays the same when it is read back', ({ kind, sample }) => {
    const object = created(kind, sample);
    const again = decode(kind.definition, JSON.parse(JSON.stringify(object)));
    expect(again.error).toBeUndefined();
    expect(deepEqual(again.object, object)).toBe(true);
    expect(decode(kind.definition, deepFreeze(object)).object).toBe(object);
  });

  it.each(rows)('$title may be updated with itself', ({ kind, sample }) => {
    const stored = deepFreeze({ ...created(kind, sample), metadata: { ...created(kind, sample).metadata, resourceVersion: '7' } }) as KubeObject;
    const next = kind.strategy.prepareForUpdate(stored, stored, context);
    expect(deepEqual(next, stored)).toBe(true);
    expect(errorListText(kind.strategy.validateUpdate(next, stored))).toBe('[]');
    expect(errorListText(kind.strategy.validateStatusUpdate(kind.strategy.prepareForStatusUpdate(next, stored), stored))).toBe('[]');
  });
});

describe('names of kinds', () => {
  it.each([
    ['po', 'Pod'],
    ['pods', 'Pod'],
    ['deploy', 'Deployment'],
    ['deployments.apps', 'Deployment'],
    ['deployment.v1.apps', 'Deployment'],
    ['events.events.k8s.io', 'Event'],
    ['pvc', 'PersistentVolumeClaim'],
  ])('%s is %s', (name, kind) => {
    expect(kindByAnyName(name)?.kind).toBe(kind);
  });

  it('knows no others', () => {
    expect(kindByAnyName('widgets')).toBeUndefined();
    expect(kindByAnyName('deployments.extensions')).toBeUndefined();
    expect(kindByAnyName('constructor')).toBeUndefined();
  });
});
