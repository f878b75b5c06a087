import type { Json } from '../../base/json.ts';
import { Vector } from '../../base/vector.ts';
import type { SimTime } from '../../base/time.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import { type CliError, plainError, printed } from '../errors.ts';
import { RestLog } from './rest-log.ts';
import { type OwnWords, type OwnWordsArgs, OwnWordsError, type OwnWordsKey } from '../../wire/own-words.ts';
import { FileLimit } from './step.ts';
import type { About, Answer, Chunk, Entry, ObjectRef, Session, Standing, StreamMessage, TypedInput, Waits, WebAnswer, WebRequest } from './step.ts';

/**
 * A program is a plain function that is run from its beginning whenever something it waited for has come: questions that were answered get the same answers
 * again, and what was printed is not printed twice. So all that lies between two steps is the list of answers, which is plain data; the function itself
 * may read like any other. It must be a pure function of its arguments, the session and the answers.
 *
 * So that a program over a thousand objects does not do a thousand things again for each answer: what goes over a list goes through `each` (or `eachTold`), what
 * comes before a long stream through `once`; their parts that are over are never run again. And what costs something to write is given to `out` as a function.
 */
export interface Program {
  readonly argv: readonly string[];
  readonly stdin: string | undefined;
  readonly session: Session;
  readonly startedAt: SimTime;
  readonly journal: Vector<Entry>;
  /** Chunks that were handed out already. */
  readonly handed: number;
}

export interface ProgramStep {
  readonly state: Program;
  readonly output: readonly Chunk[];
  readonly waits: Waits;
  /** As the program leaves it. */
  readonly session: Session;
}

export type Body = (run: Run) => void;

type Text = string | (() => string);

/** Something is waited for; what follows is done when it has come. */
class Suspended {
  readonly waits: Waits;
  constructor(waits: Waits) {
    this.waits = waits;
  }
}

class Ended {
  readonly exit: number;
  constructor(exit: number) {
    this.exit = exit;
  }
}

/** The program begins anew, and remembers nothing of what it did. */
class Anew {}

/** A program ends with these errors, as kubectl's checkErr prints them. */
export class Failure extends OwnWordsError {
  readonly errors: readonly CliError[];
  constructor(errors: readonly CliError[], message = 'kubectl failed', ...own: readonly [OwnWordsKey?, OwnWordsArgs?]) {
    super(message, ...own);
    this.errors = errors;
  }
}

export const failure = (message: string, key?: OwnWordsKey, args?: OwnWordsArgs): Failure => new Failure([plainError(message)], message, key, args);
/** Upstream: cmdutil.UsageErrorf. */
export const usageFailure = (command: string, message: string): Failure => failure(`${message}\nSee 'kubectl ${command} -h' for help and examples`);

/** Steps of a stream: what was made of a message, or the end of reading. */
export type Reading<S extends Json, R extends Json> = { readonly state: S } | { readonly end: R };

interface Followed<S extends Json, R extends Json> {
  readonly start: S;
  readonly timeoutUs?: number;
  readonly stdin?: TypedInput | undefined;
  /** Further requests, read at the same time. */
  readonly beside?: readonly ApiRequest[];
  readonly read: (state: S, message: StreamMessage) => Reading<S, R>;
}

/** Plain data that a program remembers also of parts that are not run again. */
interface Memory<T> {
  value: T;
}

/** What a list came to: what was made of those that went well, and what is told of the others. */
interface Told<R> {
  readonly done: readonly R[];
  readonly errors: readonly CliError[];
}

/** What comes once and is all that was waited for. */
type Come = Extract<Entry, { is: 'edited' | 'web' | 'woke' }>;

const ONE: readonly null[] = [null];
export class Run {
  argv: readonly string[];
  readonly stdin: string | undefined;
  session: Session;
  now: SimTime;
  exitCode = 0;
  /** The exit code of an error. */
  failsWith = 1;
  readonly rest: RestLog;
  /** `--request-timeout`; 0: none. */
  requestTimeoutUs = 0;
  readonly chunks: Chunk[] = [];
  journal: Vector<Entry>;
  private at = 0;
  /** In how many parts (`each`) the program is. */
  private depth = 0;
  private memories: readonly unknown[] = [];
  private asked = 0;
  private message: StreamMessage | undefined;
  private readonly handed: number;
  private count = 0;
  /** While a message is read. */
  private printing = false;
  private readonly arrived: SimTime;

  constructor(program: Program, message: StreamMessage | undefined, now: SimTime) {
    this.argv = program.argv;
    this.stdin = program.stdin;
    this.session = program.session;
    this.now = program.startedAt;
    this.journal = program.journal;
    this.handed = program.handed;
    this.message = message;
    this.arrived = now;
    this.rest = new RestLog(this);
  }

