import type { Command } from '../wire/command.ts';
import type { Instant } from '../wire/instant.ts';
import { byText } from '../base/order.ts';
import { holds, type Situation } from './condition.ts';
import type { Lesson, Step } from './lesson.ts';

/** How far a lesson has come. Pure data; whoever plays it (the page, a test) carries out what `Move` says. */
export interface Progress {
  readonly lesson: Lesson;
  readonly index: number;
  /** Whether what the step waits for has happened. */
  readonly fulfilled: boolean;
  /** Chosen answer to the step's prediction. */
  readonly answer: number | undefined;
  /** Where each step that has been entered began, so that one can go back and forth. */
  readonly marks: readonly Instant[];
}

/** What the player of a lesson has to do now. */
export interface Move {
  readonly progress: Progress;
  /** Go to this instant (a step that has been lived before). */
  readonly seek?: Instant;
  /** Do these, then play on until the step is fulfilled. */
  readonly commands?: readonly Command[];
}

export const stepOf = (progress: Progress): Step => progress.lesson.steps[progress.index]!;

export function begin(lesson: Lesson, at: Instant): Move {
  return enter({ lesson, index: 0, fulfilled: false, answer: undefined, marks: [] }, at);
}

/** The step begins here: its own commands are due. */
function enter(progress: Progress, at: Instant): Move {
  const step = stepOf(progress);
  const next = { ...progress, fulfilled: step.until === undefined, answer: undefined, marks: [...progress.marks.slice(0, progress.index), at] };
  return { progress: next, commands: step.do };
}

/** To the next step: anew where it has not been entered yet (or the past was changed since), else to where it began. */
export function next(progress: Progress, at: Instant): Move | undefined {
  if (!progress.fulfilled || progress.index + 1 >= progress.lesson.steps.length) return undefined;
  const index = progress.index + 1;
  const mark = progress.marks[index];
  if (mark && mark.branch === at.branch) return { progress: { ...progress, index, fulfilled: stepFulfilled(progress, index), answer: undefined }, seek: mark };
  return enter({ ...progress, index }, at);
}

/** To the beginning of the step before; its outcome is known, so one can go on again at once. */
export function back(progress: Progress): Move | undefined {
  const index = progress.index - 1;
  const mark = progress.marks[index];
  if (index < 0 || !mark) return undefined;
  return { progress: { ...progress, index, fulfilled: true, answer: undefined }, seek: mark };
}

/** A step left behind was fulfilled; only the last one entered can still be waiting. */
const stepFulfilled = (progress: Progress, index: number): boolean => index < progress.marks.length - 1 || progress.lesson.steps[index]!.until === undefined;

/** Looks whether what the step waits for has happened. Once fulfilled it stays so. */
export function look(progress: Progress, now: Situation): Progress {
  if (progress.fulfilled) return progress;
  const { until } = stepOf(progress);
  return until === undefined || holds(until, now) ? { ...progress, fulfilled: true } : progress;
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
