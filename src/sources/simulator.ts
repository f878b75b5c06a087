import { messageOf } from '../base/assert.ts';
import workerUrl from '../worker/worker.ts?worker&url';
import { Lived } from './lived.ts';
import type { Frame } from '../wire/frame.ts';
import type { OutsideInput, OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest } from '../wire/request.ts';
import type { Session } from '../wire/session.ts';
import type { Answers, Control, Question, Source } from '../wire/source.ts';
import { type FromWorker, SILENCE_MS, type ToWorker } from '../worker/protocol.ts';

/** What the source needs of a Worker; tests hand in one of their own. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: { readonly data: FromWorker }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
}

export interface SimulatorOptions {
  readonly session: Session;
  readonly makeWorker?: () => WorkerLike;
  /** Tells people what went wrong and what was done about it. `restarted`: lived again up to where it was; `full`: the session has no room for another command. */
  readonly onTrouble?: (trouble: { readonly what: 'error' | 'restarted' | 'gave up' | 'refused' | 'full'; readonly message: string }) => void;
  /** What real clients outside are sent. */
  readonly onOutside?: (message: OutsideMessage) => void;
  readonly now?: () => number;
}

interface Asked {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** After so many restarts within a minute the worker is left alone. */
const MOST_RESTARTS = 3;
const RESTARTS_WITHIN_MS = 60_000;
const WATCH_EVERY_MS = 500;
/** A new worker may take so long to be fetched and started before it is first heard. */
const FIRST_BEAT_MS = 20_000;

/** The cluster engine in its Worker. A worker that falls silent is ended, and what was done is lived again in a new one. */
export class SimulatorSource implements Source {
  readonly can = { seek: true, write: true, inject: true } as const;
  private readonly options: SimulatorOptions;
  private readonly listeners = new Set<(frame: Frame) => void>();
  private readonly asked = new Map<number, Asked>();
  private readonly now: () => number;
  private worker: WorkerLike | undefined;
  private past: Lived;
  /** Sessions the worker has been asked to open. */
  private readonly opens = new Map<number, Session>();
  private asks = 0;
  private lastBeat = 0;
  /** Whether the worker has said anything yet. */
  private heard = false;
  private lastLook = 0;
  private restarts: readonly number[] = [];
  private visible = true;
  private watched: Control | undefined;
  private watching: ReturnType<typeof setInterval> | undefined;

  constructor(options: SimulatorOptions) {
    this.options = options;
    this.now = options.now ?? (() => performance.now());
    this.past = new Lived(options.session);
    this.start();
    this.watching = setInterval(() => this.lookAfter(), WATCH_EVERY_MS);
  }

  subscribe(listener: (frame: Frame) => void): () => void {
    this.listeners.add(listener);
    this.post({ say: 'subscribe' });
    return () => this.listeners.delete(listener);
  }

  /** Everything done so far and where the screen stands: from it the same is lived again. */
  lived(): Session {
    return this.past.session;
  }

  send(control: Control): void {
    if (control.do === 'visible') this.visible = control.visible;
    if (control.do === 'watch') this.watched = control;
    this.post({ say: 'control', control });
  }

  ask<Q extends Question['ask']>(question: Extract<Question, { ask: Q }>): Promise<Answers[Q]> {
    if (!this.worker) return Promise.reject(new Error('the simulator has stopped'));
    const id = ++this.asks;
    const opens: Question = question;
    if (opens.ask === 'open') this.opens.set(id, opens.session);
    return new Promise<Answers[Q]>((resolve, reject) => {
      this.asked.set(id, { resolve: resolve as (answer: never) => void, reject });
      this.post({ say: 'ask', id, question });
    });
  }

  /** A request of a real client outside. */
  client(asked: { readonly exchange: string; readonly agent: string; readonly request: ApiRequest }): void {
    this.post({ say: 'client', ...asked });
  }

  /** What that client sends on the stream it has open. */
  clientInput(exchange: string, input: OutsideInput): void {
    this.post({ say: 'client.input', exchange, input });
  }

  clientGone(exchange: string): void {
    this.post({ say: 'client.gone', exchange });
  }

  close(): void {
    clearInterval(this.watching);
    this.watching = undefined;
    this.end('the simulator was closed');
    this.listeners.clear();
  }

