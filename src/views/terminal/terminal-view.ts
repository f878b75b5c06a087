import { messageOf } from '../../base/assert.ts';
import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import type { OwnWords } from '../../wire/own-words.ts';
import type { Terminal as Screen } from '../../mirror/terminals.ts';
import { type Completed, completedLine } from './completed.ts';
import { type Key, keysOf, rawKeys } from './keys.ts';
import { edit, type Line, type LineAct, MOST_TYPED } from './line-editor.ts';
import { type Picture, pictureOf } from './line-picture.ts';
import { LinkPicker } from './link-picker.ts';
import { Output } from './output.ts';
import { errorText, MORE, type NamedObject, objectOf, plainText, promptOf, readsInput, searchPrompt, typedText, wantsKeys } from './screen-text.ts';
import { scrollsByTouch } from './touch-scroll.ts';
import type { Typing } from './typing.ts';
import { visibleText } from './visible-text.ts';
import { columnsOf, takeWidths, terminalWidths } from './widths.ts';

/** What a terminal on the page turns to. */
export interface TerminalPorts {
  /** What is to be shown; undefined as long as nothing was typed. */
  screen(): Screen | undefined;
  /** What is being typed; it was there before this view and stays when it goes. */
  readonly typing: Typing;
  interrupt(): void;
  isUnfinished(text: string): boolean;
  /** Lines typed before, oldest first. */
  history(): readonly string[];
  complete(line: string, at: number): Promise<Completed | undefined>;
  open(object: NamedObject): void;
  /** Cutaway's own words in the language in use; undefined where they stay as they were printed. */
  worded(own: OwnWords): string | undefined;
  /** The keyboard goes back to the page. */
  leave(): void;
  close(): void;
  /** Told to the person, also to one who hears the page. */
  tell(what: Told): void;
}

export type Told =
  | { readonly what: 'too large' }
  /** A name in the output is picked from the keyboard, there is none, or that is over. */
  | { readonly what: 'picked'; readonly object: NamedObject }
  | { readonly what: 'nothing to pick' }
  | { readonly what: 'picked no more' };

export interface TerminalLook {
  readonly theme: ITheme;
  readonly fontFamily: string;
  readonly fontSize: number;
}

const never = (): boolean => false;
const NO_PROMPT = { text: '', styled: '' };

/** The key by itself: it gives the keyboard back to the page, also while a program has it. */
const ESCAPE = '\u001b';
const COMPLETES_WITHIN_MS = 500;
const SCROLL_BACK = 5_000;
/** Written at once; the next piece when the terminal has taken it. xterm gives way to others between pieces only. */
const WRITE_SIZE = 32_000;

/** A terminal as one sees it: shows the screen, below it the line being typed. All that is drawn is drawn in `refresh`, a piece at a time. */
export class TerminalView {
  private readonly term: Terminal;
  private readonly fit = new FitAddon();
  private readonly ports: TerminalPorts;
  private readonly output: Output;
  private readonly picker: LinkPicker;
  private readonly widths = terminalWidths();
  /** What is told here and now, and is not of the cluster: it stands before the line being typed. */
  private notes = '';
  private readonly typing: Typing;
  private readonly ends: readonly (() => void)[];
  /** The place it stands in may be narrower: what is typed is kept in sight there. */
  private readonly host: HTMLElement;
  private hasTyped = false;
  private completing: symbol | undefined;
  private drawn: { readonly picture: Picture; readonly startColumn: number } | undefined;
  /** A line that runs on in the history shown is shown as left. */
  private showsLeft = false;
  private writing = false;
  private again = false;
  private disposed = false;

