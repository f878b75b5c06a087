import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { fnv1a } from './hash.ts';

/** The state of one stream of random numbers: plain data, so that it goes into checkpoints. */
export type RandomState = readonly number[];

/** The stream of one actor: the same seed and name give the same stream, whatever the others drew. */
export function streamOf(seed: number, actor: string): RandomState {
  return xoroshiro128plus(fnv1a(actor, (seed ^ 0x811c9dc5) >>> 0) | 0).getState();
}

/** Several whole numbers, each from 0 to its bound, both included, drawn one after the other. */
export function drawInts(state: RandomState, bounds: readonly number[]): { values: readonly number[]; next: RandomState } {
  const generator = xoroshiro128plusFromState(state);
  const values = bounds.map((bound) => uniformInt(generator, 0, bound));
  return { values, next: generator.getState() };
}

/** A whole number from `from` to `to`, both included, and the state after drawing it. */
export function drawInt(state: RandomState, from: number, to: number): { value: number; next: RandomState } {
  const generator = xoroshiro128plusFromState(state);
  const value = uniformInt(generator, from, to);
  return { value, next: generator.getState() };
}
