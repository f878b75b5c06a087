import { regexSource } from '../../../base/posix-text.ts';

/** Shell patterns and the regular expressions of grep and sed, guarded: what a person types must never stall the engine. */

/** Whether `text` matches a shell pattern (`*`, `?`, `[…]`) as a whole. Linear in practice: no backtracking over more than one star. */
export function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const unit = p < pattern.length ? unitAt(pattern, p) : undefined;
    if (unit && unit.kind !== 'star' && matchesUnit(unit, text[t]!)) {
      p = unit.next;
      t++;
    } else if (unit?.kind === 'star') {
      star = p;
      mark = t;
      p = unit.next;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (p < pattern.length && pattern[p] === '*') p++;
  return p === pattern.length;
}

type Unit = { readonly kind: 'star' | 'any' | 'char' | 'set'; readonly text: string; readonly next: number };

function unitAt(pattern: string, at: number): Unit {
  const char = pattern[at]!;
  if (char === '*') return { kind: 'star', text: '', next: at + 1 };
  if (char === '?') return { kind: 'any', text: '', next: at + 1 };
  if (char === '\\' && at + 1 < pattern.length) return { kind: 'char', text: pattern[at + 1]!, next: at + 2 };
  if (char === '[') {
    const end = pattern.indexOf(']', at + 2);
    if (end > 0) return { kind: 'set', text: pattern.slice(at + 1, end), next: end + 1 };
  }
  return { kind: 'char', text: char, next: at + 1 };
}

function matchesUnit(unit: Unit, char: string): boolean {
  if (unit.kind === 'any') return true;
  if (unit.kind === 'char') return unit.text === char;
  const not = /^[!^]/.test(unit.text);
  const set = not ? unit.text.slice(1) : unit.text;
  let found = false;
  for (let i = 0; i < set.length; i++) {
    if (set[i + 1] === '-' && i + 2 < set.length) {
      found ||= char >= set[i]! && char <= set[i + 2]!;
      i += 2;
    } else found ||= set[i] === char;
  }
  return found !== not;
}

export const hasGlob = (text: string): boolean => /[*?[]/.test(text);

/** Lines longer than this are cut before a regular expression sees them. */
export const MAX_LINE = 4_096;

/**
 * A basic (or extended) regular expression of POSIX as one of JavaScript. Undefined when it could take
 * for ever, as for one that is not well formed.
 */
export function regexOf(pattern: string, how: { readonly extended: boolean; readonly ignoreCase: boolean; readonly whole?: boolean }): RegExp | undefined {
  if (pattern.length > 500) return undefined;
  const source = regexSource(pattern, how.extended ? 'extended' : 'basic');
  return source === undefined ? undefined : new RegExp(how.whole ? `^(?:${source})$` : source, how.ignoreCase ? 'i' : '');
}

/** printf as shells have it; `%b`, `%q` as `%s`. */
export function formatPrintf(format: string, args: readonly string[]): string {
  let out = '';
  let next = 0;
  const spec = /%(-?0?)(\d*)(?:\.(\d+))?([sdiuxXocbqfeg%])|\\(\\|n|t|r|a|e|0?[0-7]{1,3}|x[0-9a-fA-F]{1,2})/g;
  do {
    const before = next;
    out += format.replaceAll(
      spec,
      (_whole, flag: string | undefined, width: string | undefined, precision: string | undefined, kind: string | undefined, escape: string | undefined) => {
        if (escape !== undefined) return unescaped(`\\${escape}`);
        if (kind === '%') return '%';
        return padded(oneValue(kind!, args[next++] ?? '', precision), flag ?? '', Number(width ?? 0));
      },
    );
    if (next === before) break;
  } while (next < args.length && out.length < 100_000);
  return out;
}

function oneValue(kind: string, value: string, precision: string | undefined): string {
  const number = Math.trunc(Number(value)) || 0;
  switch (kind) {
    case 'd':
    case 'i':
    case 'u':
      return String(number);
    case 'x':
      return number.toString(16);
    case 'X':
      return number.toString(16).toUpperCase();
    case 'o':
      return number.toString(8);
    case 'c':
      return value.slice(0, 1);
    case 'f':
    case 'e':
    case 'g':
      return (Number(value) || 0).toFixed(Math.min(Number(precision ?? 6), 20));
    case 'b':
      return unescaped(value);
    default:
      return precision === undefined ? value : value.slice(0, Number(precision));
  }
}

const padded = (text: string, flag: string, width: number): string => {
  const size = Math.min(width, 1_000);
  if (flag.startsWith('-')) return text.padEnd(size);
  return text.padStart(size, flag.includes('0') ? '0' : ' ');
};

/** `echo -e` and `%b`. */
export function unescaped(text: string): string {
  const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\u0007', e: '\u001b', b: '\b', f: '\f', v: '\v' };
  return text.replaceAll(/\\(?:0([0-7]{1,3})|([0-7]{3})|x([0-9a-fA-F]{1,2})|(.))/g, (whole, zero?: string, octal?: string, hex?: string, char?: string) => {
    if (zero !== undefined || octal !== undefined) return String.fromCharCode(Number.parseInt((zero ?? octal)!, 8));
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return simple[char ?? ''] ?? whole;
  });
}
