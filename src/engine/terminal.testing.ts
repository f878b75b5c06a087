import { seconds, type SimTime } from '../base/time.ts';
import { createCluster } from './cluster.ts';
import { commandResult, executeCommand } from './person.ts';
import type { Sim } from './sim/sim.ts';
import { DEFAULT_CLASS } from '../scenarios/manifests.ts';
import { standardNodes } from '../scenarios/nodes.ts';
import type { CommandResult } from '../wire/command.ts';

/** A cluster with a terminal, for tests. */
export class TerminalBench {
  readonly sim: Sim;

  constructor(manifests: readonly string[] = []) {
    this.sim = createCluster(
      { id: 'test', title: { en: '', ja: '' }, nodes: standardNodes(3), manifests: [DEFAULT_CLASS, ...manifests], traffic: [], opensAt: 'quiet' },
      { seed: 1 },
    );
    this.pass(5);
  }

  pass(amount: number): void {
    this.sim.runUntil((this.sim.now + seconds(amount)) as SimTime);
  }

  /** Types a line, and lets the clock run until it is over. */
  run(line: string, limitSeconds = 600): CommandResult {
    const id = this.type(line);
    const end = this.sim.now + seconds(limitSeconds);
    while (this.result(id)?.open && this.sim.peek() && this.sim.now < end) this.sim.step();
    if (this.sim.lastCrash !== undefined) throw this.sim.lastCrash;
    return this.result(id)!;
  }

  type(line: string): number {
    const id = this.sim.happenings.length + 1;
    executeCommand(this.sim, { do: 'kubectl', line });
    return id;
  }

  result(id: number): CommandResult | undefined {
    return commandResult(this.sim, id);
  }

  /** All that was printed, and the exit code when it is not 0. */
  text(line: string): string {
    const { lines, exit, unfinished } = this.run(line);
    const text = lines.map(({ stream, text: one }) => (stream === 'stderr' ? `E ${one}` : one)).join('\n');
    return `${text}${lines.length > 0 && !unfinished ? '\n' : ''}${exit === 0 ? '' : `exit ${exit}\n`}`;
  }
}
