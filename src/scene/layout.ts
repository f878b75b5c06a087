import { CONTROLLERS } from '../wire/actors.ts';
import { byBirth } from './birth.ts';
import { stageFrame, HEAD, type StageFrame } from './frame.ts';
import { box, clamp, type Rect, type Size } from './geometry.ts';
import type { StageModel } from './model.ts';
import { nodeCardRows, programRect, PROGRAM_OVERHANG, PROGRAMS } from './node-card.ts';
import { type ColumnPlace, storageColumns } from './storage-columns.ts';
import { NO_SEATS, type SeatGrid, seatGrid, seatLevel, type SeatLevel, type Seats, seatX, seatY, takeSeats } from './seats.ts';

/** How nodes are drawn: cards with programs · small cards with pods in them · tiles. */
export type NodeLevel = 'full' | 'compact' | 'heat';

export interface NodePlace {
  readonly oid: number;
  readonly name: string;
  readonly rect: Rect;
  /** Row in the grid of nodes: 0 is nearest to kube-apiserver. */
  readonly row: number;
}

/** Where everything is, in world coordinates (CSS pixels at zoom 1). Made from the records and the seats before. */
export interface Layout {
  readonly size: Size;
  readonly frame: StageFrame;
  readonly level: NodeLevel;
  readonly seatLevel: SeatLevel;
  readonly nodes: readonly NodePlace[];
  readonly nodeByName: ReadonlyMap<string, NodePlace>;
  /** Grid of pod seats in a full node card; the same for all. */
  readonly grid: SeatGrid;
  /** Per controller: its chip. */
  readonly chips: ReadonlyMap<string, Rect>;
  /** Objects with a place of their own: Deployments, Services, classes, claims, volumes. */
  readonly objects: ReadonlyMap<number, Rect>;
  readonly columns: readonly ColumnPlace[];
  /** How many of a zone found no room. */
  readonly overflow: { readonly workloads: number; readonly services: number; readonly storage: number };
  readonly seats: SeatBook;
}

/** Who sits where, kept from layout to layout. */
export interface SeatBook {
  readonly nodes: Seats;
  /** By node name; '' = pods without a node. */
  readonly pods: ReadonlyMap<string, Seats>;
  readonly workloads: Seats;
  readonly services: Seats;
  readonly columns: Seats;
}

const EMPTY_BOOK: SeatBook = { nodes: NO_SEATS, pods: new Map(), workloads: NO_SEATS, services: NO_SEATS, columns: NO_SEATS };

const GAP = 16;
/** The whole layout. `previous` keeps everyone who is still here where they were. */
export function layoutStage(model: StageModel, size: Size, previous?: Layout): Layout {
  const book = previous?.seats ?? EMPTY_BOOK;
  const nodes = [...model.list('Node')].sort(byBirth);
  const nodeSeats = takeSeats(
    book.nodes,
    nodes.map((n) => n.oid),
  );
  const names = new Map(nodes.map((n) => [n.oid, n.name]));
  const bare = stageFrame(size);
  const cells = nodeCells(nodeSeats.length, bare.nodes, bare.mode);
  const grown = bare.mode === 'narrow' ? cells.height - bare.nodes.h : Math.max(0, cells.height - bare.nodes.h);
  const frame = grow(bare, grown);
  const places: NodePlace[] = [];
  nodeSeats.forEach((oid, i) => {
    if (oid === 0) return;
    places.push({ oid, name: names.get(oid) ?? '', rect: cells.at(i), row: Math.floor(i / cells.columns) });
  });
  const area = nodeCardRows(cells.size).seats;
  const { pods, level } = seated({ model, places, area, pods: podSeats(model, places, book.pods), level: previous?.seatLevel });
  const column = storageColumns(model, book.columns, frame);
  const work = stack(workloadOids(model), book.workloads, frame.workloads, WORKLOAD_HEIGHTS);
  const services = stack(serviceOids(model), book.services, frame.services, SERVICE_HEIGHTS);
  return {
    size: { w: size.w, h: Math.max(size.h, frame.storage.y + frame.storage.h + 8) },
    frame,
    level: cells.level,
    seatLevel: level,
    nodes: places,
    nodeByName: new Map(places.map((p) => [p.name, p])),
    grid: seatGrid(level, area),
    chips: chipRects(frame),
    objects: new Map([...work.rects, ...services.rects, ...column.rects]),
    columns: column.places,
    overflow: { workloads: work.overflow, services: services.overflow, storage: column.overflow },
    seats: { nodes: nodeSeats, pods, workloads: work.seats, services: services.seats, columns: column.seats },
  };
}

