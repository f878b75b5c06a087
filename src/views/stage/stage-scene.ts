import type { RowKind } from '../../wire/rows.ts';
import { type Caption, captions, lately } from '../../scene/captions.ts';
import { DirtyRegion } from '../../scene/dirty.ts';
import { type Rect, sameRect, type Size } from '../../scene/geometry.ts';
import { HitGrid } from '../../scene/hit.ts';
import { PROGRAM_OVERHANG } from '../../scene/node-card.ts';
import { type Layout, layoutStage, type NodePlace, podRect, relayObjects, reseatPods, waitingRect, wantsOtherSeats } from '../../scene/layout.ts';
import type { StageModel } from '../../scene/model.ts';
import { type OwnerMark, ownerMarks } from '../../scene/owner-marks.ts';
import type { PodFinder } from '../../scene/paths.ts';
import type { Tokens } from '../glyphs/tokens.ts';
import { groundItems, mountItems } from './ground.ts';
import { compactSeat } from '../glyphs/node.ts';
import { changedNodes } from './changed-nodes.ts';
import * as draw from './items.ts';
import type { Item, Say, StageTarget } from './items.ts';
import { nodeItems, podItem, waitingItem } from './node-items.ts';
import { SceneIndex } from './scene-index.ts';
import { SceneMoves } from './scene-moves.ts';
import { SceneSpots } from './scene-spots.ts';
import type { StageTexts } from './texts.ts';

/** Kinds whose coming or going changes the layout. */
const STRUCTURE: ReadonlySet<RowKind> = new Set<RowKind>([
  'Node',
  'Deployment',
  'ReplicaSet',
  'Service',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'StorageClass',
]);
const RECENT = 400;

export interface SceneLook {
  readonly tokens: Tokens;
  readonly texts: StageTexts;
  readonly say: Say;
}

/**
 * Everything that stands on the stage as items with a place, kept up to date by what changed. It draws nothing; it knows what has to be drawn
 * anew. Work per frame is that of the changes, never that of the cluster.
 */
export class StageScene {
  readonly things = new HitGrid<Item>();
  /** Places inside items, above everything. */
  readonly spots = new SceneSpots();
  readonly moves = new SceneMoves();
  readonly dirty = new DirtyRegion(40);
  ground: readonly Item[] = [];
  groundDirty = true;
  layout: Layout;
  captions: ReadonlyMap<string, Caption> = new Map();
  lately: ReadonlyMap<string, number> = new Map();
  /** Grows when rows of the accessible tree may have changed. */
  structure = 0;
  /** Raised when a record changed: what the rows of the tree count may be another number. */
  counts = 0;
  private model: StageModel;
  private look: SceneLook;
  private size: Size;
  private version = -1;
  private now = Number.NaN;
  private speed = Number.NaN;
  /** The newest happening that was told. */
  private latest = 0;
  private readonly keys = new Map<string, string>();
  private readonly index = new SceneIndex();
  private mounts: ReadonlySet<string> = new Set();
  private marks: ReadonlyMap<number, OwnerMark> = new Map();

  constructor(model: StageModel, size: Size, look: SceneLook) {
    this.model = model;
    this.size = size;
    this.look = look;
    this.layout = layoutStage(model, size);
    this.rebuild(undefined);
  }

  /** Another size, theme or language: everything is drawn anew; seats stay. */
  restyle(size: Size, look: SceneLook): void {
    this.size = size;
    this.look = look;
    this.rebuild(this.layout);
  }

  replaceModel(model: StageModel): void {
    if (model === this.model) return;
    this.model = model;
    this.version = -1;
  }

  /** Brings the items up to the model; true when anything is to be painted. */
  update(): boolean {
    const { model } = this;
    if (model.version !== this.version) {
      const changes = this.version < 0 ? undefined : model.changesSince(this.version);
      this.version = model.version;
      this.moves.during({ before: this.now, now: model.now, speed: model.speed }, () => {
        if (!changes) this.rebuild(this.layout);
        else this.apply(changes.oids, changes.parts);
      });
      this.now = Number.NaN;
    }
    // Much can happen within one instant: a step or a command may leave the time as it was.
    const latest = model.recent(RECENT)[0]?.id ?? 0;
    // While time stands the picture is that of the instant: how it was come to leaves no trace.
    if (model.speed === 0 && this.speed !== 0) for (const rect of this.moves.settle(Number.POSITIVE_INFINITY)) this.dirty.add(rect);
    if (model.now !== this.now || latest !== this.latest || model.speed !== this.speed) {
      this.now = model.now;
      this.speed = model.speed;
      this.latest = latest;
      this.tell();
      for (const rect of this.moves.settle(model.now)) this.dirty.add(rect);
    }
    return this.groundDirty || !this.dirty.isEmpty;
  }

