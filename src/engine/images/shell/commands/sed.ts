import { escapeRegex } from '../../../../base/posix-text.ts';
import { MAX_LINE, regexOf } from '../patterns.ts';
import { type CommandFunction, err, filterLines, linesOf, parseOptions, pathOf, readFile } from './io.ts';

/** One command of sed with the lines it is for. */
interface Rule {
  readonly address: RegExp | number | '$' | undefined;
  readonly to: number | '$' | undefined;
  readonly does: 's' | 'd' | 'p' | 'q';
  readonly regex: RegExp;
  readonly replacement: string;
  readonly global: boolean;
  readonly print: boolean;
}

/** Simplified: the commands s, d, p and q with a line number, `$`, a range of numbers or a pattern as address. */
export const sed: CommandFunction = (io, memory) => {
  const { flags, values, operands } = parseOptions(io.args, 'e');
  const [script, files] = values.has('e') ? [values.get('e')!, operands] : [operands[0] ?? '', operands.slice(1)];
  const rules = script
    .split(/;\s*(?=[\ds/$]|\d|p|d)|\n/)
    .filter((text) => text.trim() !== '')
    .map((text) => parseRule(text.trim(), flags.has('E') || flags.has('r')));
  if (rules.some((rule) => rule === undefined)) {
    err(io, `unsupported command ${script}`);
    return 1;
  }
  const quiet = flags.has('n');
  let number = Number(memory?.number ?? 0);
  const each = (line: string): string => {
    number++;
    return edited(line, number, rules as readonly Rule[], quiet);
  };
  if (!flags.has('i')) {
    const outcome = filterLines(io, files, memory, each);
    return typeof outcome === 'number' ? outcome : { ...outcome, memory: { ...outcome.memory, number } };
  }
  let status = 0;
  for (const file of files) {
    const text = readFile(io, file);
    if (text === undefined) status = 1;
    else {
      number = 0;
      io.files.write(pathOf(io, file), linesOf(text).map(each).join(''));
    }
  }
  return status;
};

function edited(line: string, number: number, rules: readonly Rule[], quiet: boolean): string {
  let text = line;
  let extra = '';
  for (const rule of rules) {
    if (!isFor(rule, text, number)) continue;
    if (rule.does === 'd') return extra;
    if (rule.does === 'p') extra += `${text}\n`;
    if (rule.does !== 's') continue;
    const before = text;
    const regex = rule.global ? new RegExp(rule.regex.source, `${rule.regex.flags}g`) : rule.regex;
    text = text
      .slice(0, MAX_LINE)
      .replace(regex, (...match: unknown[]) =>
        rule.replacement.replaceAll(/\\(\d)|\\(.)|(&)/g, (_, group?: string, escaped?: string) =>
          group !== undefined ? String(match[Number(group)] ?? '') : escaped !== undefined ? (escaped === 'n' ? '\n' : escaped) : String(match[0]),
        ),
      );
    if (rule.print && text !== before) extra += `${text}\n`;
  }
  return quiet ? extra : `${extra}${text}\n`;
}

function isFor({ address, to }: Rule, line: string, number: number): boolean {
  if (address === undefined) return true;
  if (address instanceof RegExp) return address.test(line.slice(0, MAX_LINE));
  if (address === '$') return false;
  return to === undefined ? number === address : number >= address && (to === '$' || number <= to);
}

function parseRule(text: string, extended: boolean): Rule | undefined {
  const match = /^(?:(\d+)(?:,(\d+|\$))?|(\$)|\/((?:[^/\\]|\\.)*)\/)?\s*([sdpq])([\s\S]*)$/.exec(text);
  if (!match) return undefined;
  const address =
    match[1] !== undefined
      ? Number(match[1])
      : match[3] !== undefined
        ? ('$' as const)
        : match[4] !== undefined
          ? (regexOf(match[4], { extended, ignoreCase: false }) ?? new RegExp(escapeRegex(match[4])))
          : undefined;
  const to = match[2] === undefined ? undefined : match[2] === '$' ? ('$' as const) : Number(match[2]);
  const rule = { address, to, regex: /$^/, replacement: '', global: false, print: false };
  if (match[5] !== 's') return { ...rule, does: match[5] as 'd' | 'p' | 'q' };
  const separator = match[6]![0] ?? '/';
  const parts = match[6]!.slice(1).split(new RegExp(`(?<!\\\\)${escapeRegex(separator)}`));
  if (parts.length < 3) return undefined;
  const unescape = (part: string): string => part.replaceAll(`\\${separator}`, separator);
  const regex = regexOf(unescape(parts[0]!), { extended, ignoreCase: /[iI]/.test(parts[2]!) }) ?? new RegExp(escapeRegex(parts[0]!));
  return { ...rule, does: 's', regex, replacement: unescape(parts[1]!), global: parts[2]!.includes('g'), print: parts[2]!.includes('p') };
}
