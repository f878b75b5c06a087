import { describe, expect, it } from 'vitest';
import { at, DEFAULT_EPOCH_MS, goDuration, humanDuration, minutes, ms, parseRfc3339, rfc3339, rfc3339Micro, seconds } from './time.ts';

describe('time', () => {
  it('writes times of the calendar without a clock', () => {
    expect(rfc3339(DEFAULT_EPOCH_MS, at(0))).toBe('2026-01-01T00:00:00Z');
    expect(rfc3339(DEFAULT_EPOCH_MS, at(seconds(86_400 * 59 + 3_661)))).toBe('2026-03-01T01:01:01Z');
    expect(rfc3339Micro(DEFAULT_EPOCH_MS, at(ms(250.5)))).toBe('2026-01-01T00:00:00.250500Z');
    for (const days of [0, 58, 59, 365, 1_154, 10_000]) {
      const t = at(seconds(days * 86_400 + 12_345));
      expect(rfc3339(DEFAULT_EPOCH_MS, t)).toBe(`${new Date(DEFAULT_EPOCH_MS + t / 1_000).toISOString().slice(0, 19)}Z`);
    }
  });

  it('reads them back', () => {
    expect(parseRfc3339(DEFAULT_EPOCH_MS, '2026-01-01T00:00:05Z')).toBe(seconds(5));
    expect(parseRfc3339(DEFAULT_EPOCH_MS, '2026-01-01T01:00:00+01:00')).toBe(0);
    expect(parseRfc3339(DEFAULT_EPOCH_MS, '2026-01-01T00:00:00.000001Z')).toBe(1);
    expect(parseRfc3339(DEFAULT_EPOCH_MS, 'yesterday')).toBeUndefined();
  });

  it('prints durations as Go and kubectl do', () => {
    expect([0, ms(1.5), seconds(1), seconds(90), minutes(61), ms(300), 7].map(goDuration)).toEqual(['0s', '1.5ms', '1s', '1m30s', '1h1m0s', '300ms', '7µs']);
    // Less than two seconds ahead counts as now: clocks differ.
    expect([seconds(-0.5), seconds(-1.5), seconds(-2)].map(humanDuration)).toEqual(['0s', '0s', '<invalid>']);
    expect([seconds(5), seconds(119), seconds(125), minutes(10), minutes(181), minutes(60 * 30), minutes(60 * 24 * 9)].map(humanDuration)).toEqual([
      '5s',
      '119s',
      '2m5s',
      '10m',
      '3h1m',
      '30h',
      '9d',
    ]);
  });
});
