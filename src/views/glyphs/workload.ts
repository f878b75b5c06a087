import { type DisplayList, path, rect, type Shape, text } from './display-list.ts';
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
}

export const DEPLOYMENT_HEAD = 26;
export const REPLICA_SET_ROW = 30;
/** Rows of ReplicaSets a card has room for, whether there are so many or not: a new one must not push its neighbours. */
export const REPLICA_SET_ROWS = 2;
export const deploymentHeight = (rows = REPLICA_SET_ROWS): number => DEPLOYMENT_HEAD + rows * REPLICA_SET_ROW + 4;

/** A Deployment with its ReplicaSets: for each, a row of seats. Filled = ready, hollow = there, dotted = wanted and missing. */
export function deploymentGlyph(deployment: DeploymentPicture, size: { readonly w: number; readonly h: number }, tokens: Tokens): DisplayList {
  const hue = tokens.family.workload;
  const short = deployment.ready < deployment.wanted;
  const shapes: Shape[] = [
    rect(0.75, 0.75, size.w - 1.5, size.h - 1.5, {
      r: 9,
      fill: tokens.card,
      stroke: deployment.stuck ? tokens.bad.line : hue.line,
      width: tokens.stroke,
      ...(deployment.paused ? { dash: [7, 4] } : {}),
    }),
    ...stackMark(10, 8, hue),
    text(28, 18.5, deployment.name, { size: 13, weight: 600, fill: tokens.text, max: size.w - 28 - 46, cut: 'middle' }),
    text(size.w - 9, 18.5, `${deployment.ready}/${deployment.wanted}`, {
      size: 13,
      weight: 600,
      fill: deployment.stuck ? tokens.bad.ink : short ? tokens.warn.ink : tokens.good.ink,
      anchor: 'end',
    }),
  ];
  if (deployment.paused) shapes.push(path(`M${size.w - 52} 9V18M${size.w - 48} 9V18`, { stroke: tokens.quiet, width: 2 }));
  const rows = Math.max(1, Math.floor((size.h - DEPLOYMENT_HEAD - 2) / REPLICA_SET_ROW));
  deployment.replicaSets.slice(0, rows).forEach((set, i) => {
    shapes.push(...replicaSetRow(set, { y: DEPLOYMENT_HEAD + i * REPLICA_SET_ROW, w: size.w }, tokens));
  });
  return shapes;
}

/** One ReplicaSet: name, count, and a mark per pod wanted or there. */
export function replicaSetRow(set: ReplicaSetPicture, at: { readonly y: number; readonly w: number }, tokens: Tokens): DisplayList {
  const hue = tokens.generations[set.colour % tokens.generations.length] as Hue;
  const asleep = set.wanted === 0 && set.current === 0;
  const shapes: Shape[] = [
    text(10, at.y + 11, set.name, { size: 11, fill: asleep ? tokens.quiet : tokens.text, max: at.w - 20 - 40, cut: 'middle' }),
    text(at.w - 9, at.y + 11, asleep ? '0' : `${set.ready}/${set.wanted}`, { size: 11, fill: tokens.quiet, anchor: 'end' }),
  ];
  const seats = Math.max(set.wanted, set.current);
  const room = Math.floor((at.w - 18) / 9);
  const most = Math.min(seats, room);
  // More than fit: each mark stands for several, in proportion.
  const per = seats === 0 ? 1 : Math.max(1, seats / most);
  for (let i = 0; i < most; i++) {
    const x = 10 + i * 9;
    const index = Math.floor(i * per);
    const ink =
      index < set.ready
        ? { fill: hue.solid, stroke: hue.line, width: 1 }
        : index < set.current
          ? { fill: hue.soft, stroke: hue.line, width: 1.2 }
          : { stroke: hue.line, width: 1.2, dash: [1.2, 1.8] };
    const surplus = index >= set.wanted;
    shapes.push(rect(x, at.y + 15.5, 7, 9, { r: 2.2, ...ink, ...(surplus ? { opacity: 0.45 } : {}) }));
  }
  if (asleep) shapes.push(path(`M10 ${at.y + 20}H${at.w - 10}`, { stroke: tokens.wellLine, width: 1, dash: [2, 3] }));
  return shapes;
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
