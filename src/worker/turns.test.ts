import { describe, expect, it } from 'vitest';
import { Turns } from './turns.ts';

describe('turns', () => {
  it('are kept while somebody waits, and nobody waits afterwards', async () => {
    const turns = new Turns();
    const order: string[] = [];
    let loaded = (): void => {};
    const loading = new Promise<void>((resolve) => {
      loaded = resolve;
    });
    turns.take(undefined, () => order.push('a'));
    turns.take(loading, () => order.push('b'));
    turns.take(undefined, () => order.push('c'));
    expect(order).toEqual(['a']);
    loaded();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(order).toEqual(['a', 'b', 'c']);
    turns.take(undefined, () => order.push('d'));
    expect(order.at(-1)).toBe('d');
  });
});
