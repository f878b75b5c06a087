import { byText } from '../../base/order.ts';
import type { Rejection } from './framework.ts';

export const NO_NODES = 'no nodes available to schedule pods';
/** What DynamicResources says in PostFilter of every pod without resource claims of its own. */
export const NO_CLAIMS = 'no new claims to deallocate';

export interface FitErrorParts {
  readonly nodes: number;
  readonly rejections: readonly Rejection[];
  readonly whole?: Rejection | undefined;
  /** Counts for every node that has no rejection of its own. */
  readonly absent?: Rejection | undefined;
  readonly postFilter?: string | undefined;
}

/** How often each reason was given, most useful as `2 Insufficient cpu`. A node may give several. */
export function countReasons(rejections: readonly Rejection[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { reasons } of rejections) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}

/** The text of FailedScheduling and of the condition (framework/types.go, FitError.Error). */
export function fitErrorText({ nodes, rejections, whole, absent, postFilter }: FitErrorParts): string {
  let text = `0/${nodes} nodes are available:`;
  if (whole) text += ` ${whole.reasons.join(', ')}.`;
  else {
    const counts = new Map(countReasons(rejections));
    const others = nodes - rejections.length;
    if (absent && others > 0) for (const reason of absent.reasons) counts.set(reason, (counts.get(reason) ?? 0) + others);
    const lines = [...counts].map(([reason, count]) => `${count} ${reason}`).sort(byText);
    if (lines.length > 0) text += ` ${lines.join(', ')}.`;
  }
  return postFilter ? `${text} ${postFilter}` : text;
}

const NOTE_LIMIT = 1024;
/** Events carry at most 1 kB of text. */
export const truncated = (text: string): string => (text.length <= NOTE_LIMIT ? text : `${text.slice(0, NOTE_LIMIT - 4)} ...`);