  get freshUs(): number {
    return Math.max(400_000, this.model.speed * 1_500_000);
  }

  /** Where a pod sits, by name; in small cards its place inside the card. */
  readonly findPod: PodFinder = (namespace, name) => {
    const oid = this.index.pod(`${namespace}/${name}`);
    const rect = oid === undefined ? undefined : this.rectOfPod(oid);
    const node = oid === undefined ? undefined : this.layout.nodeByName.get(this.index.podPlaces.get(oid) ?? '');
    return rect && node ? { node, rect } : undefined;
  };

  rectOf(target: StageTarget): Rect | undefined {
    if (target.kind === 'happening') return this.spots.ofHappening(target.id)?.rect;
    if (target.kind === 'actor') return this.things.get(`actor:${target.actor}`)?.rect;
    const kind = this.index.known.get(target.oid);
    if (kind === 'Pod') return this.rectOfPod(target.oid);
    const rect = kind && this.things.get(draw.itemId(kind, target.oid))?.rect;
    return rect && kind === 'Node' ? this.withPrograms(rect) : rect;
  }

  /** A node's card with the tabs of its programs, for rings around it. */
  private withPrograms(rect: Rect): Rect {
    return this.layout.level === 'full' ? { ...rect, y: rect.y - PROGRAM_OVERHANG, h: rect.h + PROGRAM_OVERHANG } : rect;
  }

  rectOfPod(oid: number): Rect | undefined {
    const name = this.index.podPlaces.get(oid);
    if (name === undefined) return undefined;
    const seat = this.layout.seats.pods.get(name)?.indexOf(oid) ?? -1;
    if (seat < 0) return undefined;
    if (name === '') return waitingRect(this.layout, seat);
    const node = this.layout.nodeByName.get(name);
    if (!node) return undefined;
    if (this.layout.level === 'full') return podRect(this.layout, node, seat) ?? node.rect;
    if (this.layout.level === 'heat') return node.rect;
    const at = compactSeat(seat, node.rect, Math.max(12, this.layout.seats.pods.get(name)?.length ?? 0));
    return { x: node.rect.x + at.x, y: node.rect.y + at.y, w: at.w, h: at.h };
  }

  /** Where a Service stands, by `namespace/name`. */
  rectOfService(name: string): Rect | undefined {
    return this.layout.objects.get(this.index.service(name) ?? 0);
  }

  /** What lies under a point. */
  targetAt(x: number, y: number): { readonly target: StageTarget; readonly rect: Rect; readonly title: string } | undefined {
    const spot = this.spots.at({ x, y });
    if (spot) return { target: spot.target, rect: spot.rect, title: spot.title };
    const item = this.things.at({ x, y }, (i) => i.target !== undefined);
    if (!item?.target) return undefined;
    const isNode = item.target.kind === 'object' && this.index.known.get(item.target.oid) === 'Node';
    return { target: item.target, rect: isNode ? this.withPrograms(item.rect) : item.rect, title: item.title };
  }

  replicaSetsOf(owner: number) {
    return this.index
      .setsOfOwner(owner)
      .map((oid) => this.model.get('ReplicaSet', oid))
      .filter((set) => set !== undefined);
  }

  private rebuild(previous: Layout | undefined): void {
    this.version = this.model.version;
    const before = previous && this.moves.areBegun ? new Map([...this.things.all()].map((item) => [item.id, item])) : undefined;
    this.things.clear();
    this.spots.clear();
    this.moves.clear();
    this.keys.clear();
    this.index.clear();
    this.layout = layoutStage(this.model, this.size, previous);
    this.marks = ownerMarks(this.model, this.layout.seats.workloads);
    this.index.takeObjects(this.model, STRUCTURE);
    for (const place of ['', ...this.layout.nodes.map((n) => n.name)]) for (const pod of this.model.podsOf(place)) this.index.takePod(pod);
    this.moves.still(() => {
      this.tell();
      this.buildAll();
    });
    this.structure++;
    this.dirty.all();
    if (before) for (const item of this.things.all()) this.moves.placed(item, before.get(item.id));
  }

