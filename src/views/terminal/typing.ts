import { messageOf } from '../../base/assert.ts';
import type { Terminal as Screen } from '../../mirror/terminals.ts';
import { type Key, keysOf } from './keys.ts';
import { changesNothing } from '../../wire/command.ts';
import { EMPTY_LINE, type Line } from './line-editor.ts';
import { readsInput, wantsKeys } from './screen-text.ts';

/** What the typing at a terminal turns to. */
export interface TypingPorts {
  /** What stands on the terminal; undefined as long as nothing was typed. */
  screen(): Screen | undefined;
  /** The instant shown is the last there is: what is done there begins no branch. */
  isNow(): boolean;
  /** Names the instant shown where time stands still in the past; undefined in the present, and while time goes on. */
  standsAt(): string | undefined;
  /** Ends when the line is over; rejects with a text for people when it is not taken. `ends`: Ctrl-C to the line that runs comes first. */
  run(line: string, ends: boolean): Promise<unknown>;
  /** For the program that reads what is typed; rejects when none does (any more). */
  input(text: string, end?: true): Promise<unknown>;
  readonly history: { readonly add: (line: string) => void; readonly text: () => string };
}

/** What a view of the terminal does for lines that are no business of the cluster. */
export interface TypingView {
  clear(): void;
  close(): void;
  /** The line stands there, and behind it what is to be said. */
  told(line: string, text: string): void;
  refused(line: string, error: string): void;
  refresh(): void;
  /** Keys were given back. */
  pressAll(): void;
}

/** A line that was sent and is not seen on the screen yet. */
interface SentLine {
  readonly line: string;
  /** Ids of lines that were typed before it are not greater. */
  readonly after: number;
}

/** So that it is known again: an older line of the same text is another one. */
export const sentLine = (line: string, screen: Screen | undefined): SentLine => ({ line, after: screen?.entries.at(-1)?.id ?? 0 });

export function isTyped(screen: Screen | undefined, { line, after }: SentLine): boolean {
  const entries = screen?.entries ?? [];
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!;
    if (entry.id <= after) return false;
    if (entry.is === 'typed' && entry.line === line) return true;
  }
  return false;
}

/**
 * What is being typed at a terminal and the finished lines that wait for their turn. It is there as long as the cluster is: who looks at something else finds
 * his line as he left it, and lines that were pasted go on meanwhile.
 */
export class Typing {
  line: Line = EMPTY_LINE;
  /** Keys that were pressed and not looked at yet. */
  readonly keys: Key[] = [];
  private queue: readonly string[] = [];
  private awaited: Awaited | undefined;
  private view: TypingView | undefined;
  /** Lines that were refused while nobody looked. */
  private untold: readonly { readonly line: string; readonly error: string }[] = [];
  /** A line of the past that the person does not listen to any more, though it goes on in that history. */
  private left: { readonly id: number; readonly at: string } | undefined;
  /** So many of the first were finished at the instant shown, and are meant for it, also in the past. The others wait for the present. */
  private meant = 0;
  private readonly ports: TypingPorts;

  constructor(ports: TypingPorts) {
    this.ports = ports;
  }

  /** Until the function that is returned is called this view has what was typed. */
  show(view: TypingView): () => void {
    this.view = view;
    for (const { line, error } of this.untold) view.refused(line, error);
    this.untold = [];
    return () => {
      if (this.view === view) this.view = undefined;
    };
  }

  /** The line that was sent, until it stands on the screen. */
  get sent(): string | undefined {
    return this.awaited?.line;
  }

  get isBusy(): boolean {
    return this.awaited !== undefined || (this.ports.screen()?.running !== undefined && !this.hasLeft);
  }

  /** What runs was let go at the very instant shown: the next line can be typed. */
  get hasLeft(): boolean {
    const { left, ports } = this;
    return left !== undefined && left.id === ports.screen()?.running && left.at === ports.standsAt();
  }

