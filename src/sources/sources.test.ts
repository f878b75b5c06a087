import { describe, expect, it } from 'vitest';
import { Mirror } from '../mirror/mirror.ts';
import type { Frame } from '../wire/frame.ts';
import type { OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest } from '../wire/request.ts';
import type { Session } from '../wire/session.ts';
import type { Source } from '../wire/source.ts';
import type { FromWorker, ToWorker } from '../worker/protocol.ts';
import type { ClusterFactory } from '../worker/cluster-factory.ts';
import { factoryFor } from '../worker/factories.ts';
import { ClusterService } from '../worker/service.ts';
import { makePods, toyFactory, NO_MANIFEST_TOOLS } from '../worker/toy.testing.ts';
import { ReplaySource } from './replay.testing.ts';
import { SimulatorSource, type WorkerLike } from './simulator.ts';

const SESSION: Session = { v: 1, scenario: 'toy', seed: 1, commands: [] };

/** The service of the worker on this thread, ticked by hand; everything crosses as a structured clone. */
class Desk {
  wall = 0;
  workers: (WorkerLike & { dead: boolean; mute: boolean })[] = [];
  private services: { tick: () => void }[] = [];
  private readonly factoryFor: (session: Session) => ClusterFactory;

  constructor(factoryFor: Desk['factoryFor'] = () => toyFactory()) {
    this.factoryFor = factoryFor;
  }

  makeWorker = (): WorkerLike => {
    const worker: Desk['workers'][number] = {
      dead: false,
      mute: false,
      postMessage: () => undefined,
      terminate: () => undefined,
      onmessage: null,
      onerror: null,
    };
    const service = new ClusterService({
      factoryFor: this.factoryFor,
      manifests: NO_MANIFEST_TOOLS,
      clock: () => this.wall,
      post: (message: FromWorker) => {
        if (!worker.dead && !worker.mute) worker.onmessage?.({ data: structuredClone(message) });
      },
    });
    worker.postMessage = (message: ToWorker) => {
      if (!worker.dead && !worker.mute) service.receive(structuredClone(message));
    };
    worker.terminate = () => {
      worker.dead = true;
    };
    this.workers.push(worker);
    this.services.push({ tick: () => !worker.dead && service.tick() });
    return worker;
  };

  run(ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      this.wall += 16;
      for (const service of this.services) service.tick();
    }
  }
}

function recorded(): Frame[] {
  const desk = new Desk();
  const source = new SimulatorSource({ session: SESSION, makeWorker: desk.makeWorker, now: () => desk.wall });
  const frames: Frame[] = [];
  source.subscribe((frame) => frames.push(frame));
  desk.run(3);
  source.ask({ ask: 'command', command: makePods(6) }).catch(() => undefined);
  source.send({ do: 'play' });
  desk.run(300);
  source.close();
  return frames;
}

/** A source and how its wall time passes. */
interface Stand {
  readonly source: Source;
  readonly run: (ticks: number) => void;
}

const stands: readonly (readonly [string, () => Stand])[] = [
  [
    'the simulator',
    () => {
      const desk = new Desk();
      const source = new SimulatorSource({ session: SESSION, makeWorker: desk.makeWorker, now: () => desk.wall });
      desk.run(2);
      source.ask({ ask: 'command', command: makePods(6) }).catch(() => undefined);
      return { source, run: (ticks) => desk.run(ticks) };
    },
  ],
  [
    'a recording',
    () => {
      let [wall, tick] = [0, (): void => undefined];
      const source = new ReplaySource(recorded(), {
        now: () => wall,
        every: (_ms, body) => {
          tick = body;
          return () => undefined;
        },
      });
      const run = (ticks: number): void => {
        for (let i = 0; i < ticks; i++) {
          wall += 16;
          tick();
        }
      };
      return { source, run };
    },
  ],
];

