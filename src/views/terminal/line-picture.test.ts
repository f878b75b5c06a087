import { describe, expect, it } from 'vitest';
import { type PictureContext, pictureOf } from './line-picture.ts';
import { terminalWidths } from './widths.ts';

const context = (over: Partial<PictureContext> = {}): PictureContext => ({
  columns: 10,
  rows: 6,
  startColumn: 0,
  prompt: { text: '$ ', styled: '$ ' },
  more: { text: '> ', styled: '> ' },
  widthOf: terminalWidths(),
  ...over,
});

const at = (text: string, cursor: number, over?: Partial<PictureContext>) => {
  const { row, column, rows } = pictureOf(text, cursor, context(over));
  return { row, column, rows };
};

describe('the line on the screen', () => {
  it('has its cursor where the terminal has it, also where lines break', () => {
    expect(at('abc', 3)).toEqual({ row: 0, column: 5, rows: 0 });
    expect(at('abcdefgh', 8)).toEqual({ row: 1, column: 0, rows: 1 });
    expect(at('abcdefghi', 0)).toEqual({ row: 0, column: 2, rows: 1 });
    expect(at('abcdefghi', 9)).toEqual({ row: 1, column: 1, rows: 1 });
    expect(at('a\nb', 3)).toEqual({ row: 1, column: 3, rows: 1 });
    expect(at('a', 1, { startColumn: 7 })).toEqual({ row: 1, column: 0, rows: 1 });
  });

  it('reckons with characters of two columns, and with emoji', () => {
    expect(at('日本', 2)).toEqual({ row: 0, column: 6, rows: 0 });
    // The fourth character has no room in the first row.
    expect(at('a日日日日', 5)).toEqual({ row: 1, column: 2, rows: 1 });
    expect(at('😀', 2)).toEqual({ row: 0, column: 4, rows: 0 });
    expect(at('👨‍👩‍👧', 8)).toEqual({ row: 0, column: 4, rows: 0 });
    expect(at('か\u3099', 2)).toEqual({ row: 0, column: 4, rows: 0 });
  });

  it('steers nothing, wherever the line came from: a history, a completion', () => {
    const text = 'a\u001b]0;t\u0007\u202eb\r\nc\ud800';
    const { out, row, column } = pictureOf(text, text.length, context({ columns: 80 }));
    expect(out).toBe('$ a\ufffd]0;t\ufffd\ufffdb\ufffd\ufffdc\ufffd');
    expect({ row, column }).toEqual({ row: 0, column: 15 });
  });

  it('never grows beyond the screen, however long the line is', () => {
    for (const text of ['x'.repeat(1_000_000), 'line\n'.repeat(100_000), '日'.repeat(300_000)])
      for (const cursor of [0, Math.floor(text.length / 2), text.length]) {
        const picture = pictureOf(text, cursor, context({ columns: 80, rows: 20 }));
        expect(picture.rows).toBeLessThan(20);
        expect(picture.row).toBeLessThanOrEqual(picture.rows);
        expect(picture.out.length).toBeLessThan(4_000);
        expect(picture.out).toContain('⋯');
      }
  }, 60_000);
});
