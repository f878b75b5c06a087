import type { Json } from '../base/json.ts';
import type { SimTime } from '../base/time.ts';
import type { TerminalView } from '../engine/projection/terminals.ts';
import type { Sim } from '../engine/sim/sim.ts';
import type { Command, CommandResult } from '../wire/command.ts';
import type { Since, Situation } from '../wire/condition.ts';

/** What the worker needs to know of a cluster: how it begins, how it is acted upon, what it shows of itself. */
export interface ClusterFactory {
  /** The cluster of the scenario at virtual time 0; always the same. */
  create(): Sim;
  /** Does a command now. The first happening it records is the command itself. Throws with a text for people when it makes no sense. */
  command(sim: Sim, command: Command): void;
  /** What components show of themselves, by actor. */
  parts(sim: Sim): Readonly<Record<string, Json>>;
  /** What came of the command whose happening this is; undefined while it is under way. Of a stream of the REST console the lines from number `since` on. */
  answer?(sim: Sim, happening: number, since?: number): CommandResult | undefined;
  /** The same, without what it printed on a terminal, as soon as nobody need wait any more: it is over, or its stream has opened. Costs the same however much was printed. */
  outcome?(sim: Sim, happening: number): CommandResult | undefined;
  /** What terminals show. */
  terminals?(sim: Sim): Iterable<TerminalView>;
  /** The answer a line typed at a terminal waits for, by a name of its own; not what may come some time (a watch, a sleep). */
  awaits?(sim: Sim): string | undefined;
  /** The cluster at this instant, for conditions to be asked of. */
  situation?(sim: Sim, since: Since): Situation;
  /** Where a person comes in when nothing else is asked for: `quiet` = when everything of the scenario has settled, `start` (default) = virtual time 0. */
  readonly opening?: 'quiet' | 'start';
  /** What the cluster waits for besides the work in its queue (a grace period, a back-off), soonest first. For the time lens. */
  waits?(sim: Sim): readonly Wait[];
}

export interface Wait {
  readonly until: SimTime;
  /** A code: the name of the handler that will run, or of the waiting. */
  readonly why: string;
}
