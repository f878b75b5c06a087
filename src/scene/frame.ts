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
  readonly workloads: Rect;
  readonly users: Rect;
  readonly services: Rect;
  readonly nodes: Rect;
  readonly storage: Rect;
  /** y of the corridor in which traffic runs above the nodes, and x of the gutter left of them. */
  readonly trunkY: number;
  readonly gutterX: number;
  readonly outsideHead: Rect;
  readonly controlHead: Rect;
}

export const PAD = 12;
export const HEAD = 17;
const CONTROLLERS = 18;

export function stageFrame(size: Size): StageFrame {
  return size.w >= 720 ? wide(size) : narrow(size);
}

/** What stands in the three boxes of the control plane. */
function insides(etcd: Rect, manager: Rect, scheduler: Rect): Pick<StageFrame, 'chips' | 'ledger' | 'verdicts' | 'waiting'> {
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
    ledger: { area: ledger, columns: Math.max(3, Math.floor((ledger.w + 3) / 35)), rows: ledger.h >= 64 ? 2 : 1 },
    verdicts: box(table.x, table.y, table.w - tray - 10, table.h),
    waiting: box(table.x + table.w - tray, table.y, tray, table.h),
  };
}

function wide({ w, h }: Size): StageFrame {
  const roomy = h >= 640;
  const left = clamp(w * 0.155, 152, 206);
  const gutter = 24;
  const x = PAD + left + gutter;
  const mainWidth = w - x - PAD;
  const boxTop = PAD + (roomy ? 26 : 9);
  const inner = mainWidth - 24;
  // Narrow boxes have more rows of controllers.
  const boxHeight = roomy ? (inner < 760 ? 156 : 134) : 136;
  // The controllers need four columns of chips at least.
  const tight = inner < 820;
  const etcdWidth = inner * (tight ? 0.215 : 0.26);
  const schedulerWidth = inner * (tight ? 0.275 : 0.3);
  const etcd = box(x + 12, boxTop, etcdWidth - 12, boxHeight);
  const manager = box(x + 12 + etcdWidth, boxTop, inner - etcdWidth - schedulerWidth - 12, boxHeight);
  const scheduler = box(x + 12 + inner - schedulerWidth, boxTop, schedulerWidth, boxHeight);
  const hub = box(x + 12, boxTop + boxHeight + (roomy ? 20 : 19), inner, roomy ? 48 : 42);
  const control = box(x, PAD, mainWidth, hub.y + hub.h + 10 - PAD);
  const corridor = roomy ? 52 : 43;
  const storageHeight = 94;
  const nodesTop = control.y + control.h + corridor;
  const storage = box(x, h - PAD - storageHeight, mainWidth, storageHeight);
  const nodes = box(x, nodesTop, mainWidth, storage.y - 20 - nodesTop);
  const shell = box(PAD, PAD + HEAD, left, roomy ? 92 : 78);
  const below = shell.y + shell.h + 16;
  const split = below + (h - PAD - below) * 0.47;
  const users = box(PAD, split + HEAD, left, 42);
  return {
    mode: 'wide',
    outsideHead: box(PAD, PAD, left, HEAD),
    // Where the screen is low, the zone's name stands between the wires above the bar.
    controlHead: roomy
      ? box(x + 14, PAD + 8, 300, 14)
      : box(etcd.x + etcd.w / 2 + 12, boxTop + boxHeight + 4, manager.x + manager.w / 2 - etcd.x - etcd.w / 2 - 24, 14),
    kubectl: shell,
    control,
    etcd,
    manager,
    scheduler,
    hub,
    ...insides(etcd, manager, scheduler),
    workloads: box(PAD, below, left, split - below - 10),
    users,
    services: box(PAD, users.y + users.h + 14, left, h - PAD - (users.y + users.h + 14)),
    nodes,
    storage,
    trunkY: control.y + control.h + (roomy ? 17 : 13),
    gutterX: x - gutter / 2,
  };
}

/** For narrow screens: the control plane in short, right below it the nodes; what is asked for and stored follows, to be panned to. */
function narrow({ w }: Size): StageFrame {
  const pad = 10;
  const inner = w - 2 * pad;
  let y = pad;
  const take = (height: number, gap: number): Rect => {
    const r = box(pad, y, inner, height);
    y += height + gap;
    return r;
  };
  const kubectl = take(32, 10);
  const controlTop = y;
  y += 8;
  const row = take(62, 6);
  const etcd = box(row.x + 8, row.y, (row.w - 22) * 0.4, row.h);
  const scheduler = box(etcd.x + etcd.w + 6, row.y, row.w - 22 - etcd.w, row.h);
  const manager = inside(take(28, 12));
  const hub = inside(take(40, 8));
  const control = box(pad, controlTop, inner, y - controlTop);
  y += 40;
  const nodes = take(640, 16);
  y += HEAD;
  const users = take(42, 12);
  const services = take(190, 14);
  const workloads = take(230, 14);
  const storage = take(190, pad);
  const chips = box(manager.x + 172, manager.y + 5, manager.w - 180, 18);
  const table = box(scheduler.x + 10, scheduler.y + 27, scheduler.w - 20, 32);
  return {
    mode: 'narrow',
    outsideHead: box(pad, 0, inner, HEAD),
    controlHead: box(pad, 0, inner, 14),
    kubectl,
    control,
    etcd,
    manager,
    scheduler,
    hub,
    chips: { area: chips, columns: Math.ceil(CONTROLLERS / 2), rows: 2 },
    ledger: { area: box(etcd.x + 8, etcd.y + 27, etcd.w - 16, 28), columns: Math.max(3, Math.floor((etcd.w - 13) / 33)), rows: 1 },
    verdicts: box(table.x, table.y, table.w - 50, table.h),
    waiting: box(table.x + table.w - 42, table.y - 11, 42, table.h + 11),
    workloads,
    users,
    services,
    nodes,
    storage,
    trunkY: control.y + control.h + 14,
    gutterX: pad / 2,
  };
}

const inside = (r: Rect): Rect => box(r.x + 8, r.y, r.w - 16, r.h);
