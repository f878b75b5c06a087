import { type Camera, visibleRect } from '../../scene/camera.ts';
import { DirtyRegion } from '../../scene/dirty.ts';
import { bottom, box, inset, type Rect, right, type Size, touches, union } from '../../scene/geometry.ts';
import { type Way, wayPath } from '../../scene/paths.ts';
import type { Flow, Pulse, Traffic, Traveller } from '../../scene/travellers.ts';
import { type DisplayList, rect, text } from '../glyphs/display-list.ts';
import { envelopeGlyph, ENVELOPE_REACH } from '../glyphs/envelope.ts';
import { CanvasPainter } from '../glyphs/paint-canvas.ts';
import { estimateWidth } from '../glyphs/text-fit.ts';
import type { Hue, Tokens } from '../glyphs/tokens.ts';
import { hubName, type Tag } from '../../scene/tags.ts';
import { flowHue } from './flow-hue.ts';
import type { MovingItem } from './scene-moves.ts';
import type { StageScene } from './stage-scene.ts';

export interface Overlay {
  readonly traffic: Traffic;
  /** Services whose rules chose just now: the plate, and the rules that serve it. */
  readonly served: readonly { readonly rect: Rect; readonly rules: Rect | undefined; readonly fresh: number; readonly failed: boolean }[];
  /** Tiles of nodes that are at work. */
  readonly pulses: readonly Pulse[];
  /** Words beside messages. */
  readonly tags: readonly Tag[];
  readonly moves: readonly MovingItem[];
  /** The way of the message that is selected. */
  readonly selectedWay: Way | undefined;
  readonly selected: Rect | undefined;
  readonly cursor: Rect | undefined;
  readonly hovered: Rect | undefined;
  /** Image pulls under way, at their pods. */
  readonly progress: readonly { readonly rect: Rect; readonly share: number }[];
  /** When set, everything else is dimmed. */
  readonly spotlight: readonly Rect[] | undefined;
  /** How much the rest is dimmed, 0…1. */
  readonly dimmed: number;
  /** No glides: traces with arrow heads instead of things that move. */
  readonly still: boolean;
}

interface Layer {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  readonly painter: CanvasPainter;
}

/** Three canvases above each other: ground (zones, wires), things, and what moves. Each is painted only where it changed. */
export class StagePainter {
  private readonly ground: Layer;
  private readonly things: Layer;
  private readonly moving: Layer;
  private size: Size = { w: 0, h: 0 };
  private ratio = 1;
  private camera: Camera | undefined;
  private readonly trace = new DirtyRegion(16);
  /** Rectangles painted in the last frame; for measurements. */
  painted = 0;

  constructor(canvases: readonly [HTMLCanvasElement, HTMLCanvasElement, HTMLCanvasElement]) {
    [this.ground, this.things, this.moving] = canvases.map((canvas) => {
      const context = canvas.getContext('2d');
      if (!context) throw new Error('this browser offers no 2D canvas');
      return { canvas, context, painter: new CanvasPainter(context) };
    }) as [Layer, Layer, Layer];
  }

  resize(size: Size, ratio: number): void {
    if (size.w === this.size.w && size.h === this.size.h && ratio === this.ratio) return;
    this.size = size;
    this.ratio = ratio;
    for (const { canvas } of [this.ground, this.things, this.moving]) {
      canvas.width = Math.max(1, Math.round(size.w * ratio));
      canvas.height = Math.max(1, Math.round(size.h * ratio));
      canvas.style.width = `${size.w}px`;
      canvas.style.height = `${size.h}px`;
    }
    this.camera = undefined;
  }

