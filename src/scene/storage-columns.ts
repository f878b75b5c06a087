import type { StageFrame } from './frame.ts';
import { HEAD } from './frame.ts';
import { box, clamp, type Rect } from './geometry.ts';
import { byBirth } from './birth.ts';
import type { StageModel } from './model.ts';
import { type Seats, takeSeats } from './seats.ts';

export interface ColumnPlace {
  readonly claim: number;
  readonly volume: number;
  readonly rect: Rect;
}

const CLAIM_HEIGHT = 35;
const VOLUME_HEIGHT = 44;
/** How far the knob of a bound claim reaches into the volume. */
const PLUG_DEPTH = 9;

/**
 * Storage in columns: a claim above, its volume below it, clicked together when bound. A claim without volume and a volume without claim have
 * a column each. Classes come first.
 */
export function storageColumns(model: StageModel, previous: Seats, frame: StageFrame) {
  const zone = frame.storage;
  const rects = new Map<number, Rect>();
  const top = zone.y + HEAD;
  const claims = [...model.list('PersistentVolumeClaim')].sort(byBirth);
  const volumes = [...model.list('PersistentVolume')].sort(byBirth);
  const recipes = classPlaces(model, zone, claims.length + volumes.length === 0);
  for (const [oid, rect] of recipes.rects) rects.set(oid, rect);
  const claimed = new Set(claims.map((c) => c.oid));
  const keys = [...claims.map((c) => c.oid), ...volumes.filter((v) => !claimed.has(v.claim)).map((v) => v.oid)];
  const seats = takeSeats(previous, keys);
  const left = zone.x + recipes.right;
  const y = top + recipes.below;
  const room = zone.x + zone.w - left;
  const gap = 10;
  const w = clamp((room - gap * (Math.max(1, seats.length) - 1)) / Math.max(1, seats.length), 88, 148);
  const most = Math.floor((room + gap) / (w + gap));
  const volumeOf = new Map(volumes.map((v) => [v.claim, v.oid]));
  const places: ColumnPlace[] = [];
  let overflow = 0;
  seats.forEach((key, i) => {
    if (key === 0) return;
    if (i >= most) {
      overflow++;
      return;
    }
    const rect = box(left + i * (w + gap), y, w, CLAIM_HEIGHT + VOLUME_HEIGHT - PLUG_DEPTH);
    const claim = claimed.has(key) ? key : 0;
    const volume = claim === 0 ? key : (volumeOf.get(key) ?? 0);
    places.push({ claim, volume, rect });
    if (claim !== 0) rects.set(claim, box(rect.x, rect.y, rect.w, CLAIM_HEIGHT));
    if (volume !== 0) rects.set(volume, box(rect.x, rect.y + CLAIM_HEIGHT - PLUG_DEPTH, rect.w, VOLUME_HEIGHT));
  });
  return { seats, rects, places, overflow };
}

/** In zones from this width on classes stand left of the claims. */
export const CLASSES_BESIDE = 480;
/** In a narrow zone classes are lines of this height above the claims. */
const CLASS_LINE = 22;

/** Where the classes stand and how much room they take: left of the claims, or in a narrow zone above them; where that is too low, claims alone. */
function classPlaces(model: StageModel, zone: Rect, alone: boolean) {
  const classes = [...model.list('StorageClass')].sort(byBirth).slice(0, 2);
  const top = zone.y + HEAD;
  const rects = new Map<number, Rect>();
  if (classes.length === 0) return { rects, right: 0, below: 0 };
  if (zone.w >= CLASSES_BESIDE) {
    const w = clamp(zone.w * 0.17, 128, 176);
    classes.forEach((cls, i) => rects.set(cls.oid, classes.length === 1 ? box(zone.x, top + 8, w, 52) : box(zone.x, top + i * 39, w, 36)));
    return { rects, right: w + 18, below: 0 };
  }
  const room = zone.h - HEAD >= CLASS_LINE + 6 + CLAIM_HEIGHT + VOLUME_HEIGHT - PLUG_DEPTH;
  if (!room && !alone) return { rects, right: 0, below: 0 };
  const w = Math.min(180, (zone.w - 8 * (classes.length - 1)) / classes.length);
  classes.forEach((cls, i) => rects.set(cls.oid, box(zone.x + i * (w + 8), top, w, CLASS_LINE)));
  return { rects, right: 0, below: CLASS_LINE + 6 };
}
