import { bottom, box, type Point, type Rect, touches } from './geometry.ts';
import { callText } from './ledger.ts';
import type { StageHappening } from './model.ts';
import type { Traffic } from './travellers.ts';
import type { Way } from './paths.ts';

/** A message's own few words beside it. */
export interface Tag {
  readonly rect: Rect;
  readonly words: string;
  readonly fresh: number;
}

/** More messages than so many at once are a crowd: words would lie over each other. */
const MOST_SPEAKING = 6;
const MOST_TAGS = 3;
const HEIGHT = 17;
const WIDEST = 178;

/** What a message is, in the API's own words; '' = its look says all. */
export function tagOf({ code, args }: StageHappening): string {
  const text = (name: string): string => String(args[name] ?? '');
  switch (code) {
    case 'api.request':
      return callText(text('method'), text('path'));
    case 'api.response':
      return Number(args['status'] ?? 0) >= 400 ? `${text('status')} ${text('reason')}`.trim() : '';
    case 'watch.event':
      return `${text('type')} ${text('resource')}/${text('key').replace(/^.*\//, '')}`;
    case 'cri.call':
      return text('method');
    case 'dns':
      return `${text('name')}?`;
    default:
      return '';
  }
}

/** How much of its bar the name of kube-apiserver takes, with what stands below it. */
const HUB_NAME = 200;
const COUNT = 18;

/** What is to be kept free of words about messages that arrive: the API server's own name. */
export const hubName = (hub: Rect): Rect => box(hub.x, hub.y, Math.min(HUB_NAME, hub.w), hub.h);

interface TagSource {
  find(id: number): StageHappening | undefined;
  /** Measures a text of 11 px. */
  width(words: string): number;
  /** The bar of kube-apiserver. */
  readonly hub: Rect;
}

/**
 * Words for the latest messages while there are few: those on their way, and those that have just arrived. They stand in the corridor beside the
 * wire, clear of the boxes at its ends and of the name of kube-apiserver.
 */
export function tags(moving: Traffic, { find, width, hub }: TagSource): readonly Tag[] {
  const flying = moving.travellers.filter(({ background }) => !background).map(({ id, x, y, way }) => ({ id, at: { x, y }, way, fresh: 1 }));
  const lying = moving.flows
    .filter(({ resting, background }) => resting > 0 && !background)
    .map(({ latest, rest, way, fresh }) => ({ id: latest, at: rest, way, fresh }));
  const all = [...flying, ...lying];
  if (all.length > MOST_SPEAKING) return [];
  const out: Tag[] = [];
  for (const { id, at, way, fresh } of all.sort((a, b) => b.id - a.id)) {
    const happening = find(id);
    const words = happening ? tagOf(happening) : '';
    if (words === '') continue;
    const rect = clearOf(hub, beside(at, way, Math.min(WIDEST, width(words) + 12)));
    if (out.some((other) => touches(other.rect, rect))) continue;
    out.push({ rect, words, fresh });
    if (out.length >= MOST_TAGS) break;
  }
  return out;
}

/** Words that would lie over the name stand below the bar, right of a number that may stand there. */
const clearOf = (hub: Rect, tag: Rect): Rect => (touches(tag, hubName(hub)) ? box(tag.x + COUNT, bottom(hub) + 3, tag.w, tag.h) : tag);

/** Right of the message and back along its way, so that what it comes to stays readable. */
function beside(at: Point, way: Way, w: number): Rect {
  const [before, end] = [way[way.length - 2] ?? at, way[way.length - 1] ?? at];
  const down = end.y - before.y;
  const near = Math.abs(end.y - at.y) < 14 && Math.abs(down) > 24;
  const y = near ? (down > 0 ? at.y - HEIGHT - 9 : at.y + 9) : at.y - HEIGHT / 2;
  return box(at.x + 13, y, w, HEIGHT);
}
