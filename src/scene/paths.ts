import { API_SERVER, CONTROLLER_MANAGER, CONTROLLERS, COREDNS, ETCD, KUBECTL, SCHEDULER, USERS } from '../wire/actors.ts';
import { bottom, box, middle, type Point, type Rect, right } from './geometry.ts';
import type { Layout, NodePlace } from './layout.ts';
import { type Program, programRect } from './node-card.ts';

/** A way in the world: corners of a polyline. */
export type Way = readonly Point[];

/** All nodes as one place: where tiles stand for nodes, what goes to one of them is seen going to the field. */
export const NODES = 'nodes';

const CONTROLLER_NAMES: ReadonlySet<string> = new Set(CONTROLLERS);

/** Finds where pods sit: their actor is `pod/namespace/name`, their seat is known by oid. */
export type PodFinder = (namespace: string, name: string) => { readonly node: NodePlace; readonly rect: Rect } | undefined;

/** The box of an actor, for marks and sentences. */
function actorRect(layout: Layout, actor: string, findPod: PodFinder): Rect | undefined {
  const { frame } = layout;
  if (actor === API_SERVER) return frame.hub;
  if (actor === ETCD) return frame.etcd;
  if (actor === SCHEDULER) return frame.scheduler;
  if (actor === CONTROLLER_MANAGER) return frame.manager;
  if (actor === KUBECTL) return frame.kubectl;
  if (actor === USERS) return frame.users;
  if (actor === COREDNS) return frame.dns;
  if (actor === NODES) return frame.nodes;
  if (CONTROLLER_NAMES.has(actor)) return layout.chips.get(actor);
  const [kind = '', first = '', second = ''] = split(actor);
  if (kind === 'pod') return findPod(first, second)?.rect;
  const node = layout.nodeByName.get(first);
  if (!node) return undefined;
  if (layout.level !== 'full') return node.rect;
  return isProgram(kind) ? programRect(node.rect, kind) : node.rect;
}

const isProgram = (name: string): name is Program => name === 'kubelet' || name === 'containerd' || name === 'kube-proxy';

function split(actor: string): readonly string[] {
  const slash = actor.indexOf('/');
  if (slash < 0) return [actor];
  const kind = actor.slice(0, slash);
  const rest = actor.slice(slash + 1);
  if (kind !== 'pod') return [kind, rest];
  const second = rest.indexOf('/');
  return [kind, rest.slice(0, second), rest.slice(second + 1)];
}

/** From an actor to the bar of kube-apiserver: the wire that is also drawn. */
export function wireToHub(layout: Layout, actor: string): Way | undefined {
  const { frame } = layout;
  const hub = frame.hub;
  const down = (r: Rect, x = r.x + r.w / 2): Way => [
    { x, y: bottom(r) },
    { x, y: hub.y },
  ];
  if (actor === ETCD) return frame.stacked ? side(frame.etcd, hub, 0) : down(frame.etcd);
  if (actor === SCHEDULER) return frame.stacked ? otherSide(frame.scheduler, hub) : down(frame.scheduler);
  if (actor === CONTROLLER_MANAGER) return down(frame.manager);
  if (CONTROLLER_NAMES.has(actor)) {
    const chip = layout.chips.get(actor);
    const wire = wireToHub(layout, CONTROLLER_MANAGER);
    return chip && wire;
  }
  if (actor === KUBECTL) return kubectlWire(layout);
  if (actor === NODES)
    return [
      { x: middle(frame.nodes).x, y: frame.nodes.y - 4 },
      { x: middle(frame.nodes).x, y: bottom(hub) },
    ];
  const [kind = '', name = ''] = split(actor);
  const node = layout.nodeByName.get(name);
  return node && nodeWire(layout, node, kind);
}

