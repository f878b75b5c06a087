import { describe, expect, it } from 'vitest';
import { atTheirMoment } from './moments.testing.ts';

const table = (age: string, name = 'web'): string => `NAME   AGE   LABELS\n${name}    ${age}    <none>\n`;

describe('outputs of two moments', () => {
  it.each([
    [table('0s'), table('1s'), 2],
    [table('59s'), table('61s'), 2],
    ['a   AGE      B\nx   9m59s    y\n', 'a   AGE   B\nx   10m   y\n', 1],
    ['Last (13m ago)', 'Last (14m ago)', 1],
    ['Age: 5s (x3 over 9s)', 'Age: 6s (x3 over 10s)', 1],
    ['creationTimestamp: "2026-01-02T03:04:05Z"', 'creationTimestamp: "2026-01-02T03:04:06Z"', 1],
  ])('are the same when only the time between them is in it: %j', (ours, theirs, seconds) => {
    expect(atTheirMoment(ours, theirs, seconds)).toBe(theirs);
  });

  it.each([
    [table('0s'), table('9s'), 2],
    [table('1s'), table('1s', 'wob'), 2],
    ['a   b\n', 'a  b\n', 2],
    [table('1s'), `${table('2s')}\n`, 2],
    ['Age: 5s', 'Age: (5s', 2],
    ['replicas: 1', 'replicas: 2', 2],
    ['at: 2026-01-02T03:04:05Z', 'at: 2026-01-02T03:04:09Z', 1],
  ])('differ in all else: %j', (ours, theirs, seconds) => {
    expect(atTheirMoment(ours, theirs, seconds)).toBe(ours);
  });
});
