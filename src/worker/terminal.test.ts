import { describe, expect, it } from 'vitest';
import { seconds } from '../base/time.ts';
import { Mirror } from '../mirror/mirror.ts';
import type { Frame } from '../wire/frame.ts';
import type { Session } from '../wire/session.ts';
import type { Control, Question } from '../wire/source.ts';
import type { ScreenEntry } from '../wire/terminal.ts';
import { factoryFor } from './factories.ts';
import type { FromWorker } from './protocol.ts';
import { ClusterService } from './service.ts';
import { NO_MANIFEST_TOOLS } from './toy.testing.ts';

const SESSION: Session = { v: 1, scenario: 'rolling-update', seed: 3, commands: [] };

/** A page with a terminal. */
class Page {
  readonly messages: FromWorker[] = [];
  readonly mirror = new Mirror();
  readonly frames: Frame[] = [];
  private wall = 0;
  private asked = 0;
  private readonly service = new ClusterService({
    factoryFor,
    manifests: NO_MANIFEST_TOOLS,
    post: (message) => this.take(message),
    clock: () => this.wall,
  });

  constructor(session = SESSION) {
    this.service.receive({ say: 'subscribe' });
    this.ask({ ask: 'open', session });
    this.run(200, () => this.frames.length > 0);
  }

  private take(message: FromWorker): void {
    this.messages.push(message);
    if (message.say !== 'frame') return;
    this.frames.push(message.frame);
    this.mirror.apply(message.frame);
    this.service.receive({ say: 'shown', frame: message.number });
  }

  run(ticks: number, until: () => boolean = () => false): void {
    for (let i = 0; i < ticks && !until(); i++) {
      this.wall += 16;
      this.service.tick();
    }
  }

  ask(question: Question): number {
    this.service.receive({ say: 'ask', id: ++this.asked, question });
    return this.asked;
  }

  answer(id: number): unknown {
    const found = this.messages.find((m) => (m.say === 'answer' || m.say === 'refused') && m.id === id);
    return found?.say === 'answer' ? found.answer : found?.say === 'refused' ? found.message : undefined;
  }

  type(line: string): number {
    return this.ask({ ask: 'command', command: { do: 'kubectl', line } });
  }

  control(control: Control): void {
    this.service.receive({ say: 'control', control });
  }

  get screen(): string {
    return (this.mirror.terminal('main')?.entries ?? []).map(text).join('');
  }

  get told(): number {
    return this.frames.reduce((sum, { terminals }) => sum + (terminals ?? []).reduce((n, { entries }) => n + entries.length, 0), 0);
  }

  /** As somebody sees it who comes only now. */
  fresh(): string {
    const frames = this.frames.length;
    this.service.receive({ say: 'subscribe' });
    this.run(2);
    const mirror = new Mirror();
    for (const frame of this.frames.slice(frames)) mirror.apply(frame);
    return (mirror.terminal('main')?.entries ?? []).map(text).join('');
  }

  get session(): Session {
    return this.answer(this.ask({ ask: 'session' })) as Session;
  }
}

const text = (entry: ScreenEntry): string => (entry.is === 'typed' ? `$ ${entry.line}\n` : entry.is === 'printed' ? entry.text : `[${entry.exit}]\n`);

