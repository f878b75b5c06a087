import { minutes, type SimTime } from '../base/time.ts';
import type { Session } from '../wire/session.ts';
import type { ClusterFactory } from './cluster-factory.ts';
import { Timeline, type TimelineLimits } from './timeline.ts';

/** A session may not take more events than this to be lived again. */
const MOST_EVENTS = 5_000_000;
/** Something in the scenario never settles: it is opened at this time. */
const OPENING_LIMIT_US = minutes(5);

/** A session on its way to where its link points: lived again piece by piece, so that the worker stays alive meanwhile. */
export class Opening {
  readonly session: Session;
  readonly timeline: Timeline;

  constructor(session: Session, factory: ClusterFactory, limits?: TimelineLimits) {
    this.session = session;
    this.timeline = new Timeline(factory, session.commands, limits);
  }

  /** Goes on while it may. True when it is there; throws when it cannot get there. */
  proceed(mayGoOn: () => boolean): boolean {
    const { timeline } = this;
    const { view } = this.session;
    const last = Math.max(view?.event ?? 0, 0);
    // Asked at every turn: a link may name a moment that lies for ever ahead.
    const within = (): void => {
      if (timeline.moment.event > MOST_EVENTS) throw new Error(`this session takes more than ${MOST_EVENTS} events to live again`);
    };
    within();
    while (timeline.behind || timeline.moment.event < last) {
      within();
      if (!timeline.runOne()) {
        if (timeline.behind) throw new Error('this session has a command at a point that its history does not reach');
        break;
      }
      if (timeline.moment.event % 16 === 0 && !mayGoOn()) return false;
    }
    if (view?.event === undefined && view?.t === undefined && this.session.commands.length === 0 && !this.settled(mayGoOn)) return false;
    if (view?.event !== undefined) {
      if (view.commands !== undefined) timeline.seek({ event: view.event, commands: view.commands });
      else if (view.event < timeline.moment.event) timeline.seek({ event: view.event });
      if (view.t !== undefined) timeline.passTime(view.t as SimTime);
      return true;
    }
    if (view?.t !== undefined && view.t < timeline.moment.t) timeline.seek({ t: view.t });
    return view?.t === undefined || timeline.runTo(view.t as SimTime, mayGoOn);
  }

  /** A scenario that opens when it has settled: true once no work is left (or after long enough). */
  private settled(mayGoOn: () => boolean): boolean {
    const { timeline } = this;
    if (timeline.factory.opening !== 'quiet') return true;
    while (timeline.sim.workPending > 0 && timeline.moment.t < OPENING_LIMIT_US) {
      if (!timeline.runOne()) break;
      if (timeline.moment.event % 16 === 0 && !mayGoOn()) return false;
    }
    return true;
  }
}
