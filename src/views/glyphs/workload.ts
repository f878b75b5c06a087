import type { OwnerMark } from '../../scene/owner-marks.ts';
import { type DisplayList, path, rect, type Shape, text } from './display-list.ts';
import { estimateWidth } from './text-fit.ts';
import type { Hue, Tokens } from './tokens.ts';

export interface ReplicaSetPicture {
  readonly name: string;
  readonly wanted: number;
  readonly current: number;
  readonly ready: number;
  readonly colour: number;
  readonly revision: number;
}

export interface DeploymentPicture {
  readonly name: string;
  readonly wanted: number;
  readonly ready: number;
  readonly paused: boolean;
  readonly stuck: boolean;
  readonly replicaSets: readonly ReplicaSetPicture[];
  /** The letters its pods carry, where there are several workloads. */
  readonly mark?: OwnerMark | undefined;
}

const DEPLOYMENT_HEAD = 26;
const REPLICA_SET_ROW = 30;
/** Rows of ReplicaSets a card has room for, whether there are so many or not: a new one must not push its neighbours. */
const REPLICA_SET_ROWS = 2;
export const deploymentHeight = (rows = REPLICA_SET_ROWS): number => DEPLOYMENT_HEAD + rows * REPLICA_SET_ROW + 4;

/** A Deployment with its ReplicaSets: for each, a row of seats. Filled = ready, hollow = there, dotted = wanted and missing. */
export function deploymentGlyph(deployment: DeploymentPicture, size: { readonly w: number; readonly h: number }, tokens: Tokens): DisplayList {
  const hue = tokens.family.workload;
  const short = deployment.ready < deployment.wanted;
  const chip = deployment.mark ? estimateWidth(deployment.mark.short, 11, true, false) + 7 : 0;
  const name = chip > 0 ? 8 + chip + 6 : 28;
  const shapes: Shape[] = [
    rect(0.75, 0.75, size.w - 1.5, size.h - 1.5, {
      r: 9,
      fill: tokens.card,
      stroke: deployment.stuck ? tokens.bad.line : hue.line,
      width: tokens.stroke,
      ...(deployment.paused ? { dash: [7, 4] } : {}),
    }),
    ...(deployment.mark ? letters(deployment, { x: 8, y: size.h < 40 ? 4.5 : 6.5, w: chip }, tokens) : stackMark(10, size.h < 40 ? 6 : 8, hue)),
    text(name, size.h < 40 ? 16.5 : 18.5, deployment.name, {
      size: 13,
      weight: 600,
      fill: tokens.text,
      max: size.w - name - 46 - (size.h < 40 && deployment.replicaSets.filter(isAlive).length > 1 ? 2 * COUNT : 0),
      cut: 'middle',
    }),
    text(size.w - 9, size.h < 40 ? 16.5 : 18.5, `${deployment.ready}/${deployment.wanted}`, {
      size: 13,
      weight: 600,
      fill: deployment.stuck ? tokens.bad.ink : short ? tokens.warn.ink : tokens.good.ink,
      anchor: 'end',
    }),
  ];
  if (deployment.paused) shapes.push(path(`M${size.w - 52} 9V18M${size.w - 48} 9V18`, { stroke: tokens.quiet, width: 2 }));
  shapes.push(...replicaSets(deployment, size, tokens));
  return shapes;
}

const isAlive = (set: ReplicaSetPicture): boolean => set.wanted > 0 || set.current > 0;
/** Width of a count in the head of a card that has no line for its ReplicaSets. */
const COUNT = 19;
/** Height of a ReplicaSet in one line. */
const LINE = 16;

/** The ReplicaSets in as much as the card has room for: rows with names, lines with the hash, halves of a line, or a bar along the foot. */
function replicaSets({ name, replicaSets: sets }: DeploymentPicture, size: { readonly w: number; readonly h: number }, tokens: Tokens): DisplayList {
  const living = sets.filter(isAlive);
  const room = size.h - DEPLOYMENT_HEAD;
  const rows = Math.floor((room - 2) / REPLICA_SET_ROW);
  if (rows >= 1 && living.length <= rows && Math.min(sets.length, 2) <= rows)
    return sets.slice(0, rows).flatMap((set, i) => replicaSetRow(set, { y: DEPLOYMENT_HEAD + i * REPLICA_SET_ROW, w: size.w }, tokens));
  const lines = Math.floor((room + 1) / LINE);
  if (lines === 0) return share(living, size, tokens);
  if (lines === 1 && living.length > 1) {
    const half = (size.w - 18 - 8) / 2;
    // The newer one stands right, as it comes after.
    return [...living.slice(0, 2)]
      .reverse()
      .flatMap((set, i) => replicaSetLine({ ...set, name: '' }, { x: 10 + i * (half + 8), y: DEPLOYMENT_HEAD - 1, w: half }, tokens));
  }
  return sets
    .slice(0, lines)
    .flatMap((set, i) => replicaSetLine({ ...set, name: hashOf(set.name, name) }, { x: 10, y: DEPLOYMENT_HEAD - 1 + i * LINE, w: size.w - 19 }, tokens));
}

/** What a ReplicaSet's name adds to that of its Deployment. */
const hashOf = (name: string, owner: string): string => (name === owner ? '' : name.startsWith(`${owner}-`) ? name.slice(owner.length + 1) : name);

