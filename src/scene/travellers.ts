import { isAbsence } from './ledger.ts';
import { kubeProxy, nodeOfActor, USERS } from '../wire/actors.ts';
import type { Point, Rect } from './geometry.ts';
import type { Layout } from './layout.ts';
import type { StageHappening } from './model.ts';
import { nearWay, NODES, type PodFinder, pointOn, type Way, wayLength, wayOf } from './paths.ts';

/** What a travelling thing looks like. */
export type TravelKind =
  | 'request'
  | 'response'
  | 'refusal'
  | 'absence'
  | 'watch'
  | 'cri'
  | 'packet'
  | 'lost'
  | 'heartbeat'
  | 'probe'
  | 'volume'
  | 'dns'
  | 'command';

export interface Traveller {
  readonly id: number;
  readonly kind: TravelKind;
  readonly x: number;
  readonly y: number;
  readonly background: boolean;
  readonly way: Way;
  /** Share of its way it has gone. */
  readonly share: number;
}

/** Many on one way: drawn as a stream, not one by one. */
export interface Flow {
  readonly key: string;
  readonly kind: TravelKind;
  readonly way: Way;
  readonly count: number;
  readonly background: boolean;
  /** 1 = something is on its way now, towards 0 as the last one lies back. */
  readonly fresh: number;
  /** The last that left. */
  readonly latest: number;
  /** One at least is still on its way. */
  readonly underway: boolean;
  /** Where the last one lies for a moment when it has arrived: beside others that came to the same end. */
  readonly rest: Point;
  /** How many lie there, 0 = none or told by another flow of the same kind. */
  readonly resting: number;
}

export interface Traffic {
  readonly travellers: readonly Traveller[];
  readonly flows: readonly Flow[];
}

function travelKind(happening: StageHappening): TravelKind | undefined {
  switch (happening.code) {
    case 'api.request':
      return happening.actor === 'kubectl' ? 'command' : 'request';
    case 'api.response':
      return answerKind(happening);
    case 'watch.event':
      return 'watch';
    case 'cri.call':
      return 'cri';
    case 'packet':
      return isLost(happening) ? 'lost' : 'packet';
    case 'dns':
      return 'dns';
    case 'heartbeat':
      return 'heartbeat';
    case 'probe':
      return 'probe';
    case 'volume.step':
      return 'volume';
    default:
      return undefined;
  }
}

/** An error is a refusal, but that a GET finds nothing is an answer like any other: kubectl apply asks before it creates. */
function answerKind({ args }: StageHappening): TravelKind {
  const status = Number(args['status'] ?? 200);
  if (isAbsence(String(args['method'] ?? ''), status)) return 'absence';
  return status >= 400 ? 'refusal' : 'response';
}

/** Refused by a rule or a pod, lost on the way, or answered with an error. */
function isLost({ args }: StageHappening): boolean {
  return args['hop'] === 'lost' || args['hop'] === 'refused' || Number(args['status'] ?? 0) >= 400;
}

export interface TravelView {
  readonly now: number;
  /** Microseconds of virtual time that stay visible as a trace. */
  readonly trailUs: number;
  /** More than so many at once become flows. */
  readonly most: number;
  /** Leave heartbeats, probes and what components ask by routine out as single things; they still show as faint flows. */
  readonly hideBackground?: boolean;
}

/**
 * Where everything in flight is at an instant, and the ways that were gone a moment ago. A pure function of the instant: running backwards shows
 * the same picture. `happenings` = what travelled in (now - trail, now].
 */
