import { afterEach, describe, expect, it } from 'vitest';
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
function quiet(clock: () => number = () => 0) {
  const commands: RecordedCommand[] = [];
  const cluster = new HeadlessCluster({
    scenario: { id: 'test', title: { en: '', ja: '' }, nodes: standardNodes(1), manifests: [DEFAULT_CLASS, POD], traffic: [], opensAt: 'quiet' },
    seed: 1,
    speed: 1,
    clock,
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

const started: HeadlessCluster[] = [];
afterEach(() => {
  for (const cluster of started.splice(0)) cluster.stop();
});

/** A cluster at the wall's speed; `lead`: milliseconds that it is ahead of the wall. */
function live(clock: () => number = () => performance.now()) {
  const { cluster, ask } = quiet(clock);
  started.push(cluster);
  const [wall, virtual] = [performance.now(), cluster.sim.now];
  cluster.resume();
  const lead = (): number => (cluster.sim.now - virtual) / 1_000 - (performance.now() - wall);
  const answer = (request: ApiRequest) => new Promise<OutsideMessage>((resolve) => cluster.open({ agent: 'test', request }, resolve));
  return { cluster, ask, lead, answer };
}

describe('time under load', () => {
  it('goes no further ahead of the wall than a few answers need, and what is under way goes on', async () => {
    const { lead, answer } = live();
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'new' },
      spec: { containers: [{ name: 'new', image: 'busybox', command: ['sleep', '9'] }] },
    };
    await answer({ method: 'POST', path: PODS, body: pod as never });
    const leads: number[] = [];
    const connection = async (): Promise<void> => {
      for (let i = 0; i < 50; i++) {
        await answer({ method: 'GET', path: PODS });
        leads.push(lead());
      }
    };
    await Promise.all(Array.from({ length: 20 }, connection));
    expect(leads).toHaveLength(1_000);
    expect(Math.max(...leads)).toBeLessThan(61);
    const phase = async (): Promise<unknown> => {
      const said = await answer({ method: 'GET', path: `${PODS}/new` });
      return said.is === 'answer' && (said.response.body as { status?: { phase?: string } }).status?.phase;
    };
    await expect.poll(phase, { timeout: 10_000, interval: 50 }).toBe('Running');
  }, 60_000);

  it('is no matter of how many ask at once; who asks a few things one by one does not wait for the wall', async () => {
    // The wall's clock stands.
    const { cluster, answer } = live(() => 0);
    const begun = cluster.sim.now;
    await Promise.all(Array.from({ length: 100 }, () => answer({ method: 'GET', path: PODS })));
    const one = cluster.sim.now - begun;
    for (let i = 0; i < 2; i++) await answer({ method: 'GET', path: PODS });
    expect(cluster.sim.now - begun).toBeLessThanOrEqual(60_000);
    expect(one).toBeLessThan(20_000);
    expect(one * 3).toBeLessThanOrEqual(cluster.sim.now - begun + 3_000);
  });
});

/** A list in a list, and so on. */
const deep = (levels: number): never => (levels === 0 ? 1 : [deep(levels - 1)]) as never;

describe('what a program does not read', () => {
  const exec = (...command: readonly string[]): ApiRequest => ({ ...CAT, body: { command: [...command] } });
  const inputs = 'a'.repeat(65_536);

  it('waits outside, until it reads', async () => {
    const { cluster, commands } = quiet(() => performance.now());
    started.push(cluster);
    const rooms: string[] = [];
    const open = (name: string, request: ApiRequest) =>
      cluster.open(
        { agent: 'test', request },
        () => {},
        () => void rooms.push(name),
      );
    const [sleeps, later, reads] = [
      open('sleeps', exec('sleep', '100000')),
      open('later', exec('sh', '-c', 'sleep 1; cat > /dev/null')),
      open('reads', exec('cat')),
    ];
    cluster.resume(cluster.sim.now + 500_000);
    for (const exchange of [sleeps, later])
      expect([exchange.input({ is: 'text', text: inputs }), exchange.input({ is: 'text', text: 'b' })]).toEqual([true, false]);
    for (let i = 0; i < 5; i++) expect(reads.input({ is: 'text', text: inputs })).toBe(true);
    await expect.poll(() => rooms, { timeout: 10_000 }).toEqual(['later']);
    expect(later.input({ is: 'text', text: inputs })).toBe(true);
    expect(sleeps.input({ is: 'end' })).toBe(false);
    cluster.stop();
    expect(replayed(cluster, commands)).toMatchObject({ revision: cluster.revision, time: cluster.sim.now });
  });

  it('is a line as long as who reads lines wants it', () => {
    const { ask, pass } = quiet();
    const { exchange, heard } = ask(exec('sh', '-c', 'read line; echo ${#line}'));
    pass();
    for (let i = 0; i < 4; i++) expect(exchange.input({ is: 'text', text: inputs })).toBe(true);
    exchange.input({ is: 'text', text: '\n' });
    pass();
    expect(heard).toMatchObject([{}, { text: '262144\n' }, {}, { is: 'closed' }]);
  });
});

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
