import type { SimTime } from '../../base/time.ts';
import { commandNotFound, PROGRAMS } from './builtins.ts';
import { FilterError } from './filter-words.ts';
import { type Fed, feed, type Filter, FILTERS, finish, openFilter } from './filters.ts';
import { type Body, type Program, type ProgramStep, resumeProgram, startProgram } from './run.ts';
import { LineError, parseLine, type Pipeline, type Stage, type Word } from './shell-line.ts';
import { type Answer, type Chunk, own, type Session, type Waits, withFile, withVariable } from './step.ts';

/**
 * A line of the terminal being run: text in, requests out; answers in, text out. The state between is plain data. One program runs at a time; the filters behind
 * it pass on what it prints as it comes; what stands behind those gets all of it when it is over.
 */
export interface LineState {
  readonly session: Session;
  readonly pipelines: readonly Pipeline[];
  /** Which pipeline runs, and which of its stages. */
  readonly at: number;
  readonly stage: number;
  readonly exit: number;
  readonly program: { readonly name: string; readonly state: Program } | undefined;
  readonly filters: readonly Filter[];
  /** What was printed into the next stage, or into a file. */
  readonly collected: string;
  readonly stdin: string | undefined;
}

export interface LineStep {
  readonly state: LineState;
  readonly output: readonly Chunk[];
  readonly waits: Waits;
}

const MOST_COLLECTED = 8_000_000;

export function startLine(line: string, session: Session, now: SimTime): LineStep {
  const state: LineState = { session, pipelines: [], at: 0, stage: 0, exit: 0, program: undefined, filters: [], collected: '', stdin: undefined };
  try {
    return proceed({ ...state, pipelines: parseLine(line) }, [], now);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return over({ ...state, exit: 2 }, [{ stream: 'stderr', text: `error: ${error.message}\n` }]);
  }
}

export function resumeLine(state: LineState, answer: Answer, now: SimTime): LineStep {
  const { program } = state;
  if (!program) return over(state, []);
  return afterStep(state, program.name, { step: resumeProgram(PROGRAMS[program.name]!, program.state, answer, now), output: [], now });
}

/** Ctrl-C. */
/** Ctrl-C. `watch` takes it as its ordinary end (procps-ng watch.c, die). */
export const interruptLine = (state: LineState): LineStep => over({ ...state, program: undefined, exit: state.program?.name === 'watch' ? 0 : 130 }, []);

const over = (state: LineState, output: readonly Chunk[]): LineStep => ({
  state: { ...state, session: withVariable(state.session, '?', String(state.exit)) },
  output,
  waits: { for: 'nothing', exit: state.exit },
});

/** Starts the next stage or pipeline; ends when there is none. */
function proceed(state: LineState, output: readonly Chunk[], now: SimTime): LineStep {
  let current = state;
  let out = output;
  for (;;) {
    const pipeline = current.pipelines[current.at];
    if (!pipeline) return over(current, out);
    const skipped = current.stage === 0 && ((pipeline.when === 'success' && current.exit !== 0) || (pipeline.when === 'failure' && current.exit === 0));
    if (skipped) {
      current = { ...current, at: current.at + 1 };
      continue;
    }
    const step = startStage(current, pipeline, now);
    const next = afterStep(step.state, step.name, { step: step.step, output: out, now, isNested: true });
    if (next.waits.for !== 'nothing') return next;
    out = next.output;
    current = next.state;
  }
}

interface Started {
  readonly state: LineState;
  readonly name: string;
  readonly step: ProgramStep;
}

function startStage(state: LineState, pipeline: Pipeline, now: SimTime): Started {
  const stage = pipeline.stages[state.stage]!;
  const session = stage.assigns.reduce((all, { name, value }) => withVariable(all, name, expand(value, all).join(' ')), state.session);
  const [name, ...argv] = stage.words.flatMap((word) => expand(word, session));
  const kept = { ...state, session, collected: '' };
  const start = (body: Body, stdin: string | undefined): ProgramStep => startProgram(body, { argv, stdin, session, startedAt: now });
  const input = stage.input;
  const file = input?.is === 'file' ? expand(input.word, session).join(' ') : undefined;
  const text = input?.is === 'text' ? expand(input.word, session).join('') : file === undefined ? state.stdin : own(session.files, file);
  if (file !== undefined && text === undefined)
    return { state: { ...kept, filters: [] }, name: 'false', step: start(complaint(`${file}: No such file or directory`, 1), undefined) };
  if (name === undefined) return { state: { ...kept, filters: [] }, name: 'true', step: start(() => {}, undefined) };
  const body = own(PROGRAMS, name);
  if (!body) return { state: { ...kept, filters: [] }, name: 'false', step: start(complaint(commandNotFound(name), 127), undefined) };
  try {
    return { state: { ...kept, filters: followers(pipeline, state.stage, session) }, name, step: start(body, text) };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { state: { ...kept, filters: [] }, name: 'false', step: start(complaint(error.message, error.exit), undefined) };
  }
}

const complaint =
  (message: string, exit: number): Body =>
  (run) => {
    run.err(`${message}\n`);
    run.end(exit);
  };

/** Filters right behind a stage, which pass its output on as it comes. */
function followers({ stages }: Pipeline, from: number, session: Session): readonly Filter[] {
  const filters: Filter[] = [];
  for (const stage of stages.slice(from + 1)) {
    if (!isFilter(stage, session)) break;
    filters.push(openFilter(stage.words.flatMap((word) => expand(word, session))).filter);
    if (stage.output) break;
  }
  return filters;
}