const side = (from: Rect, hub: Rect, off: number): Way => {
  const x = from.x - 3 - off;
  return [
    { x: from.x, y: middle(from).y },
    { x, y: middle(from).y },
    { x, y: hub.y + hub.h / 2 },
    { x: hub.x, y: hub.y + hub.h / 2 },
  ];
};

const otherSide = (from: Rect, hub: Rect): Way => {
  const x = right(from) + 3;
  return [
    { x: right(from), y: middle(from).y },
    { x, y: middle(from).y },
    { x, y: middle(hub).y - 6 },
    { x: right(hub), y: middle(hub).y - 6 },
  ];
};

function kubectlWire({ frame }: Layout): Way {
  const { kubectl, hub } = frame;
  if (frame.mode === 'narrow' && !frame.stacked) {
    const x = hub.x - 4;
    return [
      { x, y: bottom(kubectl) },
      { x, y: middle(hub).y },
      { x: hub.x, y: middle(hub).y },
    ];
  }
  if (frame.mode === 'narrow') {
    const x = right(kubectl) - 3;
    return [
      { x, y: bottom(kubectl) },
      { x, y: middle(hub).y },
      { x: right(hub), y: middle(hub).y },
    ];
  }
  const y = kubectl.y + kubectl.h * 0.5;
  return [
    { x: right(kubectl), y },
    { x: frame.gutterX - 4, y },
    { x: frame.gutterX - 4, y: middle(hub).y },
    { x: hub.x, y: middle(hub).y },
  ];
}

function nodeWire(layout: Layout, node: NodePlace, kind: string): Way {
  const { hub } = layout.frame;
  const chip = layout.level === 'full' && isProgram(kind) ? programRect(node.rect, kind) : box(node.rect.x + node.rect.w / 2 - 1, node.rect.y, 2, 2);
  const x = middle(chip).x;
  if (node.row === 0)
    return [
      { x, y: chip.y },
      { x, y: bottom(hub) },
    ];
  // Lower rows are reached through the gutter at the left of their column.
  const gutter = layout.frame.mode === 'wide' ? node.rect.x - 6 : node.rect.x - 4;
  const over = chip.y - 7;
  return [
    { x, y: chip.y },
    { x, y: over },
    { x: gutter, y: over },
    { x: gutter, y: bottom(hub) },
  ];
}

/** How one message goes. Everything but packets, probes and runtime calls passes kube-apiserver's bar. */
export function wayOf(layout: Layout, from: string, to: string, findPod: PodFinder): Way | undefined {
  if (to === API_SERVER) return wireToHub(layout, from);
  if (from === API_SERVER) {
    const wire = wireToHub(layout, to);
    return wire && [...wire].reverse();
  }
  if (to === COREDNS) {
    // A question and its answer are one happening: there and back.
    const there = networkWay(layout, from, to, findPod);
    return there && [...there, ...[...there].reverse().slice(1)];
  }
  if (isNetwork(from) && isNetwork(to)) return networkWay(layout, from, to, findPod);
  const a = actorRect(layout, from, findPod);
  const b = actorRect(layout, to, findPod);
  if (!a || !b) return undefined;
  const [p, q] = [middle(a), middle(b)];
  // Between programs on one card: over their tabs, so that the names stay readable.
  if (a.y === b.y && a.h === b.h && Math.abs(p.x - q.x) > 2)
    return [
      { x: p.x, y: a.y },
      { x: p.x, y: a.y - 9 },
      { x: q.x, y: a.y - 9 },
      { x: q.x, y: b.y },
    ];
  if (Math.abs(p.x - q.x) < 2 || Math.abs(p.y - q.y) < 2) return [p, q];
  return [p, { x: q.x, y: p.y }, q];
}

const isNetwork = (actor: string): boolean =>
  actor === USERS || actor === NODES || actor.startsWith('pod/') || actor.startsWith('kube-proxy/') || actor.startsWith('node/');

