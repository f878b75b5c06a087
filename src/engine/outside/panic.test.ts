import { describe, expect, it } from 'vitest';
import { seconds, type SimTime } from '../../base/time.ts';
import { startServer } from '../apiserver/server.testing.ts';
import { outsideComponent, startExchange } from './component.ts';
import { takeOutside } from './exchanges.ts';

describe('a request on which the server breaks', () => {
  it('is answered with 500, and changes nothing', () => {
    const { sim, call } = startServer({}, [outsideComponent]);
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
    Object.defineProperty(body, 'data', {
      enumerable: true,
      get: () => {
        throw new Error('broken');
      },
    });
    startExchange(sim, { exchange: 'one', agent: 'test', request: { method: 'POST', path: '/api/v1/namespaces/default/configmaps', body } });
    sim.runUntil(seconds(5) as SimTime);
    expect(takeOutside(sim)).toEqual([
      { exchange: 'one', seq: 0, is: 'answer', response: { code: 500, body: 'This request caused apiserver to panic. Look in the logs for details.\n' } },
    ]);
    expect(call('GET', '/api/v1/namespaces/default/configmaps/a').code).toBe(404);
    expect([...sim.happenings].map(({ code }) => code)).toContain('component.crash');
  });
});
