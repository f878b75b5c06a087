import { messageOf } from '../base/assert.ts';
import type { SimTime } from '../base/time.ts';
import { Projector } from '../engine/projection/projector.ts';
import { etcd } from '../engine/etcd/store.ts';
import type { Frame } from '../wire/frame.ts';
import type { Command } from '../wire/command.ts';
import type { Session } from '../wire/session.ts';
import { holds } from '../wire/condition.ts';
import type { Control, Question } from '../wire/source.ts';
import { Asked } from './asked.ts';
import { BranchTelling } from './branch-telling.ts';
import type { ClusterFactory } from './cluster-factory.ts';
import { needsDocs } from './docs.ts';
import type { ManifestTools } from './manifest-tools.ts';
import { Opening } from './opening.ts';
import { clampSpeed, elapsedMs, type Lens, lensFor, type Pace, RESTING, targetUs } from './pacing.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { answerTo } from './questions.ts';
import { FullError } from './room.ts';
import { ShownParts } from './shown-parts.ts';
import { standing, viewOf } from './standing.ts';
import { Timeline, type TimelineLimits } from './timeline.ts';
import { type Travel, travelled } from './travel.ts';
import { Turns } from './turns.ts';
import { nextWait } from './waiting.ts';
import { Keys } from './keys.ts';
import { Outside } from './outside.ts';

export interface ServiceParts {
  /** The cluster a session begins with. Throws with a text for people when it names none. */
  readonly factoryFor: (session: Session) => ClusterFactory;
  readonly manifests: ManifestTools;
  /** Undefined when the schema's descriptions are there. */
  readonly loadDocs?: () => Promise<void> | undefined;
  readonly post: (message: FromWorker) => void;
  readonly limits?: TimelineLimits;
  /** Wall time in milliseconds. */
  readonly clock: () => number;
}

/** The engine works so long at a time, in milliseconds of wall time. */
const SLICE_MS = 8;
const OPENING_SLICE_MS = 40;
const EMPTY_SESSION: Session = { v: 1, scenario: '', seed: 1, commands: [] };

/** What stands between the page and the timeline: takes messages, moves time by ticks of the wall clock, sends one frame per tick. */
export class ClusterService {
  private readonly parts: ServiceParts;
  private readonly projector = new Projector();
  private readonly outside: Outside;
  private session: Session = EMPTY_SESSION;
  private timeline: Timeline | undefined;
  private opening: { readonly job: Opening; readonly id: number } | undefined;
  private pace: Pace = RESTING;
  private lens: Lens | undefined;
  /** Where the clock is to stop. */
  private stop: Extract<Control, { do: 'stop' }>['when'];
  private wanted = false;
  /** Something besides the instant changed: send a frame even when time stands. */
  private dirty = false;
  private frames = 0;
  private unshown = 0;
  /** What was told last of what went wrong. */
  private trouble: string | undefined;
  /** … and that the session has no room any more. */
  private fullTold = false;
  private sentAt = '';
  private readonly branches = new BranchTelling();
  private shownBranch: string | undefined;
  private readonly shownParts = new ShownParts();
  private readonly turns = new Turns();
  private readonly keys = new Keys();
  private readonly asked: Asked;

  constructor(parts: ServiceParts) {
    this.parts = parts;
    this.asked = new Asked(parts.post);
    this.outside = new Outside(
      (message) => parts.post({ say: 'outside', message, ...(this.timeline ? { at: standing(this.timeline) } : {}) }),
      (timeline, command) => this.given(timeline, command),
    );
  }

  receive(message: ToWorker): void {
    if (message.say !== 'shown') {
      this.trouble = undefined;
      if (this.keys.take(message)) return;
      this.giveKeys();
    }
    switch (message.say) {
      case 'subscribe':
        this.wanted = true;
        this.unshown = 0;
        this.projector.forget();
        this.branches.forget();
        this.dirty = true;
        return;
      case 'shown':
        this.unshown = Math.max(0, this.unshown - 1);
        return;
      case 'control':
        return this.inTurn(() => this.control(message.control));
      case 'client':
        return this.inTurn(() => this.forClient((timeline) => this.outside.ask(timeline, message)));
      case 'client.input':
        return this.inTurn(() => this.forClient((timeline) => this.outside.input(timeline, message)));
      case 'client.gone':
        return this.inTurn(() => this.forClient((timeline) => this.outside.gone(timeline, message.exchange)));
      case 'ask':
        this.turns.take(
          needsDocs(message.question) ? this.parts.loadDocs?.() : undefined,
          () => this.guardedAsk(message.id, message.question),
          (error) => this.parts.post({ say: 'refused', id: message.id, message: messageOf(error) }),
        );
    }
  }

  private inTurn(act: () => void): void {
    this.turns.take(undefined, () => this.guarded(act));
  }

  private guardedAsk(id: number, question: Question): void {
    try {
      this.ask(id, question);
    } catch (error) {
      this.parts.post({ say: 'refused', id, message: messageOf(error) });
    }
  }

