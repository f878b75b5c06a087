import type { SimTime } from '../../../base/time.ts';
import type { Plugin } from '../framework.ts';

/** Higher priority first, then who has been in the queue for longer. */
export const prioritySort: Plugin = { name: 'PrioritySort' };

/** A text that sorts as the plugin compares; `seq` decides between pods that came at the same instant. */
export const prioritySortKey = (priority: number, since: SimTime, seq: number): string =>
  `${padded(2_147_483_647 - priority, 10)} ${padded(since, 16)} ${padded(seq, 12)}`;

export const padded = (value: number, width: number): string => String(value).padStart(width, '0');
