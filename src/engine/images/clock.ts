import { rfc3339Micro, type SimTime } from '../../base/time.ts';

/** Wall time as programs print it, in UTC. */
export interface Clock {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  /** Six digits. */
  readonly micros: string;
  /** Seconds since 1970. */
  readonly unix: number;
  /** 0 = Sunday. */
  readonly weekday: number;
  readonly dayOfYear: number;
}

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
export const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

export function clockAt(epochMs: number, now: SimTime): Clock {
  const text = rfc3339Micro(epochMs, now);
  const unix = Math.floor((epochMs * 1_000 + now) / 1_000_000);
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return {
    year: text.slice(0, 4),
    month: text.slice(5, 7),
    day: text.slice(8, 10),
    hour: text.slice(11, 13),
    minute: text.slice(14, 16),
    second: text.slice(17, 19),
    micros: text.slice(20, 26),
    unix,
    weekday: (((Math.floor(unix / 86_400) + 4) % 7) + 7) % 7,
    dayOfYear: DAYS_BEFORE[month - 1]! + Number(text.slice(8, 10)) + (leap && month > 2 ? 1 : 0),
  };
}

export const monthName = (clock: Clock): string => MONTHS[Number(clock.month) - 1]!;

/** `2026/01/01 00:00:05` (nginx) */
export const slashed = (c: Clock): string => `${c.year}/${c.month}/${c.day} ${c.hour}:${c.minute}:${c.second}`;
/** `01/Jan/2026:00:00:05 +0000` (access logs) */
export const common = (c: Clock): string => `${c.day}/${monthName(c)}/${c.year}:${c.hour}:${c.minute}:${c.second} +0000`;
/** `2026-01-01 00:00:05` */
export const dashed = (c: Clock): string => `${c.year}-${c.month}-${c.day} ${c.hour}:${c.minute}:${c.second}`;
/** `2026-01-01T00:00:05.250000Z` */
export const iso = (c: Clock): string => `${c.year}-${c.month}-${c.day}T${c.hour}:${c.minute}:${c.second}.${c.micros}Z`;
/** `Thu, 01 Jan 2026 00:00:05 GMT` (headers of HTTP) */
export const httpDate = (c: Clock): string => `${WEEKDAYS[c.weekday]}, ${c.day} ${monthName(c)} ${c.year} ${c.hour}:${c.minute}:${c.second} GMT`;
