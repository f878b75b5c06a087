import { extended, type Json } from '../../base/json.ts';
import { minutes, seconds } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { CONTROLLER_MANAGER } from '../../wire/actors.ts';
import type { ApiRequest } from '../../wire/request.ts';
import type { Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { SortedMap } from '../../base/sorted-map.ts';
import { type Call, type Reply, send } from './client.ts';
import { correlate, type Correlator, type EventObject, NEW_CORRELATOR } from './correlator.ts';
import { processState } from './process.ts';
import { type NewSeries, observed, type SeriesCache, settled } from './series.ts';

/** An Event to be written about an object, as client-go's EventRecorder takes it. */
export interface EventDraft {
  /** Who records it: the actor and the process whose connection is used. */
  readonly actor: string;
  readonly process: string;
  /** source.component / reportingComponent, e.g. `default-scheduler`, `kubelet`. */
  readonly component: string;
  /** source.host: the node, for kubelets. */
  readonly host?: string;
  readonly about: KubeObject;
  /** involvedObject.fieldPath, e.g. `spec.containers{nginx}`. */
  readonly fieldPath?: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Given by those who record through events.k8s.io (kube-scheduler: `Scheduling`, `Binding`, `Preempting`): eventTime and series instead of count. */
  readonly action?: string;
  /** A second object it concerns (events.k8s.io only). */
  readonly related?: KubeObject;
}

/** What one process remembers of the Events it wrote; lost when it restarts. */
interface Recorder {
  readonly life: number;
  readonly written: number;
  readonly correlator: Correlator;
  readonly series: SeriesCache;
}

const recorders = slot<SortedMap<Recorder>>('recorders', () => SortedMap.empty());

function recorderOf(sim: Sim, process: string): Recorder {
  const life = processState(sim, process)?.life ?? 0;
  const known = sim.get(recorders).get(process);
  return known?.life === life ? known : { life, written: 0, correlator: NEW_CORRELATOR, series: SortedMap.empty() };
}

const keep = (sim: Sim, process: string, recorder: Recorder): void => sim.set(recorders, sim.get(recorders).set(process, recorder));

/** Writes (or counts up) an Event. Fire and forget; nothing follows from its answer. */
export function recordEvent(sim: Sim, draft: EventDraft): void {
  if (draft.action !== undefined) recordSeries(sim, draft, draft.action);
  else recordCounted(sim, draft);
}

/** client-go tools/record: spam filter, aggregation, counting. */
function recordCounted(sim: Sim, draft: EventDraft): void {
  const recorder = recorderOf(sim, draft.process);
  const event = eventOf(sim, draft, recorder.written);
  const { correlator, result } = correlate(recorder.correlator, event, { now: sim.now, timestamp: sim.timestamp });
  keep(sim, draft.process, { life: recorder.life, written: recorder.written + 1, correlator, series: recorder.series });
  if (!result) return;
  const letter: Letter = { actor: draft.actor, process: draft.process, event: result.event, tries: 0, patch: result.patch };
  post(sim, letter);
}

/** client-go tools/events: equal events within six minutes become one series. */
function recordSeries(sim: Sim, draft: EventDraft, action: string): void {
  const recorder = recorderOf(sim, draft.process);
  const event = seriesEventOf(sim, { draft, action, nth: recorder.written });
  const { cache, write, first } = observed(recorder.series, event, sim.microTimestamp);
  keep(sim, draft.process, { life: recorder.life, written: recorder.written + 1, correlator: recorder.correlator, series: cache });
  if (first)
    sim.schedule({ after: FINISH_US, to: 'events.settle', args: { actor: draft.actor, process: draft.process, life: recorder.life }, background: true });
  if (write) postSeries(sim, draft, write);
}

/** A series that was not added to for so long is finished: its count is written a last time. */
const FINISH_US = minutes(6);

function postSeries(sim: Sim, by: { readonly actor: string; readonly process: string }, { event, patch }: NewSeries): void {
  post(sim, { actor: by.actor, process: by.process, event, patch, tries: 0 });
}

/** An Event on its way to the API server. */
interface Letter {
  readonly actor: string;
  readonly process: string;
  readonly event: EventObject;
  /** Counting up an Event written before: only what changed. */
  readonly patch: Json | undefined;
  readonly tries: number;
}

const RETRY_US = seconds(10);
const MAX_TRIES = 12;

function post(sim: Sim, letter: Letter): void {
  const { actor, process, event, patch } = letter;
  const path = `/api/v1/namespaces/${event.metadata.namespace}/events`;
  const request: ApiRequest =
    patch === undefined
      ? { method: 'POST', path, body: event as unknown as Json }
      : { method: 'PATCH', path: `${path}/${event.metadata.name}`, contentType: 'application/strategic-merge-patch+json', body: patch };
  const { controllerQps, controllerBurst } = sim.config.settings;
  const reply = { to: 'events.answer', args: letter };
  // Controllers write Events with the client they write everything with; kubelets and the scheduler have another for Events.
  const call: Call =
    process === CONTROLLER_MANAGER
      ? { actor, process, request, reply, limit: { qps: controllerQps, burst: controllerBurst } }
      : { actor, process, request, reply };
  send(sim, call);
}

export const recorderComponent = {
  name: 'events',
  handlers: {
    'events.answer': (sim: Sim, { response, args }: Reply<Letter>) => {
      if (response.code === 404 && args.patch !== undefined) post(sim, { ...args, patch: undefined });
      else if (response.code === 0 && args.tries + 1 < MAX_TRIES) {
        sim.schedule({
          after: RETRY_US,
          to: 'events.again',
          args: { letter: { ...args, tries: args.tries + 1 }, life: recorderOf(sim, args.process).life },
          background: true,
        });
      }
    },
    'events.again': (sim: Sim, { letter, life }: { letter: Letter; life: number }) => {
      if (recorderOf(sim, letter.process).life === life) post(sim, letter);
    },
    'events.settle': (sim: Sim, args: { actor: string; process: string; life: number }) => {
      const recorder = recorderOf(sim, args.process);
      if (recorder.life !== args.life) return;
      const { cache, writes } = settled(recorder.series, { now: sim.now, epochMs: sim.config.epochMs, quietUs: FINISH_US });
      keep(sim, args.process, { ...recorder, series: cache });
      for (const write of writes) postSeries(sim, args, write);
      if (cache.size > 0) sim.schedule({ after: FINISH_US, to: 'events.settle', args, background: true });
    },
  },
};

/** metav1.ObjectReference of an object. */
function referenceTo(object: KubeObject, fieldPath?: string): Record<string, string> {
  const { namespace, name, uid, resourceVersion } = object.metadata;
  const reference: { [field: string]: string } = { kind: object.kind };
  if (namespace !== undefined) reference['namespace'] = namespace;
  reference['name'] = name;
  if (uid !== undefined) reference['uid'] = uid;
  reference['apiVersion'] = object.apiVersion;
  if (resourceVersion !== undefined) reference['resourceVersion'] = resourceVersion;
  if (fieldPath !== undefined) reference['fieldPath'] = fieldPath;
  return reference;
}

const HALF = 2 ** 32;

/** `NAME.HEX`: the time in nanoseconds; the clock knows microseconds, the number of the event gives the rest. */
function eventName(sim: Sim, name: string, nth: number): string {
  // In two halves that are exact as numbers: nanoseconds since 1970 have some sixty bits.
  const us = sim.config.epochMs * 1_000 + sim.now;
  const high = Math.floor(us / HALF);
  const low = (us - high * HALF) * 1_000 + (nth % 1_000);
  const carried = high * 1_000 + Math.floor(low / HALF);
  return `${name}.${carried.toString(16)}${(low % HALF).toString(16).padStart(8, '0')}`;
}

const namesOf = (sim: Sim, { about: { metadata } }: EventDraft, nth: number): EventObject['metadata'] => ({
  name: eventName(sim, metadata.name, nth),
  namespace: metadata.namespace ?? 'default',
});

function eventOf(sim: Sim, draft: EventDraft, nth: number): EventObject {
  const { timestamp } = sim;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: namesOf(sim, draft, nth),
    involvedObject: referenceTo(draft.about, draft.fieldPath),
    reason: draft.reason,
    message: draft.message,
    type: draft.type,
    source: draft.host === undefined ? { component: draft.component } : { component: draft.component, host: draft.host },
    firstTimestamp: timestamp,
    lastTimestamp: timestamp,
    count: 1,
    eventTime: null,
    reportingComponent: draft.component,
    reportingInstance: draft.host ?? '',
  };
}

/**
 * As an Event written through events.k8s.io reads in the core API: no count, no first and last time.
 *
 * Simplified: it is sent to the core API's path; both paths lead to the same stored object.
 */
function seriesEventOf(sim: Sim, { draft, action, nth }: { draft: EventDraft; action: string; nth: number }): EventObject {
  const event: EventObject = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: namesOf(sim, draft, nth),
    involvedObject: referenceTo(draft.about, draft.fieldPath),
    reason: draft.reason,
    message: draft.message,
    type: draft.type,
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: sim.microTimestamp,
    action,
    reportingComponent: draft.component,
    reportingInstance: `${draft.component}-${draft.host ?? 'control-plane'}`,
  };
  return draft.related === undefined ? event : extended(event, { related: referenceTo(draft.related) });
}
