import { byText } from '../base/order.ts';
import { DEFAULT_EPOCH_MS, rfc3339 } from '../base/time.ts';
import type { Command } from '../wire/command.ts';
import { holds, type Since, type Situation } from '../wire/condition.ts';
import type { Moment } from '../wire/instant.ts';
import type { Lesson, Step } from './lesson.ts';

/** An instant of a branch by events and by how many of its commands were given: before a command is another place than after it. */
export interface Mark extends Moment {
  readonly commands: number;
}

/** Which choice was made; `none`: the outcome is to be seen without one. */
export type Answer = number | 'none';

/** Whom a step waits for; `nobody`: one may go on. While it waits for the person time stands. */
export type Awaited = 'answer' | 'task' | 'cluster' | 'nobody';

/** How far a lesson has come. Pure data; whoever plays it (the page, a test) carries out what `Move` says. */
export interface Progress {
  readonly lesson: Lesson;
  readonly index: number;
  /** Whether what the step waits for has happened. */
  readonly fulfilled: boolean;
  /** Chosen answers to the steps' predictions. */
  readonly answers: readonly (Answer | undefined)[];
  /** Where each step that has been entered began, so that one can go back and forth. */
  readonly marks: readonly Mark[];
  /** Where what each step waits for came about. */
  readonly ends: readonly (Moment | undefined)[];
  /** The person has begun to do what the step asks for, or let it be done. */
  readonly acted: boolean;
  /** The key to go on was pressed while the step waited for this: said once, the next press goes on without it. */
  readonly urged: Awaited | undefined;
  /** The last step is done: what stays of the lesson is shown. */
  readonly ended: boolean;
}

/** What the player of a lesson has to do now. */
export interface Move {
  readonly progress: Progress;
  /** Go to this instant (a step that has been lived before). */
  readonly seek?: Mark;
  /** Do these, then play on until the step is fulfilled. */
  readonly commands?: readonly Command[];
}

export const stepOf = (progress: Progress): Step => progress.lesson.steps[progress.index]!;
export const answerOf = (progress: Progress): Answer | undefined => progress.answers[progress.index];

/** From when on the present step counts. */
export function sinceOf(progress: Progress): Since {
  const mark = progress.marks[progress.index]!;
  return { happening: mark.happenings, time: rfc3339(DEFAULT_EPOCH_MS, mark.t) };
}

export function begin(lesson: Lesson, at: Mark): Move {
  return enter({ lesson, index: 0, fulfilled: false, answers: [], marks: [], ends: [], acted: false, urged: undefined, ended: false }, at);
}

/** The step begins here: its own commands are due. */
function enter(progress: Progress, at: Mark): Move {
  const { index, answers, marks, ends } = progress;
  const step = stepOf(progress);
  const next = {
    ...progress,
    fulfilled: step.until === undefined,
    acted: false,
    urged: undefined,
    answers: answers.slice(0, index),
    marks: [...marks.slice(0, index), at],
    ends: ends.slice(0, index),
  };
  return { progress: next, commands: step.do };
}

/** To the next step: anew where it has not been entered yet (or the past was changed since), else to where it began. After the last: the end. */
export function next(progress: Progress, at: Mark): Move | undefined {
  if (!progress.fulfilled || progress.ended) return undefined;
  const index = progress.index + 1;
  if (index === progress.lesson.steps.length) return { progress: { ...progress, ended: true } };
  const mark = progress.marks[index];
  if (mark && mark.branch === at.branch)
    return { progress: { ...progress, index, fulfilled: stepFulfilled(progress, index), acted: false, urged: undefined }, seek: mark };
  return enter({ ...progress, index }, at);
}

/** To the beginning of the step before; its outcome is known, so one can go on again at once. */
export function back(progress: Progress): Move | undefined {
  if (progress.ended) return { progress: { ...progress, ended: false } };
  const index = progress.index - 1;
  const mark = progress.marks[index];
  if (index < 0 || !mark) return undefined;
  return { progress: { ...progress, index, fulfilled: true, urged: undefined }, seek: mark };
}

