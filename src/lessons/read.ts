import { isObject } from '../base/json.ts';
import { parse } from 'yaml';
import type { Command } from '../wire/command.ts';
import type { Condition } from '../wire/condition.ts';
import type { Both, End, Lesson, Prediction, Step } from './lesson.ts';

/** A lesson file that is not one: says where and what. */
export class LessonError extends Error {
  override readonly name = 'LessonError';
}

/** Reads and checks a lesson file. Throws LessonError naming the place, e.g. `steps[3].say.ja: missing`. */
export function readLesson(text: string): Lesson {
  const file = new Reader(parse(text), 'lesson');
  return {
    id: file.text('id'),
    title: file.both('title'),
    summary: file.both('summary'),
    minutes: file.number('minutes'),
    builds: file.list('builds').map((item) => item.asText()),
    start: { scenario: file.at('start').text('scenario'), seed: file.at('start').number('seed') },
    steps: file.list('steps').map(step),
    end: end(file.at('end')),
  };
}

function end(file: Reader): End {
  const sentences = (key: string): readonly Both[] => {
    const list = file.list(key).map((item) => item.asBoth());
    return list.length > 0 ? list : file.fail(key, 'missing');
  };
  return { know: sentences('know'), tryNext: sentences('tryNext'), question: file.both('question') };
}

function step(file: Reader): Step {
  const until = file.optional('until');
  const expect = file.optional('expect');
  const predict = file.optional('predict');
  const hint = file.optional('hint');
  const task = file.optional('task');
  const after = file.optional('after');
  const slow = file.optional('speed');
  return {
    id: file.text('id'),
    title: file.both('title'),
    say: file.both('say'),
    do: file.list('do').map(command),
    look: file.list('look').map((item) => item.asText()),
    solve: file.list('solve').map(command),
    ...(until ? { until: condition(until) } : {}),
    ...(expect ? { expect: condition(expect) } : {}),
    ...(predict ? { predict: prediction(predict) } : {}),
    ...(hint ? { hint: hint.asBoth() } : {}),
    ...(task ? { task: task.asBoth() } : {}),
    ...(after ? { after: after.asBoth() } : {}),
    ...(slow ? { speed: file.number('speed') } : {}),
  };
}

function prediction(file: Reader): Prediction {
  const choices = file.list('choices').map((choice) => ({ ...choice.asBoth(), right: choice.optional('right')?.value === true }));
  if (choices.filter((choice) => choice.right).length !== 1) file.fail('choices', 'exactly one must be right');
  return { ask: file.both('ask'), choices, because: file.both('because') };
}

const COMMANDS: ReadonlySet<string> = new Set<Command['do']>([
  'apply',
  'request',
  'container.exit',
  'container.healthy',
  'node.power',
  'kubelet.process',
  'node.network',
  'component.switch',
  'traffic',
  'traffic.stop',
  'fault',
]);

function command(file: Reader): Command {
  if (!COMMANDS.has(file.text('do'))) file.fail('do', `no command is named ${file.text('do')}`);
  return file.value as Command;
}

const CONDITIONS = ['all', 'any', 'not', 'field', 'count', 'exists', 'gone', 'decided', 'event', 'quiet', 'component'] as const;

function condition(file: Reader): Condition {
  const keys = isObject(file.value) ? Object.keys(file.value) : [];
  const [key] = keys;
  if (keys.length !== 1 || !CONDITIONS.includes(key as (typeof CONDITIONS)[number])) file.fail('', `a condition has one key of ${CONDITIONS.join(', ')}`);
  if (key === 'all' || key === 'any') for (const part of file.list(key)) condition(part);
  if (key === 'not') condition(file.at('not'));
  return file.value as Condition;
}

class Reader {
  readonly value: unknown;
  readonly place: string;

  constructor(value: unknown, place: string) {
    this.value = value;
    this.place = place;
  }

  fail(key: string, problem: string): never {
    throw new LessonError(`${key === '' ? this.place : `${this.place}.${key}`}: ${problem}`);
  }

  optional(key: string): Reader | undefined {
    const value = isObject(this.value) ? this.value[key] : undefined;
    return value === undefined || value === null ? undefined : new Reader(value, `${this.place}.${key}`);
  }

  at(key: string): Reader {
    return this.optional(key) ?? this.fail(key, 'missing');
  }

  text(key: string): string {
    return this.at(key).asText();
  }

  number(key: string): number {
    const { value } = this.at(key);
    return typeof value === 'number' ? value : this.fail(key, 'must be a number');
  }

  both(key: string): Both {
    return this.at(key).asBoth();
  }

  /** A list that may be absent: then it is empty. */
  list(key: string): Reader[] {
    const list = this.optional(key);
    if (!list) return [];
    if (!Array.isArray(list.value)) return this.fail(key, 'must be a list');
    return list.value.map((item, i) => new Reader(item, `${this.place}.${key}[${i}]`));
  }

  asText(): string {
    return typeof this.value === 'string' && this.value.trim() !== '' ? this.value : this.fail('', 'must be a text');
  }

  asBoth(): Both {
    return { en: this.text('en').trim(), ja: this.text('ja').trim() };
  }
}
