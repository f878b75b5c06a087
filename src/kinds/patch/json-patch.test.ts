import fc from 'fast-check';
import { applyPatch, createPatch, type Operation as OracleOperation } from 'rfc6902';
import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../base/json.ts';
import { JsonPatchError, jsonPatched, type Operation } from './json-patch.ts';
import { mergePatched } from './merge-patch.ts';

const key = fc.constantFrom('a', 'b', 'c', 'x/y', 'm~n', '0');
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>(1, 2, 'text', true, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
}));
const document = fc.dictionary(key, value, { maxKeys: 4 });
const pointer = fc
  .array(
    fc.oneof(
      key.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1')),
      fc.constantFrom('0', '1', '2', '-'),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => `/${parts.join('/')}`);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ op: fc.constantFrom('add', 'replace', 'test'), path: pointer, value }),
  fc.record({ op: fc.constant('remove'), path: pointer }),
  fc.record({ op: fc.constantFrom('move', 'copy'), path: pointer, from: pointer }),
);

const plain = <T>(of: T): T => JSON.parse(JSON.stringify(of)) as T;

/** The oracle changes its document in place, and is laxer than the API server's library in a few places that are left out. */
function byOracle(before: unknown, operations: readonly Operation[]): { ok: boolean; after: unknown } {
  const after = plain(before);
  const errors = applyPatch(after, plain(operations) as OracleOperation[]);
  return { ok: errors.every((error) => error === null), after };
}

function byOurs(before: unknown, operations: readonly Operation[]): { ok: boolean; after: unknown } {
  try {
    return { ok: true, after: plain(jsonPatched(before, operations)) };
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error;
    return { ok: false, after: undefined };
  }
}

describe('JSON patch', () => {
  it('agrees with an independent implementation wherever both apply the patch', () => {
    fc.assert(
      fc.property(document, fc.array(operation, { maxLength: 4 }), (before, operations) => {
        // The API server's library takes what is absent for null.
        fc.pre(!operations.some(({ op, value: wanted }) => op === 'test' && wanted === null));
        const ours = byOurs(deepFreeze(plain(before)), operations);
        // A move into itself is forbidden by the RFC; neither library looks.
        fc.pre(!operations.some(({ op, from, path = '' }) => op === 'move' && (path === from || path.startsWith(`${from}/`))));
        if (!ours.ok) return;
        const oracle = byOracle(before, operations);
        expect(oracle.ok).toBe(true);
        expect(ours.after).toEqual(oracle.after);
      }),
      { numRuns: 600, seed: 7 },
    );
  });

  it('turns one document into the other with a patch made for that', () => {
    fc.assert(
      fc.property(document, document, (a, b) => {
        expect(plain(jsonPatched(deepFreeze(plain(a)), createPatch(plain(a), plain(b)) as Operation[]))).toEqual(plain(b));
      }),
    );
  });

  it('shares what it does not touch', () => {
    const before = deepFreeze({ a: { deep: [1, 2] }, b: { c: 1 } });
    const after = jsonPatched(before, [{ op: 'replace', path: '/b/c', value: 2 }]) as typeof before;
    expect(after.a).toBe(before.a);
    expect(before.b.c).toBe(1);
  });

  it.each<[string, unknown, Operation[]]>([
    ['a path that is not there', {}, [{ op: 'remove', path: '/a' }]],
    ['a parent that is not there', {}, [{ op: 'add', path: '/a/b', value: 1 }]],
    ['a test that fails', { a: 1 }, [{ op: 'test', path: '/a', value: 2 }]],
    ['an index beyond the end', { a: [1] }, [{ op: 'add', path: '/a/3', value: 1 }]],
    ['an index that is none', { a: [1] }, [{ op: 'replace', path: '/a/x', value: 1 }]],
    ['an unknown operation', { a: 1 }, [{ op: 'frob', path: '/a' }]],
    ['copies that grow without end', { a: 'x'.repeat(100_000) }, Array.from({ length: 40 }, (_, i) => ({ op: 'copy', from: '/a', path: `/b${i}` }))],
  ])('refuses %s', (_what, before, operations) => {
    expect(() => jsonPatched(before, operations)).toThrow(JsonPatchError);
  });

  it('takes keys named like methods as data', () => {
    expect(jsonPatched({ constructor: 1 }, [{ op: 'move', from: '/constructor', path: '/toString' }])).toEqual({ toString: 1 });
    expect(() => jsonPatched({}, [{ op: 'replace', path: '/toString', value: 1 }])).toThrow(JsonPatchError);
  });

  it('never reaches into prototypes', () => {
    expect(() => jsonPatched({}, [{ op: 'add', path: '/__proto__/x', value: 1 }])).toThrow(JsonPatchError);
    expect(() => jsonPatched({ a: {} }, [{ op: 'add', path: '/a/constructor/x', value: 1 }])).toThrow(JsonPatchError);
    const after = jsonPatched({}, [{ op: 'add', path: '/__proto__', value: { polluted: true } }]) as object;
    expect(Object.keys(after)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('merge patch (RFC 7386, appendix A)', () => {
  it.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j + %j = %j', (target, patch, result) => {
    expect(mergePatched(deepFreeze(target), deepFreeze(patch))).toEqual(result);
  });

  it('gives back the very same object when nothing changes', () => {
    const target = deepFreeze({ a: { b: [1], c: 'x' } });
    expect(mergePatched(target, { a: { c: 'x', gone: null } })).toBe(target);
  });
});
