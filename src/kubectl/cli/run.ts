import type { Json } from '../../base/json.ts';
import type { SimTime } from '../../base/time.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import { type CliError, plainError, printed } from '../errors.ts';
import { RestLog } from './rest-log.ts';
import type { Answer, Chunk, Entry, ObjectRef, Session, StreamMessage, TypedInput, Waits } from './step.ts';

/**
 * A program is a plain function that is run from its beginning whenever something it waited for has come: questions that were answered get the same answers
 * again, and what was printed is not printed twice. So all that lies between two steps is the list of answers, which is plain data; the function itself
 * may read like any other. It must be a pure function of its arguments, the session and the answers.
 */
export interface Program {
  readonly argv: readonly string[];
  readonly stdin: string | undefined;
  readonly session: Session;
  readonly startedAt: SimTime;
  readonly journal: readonly Entry[];
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
export class Failure extends Error {
  readonly errors: readonly CliError[];
  constructor(errors: readonly CliError[]) {
    super('kubectl failed');
    this.errors = errors;
  }
}

export const failure = (message: string): Failure => new Failure([plainError(message)]);

/** Upstream: cmdutil.UsageErrorf. */
export const usageFailure = (command: string, message: string): Failure => failure(`${message}\nSee 'kubectl ${command} -h' for help and examples`);

/** Steps of a stream: what was made of a message, or the end of reading. */
export type Reading<S extends Json, R extends Json> = { readonly state: S } | { readonly end: R };

interface Followed<S extends Json, R extends Json> {
  readonly start: S;
  readonly timeoutUs?: number;
  readonly stdin?: TypedInput | undefined;
  readonly read: (state: S, message: StreamMessage) => Reading<S, R>;
}

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
  journal: Entry[];
  private at = 0;
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
    this.journal = [...program.journal];
    this.handed = program.handed;
    this.message = message;
    this.arrived = now;
    this.rest = new RestLog(this);
  }

  /** Sends a request and goes on with its answer. */
  ask(request: ApiRequest): ApiResponse {
    this.rest.request(request);
    const entry = this.journal[this.at];
    if (!entry) throw new Suspended({ for: 'answer', request });
    if (entry.is !== 'answer') throw new Error('a program asked another question than before');
    this.at++;
    this.now = entry.at;
    this.rest.response(request, entry.response);
    return entry.response;
  }

  /** Opens the editor of the page on a text, and goes on with what was saved; null: it was closed without saving. */
  edit(name: string, text: string): string | null {
    const entry = this.journal[this.at];
    if (!entry) throw new Suspended({ for: 'edit', name, text });
    if (entry.is !== 'edited') throw new Error('a program asked another question than before');
    this.at++;
    this.now = entry.at;
    return entry.text;
  }

  sleep(us: number): void {
    const entry = this.journal[this.at];
    if (!entry) throw new Suspended({ for: 'time', us });
    this.at++;
    this.now = entry.at;
  }

  /**
   * Reads a stream to its end. `read` gets each message with what it made of those before; it may print. Between messages only its state is kept.
   */
  follow<S extends Json, R extends Json>(request: ApiRequest, of: Followed<S, R>): R {
    this.rest.request(request);
    const { timeoutUs, stdin } = of;
    const waits: Waits = { for: 'stream', request, opens: false, ...(timeoutUs === undefined ? {} : { timeoutUs }), ...(stdin ? { stdin } : {}) };
    const entry = this.journal[this.at];
    if (!entry) {
      this.journal.push({ is: 'stream', at: this.now, state: of.start });
      throw new Suspended({ ...waits, opens: true });
    }
    if (entry.is !== 'stream') throw new Error('a program asked another question than before');
    this.now = entry.at;
    if (entry.ended) {
      this.at++;
      return entry.ended.result as R;
    }
    const { message } = this;
    if (!message) throw new Suspended(waits);
    this.message = undefined;
    this.now = this.arrived;
    // What is printed for a message is printed when it comes, and only then.
    this.printing = true;
    const next = of.read(entry.state as S, message);
    this.printing = false;
    const place = this.at;
    if ('state' in next) {
      this.journal[place] = { is: 'stream', at: this.arrived, state: next.state };
      throw new Suspended(waits);
    }
    this.journal[place] = { is: 'stream', at: this.arrived, state: null, ended: { result: next.end } };
    this.at++;
    return next.end;
  }

  get handedOut(): number {
    return Math.max(this.count, this.handed);
  }

  out(text: string, object?: ObjectRef): void {
    this.print({ stream: 'stdout', text, ...(object ? { object } : {}) });
  }

  /** One line on stdout. */
  say(line: string, object?: ObjectRef): void {
    this.out(`${line}\n`, object);
  }

  err(text: string): void {
    this.print({ stream: 'stderr', text });
  }

  private print(chunk: Chunk): void {
    if (this.printing) this.chunks.push(chunk);
    else if (++this.count > this.handed) this.chunks.push(chunk);
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
    try {
      body(this.withArgv(argv));
    } catch (thrown) {
      if (thrown instanceof Failure) for (const line of printed(thrown.errors)) this.err(`${line}\n`);
      else if (!(thrown instanceof Ended)) throw thrown;
    }
    this.argv = own;
  }

  /** Begins from the beginning: only the session is kept. */
  again(): never {
    throw new Anew();
  }
}

/** Runs a program as far as it gets. */
export function startProgram(body: Body, of: Pick<Program, 'argv' | 'stdin' | 'session' | 'startedAt'>): ProgramStep {
  return proceed(body, { ...of, journal: [], handed: 0 }, undefined, of.startedAt);
}

/** What was waited for has come. */
export function resumeProgram(body: Body, program: Program, answer: Answer, now: SimTime): ProgramStep {
  if (answer.is === 'message') return proceed(body, program, answer.message, now);
  const entry: Entry = { ...answer, at: now };
  return proceed(body, { ...program, journal: [...program.journal, entry] }, undefined, now);
}

function proceed(body: Body, program: Program, message: StreamMessage | undefined, now: SimTime): ProgramStep {
  const run = new Run(program, message, now);
  const waits = attempt(body, run);
  if (waits === 'anew') {
    const fresh = proceed(body, { ...program, session: run.session, startedAt: now, journal: [], handed: 0 }, undefined, now);
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
    if (!(thrown instanceof Failure)) throw thrown;
    for (const line of printed(thrown.errors)) run.err(`${line}\n`);
    return { for: 'nothing', exit: run.failsWith };
  }
}