describe.each(stands)('%s', (_name, stand) => {
  it('begins with a snapshot, plays, pauses, and goes back and forth; a mirror follows all the way', () => {
    const { source, run } = stand();
    const mirror = new Mirror();
    const frames: Frame[] = [];
    source.subscribe((frame) => {
      frames.push(frame);
      mirror.apply(frame);
    });
    run(2);
    expect(frames[0]!.from).toBeUndefined();
    source.send({ do: 'play', speed: 2 });
    run(120);
    expect(mirror.playing).toBe(true);
    expect(mirror.speed).toBe(2);
    expect(mirror.table('Pod').size).toBe(6);
    source.send({ do: 'pause' });
    run(2);
    const { t } = mirror.moment;
    run(50);
    expect(mirror.moment.t).toBe(t);
    expect(mirror.playing).toBe(false);
    source.send({ do: 'seek', to: { t: 0 } });
    run(2);
    expect(mirror.moment.t).toBe(0);
    expect(mirror.table('Pod').size).toBe(0);
    source.send({ do: 'seek', to: { t } });
    run(2);
    expect(mirror.table('Pod').size).toBe(6);
    source.close();
  });

  it('gives everyone who comes later the whole picture', () => {
    const { source, run } = stand();
    source.subscribe(() => undefined);
    source.send({ do: 'play' });
    run(100);
    const late = new Mirror();
    source.subscribe((frame) => late.apply(frame));
    run(2);
    expect(late.table('Node').size).toBe(3);
    expect(late.moment.t).toBeGreaterThan(1_000_000);
    source.close();
  });

  it('tells in words what it cannot do', async () => {
    const { source, run } = stand();
    run(2);
    const asked = source.can.write ? source.ask({ ask: 'command', command: { do: 'fault', fault: 'x', args: {} } }) : source.ask({ ask: 'session' });
    await expect(asked).rejects.toThrow(/know|cannot/);
    source.close();
  });
});

describe('a worker that dies', () => {
  it('is started anew where it was, from what was done', async () => {
    const desk = new Desk();
    const troubles: string[] = [];
    const source = new SimulatorSource({ session: SESSION, makeWorker: desk.makeWorker, now: () => desk.wall, onTrouble: ({ what }) => troubles.push(what) });
    const mirror = new Mirror();
    source.subscribe((frame) => mirror.apply(frame));
    desk.run(2);
    source.ask({ ask: 'command', command: makePods(6) }).catch(() => undefined);
    source.send({ do: 'play' });
    desk.run(100);
    const { moment } = mirror;
    const names = [...mirror.table('Pod').ids()].map((oid) => mirror.nameOf(oid)).sort();
    const waiting = source.ask({ ask: 'command', command: makePods(1) });
    desk.workers[0]!.mute = true;
    for (let i = 0; i < 10; i++) {
      desk.wall += 500;
      source.lookAfter();
    }
    await expect(waiting).rejects.toThrow(/started anew/);
    expect(troubles).toEqual(['restarted']);
    desk.run(3);
    expect({ ...mirror.moment, happenings: 0 }).toEqual({ ...moment, happenings: 0 });
    expect([...mirror.table('Pod').ids()].map((oid) => mirror.nameOf(oid)).sort()).toEqual(names);
    source.close();
  });

  it('is left alone when it dies again and again', () => {
    const desk = new Desk();
    const troubles: string[] = [];
    const source = new SimulatorSource({ session: SESSION, makeWorker: desk.makeWorker, now: () => desk.wall, onTrouble: ({ what }) => troubles.push(what) });
    for (let i = 0; i < 6; i++) desk.workers.at(-1)!.onerror?.({ message: 'out of memory' });
    expect(troubles).toEqual(['restarted', 'restarted', 'restarted', 'gave up']);
    source.close();
  });
});

