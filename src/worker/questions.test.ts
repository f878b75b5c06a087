import { describe, expect, it } from 'vitest';
import { at, seconds } from '../base/time.ts';
import { answerTo } from './questions.ts';
import { Timeline } from './timeline.ts';
import { makePods, toyFactory } from './toy.testing.ts';

describe('what has come of a command', () => {
  it('is asked for from a line on, and of the branch it was given on alone', () => {
    const asked: (number | undefined)[] = [];
    const factory = toyFactory();
    const timeline = new Timeline({
      ...factory,
      answer: (sim, happening, since) => {
        asked.push(since);
        return factory.answer?.(sim, happening);
      },
    });
    timeline.runTo(at(seconds(3)));
    const happening = timeline.give(makePods(2));
    timeline.runTo(at(seconds(10)));
    expect(answerTo(timeline, { ask: 'result', happening, since: 7, branch: timeline.branchId })).toMatchObject({ ok: true });
    expect(answerTo(timeline, { ask: 'result', happening, branch: 'another' })).toBeUndefined();
    expect(asked).toEqual([7]);
  });
});