  /** Called every now and then: a worker that has been silent too long is replaced. */
  lookAfter(): void {
    const now = this.now();
    // After a sleep of the machine nothing was heard because nothing ran, here neither.
    const slept = now - this.lastLook > SILENCE_MS;
    this.lastLook = now;
    if (slept) this.lastBeat = now;
    if (this.worker && now - this.lastBeat > (this.heard ? SILENCE_MS : FIRST_BEAT_MS)) this.restart('it did not answer for 3 seconds');
  }

  private start(): void {
    const worker = this.options.makeWorker?.() ?? madeWorker();
    this.worker = worker;
    this.heard = false;
    this.lastBeat = this.now();
    this.lastLook = this.lastBeat;
    worker.onmessage = (event) => {
      if (worker === this.worker) this.receive(event.data);
    };
    worker.onerror = (event) => {
      if (worker === this.worker) this.restart(event.message ?? 'an error without words');
    };
    this.open(this.lived());
  }

  private open(session: Session): void {
    this.ask({ ask: 'open', session }).then(
      ({ ok, message }) => {
        if (!ok) this.options.onTrouble?.({ what: 'refused', message: message ?? 'the session could not be opened' });
      },
      () => undefined,
    );
  }

  private restart(why: string): void {
    this.end(`the simulator was started anew: ${why}`);
    const now = this.now();
    this.restarts = [...this.restarts.filter((t) => now - t < RESTARTS_WITHIN_MS), now];
    if (this.restarts.length > MOST_RESTARTS) {
      this.options.onTrouble?.({ what: 'gave up', message: why });
      return;
    }
    this.past = new Lived(this.lived());
    this.start();
    if (this.listeners.size > 0) this.post({ say: 'subscribe' });
    if (!this.visible) this.post({ say: 'control', control: { do: 'visible', visible: false } });
    if (this.watched) this.post({ say: 'control', control: this.watched });
    this.options.onTrouble?.({ what: 'restarted', message: why });
  }

  private end(why: string): void {
    this.worker?.terminate();
    this.worker = undefined;
    for (const { reject } of this.asked.values()) reject(new Error(why));
    this.asked.clear();
    this.opens.clear();
  }

  private post(message: ToWorker): void {
    this.worker?.postMessage(message);
  }

  /** A listener that cannot take a frame (a part was lost) gets a whole snapshot instead, once. */
  private hand(frame: Frame): void {
    for (const listener of this.listeners)
      try {
        listener(frame);
      } catch (error) {
        this.options.onTrouble?.({ what: 'error', message: messageOf(error) });
        if (frame.from) this.post({ say: 'subscribe' });
      }
  }

  /** From here on the worker tells of the session that was opened. */
  private opened(id: number, answer: unknown): void {
    const session = this.opens.get(id);
    this.opens.delete(id);
    if (session && (answer as Answers['open']).ok) this.past = new Lived(session);
  }

  private receive(message: FromWorker): void {
    this.lastBeat = this.now();
    this.heard = true;
    switch (message.say) {
      case 'frame':
        this.past.stands(message.at);
        if (message.frame.branches) this.past.keep(message.frame.branches);
        this.hand(message.frame);
        this.post({ say: 'shown', frame: message.number });
        return;
      case 'answer':
        this.opened(message.id, message.answer);
        this.asked.get(message.id)?.resolve(message.answer as never);
        this.asked.delete(message.id);
        return;
      case 'refused':
        this.asked.get(message.id)?.reject(new Error(message.message));
        this.asked.delete(message.id);
        return;
      case 'given':
        this.past.take(message);
        return;
      case 'outside':
        this.past.stands(message.at);
        this.options.onOutside?.(message.message);
        return;
      case 'trouble':
        this.options.onTrouble?.({ what: 'error', message: message.message });
        return;
      case 'full':
        this.options.onTrouble?.({ what: 'full', message: message.message });
        return;
      case 'beat':
        return;
    }
  }
}

/** Under `require-trusted-types-for 'script'` a Worker's address must come from a policy; this one vouches for one address only. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

function madeWorker(): WorkerLike {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('cutaway-worker', {
    createScriptURL: (url) => {
      if (url !== workerUrl) throw new TypeError('only the simulator runs in a worker');
      return url;
    },
  });
  return new Worker(policy ? policy.createScriptURL(workerUrl) : workerUrl, { type: 'module' }) as unknown as WorkerLike;
}
