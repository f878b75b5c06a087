import { describe, expect, it } from 'vitest';
import type { ScreenEntry } from '../../wire/terminal.ts';
import { FrameArea, headerLine } from './frame-area.ts';
import { Output } from './output.ts';

describe('the first line of watch', () => {
  const header = { every: 'Every 1.0s: ', command: 'true abcdefg', right: 'vm: Sun Nov 22 22:12:03 2026' };

  // As watch of procps-ng 4.0.2 writes it.
  it.each([
    [28, ''],
    [29, ' vm: Sun Nov 22 22:12:03 2026'],
    [41, '             vm: Sun Nov 22 22:12:03 2026'],
    [42, 'Every 1.0s:   vm: Sun Nov 22 22:12:03 2026'],
    [43, 'Every 1.0s...  vm: Sun Nov 22 22:12:03 2026'],
    [44, 'Every 1.0s:...  vm: Sun Nov 22 22:12:03 2026'],
    [45, 'Every 1.0s: ...  vm: Sun Nov 22 22:12:03 2026'],
    [46, 'Every 1.0s: t...  vm: Sun Nov 22 22:12:03 2026'],
    [52, 'Every 1.0s: true ab...  vm: Sun Nov 22 22:12:03 2026'],
    [60, 'Every 1.0s: true abcdefg        vm: Sun Nov 22 22:12:03 2026'],
  ])('in %i columns', (columns, line) => expect(headerLine(header, columns)).toBe(line));
});

const at = (row: number, column = 1): string => `\u001b[${row};${column}H`;

describe('a screen that is drawn anew', () => {
  const printed = (text: string, more: object = {}): Extract<ScreenEntry, { is: 'printed' }> => ({ is: 'printed', id: 1, stream: 'stdout', text, ...more });
  const size = { columns: 10, rows: 4 };

  it('holds what fits, and breaks lines', () => {
    const area = new FrameArea();
    expect(area.begin({}, size)).toBe('\u001b[?1049h\u001b[H\u001b[2J');
    expect(area.write(printed('abc\n0123456789ab\nc\td\nno room\n'))).toBe(`${at(1)}abc${at(2)}0123456789${at(3)}ab${at(4)}c       d`);
    expect(area.end()).toBe('\u001b[?1049l');
    expect(area.end()).toBe('');
  });

  it('marks what differs from before', () => {
    const area = new FrameArea();
    area.begin({ marks: true }, size);
    expect(area.write(printed('web 1\nsame\n'))).toBe(`${at(1)}web 1${at(2)}same`);
    area.begin({ marks: true }, size);
    expect(area.write(printed('web 2\nsame\n'))).toBe(`${at(1)}web \u001b[7m2\u001b[27m${at(2)}same`);
  });

  it('is left without a trace, and of many only the last is drawn again', () => {
    const frame = (text: string): ScreenEntry[] => [printed('', { frame: {} }), printed(text)];
    const typed: ScreenEntry = { is: 'typed', id: 1, line: 'watch date', namespace: 'default' };
    const entries = [typed, ...frame('one\n'), ...frame('two\n'), ...frame('three\n')];
    const screen = (of: readonly ScreenEntry[]) => ({ namespace: 'default', running: undefined, wants: undefined, first: 0, entries: [...of] });
    const running = new Output(100).next(screen(entries), 1_000, size).text;
    expect([running.includes('one'), running.endsWith(`${at(1)}three`)]).toEqual([false, true]);
    const over: ScreenEntry = { is: 'over', id: 1, exit: 0 };
    const output = new Output(100);
    output.next(screen(entries), 1_000, size);
    expect(output.next(screen([...entries, over]), 1_000, size).text).toBe('\u001b[?1049l');
    expect(new Output(100).next(screen([...entries, over]), 1_000, size).text).toMatch(/watch date\r\n$/);
  });
});
