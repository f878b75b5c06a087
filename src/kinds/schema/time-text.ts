/** RFC 3339 texts as metav1.Time and metav1.MicroTime read and write them. */
export type TimeText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: string };

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
const LAYOUT = '2006-01-02T15:04:05Z07:00';
const MICRO_LAYOUT = '2006-01-02T15:04:05.000000Z07:00';

const canonicalSeconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Whole seconds, UTC. */
export function canonicalTime(text: string): TimeText {
  return read(text, LAYOUT, () => '');
}

/** Microseconds, UTC. */
export function canonicalMicroTime(text: string): TimeText {
  return read(text, MICRO_LAYOUT, (fraction) => `.${fraction.padEnd(6, '0').slice(0, 6)}`);
}

function read(text: string, layout: string, fractionText: (digits: string) => string): TimeText {
  const match = text.length <= 64 ? SHAPE.exec(text) : null;
  if (!match) return { ok: false, error: `parsing time "${text}" as "${layout}": cannot parse "${remainder(text)}" as "${expected(text)}"` };
  const [, y = '', mo = '', d = '', h = '', mi = '', s = '', fraction = '', zone = 'Z'] = match;
  const bad = outOfRange({ y: Number(y), mo: Number(mo), d: Number(d), h: Number(h), mi: Number(mi), s: Number(s) });
  if (bad) return { ok: false, error: `parsing time "${text}": ${bad} out of range` };
  if (zone === 'Z' && layout === LAYOUT && canonicalSeconds.test(text)) return { ok: true, text };
  const utc = zone === 'Z' ? text.slice(0, 19) : shifted([Number(y), Number(mo), Number(d), Number(h), Number(mi)], zone, s);
  const canonical = `${utc}${fractionText(fraction)}Z`;
  return { ok: true, text: canonical === text ? text : canonical };
}

const daysIn = (y: number, m: number): number => (m === 2 ? (y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(m) ? 30 : 31);

function outOfRange({ y, mo, d, h, mi, s }: Record<'y' | 'mo' | 'd' | 'h' | 'mi' | 's', number>): string | undefined {
  if (mo < 1 || mo > 12) return 'month';
  if (h > 23) return 'hour';
  if (mi > 59) return 'minute';
  if (s > 59) return 'second';
  return d < 1 || d > daysIn(y, mo) ? 'day' : undefined;
}

/** The time moved to UTC, minute by minute arithmetic on the civil calendar. */
function shifted([y, mo, d, h, mi]: readonly [number, number, number, number, number], zone: string, s: string): string {
  const offset = (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
  let minutes = h * 60 + mi - offset;
  let [year, month, day] = [y, mo, d];
  while (minutes < 0) {
    minutes += 1440;
    day--;
    if (day < 1) {
      month--;
      if (month < 1) [month, year] = [12, year - 1];
      day = daysIn(year, month);
    }
  }
  while (minutes >= 1440) {
    minutes -= 1440;
    day++;
    if (day > daysIn(year, month)) {
      day = 1;
      month++;
      if (month > 12) [month, year] = [1, year + 1];
    }
  }
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${s}`;
}

const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d\d/, '01'],
  [/^-/, '-'],
  [/^\d\d/, '02'],
  [/^T/, 'T'],
  [/^\d\d/, '15'],
  [/^:/, ':'],
  [/^\d\d/, '04'],
  [/^:/, ':'],
  [/^\d\d(?:[.,]\d+)?/, '05'],
  [/^(?:Z|[+-]\d\d:\d\d)/, 'Z07:00'],
];

function firstBad(text: string): readonly [string, string] {
  let rest = text.slice(0, 64);
  for (const [part, layout] of PARTS) {
    const match = part.exec(rest);
    if (!match) return [rest, layout];
    rest = rest.slice(match[0].length);
  }
  return [rest, ''];
}

const remainder = (text: string): string => firstBad(text)[0];
const expected = (text: string): string => firstBad(text)[1];
