import { box, clamp, type Rect, type Size } from './geometry.ts';

/** Where the zones of the stage lie. A function of the size of the stage alone: nothing that comes or goes can move a zone. */
export interface StageFrame {
  readonly mode: 'wide' | 'narrow';
  readonly kubectl: Rect;
  readonly control: Rect;
  readonly etcd: Rect;
  readonly manager: Rect;
  readonly scheduler: Rect;
  readonly hub: Rect;
  /** Columns and rows of the controllers' chips. */
  readonly chips: { readonly area: Rect; readonly columns: number; readonly rows: number };
  readonly ledger: { readonly area: Rect; readonly columns: number; readonly rows: number };
  readonly verdicts: Rect;
  /** Pods that have no node yet wait here, beside the scheduler's table. */
  readonly waiting: Rect;
  /** Height of the words above the waiting ones. */
  readonly waitingHead: number;
  /** The controllers' box lies below those of etcd and the scheduler, not beside them. */
  readonly stacked: boolean;
  readonly workloads: Rect;
  readonly users: Rect;
  /** Where names of the cluster are resolved. */
  readonly dns: Rect;
  readonly services: Rect;
  readonly nodes: Rect;
  readonly storage: Rect;
  /** y of the corridor in which traffic runs above the nodes, and x of the gutter left of them. */
  readonly trunkY: number;
  readonly gutterX: number;
  readonly outsideHead: Rect;
  readonly controlHead: Rect;
}

const PAD = 12;
export const HEAD = 17;
const CONTROLLERS = 19;

export function stageFrame(size: Size): StageFrame {
  return size.w >= 840 && size.h >= 480 ? wide(size) : narrow(size);
}

/** What stands in the three boxes of the control plane. */
function insides(etcd: Rect, manager: Rect, scheduler: Rect): Pick<StageFrame, 'chips' | 'ledger' | 'verdicts' | 'waiting' | 'waitingHead'> {
  const top = 28;
  const foot = 22;
  const content = (r: Rect): Rect => box(r.x + 12, r.y + top, r.w - 24, r.h - top - foot);
  const chips = content(manager);
  const columns = clamp(Math.floor((chips.w + 5) / 78), 2, 5);
  const ledger = content(etcd);
  const table = content(scheduler);
  const tray = clamp(table.w * 0.33, 44, 138);
  return {
    chips: { area: chips, columns, rows: Math.ceil(CONTROLLERS / columns) },
    ledger: { area: ledger, columns: Math.max(3, Math.floor((ledger.w + 3) / 44)), rows: ledger.h >= 64 ? 2 : 1 },
    verdicts: box(table.x, table.y, table.w - tray - 10, table.h),
    waiting: box(table.x + table.w - tray, table.y, tray, table.h),
    waitingHead: 14,
  };
}

