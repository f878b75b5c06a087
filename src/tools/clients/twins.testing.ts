import fs from 'node:fs';
import path from 'node:path';
import { seconds, type SimTime } from '../../base/time.ts';
import { serve } from '../../engine/apiserver/serve.ts';
import { createCluster } from '../../engine/cluster.ts';
import { takeOutside } from '../../engine/outside/exchanges.ts';
import { executeCommand } from '../../engine/person.ts';
import type { Sim } from '../../engine/sim/sim.ts';
import { DEFAULT_CLASS } from '../../scenarios/manifests.ts';
import { standardNodes } from '../../scenarios/nodes.ts';
import { type ClusterHost, type Exchange, isLast } from '../../server/host.ts';
import { KUBECTL } from '../../wire/actors.ts';
import type { OutsideMessage } from '../../wire/outside.ts';
import type { ApiRequest } from '../../wire/request.ts';
import { type Ran, RealKubectl, typed } from './real.testing.ts';

/** How long a cluster has lived when the first line is typed. */
const LIVED_US = seconds(15);
/** An answer that takes longer in virtual time comes when the client has waited. */
const AHEAD_US = seconds(1);
/** A client that has asked for nothing for so long, and listens, waits for something to happen. */
const IDLE_MS = 60;
const STRIDE_US = seconds(0.5);

/** What is served at all: the terminal's kubectl has it in its cache and does not ask. */
const isDiscovery = ({ method, path }: ApiRequest): boolean => method === 'GET' && /^\/(api(\/v1)?|apis(\/[^/]+(\/[^/]+)?)?|version)$/.test(path);

/** A cluster whose clock moves as far as answers need; and on, while its client waits for something to happen. */
export class SteppedCluster implements ClusterHost {
  readonly sim: Sim;
  private readonly hearing = new Map<string, (message: OutsideMessage) => void>();
  private opened = 0;
  private askedAt = 0;

  constructor(epochMs: number) {
    this.sim = createCluster(
      { id: 'twins', title: { en: '', ja: '' }, nodes: standardNodes(3), manifests: [DEFAULT_CLASS], traffic: [], opensAt: 'quiet', epochMs },
      { seed: 1, detail: 'lean' },
    );
  }

  open({ agent, request }: Parameters<ClusterHost['open']>[0], hear: (message: OutsideMessage) => void): Exchange {
    const exchange = `client-${++this.opened}`;
    let answered = false;
    this.askedAt = performance.now();
    if (isDiscovery(request)) {
      hear({ exchange, seq: 0, is: 'answer', response: serve(this.sim, { ...request, agent }, KUBECTL) });
      return { input: () => true, close: () => undefined };
    }
    this.hearing.set(exchange, (message) => {
      answered = true;
      hear(message);
    });
    executeCommand(this.sim, { do: 'client', exchange, agent, request });
    const until = this.sim.now + AHEAD_US;
    for (let next = this.sim.peek(); !answered && next && next.at <= until; next = this.sim.peek()) this.step();
    return {
      input: (input) => {
        executeCommand(this.sim, { do: 'client.input', exchange, input });
        return true;
      },
      close: () => {
        if (this.hearing.delete(exchange)) executeCommand(this.sim, { do: 'client.gone', exchange });
      },
    };
  }

  runUntil(time: number): void {
    for (let next = this.sim.peek(); next && next.at <= time; next = this.sim.peek()) this.step();
    this.sim.runUntil(Math.max(time, this.sim.now) as SimTime);
  }

  /** Lets time pass when the client waits. */
  attend(): void {
    if (this.hearing.size > 0 && performance.now() - this.askedAt > IDLE_MS) this.runUntil(this.sim.now + STRIDE_US);
  }

  private step(): void {
    this.sim.step();
    this.sim.takeHappenings();
    for (const message of takeOutside(this.sim)) {
      const hear = this.hearing.get(message.exchange);
      if (isLast(message)) this.hearing.delete(message.exchange);
      hear?.(message);
    }
  }
}

export interface Both {
  readonly real: Ran;
  readonly ours: Ran;
}

/** Two clusters that began alike at the same instant: lines go to the one through the real kubectl, to the other through the terminal of the page. */
export class Twins {
  private readonly name: string;
  private theirs = new SteppedCluster(0);
  private ours = this.theirs;
  private epochMs = 0;
  private readonly kubectl: RealKubectl;

  constructor(name: string) {
    this.name = name;
    this.kubectl = new RealKubectl(name, { open: (asked, hear) => this.theirs.open(asked, hear) });
  }

  start(): Promise<void> {
    return this.kubectl.start();
  }

  stop(): void {
    this.kubectl.stop();
  }

  /** New clusters, whose clocks agree with the machine's; a file for both sides. */
  async begin(manifest: string): Promise<void> {
    this.epochMs = Math.floor((Date.now() - LIVED_US / 1_000) / 1_000) * 1_000;
    [this.theirs, this.ours] = [new SteppedCluster(this.epochMs), new SteppedCluster(this.epochMs)];
    fs.writeFileSync(path.join(this.kubectl.folder, 'm.yaml'), manifest);
    typed(this.ours, `cat > m.yaml <<'END OF FILE'\n${manifest}${manifest.endsWith('\n') ? '' : '\n'}END OF FILE`);
    this.theirs.runUntil(LIVED_US);
    this.ours.runUntil(LIVED_US);
  }

  /** Both clocks show the machine's time, or the later one's if that is ahead: the beginning of a second, so that neither comes into the next one. */
  private align(): void {
    const now = Math.ceil(Math.max((Date.now() - this.epochMs) / 1_000, this.theirs.sim.now / 1e6, this.ours.sim.now / 1e6)) * 1e6 + 50_000;
    this.theirs.runUntil(now);
    this.ours.runUntil(now);
  }

  /** So much time passes on both sides; what is under way comes to its end. */
  rest(us: number): void {
    const now = Math.max(this.theirs.sim.now, this.ours.sim.now) + us;
    this.theirs.runUntil(now);
    this.ours.runUntil(now);
  }

  async run(line: string): Promise<Both> {
    this.align();
    const timer = setInterval(() => this.theirs.attend(), 5);
    try {
      const real = await this.kubectl.run(line);
      return { real, ours: typed(this.ours, line) };
    } finally {
      clearInterval(timer);
    }
  }
}
