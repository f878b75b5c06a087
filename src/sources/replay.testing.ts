import type { Frame } from '../wire/frame.ts';
import type { Answers, Control, Question, Source } from '../wire/source.ts';

export interface ReplayOptions {
  /** Wall time in milliseconds, and a timer: handed in by tests. */
  readonly now?: () => number;
  readonly every?: (ms: number, tick: () => void) => () => void;
}

const TICK_MS = 16;

/**
 * A second source beside the simulator, so that tests hold `Source` to its word: no view can tell one from the other. The page does not offer recordings.
 * A recorded list of frames, the first a whole snapshot, played again. Nothing can be done to it; going back is beginning
 * anew up to there. Throws when the recording is none: time that goes back, a first frame that is no snapshot, parts that do not fit.
 */
export class ReplaySource implements Source {
  readonly can = { seek: true, write: false, inject: false } as const;
  private readonly frames: readonly Frame[];
  private readonly now: () => number;
  private readonly listeners = new Set<(frame: Frame) => void>();
  private readonly stop: () => void;
  /** Frames shown so far, at least the snapshot. */
  private shown = 1;
  private t: number;
  private playing = false;
  private speed = 1;
  private last = 0;

  constructor(frames: readonly Frame[], options: ReplayOptions = {}) {
    checkRecording(frames);
    this.frames = frames;
    this.t = frames[0]!.to.t;
    this.now = options.now ?? (() => performance.now());
    this.stop = (options.every ?? everyMs)(TICK_MS, () => this.tick());
  }

  subscribe(listener: (frame: Frame) => void): () => void {
    this.listeners.add(listener);
    for (let i = 0; i < this.shown; i++) listener(this.asNow(i));
    return () => this.listeners.delete(listener);
  }

  send(control: Control): void {
    switch (control.do) {
      case 'play':
        this.playing = this.shown < this.frames.length;
        this.speed = control.speed ?? this.speed;
        this.last = this.now();
        return this.tell();
      case 'speed':
        this.speed = control.speed;
        return this.tell();
      case 'pause':
        this.playing = false;
        return this.tell();
      case 'now':
        return this.goTo(this.frames.length);
      case 'step':
        this.playing = false;
        return this.goTo(Math.max(1, Math.min(this.shown + (control.back ? -1 : 1), this.frames.length)));
      case 'seek':
        this.playing = false;
        return this.goTo(this.countBefore(control.to));
      default:
        // Branches, the lens, watched objects, hiding: a recording has no say in them.
        return;
    }
  }

  ask<Q extends Question['ask']>(question: Extract<Question, { ask: Q }>): Promise<Answers[Q]> {
    return Promise.reject(new Error(`a recording cannot answer this (${question.ask})`));
  }

  close(): void {
    this.stop();
    this.listeners.clear();
  }

  private tick(): void {
    if (!this.playing) return;
    const now = this.now();
    this.t += Math.min(now - this.last, 50) * 1_000 * this.speed;
    this.last = now;
    let due = this.shown;
    while (due < this.frames.length && this.frames[due]!.to.t <= this.t) due++;
    if (due === this.frames.length) this.playing = false;
    this.advance(due);
  }

  private goTo(count: number): void {
    if (count < this.shown) {
      this.shown = 0;
      this.advance(count);
    } else this.advance(count);
    this.t = this.frames[this.shown - 1]!.to.t;
    this.last = this.now();
    this.tell();
  }

  private advance(count: number): void {
    for (; this.shown < count; this.shown++) this.emit(this.asNow(this.shown));
  }

  /** The last frame once more, for what changed besides time; applying a frame twice changes nothing. */
  private tell(): void {
    const last = this.frames[this.shown - 1]!;
    this.emit({ ...last, from: last.to, happenings: undefined, playing: this.playing, speed: this.speed });
  }

  private asNow(index: number): Frame {
    return { ...this.frames[index]!, playing: this.playing, speed: this.speed };
  }

  private emit(frame: Frame): void {
    for (const listener of this.listeners) listener(frame);
  }

  private countBefore(to: Extract<Control, { do: 'seek' }>['to']): number {
    const isPast = ({ to: at }: Frame): boolean =>
      'event' in to ? at.event > to.event : 't' in to ? at.t > to.t : 'rev' in to ? at.rev > to.rev : at.happenings > to.happening;
    const at = this.frames.findIndex(isPast);
    return Math.max(1, at < 0 ? this.frames.length : at);
  }
}

function everyMs(ms: number, tick: () => void): () => void {
  const timer = setInterval(tick, ms);
  return () => clearInterval(timer);
}

function checkRecording(frames: readonly Frame[]): void {
  const [first] = frames;
  if (!first || first.from) throw new Error('this is no recording: it does not begin with a whole snapshot');
  for (let i = 1; i < frames.length; i++) {
    const [before, { from, to }] = [frames[i - 1]!.to, frames[i]!];
    if (from?.event !== before.event || from.branch !== before.branch || from.t !== before.t)
      throw new Error(`this recording is broken: part ${i + 1} does not follow part ${i}`);
    if (to.t < before.t || to.rev < before.rev || to.event < before.event) throw new Error(`this recording is broken: part ${i + 1} goes back in time`);
  }
}
