import type { HappeningCode } from './happening.ts';

/**
 * How long a happening is kept when there is no room for all: those of rank 0 go first. What went is lived again when somebody looks.
 * 0: packets and names looked up, of which traffic makes most. 1: routine (heartbeats, probes, whatever is background) and the messages that
 * only carry what stands elsewhere. 2: commands, troubles, decisions, writes, what became of containers and disks.
 */
export type Rank = 0 | 1 | 2;
export const RANKS: readonly Rank[] = [0, 1, 2];

export function rankOf(code: HappeningCode, background: boolean): Rank {
  switch (code) {
    case 'packet':
    case 'dns':
      return 0;
    case 'heartbeat':
    case 'probe':
    case 'watch.event':
    case 'api.response':
    case 'etcd.compact':
      return 1;
    case 'command':
    case 'fault':
    case 'component.crash':
      return 2;
    default:
      return background ? 1 : 2;
  }
}

/** Happenings are dropped by stretches of so many ids. */
export const STRETCH = 1_024;
/** So many of the newest stretches stay whole … */
export const WHOLE_STRETCHES = 24;
/** … and of all before, as many happenings as make this sum. */
export const MOST_HAPPENINGS = 60_000;
