import { describe, expect, it } from 'vitest';
import type { ResultLine } from '../wire/command.ts';
import { linesSince, NO_LINES, type StreamLines, withLines } from './console-lines.ts';

/** A line that counts how often its text is looked at. */
class Looked {
  count = 0;
  line(text: string): ResultLine {
    const looked = (): void => void this.count++;
    return {
      stream: 'stdout',
      get text() {
        looked();
        return text;
      },
    };
  }
}

const filled = (lines: readonly ResultLine[]): StreamLines => lines.reduce<StreamLines>((all, line) => withLines(all, [line]), NO_LINES);

describe('lines of a stream', () => {
  it('looks at a line when it comes and when it goes, however many are kept', () => {
    const looked = new Looked();
    const many = filled(Array.from({ length: 3_000 }, (_, i) => looked.line(`${i}`)));
    expect(looked.count).toBe(3_000 + 2_500);
    expect(linesSince(many, 0)).toMatchObject({ from: 2_500, dropped: 2_500 });
    expect(linesSince(many, 0).lines).toHaveLength(500);
  });

  it('tells what is new alone, and all of it to whom has more than there is', () => {
    const some = filled(Array.from({ length: 10 }, (_, i) => ({ stream: 'stdout', text: `${i}` })));
    expect(linesSince(some, 8).lines.map(({ text }) => text)).toEqual(['8', '9']);
    expect(linesSince(some, 10)).toEqual({ lines: [], from: 10, dropped: 0 });
    expect(linesSince(some, 11).lines).toHaveLength(10);
  });

  it('keeps a million characters, and the last line however long', () => {
    const long = 'x'.repeat(400_000);
    const some = filled([long, long, long].map((text) => ({ stream: 'stdout', text })));
    expect(linesSince(some, 0)).toMatchObject({ from: 1, dropped: 1 });
    const one = filled([long, 'x'.repeat(2_000_000)].map((text) => ({ stream: 'stdout', text })));
    expect(linesSince(one, 0)).toMatchObject({ from: 1, lines: { length: 1 } });
    expect(linesSince(withLines(one, [{ stream: 'stdout', text: 'y' }]), 0).lines.map(({ text }) => text)).toEqual(['y']);
  });
});
