import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { waitWords, wordsOf } from './waits.ts';

/** Every handler that something can be scheduled for, as the engine's sources name them. */
function scheduled(folder = 'src/engine'): readonly string[] {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.ts$/.test(file.name) && !/test(ing)?\.ts$/.test(file.name))
    .flatMap((file) =>
      [...readFileSync(join(file.parentPath, file.name), 'utf8').matchAll(/\bto: '([a-z-]+\.[A-Za-z-]+)'/g)].map((match) => match[1] as string),
    );
  return [...new Set(names)].sort();
}

describe('what idle time is skipped for', () => {
  it('has words for every handler of the engine', () => {
    const names = scheduled();
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !wordsOf(name))).toEqual([]);
  });

  it('is as exact as it can be', () => {
    expect(waitWords('node-lifecycle.grace', 'en')).toBe('until the node counts as lost');
    expect(waitWords('controllers.due taint-eviction-controller', 'en')).toContain('tolerate');
    expect(waitWords('controllers.due namespace-controller', 'en')).toBe('until a controller tries or looks again');
    expect(waitWords('kubelet.hook-done', 'ja')).toContain('フック');
    expect(waitWords('something.new', 'en')).toBe('with nothing to do');
  });
});
