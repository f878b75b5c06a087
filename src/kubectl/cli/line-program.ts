import type { LineNode, Stage, Word } from './shell-ast.ts';

/**
 * A line as a list of instructions, one after the other: what stands within if, loops and `$( )` is reached by jumps, so that all a line remembers between two moments is
 * where it is. Numbers are places in that list.
 */
export type Instruction =
  | { readonly is: 'run'; readonly stages: readonly Stage[] }
  | { readonly is: 'jump'; readonly to: number }
  /** Jumps when what ran last went well, or did not. */
  | { readonly is: 'when'; readonly success: boolean; readonly to: number }
  | { readonly is: 'not' }
  | { readonly is: 'status'; readonly exit: number }
  /** A loop begins; of `for` with its words. */
  | { readonly is: 'open'; readonly words: readonly Word[] }
  /** The next word of `for`; `to`: there is none. */
  | { readonly is: 'next'; readonly name: string; readonly to: number }
  /** A round is over. */
  | { readonly is: 'round'; readonly to: number }
  /** The loop is over; it ended as its last round did. */
  | { readonly is: 'close' }
  /** `break` and `continue`: out of so many loops within. */
  | { readonly is: 'leave'; readonly inner: number; readonly to: number }
  /** What is printed up to `captured` is part of a word. */
  | { readonly is: 'capture' }
  | { readonly is: 'captured' }
  /** What a variable is now is part of a word: what runs within the rest of it changes `$?`. */
  | { readonly is: 'value'; readonly name: string };

interface Loop {
  readonly start: number;
  /** Places of `leave`s whose goal is the end of this loop. */
  readonly breaks: number[];
}

export function compileLine(node: LineNode): readonly Instruction[] {
  const compiler = new Compiler();
  compiler.add(node);
  return compiler.out;
}

class Compiler {
  readonly out: Instruction[] = [];
  private loops: readonly Loop[] = [];

  add(node: LineNode): void {
    switch (node.is) {
      case 'pipeline':
        return this.run(node.stages);
      case 'list':
        return node.nodes.forEach((one) => this.add(one));
      case 'and':
      case 'or':
        this.add(node.left);
        return this.unless(node.is === 'or', () => this.add(node.right));
      case 'not':
        this.add(node.node);
        return void this.out.push({ is: 'not' });
      case 'if':
        return this.conditional(node);
      case 'loop':
        return this.loop(node);
      case 'for':
        return this.each(node);
      case 'break':
      case 'continue':
        return this.leave(node);
    }
  }

  /** Skips what stands within when the last command went as `success` says. */
  private unless(success: boolean, within: () => void): void {
    const place = this.hold();
    within();
    this.out[place] = { is: 'when', success, to: this.out.length };
  }

  /** A place whose step is known later. */
  private hold(): number {
    return this.out.push({ is: 'jump', to: 0 }) - 1;
  }

  private conditional({ clauses, otherwise }: Extract<LineNode, { is: 'if' }>): void {
    const ends: number[] = [];
    for (const { condition, body } of clauses) {
      this.add(condition);
      this.unless(false, () => {
        this.add(body);
        ends.push(this.hold());
      });
    }
    if (otherwise) this.add(otherwise);
    else this.out.push({ is: 'status', exit: 0 });
    for (const place of ends) this.out[place] = { is: 'jump', to: this.out.length };
  }

  private loop({ until, condition, body }: Extract<LineNode, { is: 'loop' }>): void {
    this.out.push({ is: 'open', words: [] });
    this.rounds((loop) => {
      this.add(condition);
      const place = this.hold();
      this.add(body);
      this.out.push({ is: 'round', to: loop.start });
      this.out[place] = { is: 'when', success: until, to: this.out.length };
    });
  }

  private each({ name, words, body }: Extract<LineNode, { is: 'for' }>): void {
    this.out.push({ is: 'open', words: this.captured(words) });
    this.rounds((loop) => {
      const place = this.hold();
      this.add(body);
      this.out.push({ is: 'round', to: loop.start });
      this.out[place] = { is: 'next', name, to: this.out.length };
    });
  }

  private rounds(within: (loop: Loop) => void): void {
    const loop: Loop = { start: this.out.length, breaks: [] };
    const around = this.loops;
    this.loops = [...around, loop];
    within(loop);
    this.loops = around;
    for (const place of loop.breaks) this.out[place] = { ...(this.out[place] as Extract<Instruction, { is: 'leave' }>), to: this.out.length };
    this.out.push({ is: 'close' });
  }

  private leave({ is, of }: Extract<LineNode, { is: 'break' | 'continue' }>): void {
    const loop = this.loops.at(-of)!;
    if (is === 'break') loop.breaks.push(this.out.length);
    this.out.push({ is: 'leave', inner: of - 1, to: loop.start });
  }

  private run(stages: readonly Stage[]): void {
    const words = stages.flatMap(({ words, assigns, input, output }) => [
      ...words,
      ...assigns.map(({ value }) => value),
      ...(input ? [input.word] : []),
      ...(output ? [output.file] : []),
    ]);
    const own = this.capturing(words);
    const made = stages.map((stage): Stage => {
      // A shell expands what is assigned last.
      const around = {
        words: stage.words.map(own),
        input: stage.input && { ...stage.input, word: own(stage.input.word) },
        output: stage.output && { ...stage.output, file: own(stage.output.file) },
      };
      return { ...stage, ...around, assigns: stage.assigns.map(({ name, value }) => ({ name, value: own(value) })) };
    });
    this.out.push({ is: 'run', stages: made });
  }

  /** Simplified: each $( ) runs before the words beside it are expanded: it does not see what a $(( )) left of it assigns. */
  private captured(words: readonly Word[]): readonly Word[] {
    return words.map(this.capturing(words));
  }

  /** For words that are expanded together, one after the other. */
  private capturing(words: readonly Word[]): (word: Word) => Word {
    const runs = words.some(runsCommands);
    let known = 0;
    return (word) => {
      if (!runs) return word;
      const [made, next] = this.capture(word, known);
      known = next;
      return made;
    };
  }

  /** The commands within a word run before it; their output has a number from then on. */
  private capture(word: Word, from: number): readonly [Word, number] {
    let index = from;
    const made = word.map((part): Word[number] => {
      if (part.is === 'arithmetic') {
        const [inner, next] = this.capture(part.word, index);
        index = next;
        return { ...part, word: inner };
      }
      if (part.is === 'variable' && part.name === '?') {
        this.out.push({ is: 'value', name: part.name });
        return { is: 'captured', index: index++, quoted: part.quoted };
      }
      if (part.is !== 'command') return part;
      const around = this.loops;
      this.loops = [];
      this.out.push({ is: 'capture' });
      this.add(part.body);
      this.out.push({ is: 'captured' });
      this.loops = around;
      return { is: 'captured', index: index++, quoted: part.quoted };
    });
    return [made, index];
  }
}

const runsCommands = (word: Word): boolean => word.some((part) => part.is === 'command' || (part.is === 'arithmetic' && runsCommands(part.word)));