  draw(scene: StageScene, camera: Camera, overlay: Overlay, tokens: Tokens): void {
    const moved = this.camera === undefined || this.camera.x !== camera.x || this.camera.y !== camera.y || this.camera.zoom !== camera.zoom;
    this.camera = camera;
    this.painted = 0;
    if (moved || scene.groundDirty) this.drawGround(scene, camera, tokens);
    scene.groundDirty = false;
    const dirty = scene.dirty.take();
    const view = visibleRect(camera, this.size);
    const regions = moved || dirty === 'all' ? [view] : dirty.filter((r) => touches(r, view));
    for (const region of regions) this.drawThings(scene, camera, region, tokens);
    this.drawMoving(scene, camera, overlay, tokens, moved);
  }

  private enter({ context }: Layer, camera: Camera): void {
    const s = camera.zoom * this.ratio;
    context.setTransform(s, 0, 0, s, -camera.x * s, -camera.y * s);
  }

  private drawGround(scene: StageScene, camera: Camera, tokens: Tokens): void {
    const { context, painter, canvas } = this.ground;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = tokens.ground;
    context.fillRect(0, 0, canvas.width, canvas.height);
    this.enter(this.ground, camera);
    for (const item of scene.ground) {
      const whole = item.id.startsWith('ground:');
      painter.paint(item.list, whole ? 0 : item.rect.x, whole ? 0 : item.rect.y, camera.zoom);
    }
  }

  private drawThings(scene: StageScene, camera: Camera, region: Rect, _tokens: Tokens): void {
    const { context, painter } = this.things;
    this.painted++;
    context.save();
    this.clip(context, camera, inset(region, -4));
    this.enter(this.things, camera);
    for (const item of scene.things.within(inset(region, -4))) {
      if (scene.moves.has(item.id)) continue;
      const closer = item.closer?.findLast((candidate) => camera.zoom >= candidate.zoom);
      if (!closer) {
        painter.paint(item.list, item.rect.x, item.rect.y, camera.zoom);
        continue;
      }
      context.save();
      context.translate(item.rect.x, item.rect.y);
      context.scale(closer.unit, closer.unit);
      painter.paint(closer.list(), 0, 0, camera.zoom * closer.unit);
      context.restore();
    }
    context.restore();
  }

  /** Clears and clips to whole device pixels, so that no seam is left at the edges. */
  private clip(context: CanvasRenderingContext2D, camera: Camera, region: Rect): void {
    const s = camera.zoom * this.ratio;
    const x = Math.floor((region.x - camera.x) * s);
    const y = Math.floor((region.y - camera.y) * s);
    const w = Math.ceil((right(region) - camera.x) * s) - x;
    const h = Math.ceil((bottom(region) - camera.y) * s) - y;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.beginPath();
    context.rect(x, y, w, h);
    context.clip();
    context.clearRect(x, y, w, h);
  }

  private drawMoving(scene: StageScene, camera: Camera, overlay: Overlay, tokens: Tokens, everything: boolean): void {
    const { context, canvas } = this.moving;
    const before = this.trace.take();
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (everything || before === 'all') context.clearRect(0, 0, canvas.width, canvas.height);
    else {
      const s = camera.zoom * this.ratio;
      for (const r of before)
        context.clearRect(Math.floor((r.x - camera.x) * s) - 2, Math.floor((r.y - camera.y) * s) - 2, Math.ceil(r.w * s) + 4, Math.ceil(r.h * s) + 4);
    }
    this.enter(this.moving, camera);
    if (overlay.spotlight && overlay.dimmed > 0) this.dim(overlay.spotlight, overlay.dimmed, camera, tokens);
    for (const mark of overlay.served) this.serving(mark, tokens);
    for (const pulse of overlay.pulses) this.pulse(pulse, camera, tokens);
    for (const moving of overlay.moves) this.moved(moving, overlay.still, camera, tokens);
    for (const flow of overlay.traffic.flows) this.flow(flow, overlay.still, tokens, sized(camera));
    if (!overlay.still) for (const traveller of overlay.traffic.travellers) this.traveller(traveller, camera, tokens);
    if (!overlay.still) for (const flow of overlay.traffic.flows) if (flow.resting > 0) this.arrived(flow, scene.layout.frame.hub, camera, tokens);
    if (!overlay.still) for (const tag of overlay.tags) this.tag(tag, camera, tokens);
    if (overlay.selectedWay) this.way(overlay.selectedWay, tokens, sized(camera));
    for (const pull of overlay.progress) this.progress(pull.rect, pull.share, tokens);
    if (overlay.hovered) this.ring(overlay.hovered, { colour: tokens.quiet, width: 1.2, gap: 1.5 }, camera);
    if (overlay.selected) this.ring(overlay.selected, { colour: tokens.focus, width: 2.4, gap: 3 }, camera);
    if (overlay.cursor) this.ring(overlay.cursor, { colour: tokens.focus, width: 2, gap: 6, dash: [4, 3] }, camera);
  }

