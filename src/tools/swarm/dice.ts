import { drawInt, type RandomState, streamOf } from '../../base/random.ts';

/** A stream of choices from a seed. */
export class Dice {
  private state: RandomState;

  constructor(seed: number, name = 'swarm') {
    this.state = streamOf(seed, name);
  }

  int(from: number, to: number): number {
    const { value, next } = drawInt(this.state, from, to);
    this.state = next;
    return value;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!;
  }

  /** True once in `n`. */
  once(n: number): boolean {
    return this.int(1, n) === 1;
  }
}
