import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { unifiedHunks } from './unified-diff.ts';

const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'cutaway-diff-'));
afterAll(() => fs.rmSync(temp, { recursive: true, force: true }));

function real(before: string, after: string): string {
  const [a, b] = [path.join(temp, 'a'), path.join(temp, 'b')];
  fs.writeFileSync(a, before);
  fs.writeFileSync(b, after);
  try {
    return execFileSync('diff', ['-u', '-N', a, b], { encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout.split('\n').slice(2).join('\n');
  }
}

const text = (lines: string): string => (lines === '' ? '' : `${lines.split(' ').join('\n')}\n`);

describe('unified diff', () => {
  it.each([
    ['a b c', 'a b c'],
    ['', 'a b c'],
    ['a b c', ''],
    ['a', 'b'],
    ['a b c d e f g h i j', 'a b c d X f g h i j'],
    ['a b c d e f g h i j k l m n o p', 'X b c d e f g Y h i j k l m n o Z'],
    ['a b c d e f g h i j k l m n o p', 'X b c d e f g h Y j k l m n o p'],
    ['- x - x - y', '- x - x - x - y'],
    ['a a a a', 'a a'],
    ['a b a b a b', 'b a b a'],
    ['spec: - a: - b: end', 'spec: - c: - a: - b: end'],
  ])('of %s and %s is that of diff -u', (before, after) => {
    expect(unifiedHunks(text(before), text(after))).toBe(real(text(before), text(after)));
  });

  it('is that of diff -u for texts with a few changes', () => {
    let seed = 7;
    const next = (below: number): number => {
      seed = (seed * 48_271) % 0x7fffffff;
      return seed % below;
    };
    const words = ['- name: a', '  image: b', 'x: 1', 'y: 2', 'resources: {}', '- name: c', 'key: value', 'z:'];
    for (let round = 0; round < 60; round++) {
      const before = Array.from({ length: 20 + next(30) }, () => words[next(words.length)]!);
      const after = [...before];
      for (let change = next(4); change >= 0; change--) {
        const at = next(after.length);
        if (next(2) === 0) after.splice(at, 1 + next(2));
        else after.splice(at, 0, words[next(words.length)]!);
      }
      const [a, b] = [`${before.join('\n')}\n`, `${after.join('\n')}\n`];
      expect(unifiedHunks(a, b)).toBe(real(a, b));
    }
  });
});
