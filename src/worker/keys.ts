import type { Command } from '../wire/command.ts';
import type { ToWorker } from './protocol.ts';

type Input = Extract<Command, { readonly do: 'input' }>;

interface Typed {
  readonly command: Input;
  /** The questions it answers. */
  readonly ids: readonly number[];
}

/** Keys pressed for a program that reads in a terminal: those between two beats become one command. */
export class Keys {
  private held: Typed | undefined;

  /** True when the message was a key, which is held now. Anything else comes after what is held. */
  take(message: ToWorker): boolean {
    if (message.say !== 'ask' || message.question.ask !== 'command' || message.question.command.do !== 'input') return false;
    const { id, question } = message;
    const command = question.command as Input;
    const { held } = this;
    const joins = held && held.command.terminal === command.terminal && !held.command.end && !command.end;
    if (held && !joins) return false;
    this.held = held ? { command: { ...held.command, text: held.command.text + command.text }, ids: [...held.ids, id] } : { command, ids: [id] };
    return true;
  }

  /** What is held, which is held no more. */
  typed(): Typed | undefined {
    const { held } = this;
    this.held = undefined;
    return held;
  }
}
