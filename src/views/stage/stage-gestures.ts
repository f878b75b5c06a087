import type { Point } from '../../scene/geometry.ts';

export interface GestureListener {
  pan(dx: number, dy: number): void;
  zoom(at: Point, factor: number): void;
  hover(at: Point | undefined): void;
  click(at: Point, twice: boolean): void;
}

/** Pixels a pointer may tremble and still click. */
const SLOP = 5;

/** Mouse, pen and touch on the stage: drag pans, wheel and pinch zoom, a press that does not move is a click. */
export class StageGestures {
  private readonly host: HTMLElement;
  private readonly listener: GestureListener;
  private readonly down = new Map<number, Point>();
  private start: Point | undefined;
  private dragging = false;
  private lastClick = { time: Number.NEGATIVE_INFINITY, x: 0, y: 0 };

  constructor(host: HTMLElement, listener: GestureListener) {
    this.host = host;
    this.listener = listener;
    host.addEventListener('pointerdown', this.onDown);
    host.addEventListener('pointermove', this.onMove);
    host.addEventListener('pointerup', this.onUp);
    host.addEventListener('pointercancel', this.onUp);
    host.addEventListener('pointerleave', this.onLeave);
    host.addEventListener('wheel', this.onWheel, { passive: false });
  }

  stop(): void {
    this.host.removeEventListener('pointerdown', this.onDown);
    this.host.removeEventListener('pointermove', this.onMove);
    this.host.removeEventListener('pointerup', this.onUp);
    this.host.removeEventListener('pointercancel', this.onUp);
    this.host.removeEventListener('pointerleave', this.onLeave);
    this.host.removeEventListener('wheel', this.onWheel);
  }

  private at(event: MouseEvent): Point {
    const frame = this.host.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  }

  private readonly onDown = (event: PointerEvent): void => {
    // Buttons on the stage are pressed, not the stage below them.
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) return;
    const at = this.at(event);
    this.host.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, at);
    if (this.down.size === 1) {
      this.start = at;
      this.dragging = false;
    } else this.dragging = true;
  };

  private readonly onMove = (event: PointerEvent): void => {
    const at = this.at(event);
    const before = this.down.get(event.pointerId);
    if (!before) {
      if (event.pointerType === 'mouse') this.listener.hover(at);
      return;
    }
    if (this.down.size === 2) this.pinch(event.pointerId, before, at);
    this.down.set(event.pointerId, at);
    if (this.down.size > 1) return;
    if (!this.dragging && this.start && Math.hypot(at.x - this.start.x, at.y - this.start.y) > SLOP) {
      this.dragging = true;
      this.host.toggleAttribute('data-drag', true);
      this.listener.hover(undefined);
      this.listener.pan(at.x - this.start.x, at.y - this.start.y);
    } else if (this.dragging) this.listener.pan(at.x - before.x, at.y - before.y);
  };

  private pinch(id: number, before: Point, at: Point): void {
    let other: Point | undefined;
    for (const [key, point] of this.down) if (key !== id) other = point;
    if (!other) return;
    const old = Math.hypot(before.x - other.x, before.y - other.y);
    const now = Math.hypot(at.x - other.x, at.y - other.y);
    const centre = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
    if (old > 4 && now > 4) this.listener.zoom(centre, now / old);
    this.listener.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
  }

  private readonly onUp = (event: PointerEvent): void => {
    if (!this.down.delete(event.pointerId)) return;
    this.host.toggleAttribute('data-drag', false);
    if (this.down.size > 0 || this.dragging || event.type === 'pointercancel') return;
    const at = this.at(event);
    const twice = event.timeStamp - this.lastClick.time < 350 && Math.hypot(at.x - this.lastClick.x, at.y - this.lastClick.y) < SLOP * 2;
    this.lastClick = { time: event.timeStamp, ...at };
    this.listener.click(at, twice);
  };

  private readonly onLeave = (): void => this.listener.hover(undefined);

  private readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const step = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
    if (event.shiftKey) this.listener.pan(-step, 0);
    else this.listener.zoom(this.at(event), Math.exp(-step * (event.ctrlKey ? 0.01 : 0.0016)));
  };
}
