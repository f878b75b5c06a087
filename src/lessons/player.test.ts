import { describe, expect, it } from 'vitest';
import type { SimTime } from '../base/time.ts';
import type { Situation } from '../wire/condition.ts';
import type { Lesson, Step } from './lesson.ts';
import { act, answer, answerOf, awaited, back, begin, hasHappened, look, type Mark, type Move, next, press, resolve } from './player.ts';

const both = (text: string) => ({ en: text, ja: text });
const step = (id: string, more: Partial<Step> = {}): Step => ({ id, title: both(id), say: both(id), do: [], look: [], solve: [], ...more });
const at = (event: number, branch = 'main'): Mark => ({ branch, event, t: event as SimTime, rev: event, happenings: event, commands: 0 });
const until = { exists: { resource: 'pods', namespace: 'default', name: 'a' } } as const;
const lesson: Lesson = {
  id: 'x',
  title: both('x'),
  summary: both('x'),
  minutes: 1,
  builds: [],
  start: { scenario: 'empty', seed: 1 },
  steps: [step('one'), step('two', { until, do: [{ do: 'traffic.stop', id: 'x' }] }), step('three')],
  end: { know: [both('a')], tryNext: [both('b')], question: both('c') },
};

function cluster(...names: string[]): Situation {
  const pods = names.map((name) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', labels: { app: 'web' } } }));
  return {
    object: (_resource, _namespace, name) => pods.find(({ metadata }) => metadata.name === name) as never,
    objects: () => pods as never,
    decided: () => false,
    running: () => true,
    quiet: false,
    since: '',
  };
}
const progressOf = (move: Move | undefined) => move!.progress;

describe('a lesson under way', () => {
  it('waits for what a step is about, and tells it from that instant on', () => {
    const entered = next(progressOf(begin(lesson, at(0))), at(3))!;
    expect(entered.commands).toEqual([{ do: 'traffic.stop', id: 'x' }]);
    expect(next(entered.progress, at(5))).toBeUndefined();
    expect(look(entered.progress, cluster(), at(5))).toBe(entered.progress);
    const done = look(entered.progress, cluster('a'), at(7));
    expect([done.fulfilled, hasHappened(done, at(6)), hasHappened(done, at(7))]).toEqual([true, false, true]);
  });

  it('goes back to where a step began, and forth without doing its commands again', () => {
    const two = look(progressOf(next(progressOf(begin(lesson, at(0))), at(3))), cluster('a'), at(7));
    const three = progressOf(next(two, at(9)));
    const again = back(three)!;
    expect(again.seek).toEqual(at(3));
    expect([again.progress.fulfilled, hasHappened(again.progress, at(3))]).toEqual([true, false]);
    expect(next(again.progress, at(3))).toMatchObject({ seek: at(9) });
    // On another branch the next step has not been lived.
    expect(next(again.progress, at(8, 'b'))).not.toHaveProperty('seek');
  });

  it('keeps answers, and ends after the last step until one goes back', () => {
    const two = answer(look(progressOf(next(progressOf(begin(lesson, at(0))), at(3))), cluster('a'), at(7)), 1);
    const three = progressOf(next(two, at(9)));
    expect([answerOf(three), answerOf(progressOf(back(three)))]).toEqual([undefined, 1]);
    const ended = progressOf(next(three, at(10)));
    expect([ended.ended, next(ended, at(10)), progressOf(back(ended)).ended]).toEqual([true, undefined, false]);
  });

  it('fills in names that are known only now', () => {
    expect(resolve({ do: 'traffic.stop', id: '{{first pods default app=web}}' }, cluster('b', 'a'))).toEqual({ do: 'traffic.stop', id: 'a' });
  });
});

describe('the one key of a remote', () => {
  const predict = { ask: both('?'), choices: [{ ...both('a'), right: true }], because: both('because') };
  const solve = [{ do: 'traffic.stop', id: 'x' }] as const;
  const asking = (more: Partial<Step>) => progressOf(begin({ ...lesson, steps: [step('one', { until, solve: [...solve], ...more })] }, at(0)));
  const walk = (progress: Move['progress']): string[] => {
    const out: string[] = [];
    for (let now = progress; out.length < 4; ) {
      const pressed = press(now);
      out.push(`${awaited(now)}: ${pressed.act ?? 'said'}`);
      if (pressed.act === 'run') break;
      now = pressed.progress;
    }
    return out;
  };

  it('says what a question waits for, then shows the outcome without an answer', () => {
    expect(walk(asking({ predict, task: both('do') }))).toEqual(['answer: said', 'answer: solve', 'cluster: run']);
    expect(walk(asking({ predict }))).toEqual(['answer: said', 'answer: run']);
    const shown = press(press(asking({ predict, task: both('do') })).progress).progress;
    expect(answerOf(shown)).toBe('none');
  });

  it('does the task for who has chosen, and asks once whoever has not been asked anything', () => {
    expect(walk(answer(asking({ predict, task: both('do') }), 0))).toEqual(['task: solve', 'cluster: run']);
    expect(walk(asking({ task: both('do') }))).toEqual(['task: said', 'task: solve', 'cluster: run']);
    expect(walk(act(asking({ task: both('do') })))).toEqual(['cluster: run']);
  });

  it('goes on once it has happened, and never does a task that only a person can do', () => {
    const done = look(asking({ task: both('do') }), cluster('a'), at(3));
    expect(press(done)).toEqual({ progress: done, act: 'next' });
    expect(walk(asking({ task: both('do'), solve: [] }))).toEqual(Array.from({ length: 4 }, () => 'task: said'));
  });
});
