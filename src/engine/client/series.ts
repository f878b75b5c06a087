import type { Json } from '../../base/json.ts';
import type { SortedMap } from '../../base/sorted-map.ts';
import { parseRfc3339, type SimTime } from '../../base/time.ts';
import type { EventObject } from './correlator.ts';

/** Events recorded through events.k8s.io (client-go tools/events/event_broadcaster.go): the first of a kind is written, then one series. */
export type SeriesCache = SortedMap<EventObject>;

export interface NewSeries {
  readonly event: EventObject;
  readonly patch: Json | undefined;
}

/** The message is not part of what makes events equal; the object's version, being part of the reference, is. */
const keyOf = (event: EventObject): string =>
  [
    event.type,
    event.action,
    event.reason,
    event.reportingComponent,
    event.reportingInstance,
    referenceKey(event.involvedObject),
    referenceKey(event.related),
  ].join('|');

const referenceKey = (reference: EventObject['related']): string =>
  reference
    ? [reference.kind, reference.apiVersion, reference.namespace, reference.name, reference.uid, reference.resourceVersion, reference.fieldPath].join('/')
    : '';

/** Takes an event in: what is to be written now, if anything. `first` = the cache was empty before. */
export function observed(cache: SeriesCache, event: EventObject, microNow: string): { cache: SeriesCache; write: NewSeries | undefined; first: boolean } {
  const key = keyOf(event);
  const known = cache.get(key);
  const first = cache.size === 0;
  if (!known) return { cache: cache.set(key, event), write: { event, patch: undefined }, first };
  const count = known.series ? known.series.count + 1 : 2;
  const next: EventObject = { ...known, series: { count, lastObservedTime: microNow } };
  const write = known.series ? undefined : { event: next, patch: { series: { ...next.series } } };
  return { cache: cache.set(key, next), write, first };
}

/** Ends what has been quiet: a series is written a last time with its count. */
export function settled(
  cache: SeriesCache,
  clock: { readonly now: SimTime; readonly epochMs: number; readonly quietUs: number },
): { cache: SeriesCache; writes: readonly NewSeries[] } {
  let next = cache;
  const writes: NewSeries[] = [];
  for (const [key, event] of cache.entries()) {
    const seen = parseRfc3339(clock.epochMs, event.series?.lastObservedTime ?? event.eventTime ?? '') ?? 0;
    if (seen + clock.quietUs > clock.now) continue;
    next = next.delete(key);
    if (event.series) writes.push({ event, patch: { series: { ...event.series } } });
  }
  return { cache: next, writes };
}