function wide({ w, h }: Size): StageFrame {
  const roomy = h >= 640;
  const left = clamp(w * 0.155, 152, 206);
  const gutter = 24;
  const x = PAD + left + gutter;
  const mainWidth = w - x - PAD;
  const boxTop = PAD + (roomy ? 26 : 20);
  const inner = mainWidth - 24;
  // Narrow boxes have more rows of controllers.
  const boxHeight = roomy ? (inner < 760 ? 156 : 134) : 130;
  // The controllers need four columns of chips at least.
  const tight = inner < 820;
  const etcdWidth = inner * (tight ? 0.215 : 0.26);
  const schedulerWidth = inner * (tight ? 0.275 : 0.3);
  const etcd = box(x + 12, boxTop, etcdWidth - 12, boxHeight);
  const manager = box(x + 12 + etcdWidth, boxTop, inner - etcdWidth - schedulerWidth - 12, boxHeight);
  const scheduler = box(x + 12 + inner - schedulerWidth, boxTop, schedulerWidth, boxHeight);
  const hub = box(x + 12, boxTop + boxHeight + (roomy ? 20 : 14), inner, roomy ? 48 : 42);
  const control = box(x, PAD, mainWidth, hub.y + hub.h + 10 - PAD);
  const corridor = roomy ? 52 : 43;
  const storageHeight = 94;
  const nodesTop = control.y + control.h + corridor;
  const storage = box(x, h - PAD - storageHeight, mainWidth, storageHeight);
  const nodes = box(x, nodesTop, mainWidth, storage.y - 20 - nodesTop);
  const shell = box(PAD, PAD + HEAD, left, roomy ? 92 : 66);
  const below = shell.y + shell.h + (roomy ? 16 : 12);
  const split = below + (h - PAD - below) * 0.47;
  const users = box(PAD, split + HEAD, left, 42);
  const dns = box(PAD, users.y + users.h + 8, left, 26);
  // The heading above the users is the Services' too: they begin right below.
  const services = dns.y + dns.h + 9 - HEAD;
  return {
    mode: 'wide',
    outsideHead: box(PAD, PAD, left, HEAD),
    controlHead: box(x + 14, PAD + (roomy ? 8 : 5), 300, 14),
    kubectl: shell,
    control,
    etcd,
    manager,
    scheduler,
    hub,
    ...insides(etcd, manager, scheduler),
    workloads: box(PAD, below, left, split - below - 10),
    users,
    dns,
    services: box(PAD, services, left, h - PAD - services),
    stacked: false,
    nodes,
    storage,
    trunkY: control.y + control.h + (roomy ? 17 : 13),
    gutterX: x - gutter / 2,
  };
}

/**
 * For narrow stages: the control plane in short, right below it the nodes, below them in columns who asks, Services, workloads and storage. On low
 * ones every box of the control plane is a line, so that all of it still is on the screen; where even that is too much, the foot is panned to.
 */
function narrow({ w, h }: Size): StageFrame {
  const dense = h < (w < STRIP_OF_FOUR ? 760 : 470);
  const pad = dense ? 8 : 10;
  const inner = w - 2 * pad;
  const top = dense ? denseTop(pad, inner) : roomyTop(pad, inner);
  const nodesTop = top.control.y + top.control.h + (dense ? 37 : 40);
  const strip = stripHeight({ w, h }, dense);
  const least = dense ? 98 : 112;
  const below = nodesTop + Math.max(least, h - nodesTop - 12 - strip - pad);
  const zones = w >= STRIP_OF_FOUR ? fourZones(box(pad, below + 12, inner, strip)) : twoZones(box(pad, below + 12, inner, strip));
  return {
    mode: 'narrow',
    outsideHead: box(pad, 0, inner, HEAD),
    controlHead: box(pad, 0, inner, 14),
    ...top,
    ...zones,
    nodes: box(pad, nodesTop, inner, below - nodesTop),
    trunkY: top.control.y + top.control.h + (dense ? 11 : 14),
    gutterX: pad / 2,
  };
}

type Top = Pick<
  StageFrame,
  'kubectl' | 'control' | 'etcd' | 'manager' | 'scheduler' | 'hub' | 'chips' | 'ledger' | 'verdicts' | 'waiting' | 'waitingHead' | 'stacked'
>;
type Foot = Pick<StageFrame, 'users' | 'dns' | 'services' | 'workloads' | 'storage'>;

/** From this width on the zones at the foot lie beside each other. */
const STRIP_OF_FOUR = 600;

function stripHeight({ w, h }: Size, dense: boolean): number {
  if (w < STRIP_OF_FOUR) return HEAD + clamp(h * 0.29, 168, 240);
  return HEAD + (dense ? 64 : clamp(h * 0.225, 84, 160));
}

