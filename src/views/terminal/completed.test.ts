import { expect, it } from 'vitest';
import { completedLine } from './completed.ts';
import { EMPTY_LINE } from './line-editor.ts';

const line = (text: string) => ({ ...EMPTY_LINE, text, cursor: text.length });
const of = (texts: readonly string[]) => ({ from: 4, to: 6, candidates: texts.map((text) => ({ text })), suffix: ' ' });

it('takes the only one, what several begin with, and lists them when that adds nothing', () => {
  expect(completedLine(line('get po'), of(['pods']), 80)).toMatchObject({ line: { text: 'get pods ', cursor: 9 } });
  expect(completedLine(line('get po'), of(['pods', 'podtemplates']), 80)).toEqual({ line: expect.objectContaining({ text: 'get pod', cursor: 7 }) });
  expect(completedLine(line('get po'), of(['pods', 'poddisruptionbudgets', 'popcorn']), 80)).toMatchObject({
    list: 'pods                  poddisruptionbudgets  popcorn\n',
  });
  expect(completedLine(line('get po'), of([]), 80)).toEqual({ line: line('get po') });
  const hinted = {
    from: 4,
    to: 6,
    suffix: ' ',
    candidates: [
      { text: 'po-1', hint: 'Running' },
      { text: 'po2', hint: 'Pending' },
    ],
  };
  expect(completedLine(line('get po'), hinted, 12).list).toBe('po-1  Runni\npo2   Pendi\n');
});

it('is not slowed by a million candidates', () => {
  const many = Array.from({ length: 1_000_000 }, (_, i) => `po-${i}`);
  expect(completedLine(line('get po'), of(many), 80).line.text).toBe('get po-');
  expect(completedLine(line('get x-'), of(many), 80).list).toContain('… +999800');
}, 60_000);
