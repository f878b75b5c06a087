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

  it('tells of what could not be loaded, and goes on', async () => {
    const turns = new Turns();
    const order: string[] = [];
    turns.take(
      Promise.reject(new Error('offline')),
      () => order.push('a'),
      (error) => order.push(String(error)),
    );
    turns.take(undefined, () => order.push('b'));
    await new Promise((resolve) => setTimeout(resolve));
    expect(order).toEqual(['Error: offline', 'b']);
    turns.take(undefined, () => order.push('c'));
    expect(order.at(-1)).toBe('c');
  });
});