/** A ReplicaSet in one line: its hash, its marks, its count. */
function replicaSetLine(set: ReplicaSetPicture, at: { readonly x: number; readonly y: number; readonly w: number }, tokens: Tokens): DisplayList {
  const asleep = set.wanted === 0 && set.current === 0;
  const named = set.name === '' ? 0 : Math.min(74, at.w * 0.48);
  const counted = 26;
  return [
    ...(named > 0 ? [text(at.x, at.y + 12, set.name, { size: 11, fill: asleep ? tokens.quiet : tokens.text, max: named - 4, cut: 'middle' })] : []),
    ...marks(set, { x: at.x + named, y: at.y + 3.5, w: at.w - named - counted, mark: 6 }, tokens),
    text(at.x + at.w, at.y + 12, asleep ? '0' : `${set.ready}/${set.wanted}`, { size: 11, fill: tokens.quiet, anchor: 'end', max: counted }),
  ];
}

/** No room for words: a bar along the foot, a stretch for each set by the pods it has, the oldest left. */
function share(living: readonly ReplicaSetPicture[], size: { readonly w: number; readonly h: number }, tokens: Tokens): DisplayList {
  const whole = living.reduce((sum, set) => sum + Math.max(set.wanted, set.current), 0);
  let x = 9;
  // During a rollout the head counts old and new.
  const counts = living.length < 2 ? [] : [...living.slice(0, 2)].reverse().flatMap((set, i) => counted(set, size.w - 48 - (2 - i) * COUNT, tokens));
  const bar = [...living].reverse().flatMap((set) => {
    const hue = tokens.generations[set.colour % tokens.generations.length] as Hue;
    const w = ((size.w - 18) * Math.max(set.wanted, set.current)) / Math.max(1, whole);
    const at = { x, y: size.h - 6.5 };
    x += w;
    return [rect(at.x, at.y, Math.max(1, w - 1.5), 3.5, { r: 1.5, fill: set.ready > 0 ? hue.solid : hue.soft, stroke: hue.line, width: 0.8 })];
  });
  return [...counts, ...bar];
}

/** How many of a ReplicaSet are ready, on its own colour. */
function counted(set: ReplicaSetPicture, x: number, tokens: Tokens): DisplayList {
  const hue = tokens.generations[set.colour % tokens.generations.length] as Hue;
  return [
    rect(x, 4.5, COUNT - 3, 15, { r: 4, fill: hue.soft, stroke: hue.line, width: 1 }),
    text(x + (COUNT - 3) / 2, 16, String(set.ready), { size: 11, weight: 600, fill: hue.ink, anchor: 'middle', max: COUNT - 4 }),
  ];
}

/** One ReplicaSet: name, count, and a mark per pod wanted or there. */
function replicaSetRow(set: ReplicaSetPicture, at: { readonly y: number; readonly w: number }, tokens: Tokens): DisplayList {
  const asleep = set.wanted === 0 && set.current === 0;
  const shapes: Shape[] = [
    text(10, at.y + 11, set.name, { size: 11, fill: asleep ? tokens.quiet : tokens.text, max: at.w - 20 - 40, cut: 'middle' }),
    text(at.w - 9, at.y + 11, asleep ? '0' : `${set.ready}/${set.wanted}`, { size: 11, fill: tokens.quiet, anchor: 'end' }),
  ];
  shapes.push(...marks(set, { x: 10, y: at.y + 15.5, w: at.w - 18, mark: 7 }, tokens));
  if (asleep) shapes.push(path(`M10 ${at.y + 20}H${at.w - 10}`, { stroke: tokens.wellLine, width: 1, dash: [2, 3] }));
  return shapes;
}

/** A mark per pod wanted or there. */
function marks(set: ReplicaSetPicture, at: { readonly x: number; readonly y: number; readonly w: number; readonly mark: number }, tokens: Tokens): DisplayList {
  const hue = tokens.generations[set.colour % tokens.generations.length] as Hue;
  const seats = Math.max(set.wanted, set.current);
  const most = Math.min(seats, Math.max(1, Math.floor(at.w / (at.mark + 2))));
  // More than fit: each mark stands for several, in proportion.
  const per = seats === 0 ? 1 : Math.max(1, seats / most);
  return Array.from({ length: most }, (_, i) => {
    const index = Math.floor(i * per);
    const ink =
      index < set.ready
        ? { fill: hue.solid, stroke: hue.line, width: 1 }
        : index < set.current
          ? { fill: hue.soft, stroke: hue.line, width: 1.2 }
          : { stroke: hue.line, width: 1.2, dash: [1.2, 1.8] };
    const surplus = index >= set.wanted;
    return rect(at.x + i * (at.mark + 2), at.y, at.mark, 9, { r: 2.2, ...ink, ...(surplus ? { opacity: 0.45 } : {}) });
  });
}

/** The letters on the hue of its newest pods. */
function letters(
  { mark, replicaSets: [newest] }: DeploymentPicture,
  at: { readonly x: number; readonly y: number; readonly w: number },
  tokens: Tokens,
): DisplayList {
  const hue = tokens.generations[(newest?.colour ?? mark?.hue ?? 0) % tokens.generations.length] as Hue;
  return [
    rect(at.x, at.y, at.w, 15, { r: 4, fill: hue.soft, stroke: hue.line, width: 1 }),
    text(at.x + at.w / 2, at.y + 11.5, mark?.short ?? '', { size: 11, weight: 700, fill: hue.ink, anchor: 'middle' }),
  ];
}

const stackMark = (x: number, y: number, hue: Hue): DisplayList => [
  rect(x + 3.5, y, 9, 7, { r: 2, stroke: hue.line, width: 1.3 }),
  rect(x, y + 3.5, 9, 7, { r: 2, fill: hue.solid, stroke: hue.line, width: 1.3 }),
];

/** How many pods stand behind a set that does not own a card: a plain ReplicaSet is drawn as a Deployment of itself. */
export const plainReplicaSet = (set: ReplicaSetPicture): DeploymentPicture => ({
  name: set.name,
  wanted: set.wanted,
  ready: set.ready,
  paused: false,
  stuck: false,
  replicaSets: [set],
});