export function traffic(layout: Layout, happenings: readonly StageHappening[], view: TravelView, findPod: PodFinder): Traffic {
  const groups = new Map<string, { kind: TravelKind; way: Way; count: number; background: boolean; fresh: number; latest: number; underway: boolean }>();
  const ways = new Map<string, Way | undefined>();
  const flying: Traveller[] = [];
  const rules = rulesOf(happenings);
  for (const happening of happenings) {
    const kind = travelKind(happening);
    if (kind === undefined || happening.to === '' || happening.t > view.now) continue;
    const ends = endsOf(layout, happening);
    if (!ends) continue;
    const over = ends.field ? '' : (rules.get(Number(happening.args['request'] ?? 0)) ?? '');
    const answers = happening.code === 'packet' && happening.args['hop'] === 'answer';
    const pair = answers ? `${ends.from} ${ends.to} ${over}` : `${ends.from} ${ends.to}`;
    if (!ways.has(pair)) ways.set(pair, answers && !ends.field ? answerWay(layout, happening, over, findPod) : wayOf(layout, ends.from, ends.to, findPod));
    const way = ways.get(pair);
    if (!way || way.length < 2) continue;
    const underway = view.now < happening.until;
    const fresh = underway ? 1 : 1 - (view.now - happening.until) / Math.max(1, view.trailUs);
    if (fresh <= 0) continue;
    if (underway && !(view.hideBackground === true && happening.background && kind !== 'packet' && kind !== 'lost' && kind !== 'dns')) {
      const share = (view.now - happening.t) / Math.max(1, happening.until - happening.t);
      flying.push({ id: happening.id, kind, ...pointOn(way, share), background: happening.background, way, share });
    }
    const key = `${kind} ${pair}`;
    const group = groups.get(key);
    if (!group) groups.set(key, { kind, way, count: 1, background: happening.background, fresh, latest: happening.id, underway });
    else {
      group.count++;
      group.fresh = Math.max(group.fresh, fresh);
      group.latest = Math.max(group.latest, happening.id);
      group.underway ||= underway;
      group.background &&= happening.background;
    }
  }
  const flows = rested([...groups].map(([key, group]) => ({ key, ...group })));
  return { travellers: flying.length > view.most ? thinned(flying, view.most) : flying, flows };
}

/** Between whom it goes on the picture; undefined = within the field of tiles, where it has no way. */
function endsOf(layout: Layout, { actor, to }: StageHappening): { readonly from: string; readonly to: string; readonly field: boolean } | undefined {
  if (layout.level !== 'heat') return { from: actor, to, field: false };
  const place = (name: string): string => (name.startsWith('pod/') || nodeOfActor(name) !== undefined ? NODES : name);
  const [a, b] = [place(actor), place(to)];
  return a === NODES && b === NODES ? undefined : { from: a, to: b, field: a === NODES || b === NODES };
}

export interface Pulse {
  readonly rect: Rect;
  readonly fresh: number;
}

/** Tiles of nodes that did something a moment ago, as fresh as the last of it. What all of them are told says nothing about one. */
export function pulses(layout: Layout, travelled: readonly StageHappening[], view: Pick<TravelView, 'now' | 'trailUs'>): readonly Pulse[] {
  if (layout.level !== 'heat') return [];
  const out = new Map<string, Pulse>();
  for (const { t, until, actor, background } of travelled) {
    if (background || t > view.now) continue;
    const fresh = 1 - (view.now - Math.max(t, Math.min(until, view.now))) / Math.max(1, view.trailUs);
    const place = layout.nodeByName.get(nodeOfActor(actor) ?? '');
    if (place && fresh > (out.get(place.name)?.fresh ?? 0)) out.set(place.name, { rect: place.rect, fresh });
  }
  return [...out.values()];
}

/** At which node's rules a request was given its endpoint. */
function rulesOf(happenings: readonly StageHappening[]): ReadonlyMap<number, string> {
  const out = new Map<number, string>();
  for (const { code, args } of happenings)
    if (code === 'packet' && args['hop'] === 'pod' && typeof args['node'] === 'string') out.set(Number(args['request'] ?? 0), args['node']);
  return out;
}

/** An answer goes back the way the request came: its address is turned back at the rules of the client's node, not at the pod's own. */
function answerWay(layout: Layout, { actor, to }: StageHappening, over: string, findPod: PodFinder): Way | undefined {
  const back = (from: string, at: string): Way | undefined => {
    const way = wayOf(layout, from, at, findPod);
    return way && [...way].reverse();
  };
  if (to !== USERS) return back(to, actor);
  if (over === '') return wayOf(layout, actor, to, findPod);
  const inner = back(kubeProxy(over), actor);
  const outer = back(USERS, kubeProxy(over));
  return inner && outer && [...inner, ...outer];
}

const BESIDE = 32;
/** On ways as short as this both ends lie over each other: what goes up rests left, what comes down right. */
const SHORT_WAY = 46;
/** More ends than so many say nothing singly: only what went wrong stays to be read. */
const MOST_PILES = 20;

/** Between boxes that all but touch there is one place left and one right of the wire, clear of the words in both. */
function besideShort({ kind, way }: Pick<Flow, 'kind' | 'way'>, at: Point): Point {
  const [first, last] = [way[0] ?? at, way[way.length - 1] ?? at];
  return { x: at.x + (kind === 'request' || kind === 'command' ? -BESIDE / 2 : BESIDE / 2), y: (first.y + last.y) / 2 };
}

