import type { SimTime } from '../../base/time.ts';
import { commandNotFound, PROGRAMS } from './builtins.ts';
import { Expansion, valueOf } from './expand-words.ts';
import type { OwnWords, OwnWordsError } from '../../wire/own-words.ts';
import { FilterError } from './filter-words.ts';
import type { Filter } from './filters.ts';
import { charged, counted, givenTo, hasWaited, newPace, owedUs, type Pace, refilled } from './line-pace.ts';
import { flush, followers, passOn, settle } from './line-pipes.ts';
import { compileLine, type Instruction } from './line-program.ts';
import { type Body, type Program, type ProgramStep, resumeProgram, startProgram } from './run.ts';
import { LineError, type Stage } from './shell-ast.ts';
import { parseLine } from './shell-line.ts';
import { type Answer, type Chunk, FileLimit, own, type Session, type Waits, withVariable } from './step.ts';

/**
 * A line of the terminal being run: text in, requests out; answers in, text out. The state between is plain data. One program runs at a time; the filters behind
 * it pass on what it prints as it comes; what stands behind those gets all of it when it is over.
 */
export interface LineState {
  readonly session: Session;
  readonly code: readonly Instruction[];
  /** Which instruction runs, and which stage of its pipeline. */
  readonly at: number;
  readonly stage: number;
  readonly exit: number;
  readonly program: { readonly name: string; readonly state: Program } | undefined;
  readonly filters: readonly Filter[];
  /** What was printed into the next stage, or into a file. */
  readonly collected: string;
  readonly stdin: string | undefined;
  /** What commands within the words of this pipeline have printed. */
  readonly outputs: readonly string[];
  /** Loops that are under way, the innermost last. */
  readonly loops: readonly Loop[];
  /** Commands within words that are under way. */
  readonly frames: readonly Frame[];
  readonly pace: Pace;
}

interface Loop {
  /** Of `for`: its words, and which comes next. */
  readonly words: readonly string[];
  readonly next: number;
  /** How the last round ended. */
  readonly exit: number;
}

interface Frame {
  readonly text: string;
  readonly outputs: readonly string[];
  readonly session: Session;
}

export interface LineStep {
  readonly state: LineState;
  readonly output: readonly Chunk[];
  readonly waits: Waits;
}

/** Nobody needs more of them; a loop that was meant to wait and does not has gone wrong. */
const MOST_IDLE = 50_000;

export function emptyLine(session: Session, now: SimTime): LineState {
  const none = { program: undefined, filters: [], collected: '', stdin: undefined, outputs: [], loops: [], frames: [] };
  return { session, code: [], at: 0, stage: 0, exit: 0, ...none, pace: newPace(now) };
}

export function startLine(line: string, session: Session, now: SimTime): LineStep {
  const state = emptyLine(session, now);
  try {
    return proceed({ ...state, code: compileLine(parseLine(line)) }, [], now);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    return over({ ...state, exit: 2 }, [complained(error)]);
  }
}

export function resumeLine(state: LineState, answer: Answer, now: SimTime): LineStep {
  const { program } = state;
  const pace = refilled(state.pace, now);
  if (!program) return proceed({ ...state, pace }, [], now);
  const step = resumeProgram(PROGRAMS[program.name]!, program.state, answer, now);
  const idle = hasWaited(state.pace, now) ? 0 : pace.idle;
  return afterStep({ ...state, pace: { ...pace, idle } }, program.name, { step, output: [], now });
}

/** Ctrl-C. `watch` takes it as its ordinary end (procps-ng watch.c, die). */
export const interruptLine = (state: LineState): LineStep => over({ ...state, program: undefined, exit: state.program?.name === 'watch' ? 0 : 130 }, []);

/** Something went wrong in here: the line is over, the terminal goes on. */
export const brokenLine = (state: LineState): LineStep =>
  failed(state, [], new LineError('this line is more than the terminal can do: it was ended', 'broken'));

/** Variables that were set within `$( )` are gone with it; files and the namespace are not. */
const leaving = ({ session, frames }: LineState): Session => (frames[0] ? { ...session, variables: frames[0].session.variables } : session);

const over = (state: LineState, output: readonly Chunk[]): LineStep => ({
  state: { ...state, session: withVariable(leaving(state), '?', String(state.exit)) },
  output,
  waits: { for: 'nothing', exit: state.exit },
});

