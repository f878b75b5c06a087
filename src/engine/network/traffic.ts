import type { Json } from '../../base/json.ts';
import { SortedMap } from '../../base/sorted-map.ts';
import { seconds, type SimTime, toSeconds } from '../../base/time.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { splitKey } from '../../kinds/object.ts';
import { USERS } from '../../wire/actors.ts';
import type { Traffic } from '../../wire/command.ts';
import { etcd, getObject } from '../etcd/store.ts';
import type { Component, Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import type { Client, Done, RequestOutcome } from './request.ts';
import { startRequest } from './requests.ts';

/**
 * Requests that users outside, or a pod, send again and again. All of it is background. What was sent is always what was answered, failed
 * or is on its way.
 */
export interface TrafficSource {
  readonly traffic: Traffic;
  /** Raised at every change, so that ticks of a former rate are told apart. */
  readonly life: number;
  readonly running: boolean;
  readonly sent: number;
  readonly ok: number;
  readonly inFlight: number;
  /** By reason: `refused`, `timeout`, `unknown-host`, `closed`, `no-client`, `http-503`, … */
  readonly failed: Readonly<Record<string, number>>;
  /** Since when requests fail; undefined while they do not. */
  readonly failingSince: SimTime | undefined;
  readonly lastFailure: SimTime;
  /** Failures since then. */
  readonly failures: number;
  /** Per second, the newest last; at most a minute. */
  readonly history: readonly Second[];
}

interface Second {
  /** Whole seconds of virtual time. */
  readonly at: number;
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
}

const sources = slot<SortedMap<TrafficSource>>('traffic', () => SortedMap.empty());

/**
 * Simplified: of heavier traffic every request that is walked stands for several (`weight`), so that no source sends more than this many a
 * second through the picture; counters and load are those of the full rate.
 */
const MAX_WALKED_PER_SECOND = 25;
const MAX_RATE = 100_000;
const TIMEOUT_US = seconds(5);
const HISTORY_SECONDS = 60;

/** Starts traffic, or changes what goes by this id. A rate of 0 stops it. */
export function setTraffic(sim: Sim, traffic: Traffic): void {
  const before = sim.get(sources).get(traffic.id);
  const life = (before?.life ?? 0) + 1;
  const running = traffic.perSecond > 0 && Number.isFinite(traffic.perSecond);
  const base = before ?? { sent: 0, ok: 0, inFlight: 0, failed: {}, failingSince: undefined, lastFailure: 0 as SimTime, failures: 0, history: [] };
  put(sim, { ...base, traffic, life, running });
  if (running) sim.schedule({ after: gap(sim, traffic), to: 'traffic.tick', args: { id: traffic.id, life }, background: true });
}

/** Ends traffic; what is on its way still arrives. False: nothing goes by this id. */
export function stopTraffic(sim: Sim, id: string): boolean {
  const source = sim.get(sources).get(id);
  if (!source) return false;
  put(sim, { ...source, running: false, life: source.life + 1 });
  return true;
}

export const allTraffic = (sim: Sim): Iterable<TrafficSource> => sim.get(sources).values();
export const trafficSource = (sim: Sim, id: string): TrafficSource | undefined => sim.get(sources).get(id);

const put = (sim: Sim, source: TrafficSource): void => sim.set(sources, sim.get(sources).set(source.traffic.id, source));
const weightOf = ({ perSecond }: Traffic): number => Math.max(1, Math.ceil(Math.min(perSecond, MAX_RATE) / MAX_WALKED_PER_SECOND));

/** Between two requests: on average what the rate says, between half and one and a half times that. */
function gap(sim: Sim, traffic: Traffic): number {
  const mean = (seconds(1) * weightOf(traffic)) / Math.min(traffic.perSecond, MAX_RATE);
  return Math.max(1, Math.round((mean * sim.draw(`traffic/${traffic.id}`, 500, 1_500)) / 1_000));
}

function tick(sim: Sim, { id, life }: { id: string; life: number }): void {
  const source = sim.get(sources).get(id);
  if (!source?.running || source.life !== life) return;
  const { traffic } = source;
  const weight = weightOf(traffic);
  const client = clientOf(sim, traffic);
  put(sim, counted({ ...source, sent: source.sent + weight, inFlight: source.inFlight + weight }, sim, { sent: weight }));
  if (client)
    startRequest(sim, {
      client,
      url: traffic.url,
      method: 'GET',
      timeoutUs: TIMEOUT_US,
      background: true,
      weight,
      reply: { to: 'traffic.done', args: { id, weight } },
    });
  else settle(sim, id, weight, 'no-client');
  sim.schedule({ after: gap(sim, traffic), to: 'traffic.tick', args: { id, life }, background: true });
}

/** Users have many addresses; a pod has its own, as long as it runs. */
function clientOf(sim: Sim, { from, id }: Traffic): Client | undefined {
  if (from === USERS) return { kind: 'outside', ip: `198.51.100.${sim.draw(`traffic/${id}`, 1, 254)}` };
  const { namespace = 'default', name } = splitKey(from);
  const pod = getObject<Pod>(sim.get(etcd).root, 'pods', `${namespace}/${name}`);
  const ip = pod?.status?.podIP;
  if (!pod || ip === undefined || pod.status?.phase !== 'Running') return undefined;
  return { kind: 'pod', namespace, pod: name, node: pod.spec.nodeName ?? '', ip };
}

function reasonOf(outcome: RequestOutcome): string | undefined {
  if (outcome.kind === 'connected') return undefined;
  if (outcome.kind !== 'answer') return outcome.kind;
  return outcome.status < 400 ? undefined : `http-${outcome.status}`;
}

function settle(sim: Sim, id: string, weight: number, reason: string | undefined): void {
  const source = sim.get(sources).get(id);
  if (!source) return;
  const landed = noticed(sim, { ...source, inFlight: source.inFlight - weight }, weight, reason);
  if (reason === undefined) put(sim, counted({ ...landed, ok: landed.ok + weight }, sim, { ok: weight }));
  else put(sim, counted({ ...landed, failed: { ...landed.failed, [reason]: (landed.failed[reason] ?? 0) + weight } }, sim, { failed: weight }));
}

/** Those who send notice when requests begin to fail, and when none has failed for a while. */
function noticed(sim: Sim, source: TrafficSource, weight: number, reason: string | undefined): TrafficSource {
  const { traffic, failingSince, failures } = source;
  if (reason !== undefined) {
    if (failingSince !== undefined) return { ...source, lastFailure: sim.now, failures: failures + weight };
    sim.note({ code: 'decide', actor: traffic.from, say: 'traffic.failing', background: true, args: { traffic: traffic.id, url: traffic.url, reason } });
    return { ...source, failingSince: sim.now, lastFailure: sim.now, failures: weight };
  }
  if (failingSince === undefined || sim.now - source.lastFailure < RECOVERED_AFTER_US) return source;
  sim.note({
    code: 'decide',
    actor: traffic.from,
    say: 'traffic.recovered',
    background: true,
    args: { traffic: traffic.id, url: traffic.url, failures, forUs: source.lastFailure - failingSince },
  });
  return { ...source, failingSince: undefined, failures: 0 };
}

const RECOVERED_AFTER_US = seconds(10);

function counted(source: TrafficSource, sim: Sim, add: { readonly sent?: number; readonly ok?: number; readonly failed?: number }): TrafficSource {
  const at = Math.floor(toSeconds(sim.now));
  const last = source.history[source.history.length - 1];
  const open: Second = last?.at === at ? last : { at, sent: 0, ok: 0, failed: 0 };
  const next: Second = { at, sent: open.sent + (add.sent ?? 0), ok: open.ok + (add.ok ?? 0), failed: open.failed + (add.failed ?? 0) };
  const kept = last?.at === at ? source.history.slice(0, -1) : source.history;
  return { ...source, history: [...kept.slice(-(HISTORY_SECONDS - 1)), next] };
}

export const trafficComponent: Component = {
  name: 'traffic',
  handlers: {
    'traffic.tick': tick,
    'traffic.done': (sim: Sim, { outcome, args }: Done<{ id: string; weight: number }>) => settle(sim, args.id, args.weight, reasonOf(outcome)),
  },
};

/**
 * What the picture shows of all traffic:
 * `{sources: [{id, from, url, perSecond, running, sent, ok, inFlight, failed: {reason: n}, seconds: [[at, sent, ok, failed], …]}]}`.
 */
export function trafficPart(sim: Sim): Json {
  const out: Json[] = [];
  for (const { traffic, running, sent, ok, inFlight, failed, history } of sim.get(sources).values())
    out.push({
      id: traffic.id,
      from: traffic.from,
      url: traffic.url,
      perSecond: traffic.perSecond,
      running,
      sent,
      ok,
      inFlight,
      failed,
      seconds: history.map((second) => [second.at, second.sent, second.ok, second.failed]),
    });
  return { sources: out };
}