/** What came to one end lies there by kind, side by side, however many senders it came from. */
function rested(flows: readonly Omit<Flow, 'rest' | 'resting'>[]): readonly Flow[] {
  const ends = new Map<string, { readonly kinds: TravelKind[] }>();
  const piles = new Map<string, number>();
  const keyOf = ({ way }: Pick<Flow, 'way'>): string => {
    const end = way[way.length - 1] ?? { x: 0, y: 0 };
    return `${Math.round(end.x / 4)} ${Math.round(end.y / 4)}`;
  };
  const rests = (flow: Omit<Flow, 'rest' | 'resting'>): boolean => !flow.underway && !(flow.background && flow.kind !== 'packet' && flow.kind !== 'lost');
  for (const flow of flows) {
    if (!rests(flow)) continue;
    const key = keyOf(flow);
    const end = ends.get(key) ?? { kinds: [] };
    if (!end.kinds.includes(flow.kind)) end.kinds.push(flow.kind);
    ends.set(key, end);
    piles.set(`${key} ${flow.kind}`, (piles.get(`${key} ${flow.kind}`) ?? 0) + flow.count);
  }
  const crowded = piles.size > MOST_PILES;
  return flows.map((flow) => {
    const end = flow.way[flow.way.length - 1] ?? { x: 0, y: 0 };
    const key = keyOf(flow);
    const pile = piles.get(`${key} ${flow.kind}`) ?? 0;
    if (!rests(flow) || (crowded && flow.kind !== 'refusal' && flow.kind !== 'lost')) return { ...flow, rest: end, resting: 0 };
    piles.delete(`${key} ${flow.kind}`);
    const at = ends.get(key)?.kinds.indexOf(flow.kind) ?? 0;
    // In the middle, right, left.
    const side = at % 2 === 1 ? (at + 1) / 2 : -at / 2;
    const place = { x: end.x + side * BESIDE, y: end.y };
    return { ...flow, rest: wayLength(flow.way) < SHORT_WAY ? besideShort(flow, place) : place, resting: pile };
  });
}

/** Too many to tell apart: one for every kind and way, foreground before background. */
function thinned(flying: readonly Traveller[], most: number): readonly Traveller[] {
  const seen = new Set<string>();
  const out: Traveller[] = [];
  for (const wanted of [false, true])
    for (const traveller of flying) {
      if (traveller.background !== wanted || out.length >= most) continue;
      const end = traveller.way[traveller.way.length - 1];
      const key = `${traveller.kind} ${end?.x} ${end?.y}`;
      if (seen.has(key)) continue;
      seen.add(key);
      out.push(traveller);
    }
  return out;
}

/** The message that is drawn at a point: one on its way, else the last that came along a trace's end. */
export function messageAt(moving: Traffic, at: Point, reach: number): number | undefined {
  let best: { readonly id: number; readonly far: number } | undefined;
  const look = (id: number, p: Point): void => {
    const far = Math.hypot(p.x - at.x, p.y - at.y);
    if (far <= reach && (!best || far < best.far)) best = { id, far };
  };
  for (const traveller of moving.travellers) look(traveller.id, traveller);
  for (const flow of moving.flows) {
    if (flow.resting > 0) look(flow.latest, flow.rest);
  }
  return best?.id;
}

/** The last message that went a way through this point. */
export function traceAt(moving: Traffic, at: Point, reach: number): number | undefined {
  let best = 0;
  for (const flow of moving.flows) if (flow.latest > best && nearWay(flow.way, at, reach)) best = flow.latest;
  return best === 0 ? undefined : best;
}

export interface Served {
  /** `namespace/name` of a Service. */
  readonly service: string;
  /** Node whose rules chose. */
  readonly node: string;
  readonly fresh: number;
  readonly failed: boolean;
}

/** Services whose rules were applied to a packet a moment ago, the freshest use of each on each node. */
export function served(travelled: readonly StageHappening[], view: Pick<TravelView, 'now' | 'trailUs'>): readonly Served[] {
  const out = new Map<string, Served>();
  for (const happening of travelled) {
    const { args } = happening;
    if (happening.code !== 'packet' || typeof args['service'] !== 'string' || happening.t > view.now) continue;
    const service = args['service'].replace(/:[^/]*$/, '');
    const node = String(args['node'] ?? '');
    const fresh = 1 - (view.now - Math.max(happening.t, Math.min(happening.until, view.now))) / Math.max(1, view.trailUs);
    const key = `${service} ${node}`;
    if (fresh > (out.get(key)?.fresh ?? 0)) out.set(key, { service, node, fresh, failed: args['hop'] !== 'pod' });
  }
  return [...out.values()];
}
