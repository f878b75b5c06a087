import type { Vector } from '../base/vector.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { ScriptStep } from '../scenarios/scenario.ts';
import type { Command } from '../wire/command.ts';
import type { ListedCommand } from '../wire/instant.ts';
import { commandsBefore } from './undo.ts';

/** What a command does, however it was said: the same act by hand is the same. */
function actOf(command: Command): string {
  if (command.do !== 'request') return JSON.stringify(command);
  const { method, path, body } = command.request;
  return JSON.stringify([method, path.split('?')[0], body]);
}

/** How far the commands of a branch have been looked at, and which of them, by their place, did a step each. */
interface Known {
  looked: number;
  last: ListedCommand | undefined;
  readonly doneBy: number[];
}

/** How many steps of a script have been done at the instant shown, in their order: going back takes them back. Each command of a branch is looked at once. */
export class ScriptProgress {
  private readonly acts: readonly string[];
  private readonly mirror: Mirror;
  private readonly branches = new Map<string, Known>();

  constructor(script: readonly ScriptStep[], mirror: Mirror) {
    this.acts = script.map(({ command }) => actOf(command));
    this.mirror = mirror;
  }

  done(): number {
    const { commands, given } = commandsBefore(this.mirror);
    const { doneBy } = this.known(this.mirror.moment.branch, commands);
    const later = doneBy.findIndex((place) => place >= given);
    return later < 0 ? doneBy.length : later;
  }

  private known(branch: string, commands: Vector<ListedCommand>): Known {
    let known = this.branches.get(branch);
    // A branch only grows; under its name stands another when all is told anew.
    if (!known || commands.get(known.looked - 1) !== known.last) {
      known = { looked: 0, last: undefined, doneBy: [] };
      this.branches.set(branch, known);
    }
    for (const one of commands.slice(known.looked)) {
      if (this.acts[known.doneBy.length] === undefined) break;
      if (actOf(one.command) === this.acts[known.doneBy.length]) known.doneBy.push(known.looked);
      known.looked++;
      known.last = one;
    }
    return known;
  }
}
