import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/json.ts';
import { Troubles, troubleOf } from './troubles.ts';

function of(...commands: readonly (readonly [number, JsonObject])[]) {
  const troubles = new Troubles();
  for (const [t, command] of commands) {
    const change = troubleOf({ command });
    if (change) troubles.take(t, change);
  }
  return troubles.stretches.map(({ from, until }) => ({ from, until }));
}

describe('troubles on the timeline', () => {
  it('last as long as they say, or until they are ended', () => {
    expect(of([1e6, { do: 'fault', fault: 'packet-loss', args: { percent: 30, seconds: 60 } }])).toEqual([{ from: 1e6, until: 61e6 }]);
    expect(of([0, { do: 'node.power', node: 'node-1', on: false }])).toEqual([{ from: 0, until: undefined }]);
    expect(
      of(
        [0, { do: 'node.power', node: 'node-1', on: false }],
        [5, { do: 'node.power', node: 'node-2', on: true }],
        [9, { do: 'node.power', node: 'node-1', on: true }],
      ),
    ).toEqual([{ from: 0, until: 9 }]);
  });

  it('end all together or one by one; what is no trouble that lasts has no stretch', () => {
    const loss = { do: 'fault', fault: 'packet-loss', args: { seconds: 60 } };
    const dns = { do: 'fault', fault: 'dns-down', args: { seconds: 60 } };
    expect(of([0, loss], [1, dns], [5, { do: 'fault', fault: 'mend', args: { only: 'dns-down' } }])).toEqual([
      { from: 0, until: 60e6 },
      { from: 1, until: 5 },
    ]);
    expect(of([0, loss], [1, dns], [5, { do: 'fault', fault: 'mend', args: {} }]).map(({ until }) => until)).toEqual([5, 5]);
    expect(of([0, { do: 'apply', said: 'kubectl apply: pod/a' }], [1, { do: 'fault', fault: 'compaction', args: {} }])).toEqual([]);
  });

  it('looks at none again that is over, however many there have been', () => {
    let looks = 0;
    const troubles = new Troubles();
    for (let i = 0; i < 1_000; i++) {
      troubles.take(i * 10, { begins: 'packet-loss ', lastsUs: 5 });
      const begun = troubles.stretches.at(-1)!;
      const { until } = begun;
      Object.defineProperty(begun, 'until', { get: () => (looks++, until) });
    }
    expect(looks).toBeLessThanOrEqual(2_000);
    expect(troubles.stretches).toHaveLength(1_000);
  });
});
