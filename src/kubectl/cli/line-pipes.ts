import { Expansion } from './expand-words.ts';
import { type Fed, feed, type Filter, FILTERS, finish, openFilter } from './filters.ts';
import { charged, weightOf } from './line-pace.ts';
import type { Stage } from './shell-ast.ts';
import { type Chunk, own, type Session, withFile } from './step.ts';
import type { LineState } from './terminal.ts';

/** What goes from one command of a pipeline to the next: the filters behind a program, and what is kept for a file or for what is no filter. */

/** Characters that a pipe, a file or `$( )` takes. */
const MOST_COLLECTED = 8_000_000;
const MUCH = 'too much output for a file or a pipe: the rest is left out';
const TOO_MUCH: Chunk = { stream: 'stderr', text: `error: ${MUCH}\n`, own: { key: 'tooMuch', of: MUCH } };

interface Known {
  readonly session: Session;
  readonly outputs: readonly string[];
}

/** Filters right behind a stage, which pass its output on as it comes. Each is in a shell of its own: what its words change is gone with it. */
export function followers(stages: readonly Stage[], from: number, { session, outputs }: Known): readonly Filter[] {
  const filters: Filter[] = [];
  for (const stage of stages.slice(from + 1)) {
    const words = new Expansion(session, outputs).words(stage.words);
    if (!FILTERS.includes(words[0] ?? '') || stage.input || stage.assigns.length > 0) break;
    const { filter, files } = openFilter(words);
    if (files.length > 0) break;
    filters.push(filter);
    if (stage.output) break;
  }
  return filters;
}

/** What was collected becomes a file, or the input of the next stage. */
export function settle(state: LineState, { stages, next }: { readonly stages: readonly Stage[]; readonly next: number }): LineState {
  const { output } = stages[next - 1] ?? { output: undefined };
  const more = next < stages.length;
  const place = more ? { stage: next, at: state.at } : { stage: 0, at: state.at + 1, outputs: [] };
  const base = { ...state, filters: [], collected: '', ...place };
  if (!output) return { ...base, stdin: more ? state.collected : undefined };
  const file = new Expansion(state.session, state.outputs).text(output.file);
  const stdin = more ? '' : undefined;
  if (file === '/dev/null') return { ...base, stdin };
  const before = output.appends ? (own(state.session.files, file) ?? '') : '';
  return { ...base, stdin, session: withFile(state.session, file, before + state.collected) };
}

interface Passed {
  readonly state: LineState;
  readonly output: readonly Chunk[];
  readonly full: boolean;
}

/** The output of a program, through the filters behind it. */
export function passOn(state: LineState, chunks: readonly Chunk[], stages: readonly Stage[]): Passed {
  const end = state.stage + state.filters.length;
  const keeps = end < stages.length - 1 || stages[end]?.output !== undefined;
  const { errors = 'shown' } = stages[state.stage] ?? {};
  const output: Chunk[] = [];
  let filters = state.filters;
  let { collected } = state;
  let full = false;
  let work = 0;
  for (const chunk of chunks) {
    work += chunk.text.length;
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
    work += through.work;
    full ||= through.full;
    const room = MOST_COLLECTED - collected.length;
    if (keeps) collected += through.out.length > room ? through.out.slice(0, room) : through.out;
    // What went through unchanged still names its object.
    else if (through.out !== '') output.push(through.out === chunk.text ? { ...chunk, stream: 'stdout' } : { stream: 'stdout', text: through.out });
    if (keeps && through.out.length > room) {
      output.push(TOO_MUCH);
      full = true;
    }
    if (full) break;
  }
  return caught({ state: { ...state, filters, collected, pace: charged(state.pace, work) }, output, full });
}

interface Through {
  readonly filters: readonly Filter[];
  readonly out: string;
  readonly full: boolean;
  /** Characters that were gone through. */
  readonly work: number;
}

function throughFilters(filters: readonly Filter[], text: string): Through {
  let out = text;
  let work = 0;
  let full = false;
  const next = filters.map((filter) => {
    work += out.length;
    const fed: Fed = feed(filter, out);
    out = fed.out;
    full ||= fed.full ?? false;
    return fed.filter;
  });
  return { filters: next, out, full, work };
}

/** The program is over: each filter gives what it still holds. The last stage says how the pipeline ended. */
export function flush(state: LineState, stages: readonly Stage[], exit: number): Passed {
  let text = '';
  let code = exit;
  let work = 0;
  for (const [i, filter] of state.filters.entries()) {
    const fed = i === 0 || text === '' ? { filter, out: '' } : feed(filter, text);
    const last = finish(fed.filter);
    work += text.length + (fed.filter.is === 'whole' ? fed.filter.text.length * weightOf(fed.filter.words[0]) : 0);
    text = fed.out + last.out;
    code = last.exit;
  }
  const end = state.stage + state.filters.length;
  const keeps = end < stages.length - 1 || stages[end]?.output !== undefined;
  const pace = charged(state.pace, work + text.length);
  if (!keeps) return caught({ state: { ...state, exit: code, collected: '', pace }, output: text === '' ? [] : [{ stream: 'stdout', text }], full: false });
  const collected = state.collected + text.slice(0, MOST_COLLECTED - state.collected.length);
  return { state: { ...state, exit: code, collected, pace }, output: state.collected.length + text.length > MOST_COLLECTED ? [TOO_MUCH] : [], full: false };
}

/** Within `$( )` what would be shown becomes part of a word. */
function caught(passed: Passed): Passed {
  const { frames } = passed.state;
  const frame = frames.at(-1);
  if (!frame) return passed;
  const text = passed.output.map((chunk) => (chunk.stream === 'stdout' && !chunk.frame ? chunk.text : '')).join('');
  const room = MOST_COLLECTED - frame.text.length;
  const output = passed.output.filter(({ stream }) => stream === 'stderr');
  const more = frame.text + text.slice(0, room);
  const state = { ...passed.state, frames: [...frames.slice(0, -1), { ...frame, text: more }] };
  return text.length > room ? { state, output: [...output, TOO_MUCH], full: true } : { ...passed, state, output };
}
