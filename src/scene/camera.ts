import { clamp, type Point, type Rect, type Size } from './geometry.ts';

/** What part of the world is on the screen: screen = (world - (x, y)) × zoom. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

const MIN_ZOOM = 0.25;
const MAX_ZOOM = 16;

/** Shows everything when type hardly shrinks by it, else the whole width from the top. */
export function fitCamera(world: Size, view: Size): Camera {
  if (view.w <= 0 || view.h <= 0) return { x: 0, y: 0, zoom: 1 };
  const whole = Math.min(view.w / world.w, view.h / world.h);
  const zoom = whole >= 0.92 ? Math.min(1, whole) : Math.min(1, view.w / world.w);
  return { x: (world.w - view.w / zoom) / 2, y: world.h * zoom <= view.h ? (world.h - view.h / zoom) / 2 : 0, zoom };
}

/** Zooms by a factor with a point of the screen held still. */
export function zoomAt(camera: Camera, at: Point, factor: number): Camera {
  const zoom = clamp(camera.zoom * factor, MIN_ZOOM, MAX_ZOOM);
  return { x: camera.x + at.x / camera.zoom - at.x / zoom, y: camera.y + at.y / camera.zoom - at.y / zoom, zoom };
}

export const panBy = (camera: Camera, dx: number, dy: number): Camera => ({ ...camera, x: camera.x - dx / camera.zoom, y: camera.y - dy / camera.zoom });

/** Keeps at least a good part of the world in view. */
export function holdCamera(camera: Camera, world: Size, view: Size): Camera {
  const w = view.w / camera.zoom;
  const h = view.h / camera.zoom;
  const hold = (at: number, span: number, whole: number): number => (whole <= span ? clamp(at, whole - span, 0) : clamp(at, -span * 0.15, whole - span * 0.85));
  return { ...camera, x: hold(camera.x, w, world.w), y: hold(camera.y, h, world.h) };
}

export const toWorld = (camera: Camera, p: Point): Point => ({ x: camera.x + p.x / camera.zoom, y: camera.y + p.y / camera.zoom });
export const toScreen = (camera: Camera, p: Point): Point => ({ x: (p.x - camera.x) * camera.zoom, y: (p.y - camera.y) * camera.zoom });
export const visibleRect = (camera: Camera, view: Size): Rect => ({ x: camera.x, y: camera.y, w: view.w / camera.zoom, h: view.h / camera.zoom });

/** Moves as little as needed so that a place is on the screen. */
export function reveal(camera: Camera, place: Rect, view: Size): Camera {
  const shown = visibleRect(camera, view);
  const margin = 24 / camera.zoom;
  const shift = (at: number, span: number, from: number, length: number): number => {
    if (from - margin < at) return from - margin;
    if (from + length + margin > at + span) return Math.min(from - margin, from + length + margin - span);
    return at;
  };
  return { ...camera, x: shift(shown.x, shown.w, place.x, place.w), y: shift(shown.y, shown.h, place.y, place.h) };
}