  /** A Service is lit where it is written and at the rules that serve it: nothing passes through the plate. */
  private serving(mark: Overlay['served'][number], tokens: Tokens): void {
    const c = this.moving.context;
    const hue = mark.failed ? tokens.bad : tokens.family.network;
    for (const r of [mark.rect, mark.rules]) {
      if (!r) continue;
      c.globalAlpha = 0.25 + 0.6 * Math.min(1, mark.fresh);
      c.strokeStyle = hue.solid;
      c.lineWidth = 3;
      if (mark.failed) c.setLineDash([6, 4]);
      c.beginPath();
      c.roundRect(r.x - 1, r.y - 1, r.w + 2, r.h + 2, 9);
      c.stroke();
      c.setLineDash([]);
      this.trace.add(inset(r, -5));
    }
    c.globalAlpha = 1;
  }

  private tag({ rect: r, words, fresh }: Tag, camera: Camera, tokens: Tokens): void {
    const c = this.moving.context;
    c.globalAlpha = Math.min(1, 0.25 + fresh);
    c.fillStyle = tokens.card;
    c.strokeStyle = tokens.cardLine;
    c.lineWidth = 1;
    c.beginPath();
    c.roundRect(r.x, r.y, r.w, r.h, 5);
    c.fill();
    c.stroke();
    c.save();
    c.translate(r.x, r.y);
    this.moving.painter.paint([text(6, 12.5, words, { size: 11, weight: 500, fill: tokens.text, max: r.w - 10, cut: 'middle' })], 0, 0, camera.zoom);
    c.restore();
    c.globalAlpha = 1;
    this.trace.add(inset(r, -3));
  }

  private pulse({ rect: r, fresh }: Pulse, camera: Camera, tokens: Tokens): void {
    const c = this.moving.context;
    c.globalAlpha = Math.min(1, 0.15 + fresh);
    c.strokeStyle = tokens.family.workload.line;
    c.lineWidth = Math.min(r.w / 6, 2.4 / Math.max(1, camera.zoom));
    c.beginPath();
    c.roundRect(r.x, r.y, r.w, r.h, Math.min(3, r.w / 5));
    c.stroke();
    c.globalAlpha = 1;
    this.trace.add(inset(r, -3));
  }

  /** A thing between two places; without glides it stands at its new place, with a mark where it was and a line from there. */
  private moved({ move, item, at }: MovingItem, still: boolean, camera: Camera, tokens: Tokens): void {
    const c = this.moving.context;
    const r = still ? (move.kind === 'leave' ? move.from : move.to) : at.rect;
    c.save();
    c.globalAlpha = still ? (move.kind === 'leave' ? 0.35 : 1) : at.alpha;
    c.translate(r.x, r.y);
    c.scale(r.w / item.rect.w, r.h / item.rect.h);
    // Shapes set their own opacity: a thing that fades is drawn while it is still well to be seen, then is gone.
    if (c.globalAlpha > 0.08) this.moving.painter.paint(item.list, 0, 0, camera.zoom);
    c.restore();
    this.trace.add(inset(r, -8));
    if (!still || move.kind === 'arrive') return;
    c.strokeStyle = tokens.quiet;
    c.lineWidth = 1.4;
    c.setLineDash([4, 3]);
    c.beginPath();
    c.roundRect(move.from.x, move.from.y, move.from.w, move.from.h, 8);
    if (move.kind === 'move') {
      c.moveTo(move.from.x + move.from.w / 2, move.from.y + move.from.h / 2);
      c.lineTo(move.to.x + move.to.w / 2, move.to.y + move.to.h / 2);
    }
    c.stroke();
    c.setLineDash([]);
    this.trace.add(inset(union(move.from, move.to), -8));
  }

