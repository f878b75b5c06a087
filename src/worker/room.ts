import { openExchanges } from '../engine/outside/exchanges.ts';
import type { Sim } from '../engine/sim/sim.ts';
import type { Command } from '../wire/command.ts';

/** The session has no room for another command: nothing can be done in it any more at its end, only looked at. */
export class FullError extends Error {
  override readonly name = 'FullError';

  constructor(most: number) {
    super(`this session has room for ${most} commands and is full: begin a new one in the page`);
  }
}

/** Each client that has something open can still leave: room is kept for it, so that a watch does not stay in the cluster for ever. `given`: commands so far, of `most`. */
export function checkRoom(sim: Sim, command: Command, { given, most }: { readonly given: number; readonly most: number }): void {
  const kept = command.do === 'client.gone' ? 0 : openExchanges(sim) + (command.do === 'client' ? 1 : 0);
  if (given + kept >= most) throw new FullError(most);
}