  /** One beat of the screen: time goes on, and what changed is sent. */
  tick(): void {
    const nowMs = this.parts.clock();
    this.guarded(() => {
      this.giveKeys();
      if (this.opening) this.proceed();
      else this.advance(nowMs);
      if (this.timeline && !this.opening) this.serveClients(this.timeline);
    });
    this.pace = { ...this.pace, lastMs: this.pace.playing && this.pace.visible ? nowMs : undefined };
    this.guarded(() => this.timeline && this.asked.answer(this.timeline));
    this.guarded(() => this.sendFrame());
  }

  /** Clients act on the cluster that is open, in its present. */
  private forClient(act: (timeline: Timeline | undefined) => void): void {
    const timeline = this.opening ? undefined : this.timeline;
    act(timeline);
    this.dirty = true;
  }

  /** What was sent is passed on. While the clock stands, or nobody looks, it goes on just as far as an answer needs. */
  private serveClients(timeline: Timeline): void {
    this.outside.pass(timeline);
    this.outside.settle(timeline);
    const stands = !this.pace.playing || !this.pace.visible;
    const end = this.parts.clock() + SLICE_MS;
    if (stands && this.outside.serveWaiting(timeline, () => this.parts.clock() < end)) this.dirty = true;
  }

  private guarded(body: () => void): void {
    try {
      body();
    } catch (error) {
      this.pace = { ...this.pace, playing: false };
      const message = messageOf(error);
      // What fails at every tick is told once, until somebody does something.
      if (message === this.trouble) return;
      this.trouble = message;
      this.dirty = true;
      this.parts.post({ say: 'trouble', message });
    }
  }

  private advance(nowMs: number): void {
    const { timeline, pace } = this;
    const wallMs = elapsedMs(pace, nowMs);
    if (!timeline || wallMs === 0) return;
    const { now } = timeline.sim;
    if (!this.lens || now >= this.lens.untilUs) this.lens = lensFor(pace, now, nextWait(timeline.sim, timeline.factory));
    const end = this.parts.clock() + SLICE_MS;
    timeline.runTo(
      targetUs(pace, now, this.lens, wallMs),
      () => this.parts.clock() < end,
      () => this.stopsHere(timeline),
    );
    // What an open lens waits for may come sooner than it seemed: never skip over work.
    if (this.lens) this.lens = this.stillIdle(timeline) ? this.lens : undefined;
  }

  /** What somebody waits for has come about: time stands still at this very event. */
  private stopsHere({ sim, factory }: Timeline): boolean {
    const { stop } = this;
    if (!stop || !factory.situation || !holds(stop.condition, factory.situation(sim, stop.since))) return false;
    this.stop = undefined;
    this.lens = undefined;
    this.pace = { ...this.pace, playing: false };
    this.dirty = true;
    return true;
  }

  private stillIdle({ sim, factory }: Timeline): boolean {
    const next = nextWait(sim, factory);
    return this.lens !== undefined && sim.now < this.lens.untilUs && next !== undefined && next.until >= this.lens.untilUs;
  }

  private control(control: Control): void {
    const { timeline } = this;
    this.dirty = true;
    switch (control.do) {
      case 'play':
        this.pace = { ...this.pace, playing: true, speed: clampSpeed(control.speed ?? this.pace.speed), lastMs: this.parts.clock() };
        return;
      case 'speed':
        this.pace = { ...this.pace, speed: clampSpeed(control.speed) };
        return;
      case 'stop':
        this.stop = control.when;
        return;
      case 'lens':
        this.pace = { ...this.pace, lens: control.on };
        this.lens = undefined;
        return;
      case 'visible':
        this.pace = { ...this.pace, visible: control.visible, lastMs: undefined };
        return;
      case 'watch':
        this.projector.watch(control.oids);
        return;
      case 'branch.rename':
        timeline?.rename(control.branch, control.name);
        return;
      case 'branch.remove':
        timeline?.remove(control.branch);
        return;
      default:
        if (timeline && !this.opening) this.travel(timeline, control);
    }
  }

  /** What moves the cursor stops the clock, except the way back to now. */
  private travel(timeline: Timeline, control: Travel): void {
    this.lens = undefined;
    if (control.do !== 'now') this.pace = { ...this.pace, playing: false, lastMs: undefined };
    const isElsewhere = travelled(timeline, control);
    this.outside.pass(timeline);
    if (isElsewhere) this.outside.end('the page went to another moment');
  }

  private ask(id: number, question: Question): void {
    if (question.ask === 'open') return this.open(id, question.session);
    const answer = (value: unknown): void => this.parts.post({ say: 'answer', id, answer: value });
    const { manifests } = this.parts;
    switch (question.ask) {
      case 'lint':
        return this.later(id, manifests.lint(question.source));
      case 'complete':
        return this.later(id, manifests.complete(question.source, question.offset));
      case 'hover':
        return this.later(id, manifests.hover(question.source, question.offset));
    }
    const { timeline } = this;
    if (!timeline || this.opening) throw new Error('no cluster is open yet');
    switch (question.ask) {
      case 'command':
        return this.give([id], timeline, question.command);
      case 'session':
        return answer({ ...this.session, commands: timeline.commands, view: viewOf(timeline) });
      default:
        return answer(answerTo(timeline, question));
    }
  }