/** The same layout after objects beside the nodes came or went: nodes and pods stay as they are. */
export function relayObjects(layout: Layout, model: StageModel): Layout {
  const { frame, seats } = layout;
  const column = storageColumns(model, seats.columns, frame);
  const work = stack(workloadOids(model), seats.workloads, frame.workloads, WORKLOAD_HEIGHTS);
  const services = stack(serviceOids(model), seats.services, frame.services, SERVICE_HEIGHTS);
  return {
    ...layout,
    objects: new Map([...work.rects, ...services.rects, ...column.rects]),
    columns: column.places,
    overflow: { workloads: work.overflow, services: services.overflow, storage: column.overflow },
    seats: { ...seats, workloads: work.seats, services: services.seats, columns: column.seats },
  };
}

const serviceOids = (model: StageModel): readonly number[] => [...model.list('Service')].sort(byBirth).map((s) => s.oid);

/** The same layout after pods of some nodes came or went; undefined when their number asks for another level (then lay out anew). */
export function reseatPods(layout: Layout, model: StageModel, nodes: Iterable<string>): Layout | undefined {
  const pods = new Map(layout.seats.pods);
  for (const node of nodes) pods.set(node, seatPods(model, node, pods.get(node)));
  if (wantsOtherSeats({ ...layout, seats: { ...layout.seats, pods } }, model)) return undefined;
  return { ...layout, seats: { ...layout.seats, pods } };
}

interface Seating {
  readonly model: StageModel;
  readonly places: readonly NodePlace[];
  readonly area: Size;
  readonly pods: SeatBook['pods'];
  readonly level: SeatLevel | undefined;
}

/** Seats become smaller as soon as pods do not fit. They become larger again, and close ranks, once nothing comes or goes any more. */
function seated({ model, places, area, pods, level }: Seating): { readonly pods: SeatBook['pods']; readonly level: SeatLevel } {
  const now = seatLevel(level, mostPods(pods, places), area);
  if (now === 'full' || !isCalm(model, pods)) return { pods, level: now };
  const closed = new Map([...pods].map(([node, seats]) => [node, node === '' ? seats : seats.filter((oid) => oid !== 0)]));
  const roomy = seatLevel(undefined, mostPods(closed, places), area);
  return roomy === now ? { pods, level: now } : { pods: closed, level: roomy };
}

/** Whether pods would sit in seats of another size now. */
export function wantsOtherSeats(layout: Layout, model: StageModel): boolean {
  const first = layout.nodes[0];
  if (layout.level !== 'full' || !first) return false;
  const area = nodeCardRows(first.rect).seats;
  return seated({ model, places: layout.nodes, area, pods: layout.seats.pods, level: layout.seatLevel }).level !== layout.seatLevel;
}

const COMING_OR_GOING: ReadonlySet<string> = new Set(['unscheduled', 'scheduled', 'initialising', 'creating', 'notReady', 'terminating']);

/** No pod is on its way in or out: whoever leaves large seats for small ones and comes back in the middle of a rollout would flicker. */
function isCalm(model: StageModel, pods: SeatBook['pods']): boolean {
  for (const seats of pods.values()) for (const oid of seats) if (oid !== 0 && COMING_OR_GOING.has(model.get('Pod', oid)?.state ?? '')) return false;
  return true;
}

const seatPods = (model: StageModel, node: string, previous: Seats | undefined): Seats =>
  takeSeats(
    previous ?? NO_SEATS,
    [...model.podsOf(node)].sort(byBirth).map((p) => p.oid),
  );

function podSeats(model: StageModel, places: readonly NodePlace[], previous: SeatBook['pods']): SeatBook['pods'] {
  const out = new Map<string, Seats>([['', seatPods(model, '', previous.get(''))]]);
  for (const place of places) out.set(place.name, seatPods(model, place.name, previous.get(place.name)));
  return out;
}

function mostPods(pods: SeatBook['pods'], places: readonly NodePlace[]): number {
  let most = 1;
  for (const place of places) most = Math.max(most, pods.get(place.name)?.length ?? 0);
  return most;
}

