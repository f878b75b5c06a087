import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asGoStruct, jsonDiff } from './go-diff.ts';

/** Applies a unified diff to lines. */
function patched(lines: readonly string[], diff: string): string[] {
  const out: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(0, -1)) {
    const header = /^@@ -(\d+),(\d+) \+(\d+),(\d+) @@$/.exec(line);
    if (header) {
      const from = Number(header[1]) - 1;
      out.push(...lines.slice(at, from));
      at = from;
      continue;
    }
    if (line[0] !== '+') expect(lines[at]).toBe(line.slice(1));
    if (line[0] !== '-') out.push(line.slice(1));
    if (line[0] !== '+') at++;
  }
  return [...out, ...lines.slice(at)];
}

const linesOf = (value: object): string[] => JSON.stringify(value, undefined, 1).split('\n');

describe('diffs of specs', () => {
  it('turn the one into the other', () => {
    const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(list, list, (a, b) => {
        expect(patched(linesOf({ a }), jsonDiff({ a }, { a: b }))).toEqual(linesOf({ a: b }));
      }),
    );
  });

  it('stay affordable for very long specs', () => {
    const long = (letter: string): object => ({ list: Array.from({ length: 20_000 }, (_, i) => `${letter}${i}`) });
    expect(patched(linesOf(long('a')), jsonDiff(long('a'), long('b')))).toEqual(linesOf(long('b')));
  });

  it('name fields as Go does, but not the keys of maps', () => {
    const struct = [
      ['name', ''],
      ['nodeSelector', null],
      ['dnsPolicy', ''],
    ] as const;
    expect(asGoStruct({ nodeSelector: { a: 'b' } }, struct)).toEqual({ Name: '', NodeSelector: { a: 'b' }, DNSPolicy: '' });
    expect(asGoStruct({ terms: [{ labelSelector: { matchLabels: { a: 'b' } }, topologyKey: 'k' }] }, [])).toEqual({
      Terms: [{ LabelSelector: { matchLabels: { a: 'b' } }, TopologyKey: 'k' }],
    });
  });
});
