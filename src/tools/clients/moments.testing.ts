/** Two programs that print ages ran one after the other: what they print may differ by the moments between the two, and by nothing else. */

const UNIT_SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };
const AGE = /^(\(?)((?:\d+[dhms])+)([),]*)$/;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/;

interface Span {
  readonly from: number;
  /** Ages are cut off: `13m` is anything up to 14 minutes. */
  readonly to: number;
}

function ageOf(token: string): Span | undefined {
  const [, , age] = AGE.exec(token) ?? [];
  if (age === undefined) return undefined;
  const parts = [...age.matchAll(/(\d+)([dhms])/g)].map(([, count, unit]) => ({ count: Number(count), unit: UNIT_SECONDS[unit!]! }));
  const from = parts.reduce((sum, { count, unit }) => sum + count * unit, 0);
  return { from, to: from + parts.at(-1)!.unit };
}

function sameButForTime(ours: string, theirs: string, seconds: number): boolean {
  if (ours === theirs) return true;
  const [own, other] = [ageOf(ours), ageOf(theirs)];
  if (own && other) return ours.replace(AGE, '$1$3') === theirs.replace(AGE, '$1$3') && Math.max(own.from - other.to, other.from - own.to) < seconds;
  const [mine, their] = [INSTANT.exec(ours)?.[0], INSTANT.exec(theirs)?.[0]];
  if (mine === undefined || their === undefined || ours.replace(mine, '') !== theirs.replace(their, '')) return false;
  return Math.abs(Date.parse(mine) - Date.parse(their)) <= seconds * 1_000;
}

const words = (line: string): readonly string[] => line.split(/\s+/);

/** Both are cut off to whole seconds. */
const CUT_OFF_SECONDS = 1;

/**
 * Our output as it would read at their moment: theirs, when all that differs are ages and instants by no more than so many seconds (and the widths of
 * columns that such an age makes); else ours as it is.
 */
export function atTheirMoment(ours: string, theirs: string, seconds: number): string {
  if (ours === theirs) return ours;
  const [own, other] = [ours.split('\n'), theirs.split('\n')];
  if (own.length !== other.length) return ours;
  let moved = false;
  for (const [i, line] of own.entries()) {
    const [mine, their] = [words(line), words(other[i]!)];
    if (mine.length !== their.length || !mine.every((word, at) => sameButForTime(word, their[at]!, seconds + CUT_OFF_SECONDS))) return ours;
    moved ||= mine.some((word, at) => word !== their[at]);
  }
  return moved ? theirs : ours;
}