/** Up from a pod, user or rule to the corridor above the nodes; `arriving` ways pass the wire at the left of the card, leaving ones the rules. */
function toTrunk(layout: Layout, actor: string, arriving: boolean, findPod: PodFinder): Way | undefined {
  const { frame } = layout;
  const trunk = frame.trunkY + (arriving ? 7 : 0);
  if (actor === USERS || actor === COREDNS) {
    const at = actor === USERS ? frame.users : frame.dns;
    const { y } = middle(at);
    if (frame.mode === 'narrow')
      return [
        { x: at.x, y },
        { x: frame.gutterX, y },
        { x: frame.gutterX, y: trunk },
      ];
    return [
      { x: right(at), y },
      { x: frame.gutterX + 4, y },
      { x: frame.gutterX + 4, y: trunk },
    ];
  }
  if (actor === NODES)
    return [
      { x: middle(frame.nodes).x - 60, y: frame.nodes.y - 4 },
      { x: middle(frame.nodes).x - 60, y: trunk },
    ];
  const [kind = '', first = '', second = ''] = split(actor);
  if (kind === 'pod') {
    const pod = findPod(first, second);
    if (!pod) return undefined;
    const { node, rect } = pod;
    const lane = rect.y - 3;
    const x = node.rect.x - 5;
    const inside: Point[] = [
      { x: rect.x + rect.w / 2, y: rect.y + 2 },
      { x: rect.x + rect.w / 2, y: lane },
    ];
    if (arriving || layout.level !== 'full') return [...inside, { x, y: lane }, { x, y: trunk }];
    const rules = programRect(node.rect, 'kube-proxy');
    const edge = right(node.rect) - 5;
    return [...inside, { x: edge, y: lane }, { x: edge, y: bottom(rules) + 4 }, { x: middle(rules).x, y: bottom(rules) + 4 }, { x: middle(rules).x, y: trunk }];
  }
  const node = layout.nodeByName.get(first);
  if (!node) return undefined;
  const at = layout.level === 'full' ? programRect(node.rect, 'kube-proxy') : box(node.rect.x, node.rect.y, node.rect.w, 4);
  const x = middle(at).x + (arriving ? -3 : 3);
  // At the tab's edge: what lies there must not hide its name.
  if (node.row === 0)
    return [
      { x, y: at.y },
      { x, y: trunk },
    ];
  const gutter = node.rect.x - 5;
  return [
    { x, y: at.y },
    { x, y: at.y - 4 },
    { x: gutter, y: at.y - 4 },
    { x: gutter, y: trunk },
  ];
}

function networkWay(layout: Layout, from: string, to: string, findPod: PodFinder): Way | undefined {
  const local = sameNode(layout, from, to, findPod);
  if (local) return local;
  const out = toTrunk(layout, from, false, findPod);
  const into = toTrunk(layout, to, true, findPod);
  if (!out || !into) return undefined;
  // Users' lane and the lane between nodes lie beside each other, so that the two do not look like one line.
  const end = out[out.length - 1] as Point;
  const start = into[into.length - 1] as Point;
  const lane = from === USERS || to === USERS ? layout.frame.trunkY : start.y;
  return [...out.slice(0, -1), { x: end.x, y: lane }, { x: start.x, y: lane }, ...[...into.slice(0, -1)].reverse()];
}

/** Between the rules of a node and a pod on it the way never leaves the node. */
function sameNode(layout: Layout, from: string, to: string, findPod: PodFinder): Way | undefined {
  const [a = '', a1 = '', a2 = ''] = split(from);
  const [b = '', b1 = '', b2 = ''] = split(to);
  const ruleNode = a === 'kube-proxy' ? a1 : b === 'kube-proxy' ? b1 : undefined;
  const pod = a === 'pod' ? findPod(a1, a2) : b === 'pod' ? findPod(b1, b2) : undefined;
  if (ruleNode === undefined || !pod || pod.node.name !== ruleNode || layout.level !== 'full') return undefined;
  const rules = programRect(pod.node.rect, 'kube-proxy');
  const lane = pod.rect.y - 3;
  const edge = right(pod.node.rect) - 5;
  const x = pod.rect.x + pod.rect.w / 2;
  const way: Way = [
    middle(rules),
    { x: middle(rules).x, y: bottom(rules) + 4 },
    { x: edge, y: bottom(rules) + 4 },
    { x: edge, y: lane },
    { x, y: lane },
    { x, y: pod.rect.y + 2 },
  ];
  return a === 'kube-proxy' ? way : [...way].reverse();
}