  /** What has arrived lies at the end of its way for a moment, so that it can be read; many on one way carry their number. */
  private arrived(flow: Flow, hub: Rect, camera: Camera, tokens: Tokens): void {
    const end = flow.rest;
    const c = this.moving.context;
    const k = sized(camera) * 0.85;
    c.save();
    c.globalAlpha = Math.min(1, 0.2 + flow.fresh);
    c.translate(end.x, end.y);
    c.scale(k, k);
    this.moving.painter.paint(envelopeGlyph(flow.kind, flowHue(flow.kind, tokens), tokens), 0, 0, camera.zoom * k);
    // Below the bar of kube-apiserver its number stands below too: the bar is dark.
    const last = flow.way[flow.way.length - 2];
    const below = last !== undefined && last.y - (flow.way[flow.way.length - 1]?.y ?? 0) > 24;
    let y = below ? 13 : -5;
    // What comes from the side would lie on its name.
    if (touches(box(end.x + 7 * k, end.y + (y - 10.5) * k, 26 * k, 13 * k), hubName(hub))) y = (bottom(hub) - end.y) / k + 13;
    if (flow.resting > 1) this.moving.painter.paint(countGlyph(flow.resting, y, tokens), 0, 0, camera.zoom * k);
    c.restore();
    c.globalAlpha = 1;
    this.trace.add(box(end.x - 16 * k, end.y - 22 * k, 60 * k, (Math.max(y, 13) + 27) * k));
  }

