import { humanDuration, parseRfc3339 } from '../../base/time.ts';

/** Times as kubectl prints them in a description. */

/** How long before `now` (RFC 3339) that was: `17s`, `5m10s`; `<unknown>` without a time. */
export function since(timestamp: string | undefined, now: string): string {
  const [then, at] = [timestamp === undefined ? undefined : parseRfc3339(0, timestamp), parseRfc3339(0, now)];
  return then === undefined || at === undefined ? '<unknown>' : humanDuration(at - then);
}

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Go's zero time. */
const ZERO = 'Mon, 01 Jan 0001 00:00:00 +0000';

/** Go's time.RFC1123Z: `Sun, 22 Nov 2026 10:53:31 +0000`. Simplified: always UTC; the real kubectl uses the time zone of its machine. */
export function longTime(timestamp: string | undefined): string {
  const us = timestamp === undefined ? undefined : parseRfc3339(0, timestamp);
  if (timestamp === undefined || us === undefined) return ZERO;
  const day = Math.floor(us / 86_400_000_000);
  const [date = '', time = ''] = timestamp.split('T');
  const [year, month, dayOfMonth] = date.split('-');
  return `${DAYS[((day % 7) + 7) % 7]}, ${dayOfMonth} ${MONTHS[Number(month) - 1]} ${year} ${time.slice(0, 8)} +0000`;
}