/** From a pod down to the claim it mounts, through the gap right of its node. */
export function mountWay(layout: Layout, node: NodePlace, pod: Rect, claim: Rect, lane: number): Way {
  const x = pod.x + pod.w * 0.75;
  const gutter = right(node.rect) + 5;
  const over = layout.frame.storage.y - 8 + lane * 3;
  const target = claim.x + claim.w * 0.3;
  return [
    { x, y: bottom(pod) },
    { x, y: bottom(pod) + 3 },
    { x: gutter, y: bottom(pod) + 3 },
    { x: gutter, y: over },
    { x: target, y: over },
    { x: target, y: claim.y },
  ];
}

/** Whether a way passes a point within reach. */
export function nearWay(way: Way, at: Point, reach: number): boolean {
  for (let i = 1; i < way.length; i++) {
    const a = way[i - 1] as Point;
    const b = way[i] as Point;
    const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
    const share = length === 0 ? 0 : Math.max(0, Math.min(1, ((at.x - a.x) * (b.x - a.x) + (at.y - a.y) * (b.y - a.y)) / length));
    if (Math.hypot(a.x + (b.x - a.x) * share - at.x, a.y + (b.y - a.y) * share - at.y) <= reach) return true;
  }
  return false;
}

export function wayLength(way: Way): number {
  let length = 0;
  for (let i = 1; i < way.length; i++) length += distance(way[i - 1] as Point, way[i] as Point);
  return length;
}

const distance = (a: Point, b: Point): number => (Math.abs(a.x - b.x) + Math.abs(a.y - b.y) < 1e-9 ? 0 : Math.hypot(a.x - b.x, a.y - b.y));

/** The point at a share 0…1 of a way's length. */
export function pointOn(way: Way, share: number): Point {
  const first = way[0] ?? { x: 0, y: 0 };
  let left = Math.min(1, Math.max(0, share)) * wayLength(way);
  for (let i = 1; i < way.length; i++) {
    const a = way[i - 1] as Point;
    const b = way[i] as Point;
    const d = distance(a, b);
    if (left <= d && d > 0) return { x: a.x + ((b.x - a.x) * left) / d, y: a.y + ((b.y - a.y) * left) / d };
    left -= d;
  }
  return way[way.length - 1] ?? first;
}

/** As an SVG path with rounded corners. */
export function wayPath(way: Way, radius = 8): string {
  const first = way[0];
  if (!first) return '';
  let d = `M${n(first.x)} ${n(first.y)}`;
  for (let i = 1; i < way.length; i++) {
    const at = way[i] as Point;
    const before = way[i - 1] as Point;
    const after = way[i + 1];
    if (!after) {
      d += `L${n(at.x)} ${n(at.y)}`;
      continue;
    }
    const r = Math.min(radius, distance(before, at) / 2, distance(at, after) / 2);
    const a = toward(at, before, r);
    const b = toward(at, after, r);
    d += `L${n(a.x)} ${n(a.y)}Q${n(at.x)} ${n(at.y)} ${n(b.x)} ${n(b.y)}`;
  }
  return d;
}

function toward(from: Point, to: Point, by: number): Point {
  const d = distance(from, to);
  return d === 0 ? from : { x: from.x + ((to.x - from.x) * by) / d, y: from.y + ((to.y - from.y) * by) / d };
}

const n = (v: number): number => Math.round(v * 10) / 10;
