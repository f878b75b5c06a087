import { CONTROLLER_MANAGER, CONTROLLERS, kubelet, kubeProxy, SCHEDULER } from '../wire/actors.ts';
import type { StageHappening, StageModel } from './model.ts';

/** Where a sentence stands: one place per component; controllers share the foot of kube-controller-manager. */
function captionPlace(actor: string): string | undefined {
  if (actor === SCHEDULER || actor === CONTROLLER_MANAGER) return actor;
  if ((CONTROLLERS as readonly string[]).includes(actor)) return CONTROLLER_MANAGER;
  if (actor.startsWith('kubelet/')) return actor;
  if (actor.startsWith('kube-proxy/')) return `kubelet/${actor.slice('kube-proxy/'.length)}`;
  return undefined;
}

export interface Caption {
  readonly happening: StageHappening;
  /** 1 = just now, 0 = no longer fresh (shown dimmed). */
  readonly fresh: number;
}

/** Virtual seconds as the timeline's axis has them. */
export const clockOf = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** What was said belongs to an instant: once it is no longer new it carries its time, as the timeline's axis has it (`0:12`). */
export function dated(words: string, caption: Caption | undefined): string {
  if (words === '' || !caption || caption.fresh > 0) return words;
  return `${clockOf(Math.floor(caption.happening.t / 1e6))} · ${words}`;
}

/** The latest decision of every place, of those who can be seen to decide. */
export function captions(model: Pick<StageModel, 'lastDecision' | 'now'>, nodes: readonly string[], freshUs: number): ReadonlyMap<string, Caption> {
  const out = new Map<string, Caption>();
  for (const actor of [SCHEDULER, ...CONTROLLERS, ...nodes.flatMap((node) => [kubelet(node), kubeProxy(node)])]) {
    const happening = model.lastDecision(actor);
    const place = happening && captionPlace(actor);
    if (!happening || place === undefined || (out.get(place)?.happening.id ?? 0) > happening.id) continue;
    const fresh = freshness(happening.t, model.now, freshUs);
    // The line is the kubelet's: others have it only while what they say is new.
    if (place !== actor && actor.startsWith('kube-proxy/') && fresh === 0 && out.has(place)) continue;
    out.set(place, { happening, fresh });
  }
  return out;
}

/** Actors that decided, asked or were asked within the last moment, with how fresh that is. */
export function lately(recent: readonly StageHappening[], now: number, freshUs: number): ReadonlyMap<string, number> {
  const out = new Map<string, number>();
  for (const happening of recent) {
    if (happening.t > now || happening.background) continue;
    const fresh = freshness(happening.t, now, freshUs);
    if (fresh <= 0) break;
    if (!out.has(happening.actor)) out.set(happening.actor, fresh);
    if (happening.to !== '' && happening.until <= now && !out.has(happening.to)) out.set(happening.to, fresh);
  }
  return out;
}

const freshness = (t: number, now: number, freshUs: number): number => Math.max(0, 1 - (now - t) / Math.max(1, freshUs));
