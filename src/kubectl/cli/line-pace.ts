import { ms, seconds, type SimTime } from '../../base/time.ts';
import { own, type Session } from './step.ts';

/**
 * A real shell takes time as well: so a line that waits for nothing lets the clock go on now and then, and can be interrupted. What that takes is counted in steps
 * and characters, the same on every machine; the clock's going on gives it back.
 */
export interface Pace {
  /** Instructions since something was waited for. */
  readonly idle: number;
  /** Microseconds of work that may still be done before the clock goes on; less than 0: it owes them. */
  readonly left: number;
  /** When that was counted last: whatever the line waits for, it has waited since. */
  readonly at: SimTime;
  /** Rounds of loops. */
  readonly rounds: number;
}

const MOST_LEFT_US = seconds(0.2);
const INSTRUCTION_US = ms(0.4);
const CHARACTERS_PER_US = 5;
/** Sorting takes that much longer than reading. */
const SORTING = 4;

export const newPace = (now: SimTime): Pace => ({ idle: 0, left: MOST_LEFT_US, at: now, rounds: 0 });

/** The clock stands at `now`. */
export const refilled = (pace: Pace, now: SimTime): Pace => ({ ...pace, left: Math.min(MOST_LEFT_US, pace.left + now - pace.at), at: now });

export const hasWaited = (pace: Pace, now: SimTime): boolean => now > pace.at;

/** Until all may be done again. */
export const owedUs = ({ left }: Pace): number => MOST_LEFT_US - left;

export const counted = (pace: Pace): Pace => ({ ...pace, idle: pace.idle + 1, left: pace.left - INSTRUCTION_US });

export const charged = (pace: Pace, characters: number): Pace => ({ ...pace, left: pace.left - Math.floor(characters / CHARACTERS_PER_US) });

export const weightOf = (program: string | undefined): number => (program === 'sort' ? SORTING : 1);

/** Characters that a program is given: its words, its input, and files that are named there. */
export function givenTo(
  name: string,
  { argv, stdin = '', session }: { readonly argv: readonly string[]; readonly stdin: string | undefined; readonly session: Session },
): number {
  const words = name === 'xargs' ? [...argv, ...stdin.split(/\s+/)] : argv;
  const read = words.reduce((sum, word) => sum + (own(session.files, word)?.length ?? 0), 0);
  const typed = argv.reduce((sum, word) => sum + word.length + 1, 0);
  return typed + (stdin.length + read) * weightOf(name);
}
