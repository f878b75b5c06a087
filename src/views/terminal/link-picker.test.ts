import { describe, expect, it } from 'vitest';
import { matched } from './link-picker.ts';

const texts = (...all: string[]) => all.map((text, i) => ({ text, i }));

describe('underlined names', () => {
  it('belong to what was printed, also where something between was wiped out', () => {
    const pairs = (places: string[], others: string[]) => [...matched(texts(...places), texts(...others))].map(([place, other]) => `${place.text} ${other.i}`);
    expect(pairs(['c', 'b', 'a'], ['c', 'b', 'a'])).toEqual(['c 0', 'b 1', 'a 2']);
    expect(pairs(['c', 'a'], ['c', 'b', 'a'])).toEqual(['c 0', 'a 2']);
    expect(pairs(['a', 'a'], ['a', 'b', 'a'])).toEqual(['a 0', 'a 2']);
    expect(pairs(['c', 'x', 'a'], ['c', 'b', 'a'])).toEqual(['c 0', 'a 2']);
    expect(pairs(['b'], [])).toEqual([]);
  });
});
