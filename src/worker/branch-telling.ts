import type { BranchNews } from '../wire/instant.ts';
import type { Timeline } from './timeline.ts';

/** What the page knows of the branches: each command is told to it once, however long the list has become. */
export class BranchTelling {
  private told = new Map<string, number>();
  private key = '';

  /** Nothing is known (any more): next time all is told. */
  forget(): void {
    this.told.clear();
    this.key = '';
  }

  /** Undefined when nothing has changed. */
  news(timeline: Timeline): readonly BranchNews[] | undefined {
    const { moment, atHead } = timeline;
    const branches = timeline.branches();
    // How far the branch shown has been played is told by each frame itself.
    const key = branches
      .map(({ id, name, naming, commands, head }) => `${id} ${name} ${naming ?? ''} ${commands.length} ${id === moment.branch && atHead ? '' : head.event}`)
      .join('\n');
    if (key === this.key) return undefined;
    const { told } = this;
    this.key = key;
    this.told = new Map(branches.map(({ id, commands }) => [id, commands.length]));
    return branches.map(({ commands, ...branch }) => {
      const from = told.get(branch.id) ?? 0;
      return { ...branch, from, commands: [...commands.slice(from)] };
    });
  }
}
