import { flat } from './flat.ts';
/**
 * Virtual time. A SimTime is a whole number of microseconds since the scenario's epoch; a duration is a plain number of
 * microseconds made by `ms`, `seconds`, `minutes`. Wall time never has these types.
 */
declare const simTime: unique symbol;
export type SimTime = number & { readonly [simTime]: true };

export const at = (us: number): SimTime => us as SimTime;
export const ms = (n: number): number => Math.round(n * 1_000);
export const seconds = (n: number): number => Math.round(n * 1_000_000);
export const minutes = (n: number): number => Math.round(n * 60_000_000);

export const toSeconds = (us: number): number => us / 1_000_000;

/** RFC 3339 with whole seconds, as metav1.Time is written: `2026-01-01T00:00:05Z`. */
export function rfc3339(epochMs: number, t: SimTime): string {
  return flat(`${iso(epochMs, t).slice(0, 19)}Z`);
}

/** RFC 3339 with microseconds, as metav1.MicroTime is written: `2026-01-01T00:00:05.250000Z`. */
export function rfc3339Micro(epochMs: number, t: SimTime): string {
  const micros = ((t % 1_000_000) + 1_000_000) % 1_000_000;
  return flat(`${iso(epochMs, t).slice(0, 19)}.${String(micros).padStart(6, '0')}Z`);
}

/** Microseconds since the scenario's epoch of an RFC 3339 time, or undefined when it is none. */
export function parseRfc3339(epochMs: number, text: string): SimTime | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return undefined;
  const [, y, mo, d, h, mi, s, fraction = '', zone = 'Z'] = match;
  const days = daysFromCivil(Number(y), Number(mo), Number(d));
  const offsetMinutes = zone === 'Z' ? 0 : (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
  const secondsUtc = days * 86_400 + Number(h) * 3_600 + Number(mi) * 60 + Number(s) - offsetMinutes * 60;
  return at(secondsUtc * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6)) - epochMs * 1_000);
}

/** A Go duration as Kubernetes prints it in messages: `1.5s`, `2m0s`, `300ms`, `1h0m0s`. */
export function goDuration(us: number): string {
  if (us === 0) return '0s';
  const sign = us < 0 ? '-' : '';
  const rest = Math.abs(us);
  if (rest < 1_000) return `${sign}${rest}µs`;
  if (rest < 1_000_000) return `${sign}${trim(rest / 1_000)}ms`;
  const hours = Math.floor(rest / 3_600_000_000);
  const mins = Math.floor(rest / 60_000_000) % 60;
  const secs = trim((rest % 60_000_000) / 1_000_000);
  if (hours > 0) return `${sign}${hours}h${mins}m${secs}s`;
  if (mins > 0) return `${sign}${mins}m${secs}s`;
  return `${sign}${secs}s`;
}

/** An age as kubectl prints it (`duration.HumanDuration`): `5s`, `3m20s`, `12h`, `4d3h`. */
export function humanDuration(us: number): string {
  const s = Math.trunc(us / 1_000_000);
  if (s < -1) return '<invalid>';
  if (s < 0) return '0s';
  if (s < 120) return `${s}s`;
  const m = Math.floor(s / 60);
  if (m < 10) return s % 60 === 0 ? `${m}m` : `${m}m${s % 60}s`;
  if (m < 180) return `${m}m`;
  const h = Math.floor(m / 60);
  if (h < 8) return m % 60 === 0 ? `${h}h` : `${h}h${m % 60}m`;
  if (h < 48) return `${h}h`;
  const days = Math.floor(h / 24);
  if (h < 192) return h % 24 === 0 ? `${days}d` : `${days}d${h % 24}h`;
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  if (days < 365 * 8) return days % 365 === 0 ? `${years}y` : `${years}y${days % 365}d`;
  return `${years}y`;
}

const trim = (n: number): string => String(Number(n.toFixed(6)));

/** Civil-calendar arithmetic instead of Date: the engine must not see the machine's clock or zone. */
function iso(epochMs: number, t: SimTime): string {
  const total = Math.floor((epochMs * 1_000 + t) / 1_000_000);
  const day = Math.floor(total / 86_400);
  const s = total - day * 86_400;
  const [y, m, d] = civilFromDays(day);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(y).padStart(4, '0')}-${two(m)}-${two(d)}T${two(Math.floor(s / 3_600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

function daysFromCivil(y: number, m: number, d: number): number {
  const year = m <= 2 ? y - 1 : y;
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilFromDays(days: number): [number, number, number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [year, month, dayOfYear - Math.floor((153 * mp + 2) / 5) + 1];
}

/** The default epoch of a scenario: 2026-01-01T00:00:00Z in milliseconds since 1970. */
export const DEFAULT_EPOCH_MS = 1_767_225_600_000;