  /** Answers about texts need no cluster, and come when they are ready. */
  private later(id: number, answered: Promise<unknown>): void {
    answered.then(
      (answer) => this.parts.post({ say: 'answer', id, answer }),
      (error) => this.parts.post({ say: 'refused', id, message: messageOf(error) }),
    );
  }

  /** What was typed since the last beat. */
  private giveKeys(): void {
    const typed = this.keys.typed();
    if (!typed) return;
    try {
      if (!this.timeline || this.opening) throw new Error('no cluster is open yet');
      this.give(typed.ids, this.timeline, typed.command);
    } catch (error) {
      for (const id of typed.ids) this.parts.post({ say: 'refused', id, message: messageOf(error) });
    }
  }

  private give(ids: readonly number[], timeline: Timeline, command: Command): void {
    // Who does something is told why it cannot be done, however often.
    this.fullTold = false;
    this.asked.add(ids, this.given(timeline, command), timeline.branchId);
    this.lens = undefined;
    this.dirty = true;
  }

  /** The one way by which commands get into the session. */
  private given(timeline: Timeline, command: Command): number {
    const of = timeline.branchId;
    try {
      const happening = timeline.give(command);
      const at = standing(timeline);
      this.parts.post({ say: 'given', of, command: timeline.here.commands.get(at.commands - 1)!, at });
      return happening;
    } catch (error) {
      if (error instanceof FullError && !this.fullTold) this.parts.post({ say: 'full', message: error.message });
      this.fullTold ||= error instanceof FullError;
      throw error;
    }
  }

  private open(id: number, session: Session): void {
    if (this.opening) this.parts.post({ say: 'answer', id: this.opening.id, answer: { ok: false, message: 'another session was opened' } });
    this.opening = undefined;
    // Stands still, unless it is told to play while it opens.
    this.pace = { ...this.pace, playing: false, lastMs: undefined };
    try {
      this.opening = {
        job: new Opening(session, this.parts.factoryFor(session), this.parts.limits),
        id,
      };
    } catch (error) {
      this.parts.post({ say: 'answer', id, answer: { ok: false, message: messageOf(error) } });
    }
  }

  private proceed(): void {
    const { job, id } = this.opening!;
    const end = this.parts.clock() + OPENING_SLICE_MS;
    try {
      if (!job.proceed(() => this.parts.clock() < end)) return;
    } catch (error) {
      this.opening = undefined;
      this.parts.post({ say: 'answer', id, answer: { ok: false, message: messageOf(error) } });
      return;
    }
    this.opening = undefined;
    this.install(job);
    this.parts.post({ say: 'answer', id, answer: { ok: true } });
  }

  private install({ timeline, session }: Opening): void {
    this.asked.refuse('another session was opened');
    this.outside.end('another session was opened in the page');
    this.outside.forget();
    this.stop = undefined;
    this.fullTold = false;
    this.timeline = timeline;
    this.session = session;
    this.lens = undefined;
    this.pace = { ...this.pace, lastMs: undefined };
    this.projector.forget();
    this.projector.watch([]);
    this.branches.forget();
    this.dirty = true;
  }

  private sendFrame(): void {
    const { timeline } = this;
    if (!timeline || this.opening || !this.wanted || !this.pace.visible || this.unshown > 1) return;
    const { moment } = timeline;
    const at = `${moment.branch} ${moment.event} ${moment.t} ${moment.happenings}`;
    if (at === this.sentAt && !this.dirty) return;
    const frame = this.frame(timeline);
    this.sentAt = at;
    this.dirty = false;
    this.unshown++;
    this.parts.post({ say: 'frame', number: ++this.frames, frame, at: standing(timeline) });
  }

  private frame(timeline: Timeline): Frame {
    const { moment, sim } = timeline;
    const sharedHappenings = this.shownBranch === undefined ? 0 : timeline.sharedWith(this.shownBranch);
    this.shownBranch = moment.branch;
    const changes = this.projector.frame({
      moment,
      root: sim.get(etcd).root,
      log: timeline.log,
      sharedHappenings,
      parts: this.shownParts.of(timeline),
      terminals: timeline.factory.terminals?.(sim) ?? [],
    });
    // Last of all: what is told once has to be sent.
    const branches = this.branches.news(timeline);
    return {
      ...changes,
      playing: this.pace.playing,
      speed: this.pace.speed,
      ...(branches ? { branches } : {}),
      ...(this.lens ? { lens: { untilUs: this.lens.untilUs as SimTime, why: this.lens.why } } : {}),
    };
  }
}