function isFilter(stage: Stage, session: Session): boolean {
  const words = stage.words.flatMap((word) => expand(word, session));
  if (!FILTERS.includes(words[0] ?? '') || stage.input || stage.assigns.length > 0) return false;
  return openFilter(words).files.length === 0;
}

interface Stepped {
  readonly step: ProgramStep;
  readonly output: readonly Chunk[];
  readonly now: SimTime;
  /** Whoever calls goes on with the next stage. */
  readonly isNested?: boolean;
}

/** Passes on what a program printed, and goes on when it is over. */
function afterStep(state: LineState, name: string, { step, output, now, isNested = false }: Stepped): LineStep {
  const stages = state.pipelines[state.at]?.stages ?? [];
  const passed = passOn(state, step.output, stages);
  const ended = step.waits.for === 'nothing' || passed.full;
  if (!ended) return { state: { ...passed.state, program: { name, state: step.state } }, output: [...output, ...passed.output], waits: step.waits };
  const exit = step.waits.for === 'nothing' ? step.waits.exit : 0;
  const last = flush({ ...passed.state, program: undefined, session: step.session }, stages, exit);
  const all = [...output, ...passed.output, ...last.output];
  const next = state.stage + state.filters.length + 1;
  const closed = settle({ ...last.state, session: withVariable(last.state.session, '?', String(last.state.exit)) }, { stages, next });
  return isNested ? { state: closed, output: all, waits: { for: 'nothing', exit: closed.exit } } : proceed(closed, all, now);
}

/** What was collected becomes a file, or the input of the next stage. */
function settle(state: LineState, { stages, next }: { readonly stages: readonly Stage[]; readonly next: number }): LineState {
  const { output } = stages[next - 1] ?? { output: undefined };
  const base = { ...state, filters: [], collected: '' };
  const more = next < stages.length;
  const place = more ? { stage: next, at: state.at } : { stage: 0, at: state.at + 1 };
  if (!output) return { ...base, ...place, stdin: more ? state.collected : undefined };
  const file = expand(output.file, state.session).join(' ');
  if (file === '/dev/null') return { ...base, ...place, stdin: more ? '' : undefined };
  const before = output.appends ? (own(state.session.files, file) ?? '') : '';
  return { ...base, ...place, stdin: more ? '' : undefined, session: withFile(state.session, file, before + state.collected) };
}

interface Passed {
  readonly state: LineState;
  readonly output: readonly Chunk[];
  readonly full: boolean;
}

function passOn(state: LineState, chunks: readonly Chunk[], stages: readonly Stage[]): Passed {
  const end = state.stage + state.filters.length;
  const keeps = end < stages.length - 1 || stages[end]?.output !== undefined;
  const { errors = 'shown' } = stages[state.stage] ?? {};
  const output: Chunk[] = [];
  let filters = state.filters;
  let { collected } = state;
  let full = false;
  for (const chunk of chunks) {
    if (chunk.stream === 'stderr' && errors !== 'joined') {
      if (errors === 'shown') output.push(chunk);
      continue;
    }
    if (chunk.frame) {
      if (!keeps && filters.length === 0) output.push(chunk);
      continue;
    }
    const through = throughFilters(filters, chunk.text);
    filters = through.filters;
    full ||= through.full;
    if (keeps) collected += through.out;
    // What went through unchanged still names its object.
    else if (through.out !== '') output.push(through.out === chunk.text ? { ...chunk, stream: 'stdout' } : { stream: 'stdout', text: through.out });
    if (collected.length > MOST_COLLECTED) {
      output.push({ stream: 'stderr', text: 'error: too much output for a file or a pipe: the rest is left out\n' });
      full = true;
    }
    if (full) break;
  }
  return { state: { ...state, filters, collected }, output, full };
}

function throughFilters(filters: readonly Filter[], text: string): { readonly filters: readonly Filter[]; readonly out: string; readonly full: boolean } {
  let out = text;
  let full = false;
  const next = filters.map((filter) => {
    const fed: Fed = feed(filter, out);
    out = fed.out;
    full ||= fed.full ?? false;
    return fed.filter;
  });
  return { filters: next, out, full };
}

/** The program is over: each filter gives what it still holds. The last stage says how the pipeline ended. */
function flush(state: LineState, stages: readonly Stage[], exit: number): { readonly state: LineState; readonly output: readonly Chunk[] } {
  let text = '';
  let code = exit;
  for (const [i, filter] of state.filters.entries()) {
    const fed = i === 0 || text === '' ? { filter, out: '' } : feed(filter, text);
    const last = finish(fed.filter);
    text = fed.out + last.out;
    code = last.exit;
  }
  const end = state.stage + state.filters.length;
  const keeps = end < stages.length - 1 || stages[end]?.output !== undefined;
  const chunk: readonly Chunk[] = text === '' || keeps ? [] : [{ stream: 'stdout', text }];
  return { state: { ...state, exit: code, collected: keeps ? state.collected + text : '' }, output: chunk };
}

/** Variables are put in; those without quotes fall apart at blanks. */
function expand(word: Word, session: Session): readonly string[] {
  let words: string[] | undefined;
  let open = false;
  const add = (text: string): void => {
    if (!open || !words) words = [...(words ?? []), text];
    else words[words.length - 1] += text;
    open = true;
  };
  for (const part of word) {
    if (part.is === 'text') {
      add(part.text);
      continue;
    }
    const value = own(session.variables, part.name) ?? '';
    if (part.quoted) add(value);
    else {
      const pieces = value.split(/\s+/);
      pieces.forEach((piece, i) => {
        if (i > 0) open = false;
        if (piece !== '') add(piece);
      });
    }
  }
  return words ?? [];
}
