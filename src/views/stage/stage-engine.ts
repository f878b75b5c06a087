import { type Camera, fitCamera, holdCamera, panBy, reveal, toWorld, visibleRect, zoomAt } from '../../scene/camera.ts';
import { bottom, box, type Point, type Rect, right, sameRect, type Size, touches } from '../../scene/geometry.ts';
import type { StageHappening, StageModel } from '../../scene/model.ts';
import { messageAt, pulses, served, traceAt, type Traffic, traffic } from '../../scene/travellers.ts';
import { groupRect } from '../../scene/groups.ts';
import { tags } from '../../scene/tags.ts';
import { wayOf } from '../../scene/paths.ts';
import { kubeProxy } from '../../wire/actors.ts';
import { estimateWidth } from '../glyphs/text-fit.ts';
import type { Tokens } from '../glyphs/tokens.ts';
import type { Say, StageTarget } from './items.ts';
import { StageGestures } from './stage-gestures.ts';
import { type Overlay, StagePainter } from './stage-painter.ts';
import { StageScene } from './stage-scene.ts';
import type { StageTexts } from './texts.ts';
import type { TreeRow } from './tree.ts';

export interface StageShow {
  readonly model: StageModel;
  readonly tokens: Tokens;
  readonly texts: StageTexts;
  readonly say: Say;
  /** One line for any happening. */
  readonly line: Say;
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
  view(view: StageView): void;
}

/** What of the stage is on the screen. */
export interface StageView {
  /** Someone moved the camera. */
  readonly moved: boolean;
  /** It is nearer than it has to be. */
  readonly zoomed: boolean;
  /** The next zone that lies below the lower edge. */
  readonly below: readonly FootZone[];
}

export type FootZone = 'services' | 'workloads' | 'storage';
const FOOT: readonly FootZone[] = ['services', 'workloads', 'storage'];

/** More than so many messages in flight become flows. */
const MOST_TRAVELLERS = 48;
const MOST_HAPPENINGS = 600;
/** How dark it is beside a spotlight, and how many seconds on screen it stays while time flows. */
const DIM = 0.55;
const LAMP_SECONDS = 4;
const tagWidth = (words: string): number => estimateWidth(words, 11, false, false);
/** What went on so long before is still to be seen while time stands: whatever speed it had. */
const STANDING_TRAIL_US = 100_000;
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

