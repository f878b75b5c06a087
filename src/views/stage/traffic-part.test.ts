import { describe, expect, it } from 'vitest';
import { DRAWN_SECONDS, trafficPart } from './traffic-part.ts';

const source = (over: object) => ({
  id: 'a',
  from: 'users',
  url: 'http://web/',
  perSecond: 2,
  running: true,
  sent: 0,
  ok: 0,
  failed: {},
  seconds: [],
  ...over,
});

describe('what users outside send', () => {
  it('adds up running sources of users, and leaves pods to themselves', () => {
    const part = trafficPart({ sources: [source({}), source({ perSecond: 5, running: false }), source({ from: 'default/client', perSecond: 100 })] }, 30e6);
    expect(part.perSecond).toBe(2);
  });

  it('tells the rate of failures over the last seconds', () => {
    const seconds = [
      [20, 4, 0, 4],
      [28, 2, 1, 1],
      [30, 2, 0, 2],
    ];
    expect(trafficPart({ sources: [source({ seconds })] }, 30_500_000).failingPerSecond).toBe(0.6);
    expect(trafficPart({ sources: [source({ seconds })] }, 60_500_000).failingPerSecond).toBe(0);
  });

  it('gives every second a place, also those without a request', () => {
    const part = trafficPart({ sources: [source({ seconds: [[29, 3, 2, 1]] })] }, 30_200_000);
    expect(part.seconds).toHaveLength(DRAWN_SECONDS);
    expect(part.seconds.at(-1)).toEqual({ at: 30, ok: 0, failed: 0 });
    expect(part.seconds.at(-2)).toEqual({ at: 29, ok: 2, failed: 1 });
  });

  it('is quiet when nothing is told', () => {
    expect(trafficPart({}, 0)).toMatchObject({ perSecond: 0, failingPerSecond: 0 });
  });
});