  constructor(host: HTMLElement, look: TerminalLook, ports: TerminalPorts) {
    this.ports = ports;
    this.host = host;
    this.typing = ports.typing;
    this.output = new Output(SCROLL_BACK, ports.worded);
    this.term = new Terminal({
      ...look,
      allowProposedApi: true,
      convertEol: false,
      cursorBlink: false,
      cursorStyle: 'bar',
      screenReaderMode: true,
      scrollback: SCROLL_BACK,
      lineHeight: 1.25,
      linkHandler: {
        activate: (_event, link) => this.openLink(link),
        allowNonHttpProtocols: true,
      },
    });
    this.picker = new LinkPicker(this.term);
    this.term.loadAddon(this.fit);
    takeWidths(this.term);
    this.term.open(host);
    this.term.attachCustomKeyEventHandler((event) => this.isForTerminal(event));
    this.term.onData((data) => this.typed(data));
    host.addEventListener('paste', this.refuseLarge, { capture: true });
    this.takeKeyless(host);
    this.size();
    const hide = this.typing.show({
      clear: () => this.clear(),
      close: () => ports.close(),
      told: (line, text) => this.note(typedText(line, this.prompt) + plainText(text)),
      refused: (line, error) => this.note(typedText(line, this.prompt) + errorText(error)),
      refresh: () => this.refresh(),
      pressAll: () => this.pressAll(),
    });
    this.ends = [hide, scrollsByTouch(host, { lineHeight: () => host.clientHeight / this.term.rows, scroll: (lines) => this.term.scrollLines(lines) })];
    this.pressAll();
  }

  dispose(): void {
    this.disposed = true;
    this.completing = undefined;
    for (const end of this.ends) end();
    this.term.dispose();
  }

  focus(): void {
    this.term.focus();
  }

  /** As if it had been typed. */
  type(text: string): void {
    if (text !== '') this.typed(text);
  }

  label(text: string): void {
    this.term.textarea?.setAttribute('aria-label', text);
  }

  look({ theme, fontFamily, fontSize }: TerminalLook): void {
    this.term.options.theme = theme;
    this.term.options.fontFamily = fontFamily;
    this.term.options.fontSize = fontSize;
    this.size();
  }

  /** The place it has changed: the line being typed is taken away before the terminal breaks its lines anew. */
  size(): void {
    const wanted = this.fit.proposeDimensions();
    if (!wanted || Number.isNaN(wanted.cols) || Number.isNaN(wanted.rows)) return;
    if (wanted.cols === this.term.cols && wanted.rows === this.term.rows) return;
    const gone = this.erased();
    this.term.write(gone, () => {
      if (this.disposed) return;
      this.fit.fit();
      this.refresh();
    });
  }

  /** Draws what is new. */
  refresh(): void {
    if (this.disposed) return;
    if (this.writing) {
      this.again = true;
      return;
    }
    const screen = this.ports.screen();
    const { hasLeft } = this.typing;
    // The ^C was of the person alone: what stands there is shown again without it.
    if (this.showsLeft && !hasLeft) this.output.again();
    this.showsLeft = hasLeft;
    const written = this.output.next(screen, WRITE_SIZE, { columns: this.term.cols, rows: this.term.rows });
    let data = this.erased() + written.text;
    if (!written.more) {
      this.typing.goOn();
      data += this.takeNotes() + this.draw();
    }
    this.writing = true;
    let at = 0;
    for (; data.length - at > WRITE_SIZE; at += WRITE_SIZE) this.term.write(data.slice(at, at + WRITE_SIZE));
    this.term.write(data.slice(at), () => {
      this.writing = false;
      const again = this.again || written.more;
      this.again = false;
      if (again) this.refresh();
      else this.reveal();
    });
  }

