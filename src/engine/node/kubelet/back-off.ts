import type { SimTime } from '../../../base/time.ts';
import { minutes, seconds } from '../../../base/time.ts';
import type { BackOff } from './state.ts';

/** After client-go's flowcontrol.Backoff: 10 s, doubled each time, at most 5 minutes, forgotten after 10 quiet minutes. */
const FIRST_US = seconds(10);
const MOST_US = minutes(5);
const FORGET_US = minutes(10);

/** IsInBackOffSince: `since` is when the container ended; `now` when it is to be started again. */
export function inBackOff(backOff: BackOff | undefined, since: SimTime, now: SimTime): boolean {
  if (!backOff || since - backOff.at > FORGET_US) return false;
  return now - since < backOff.us;
}

export function nextBackOff(backOff: BackOff | undefined, since: SimTime, now: SimTime): BackOff {
  if (!backOff || since - backOff.at > FORGET_US) return { us: FIRST_US, at: now };
  return { us: Math.min(backOff.us * 2, MOST_US), at: now };
}
