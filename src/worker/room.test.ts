import { describe, expect, it } from 'vitest';
import type { OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest } from '../wire/request.ts';
import { checkSession } from '../wire/session-check.ts';
import type { Session } from '../wire/session.ts';
import { factoryFor } from './factories.ts';
import type { FromWorker } from './protocol.ts';
import { ClusterService } from './service.ts';
import { NO_MANIFEST_TOOLS } from './toy.testing.ts';

const ROOM = 8;

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const WATCH: ApiRequest = { method: 'GET', path: CONFIG_MAPS, query: { watch: 'true' } };
const create = (name: string): ApiRequest => ({ method: 'POST', path: CONFIG_MAPS, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } });

class Page {
  readonly messages: FromWorker[] = [];
  private wall = 0;
  private asked = 0;
  readonly service = new ClusterService({
    factoryFor,
    manifests: NO_MANIFEST_TOOLS,
    limits: { mostCommands: ROOM },
    post: (message) => this.messages.push(message),
    clock: () => this.wall,
  });

  constructor() {
    this.service.receive({ say: 'subscribe' });
    this.open();
  }

  open(): void {
    this.service.receive({ say: 'ask', id: ++this.asked, question: { ask: 'open', session: { v: 1, scenario: 'empty', seed: 1, commands: [] } } });
    this.run(20);
  }

  run(ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      this.wall += 16;
      this.service.tick();
      const frame = this.messages.findLast((m) => m.say === 'frame');
      if (frame) this.service.receive({ say: 'shown', frame: frame.number });
    }
  }

  client(exchange: string, request: ApiRequest): () => readonly OutsideMessage[] {
    this.service.receive({ say: 'client', exchange, agent: 'kubectl/v1', request });
    this.run(3);
    return () => this.messages.flatMap((one) => (one.say === 'outside' && one.message.exchange === exchange ? [one.message] : []));
  }

  /** Clients ask until the session is full. */
  fill(): void {
    for (let i = 0; i < ROOM; i++) this.client(`fill-${i}`, create(`fill-${i}`));
  }

  count(say: FromWorker['say']): number {
    return this.messages.filter((one) => one.say === say).length;
  }

  get session(): Session {
    const id = ++this.asked;
    this.service.receive({ say: 'ask', id, question: { ask: 'session' } });
    const answer = this.messages.find((one) => one.say === 'answer' && one.id === id);
    return (answer as Extract<FromWorker, { say: 'answer' }>).answer as Session;
  }

  /** Virtual time that passes in a second while it plays. */
  plays(): number {
    this.service.receive({ say: 'control', control: { do: 'play', speed: 1 } });
    const now = (): number => this.messages.findLast((m) => m.say === 'frame')!.frame.to.t;
    this.run(3);
    const before = now();
    this.run(60);
    return now() - before;
  }
}

describe('a session that is full', () => {
  it('plays on, whoever leaves, and can be read again', () => {
    const page = new Page();
    page.client('w', WATCH);
    page.fill();
    page.service.receive({ say: 'client.gone', exchange: 'w' });
    expect(page.plays()).toBeGreaterThan(900_000);
    expect(page.count('trouble')).toBe(0);
    const { commands } = page.session;
    // Room for its leaving was kept all the time.
    expect(commands.filter(({ command }) => command.do === 'client.gone')).toHaveLength(1);
    expect(commands.length).toBeLessThanOrEqual(ROOM);
    expect(() => checkSession(JSON.parse(JSON.stringify(page.session)))).not.toThrow();
  });

  it('answers clients with 503 and the reason, and tells the page once', () => {
    const page = new Page();
    page.fill();
    const late = page.client('late', create('late'));
    page.client('later', create('later'));
    expect(late()).toMatchObject([
      { is: 'answer', response: { code: 503, body: { reason: 'ServiceUnavailable', message: expect.stringContaining('is full') } } },
    ]);
    expect(page.count('full')).toBe(1);
    page.service.receive({ say: 'ask', id: 100, question: { ask: 'command', command: { do: 'kubectl', line: 'kubectl get ns' } } });
    page.service.receive({ say: 'ask', id: 101, question: { ask: 'command', command: { do: 'kubectl', line: 'kubectl get ns' } } });
    expect(page.messages.find((one) => one.say === 'refused')).toMatchObject({ message: expect.stringContaining('is full') });
    // Who does something hears of it again.
    expect(page.count('full')).toBeGreaterThan(1);
    page.open();
    expect(page.client('anew', create('anew'))()).toMatchObject([{ response: { code: 201 } }]);
  });

  it('ends a stream whose client sends more than there is room for', () => {
    const page = new Page();
    const watch = page.client('w', WATCH);
    page.fill();
    for (let i = 0; i < ROOM; i++) page.service.receive({ say: 'client.input', exchange: 'w', input: { is: 'text', text: 'x' } });
    expect(watch().at(-1)).toMatchObject({ is: 'closed' });
    expect(page.plays()).toBeGreaterThan(900_000);
    expect(page.count('trouble')).toBe(0);
  });

  it('has room for everybody’s leaving, also of those that went while the page stood in the past', () => {
    const page = new Page();
    for (const name of ['a', 'b', 'c']) page.client(name, WATCH);
    page.fill();
    page.service.receive({ say: 'control', control: { do: 'seek', to: { t: 1_000_000 } } });
    page.service.receive({ say: 'control', control: { do: 'now' } });
    page.run(5);
    expect(page.session.commands.filter(({ command }) => command.do === 'client.gone')).toHaveLength(3);
    expect(page.plays()).toBeGreaterThan(900_000);
  });
});