  private erased(): string {
    const { drawn } = this;
    if (!drawn) return '';
    this.drawn = undefined;
    const { row } = drawn.picture;
    return `${row > 0 ? `\u001b[${row}A` : ''}\r${drawn.startColumn > 0 ? `\u001b[${drawn.startColumn}C` : ''}\u001b[J`;
  }

  private takeNotes(): string {
    const { notes } = this;
    this.notes = '';
    if (notes === '') return '';
    return this.output.lineBreak() + notes;
  }

  /** The line being typed, where there is one: while a line runs what is typed ahead is not shown. */
  private draw(): string {
    const screen = this.ports.screen();
    const reads = readsInput(screen);
    if (wantsKeys(screen) || (screen?.running !== undefined && !reads && !this.typing.hasLeft)) return '';
    const start = reads ? '' : this.output.lineBreak();
    const { line, sent } = this.typing;
    const prompt = line.search ? searchPrompt(line.search.wanted) : reads ? NO_PROMPT : this.prompt;
    const startColumn = columnsOf(visibleText(this.output.tail), this.widths) % this.term.cols;
    const picture = pictureOf(sent ?? line.text, sent === undefined ? line.cursor : sent.length, {
      columns: this.term.cols,
      rows: this.term.rows,
      startColumn,
      prompt,
      more: reads ? NO_PROMPT : MORE,
      widthOf: this.widths,
    });
    this.drawn = { picture, startColumn };
    const up = picture.rows - picture.row;
    return `${start}${picture.out}${up > 0 ? `\u001b[${up}A` : ''}\r${picture.column > 0 ? `\u001b[${picture.column}C` : ''}`;
  }

  private get prompt() {
    return promptOf(this.ports.screen()?.namespace ?? 'default', this.output.failed);
  }

  /** Where the terminal is wider than its place: the cursor comes into sight when something was typed, not with what is printed. */
  private reveal(): void {
    const place = this.host.parentElement;
    if (!this.hasTyped || !place || !this.drawn) return;
    this.hasTyped = false;
    const cell = this.host.clientWidth / this.term.cols;
    const at = this.drawn.picture.column * cell;
    const room = place.clientWidth - 2 * cell;
    if (at < place.scrollLeft) place.scrollLeft = at < room ? 0 : at - room / 2;
    else if (at > place.scrollLeft + room) place.scrollLeft = at - room + 4 * cell;
  }

  private note(text: string): void {
    this.notes += text;
  }

  private typed(data: string): void {
    this.hasTyped = true;
    // A program with a terminal of its own gets the keys as they are.
    if (wantsKeys(this.ports.screen())) return data === ESCAPE ? this.ports.leave() : this.typing.give(rawKeys(data));
    this.typing.keys.push(...keysOf(data));
    this.pressAll();
  }

  private pressAll(): void {
    const { keys } = this.typing;
    while (keys.length > 0 && !this.completing) this.press(keys.shift()!);
    this.refresh();
  }

  private press(key: Key): void {
    if (this.picking(key)) return;
    const before = this.typing.line;
    const { line, acts } = edit(before, key, {
      history: this.ports.history(),
      isUnfinished: readsInput(this.ports.screen()) ? never : this.ports.isUnfinished,
    });
    this.typing.line = line;
    for (const one of acts) this.act(one, before);
    if (acts.length === 0) this.term.scrollToBottom();
  }

  /** Names among the output are gone through from the keyboard. True when the key was for that. */
  private picking(key: Key): boolean {
    const screen = this.ports.screen();
    if (key.is === 'link up' || key.is === 'link down') {
      const object = this.picker.move(key.is === 'link up' ? 1 : -1, screen?.entries ?? []);
      this.ports.tell(object ? { what: 'picked', object } : { what: this.picker.isOver ? 'picked no more' : 'nothing to pick' });
      return true;
    }
    const { picked } = this.picker;
    if (this.picker.asked) this.ports.tell({ what: 'picked no more' });
    this.picker.leave();
    if (!picked) return false;
    if (key.is === 'enter') this.ports.open(picked);
    return key.is === 'enter' || key.is === 'escape';
  }

  private act(act: LineAct, before: Line): void {
    switch (act.do) {
      case 'submit':
        if (readsInput(this.ports.screen())) return this.typing.give(`${act.line}\n`);
        return this.typing.finish(act.line);
      case 'interrupt':
        return this.interrupt(before);
      case 'clear':
        return this.clear();
      case 'end of input':
        if (readsInput(this.ports.screen())) this.typing.give('', true);
        else if (!this.typing.isBusy) this.ports.close();
        return;
      case 'leave':
        return this.ports.leave();
      case 'complete':
        this.complete();
        return;
    }
  }

  private interrupt(before: Line): void {
    const { isBusy } = this.typing;
    this.typing.stop();
    if (isBusy && this.typing.letGo()) this.note('^C\r\n');
    else if (isBusy) this.ports.interrupt();
    else this.note(typedText(`${before.text}^C`, this.prompt));
  }

  private clear(): void {
    this.output.clear(this.ports.screen());
    this.notes = '\u001b[2J\u001b[3J\u001b[H';
  }

  /** What is typed meanwhile waits, as it does in a shell. */
  private complete(): void {
    if (this.typing.isBusy) return;
    const { text, cursor } = this.typing.line;
    const own = Symbol('completion');
    const done = (completed?: Completed): void => {
      if (this.completing !== own) return;
      this.completing = undefined;
      if (completed) this.take(completed);
      this.pressAll();
    };
    this.completing = own;
    setTimeout(() => done(), COMPLETES_WITHIN_MS);
    this.ports.complete(text, cursor).then(done, (error: unknown) => {
      if (this.completing === own) this.note(typedText(this.typing.line.text, this.prompt) + errorText(`completion: ${messageOf(error)}`));
      done();
    });
  }

  private take(completed: Completed): void {
    const { line, list } = completedLine(this.typing.line, completed, this.term.cols);
    if (list !== undefined) this.note(typedText(this.typing.line.text, this.prompt) + plainText(list));
    this.typing.line = line;
  }

  /** Text that comes without a key (dictation, a table of emoji): xterm leaves it out while it helps screen readers. */
  private takeKeyless(host: HTMLElement): void {
    let isKeyDown = false;
    host.addEventListener('keydown', () => void (isKeyDown = true), { capture: true });
    const released = (): void => void (isKeyDown = false);
    host.addEventListener('keyup', released, { capture: true });
    // The key may be let go somewhere else.
    host.addEventListener('blur', released, { capture: true });
    host.addEventListener('input', (event) => {
      const { inputType, data, isComposing } = event as InputEvent;
      if (inputType === 'insertText' && data && !isComposing && !isKeyDown) this.typed(data);
    });
  }

  private openLink(link: string): void {
    const object = objectOf(link);
    if (object) this.ports.open(object);
  }

  /** False: the browser, or the page, has it. */
  private isForTerminal(event: KeyboardEvent): boolean {
    const { key, ctrlKey, shiftKey, metaKey, type } = event;
    if (type !== 'keydown') return true;
    if (metaKey || /^F\d+$/.test(key)) return false;
    if (key === 'Tab') return !(shiftKey || (this.typing.line.text === '' && !this.typing.isBusy));
    if (ctrlKey && key.toLowerCase() === 'v') return false;
    if (shiftKey && key === 'Insert') return false;
    if (ctrlKey && key.toLowerCase() === 'c' && this.term.hasSelection() && !this.picker.picked) {
      setTimeout(() => this.disposed || this.term.clearSelection());
      return false;
    }
    if (key === 'PageUp' || key === 'PageDown') {
      event.preventDefault();
      this.term.scrollPages(key === 'PageUp' ? -1 : 1);
      return false;
    }
    return true;
  }

  private readonly refuseLarge = (event: ClipboardEvent): void => {
    const size = event.clipboardData?.getData('text/plain').length ?? 0;
    if (this.typing.line.text.length + size <= MOST_TYPED) return;
    event.preventDefault();
    event.stopPropagation();
    this.ports.tell({ what: 'too large' });
  };
}
