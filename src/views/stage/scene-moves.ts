import { type Rect, sameRect } from '../../scene/geometry.ts';
import { isOver, type Move, movingAt, type Moving, moveUs } from '../../scene/moves.ts';
import type { Item } from './items.ts';

/** What keeps its identity while it changes its place; more at once than so many simply are where they are. */
const MOVABLE = /^(Pod|Node|Deployment|ReplicaSet|Service|PersistentVolume|PersistentVolumeClaim):/;
const MOST = 60;

export interface MovingItem {
  readonly move: Move;
  readonly item: Item;
  readonly at: Moving;
}

/** What is on its way to another place, or comes or goes; hidden where it stands until it is there. */
export class SceneMoves {
  private readonly moves = new Map<string, Move & { readonly item: Item }>();
  /** The stretch of virtual time that moves take which begin now; undefined: things are simply where they are. */
  private motion: { readonly start: number; readonly end: number } | undefined;

  has(id: string): boolean {
    return this.moves.has(id);
  }

  get areBegun(): boolean {
    return this.motion !== undefined;
  }

  clear(): void {
    this.moves.clear();
  }

  /** Moves are seen while time flows forward at a pace one can follow; after a jump things are where they are. */
  during(at: { readonly before: number; readonly now: number; readonly speed: number }, change: () => void): void {
    const lasts = moveUs(at.speed);
    const far = at.now - at.before;
    this.motion = lasts > 0 && far >= 0 && far <= Math.max(lasts, 300_000) ? { start: at.now, end: at.now + lasts } : undefined;
    change();
    this.motion = undefined;
  }

  /** Does something without moves of its own. */
  still(change: () => void): void {
    const { motion } = this;
    this.motion = undefined;
    change();
    this.motion = motion;
  }

  /** Who has another place than before goes there; a pod that is new arrives. */
  placed(item: Item, before: Item | undefined): void {
    const going = this.moves.get(item.id);
    if (going) {
      if (sameRect(going.to, item.rect)) this.moves.set(item.id, { ...going, item });
      else this.moves.delete(item.id);
    }
    const { motion } = this;
    if (!motion || this.moves.size >= MOST || !MOVABLE.test(item.id)) return;
    if (before ? sameRect(before.rect, item.rect) : !item.id.startsWith('Pod:')) return;
    const from = going ? movingAt(going, motion.start).rect : (before?.rect ?? item.rect);
    this.moves.set(item.id, { id: item.id, kind: before ? 'move' : 'arrive', from, to: item.rect, ...motion, item });
  }

  gone(item: Item): void {
    this.moves.delete(item.id);
    if (!this.motion || !item.id.startsWith('Pod:') || this.moves.size >= MOST) return;
    this.moves.set(item.id, { id: item.id, kind: 'leave', from: item.rect, to: item.rect, ...this.motion, item });
  }

  /** Ends moves that are over; their places are to be painted. */
  settle(now: number): readonly Rect[] {
    const free: Rect[] = [];
    for (const [id, move] of this.moves) {
      if (!isOver(move, now)) continue;
      this.moves.delete(id);
      free.push(move.to);
    }
    return free;
  }

  at(now: number): readonly MovingItem[] {
    return [...this.moves.values()].map((move) => ({ move, item: move.item, at: movingAt(move, now) }));
  }
}
