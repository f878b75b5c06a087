import { type Camera, fitCamera, holdCamera, panBy, reveal, toWorld, zoomAt } from '../../scene/camera.ts';
import { type Point, type Rect, sameRect, type Size } from '../../scene/geometry.ts';
import type { StageHappening, StageModel } from '../../scene/model.ts';
import { type Traffic, traffic } from '../../scene/travellers.ts';
import type { Tokens } from '../glyphs/tokens.ts';
import type { Say, StageTarget } from './items.ts';
import { StageGestures } from './stage-gestures.ts';
import { type Overlay, StagePainter } from './stage-painter.ts';
import { StageScene } from './stage-scene.ts';
import type { StageTexts } from './texts.ts';

export interface StageShow {
  readonly model: StageModel;
  readonly tokens: Tokens;
  readonly texts: StageTexts;
  readonly say: Say;
  readonly reducedMotion: boolean;
  readonly scale: number;
  readonly showBackground: boolean;
  readonly selection: StageTarget | undefined;
  readonly spotlight: readonly StageTarget[] | undefined;
}

interface Listener {
  select(target: StageTarget | undefined): void;
  open(target: StageTarget): void;
  structure(serial: number): void;
}

/** More than so many messages in flight become flows. */
const MOST_TRAVELLERS = 48;
const MOST_HAPPENINGS = 600;
const NOTHING: Traffic = { travellers: [], flows: [] };

/** How far image pulls have come, at the pods that wait for them. */
function pulls(scene: StageScene, travelled: readonly StageHappening[], now: number): Overlay['progress'] {
  return travelled.flatMap((happening) => {
    if (happening.code !== 'image.pull' || happening.until <= now || happening.until <= happening.t) return [];
    const [namespace = '', name = ''] = String(happening.args['pod'] ?? '').split('/');
    const rect = scene.findPod(namespace, name)?.rect;
    return rect ? [{ rect, share: (now - happening.t) / (happening.until - happening.t) }] : [];
  });
}

/** The one frame loop of the stage: asks the model for the instant, brings the scene up to it, paints what changed. */
export class StageEngine {
  scene: StageScene | undefined;
  private readonly host: HTMLElement;
  private readonly tip: HTMLElement;
  private readonly listener: Listener;
  private readonly painter: StagePainter;
  private readonly observer: ResizeObserver;
  private readonly gestures: StageGestures;
  private shown: StageShow | undefined;
  private size: Size = { w: 0, h: 0 };
  private camera: Camera = { x: 0, y: 0, zoom: 1 };
  /** The camera follows the size of the stage until someone moves it. */
  private held = false;
  private frame = 0;
  private stale = true;
  private instant = Number.NaN;
  private hovered: Rect | undefined;
  private cursor: StageTarget | undefined;
  private told = -1;
  private toldAt = 0;

  constructor(host: HTMLElement, tip: HTMLElement, listener: Listener) {
    this.host = host;
    this.tip = tip;
    this.listener = listener;
    this.painter = new StagePainter([...host.querySelectorAll('canvas')] as [HTMLCanvasElement, HTMLCanvasElement, HTMLCanvasElement]);
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(host);
    this.gestures = new StageGestures(host, {
      pan: (dx, dy) => this.pan(dx, dy),
      zoom: (at, factor) => this.zoomAround(at, factor),
      hover: (at) => this.hover(at),
      click: (at, twice) => this.click(at, twice),
    });
    this.frame = requestAnimationFrame(this.tick);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.gestures.stop();
  }

  show(next: StageShow): void {
    const before = this.shown;
    this.shown = next;
    this.stale = true;
    if (!this.scene) return this.measure();
    this.scene.replaceModel(next.model);
    if (before?.scale !== next.scale) this.measure();
    else if (before.tokens !== next.tokens || before.texts !== next.texts || before.say !== next.say) this.restyle();
  }

  pan(dx: number, dy: number): void {
    this.held = true;
    this.move(panBy(this.camera, dx, dy));
  }

  zoom(factor: number): void {
    this.zoomAround({ x: this.size.w / 2, y: this.size.h / 2 }, factor);
  }

  fit(): void {
    this.held = false;
    if (this.scene) this.move(this.fitted());
  }

  /** The keyboard's place; the camera follows as little as needed. */
  pointAt(target: StageTarget | undefined, follow: boolean): void {
    this.cursor = target;
    this.stale = true;
    const rect = target && this.scene?.rectOf(target);
    if (rect && follow) this.move(reveal(this.camera, rect, this.size));
  }

