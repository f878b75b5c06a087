import type { Layout } from './layout.ts';
import type { StageHappening } from './model.ts';
import { type PodFinder, pointOn, type Way, wayOf } from './paths.ts';

/** What a travelling thing looks like. */
export type TravelKind = 'request' | 'response' | 'refusal' | 'watch' | 'cri' | 'packet' | 'lost' | 'heartbeat' | 'probe' | 'volume' | 'dns' | 'command';

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
}

export interface Traffic {
  readonly travellers: readonly Traveller[];
  readonly flows: readonly Flow[];
}

export function travelKind(happening: StageHappening): TravelKind | undefined {
  switch (happening.code) {
    case 'api.request':
      return happening.actor === 'kubectl' ? 'command' : 'request';
    case 'api.response':
      return Number(happening.args['status'] ?? 200) >= 400 ? 'refusal' : 'response';
    case 'watch.event':
      return 'watch';
    case 'cri.call':
      return 'cri';
    case 'packet':
      return happening.args['lost'] === true || happening.args['ok'] === false ? 'lost' : 'packet';
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

export interface TravelView {
  readonly now: number;
  /** Microseconds of virtual time that stay visible as a trace. */
  readonly trailUs: number;
  /** More than so many at once become flows. */
  readonly most: number;
  /** Leave heartbeats, probes and traffic out as single things; they still show as faint flows. */
  readonly hideBackground?: boolean;
}

/**
 * Where everything in flight is at an instant, and the ways that were gone a moment ago. A pure function of the instant: running backwards shows
 * the same picture. `happenings` = what travelled in (now - trail, now].
 */
export function traffic(layout: Layout, happenings: readonly StageHappening[], view: TravelView, findPod: PodFinder): Traffic {
  const groups = new Map<string, { kind: TravelKind; way: Way; count: number; background: boolean; fresh: number }>();
  const ways = new Map<string, Way | undefined>();
  const flying: Traveller[] = [];
  for (const happening of happenings) {
    const kind = travelKind(happening);
    if (kind === undefined || happening.to === '' || happening.t > view.now) continue;
    const pair = `${happening.actor} ${happening.to}`;
    if (!ways.has(pair)) ways.set(pair, wayOf(layout, happening.actor, happening.to, findPod));
    const way = ways.get(pair);
    if (!way || way.length < 2) continue;
    const underway = view.now < happening.until;
    const fresh = underway ? 1 : 1 - (view.now - happening.until) / Math.max(1, view.trailUs);
    if (fresh <= 0) continue;
    if (underway && !(view.hideBackground === true && happening.background)) {
      const share = (view.now - happening.t) / Math.max(1, happening.until - happening.t);
      flying.push({ id: happening.id, kind, ...pointOn(way, share), background: happening.background, way, share });
    }
    const key = `${kind} ${pair}`;
    const group = groups.get(key);
    if (!group) groups.set(key, { kind, way, count: 1, background: happening.background, fresh });
    else {
      group.count++;
      group.fresh = Math.max(group.fresh, fresh);
      group.background &&= happening.background;
    }
  }
  const flows = [...groups].map(([key, group]) => ({ key, ...group }));
  return { travellers: flying.length > view.most ? thinned(flying, view.most) : flying, flows };
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
