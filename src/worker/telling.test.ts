import { describe, expect, it } from 'vitest';
import { Mirror } from '../mirror/mirror.ts';
import type { Session } from '../wire/session.ts';
import { Lived } from '../sources/lived.ts';
import type { Control, Question } from '../wire/source.ts';
import type { FromWorker } from './protocol.ts';
import { ClusterService } from './service.ts';
import { makePods, NO_MANIFEST_TOOLS, removePod, toyFactory } from './toy.testing.ts';

const SESSION: Session = { v: 1, scenario: 'toy', seed: 1, commands: [] };

class Page {
  readonly messages: FromWorker[] = [];
  readonly mirror = new Mirror();
  readonly past = new Lived(SESSION);
  private wall = 0;
  private asked = 0;
  private readonly service = new ClusterService({
    factoryFor: (session) => toyFactory(session.seed),
    manifests: NO_MANIFEST_TOOLS,
    post: (message) => this.take(message),
    clock: () => this.wall,
  });

  constructor() {
    this.service.receive({ say: 'subscribe' });
    this.ask({ ask: 'open', session: SESSION });
    this.run(3);
    this.control({ do: 'play', speed: 1 });
  }

  private take(posted: FromWorker): void {
    const message = structuredClone(posted);
    this.messages.push(message);
    if (message.say === 'given') this.past.take(message);
    if (message.say !== 'frame') return;
    this.past.stands(message.at);
    if (message.frame.branches) this.past.keep(message.frame.branches);
    this.mirror.apply(message.frame);
    this.service.receive({ say: 'shown', frame: message.number });
  }

  run(ticks: number): void {
    for (let i = 0; i < ticks; i++) {
      this.wall += 16;
      this.service.tick();
    }
  }

  ask(question: Question): unknown {
    const id = ++this.asked;
    this.service.receive({ say: 'ask', id, question });
    return this.messages.flatMap((one) => (one.say === 'answer' && one.id === id ? [one.answer] : []))[0];
  }

  control(control: Control): void {
    this.service.receive({ say: 'control', control });
  }

  /** Gives so many commands, each shown before the next, and returns how many commands were sent meanwhile, in frames and beside them. */
  give(count: number): { readonly beside: number; readonly inFrames: number; readonly characters: number } {
    const from = this.messages.length;
    for (let i = 0; i < count; i++) {
      this.ask({ ask: 'command', command: i % 2 === 0 ? makePods(1) : removePod });
      this.run(1);
    }
    const sent = this.messages.slice(from);
    return {
      beside: sent.filter(({ say }) => say === 'given').length,
      inFrames: sent.reduce((sum, one) => sum + (one.say === 'frame' ? (one.frame.branches ?? []).reduce((n, { commands }) => n + commands.length, 0) : 0), 0),
      characters: sent.reduce((sum, one) => sum + (one.say === 'frame' ? JSON.stringify(one.frame.branches ?? []) : JSON.stringify(one)).length, 0),
    };
  }

  get current(): Session {
    return this.ask({ ask: 'session' }) as Session;
  }

  /** What the page has of all branches is what there is. */
  agrees(): void {
    this.run(1);
    expect(this.past.session).toEqual(this.current);
    const shown = this.mirror.branches.find(({ id }) => id === this.mirror.moment.branch)!;
    expect([...shown.commands].map(({ at }) => at)).toEqual(this.current.commands.map((_, i) => i));
  }
}

describe('what is told of commands', () => {
  it('is each of them once, however many there have been', () => {
    const page = new Page();
    const first = page.give(50);
    page.give(400);
    const late = page.give(50);
    for (const { beside, inFrames } of [first, late]) expect({ beside, inFrames }).toEqual({ beside: 50, inFrames: 50 });
    expect(late.characters).toBeLessThan(first.characters * 1.2);
    page.agrees();
  });

  it('is as much while the page does not look', () => {
    const page = new Page();
    page.give(5);
    page.control({ do: 'visible', visible: false });
    expect(page.give(20)).toMatchObject({ beside: 20, inFrames: 0 });
    expect(page.past.session.commands).toEqual(page.current.commands);
    page.control({ do: 'visible', visible: true });
    page.agrees();
  });

  it('continues the branch it was given on, wherever one goes, and whoever comes later', () => {
    const page = new Page();
    page.give(10);
    page.run(60);
    page.agrees();
    const sixth = page.current.commands[5]!;
    // Undo: the page stands in the past, nothing is forgotten.
    page.control({ do: 'seek', to: { event: sixth.event, commands: 5, t: sixth.t } });
    page.run(2);
    expect(page.past.session.view).toMatchObject({ commands: 5 });
    page.agrees();
    const before = page.messages.length;
    page.give(3);
    page.agrees();
    expect(page.current.commands).toHaveLength(8);
    expect(page.past.session.commands).toHaveLength(8);
    // Back, on, and into another one; a branch that is removed.
    page.control({ do: 'branch.open', branch: 'main' });
    page.run(2);
    page.agrees();
    page.give(2);
    page.agrees();
    expect(page.past.session.commands).toHaveLength(12);
    page.control({ do: 'branch.open', branch: 'branch-2' });
    page.run(1);
    page.control({ do: 'seek', to: { event: 0, commands: 0 } });
    page.give(1);
    page.agrees();
    expect(page.past.session.commands).toHaveLength(1);
    page.control({ do: 'branch.remove', branch: 'branch-2' });
    page.run(1);
    page.control({ do: 'branch.open', branch: 'main' });
    page.run(1);
    page.agrees();
    const beside = page.messages.slice(before).filter(({ say }) => say === 'given');
    expect(beside).toHaveLength(6);
    const late = new Mirror();
    page.control({ do: 'pause' });
    page.run(2);
    const frames = page.messages.length;
    (page as unknown as { service: ClusterService }).service.receive({ say: 'subscribe' });
    page.run(2);
    for (const one of page.messages.slice(frames)) if (one.say === 'frame') late.apply(one.frame);
    expect(late.branches.map(({ id, commands }) => [id, [...commands]])).toEqual(page.mirror.branches.map(({ id, commands }) => [id, [...commands]]));
  });
});