  /** Sends a request and goes on with its answer. */
  ask(request: ApiRequest): ApiResponse {
    this.rest.request(request);
    const entry = this.journal.get(this.at);
    if (!entry) throw new Suspended({ for: 'answer', request });
    if (entry.is !== 'answer') throw new Error('a program asked another question than before');
    this.at++;
    this.now = entry.at;
    this.rest.response(request, entry.response);
    return entry.response;
  }

  /** Opens the editor of the page on a text, and goes on with what was saved; null: it was closed without saving. */
  edit(name: string, text: string): string | null {
    return this.come('edited', { for: 'edit', name, text }).text;
  }

  /** Sends a request into the cluster's network and goes on with what came of it. */
  web(request: WebRequest): WebAnswer {
    return this.come('web', { for: 'web', request });
  }

  sleep(us: number): void {
    this.come('woke', { for: 'time', us });
  }

  private come<K extends Come['is']>(is: K, waits: Waits): Extract<Come, { is: K }> {
    const entry = this.journal.get(this.at);
    if (!entry) throw new Suspended(waits);
    if (entry.is !== is) throw new Error('a program asked another question than before');
    this.at++;
    this.now = (entry as Come).at;
    return entry as Extract<Come, { is: K }>;
  }

  /**
   * Reads a stream to its end. `read` gets each message with what it made of those before; it may print. Between messages only its state is kept.
   */
  follow<S extends Json, R extends Json>(request: ApiRequest, of: Followed<S, R>): R {
    this.rest.request(request);
    const { timeoutUs, stdin, beside = [] } = of;
    for (const one of beside) this.rest.request(one);
    const waits: Waits = {
      for: 'stream',
      request,
      opens: false,
      ...(timeoutUs === undefined ? {} : { timeoutUs }),
      ...(stdin ? { stdin } : {}),
      ...(beside.length > 0 ? { beside } : {}),
    };
    const entry = this.journal.get(this.at);
    if (!entry) {
      this.journal = this.journal.push({ is: 'stream', at: this.now, state: of.start });
      throw new Suspended({ ...waits, opens: true });
    }
    if (entry.is !== 'stream') throw new Error('a program asked another question than before');
    this.now = entry.at;
    if (entry.ended) {
      if (entry.memories) this.memories = entry.memories;
      this.at++;
      return entry.ended.result as R;
    }
    const { message } = this;
    if (!message) throw new Suspended(waits);
    this.message = undefined;
    this.now = this.arrived;
    if (entry.memories) this.memories = entry.memories;
    // What is printed for a message is printed when it comes, and only then.
    const next = this.reading(() => of.read(entry.state as S, message));
    const place = this.at;
    if ('state' in next) {
      this.journal = this.journal.set(place, { is: 'stream', at: this.arrived, state: next.state, memories: this.memories });
      throw new Suspended(waits);
    }
    this.journal = this.journal.set(place, { is: 'stream', at: this.arrived, state: null, memories: this.memories, ended: { result: next.end } });
    this.at++;
    return next.end;
  }

  private reading<T>(read: () => T): T {
    this.printing = true;
    try {
      return read();
    } finally {
      this.printing = false;
    }
  }

  /**
   * Does something for each item, one after the other. What is done is never run again: only what `step` returned is kept of it, which must be plain data. So a
   * step may change nothing outside but the session and a `memory`.
   */
  each<T, R>(list: readonly T[], step: (item: T, index: number) => R): readonly R[] {
    if (list.length === 0) return [];
    const { at: place, depth } = this;
    const entry = this.journal.get(place);
    const known = entry?.is === 'list' && entry.depth === depth ? entry : undefined;
    if (entry && !known) throw new Error('a program did something else than before');
    let results = known?.results ?? Vector.empty<unknown>();
    if (known) this.stand(known.standing);
    else this.journal = this.journal.push({ is: 'list', depth, results, standing: this.standing });
    this.at = place + 1;
    this.depth++;
    try {
      while (results.length < list.length) {
        results = results.push(step(list[results.length]!, results.length));
        const done: Entry = { is: 'list', depth, results, standing: this.standing };
        const isAlone = this.journal.length === place + 1;
        this.journal = isAlone ? this.journal.set(place, done) : Vector.from(this.journal.slice(0, place)).push(done);
        this.at = place + 1;
      }
    } finally {
      this.depth = depth;
    }
    return [...results] as readonly R[];
  }

  /** The same where what fails does not keep the others from being done: it is told at the end. */
  eachTold<T, R>(list: readonly T[], step: (item: T, index: number) => R): Told<R> {
    const outcomes = this.each(list, (item, index): { readonly done: R } | { readonly errors: readonly CliError[] } => {
      try {
        return { done: step(item, index) };
      } catch (thrown) {
        if (thrown instanceof Failure) return { errors: thrown.errors };
        throw thrown;
      }
    });
    return {
      done: outcomes.flatMap((one) => ('done' in one ? [one.done] : [])),
      errors: outcomes.flatMap((one) => ('errors' in one ? one.errors : [])),
    };
  }

