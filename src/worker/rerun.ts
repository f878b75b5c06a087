import type { Vector } from '../base/vector.ts';
import type { SimTime } from '../base/time.ts';
import type { Sim } from '../engine/sim/sim.ts';
import type { RecordedCommand } from '../wire/instant.ts';
import type { ClusterFactory } from './cluster-factory.ts';
import type { Mark } from './marks.ts';

/** What was lived from a mark on is lived again, on a cluster beside the one that is shown; everything it records stays in `sim.happenings`. */
export class Rerun {
  readonly sim: Sim;
  private readonly factory: ClusterFactory;
  private readonly commands: Vector<RecordedCommand>;
  private given: number;

  constructor(beside: { readonly sim: Sim; readonly factory: ClusterFactory }, from: Mark, commands: Vector<RecordedCommand>) {
    this.sim = beside.sim;
    this.factory = beside.factory;
    this.commands = commands;
    this.given = from.commands;
    this.sim.restore(from.checkpoint);
  }

  /** A command was given before the next event. */
  get commandIsDue(): boolean {
    const command = this.commands.get(this.given);
    return command !== undefined && command.event <= this.sim.executed;
  }

  /** One event, or one command that was given. False when there is nothing more. */
  step(): boolean {
    const { sim } = this;
    const command = this.commands.get(this.given);
    if (!command || !this.commandIsDue) return sim.step();
    passTo(sim, command.t);
    sim.because(0, () => this.factory.command(sim, command.command));
    this.given++;
    return true;
  }
}

/** Moves the clock as far as nothing is due. */
export function passTo(sim: Sim, time: SimTime): void {
  const next = sim.peek();
  if (time > sim.now && !(next && next.at <= time)) sim.runUntil(time);
}