describe('a terminal in the page', () => {
  it('is told what a line prints while it runs, and only what is new', () => {
    const page = new Page();
    page.control({ do: 'play', speed: 1 });
    page.type('kubectl get pods -w');
    page.run(60);
    expect(page.screen).toMatch(/^\$ kubectl get pods -w\nNAME +READY +STATUS +RESTARTS +AGE\n(web-\S+ +1\/1 +Running +0 +\S+\n)+$/);
    expect(page.mirror.terminal('main')?.running).toBeGreaterThan(0);
    const before = page.told;
    page.ask({
      ask: 'command',
      command: {
        do: 'request',
        request: {
          method: 'PATCH',
          path: '/apis/apps/v1/namespaces/default/deployments/web/scale',
          contentType: 'application/merge-patch+json',
          body: { spec: { replicas: 6 } },
        },
      },
    });
    page.run(300);
    expect(page.screen.split('\n').length).toBeGreaterThan(8);
    // Typed line, header and pods were told once.
    expect(page.told - before).toBe(page.mirror.terminal('main')!.entries.length - before);
    page.ask({ ask: 'command', command: { do: 'interrupt' } });
    page.run(2);
    expect(page.screen).toMatch(/\[130\]\n$/);
    expect(page.mirror.terminal('main')?.running).toBeUndefined();
    expect(page.fresh()).toBe(page.screen);
  });

  it('stands as it was wherever one goes in time, and where another branch begins', () => {
    const page = new Page();
    page.control({ do: 'play', speed: 1 });
    const start = page.mirror.moment.t;
    page.type('kubectl get nodes');
    page.run(60);
    const first = page.screen;
    const between = page.mirror.moment.t;
    page.run(10);
    page.type('kubectl get deploy web');
    page.run(60);
    const both = page.screen;
    expect(both.startsWith(first)).toBe(true);
    expect(both.length).toBeGreaterThan(first.length);
    page.control({ do: 'seek', to: { t: between } });
    page.run(3);
    expect(page.screen).toBe(first);
    expect(page.fresh()).toBe(first);
    page.control({ do: 'seek', to: { t: start - 1 } });
    page.run(3);
    expect(page.screen).toBe('');
    page.control({ do: 'now' });
    page.run(3);
    expect(page.screen).toBe(both);
    page.control({ do: 'seek', to: { t: between } });
    page.type('kubectl get ns');
    page.control({ do: 'play' });
    page.run(60);
    expect(page.mirror.moment.branch).not.toBe('main');
    expect(page.screen.startsWith(`${first}$ kubectl get ns\nNAME`)).toBe(true);
    page.control({ do: 'branch.open', branch: 'main' });
    page.run(3);
    expect(page.screen).toBe(both);
  });

  it('is there again after the session is opened anew', () => {
    const page = new Page();
    page.control({ do: 'play', speed: 1 });
    page.type('kubectl get pods');
    page.run(60);
    const { screen } = page;
    const again = new Page({ ...page.session, view: { event: page.mirror.moment.event, commands: 1, t: page.mirror.moment.t } });
    expect(again.screen).toBe(screen);
  });

  it('is answered while the clock stands by going on as far as the answer needs; a watch goes on with the clock', () => {
    const page = new Page();
    const before = page.mirror.moment.t;
    const asked = page.type('kubectl get pods');
    page.run(10);
    expect(page.screen).toMatch(/\nweb-/);
    expect(page.answer(asked)).toEqual({ ok: true, lines: [], exit: 0 });
    const { t } = page.mirror.moment;
    expect(t - before).toBeLessThan(seconds(1));
    page.type('kubectl get pods -w');
    page.run(30);
    expect(page.screen.split('NAME').length).toBe(3);
    const stands = page.mirror.moment.t;
    page.run(60);
    expect(page.mirror.moment.t).toBe(stands);
    expect(page.mirror.playing).toBe(false);
    const busy = page.type('kubectl get nodes');
    expect(page.answer(busy)).toContain('Ctrl-C');
  });

  it('has the whole output of a command in a container while the clock stands', () => {
    const page = new Page();
    page.type('kubectl exec deploy/web -- sh -c "sleep 1; hostname"');
    page.run(200);
    expect(page.screen).toMatch(/\nweb-\S+\n\[0\]\n$/);
    page.type('kubectl exec deploy/web -- sleep 100');
    page.run(400);
    const { t } = page.mirror.moment;
    page.run(100);
    expect(page.mirror.moment.t).toBe(t);
    expect(page.mirror.terminal('main')?.running).toBeGreaterThan(0);
  });

  it('does not fall behind when very much is printed: the oldest is let go', () => {
    const page = new Page();
    page.control({ do: 'play', speed: 1 });
    page.type(`echo ${'x'.repeat(200_000)} > big`);
    page.run(5);
    for (let i = 0; i < 30; i++) page.type('cat big');
    page.run(5);
    const terminal = page.mirror.terminal('main')!;
    const held = terminal.entries.reduce((sum, entry) => sum + (entry.is === 'printed' ? entry.text.length : 0), 0);
    expect(held).toBeLessThan(7_000_000);
    const end = page.screen.slice(-400_000);
    expect(page.fresh().endsWith(end)).toBe(true);
  });

  it('takes keys as one command a beat', () => {
    const page = new Page();
    page.control({ do: 'play', speed: 1 });
    page.type('kubectl exec -it deploy/web -- sh');
    page.run(200, () => page.mirror.terminal('main')?.wants !== undefined);
    const given = page.session.commands.length;
    const keys: number[] = [];
    for (const key of 'echo typed\r'.repeat(5)) {
      for (const half of key === '\r' ? [key] : [key, '\b', key]) keys.push(page.ask({ ask: 'command', command: { do: 'input', text: half } }));
      page.run(1);
    }
    page.run(150);
    expect(keys.every((id) => JSON.stringify(page.answer(id)) === '{"ok":true,"lines":[]}')).toBe(true);
    const typed = page.session.commands.slice(given).map(({ command }) => (command.do === 'input' ? command.text : ''));
    expect(typed.join('')).toBe('e\bec\bch\bho\bo \b t\bty\byp\bpe\bed\bd\r'.repeat(5));
    expect(typed).toHaveLength(55);
    expect(new Page(page.session).mirror.terminal('main')).toBeDefined();
  });

  it('names a branch that Ctrl-C or keys begin after what was done', () => {
    const page = new Page();
    page.control({ do: 'play', speed: 1 });
    page.type('kubectl get pods -w');
    page.run(60);
    const watching = page.mirror.moment.t;
    page.run(30);
    page.control({ do: 'seek', to: { t: watching } });
    page.run(3);
    const here = () => page.mirror.branches.find(({ id }) => id === page.mirror.moment.branch)!;
    page.ask({ ask: 'command', command: { do: 'interrupt' } });
    page.run(3);
    expect(here()).toMatchObject({ parent: 'main', name: 'Ctrl-C: kubectl get pods -w', naming: 'ended' });
    page.type('kubectl delete deploy web');
    page.run(3);
    expect(here().name).toBe('kubectl delete deploy web');
    expect(here().naming).toBeUndefined();
    page.type('kubectl get ns');
    page.run(100);
    expect(here().name).toBe('kubectl delete deploy web');
  });

  it('names a branch after the line that is typed into a shell, when it is finished', () => {
    const page = new Page();
    page.control({ do: 'play', speed: 1 });
    page.type('kubectl exec -it deploy/web -- sh');
    page.run(200, () => page.mirror.terminal('main')?.wants !== undefined);
    const reading = page.mirror.moment.t;
    page.run(60);
    page.control({ do: 'seek', to: { t: reading } });
    page.run(3);
    const here = () => page.mirror.branches.find(({ id }) => id === page.mirror.moment.branch)!;
    const names: string[] = [];
    for (const text of ['ex', '\u007f', 'cho', ' hi\u001b[D', '\r', 'ls\r']) {
      page.ask({ ask: 'command', command: { do: 'input', text } });
      page.run(2);
      names.push(`${here().name} ${here().naming ?? 'done'}`);
    }
    const sh = 'kubectl exec -it deploy/web -- sh';
    expect(names).toEqual([`${sh}: ex typing`, `${sh}: e typing`, `${sh}: echo typing`, `${sh}: echo hi typing`, `${sh}: echo hi done`, `${sh}: echo hi done`]);
    expect(page.mirror.branches).toHaveLength(2);
  });
});
