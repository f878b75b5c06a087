import type { Json } from '../../base/json.ts';
import { minutes, type SimTime } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { EMPTY_LRU, type Lru, lruGet, lruSet } from './lru.ts';

/** Which Events are written, combined, counted up or dropped: client-go tools/record/events_cache.go with its defaults. */

export interface EventObject extends KubeObject {
  readonly kind: 'Event';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly involvedObject: Readonly<Record<string, string>>;
  readonly related?: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly message: string;
  readonly source: { readonly component?: string; readonly host?: string };
  readonly firstTimestamp: string | null;
  readonly lastTimestamp: string | null;
  readonly count?: number;
  readonly type: string;
  readonly eventTime: string | null;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
  readonly action?: string;
  readonly reportingComponent: string;
  readonly reportingInstance: string;
}

export interface Correlator {
  /** Similar events (all but the message) → their messages. */
  readonly similar: Lru<{ readonly messages: readonly string[]; readonly at: SimTime }>;
  /** Equal events → what was written of them. */
  readonly logged: Lru<{ readonly name: string; readonly count: number; readonly firstTimestamp: string | null }>;
  /** Source and object → token bucket. */
  readonly spam: Lru<{ readonly tokens: number; readonly at: SimTime }>;
}

export const NEW_CORRELATOR: Correlator = { similar: EMPTY_LRU, logged: EMPTY_LRU, spam: EMPTY_LRU };

/** More different messages than this within the interval are combined. */
const MAX_SIMILAR = 10;
const SIMILAR_US = minutes(10);
/** 25 events per source and object, then one in five minutes. */
const SPAM_BURST = 25;
const SPAM_QPS = 1 / 300;

export interface Clock {
  readonly now: SimTime;
  readonly timestamp: string;
}

/** The event to be written, with a patch when one written before is counted up; no result when it is dropped. */
export function correlate(
  correlator: Correlator,
  event: EventObject,
  clock: Clock,
): { correlator: Correlator; result: { event: EventObject; patch: Json | undefined } | undefined } {
  const source = sourceKey(event);
  const aggregate = aggregated(correlator.similar, event, source, clock);
  const logged = counted(correlator.logged, aggregate.event, aggregate.key);
  const filter = passes(correlator.spam, source, clock.now);
  return {
    correlator: { similar: aggregate.similar, logged: logged.logged, spam: filter.spam },
    result: filter.passed ? { event: logged.event, patch: logged.patch } : undefined,
  };
}

/** What tells objects apart comes first, so that comparing two keys ends soon. */
const sourceKey = ({ source, involvedObject: about }: EventObject): string =>
  [about['uid'], about['name'], about['namespace'], about['kind'], about['apiVersion'], source.component, source.host].join('|');

function aggregated(
  before: Correlator['similar'],
  event: EventObject,
  source: string,
  { now, timestamp }: Clock,
): { similar: Correlator['similar']; event: EventObject; key: string } {
  const groupKey = [source, event.type, event.reason, event.reportingComponent, event.reportingInstance].join('|');
  const known = lruGet(before, groupKey);
  const fresh = known !== undefined && now - known.at <= SIMILAR_US ? known.messages : [];
  const messages = fresh.includes(event.message) ? fresh : [...fresh, event.message];
  const full = messages.length >= MAX_SIMILAR;
  // Upstream lets an arbitrary message go to keep the set small; the oldest here.
  const similar = lruSet(before, groupKey, { messages: full ? messages.slice(1) : messages, at: now });
  if (!full) return { similar, event, key: [source, event.involvedObject['fieldPath'], event.type, event.reason, event.message].join('|') };
  const combined: EventObject = {
    ...event,
    message: `(combined from similar events): ${event.message}`,
    count: 1,
    firstTimestamp: timestamp,
    lastTimestamp: timestamp,
  };
  return { similar, event: combined, key: groupKey };
}

function counted(before: Correlator['logged'], event: EventObject, key: string): { logged: Correlator['logged']; event: EventObject; patch: Json | undefined } {
  const known = lruGet(before, key);
  const next: EventObject = known
    ? { ...event, metadata: { ...event.metadata, name: known.name }, firstTimestamp: known.firstTimestamp, count: known.count + 1 }
    : event;
  const entry = { name: next.metadata.name, count: next.count ?? 1, firstTimestamp: next.firstTimestamp };
  const patch: Json | undefined = known ? { count: entry.count, lastTimestamp: next.lastTimestamp, message: next.message } : undefined;
  return { logged: lruSet(before, key, entry), event: next, patch };
}

function passes(before: Correlator['spam'], key: string, now: SimTime): { spam: Correlator['spam']; passed: boolean } {
  const bucket = lruGet(before, key) ?? { tokens: SPAM_BURST, at: now };
  const tokens = Math.min(SPAM_BURST, bucket.tokens + ((now - bucket.at) / 1_000_000) * SPAM_QPS);
  const passed = tokens >= 1;
  return { spam: lruSet(before, key, { tokens: passed ? tokens - 1 : tokens, at: now }), passed };
}
