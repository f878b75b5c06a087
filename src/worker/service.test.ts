import { describe, expect, it } from 'vitest';
import { seconds } from '../base/time.ts';
import type { Frame } from '../wire/frame.ts';
import type { Session } from '../wire/session.ts';
import type { Question } from '../wire/source.ts';
import type { FromWorker } from './protocol.ts';
import { factoryFor } from './factories.ts';
import { ClusterService } from './service.ts';
import { makePods, toyFactory, NO_MANIFEST_TOOLS } from './toy.testing.ts';

const SESSION: Session = { v: 1, scenario: 'toy', seed: 1, commands: [] };

class Bench {
  readonly messages: FromWorker[] = [];
  wall = 0;
  private asked = 0;
  readonly service = new ClusterService({
    factoryFor: (session) => {
      if (session.scenario !== 'toy') throw new Error(`no scenario is named ${session.scenario}`);
      return toyFactory(session.seed);
    },
    manifests: NO_MANIFEST_TOOLS,
    post: (message) => this.messages.push(message),
    clock: () => this.wall,
  });

  /** Ticks of 16 ms; every frame is shown at once. */
  run(ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      this.wall += 16;
      const before = this.frames.length;
      this.service.tick();
      for (const frame of this.messages.filter((m) => m.say === 'frame').slice(before)) this.service.receive({ say: 'shown', frame: frame.number });
    }
  }

  ask(question: Question): () => unknown {
    const id = ++this.asked;
    this.service.receive({ say: 'ask', id, question });
    return () => {
      const found = this.messages.find((m) => (m.say === 'answer' || m.say === 'refused') && m.id === id);
      return found?.say === 'answer' ? found.answer : found?.say === 'refused' ? `refused: ${found.message}` : undefined;
    };
  }

  control(control: Parameters<ClusterService['receive']>[0] extends infer M ? (M extends { say: 'control'; control: infer C } ? C : never) : never): void {
    this.service.receive({ say: 'control', control });
  }

  get frames(): Frame[] {
    return this.messages.flatMap((m) => (m.say === 'frame' ? [m.frame] : []));
  }

  get last(): Frame {
    return this.frames.at(-1)!;
  }
}

const opened = (): Bench => {
  const bench = new Bench();
  bench.service.receive({ say: 'subscribe' });
  bench.ask({ ask: 'open', session: SESSION });
  bench.run(2);
  return bench;
};

describe('a wish to stop', () => {
  it('stops the clock right after the event that makes a condition true, once', () => {
    const messages: FromWorker[] = [];
    let wall = 0;
    const service = new ClusterService({ factoryFor, manifests: NO_MANIFEST_TOOLS, post: (message) => messages.push(message), clock: () => wall });
    const tick = (): void => {
      wall += 16;
      service.tick();
      const frame = messages.findLast((m) => m.say === 'frame');
      if (frame) service.receive({ say: 'shown', frame: frame.number });
    };
    const last = (): Frame => messages.findLast((m) => m.say === 'frame')!.frame;
    service.receive({ say: 'subscribe' });
    service.receive({ say: 'ask', id: 1, question: { ask: 'open', session: { v: 1, scenario: 'empty', seed: 1, commands: [] } } });
    while (!messages.some((m) => m.say === 'answer')) tick();
    tick();
    const command = { do: 'component.switch', component: 'replicaset-controller', on: false } as const;
    const condition = { component: { name: 'replicaset-controller', on: false } } as const;
    const since = { happening: last().to.happenings, time: '' };
    service.receive({ say: 'control', control: { do: 'stop', when: { condition: { not: condition }, since } } });
    service.receive({ say: 'control', control: { do: 'play', speed: 100 } });
    for (let i = 0; i < 5 && last().playing !== false; i++) tick();
    service.receive({ say: 'ask', id: 2, question: { ask: 'command', command } });
    service.receive({ say: 'control', control: { do: 'stop', when: { condition, since } } });
    service.receive({ say: 'control', control: { do: 'play' } });
    const from = last().to;
    for (let i = 0; i < 200 && (i < 2 || last().playing); i++) tick();
    expect(last().playing).toBe(false);
    expect(last().to.event - from.event).toBeLessThan(3);
    service.receive({ say: 'control', control: { do: 'play' } });
    for (let i = 0; i < 50; i++) tick();
    expect(last().playing).toBe(true);
  });
});