  /** Objects beside the nodes came, went or were bound: only they are laid out anew. */
  private relay(): void {
    for (const [oid, kind] of this.index.known)
      if (kind !== 'Pod' && this.model.get(kind, oid) === undefined) {
        this.index.known.delete(oid);
        this.drop(draw.itemId(kind, oid));
      }
    this.index.takeObjects(this.model, STRUCTURE);
    this.layout = relayObjects(this.layout, this.model);
    this.remark();
    for (const oid of this.index.known.keys()) {
      const kind = this.index.known.get(oid);
      if (kind && kind !== 'Pod' && kind !== 'Node' && !this.layout.objects.has(oid)) this.drop(draw.itemId(kind, oid));
    }
    for (const item of draw.objectItems(this.scope())) this.put(item);
    this.structure++;
    this.buildGround();
  }

  /** Pods wear the mark of their workload: as those come and go, they may wear another. */
  private remark(): void {
    const marks = ownerMarks(this.model, this.layout.seats.workloads);
    const same =
      marks.size === this.marks.size && [...marks].every(([oid, { short, hue }]) => this.marks.get(oid)?.short === short && this.marks.get(oid)?.hue === hue);
    if (same) return;
    this.marks = marks;
    for (const node of this.layout.nodes) this.buildNode(node);
    this.buildWaiting();
  }

  private buildAll(): void {
    const scope = this.scope();
    for (const item of [...draw.controlItems(scope), ...draw.objectItems(scope)]) this.put(item);
    for (const node of this.layout.nodes) this.buildNode(node);
    this.buildWaiting();
    this.buildGround();
  }

  private buildGround(): void {
    this.ground = groundItems(this.scope());
    this.groundDirty = true;
    this.buildMounts();
  }

  private buildMounts(): void {
    const mounts = mountItems(this.scope());
    const here = new Set(mounts.map((item) => item.id));
    for (const id of this.mounts) if (!here.has(id)) this.drop(id);
    this.mounts = here;
    for (const item of mounts) this.put(item);
  }

  private scope(): draw.Scope {
    return {
      model: this.model,
      layout: this.layout,
      ...this.look,
      captions: this.captions,
      lately: this.lately,
      marks: this.marks,
      replicaSetsOf: (owner) => this.replicaSetsOf(owner),
    };
  }

  private buildNode(place: NodePlace): void {
    for (const item of nodeItems(this.scope(), place)) this.put(item);
    for (const oid of this.layout.seats.pods.get(place.name) ?? []) if (oid !== 0) this.buildPod(oid);
  }

  private buildWaiting(): void {
    for (const oid of this.layout.seats.pods.get('') ?? []) if (oid !== 0) this.buildPod(oid);
    this.put(waitingItem(this.scope()));
  }

  private buildPod(oid: number): void {
    const pod = this.model.get('Pod', oid);
    const place = this.index.podPlaces.get(oid);
    // On tiles pods are part of the tile; beyond the last seat of a card they are only counted.
    const own = place === '' || this.layout.level !== 'heat';
    const rect = pod && own ? this.rectOfPod(oid) : undefined;
    const isSeat = rect !== undefined && rect !== this.layout.nodeByName.get(place ?? '')?.rect;
    if (pod && rect && isSeat) this.put(podItem(this.scope(), pod, rect));
    else this.drop(draw.itemId('Pod', oid));
  }

