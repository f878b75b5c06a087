import type { Timeline } from './timeline.ts';

/** Where the cluster stands. With the commands given on the branch this is enough to come back to it. */
export interface Standing {
  readonly branch: string;
  /** Events run. */
  readonly event: number;
  /** Commands given. */
  readonly commands: number;
  readonly t: number;
}

export const standing = (timeline: Timeline): Standing => ({ branch: timeline.branchId, ...viewOf(timeline) });

/** As a session names it. */
export const viewOf = ({ moment, given }: Timeline): Omit<Standing, 'branch'> => ({ event: moment.event, commands: given, t: moment.t });