  /** Does something that is never run again; what it returns must be plain data. */
  once<R>(body: () => R): R {
    return this.each(ONE, body)[0] as R;
  }

  /** For what `step`s and readings count or collect. The program asks for the same memories in the same order whenever it is run. */
  memory<T>(start: T): Memory<T> {
    const place = this.asked++;
    if (place === this.memories.length) this.memories = [...this.memories, start];
    const all = (): readonly unknown[] => this.memories;
    const put = (value: T): void => {
      this.memories = this.memories.map((one, i) => (i === place ? value : one));
    };
    return {
      get value() {
        return all()[place] as T;
      },
      set value(value: T) {
        put(value);
      },
    };
  }

  private get standing(): Standing {
    const { now, count, exitCode, session, memories, asked } = this;
    return { at: now, printed: count, exitCode, session, memories, asked, said: this.rest.said };
  }

  private stand({ at, printed: count, exitCode, session, memories, asked, said }: Standing): void {
    this.now = at;
    this.count = count;
    this.exitCode = exitCode;
    this.session = session;
    this.memories = memories;
    this.asked = asked;
    this.rest.said = said;
  }

  get handedOut(): number {
    return Math.max(this.count, this.handed);
  }

  /** A text that costs something to write comes as a function, which must not fail: it is not asked for what was printed already. */
  out(text: Text, about?: About): void {
    this.print('stdout', text, about);
  }

  /** One line on stdout. */
  say(line: string, object?: ObjectRef): void {
    this.out(`${line}\n`, object);
  }

  err(text: Text, { own }: { readonly own?: OwnWords | undefined } = {}): void {
    this.print('stderr', text, own && { own });
  }

  private print(stream: Chunk['stream'], text: Text, about?: About): void {
    if (!this.printing && ++this.count <= this.handed) return;
    this.chunks.push({ stream, text: typeof text === 'string' ? text : text(), ...(about && ('resource' in about ? { object: about } : about)) });
  }

  /** The same run, with other words. */
  withArgv(argv: readonly string[]): this {
    this.argv = argv;
    return this;
  }

  end(exit: number): never {
    throw new Ended(exit);
  }

  /** Runs another program with these words; its errors are printed, and this one goes on. */
  attempt(body: Body, argv: readonly string[]): void {
    const own = this.argv;
    this.once(() => {
      try {
        body(this.withArgv(argv));
      } catch (thrown) {
        if (thrown instanceof Failure) for (const line of printed(thrown.errors)) this.err(`${line}\n`, thrown);
        else if (!(thrown instanceof Ended)) throw thrown;
      }
      return null;
    });
    this.argv = own;
  }

  /** Begins from the beginning: only the session is kept. */
  again(): never {
    throw new Anew();
  }
}

/** Runs a program as far as it gets. */
export function startProgram(body: Body, of: Pick<Program, 'argv' | 'stdin' | 'session' | 'startedAt'>): ProgramStep {
  return proceed(body, { ...of, journal: Vector.empty(), handed: 0 }, undefined, of.startedAt);
}

/** What was waited for has come. */
export function resumeProgram(body: Body, program: Program, answer: Answer, now: SimTime): ProgramStep {
  if (answer.is === 'message') return proceed(body, program, answer.message, now);
  const entry: Entry = { ...answer, at: now };
  return proceed(body, { ...program, journal: program.journal.push(entry) }, undefined, now);
}

function proceed(body: Body, program: Program, message: StreamMessage | undefined, now: SimTime): ProgramStep {
  const run = new Run(program, message, now);
  const waits = attempt(body, run);
  if (waits === 'anew') {
    const fresh = proceed(body, { ...program, session: run.session, startedAt: now, journal: Vector.empty(), handed: 0 }, undefined, now);
    return { ...fresh, output: [...run.chunks, ...fresh.output] };
  }
  return {
    state: { ...program, journal: run.journal, handed: run.handedOut },
    output: run.chunks,
    waits,
    session: waits.for === 'nothing' ? run.session : program.session,
  };
}

function attempt(body: Body, run: Run): Waits | 'anew' {
  try {
    body(run);
    return { for: 'nothing', exit: run.exitCode };
  } catch (thrown) {
    if (thrown instanceof Suspended) return thrown.waits;
    if (thrown instanceof Anew) return 'anew';
    if (thrown instanceof Ended) return { for: 'nothing', exit: thrown.exit };
    if (!(thrown instanceof Failure || thrown instanceof FileLimit)) throw thrown;
    for (const line of printed(thrown instanceof Failure ? thrown.errors : [plainError(thrown.message)])) run.err(`${line}\n`, thrown);
    return { for: 'nothing', exit: run.failsWith };
  }
}