/** A step left behind was fulfilled; only the last one entered can still be waiting. */
const stepFulfilled = (progress: Progress, index: number): boolean =>
  index < progress.marks.length - 1 || progress.ends[index] !== undefined || progress.lesson.steps[index]!.until === undefined;

/** Looks whether what the step waits for has happened. Once fulfilled it stays so. */
export function look(progress: Progress, now: Situation, at: Moment): Progress {
  if (progress.fulfilled) return progress;
  const { until } = stepOf(progress);
  if (until !== undefined && !holds(until, now)) return progress;
  const ends = [...progress.marks.keys()].map((i) => (i === progress.index ? at : progress.ends[i]));
  return { ...progress, fulfilled: true, ends };
}

/** Whether what the step is about lies before the instant shown: only then is it told. */
export function hasHappened(progress: Progress, at: Moment): boolean {
  const end = progress.ends[progress.index];
  if (!progress.fulfilled) return false;
  return end === undefined || end.branch !== at.branch || at.event >= end.event;
}

export function awaited(progress: Progress): Awaited {
  const { predict, task, until } = stepOf(progress);
  if (progress.fulfilled && until !== undefined) return 'nobody';
  if (predict && answerOf(progress) === undefined) return 'answer';
  if (until === undefined) return 'nobody';
  return task && !progress.acted ? 'task' : 'cluster';
}

/** What has to be done for the person after a press of the key to go on: nothing (it is said what is waited for), or … */
export interface Press {
  readonly progress: Progress;
  readonly act?: 'next' | 'solve' | 'run';
}

/** The one key of a remote: it always leads on. What is asked of the person is said at the first press and left out at the second. */
export function press(progress: Progress): Press {
  const wanted = awaited(progress);
  const again = progress.urged === wanted;
  const urged = { ...progress, urged: wanted };
  switch (wanted) {
    case 'nobody':
      return { progress, act: 'next' };
    case 'cluster':
      return { progress: urged, act: 'run' };
    case 'answer': {
      if (!again) return { progress: urged };
      const shown = answer(progress, 'none');
      return awaited(shown) === 'task' ? doneFor(shown) : { progress: shown, ...(awaited(shown) === 'cluster' ? { act: 'run' } : {}) };
    }
    case 'task':
      // Who has predicted wants to see: no question in between.
      return again || answerOf(progress) !== undefined ? doneFor(progress) : { progress: urged };
    default:
      return wanted satisfies never;
  }
}

/** Where nobody can do it for the person, only they can go on. */
const doneFor = (progress: Progress): Press =>
  stepOf(progress).solve.length > 0 ? { progress: act(progress), act: 'solve' } : { progress: { ...progress, urged: 'task' } };

/** The person has done something, or somebody does it for them: now the cluster has its turn. */
export const act = (progress: Progress): Progress => (progress.acted ? progress : { ...progress, acted: true });

export function answer(progress: Progress, choice: Answer): Progress {
  const answers = [...progress.marks.keys()].map((i) => (i === progress.index ? choice : progress.answers[i]));
  return { ...progress, answers };
}

const FIRST = /\{\{first (\S+) (\S+) (\S+)=(\S+)\}\}/g;

/** Fills in names that are known only when the lesson runs: `{{first pods default app=web}}` = the first such pod that is not going. */
export function resolve(command: Command, now: Situation): Command {
  return fill(command, (text) =>
    text.replace(FIRST, (_all, resource: string, namespace: string, key: string, value: string) => {
      const names = [...now.objects(resource, namespace)]
        .filter((o) => o.metadata.labels?.[key] === value && !o.metadata.deletionTimestamp)
        .map((o) => o.metadata.name);
      return names.sort(byText)[0] ?? 'none';
    }),
  ) as Command;
}

function fill(value: unknown, text: (value: string) => string): unknown {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((item) => fill(item, text));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, text)]));
  return value;
}
