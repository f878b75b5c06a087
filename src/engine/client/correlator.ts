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
  const aggregate = aggregated(correlator, event, clock);
  const logged = counted(aggregate.correlator, aggregate.event, aggregate.key);
  const filter = passes(logged.correlator, event, clock.now);
  return { correlator: filter.correlator, result: filter.passed ? { event: logged.event, patch: logged.patch } : undefined };
}

const sourceKey = ({ source, involvedObject: about }: EventObject): string =>
  [source.component, source.host, about.kind, about.namespace, about.name, about.uid, about.apiVersion].join('|');

function aggregated(correlator: Correlator, event: EventObject, { now, timestamp }: Clock): { correlator: Correlator; event: EventObject; key: string } {
  const groupKey = [sourceKey(event), event.type, event.reason, event.reportingComponent, event.reportingInstance].join('|');
  const known = lruGet(correlator.similar, groupKey);
  const fresh = known !== undefined && now - known.at <= SIMILAR_US ? known.messages : [];
  const messages = fresh.includes(event.message) ? fresh : [...fresh, event.message];
  const full = messages.length >= MAX_SIMILAR;
  // Upstream lets an arbitrary message go to keep the set small; the oldest here.
  const similar = lruSet(correlator.similar, groupKey, { messages: full ? messages.slice(1) : messages, at: now });
  const next = { ...correlator, similar };
  if (!full) return { correlator: next, event, key: [sourceKey(event), event.involvedObject.fieldPath, event.type, event.reason, event.message].join('|') };
  const combined: EventObject = {
    ...event,
    message: `(combined from similar events): ${event.message}`,
    count: 1,
    firstTimestamp: timestamp,
    lastTimestamp: timestamp,
  };
  return { correlator: next, event: combined, key: groupKey };
}

function counted(correlator: Correlator, event: EventObject, key: string): { correlator: Correlator; event: EventObject; patch: Json | undefined } {
  const known = lruGet(correlator.logged, key);
  const next: EventObject = known
    ? { ...event, metadata: { ...event.metadata, name: known.name }, firstTimestamp: known.firstTimestamp, count: known.count + 1 }
    : event;
  const entry = { name: next.metadata.name, count: next.count ?? 1, firstTimestamp: next.firstTimestamp };
  const patch: Json | undefined = known ? { count: entry.count, lastTimestamp: next.lastTimestamp, message: next.message } : undefined;
  return { correlator: { ...correlator, logged: lruSet(correlator.logged, key, entry) }, event: next, patch };
}

function passes(correlator: Correlator, event: EventObject, now: SimTime): { correlator: Correlator; passed: boolean } {
  const key = sourceKey(event);
  const bucket = lruGet(correlator.spam, key) ?? { tokens: SPAM_BURST, at: now };
  const tokens = Math.min(SPAM_BURST, bucket.tokens + ((now - bucket.at) / 1_000_000) * SPAM_QPS);
  const passed = tokens >= 1;
  return { correlator: { ...correlator, spam: lruSet(correlator.spam, key, { tokens: passed ? tokens - 1 : tokens, at: now }) }, passed };
}