describe('what clients and keys did right before a worker dies', () => {
  const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
  const create = (name: string) => ({ method: 'POST', path: CONFIG_MAPS, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } } }) as const;

  function stand() {
    const desk = new Desk(factoryFor);
    const heard: OutsideMessage[] = [];
    const session: Session = { v: 1, scenario: 'empty', seed: 1, commands: [] };
    const source = new SimulatorSource({ session, makeWorker: desk.makeWorker, now: () => desk.wall, onOutside: (message) => heard.push(message) });
    const mirror = new Mirror();
    source.subscribe((frame) => mirror.apply(frame));
    desk.run(20);
    let asked = 0;
    const client = (request: ApiRequest): (() => OutsideMessage | undefined) => {
      const exchange = `c${++asked}`;
      source.client({ exchange, agent: 'kubectl/v1', request });
      return () => heard.find((one) => one.exchange === exchange);
    };
    const dies = (): void => {
      desk.workers.at(-1)!.mute = true;
      for (let i = 0; i < 10; i++) {
        desk.wall += 500;
        source.lookAfter();
      }
      desk.run(20);
    };
    return { desk, source, mirror, client, dies };
  }

  it.each([true, false])('is there in the new one (page visible: %s)', (visible) => {
    const { desk, source, client, dies } = stand();
    source.send({ do: 'play' });
    desk.run(20);
    if (!visible) source.send({ do: 'visible', visible: false });
    const told = client(create('one'));
    while (!told()) desk.run(1);
    expect(told()).toMatchObject({ response: { code: 201 } });
    const late = client(create('two'));
    dies();
    expect(late()).toBeUndefined();
    const names = (): readonly string[] => {
      const list = client({ method: 'GET', path: CONFIG_MAPS });
      desk.run(5);
      const { items } = (list() as unknown as { response: { body: { items: { metadata: { name: string } }[] } } }).response.body;
      return items.map(({ metadata }) => metadata.name);
    };
    // What was answered has been lived; what was under way still is, and comes when it would have come.
    expect(names()).toContain('one');
    expect(names()).toEqual(['kube-root-ca.crt', 'one', 'two']);
    source.close();
  });

  it('opens a history that was lived: the commands and the moment belong together', async () => {
    const { desk, source, mirror, client, dies } = stand();
    source.send({ do: 'play' });
    for (let i = 0; i < 5; i++) {
      client(create(`early-${i}`));
      desk.run(10);
    }
    source.ask({ ask: 'command', command: { do: 'kubectl', line: 'kubectl get ns' } }).catch(() => undefined);
    desk.run(3);
    const [lived, told] = [source.lived(), await source.ask({ ask: 'session' })];
    expect(lived).toEqual(told);
    const { moment } = mirror;
    const screen = mirror.terminal('main')?.entries;
    dies();
    expect({ ...mirror.moment, happenings: 0 }).toEqual({ ...moment, happenings: 0 });
    expect(mirror.terminal('main')?.entries).toEqual(screen);
    source.close();
  });
});

describe('a frame that was lost', () => {
  it('is made good by a snapshot', () => {
    const desk = new Desk();
    const troubles: string[] = [];
    const source = new SimulatorSource({ session: SESSION, makeWorker: desk.makeWorker, now: () => desk.wall, onTrouble: ({ what }) => troubles.push(what) });
    const mirror = new Mirror();
    let count = 0;
    source.subscribe((frame) => {
      if (++count !== 3) mirror.apply(frame);
    });
    source.send({ do: 'play' });
    desk.run(2);
    source.send({ do: 'play' });
    desk.run(20);
    expect(troubles).toEqual(['error']);
    expect(mirror.moment.t).toBeGreaterThan(100_000);
    source.close();
  });
});

describe('a broken recording', () => {
  it('is refused', () => {
    const frames = recorded();
    expect(() => new ReplaySource([])).toThrow(/no recording/);
    expect(() => new ReplaySource(frames.slice(1))).toThrow(/no recording/);
    expect(() => new ReplaySource([frames[0]!, ...frames.slice(5)])).toThrow(/does not follow/);
  });
});