/** The seat with this number on a full node card; undefined beyond its last seat. */
export function podRect(layout: Layout, node: NodePlace, index: number): Rect | undefined {
  const { grid } = layout;
  if (index >= grid.columns * grid.rows) return undefined;
  const area = nodeCardRows(node.rect).seats;
  return box(node.rect.x + area.x + seatX(grid, index), node.rect.y + area.y + seatY(grid, index), grid.w, grid.h);
}

export const WAITING_SEAT = { w: 42, h: 24, gap: 4 } as const;

/** Where a pod without a node waits. */
export function waitingRect(layout: Layout, index: number): Rect | undefined {
  const { waiting } = layout.frame;
  const columns = Math.max(1, Math.floor((waiting.w + WAITING_SEAT.gap) / (WAITING_SEAT.w + WAITING_SEAT.gap)));
  const head = layout.frame.waitingHead;
  const rows = Math.max(1, Math.floor((waiting.h - head + WAITING_SEAT.gap) / (WAITING_SEAT.h + WAITING_SEAT.gap)));
  if (index >= columns * rows) return undefined;
  return box(
    waiting.x + (index % columns) * (WAITING_SEAT.w + WAITING_SEAT.gap),
    waiting.y + head + Math.floor(index / columns) * (WAITING_SEAT.h + WAITING_SEAT.gap),
    WAITING_SEAT.w,
    WAITING_SEAT.h,
  );
}

interface Cells {
  readonly level: NodeLevel;
  readonly columns: number;
  readonly size: Size;
  readonly height: number;
  at(index: number): Rect;
}

/** The grid of nodes: as many as fit in the best shape, at the most detailed level that keeps the stage readable. */
function nodeCells(count: number, area: Rect, mode: StageFrame['mode']): Cells {
  const n = Math.max(1, count);
  if (n <= 12) {
    const full = fullCells(n, area, mode);
    if (full) return full;
  }
  if (n <= 60) return compactCells(n, area);
  return heatCells(n, area);
}

function fullCells(n: number, area: Rect, mode: StageFrame['mode']): Cells | undefined {
  if (mode === 'narrow') {
    const most = clamp(Math.floor((area.w + 12) / (138 + 12)), 1, n);
    const rows = Math.ceil(n / most);
    const columns = Math.ceil(n / rows);
    const gap = 14 + PROGRAM_OVERHANG;
    // Lower cards on low stages, as long as a pod with its name fits in.
    const h = clamp((area.h - gap * (rows - 1)) / rows, 98, 260);
    return grid('full', n, area, { columns, w: (area.w - 12 * (columns - 1)) / columns, h, gapX: 12, gapY: gap });
  }
  const gapY = GAP + PROGRAM_OVERHANG;
  let best: { columns: number; w: number; h: number; cost: number } | undefined;
  for (let columns = 1; columns <= Math.min(n, 6); columns++) {
    const rows = Math.ceil(n / columns);
    const w = (area.w - GAP * (columns - 1)) / columns;
    const h = (area.h - gapY * (rows - 1)) / rows;
    if (w < 150 || h < 112) continue;
    // Prefers few rows, wide enough cards and no empty places.
    const cost = Math.abs(Math.log(w / h / 1.05)) + (columns * rows - n) * 0.25 + (w < 200 ? 0.3 : 0);
    if (!best || cost < best.cost) best = { columns, w: Math.min(w, 460), h, cost };
  }
  return best && grid('full', n, area, { columns: best.columns, w: best.w, h: best.h, gapX: GAP, gapY });
}

function compactCells(n: number, area: Rect): Cells {
  let best: { columns: number; w: number; h: number; score: number } | undefined;
  for (let columns = 1; columns <= n; columns++) {
    const rows = Math.ceil(n / columns);
    const w = (area.w - 8 * (columns - 1)) / columns;
    const h = Math.max(44, (area.h - 8 * (rows - 1)) / rows);
    if (w < 74) break;
    const score = Math.min(w / 1.35, h) - (h * rows > area.h * 1.2 ? 40 : 0);
    if (!best || score > best.score) best = { columns, w: Math.min(w, 240), h: Math.min(h, 170), score };
  }
  return grid('compact', n, area, { columns: best?.columns ?? 1, w: best?.w ?? area.w, h: best?.h ?? 60, gapX: 8, gapY: 8 });
}

