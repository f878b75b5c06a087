import fc from 'fast-check';
import TinyQueue from 'tinyqueue';
import { describe, expect, it } from 'vitest';
import { Heap } from './heap.ts';
import { type Fold, SortedMap } from './sorted-map.ts';
import { Vector } from './vector.ts';

const key = fc.string({ minLength: 1, maxLength: 3 });
const operations = fc.array(fc.oneof(fc.tuple(fc.constant('set' as const), key, fc.integer()), fc.tuple(fc.constant('delete' as const), key, fc.constant(0))), {
  maxLength: 400,
});
const inOrder = (map: Map<string, number>): [string, number][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe('SortedMap', () => {
  it('holds what a Map holds, in key order, and old maps stay as they were', () => {
    fc.assert(
      fc.property(operations, (list) => {
        let map = SortedMap.empty<number>();
        const model = new Map<string, number>();
        const past: [SortedMap<number>, [string, number][]][] = [];
        for (const [what, name, value] of list) {
          if (past.length < 5) past.push([map, inOrder(model)]);
          if (what === 'set') model.set(name, value);
          else model.delete(name);
          map = what === 'set' ? map.set(name, value) : map.delete(name);
          expect(map.size).toBe(model.size);
        }
        expect([...map.entries()]).toEqual(inOrder(model));
        for (const [old, then] of past) expect([...old.entries()]).toEqual(then);
      }),
    );
  });

  it('tells what differs between any two maps', () => {
    fc.assert(
      fc.property(operations, operations, (first, second) => {
        const apply = (map: SortedMap<number>, list: typeof first): SortedMap<number> =>
          list.reduce((m, [what, name, value]) => (what === 'set' ? m.set(name, value) : m.delete(name)), map);
        const a = apply(SortedMap.empty<number>(), first);
        const b = apply(a, second);
        let rebuilt = a;
        for (const change of a.diff(b)) {
          expect(change.before).toBe(a.get(change.key));
          rebuilt = change.after === undefined ? rebuilt.delete(change.key) : rebuilt.set(change.key, change.after);
        }
        expect([...rebuilt.entries()]).toEqual([...b.entries()]);
      }),
    );
  });

  it('sums up to the same however often it was asked on the way', () => {
    const plain: Fold<number, number> = { leaf: (values) => values.reduce((a, b) => a + b, 0), join: (parts) => parts.reduce((a, b) => a + b, 0) };
    const swapping: Fold<number, number> = { ...plain, swap: (sum, before, after) => sum - before + after };
    fc.assert(
      fc.property(operations, fc.integer({ min: 1, max: 9 }), (list, every) => {
        let map = SortedMap.empty<number>();
        const model = new Map<string, number>();
        list.forEach(([what, name, value], i) => {
          if (what === 'set') model.set(name, value);
          else model.delete(name);
          map = what === 'set' ? map.set(name, value) : map.delete(name);
          if (i % every === 0) expect(map.fold(swapping)).toBe([...model.values()].reduce((a, b) => a + b, 0));
        });
        expect(map.fold(swapping)).toBe(map.fold(plain));
      }),
    );
  });

  it('reads a prefix and from a key on', () => {
    let map = SortedMap.empty<number>();
    for (let i = 0; i < 1_000; i++) map = map.set(`ns-${i % 7}/pod-${i}`, i);
    const expected = [...map.keys()].filter((k) => k.startsWith('ns-3/'));
    expect([...map.withPrefix('ns-3/')].map(([k]) => k)).toEqual(expected);
    expect([...map.entries('ns-5')].map(([k]) => k)).toEqual([...map.keys()].filter((k) => k >= 'ns-5'));
    expect([...map.withPrefix('ns-3/', 'ns-3/pod-5')].map(([k]) => k)).toEqual(expected.filter((k) => k >= 'ns-3/pod-5'));
  });

  it('stays shallow and exact under many insertions and deletions', () => {
    let map = SortedMap.empty<number>();
    for (let i = 0; i < 20_000; i++) map = map.set(String((i * 7919) % 20_000).padStart(5, '0'), i);
    for (let i = 0; i < 20_000; i += 2) map = map.delete(String(i).padStart(5, '0'));
    expect(map.size).toBe(10_000);
    expect([...map.keys()]).toEqual(Array.from({ length: 10_000 }, (_, i) => String(i * 2 + 1).padStart(5, '0')));
  });
});

describe('Vector', () => {
  it('is a list that can be written anywhere without changing its past', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000 }), fc.array(fc.nat(2_999), { maxLength: 30 }), (length, writes) => {
        let vector = Vector.empty<number>();
        const model: number[] = [];
        for (let i = 0; i < length; i++) {
          vector = vector.push(i);
          model.push(i);
        }
        const before = vector;
        for (const index of writes.filter((i) => i < length)) {
          vector = vector.set(index, -index);
          model[index] = -index;
        }
        expect([...vector]).toEqual(model);
        expect([...before]).toEqual(Array.from({ length }, (_, i) => i));
      }),
      { numRuns: 40 },
    );
  });

  it('finds where something begins to hold', () => {
    for (const length of [0, 1, 31, 32, 33, 1_100]) {
      const items = Vector.from(Array.from({ length }, (_, i) => Math.floor(i / 3)));
      for (const from of [-1, 0, 1, 5, 11, 366, 1_000]) {
        const plain = [...items].findIndex((one) => one >= from);
        expect(items.indexFrom((one) => one >= from)).toBe(plain < 0 ? length : plain);
      }
    }
  });

  it('keeps every item past the edges of its levels', () => {
    let vector = Vector.empty<number>();
    for (let i = 0; i < 40_000; i++) vector = vector.push(i);
    for (const i of [0, 31, 32, 1023, 1024, 1055, 1056, 32_767, 32_768, 32_800, 39_999]) expect(vector.get(i)).toBe(i);
    expect(vector.get(40_000)).toBeUndefined();
    expect(() => vector.set(40_000, 1)).toThrow(RangeError);
  });
});

describe('Heap', () => {
  it('gives items in order, as a well-known queue does, and its past stays whole', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }), { maxLength: 300 }), (list) => {
        type Item = { at: number; seq: number };
        let heap = Heap.empty<Item>((a, b) => a.at < b.at || (a.at === b.at && a.seq < b.seq));
        const oracle = new TinyQueue<Item>([], (a, b) => a.at - b.at || a.seq - b.seq);
        let seq = 0;
        for (const at of list) {
          if (at === undefined) {
            expect(heap.peek()).toEqual(oracle.peek());
            oracle.pop();
            heap = heap.pop();
          } else {
            const item = { at, seq: seq++ };
            oracle.push(item);
            heap = heap.push(item);
          }
          expect(heap.size).toBe(oracle.length);
        }
        const kept = heap;
        const drained: Item[] = [];
        for (; heap.size > 0; heap = heap.pop()) drained.push(heap.peek()!);
        expect([...kept.items()].length).toBe(drained.length);
        expect(drained).toEqual([...drained].sort((a, b) => a.at - b.at || a.seq - b.seq));
      }),
    );
  });
});