/** Where the keyboard is: a row of the tree. */
type Place = Pick<TreeRow, 'id' | 'target'>;

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
  private speed = Number.NaN;
  private hovered: Rect | undefined;
  private cursor: Place | undefined;
  private told = '';
  private toldAt = 0;
  private serial = 0;
  private moving: Traffic = NOTHING;
  private viewTold = '';
  private lampSince = 0;
  private lampOff = false;

  constructor(host: HTMLElement, tip: HTMLElement, listener: Listener) {
    this.host = host;
    this.tip = tip;
    this.listener = listener;
    this.painter = new StagePainter([...host.querySelectorAll('canvas')] as [HTMLCanvasElement, HTMLCanvasElement, HTMLCanvasElement]);
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(host);
    this.gestures = new StageGestures(host, {
      pan: (dx, dy) => this.pan(dx, dy),
      zoom: (at, factor) => {
        this.zoomAround(at, factor);
        this.hover(at);
      },
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
    if (before?.spotlight !== next.spotlight) {
      this.lampSince = next.model.now;
      this.lampOff = false;
    }
    this.stale = true;
    if (!this.scene) return this.measure();
    this.scene.replaceModel(next.model);
    if (before?.selection !== next.selection && next.selection) this.bringIn(next.selection);
    if (before?.scale !== next.scale) this.measure();
    else if (before.tokens !== next.tokens || before.texts !== next.texts || before.say !== next.say) this.restyle();
    else if (before.reducedMotion !== next.reducedMotion) this.stale = true;
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
  pointAt(place: Place | undefined, follow: boolean): void {
    this.cursor = place;
    this.stale = true;
    const rect = place && this.scene && this.rectOfPlace(this.scene, place);
    if (rect && follow) this.move(reveal(this.camera, rect, this.size));
  }

  /** Brings a zone of the foot onto the screen. */
  goTo(zone: FootZone): void {
    const { scene } = this;
    if (!scene) return;
    this.held = true;
    this.move(reveal(this.camera, scene.layout.frame[zone], this.size));
  }

  /** What was chosen elsewhere, or was pushed out by a panel, comes onto the screen. */
  private bringIn(target: StageTarget): void {
    const rect = this.scene?.rectOf(target);
    const { x, y, w, h } = visibleRect(this.camera, this.size);
    // What is larger than the view is seen well enough by a part.
    const seen =
      rect && (rect.w > w || rect.h > h ? touches(rect, { x, y, w, h }) : rect.x >= x && rect.y >= y && right(rect) <= x + w && bottom(rect) <= y + h);
    if (!rect || seen) return;
    this.held = true;
    this.move(reveal(this.camera, rect, this.size));
  }

  private tellView(scene: StageScene): void {
    const edge = this.camera.y + this.size.h / this.camera.zoom;
    const zoomed = this.held && this.camera.zoom > this.fitted().zoom * 1.05;
    // From near one looks at something, not for a zone.
    const below = zoomed ? [] : FOOT.filter((zone) => scene.layout.frame[zone].y + 24 > edge).slice(0, 1);
    const key = `${this.held} ${zoomed} ${below.join()}`;
    if (key === this.viewTold) return;
    this.viewTold = key;
    this.listener.view({ moved: this.held, zoomed, below });
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
    // Smaller than the whole there is nothing more to see.
    const least = (this.fitted().zoom * 0.7) / this.camera.zoom;
    this.move(zoomAt(this.camera, at, Math.max(factor, least)));
  }

  private measure(): void {
    const size = { w: this.host.clientWidth, h: this.host.clientHeight };
    if (!this.shown || size.w === 0 || size.h === 0) return;
    this.size = size;
    this.painter.resize(size, Math.min(2.5, window.devicePixelRatio || 1));
    this.restyle();
    if (this.shown.selection) this.bringIn(this.shown.selection);
  }

  private restyle(): void {
    const { shown } = this;
    if (!shown) return;
    const world = { w: this.size.w / shown.scale, h: this.size.h / shown.scale };
    const look = { tokens: shown.tokens, texts: shown.texts, say: shown.say };
    if (this.scene) this.scene.restyle(world, look);
    else this.scene = new StageScene(shown.model, world, look);
    this.camera = this.held && this.scene ? holdCamera(this.camera, this.scene.layout.size, this.size) : this.fitted();
    this.stale = true;
  }

  private readonly tick = (time: number): void => {
    this.frame = requestAnimationFrame(this.tick);
    const { scene, shown } = this;
    if (!scene || !shown || document.hidden) return;
    const height = scene.layout.size.h;
    const changed = scene.update();
    if (!this.held && scene.layout.size.h !== height) this.camera = this.fitted();
    const moved = shown.model.now !== this.instant || shown.model.speed !== this.speed;
    this.instant = shown.model.now;
    this.speed = shown.model.speed;
    this.tellStructure(scene, time);
    if (!changed && !moved && !this.stale) return;
    this.stale = false;
    this.tellView(scene);
    this.painter.draw(scene, this.camera, this.overlay(scene, shown), shown.tokens);
  };

  /** Rows of the tree follow at most four times a second: screen readers do not profit from more. */
  private tellStructure(scene: StageScene, time: number): void {
    const { model } = this.shown ?? {};
    // While time stands the rows list what is on its way: another instant, other rows.
    const key = `${scene.structure} ${scene.counts} ${model?.speed === 0 ? model.now : 'flows'}`;
    if (key === this.told || time - this.toldAt < 250) return;
    this.told = key;
    this.toldAt = time;
    this.serial++;
    this.listener.structure(this.serial);
  }

  private overlay(scene: StageScene, shown: StageShow): Overlay {
    const { model } = shown;
    const trailUs = model.speed === 0 ? STANDING_TRAIL_US : Math.max(model.speed, 0.02) * 700_000;
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
    this.moving = moving;
    const lit = shown.spotlight?.map((target) => scene.rectOf(target)).filter((rect) => rect !== undefined);
    return {
      traffic: moving,
      served: served(travelled, { now: model.now, trailUs }).flatMap((mark) => {
        const rect = scene.rectOfService(mark.service);
        return rect ? [{ rect, rules: scene.rectOf({ kind: 'actor', actor: kubeProxy(mark.node) }), fresh: mark.fresh, failed: mark.failed }] : [];
      }),
      pulses: pulses(scene.layout, travelled, { now: model.now, trailUs }),
      // While time rushes nobody could read them.
      tags:
        scene.layout.level === 'full' && model.speed <= 2
          ? tags(moving, { find: (id) => model.happening(id), width: tagWidth, hub: scene.layout.frame.hub })
          : [],
      moves: scene.moves.at(model.now),
      selectedWay: this.wayOfSelected(scene, shown),
      selected: shown.selection && this.placeOf(scene, shown.selection),
      cursor: this.cursor && this.rectOfPlace(scene, this.cursor),
      hovered: this.hovered,
      progress: pulls(scene, travelled, model.now),
      spotlight: lit && lit.length > 0 ? lit : undefined,
      dimmed: this.dimmed(model),
      still: shown.reducedMotion,
    };
  }

  /** Places inside an actor's box with the words that are read there. */
  spotsOf(actor: string): readonly { readonly target: StageTarget; readonly words: string }[] {
    return (this.scene?.spots.of(`actor:${actor}`) ?? []).map((spot) => ({
      target: spot.target,
      words: spot.title === '' ? this.lineOf(spot.target) : spot.title,
    }));
  }

  /** What is on its way, the newest first; undefined while time flows. */
  messages(): readonly { readonly id: number; readonly words: string }[] | undefined {
    const model = this.shown?.model;
    if (!model || model.speed !== 0) return undefined;
    return model
      .travelling(model.now, model.now, MOST_TRAVELLERS)
      .filter((happening) => happening.t <= model.now && happening.until > model.now && happening.to !== '')
      .map((happening) => ({ id: happening.id, words: `${happening.actor} → ${happening.to}: ${this.shown?.line(happening) ?? ''}` }));
  }

  private lineOf(target: StageTarget): string {
    const happening = target.kind === 'happening' ? this.shown?.model.happening(target.id) : undefined;
    if (!happening || !this.shown) return '';
    const line = this.shown.line(happening);
    return happening.to === '' ? line : `${happening.actor} → ${happening.to}: ${line}`;
  }

  /** The spotlight holds while time stands; as it flows the eye is let go again, and at once when someone takes hold of the stage. */
  private dimmed({ now, speed }: StageModel): number {
    if (this.lampOff) return 0;
    if (now < this.lampSince) this.lampSince = now;
    const gone = speed === 0 ? 0 : (now - this.lampSince) / (speed * 1e6);
    return DIM * Math.max(0, Math.min(1, LAMP_SECONDS + 1 - gone));
  }

  /** Rows of groups have no target: the ring goes around their zone. */
  private rectOfPlace(scene: StageScene, { id, target }: Place): Rect | undefined {
    return target ? this.placeOf(scene, target) : groupRect(scene.layout, id);
  }

  private placeOf(scene: StageScene, target: StageTarget): Rect | undefined {
    const id = target.kind === 'happening' ? target.id : 0;
    const flying = id > 0 ? this.moving.travellers.find((traveller) => traveller.id === id) : undefined;
    return flying ? box(flying.x - 12, flying.y - 10, 24, 20) : scene.rectOf(target);
  }

  private wayOfSelected(scene: StageScene, { model, selection }: StageShow): Overlay['selectedWay'] {
    const happening = selection?.kind === 'happening' ? model.happening(selection.id) : undefined;
    return happening && happening.to !== '' ? wayOf(scene.layout, happening.actor, happening.to, scene.findPod) : undefined;
  }

  /** Messages lie above all; then what stands on the stage; last the traces over empty ground and large cards. */
  private targetAt(at: Point): { readonly target: StageTarget; readonly rect: Rect; readonly title: string } | undefined {
    const p = toWorld(this.camera, at);
    const k = 1 / Math.max(0.6, this.camera.zoom);
    const message = messageAt(this.moving, p, 13 * k);
    if (message !== undefined) return this.found(message, box(p.x - 10 * k, p.y - 10 * k, 20 * k, 20 * k));
    const thing = this.scene?.targetAt(p.x, p.y);
    if (thing && thing.rect.w < 240) return thing.title === '' ? { ...thing, title: this.lineOf(thing.target) } : thing;
    const trace = traceAt(this.moving, p, 5 * k);
    return trace === undefined ? thing : this.found(trace, box(p.x - 6 * k, p.y - 6 * k, 12 * k, 12 * k));
  }

  private found(id: number, rect: Rect): { readonly target: StageTarget; readonly rect: Rect; readonly title: string } {
    const target: StageTarget = { kind: 'happening', id };
    return { target, rect, title: this.lineOf(target) };
  }

  private hover(at: Point | undefined): void {
    const found = at && this.targetAt(at);
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
    this.lampOff = true;
    this.stale = true;
    const found = this.targetAt(at);
    if (twice && found) this.listener.open(found.target);
    else this.listener.select(found?.target);
  }
}