  /**
   * Ctrl-C in the past to a line that only reads: nothing has been done in the cluster, so no other history begins. The line that is typed next begins one, and
   * there this one is ended first. When time goes on without, it runs on as it did. False where Ctrl-C is something done.
   */
  letGo(): boolean {
    const screen = this.ports.screen();
    const at = this.ports.standsAt();
    if (at === undefined || this.awaited || screen?.running === undefined || screen.wants) return false;
    const id = screen.running;
    const typed = screen.entries.findLast((entry) => entry.is === 'typed' && entry.id === id);
    if (typed?.is !== 'typed' || !changesNothing({ do: 'kubectl', line: typed.line })) return false;
    this.left = { id, at };
    return true;
  }

  /** A line is finished. */
  finish(line: string): void {
    const isNow = this.ports.isNow();
    const at = isNow ? this.queue.length : this.meant;
    this.queue = [...this.queue.slice(0, at), line, ...this.queue.slice(at)];
    if (!isNow) this.meant++;
  }

  /** Ctrl-C: what waits is given up. */
  stop(): void {
    this.queue = [];
    this.meant = 0;
    this.awaited = undefined;
  }

  /** The screen has changed, or a line was finished: takes the next one. */
  goOn(): void {
    const screen = this.ports.screen();
    if (this.awaited && (this.awaited.isOver || isTyped(screen, this.awaited))) this.awaited = undefined;
    // Only in the present: what ran in the past has been typed.
    if (readsInput(screen)) this.handOver(screen);
    while (this.queue.length > 0 && !this.isBusy && (this.meant > 0 || this.ports.isNow())) {
      const [line = '', ...rest] = this.queue;
      // It says something here and now: that waits for somebody who sees it.
      if (!this.view && OF_VIEW.has(line.trim())) return;
      this.queue = rest;
      this.meant = Math.max(0, this.meant - 1);
      this.submit(line);
    }
  }

  /** The screen has changed, and no view shows it. */
  goOnUnseen(): void {
    if (!this.view) this.goOn();
  }

  /** Another instant is shown: what waited for the present goes on when it is there. */
  timeMoved(): void {
    if (this.left && !this.hasLeft) {
      this.left = undefined;
      this.view?.refresh();
    }
    if (this.queue.length === 0 || this.isBusy || !this.ports.isNow()) return;
    if (this.view) this.view.refresh();
    else this.goOn();
  }

  /** Keys for the program that reads them. Where it is over meanwhile they are the next line's, as a terminal has them. */
  give(text: string, end?: true): void {
    this.ports.input(text, end).catch(() => {
      // Ctrl-D was for the program: nobody means to close the terminal with it.
      this.keys.push(...keysOf(text.replaceAll('\u0004', '')));
      this.view?.pressAll();
    });
  }

  /** What was typed ahead is read by the program that begins to read, as at a real terminal. */
  private handOver(screen: Screen | undefined): void {
    const { queue } = this;
    if (this.awaited || !this.ports.isNow()) return;
    this.queue = [];
    this.meant = 0;
    if (!wantsKeys(screen)) {
      for (const line of queue) this.give(`${line}\n`);
      return;
    }
    const text = queue.map((line) => `${line.replaceAll('\n', '\r')}\r`).join('') + this.line.text.replaceAll('\n', '\r');
    this.line = { ...EMPTY_LINE, cut: this.line.cut };
    if (text !== '') this.give(text);
  }

  private submit(line: string): void {
    const { history, screen, run } = this.ports;
    history.add(line);
    switch (line.trim()) {
      case '':
        return this.view?.told(line, '');
      case 'clear':
        return this.view?.clear();
      case 'exit':
      case 'logout':
        this.stop();
        return this.view?.close();
      case 'history':
        return this.view?.told(line, history.text());
    }
    const sent: Awaited = { ...sentLine(line, screen()), isOver: false };
    this.awaited = sent;
    run(line, this.hasLeft).then(
      // What it left on the screen comes with the next frame.
      () => void (sent.isOver = true),
      (error: unknown) => this.refused(sent, `error: ${messageOf(error)}`),
    );
  }

  private refused(sent: Awaited, error: string): void {
    if (this.awaited !== sent) return;
    this.awaited = undefined;
    const { line } = sent;
    if (this.view) this.view.refused(line, error);
    else this.untold = [...this.untold, { line, error }];
    this.goOn();
    this.view?.refresh();
  }
}

interface Awaited extends SentLine {
  isOver: boolean;
}

const OF_VIEW: ReadonlySet<string> = new Set(['clear', 'history']);