function roomyTop(pad: number, inner: number): Top {
  const kubectl = box(pad, pad, inner, 30);
  const controlTop = kubectl.y + kubectl.h + 8;
  const row = box(pad + 8, controlTop + 8, inner - 16, 62);
  const etcd = box(row.x, row.y, (row.w - 6) * 0.4, row.h);
  const scheduler = box(etcd.x + etcd.w + 6, row.y, row.w - 6 - etcd.w, row.h);
  const manager = box(row.x, row.y + row.h + 6, row.w, 28);
  const hub = box(row.x, manager.y + manager.h + 12, row.w, 40);
  const table = box(scheduler.x + 10, scheduler.y + 27, scheduler.w - 20, 32);
  return {
    kubectl,
    control: box(pad, controlTop, inner, hub.y + hub.h + 8 - controlTop),
    etcd,
    manager,
    scheduler,
    hub,
    chips: { area: box(manager.x + 172, manager.y + 5, Math.min(9 * 15, manager.w - 180), 18), columns: Math.ceil(CONTROLLERS / 2), rows: 2 },
    ledger: { area: box(etcd.x + 8, etcd.y + 27, etcd.w - 16, 28), columns: Math.max(3, Math.floor((etcd.w - 13) / 43)), rows: 1 },
    verdicts: box(table.x, table.y, table.w - 50, table.h),
    waiting: box(table.x + table.w - 42, table.y - 11, 42, table.h + 11),
    waitingHead: 14,
    stacked: true,
  };
}

/** Least widths of the three boxes, by the length of their names. */
const DENSE_BOXES = [60, 172, 112] as const;

function denseTop(pad: number, inner: number): Top {
  const kubectl = box(pad, pad - 2, Math.round(inner * 0.6), 26);
  const controlTop = kubectl.y + kubectl.h + 6;
  const room = (inner - 16 - 12) / (DENSE_BOXES[0] + DENSE_BOXES[1] + DENSE_BOXES[2]);
  const y = controlTop + 7;
  const etcd = box(pad + 8, y, DENSE_BOXES[0] * room, 32);
  const manager = box(etcd.x + etcd.w + 6, y, DENSE_BOXES[1] * room, 32);
  const scheduler = box(manager.x + manager.w + 6, y, DENSE_BOXES[2] * room, 32);
  const hub = box(pad + 8, y + 42, inner - 16, 30);
  const tray = kubectl.x + kubectl.w + 8;
  return {
    kubectl,
    control: box(pad, controlTop, inner, hub.y + hub.h + 6 - controlTop),
    etcd,
    manager,
    scheduler,
    hub,
    chips: { area: box(manager.x + 8, manager.y + 22, manager.w - 16, 6), columns: CONTROLLERS, rows: 1 },
    ledger: { area: box(etcd.x, etcd.y + 27, etcd.w, 0), columns: 0, rows: 0 },
    verdicts: box(scheduler.x, scheduler.y + 27, scheduler.w, 0),
    waiting: box(tray, kubectl.y + 1, pad + inner - tray, 24),
    waitingHead: 0,
    stacked: false,
  };
}

/** Who asks · Services · workloads · storage, beside each other. */
function fourZones(strip: Rect): Foot {
  const gap = 14;
  const room = strip.w - 3 * gap;
  const widths = [room * 0.2, room * 0.23, room * 0.25, room * 0.32] as const;
  const left = (n: number): number => strip.x + widths.slice(0, n).reduce((sum, w) => sum + w + gap, 0);
  const tall = strip.h - HEAD >= 84;
  const users = box(strip.x, strip.y + HEAD, widths[0], tall ? 42 : 36);
  return {
    users,
    dns: box(strip.x, users.y + users.h + (tall ? 8 : 5), widths[0], 26),
    services: box(left(1), strip.y, widths[1], strip.h),
    workloads: box(left(2), strip.y, widths[2], strip.h),
    storage: box(left(3), strip.y, widths[3], strip.h),
  };
}

/** Who asks and the Services beside the workloads; storage below them. */
function twoZones(strip: Rect): Foot {
  const gap = 12;
  const half = (strip.w - gap) / 2;
  const users = box(strip.x, strip.y + HEAD, half, 34);
  const dns = box(strip.x, users.y + users.h + 5, half, 24);
  const services = dns.y + dns.h + 6 - HEAD;
  return {
    users,
    dns,
    services: box(strip.x, services, half, strip.y + strip.h - services),
    workloads: box(strip.x + half + gap, strip.y, half, strip.h),
    storage: box(strip.x, strip.y + strip.h + 12, strip.w, HEAD + 104),
  };
}
