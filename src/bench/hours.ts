import { seconds, type SimTime } from '../base/time.ts';
import { Projector } from '../engine/projection/projector.ts';
import { etcd } from '../engine/etcd/store.ts';
import { Mirror } from '../mirror/mirror.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import type { Session } from '../wire/session.ts';
import { factoryFor } from '../worker/factories.ts';
import { Opening } from '../worker/opening.ts';
import type { Timeline } from '../worker/timeline.ts';
import { cpuMs, heapBytes } from './measure.ts';

export interface HoursRun {
  /** After each hour: bytes of worker and page beyond those when the cluster stood there first. */
  readonly samples: readonly { readonly bytes: number; readonly happenings: number; readonly revisions: number; readonly marks: number }[];
  /** Of the last: what the page's side holds. */
  readonly pageBytes: number;
  readonly backHours: number;
  /** CPU time of going back so far, with what was on the screen then. */
  readonly backMs: number;
}

const FRAME_US = seconds(10);
const HOUR_US = seconds(3_600);

/** Live bytes, also those outside of V8's heap. */
const liveBytes = (): number => heapBytes() + process.memoryUsage().arrayBuffers;

/** The page's first cluster with its traffic, played for hours: what its two sides hold. Frames cross as they do between threads. */
export function hoursRun(hours: number): HoursRun {
  const samples: HoursRun['samples'][number][] = [];
  const page: Page = { mirror: new Mirror() };
  let first: number | undefined;
  const { timeline, show } = play(hours, page, ({ moment, here }) => {
    first ??= liveBytes();
    samples.push({ bytes: liveBytes() - first, happenings: moment.happenings, revisions: moment.rev, marks: here.markCount });
  });
  samples.shift();
  const backHours = Math.max(1, Math.floor(hours * 0.9));
  const from = cpuMs();
  timeline.seek({ t: timeline.moment.t - backHours * HOUR_US });
  show();
  recall(page, timeline);
  return { samples, backHours, backMs: cpuMs() - from, pageBytes: weighed(page) };
}

/** As the page does after each frame. */
function recall({ mirror }: Page, { chronicle, here }: Timeline): void {
  for (let wanted = mirror?.missing(); wanted; wanted = mirror?.missing())
    if (!mirror?.recall(structuredClone(chronicle.between(here, wanted.from, wanted.to)))) break;
}

/** What goes when the mirror goes. */
function weighed(page: Page): number {
  const both = liveBytes();
  page.mirror = undefined;
  return both - liveBytes();
}

interface Page {
  mirror: Mirror | undefined;
}

/** Plays, and tells at the beginning and after each hour. */
function play(hours: number, page: Page, tell: (timeline: Timeline) => void): { readonly timeline: Timeline; readonly show: () => void } {
  const session: Session = { v: 1, scenario: SCENARIOS[0]!.id, seed: 1, commands: [] };
  const opening = new Opening(session, factoryFor(session));
  opening.proceed(() => true);
  const { timeline } = opening;
  const projector = new Projector();
  const show = (): void => {
    const { moment, sim, log, factory } = timeline;
    const changes = projector.frame({ moment, root: sim.get(etcd).root, log, sharedHappenings: 0, parts: factory.parts(sim) });
    page.mirror?.apply(structuredClone({ ...changes, playing: true, speed: 100 }));
  };
  show();
  tell(timeline);
  const start = timeline.moment.t;
  for (let hour = 1; hour <= hours; hour++) {
    while (timeline.moment.t < start + hour * HOUR_US) {
      timeline.runTo((timeline.moment.t + FRAME_US) as SimTime);
      show();
    }
    tell(timeline);
  }
  return { timeline, show };
}