function heatCells(n: number, area: Rect): Cells {
  let side = clamp(Math.floor(Math.sqrt((area.w * area.h) / n)), 6, 64);
  while (side > 6 && Math.ceil(n / Math.floor(area.w / side)) * side > area.h) side--;
  const columns = Math.max(1, Math.floor(area.w / side));
  const gap = side > 12 ? 3 : 1.5;
  return grid('heat', n, area, { columns, w: side - gap, h: side - gap, gapX: gap, gapY: gap });
}

interface CellShape {
  readonly columns: number;
  readonly w: number;
  readonly h: number;
  readonly gapX: number;
  readonly gapY: number;
}

function grid(level: NodeLevel, n: number, area: Rect, shape: CellShape): Cells {
  const { columns, w, h, gapX, gapY } = shape;
  return {
    level,
    columns,
    size: { w, h },
    height: Math.ceil(n / columns) * (h + gapY) - gapY,
    at: (i) => box(area.x + (i % columns) * (w + gapX), area.y + Math.floor(i / columns) * (h + gapY), w, h),
  };
}

/** Zones below the nodes make way when there are more nodes than the screen holds. */
function grow(frame: StageFrame, by: number): StageFrame {
  if (by === 0) return frame;
  const down = (r: Rect): Rect => ({ ...r, y: r.y + by });
  const nodes = { ...frame.nodes, h: frame.nodes.h + by };
  if (frame.mode === 'wide') return { ...frame, nodes, storage: down(frame.storage) };
  return {
    ...frame,
    nodes,
    users: down(frame.users),
    dns: down(frame.dns),
    services: down(frame.services),
    workloads: down(frame.workloads),
    storage: down(frame.storage),
  };
}

function chipRects(frame: StageFrame): ReadonlyMap<string, Rect> {
  const { area, columns, rows } = frame.chips;
  const gap = rows > 5 ? 3 : 5;
  const w = (area.w - gap * (columns - 1)) / columns;
  const h = Math.min(24, (area.h - gap * (rows - 1)) / rows);
  return new Map(CONTROLLERS.map((name, i) => [name, box(area.x + (i % columns) * (w + gap), area.y + Math.floor(i / columns) * (h + gap), w, h)]));
}

export const programPlaces = (node: NodePlace): readonly { readonly program: (typeof PROGRAMS)[number]; readonly rect: Rect }[] =>
  PROGRAMS.map((program) => ({ program, rect: programRect(node.rect, program) }));

/** Deployments, and ReplicaSets that stand alone. */
function workloadOids(model: StageModel): readonly number[] {
  const deployments = model.list('Deployment');
  const known = new Set(deployments.map((d) => d.oid));
  const alone = model.list('ReplicaSet').filter((r) => !known.has(r.owner));
  return [...deployments, ...alone].sort(byBirth).map((o) => o.oid);
}

/** Heights of cards in a column, from roomy to terse: the first at which all fit. */
const WORKLOAD_HEIGHTS = [90, 60, 44, 28] as const;
const SERVICE_HEIGHTS = [52, 36, 25, 22] as const;
/** Low cards lie closer together. */
const gapOf = (height: number): number => (height < 24 ? 4 : 7);

function stack(oids: readonly number[], previous: Seats, zone: Rect, heights: readonly number[]) {
  const seats = takeSeats(previous, oids);
  const top = zone.y + HEAD;
  const room = zone.h - HEAD;
  const height = heights.find((h) => seats.length * (h + gapOf(h)) - gapOf(h) <= room) ?? (heights[heights.length - 1] as number);
  const gap = gapOf(height);
  const most = Math.max(1, Math.floor((room + gap) / (height + gap)));
  // The last place is left to the words that say how many more there are.
  const shown = seats.length <= most ? most : Math.max(1, Math.floor((room + gap - 18) / (height + gap)));
  const rects = new Map<number, Rect>();
  let overflow = 0;
  seats.forEach((oid, i) => {
    if (oid === 0) return;
    if (i < shown) rects.set(oid, box(zone.x, top + i * (height + gap), zone.w, height));
    else overflow++;
  });
  return { seats, rects, overflow };
}