  private fitted(): Camera {
    const scale = this.shown?.scale ?? 1;
    const world = this.scene?.layout.size ?? this.size;
    const fit = fitCamera({ w: world.w * scale, h: world.h * scale }, this.size);
    return { x: fit.x / scale, y: fit.y / scale, zoom: fit.zoom * scale };
  }

  private move(to: Camera): void {
    this.camera = this.scene ? holdCamera(to, this.scene.layout.size, this.size) : to;
    this.stale = true;
  }

  private zoomAround(at: Point, factor: number): void {
    this.held = true;
    this.move(zoomAt(this.camera, at, factor));
  }

  private measure(): void {
    const size = { w: this.host.clientWidth, h: this.host.clientHeight };
    if (!this.shown || size.w === 0 || size.h === 0) return;
    this.size = size;
    this.painter.resize(size, Math.min(2.5, window.devicePixelRatio || 1));
    this.restyle();
  }

  private restyle(): void {
    const { shown } = this;
    if (!shown) return;
    const world = { w: this.size.w / shown.scale, h: this.size.h / shown.scale };
    const look = { tokens: shown.tokens, texts: shown.texts, say: shown.say };
    if (this.scene) this.scene.restyle(world, look);
    else this.scene = new StageScene(shown.model, world, look);
    if (!this.held) this.camera = this.fitted();
    this.stale = true;
  }

  private readonly tick = (time: number): void => {
    this.frame = requestAnimationFrame(this.tick);
    const { scene, shown } = this;
    if (!scene || !shown || document.hidden) return;
    const height = scene.layout.size.h;
    const changed = scene.update();
    if (!this.held && scene.layout.size.h !== height) this.camera = this.fitted();
    const moved = shown.model.now !== this.instant;
    this.instant = shown.model.now;
    this.tellStructure(scene, time);
    if (!changed && !moved && !this.stale) return;
    this.stale = false;
    this.painter.draw(scene, this.camera, this.overlay(scene, shown), shown.tokens);
  };

  /** Rows of the tree follow at most four times a second: screen readers do not profit from more. */
  private tellStructure(scene: StageScene, time: number): void {
    if (scene.structure === this.told || time - this.toldAt < 250) return;
    this.told = scene.structure;
    this.toldAt = time;
    this.listener.structure(scene.structure);
  }

  private overlay(scene: StageScene, shown: StageShow): Overlay {
    const { model } = shown;
    const trailUs = Math.max(model.speed, 0.02) * 700_000;
    const travelled = model.travelling(model.now - trailUs, model.now, MOST_HAPPENINGS);
    const moving =
      travelled.length === 0
        ? NOTHING
        : traffic(
            scene.layout,
            travelled,
            { now: model.now, trailUs, most: MOST_TRAVELLERS, hideBackground: !shown.showBackground && travelled.length > 24 },
            scene.findPod,
          );
    const lit = shown.spotlight?.map((target) => scene.rectOf(target)).filter((rect) => rect !== undefined);
    return {
      traffic: moving,
      selected: shown.selection && scene.rectOf(shown.selection),
      cursor: this.cursor && scene.rectOf(this.cursor),
      hovered: this.hovered,
      progress: pulls(scene, travelled, model.now),
      spotlight: lit && lit.length > 0 ? lit : undefined,
      still: shown.reducedMotion,
    };
  }

  private hover(at: Point | undefined): void {
    const found = at && this.scene?.targetAt(toWorld(this.camera, at).x, toWorld(this.camera, at).y);
    const before = this.hovered;
    if (found === undefined ? before !== undefined : before === undefined || !sameRect(found.rect, before)) this.stale = true;
    this.hovered = found?.rect;
    this.host.toggleAttribute('data-hover', found !== undefined);
    this.tip.hidden = !found;
    if (!found || !at) return;
    this.tip.textContent = found.title;
    const x = Math.min(at.x + 14, this.size.w - this.tip.offsetWidth - 6);
    const y = at.y + 18 + this.tip.offsetHeight > this.size.h ? at.y - this.tip.offsetHeight - 10 : at.y + 18;
    this.tip.style.transform = `translate(${Math.max(4, x)}px, ${Math.max(4, y)}px)`;
  }

  private click(at: Point, twice: boolean): void {
    const p = toWorld(this.camera, at);
    const found = this.scene?.targetAt(p.x, p.y);
    if (twice && found) this.listener.open(found.target);
    else this.listener.select(found?.target);
  }
}
