import { describe, expect, it } from 'vitest';
import type { CommandResult } from './command.ts';
import { joined, nextLine } from './stream-lines.ts';

const read = (from: number, to: number, dropped: number): CommandResult => ({
  ok: true,
  open: true,
  from,
  dropped,
  lines: Array.from({ length: to - from }, (_, i) => ({ stream: 'stdout', text: `${from + i}` })),
});
const texts = ({ lines }: CommandResult): string => lines.map(({ text }) => text).join(' ');

describe('a stream that is read piece by piece', () => {
  it('goes on where it was left, without what is no longer kept', () => {
    const known = joined(read(0, 4, 0), read(4, 6, 2));
    expect(texts(known)).toBe('2 3 4 5');
    expect(nextLine(known)).toBe(6);
    expect(texts(joined(known, read(6, 7, 3)))).toBe('3 4 5 6');
  });

  it('is the same while nothing comes, and ends', () => {
    const known = read(0, 2, 0);
    expect(joined(known, read(2, 2, 0))).toBe(known);
    const { open: _over, ...end } = read(2, 2, 0);
    expect(joined(known, end)).not.toHaveProperty('open');
    expect(texts(joined(known, end))).toBe('0 1');
  });

  it('begins anew where so much was missed that nothing goes on from what is known, and back in time', () => {
    expect(texts(joined(read(0, 2, 0), read(5, 7, 5)))).toBe('5 6');
    expect(texts(joined(read(0, 5, 0), read(0, 3, 0)))).toBe('0 1 2');
  });
});
