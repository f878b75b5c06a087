import type { FromWorker } from './protocol.ts';
import type { Timeline } from './timeline.ts';

interface Waiting {
  readonly id: number;
  readonly happening: number;
  readonly branch: string;
}

/** Questions that are commands: they are answered when virtual time has come to what came of them. */
export class Asked {
  private waiting: readonly Waiting[] = [];
  private readonly post: (message: FromWorker) => void;

  constructor(post: (message: FromWorker) => void) {
    this.post = post;
  }

  add(ids: readonly number[], happening: number, branch: string): void {
    this.waiting = [...this.waiting, ...ids.map((id) => ({ id, happening, branch }))];
  }

  answer({ branchId, factory, sim }: Timeline): void {
    if (this.waiting.length === 0) return;
    this.waiting = this.waiting.filter(({ id, happening, branch }) => {
      if (branch !== branchId || sim.happenings.length < happening) return true;
      const outcome = factory.outcome ?? factory.answer;
      const answer = outcome ? outcome(sim, happening) : { ok: true, lines: [] };
      if (answer) this.post({ say: 'answer', id, answer });
      return !answer;
    });
  }

  refuse(message: string): void {
    for (const { id } of this.waiting) this.post({ say: 'refused', id, message });
    this.waiting = [];
  }
}
