import { describe, expect, it } from 'vitest';
import type { Question, Source } from '../wire/source.ts';
import { EditorHelp } from './editor-help.ts';

/** A worker that answers as it is told to. */
function made(checks = true) {
  const asked: Question['ask'][] = [];
  const broken = new Set<Question['ask']>();
  const source = {
    ask: async ({ ask }: Question) => {
      asked.push(ask);
      if (broken.has(ask)) throw new Error(`no ${ask}`);
      if (ask === 'lint') return [{ from: 0, to: 1, line: 1, severity: 'error', message: 'bad' }];
      return ask === 'complete' ? [] : undefined;
    },
  } as unknown as Source;
  const help = new EditorHelp({ source, told: (message) => `${message}!`, checks });
  let heard = 0;
  help.listen(() => void heard++);
  return { help, asked, broken, heard: () => heard };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('help of an editor', () => {
  it('says why there is none, once, until there is again', async () => {
    const { help, broken, heard } = made();
    const first = help.services();
    expect(await first.lint('a')).toMatchObject([{ message: 'bad!' }]);
    expect([help.trouble(), heard()]).toEqual([undefined, 0]);
    broken.add('lint');
    expect(await help.services().lint('ab')).toEqual([]);
    expect(await help.services().lint('abc')).toEqual([]);
    expect([help.trouble(), heard()]).toEqual(['no lint', 1]);
    broken.clear();
    expect(await help.services().lint('abcd')).toHaveLength(1);
    expect([help.trouble(), heard()]).toEqual([undefined, 2]);
    // The text is looked at anew.
    expect(help.services()).not.toBe(first);
  });

  it('is not there again because another question is answered', async () => {
    const { help, broken } = made();
    broken.add('lint');
    await help.services().lint('a');
    await help.services().hover('a', 0);
    expect(help.trouble()).toBe('no lint');
    broken.add('complete').delete('lint');
    expect(await help.services().complete('a', 1)).toEqual([]);
    await help.services().lint('a');
    expect(help.trouble()).toBe('no complete');
  });

  it('is asked for again also when nobody types', async () => {
    const { help, broken, asked } = made();
    broken.add('hover');
    expect(await help.services().hover('a', 0)).toBeUndefined();
    help.tryAgain();
    await settled();
    expect(help.trouble()).toBe('no hover');
    broken.clear();
    help.tryAgain();
    await settled();
    expect(help.trouble()).toBeUndefined();
    help.tryAgain();
    await settled();
    expect(asked).toEqual(['hover', 'hover', 'hover']);
  });

  it('checks nothing where there is nothing to check', async () => {
    const { help, asked, broken } = made(false);
    broken.add('lint');
    expect(await help.services().lint('a')).toEqual([]);
    expect([help.trouble(), asked]).toEqual([undefined, []]);
  });
});