  private apply(oids: readonly { readonly kind: RowKind; readonly oid: number }[], parts: readonly string[]): void {
    const nodes = new Set<string>();
    const pods = new Set<number>();
    let relay = false;
    for (const { kind, oid } of oids) {
      if (kind === 'Pod') {
        pods.add(oid);
        this.index.movePod(oid, this.model.get('Pod', oid), nodes);
        continue;
      }
      if (!STRUCTURE.has(kind)) continue;
      const here = this.model.get(kind, oid) !== undefined;
      const bound = kind === 'PersistentVolume' && this.model.get(kind, oid)?.claim !== this.index.claimOf.get(oid);
      if (kind === 'Node' && here !== this.index.known.has(oid)) return this.rebuild(this.layout);
      if (here !== this.index.known.has(oid) || bound) relay = true;
    }
    if (relay) this.relay();
    if (nodes.size > 0) {
      const next = reseatPods(this.layout, this.model, nodes);
      if (!next) return this.rebuild(this.layout);
      this.layout = next;
      this.structure++;
      this.buildMounts();
    }
    if (pods.size > 0 && this.layout.seatLevel !== 'full' && wantsOtherSeats(this.layout, this.model)) return this.rebuild(this.layout);
    if (oids.length > 0 || pods.size > 0) this.counts++;
    this.redraw(oids, pods, nodes);
    this.redrawParts(parts);
  }

  private redraw(oids: readonly { readonly kind: RowKind; readonly oid: number }[], pods: ReadonlySet<number>, moved: Set<string>): void {
    const scope = this.scope();
    const cards = new Set(moved);
    for (const oid of pods) {
      this.buildPod(oid);
      if (this.layout.level === 'heat') cards.add(this.index.podPlaces.get(oid) ?? '');
    }
    for (const { kind, oid } of oids) {
      if (kind === 'Node') cards.add(this.model.get('Node', oid)?.name ?? '');
      if (kind === 'ReplicaSet') this.index.takeSet(oid, this.model.get('ReplicaSet', oid)?.owner);
      const owner = kind === 'ReplicaSet' ? this.index.ownerOfSet.get(oid) : undefined;
      const item = owner ? draw.objectItem(scope, 'Deployment', owner) : draw.objectItem(scope, kind, oid);
      if (item) this.put(item);
    }
    for (const name of cards) {
      const place = this.layout.nodeByName.get(name);
      if (place) for (const item of nodeItems(scope, place)) this.put(item);
    }
    // Seats in small cards shrink together when there are more of them.
    if (this.layout.level === 'compact') for (const name of moved) for (const oid of this.layout.seats.pods.get(name) ?? []) if (oid !== 0) this.buildPod(oid);
    if (moved.has('')) this.put(waitingItem(scope));
  }

  private redrawParts(parts: readonly string[]): void {
    const scope = this.scope();
    const names = new Set<string>();
    let control = false;
    for (const actor of parts) {
      const slash = actor.indexOf('/');
      if (slash > 0) names.add(actor.slice(slash + 1));
      else control = true;
    }
    if (control) for (const item of draw.controlItems(scope)) this.put(item);
    for (const name of names) {
      const place = this.layout.nodeByName.get(name);
      if (place && (this.layout.level === 'full' || this.index.turnedPower(name, this.model.parts.node(name)?.powered ?? true)))
        for (const item of nodeItems(scope, place)) this.put(item);
    }
  }

  /** What depends on the instant: sentences, lights, the ledger, the calls. Only what reads differently is drawn anew. */
  private tell(): void {
    const recent = this.model.recent(RECENT);
    const before = { captions: this.captions, lately: this.lately };
    // Small cards have no room for sentences.
    const speaking = this.layout.level === 'full' ? this.layout.nodes.map((node) => node.name) : [];
    this.captions = captions(this.model, speaking, this.freshUs);
    this.lately = lately(recent, this.model.now, this.freshUs);
    const scope = this.scope();
    for (const item of draw.timelyItems(scope, recent)) this.put(item);
    if (this.layout.level !== 'full') return;
    for (const name of new Set(changedNodes(before, this))) {
      const place = this.layout.nodeByName.get(name);
      if (place) for (const item of nodeItems(scope, place)) this.put(item);
    }
  }

  private put(item: Item): void {
    const before = this.things.get(item.id);
    if (before && before.list === item.list) return;
    if (before && item.key !== undefined && this.keys.get(item.id) === item.key && sameRect(before.rect, item.rect)) return;
    if (item.key !== undefined) this.keys.set(item.id, item.key);
    if (before) this.dirty.add(before.rect);
    this.things.put(item);
    this.dirty.add(item.rect);
    this.spots.put(item);
    this.moves.placed(item, before);
  }

  private drop(id: string): void {
    const gone = this.things.remove(id);
    this.keys.delete(id);
    if (!gone) return;
    this.spots.put({ id });
    this.dirty.add(gone.rect);
    this.moves.gone(gone);
  }
}
