import { describe, expect, it } from 'vitest';
import type { ScreenEntry } from '../../wire/terminal.ts';
import { Output } from './output.ts';
import { linkRange, objectOf, printedText, promptOf, typedText } from './screen-text.ts';
import { visibleText, visibleTty } from './visible-text.ts';

const ESC = '\u001b';
// biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may come through.
const STEERING = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('what comes from the cluster', () => {
  const EVIL = [
    `${ESC}]0;title\u0007`,
    `${ESC}[2J`,
    `${ESC}]8;;javascript:alert(1)\u0007click${ESC}]8;;\u0007`,
    `${ESC}]52;c;ZXZpbA==\u0007`,
    `\u009b2J`,
    `\u009d0;t\u009c`,
    `${ESC}P+q544e${ESC}\\`,
    `abc\u202eevil\u202c`,
    `over\rwritten`,
    `back\u0008\u0008`,
    `\u0000\u007f\u200b\ufeff\u2028`,
    `half\ud800`,
  ];

  it('steers nothing: it is shown', () => {
    for (const text of EVIL) {
      expect(visibleText(text), JSON.stringify(text)).not.toMatch(STEERING);
      expect(visibleText(text)).not.toContain('\r');
      expect(visibleText(text).length).toBeGreaterThan(0);
    }
    expect(visibleText(EVIL[0]!)).toBe('^[]0;title^G');
    expect(visibleText(EVIL[7]!)).toBe('abc<U+202E>evil<U+202C>');
    expect(visibleText('日本語\tok\né 👨‍👩‍👧')).toBe('日本語\tok\né 👨‍👩‍👧'.replaceAll('\u200d', '\u200d'));
  });

  it('is shown in names of links, typed lines and prompts too', () => {
    for (const text of EVIL) {
      const printed = printedText(`${text}\n`, { resource: 'pods', key: `default/${text}` });
      // Only our own sequences: the link, and line breaks.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are our own.
      expect(printed.replace(/\u001b\]8;;(?:cutaway:[\w%.~!'()*/-]+)?\u0007/g, '')).not.toMatch(STEERING);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are our own.
      expect((typedText(text, promptOf(text)) + promptOf(text).styled).replace(/\u001b\[\d+m/g, '')).not.toMatch(STEERING);
    }
  });

  it('may move the cursor and take away what it wrote where a program has a terminal, and nothing else', () => {
    const moves = `abc\b \b\r\n/ # ${ESC}[H${ESC}[J${ESC}[2K${ESC}[10;3H${ESC}[31mred${ESC}[0m${ESC}[4D`;
    expect(visibleTty(moves)).toBe(moves);
    for (const evil of [`${ESC}]0;t\u0007`, `${ESC}[?1049h`, `${ESC}c`, `${ESC}[6n`, `${ESC}[c`, `${ESC}[3J`.replace('3J', '20t'), `\u009b2J`, `${ESC}P1$r`])
      expect(visibleTty(evil), JSON.stringify(evil)).not.toMatch(STEERING);
  });

  it('underlines nothing: that is what links are', () => {
    for (const [from, to] of [
      ['[4m', ''],
      ['[21m', ''],
      ['[04;1m', '[1m'],
      ['[1;4;31m', '[1;31m'],
      ['[38;5;4m', '[38;5;4m'],
      ['[38;2;4;21;4;4m', '[38;2;4;21;4m'],
      ['[m', '[m'],
      ['[24;0m', '[24;0m'],
    ])
      expect(visibleTty(`a${ESC}${from}b`), from).toBe(`a${to === '' ? '' : ESC + to}b`);
  });

  it('is dealt with at once, however long', () => {
    visibleText(`${ESC}[`.repeat(500_000));
    visibleTty(`${ESC}[1;`.repeat(300_000));
    visibleText('a'.repeat(5_000_000));
  }, 60_000);
});

describe('names in the output', () => {
  const of = (line: string, key: string): string => {
    const range = linkRange(line, { resource: 'pods', key });
    return range ? line.slice(range.from, range.to) : '';
  };

  it('are links where they stand', () => {
    expect(of('web-1   1/1   Running', 'default/web-1')).toBe('web-1');
    expect(of('shop   web-1   1/1', 'shop/web-1')).toBe('web-1');
    expect(of('deployment.apps/web created', 'default/web')).toBe('deployment.apps/web');
    expect(of('pod "web" deleted', 'default/web')).toBe('web');
    expect(of('web-12   web-1   web', 'default/web-1')).toBe('web-1');
    expect(of('  something else', 'default/web')).toBe('something');
    expect(of('   ', 'default/web')).toBe('');
  });

  it('are links also where a line names more than the object it is about', () => {
    const line = 'web-1   1/1   Running   0   5s   10.244.1.2   node-1   <none>';
    const object = { resource: 'pods', key: 'default/web-1', others: [{ resource: 'nodes', key: 'node-1', text: 'node-1' }] };
    const text = printedText(`${line}\n`, object);
    expect(text).toContain('\u0007web-1\u001b');
    expect(text).toContain('cutaway:nodes/node-1\u0007node-1\u001b');
    expect(text.replaceAll(/\u001b\]8;;[^\u0007]*\u0007/g, '')).toBe(`${line}\r\n`);
  });

  it('come back from their address', () => {
    const text = printedText('web ok\n', { resource: 'pods', key: 'default/web' });
    const address = /\]8;;([^\u0007]+)\u0007web/.exec(text)![1]!;
    expect(objectOf(address)).toEqual({ resource: 'pods', key: 'default/web' });
    expect(objectOf('javascript:alert(1)')).toBeUndefined();
    expect(objectOf('cutaway:%ff/x')).toBeUndefined();
  });
});

describe('the output of a screen', () => {
  const typedEntry = (id: number, line: string): ScreenEntry => ({ is: 'typed', id, line, namespace: 'default' });
  const printed = (id: number, text: string): ScreenEntry => ({ is: 'printed', id, stream: 'stdout', text });
  const screen = (entries: ScreenEntry[], first = 0) => ({ namespace: 'default', running: undefined, wants: undefined, first, entries });

  it('is what is new, and all of it where the past is another one', () => {
    const output = new Output(100);
    const entries = [typedEntry(1, 'a'), printed(1, 'x\n')];
    expect(output.next(screen(entries), 1_000).text).toMatch(/c.*a\r\nx\r\n$/s);
    entries.push({ is: 'over', id: 1, exit: 0 }, typedEntry(2, 'b'));
    const next = output.next(screen(entries), 1_000).text;
    expect(next).toContain('b\r\n');
    expect(next).not.toContain('x');
    expect(output.next(screen(entries), 1_000).text).toBe('');
    expect(output.next(screen(entries.slice(0, 2)), 1_000).text).toMatch(/c.*a\r\nx\r\n$/s);
    expect(output.next(undefined, 1_000).text).toMatch(/^\u001bc/);
  });

  it("begins kubectl's own words behind a program with a terminal at the first column, and echoes Ctrl-C only where it was pressed", () => {
    const entries: ScreenEntry[] = [typedEntry(1, 'kubectl exec -it web -- bash')];
    for (const text of ['# exit\r\nexit\r\n', 'command terminated with exit code 130\n']) entries.push({ ...printed(1, text), tty: true } as ScreenEntry);
    entries.push({ is: 'over', id: 1, exit: 130 });
    expect(new Output(100).next(screen(entries), 1_000).text).toMatch(/\r\nexit\r\ncommand terminated with exit code 130\r\n$/);
    entries.push(typedEntry(2, 'sleep 9'), { is: 'over', id: 2, exit: 130, interrupted: true });
    expect(new Output(100).next(screen(entries), 1_000).text).toMatch(/sleep 9\r\n\^C\r\n$/);
  });

  it('comes in pieces, and passes over what was let go meanwhile', () => {
    const output = new Output(100);
    const entries = Array.from({ length: 50 }, (_, i) => printed(1, `${String(i).padStart(9)}\n`));
    const first = output.next(screen(entries), 100);
    expect(first.more).toBe(true);
    expect(first.text.length).toBeLessThan(200);
    const later = output.next(screen(entries.slice(40), 40), 10_000);
    expect(later.text).toContain('⋯');
    expect(later.text).toContain(' 49\r\n');
    expect(later.more).toBe(false);
  });

  it('begins a line for what is told between, and shows nothing again that was cleared', () => {
    const output = new Output(100);
    const entries = [typedEntry(1, 'echo -n a'), printed(1, 'a')];
    output.next(screen(entries), 1_000);
    expect(output.tail).toBe('a');
    expect(output.lineBreak()).toBe('\r\n');
    expect(output.lineBreak()).toBe('');
    output.clear(screen(entries));
    entries.push(printed(1, 'b\n'));
    expect(output.next(screen(entries), 1_000).text).toBe('b\r\n');
    expect(output.next(screen(entries.slice(0, 1)), 1_000).text).toContain('echo -n a');
  });
});