describe('the worker between page and timeline', () => {
  it('begins with a snapshot and stands still until told to play', () => {
    const bench = opened();
    expect(bench.frames).toHaveLength(1);
    expect(bench.last).toMatchObject({ from: undefined, playing: false, to: { branch: 'main', event: 0 } });
    expect(bench.last.rows.Node).toHaveLength(30);
    bench.run(20);
    expect(bench.frames).toHaveLength(1);
  });

  it('maps wall time to virtual time by speed, without catching up after a stall', () => {
    const bench = opened();
    bench.control({ do: 'play', speed: 10 });
    bench.run(100);
    expect(bench.last.to.t).toBe(16_000_000);
    bench.control({ do: 'speed', speed: 0.5 });
    bench.run(100);
    expect(bench.last.to.t).toBe(16_800_000);
    bench.wall += 3_600_000;
    bench.run(1);
    expect(bench.last.to.t).toBe(16_825_000);
  });

  it('rests while the page is hidden', () => {
    const bench = opened();
    bench.control({ do: 'play' });
    bench.run(10);
    const { t } = bench.last.to;
    bench.control({ do: 'visible', visible: false });
    bench.run(1_000);
    bench.control({ do: 'visible', visible: true });
    bench.run(1);
    expect(bench.last.to.t).toBe(t);
    expect(bench.last.playing).toBe(true);
  });

  it('answers a command when its answer has come, in virtual time', () => {
    const bench = opened();
    const answer = bench.ask({ ask: 'command', command: makePods(2) });
    bench.run(5);
    expect(answer()).toBeUndefined();
    bench.control({ do: 'play' });
    bench.run(5);
    expect(answer()).toEqual({ ok: true, lines: [{ stream: 'stdout', text: '2 made' }] });
  });

  it('skips idle stretches and says so, but never work', () => {
    const bench = opened();
    bench.control({ do: 'play', speed: 0.1 });
    bench.ask({ ask: 'command', command: makePods(3) });
    bench.run(200);
    const lens = bench.frames.find((frame) => frame.lens)?.lens;
    expect(lens?.why).toMatch(/^toy\./);
    const wall = bench.wall;
    bench.run(1_200);
    expect(bench.last.lens).toBeUndefined();
    expect(bench.last.to.t).toBeGreaterThan((bench.wall - wall) * 100);
    bench.control({ do: 'lens', on: false });
  });

  it('does not send a frame before the last ones are shown', () => {
    const bench = opened();
    bench.control({ do: 'play' });
    for (let i = 0; i < 50; i++) {
      bench.wall += 16;
      bench.service.tick();
    }
    expect(bench.frames.length).toBeLessThan(5);
    bench.messages.filter((m) => m.say === 'frame').forEach((m) => bench.service.receive({ say: 'shown', frame: m.number }));
    bench.run(1);
    expect(bench.last.to.t).toBe(51 * 16_000);
  });

  it('tells the thread of cause, the history of an object, a happening', () => {
    const bench = opened();
    bench.ask({ ask: 'command', command: makePods(1) });
    bench.control({ do: 'play', speed: 100 });
    bench.run(20);
    const oid = bench.frames.flatMap((frame) => [...(frame.rows.Pod ?? [])])[0]!;
    const history = bench.ask({ ask: 'history', oid })() as { rev: number; happening: number; object: { status: { phase: string } } }[];
    expect(history.map(({ object }) => object.status.phase)).toEqual(['Pending', 'Pending', 'Running']);
    const last = bench.ask({ ask: 'happening', id: history[2]!.happening })() as { code: string };
    expect(last.code).toBe('etcd.write');
    const { back } = bench.ask({ ask: 'thread', id: history[2]!.happening, limit: 50 })() as { back: { id: number; code: string }[] };
    expect(back.map(({ code }) => code)).toEqual(['etcd.write', 'decide', 'etcd.write', 'command']);
    const { forward } = bench.ask({ ask: 'thread', id: back.at(-1)!.id, limit: 50 })() as { forward: { id: number }[] };
    expect(forward.map(({ id }) => id)).toContain(history[2]!.happening);
  });

  it('gives a session that opens on the same frame', () => {
    const bench = opened();
    bench.control({ do: 'play', speed: 10 });
    bench.run(30);
    bench.ask({ ask: 'command', command: makePods(5) });
    bench.run(60);
    bench.control({ do: 'pause' });
    bench.run(1);
    const session = bench.ask({ ask: 'session' })() as Session;
    const { to } = bench.last;
    const other = opened();
    const ok = other.ask({ ask: 'open', session: JSON.parse(JSON.stringify(session)) });
    other.run(3);
    expect(ok()).toEqual({ ok: true });
    expect(other.last.from).toBeUndefined();
    expect(other.last.to).toEqual(to);
    expect(other.last.playing).toBe(false);
  });

  it('refuses in words what it cannot do, and goes on', () => {
    const bench = opened();
    expect(bench.ask({ ask: 'command', command: { do: 'fault', fault: 'x', args: {} } })()).toMatch(/^refused: /);
    const bad = bench.ask({ ask: 'open', session: { ...SESSION, scenario: 'evil' } });
    expect(bad()).toEqual({ ok: false, message: 'no scenario is named evil' });
    bench.control({ do: 'play' });
    bench.run(5);
    expect(bench.last.to.t).toBeGreaterThan(0);
  });

  it('sends one squashed frame for a seek, and the branches when they changed', () => {
    const bench = opened();
    bench.control({ do: 'play', speed: 10 });
    bench.ask({ ask: 'command', command: makePods(5) });
    bench.run(60);
    const before = bench.frames.length;
    bench.control({ do: 'seek', to: { t: seconds(0) } });
    bench.run(1);
    expect(bench.frames.length).toBe(before + 1);
    expect(bench.last.gone.length).toBe(5);
    expect(bench.last.playing).toBe(false);
    bench.ask({ ask: 'command', command: makePods(1) });
    bench.run(1);
    expect(bench.last.branches).toHaveLength(2);
    expect(bench.last.to.branch).toBe('branch-2');
    expect(bench.last.happenings!.firstId).toBeLessThanOrEqual(bench.last.to.happenings);
  });
});

describe('what fails at every tick', () => {
  it('is told once, and again when somebody does something', () => {
    const messages: FromWorker[] = [];
    let broken = false;
    const service = new ClusterService({
      factoryFor: () => {
        const toy = toyFactory();
        return {
          ...toy,
          parts: (sim) => {
            if (broken) throw new Error('no parts');
            return toy.parts(sim);
          },
        };
      },
      manifests: NO_MANIFEST_TOOLS,
      post: (message) => messages.push(message),
      clock: () => messages.length,
    });
    service.receive({ say: 'ask', id: 1, question: { ask: 'open', session: SESSION } });
    service.tick();
    broken = true;
    service.receive({ say: 'subscribe' });
    for (let i = 0; i < 50; i++) service.tick();
    const told = (): number => messages.filter(({ say }) => say === 'trouble').length;
    expect(told()).toBe(1);
    service.receive({ say: 'control', control: { do: 'play' } });
    for (let i = 0; i < 50; i++) service.tick();
    expect(told()).toBe(2);
  });
});
