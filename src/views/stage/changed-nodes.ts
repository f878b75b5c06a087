import type { Caption } from '../../scene/captions.ts';
import { KUBECTL } from '../../wire/actors.ts';

interface Said {
  readonly captions: ReadonlyMap<string, Caption>;
  readonly lately: ReadonlyMap<string, number>;
}

/** Names of the nodes of which a sentence or a light is another than before. */
export function changedNodes(before: Said, after: Said): readonly string[] {
  const out: string[] = [];
  const look = (actor: string): void => {
    const slash = actor.indexOf('/');
    if (slash < 0 || actor.startsWith('pod/') || actor === KUBECTL) return;
    const a = before.captions.get(actor);
    const b = after.captions.get(actor);
    if (before.lately.has(actor) !== after.lately.has(actor) || a?.happening.id !== b?.happening.id || (a?.fresh ?? 0) > 0 !== (b?.fresh ?? 0) > 0)
      out.push(actor.slice(slash + 1));
  };
  for (const map of [before.captions, after.captions, before.lately, after.lately]) for (const actor of map.keys()) look(actor);
  return out;
}
