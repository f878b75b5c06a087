import { describe, expect, it } from 'vitest';
import { DEFAULT_CLASS } from '../scenarios/manifests.ts';
import { standardNodes } from '../scenarios/nodes.ts';
import type { RecordedCommand } from '../wire/instant.ts';
import type { OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest } from '../wire/request.ts';
import { HeadlessCluster } from './headless.ts';
import { replayed } from './replay.testing.ts';

const POD = `apiVersion: v1
kind: Pod
metadata: {name: box}
spec: {containers: [{name: box, image: busybox, command: [sleep, "100000"]}]}
`;

/** A cluster whose clock stands where the test sets it. */
function quiet() {
  const commands: RecordedCommand[] = [];
  const cluster = new HeadlessCluster({
    scenario: { id: 'test', title: { en: '', ja: '' }, nodes: standardNodes(1), manifests: [DEFAULT_CLASS, POD], traffic: [], opensAt: 'quiet' },
    seed: 1,
    speed: 1,
    clock: () => 0,
    record: (command) => commands.push(command),
  });
  cluster.start();
  cluster.stop();
  const ask = (request: ApiRequest) => {
    const heard: OutsideMessage[] = [];
    return { heard, exchange: cluster.open({ agent: 'test', request }, (message) => void heard.push(message)) };
  };
  const pass = (): void => {
    cluster.resume(cluster.sim.now + 1_000_000);
    cluster.stop();
  };
  return { cluster, commands, ask, pass };
}

const PODS = '/api/v1/namespaces/default/pods';
const CAT: ApiRequest = { method: 'GET', path: `${PODS}/box/exec`, query: { stdin: 'true', stdout: 'true' }, body: { command: ['cat'] } };

/** A list in a list, and so on. */
const deep = (levels: number): never => (levels === 0 ? 1 : [deep(levels - 1)]) as never;

describe('what a session has no room for', () => {
  it('is answered with 400 and leaves no trace', () => {
    const { cluster, commands, ask } = quiet();
    const { heard } = ask({ method: 'POST', path: '/api/v1/namespaces/default/configmaps', body: { data: deep(150) } });
    expect(heard).toMatchObject([{ is: 'answer', response: { code: 400, body: { message: 'the command.request.body is nested too deep' } } }]);
    expect([cluster.listening, commands]).toEqual([0, []]);
    expect(ask({ method: 'GET', path: PODS }).heard).toMatchObject([{ response: { code: 200 } }]);
    expect(replayed(cluster, commands)).toMatchObject({ revision: cluster.revision, time: cluster.sim.now });
  });

  it('ends the stream it was sent into, and no other', () => {
    const { cluster, commands, ask, pass } = quiet();
    const [one, other] = [ask(CAT), ask(CAT)];
    one.exchange.input({ is: 'text', text: 'a'.repeat(2_000_000) });
    expect(one.heard.slice(1)).toMatchObject([
      { seq: 1, is: 'output', channel: 'error', text: expect.stringContaining('longer than 1048576 characters') },
      { is: 'closed' },
    ]);
    one.exchange.input({ is: 'end' });
    other.exchange.input({ is: 'text', text: 'hi' });
    pass();
    expect(other.heard.slice(1)).toMatchObject([{ is: 'output', channel: 'stdout', text: 'hi' }]);
    expect(cluster.listening).toBe(1);
    expect(replayed(cluster, commands)).toMatchObject({ revision: cluster.revision, time: cluster.sim.now });
  });
});