const failed = (state: LineState, output: readonly Chunk[], error: OwnWordsError): LineStep =>
  over({ ...state, program: undefined, exit: 1 }, [...output, complained(error)]);

const complained = ({ message, own: words }: OwnWordsError): Chunk => ({ stream: 'stderr', text: `error: ${message}\n`, ...(words ? { own: words } : {}) });

/** Goes on from instruction to instruction, until a program waits or there is nothing more. */
function proceed(state: LineState, output: readonly Chunk[], now: SimTime): LineStep {
  let current = state;
  let out = output;
  for (;;) {
    const instruction = current.code[current.at];
    if (!instruction) return over(current, out);
    const { pace } = current;
    if (pace.idle >= MOST_IDLE) return failed(current, out, new LineError('a loop that waits for nothing was ended: put a sleep into it', 'idleLoop'));
    if (pace.left <= 0) return { state: current, output: out, waits: { for: 'time', us: owedUs(pace) } };
    current = { ...current, pace: counted(pace) };
    try {
      if (instruction.is !== 'run') {
        current = moved(current, instruction);
        continue;
      }
      const step = startStage(current, instruction.stages, now);
      const next = afterStep(step.state, step.name, { step: step.step, output: out, now, isNested: true });
      if (next.waits.for !== 'nothing') return next;
      out = next.output;
      current = next.state;
    } catch (error) {
      if (!(error instanceof LineError || error instanceof FileLimit)) throw error;
      return failed(current, out, error);
    }
  }
}

const withExit = (state: LineState, exit: number): LineState => ({ ...state, exit, session: withVariable(state.session, '?', String(exit)) });

/** What is no program of its own takes no time. */
function moved(state: LineState, instruction: Exclude<Instruction, { is: 'run' }>): LineState {
  const { loops, exit } = state;
  const next = { ...state, at: state.at + 1 };
  const loop = loops.at(-1);
  switch (instruction.is) {
    case 'jump':
      return { ...state, at: instruction.to };
    case 'when':
      return (exit === 0) === instruction.success ? { ...state, at: instruction.to } : next;
    case 'not':
      return withExit(next, exit === 0 ? 1 : 0);
    case 'status':
      return withExit(next, instruction.exit);
    case 'open': {
      const expansion = new Expansion(state.session, state.outputs);
      const words = expansion.words(instruction.words);
      const pace = charged(
        state.pace,
        words.reduce((sum, word) => sum + word.length + 1, 0),
      );
      return { ...next, session: expansion.session, outputs: [], loops: [...loops, { words, next: 0, exit: 0 }], pace };
    }
    case 'next': {
      const word = loop?.words[loop.next];
      if (!loop || word === undefined) return { ...state, at: instruction.to };
      return { ...next, session: withVariable(state.session, instruction.name, word), loops: [...loops.slice(0, -1), { ...loop, next: loop.next + 1 }] };
    }
    case 'round':
      return round(state, { to: instruction.to, exit, inner: 0 });
    case 'close':
      return withExit({ ...next, loops: loops.slice(0, -1) }, loop?.exit ?? 0);
    case 'leave':
      return round(state, { to: instruction.to, exit: 0, inner: instruction.inner });
    case 'capture':
      return { ...next, outputs: [], frames: [...state.frames, { text: '', outputs: state.outputs, session: state.session }] };
    case 'value':
      return { ...next, outputs: [...state.outputs, valueOf(state.session, instruction.name)] };
    case 'captured':
      return captured(next);
  }
}

function round(state: LineState, { to, exit, inner }: { readonly to: number; readonly exit: number; readonly inner: number }): LineState {
  const loops = state.loops.slice(0, state.loops.length - inner);
  const loop = loops.at(-1)!;
  return { ...state, at: to, loops: [...loops.slice(0, -1), { ...loop, exit }], pace: { ...state.pace, rounds: state.pace.rounds + 1 } };
}

function captured(state: LineState): LineState {
  const { text, outputs, session } = state.frames.at(-1)!;
  const variables = withVariable(session, '?', String(state.exit)).variables;
  return { ...state, session: { ...state.session, variables }, frames: state.frames.slice(0, -1), outputs: [...outputs, withoutLastLines(text)] };
}

function withoutLastLines(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end--;
  return text.slice(0, end);
}

interface Started {
  readonly state: LineState;
  readonly name: string;
  readonly step: ProgramStep;
}