  private way(way: Way, tokens: Tokens, k: number): void {
    const c = this.moving.context;
    c.strokeStyle = tokens.focus;
    c.lineWidth = 2.4 * k;
    c.lineJoin = 'round';
    c.setLineDash([8, 4]);
    c.stroke(new Path2D(wayPath(way)));
    c.setLineDash([]);
    for (let i = 1; i < way.length; i++) {
      const [a, b] = [way[i - 1], way[i]];
      if (a && b) this.trace.add(inset(box(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y)), -6));
    }
  }

  private progress(at: Rect, share: number, tokens: Tokens): void {
    const c = this.moving.context;
    const h = at.h >= 38 ? 4 : 3;
    const bar = box(at.x + at.w * 0.12, at.y + at.h - h / 2 - 1, at.w * 0.76, h);
    c.fillStyle = tokens.card;
    c.strokeStyle = tokens.family.workload.line;
    c.lineWidth = 1;
    c.beginPath();
    c.roundRect(bar.x, bar.y, bar.w, bar.h, h / 2);
    c.fill();
    c.stroke();
    c.fillStyle = tokens.family.workload.solid;
    c.beginPath();
    c.roundRect(bar.x, bar.y, Math.max(h, bar.w * share), bar.h, h / 2);
    c.fill();
    this.trace.add(inset(bar, -3));
  }

  private ring(at: Rect, ink: { colour: string; width: number; gap: number; dash?: number[] }, camera: Camera): void {
    const c = this.moving.context;
    const k = 1 / Math.max(0.6, camera.zoom);
    const r = inset(at, -ink.gap * k);
    c.strokeStyle = ink.colour;
    c.lineWidth = ink.width * k;
    if (ink.dash) c.setLineDash(ink.dash.map((v) => v * k));
    c.beginPath();
    c.roundRect(r.x, r.y, r.w, r.h, Math.min(14, at.h * 0.3, 14 * k) + ink.gap * k);
    c.stroke();
    c.setLineDash([]);
    this.trace.add(inset(r, -4 * k));
  }

  private dim(lit: readonly Rect[], by: number, camera: Camera, tokens: Tokens): void {
    const c = this.moving.context;
    const view = inset(visibleRect(camera, this.size), -4);
    c.beginPath();
    c.rect(view.x, view.y, view.w, view.h);
    for (const r of lit) c.roundRect(r.x - 6, r.y - 6, r.w + 12, r.h + 12, 12);
    c.fillStyle = tokens.ground;
    c.globalAlpha = by;
    c.fill('evenodd');
    c.strokeStyle = tokens.focus;
    c.lineWidth = 1.6;
    c.beginPath();
    for (const r of lit) c.roundRect(r.x - 6, r.y - 6, r.w + 12, r.h + 12, 12);
    c.stroke();
    c.globalAlpha = 1;
    this.trace.add(view);
  }

  /** A way that was gone just now: fades as it lies back, grows with how many went. */
  private flow(flow: Flow, still: boolean, tokens: Tokens, k: number): void {
    const c = this.moving.context;
    const hue = flowHue(flow.kind, tokens);
    const strength = flow.background ? 0.32 : 0.75;
    c.globalAlpha = Math.max(0, Math.min(1, flow.fresh)) * strength;
    c.strokeStyle = hue.solid;
    c.lineWidth = (1.6 + Math.min(4, Math.log2(flow.count) * 0.9)) * k;
    c.lineJoin = 'round';
    c.lineCap = 'round';
    if (flow.kind === 'lost' || flow.kind === 'refusal') c.setLineDash([5, 4]);
    c.stroke(new Path2D(wayPath(flow.way)));
    c.setLineDash([]);
    if (still) this.arrowHead(flow, hue);
    c.globalAlpha = 1;
    c.lineCap = 'butt';
    for (let i = 1; i < flow.way.length; i++) {
      const a = flow.way[i - 1];
      const b = flow.way[i];
      if (a && b) this.trace.add(inset(box(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y)), -9));
    }
  }

  private arrowHead(flow: Flow, hue: Hue): void {
    const to = flow.way[flow.way.length - 1];
    const from = flow.way[flow.way.length - 2];
    if (!to || !from) return;
    const c = this.moving.context;
    const angle = Math.atan2(to.y - from.y, to.x - from.x);
    c.fillStyle = hue.solid;
    c.beginPath();
    c.moveTo(to.x, to.y);
    c.lineTo(to.x - 9 * Math.cos(angle - 0.45), to.y - 9 * Math.sin(angle - 0.45));
    c.lineTo(to.x - 9 * Math.cos(angle + 0.45), to.y - 9 * Math.sin(angle + 0.45));
    c.fill();
  }

  private traveller(traveller: Traveller, camera: Camera, tokens: Tokens): void {
    const c = this.moving.context;
    if (traveller.background) c.globalAlpha = 0.6;
    const k = sized(camera);
    c.save();
    c.translate(traveller.x, traveller.y);
    c.scale(k, k);
    this.moving.painter.paint(envelopeGlyph(traveller.kind, flowHue(traveller.kind, tokens), tokens), 0, 0, camera.zoom * k);
    c.restore();
    c.globalAlpha = 1;
    const reach = (ENVELOPE_REACH + 2) * k;
    this.trace.add(box(traveller.x - reach, traveller.y - reach, 2 * reach, 2 * reach));
  }
}

/** How many lie there, on a ground of its own: words may stand behind it. */
function countGlyph(count: number, y: number, tokens: Tokens): DisplayList {
  const words = `×${count}`;
  const w = estimateWidth(words, 11, true, false) + 5;
  return [
    rect(7, y - 10.5, w, 13, { r: 4, fill: tokens.card, stroke: tokens.cardLine, width: 1 }),
    text(9, y, words, { size: 11, weight: 600, fill: tokens.text }),
  ];
}

/** Messages do not grow with what they pass: close up they stay small enough to see where they go. */
const sized = (camera: Camera): number => (camera.zoom > 1 ? camera.zoom ** -0.7 : 1);
