import type { HappeningCode } from '../../wire/happening.ts';
import { type TroubleChange, Troubles, type TroubleStretch } from './troubles.ts';

/** What the timeline keeps of a happening. */
export interface TimelineEntry {
  readonly t: number;
  readonly until: number;
  readonly code: HappeningCode;
  readonly actor: string;
  readonly oid: number;
  readonly background: boolean;
  /** Type of an etcd write. */
  readonly type?: string;
  /** What a person asked for, in short. */
  readonly words?: string;
  /** What a command does to troubles. */
  readonly trouble?: TroubleChange;
}

/** Instants of one lane in the order they happened. */
export interface Series {
  readonly t: number[];
  /** Until when each lasted; equal to t for instants. */
  readonly until: number[];
  /** When it was deleted, else undefined. */
  ended: number | undefined;
}

/** Finest buckets: 1 ms. Each level is twice as wide. */
const FINEST_US = 1_000;
const LEVELS = 34;

/** Buckets are at most a pixel wide, and lie the same wherever the view begins. */
const bucketFor = (usPerPixel: number): number =>
  FINEST_US * 2 ** Math.max(0, Math.min(LEVELS - 1, Math.floor(Math.log2(Math.max(1, usPerPixel / FINEST_US)))));

/** Times in rising order, eight bytes each: how many lie in a stretch is looked up, never summed. */
class Times {
  private times = new Float64Array(1_024);
  private size = 0;

  add(t: number): void {
    if (this.size === this.times.length) {
      const larger = new Float64Array(this.size * 2);
      larger.set(this.times);
      this.times = larger;
    }
    this.times[this.size++] = t;
  }

  clear(): void {
    this.size = 0;
  }

  /** How many lie before a time. */
  before(t: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (this.times[mid]! < t) low = mid + 1;
      else high = mid;
    }
    return low;
  }

  /** The first at or after a time; Infinity when there is none. */
  next(t: number): number {
    const at = this.before(t);
    return at < this.size ? this.times[at]! : Number.POSITIVE_INFINITY;
  }
}

export interface TickColumn {
  /** Pixel. */
  readonly x: number;
  readonly work: number;
  readonly background: number;
}

/** The whole history as the timeline needs it, kept up entry by entry. Drawing costs pixels, whatever the number of entries. */
export class TimelineIndex {
  /** Ids taken in: the next to take is count + 1. */
  count = 0;
  version = 0;
  private readonly work = new Times();
  private readonly quiet = new Times();
  private readonly byOid = new Map<number, Series>();
  private readonly byActor = new Map<string, Series>();
  /** What people did, in the order they did it. */
  readonly commands: { readonly t: number; readonly id: number; words: string }[] = [];
  private known = new Troubles();

  take(entry: TimelineEntry): void {
    this.count++;
    this.version++;
    if (entry.code === 'etcd.write') {
      (entry.background ? this.quiet : this.work).add(entry.t);
      const series = open(this.byOid, entry.oid);
      push(series, entry);
      series.ended = entry.type === 'DELETED' ? entry.t : undefined;
    }
    if (isActivity(entry)) push(open(this.byActor, entry.actor), entry);
    if (entry.code !== 'command' || entry.background) return;
    this.commands.push({ t: entry.t, id: this.count, words: entry.words ?? '' });
    if (entry.trouble) this.known.take(entry.t, entry.trouble);
  }

  /** An id of which nothing is held. */
  skip(): void {
    this.count++;
  }

  /** Another branch is shown: to be filled anew. */
  clear(): void {
    this.count = 0;
    this.version++;
    this.work.clear();
    this.quiet.clear();
    this.byOid.clear();
    this.byActor.clear();
    this.commands.length = 0;
    this.known = new Troubles();
  }

  /** When troubles were on. */
  troubles(): readonly TroubleStretch[] {
    return this.known.stretches;
  }

  /** The place of the first command at or after a time. */
  commandFrom(t: number): number {
    return firstOf(this.commands, t, ({ t: at }) => at);
  }

  /** Says what people did in other words: the reader's language changed. */
  reword(words: (id: number) => string): void {
    for (const command of this.commands) command.words = words(command.id);
    this.version++;
  }

  ofObject(oid: number): Series | undefined {
    return this.byOid.get(oid);
  }

  ofActor(actor: string): Series | undefined {
    return this.byActor.get(actor);
  }

  /** Writes per pixel column of a view. */
  ticks(from: number, usPerPixel: number, width: number): readonly TickColumn[] {
    const bucketUs = bucketFor(usPerPixel);
    const columns: TickColumn[] = [];
    const last = Math.floor((from + usPerPixel * width) / bucketUs);
    let open: { x: number; work: number; background: number } | undefined;
    for (let bucket = Math.max(0, Math.floor(from / bucketUs)); bucket <= last; bucket++) {
      const next = Math.min(this.work.next(bucket * bucketUs), this.quiet.next(bucket * bucketUs));
      bucket = Math.floor(next / bucketUs);
      if (bucket > last) break;
      const [start, end] = [bucket * bucketUs, (bucket + 1) * bucketUs];
      const work = this.work.before(end) - this.work.before(start);
      const background = this.quiet.before(end) - this.quiet.before(start);
      const x = Math.round((bucket * bucketUs - from) / usPerPixel);
      if (open && open.x === x) {
        open.work += work;
        open.background += background;
      } else {
        if (open) columns.push(open);
        open = { x, work, background };
      }
    }
    if (open) columns.push(open);
    return columns;
  }
}

function isActivity(entry: TimelineEntry): boolean {
  if (entry.background) return false;
  return (
    entry.code === 'decide' ||
    entry.code === 'cri.call' ||
    entry.code === 'image.pull' ||
    entry.code === 'proxy.sync' ||
    entry.code === 'volume.step' ||
    entry.code === 'command' ||
    entry.code === 'component.crash'
  );
}

function open<K>(map: Map<K, Series>, key: K): Series {
  let series = map.get(key);
  if (!series) {
    series = { t: [], until: [], ended: undefined };
    map.set(key, series);
  }
  return series;
}

function push(series: Series, entry: TimelineEntry): void {
  series.t.push(entry.t);
  series.until.push(Math.max(entry.t, entry.until));
}

function firstOf<T>(items: readonly T[], t: number, timeOf: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (timeOf(items[mid] as T) < t) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** First index whose time is at or after. */
export const firstFrom = (times: readonly number[], t: number): number => firstOf(times, t, (at) => at);

/** Marks of a series as at most one stretch per pixel: jumps from pixel to pixel by binary search. */
export function marksOf(series: Series, from: number, usPerPixel: number, width: number): readonly { readonly x: number; readonly w: number }[] {
  const out: { x: number; w: number }[] = [];
  let i = Math.max(0, firstFrom(series.t, from) - 1);
  const end = from + usPerPixel * width;
  while (i < series.t.length) {
    const t = series.t[i] as number;
    if (t > end) break;
    const x = Math.round((t - from) / usPerPixel);
    const right = Math.round(((series.until[i] as number) - from) / usPerPixel);
    const w = Math.max(1, right - x);
    const last = out[out.length - 1];
    if (x + w > 0) {
      if (last && x <= last.x + last.w) last.w = Math.max(last.w, x + w - last.x);
      else out.push({ x, w });
    }
    i = Math.max(i + 1, firstFrom(series.t, from + (x + 1) * usPerPixel));
  }
  return out;
}