function startStage(state: LineState, stages: readonly Stage[], now: SimTime): Started {
  const stage = stages[state.stage]!;
  const expansion = new Expansion(state.session, state.outputs);
  // The words know nothing yet of what is assigned before them: `X=1 echo $X`.
  const [name, ...argv] = expansion.words(stage.words);
  const before = expansion.session;
  for (const { name: variable, value } of stage.assigns) {
    const text = expansion.text(value);
    expansion.session = withVariable(expansion.session, variable, text);
  }
  const environment = expansion.session;
  if (name !== undefined) expansion.session = asBefore(environment, stage, before);
  const input = stage.input;
  const word = input && expansion.text(input.word);
  const session = stages.length > 1 ? withVariablesOf(expansion.session, state.session) : expansion.session;
  const text = input === undefined ? state.stdin : input.is === 'text' ? word : own(session.files, word!);
  const given = givenTo(name ?? '', { argv, stdin: text, session: environment });
  const assigned = stage.assigns.reduce((sum, { name: variable }) => sum + (own(environment.variables, variable)?.length ?? 0), 0);
  const kept = { ...state, session, collected: '', filters: [], pace: charged(state.pace, given + assigned) };
  const start = (body: Body, stdin: string | undefined): ProgramStep => startProgram(body, { argv, stdin, session: environment, startedAt: now });
  if (input?.is === 'file' && text === undefined)
    return { state: kept, name: 'false', step: start(complaint({ message: `${word}: No such file or directory` }, 1), undefined) };
  // What is only assigned ends as the command within it did.
  if (name === undefined) return { state: kept, name: 'true', step: start((run) => run.end(state.outputs.length > 0 ? state.exit : 0), undefined) };
  const body = own(PROGRAMS, name);
  if (!body) return { state: kept, name: 'false', step: start(complaint(commandNotFound(name), 127), undefined) };
  try {
    return { state: { ...kept, filters: followers(stages, state.stage, { session, outputs: state.outputs }) }, name, step: start(body, text) };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { state: kept, name: 'false', step: start(complaint(error, error.exit), undefined) };
  }
}

/** What is assigned before a command is there for this command alone. */
const asBefore = (session: Session, { assigns }: Stage, { variables }: Session): Session =>
  assigns.reduce((all, { name }) => withVariable(all, name, own(variables, name)), session);

/** Where several commands stand in a pipeline, each is in a shell of its own: variables it sets are gone with it. */
const withVariablesOf = (session: Session, { variables }: Session): Session => ({ ...session, variables });

const complaint =
  ({ message, own: words }: { readonly message: string; readonly own?: OwnWords | undefined }, exit: number): Body =>
  (run) => {
    run.err(`${message}\n`, { own: words });
    run.end(exit);
  };

interface Stepped {
  readonly step: ProgramStep;
  readonly output: readonly Chunk[];
  readonly now: SimTime;
  /** Whoever calls goes on with the next stage. */
  readonly isNested?: boolean;
}

/** Passes on what a program printed, and goes on when it is over. */
function afterStep(state: LineState, name: string, { step, output, now, isNested = false }: Stepped): LineStep {
  const instruction = state.code[state.at];
  const stages = instruction?.is === 'run' ? instruction.stages : [];
  const passed = passOn(state, step.output, stages);
  const ended = step.waits.for === 'nothing' || passed.full;
  if (!ended) return { state: { ...passed.state, program: { name, state: step.state } }, output: [...output, ...passed.output], waits: step.waits };
  const exit = step.waits.for === 'nothing' ? step.waits.exit : 0;
  const stage = stages[state.stage];
  const { session: before } = state;
  const session = !stage ? step.session : stages.length > 1 ? withVariablesOf(step.session, before) : asBefore(step.session, stage, before);
  const last = flush({ ...passed.state, program: undefined, session }, stages, exit);
  const all = [...output, ...passed.output, ...last.output];
  const next = state.stage + state.filters.length + 1;
  let closed: LineState;
  try {
    // Each stage of a pipeline begins with the status from before it.
    closed = settle(next < stages.length ? last.state : withExit(last.state, last.state.exit), { stages, next });
  } catch (error) {
    if (!(error instanceof LineError || error instanceof FileLimit)) throw error;
    return failed({ ...last.state, at: state.code.length }, all, error);
  }
  return isNested ? { state: closed, output: all, waits: { for: 'nothing', exit: closed.exit } } : proceed(closed, all, now);
}
