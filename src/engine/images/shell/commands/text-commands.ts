import { md5Hex } from '../../../../base/md5.ts';
import { sha256Hex } from '../../../../base/sha256.ts';
import { byText } from '../../../../base/order.ts';
import { seconds, type SimTime } from '../../../../base/time.ts';
import { evaluateArithmetic } from '../../../../base/shell-arithmetic.ts';
import { characterSet, cutLine, cutRanges, escapeRegex, translate } from '../../../../base/posix-text.ts';
import { MAX_LINE, regexOf, formatPrintf } from '../patterns.ts';
import { sizeOf } from './file-commands.ts';
import { type CommandFunction, err, filterLines, gather, linesOf, out, parseOptions, pathOf, peek, readFile, take } from './io.ts';
import { eatMemory } from './load-commands.ts';
import { sed } from './sed.ts';

/** `-5` is `-n 5`. */
const withCount = (args: readonly string[]): readonly string[] => args.flatMap((arg) => (/^-\d+$/.test(arg) ? ['-n', arg.slice(1)] : [arg]));

const head: CommandFunction = (io, memory) => {
  const { values, operands } = parseOptions(withCount(io.args), 'n c');
  const bytes = values.get('c');
  const wanted = bytes === undefined ? Number(values.get('n') ?? 10) : sizeOf(bytes);
  const withEnds = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
  const first = (text: string): string => (bytes === undefined ? withEnds(linesOf(text).slice(0, wanted)) : text.slice(0, wanted));
  if (operands.length > 0) {
    const text = operands[0] === '/dev/urandom' || operands[0] === '/dev/zero' ? '\0'.repeat(Math.min(wanted, 65_536)) : readFile(io, operands[0]!);
    if (text === undefined) return 1;
    out(io, first(text));
    return 0;
  }
  // Ends as soon as it has enough, so that an endless producer before it ends too.
  const input = peek(io);
  const text = `${String(memory?.text ?? '')}${input.text}`;
  take(io, input.text.length);
  const lines = text.split('\n');
  const enough = bytes === undefined ? lines.length > wanted : text.length >= wanted;
  if (!enough && !input.eof) return { block: { on: 'input' }, memory: { text } };
  out(io, first(text));
  return 0;
};

const tail: CommandFunction = (io, memory) => {
  const { flags, values, operands } = parseOptions(withCount(io.args), 'n c');
  if (operands.some((operand) => operand === '/dev/zero' || operand === '/dev/urandom')) return eatMemory(io, memory, Number.MAX_SAFE_INTEGER);
  const count = values.get('n') ?? '10';
  const last = (lines: readonly string[]): readonly string[] =>
    count.startsWith('+') ? lines.slice(Number(count) - 1) : Number(count) === 0 ? [] : lines.slice(-Number(count));
  const follows = flags.has('f') || flags.has('F') || flags.has('follow');
  if (operands.length === 0) {
    const gathered = gather(io, operands, memory);
    if ('waits' in gathered) return gathered.waits;
    out(
      io,
      last(linesOf(gathered.text))
        .map((line) => `${line}\n`)
        .join(''),
    );
    return 0;
  }
  if (operands[0] === '/dev/null' && follows) return { block: { on: 'forever' }, memory: {} };
  if (follows)
    return follow(io, operands, memory, (text) =>
      last(linesOf(text))
        .map((line) => `${line}\n`)
        .join(''),
    );
  const text = readFile(io, operands[0]!);
  if (text === undefined) return 1;
  out(
    io,
    last(linesOf(text))
      .map((line) => `${line}\n`)
      .join(''),
  );
  return 0;
};

/** `tail -f` looks once a second; `-F` waits for files that are not there yet. */
function follow(
  io: Parameters<CommandFunction>[0],
  operands: readonly string[],
  memory: Parameters<CommandFunction>[1],
  first: (text: string) => string,
): ReturnType<CommandFunction> {
  const seen: string[] = [...((memory?.seen as readonly string[] | undefined) ?? [])];
  const patient = io.args.some((arg) => /^-\w*F/.test(arg) || arg === '--retry');
  let readable = 0;
  operands.forEach((operand, i) => {
    const text = memory || patient ? io.files.read(pathOf(io, operand)) : readFile(io, operand);
    if (text === undefined) return;
    readable++;
    const before = Number(seen[i] ?? -1);
    out(io, before < 0 ? first(text) : text.length >= before ? text.slice(before) : text);
    seen[i] = String(text.length);
  });
  if (readable === 0 && !memory && !patient) {
    err(io, 'no files');
    return 1;
  }
  return { block: { on: 'time', until: (io.run.now + seconds(1)) as SimTime }, memory: { seen: seen.map((text) => text ?? '-1'), follows: true } };
}

const grep: CommandFunction = (io, memory) => {
  const { flags, values, operands } = parseOptions(io.args, 'e m A B C');
  const [pattern, files] = values.has('e') ? [values.get('e')!, operands] : [operands[0] ?? '', operands.slice(1)];
  const extended = io.name === 'egrep' || flags.has('E') || flags.has('P');
  const regex = flags.has('F')
    ? new RegExp(escapeRegex(pattern), flags.has('i') ? 'i' : '')
    : (regexOf(flags.has('w') ? `(^|[^A-Za-z0-9_])${pattern}([^A-Za-z0-9_]|$)` : pattern, {
        extended: extended || flags.has('w'),
        ignoreCase: flags.has('i'),
        whole: flags.has('x'),
      }) ?? new RegExp(escapeRegex(pattern)));
  let found = Number(memory?.found ?? 0);
  let number = Number(memory?.number ?? 0);
  const counts = flags.has('c');
  const quiet = flags.has('q') || counts || flags.has('l');
  const each = (line: string): string | undefined => {
    number++;
    const match = regex.exec(line.slice(0, MAX_LINE));
    if ((match !== null) === flags.has('v')) return undefined;
    found++;
    if (quiet) return undefined;
    return `${flags.has('n') ? `${number}:` : ''}${flags.has('o') && match ? match[0] : line}\n`;
  };
  const outcome = filterLines(io, files, memory, each);
  if (typeof outcome !== 'number') return flags.has('q') && found > 0 ? 0 : { ...outcome, memory: { ...outcome.memory, found, number } };
  if (counts) out(io, `${found}\n`);
  if (flags.has('l') && found > 0) out(io, `${files[0] ?? '(standard input)'}\n`);
  return found > 0 ? 0 : outcome === 0 ? 1 : 2;
};

const cut: CommandFunction = (io, memory) => {
  const { flags, values, operands } = parseOptions(io.args, 'd f c b');
  const list = cutRanges(values.get('f') ?? values.get('c') ?? values.get('b') ?? '1');
  if ('problem' in list) {
    err(io, list.problem);
    return 1;
  }
  const how = { delimiter: values.has('f') ? (values.get('d') ?? '\t') : undefined, onlyDelimited: flags.has('s') };
  return filterLines(io, operands, memory, (line) => {
    const made = cutLine(line, list.ranges, how);
    return made === undefined ? undefined : `${made}\n`;
  });
};

const sort: CommandFunction = (io, memory) => {
  const { flags, operands } = parseOptions(io.args, 'k t');
  const gathered = gather(io, operands, memory);
  if ('waits' in gathered) return gathered.waits;
  const numeric = flags.has('n');
  let lines = linesOf(gathered.text).sort((a, b) => (numeric ? (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0) || byText(a, b) : byText(a, b)));
  if (flags.has('r')) lines.reverse();
  if (flags.has('u')) lines = lines.filter((line, i) => line !== lines[i - 1]);
  out(io, lines.map((line) => `${line}\n`).join(''));
  return gathered.status;
};

const uniq: CommandFunction = (io, memory) => {
  const { flags, operands } = parseOptions(io.args);
  const gathered = gather(io, operands, memory);
  if ('waits' in gathered) return gathered.waits;
  const groups: { line: string; count: number }[] = [];
  for (const line of linesOf(gathered.text)) {
    const last = groups[groups.length - 1];
    if (last?.line === line) last.count++;
    else groups.push({ line, count: 1 });
  }
  out(io, groups.map(({ line, count }) => `${flags.has('c') ? `${String(count).padStart(7)} ` : ''}${line}\n`).join(''));
  return 0;
};

const tr: CommandFunction = (io, memory) => {
  const { flags, operands } = parseOptions(io.args);
  const input = peek(io);
  take(io, input.text.length);
  const asked = {
    deletes: flags.has('d'),
    squeezes: flags.has('s'),
    complements: flags.has('c') || flags.has('C'),
    from: characterSet(operands[0] ?? ''),
    to: characterSet(operands[1] ?? ''),
  };
  const made = translate(asked, input.text, String(memory?.last ?? ''));
  out(io, made.out);
  return input.eof ? 0 : { block: { on: 'input' }, memory: { last: made.last } };
};

const seq: CommandFunction = (io) => {
  const { values, operands } = parseOptions(
    io.args.map((arg) => (/^-\d/.test(arg) ? `\u0001${arg}` : arg)),
    's f',
  );
  const numbers = operands.map((text) => Number(text.replace('\u0001', '')));
  const [from, by, to] =
    numbers.length === 1 ? [1, 1, numbers[0]!] : numbers.length === 2 ? [numbers[0]!, 1, numbers[1]!] : [numbers[0]!, numbers[1]!, numbers[2]!];
  if ([from, by, to].some((n) => n === undefined || Number.isNaN(n)) || by === 0) {
    err(io, `invalid number '${operands[0] ?? ''}'`);
    return 1;
  }
  const list: string[] = [];
  for (let n = from; (by > 0 ? n <= to : n >= to) && list.length < 100_000; n += by) list.push(String(Number(n.toFixed(10))));
  if (list.length > 0) out(io, `${list.join(values.get('s') ?? '\n')}\n`);
  return 0;
};

const hash =
  (of: (text: string) => string): CommandFunction =>
  (io, memory) => {
    const { operands } = parseOptions(io.args);
    const gathered = gather(io, operands, memory);
    if ('waits' in gathered) return gathered.waits;
    out(io, `${of(gathered.text)}  ${operands[0] ?? '-'}\n`);
    return gathered.status;
  };

/** awk. Simplified: only `{print …}` with fields and texts, with an optional /pattern/ or `NR==n` in front. */
const awk: CommandFunction = (io, memory) => {
  const { values, operands } = parseOptions(io.args, 'F v');
  const match = /^\s*(?:\/([^/]*)\/|NR\s*==\s*(\d+)|)\s*(?:\{\s*print\s*([^}]*?);?\s*\})?\s*$/.exec(operands[0] ?? '');
  if (!match) {
    err(io, 'cmd. line:1: Unexpected token');
    return 1;
  }
  const regex = match[1] === undefined ? undefined : (regexOf(match[1], { extended: true, ignoreCase: false }) ?? new RegExp(escapeRegex(match[1])));
  let number = Number(memory?.number ?? 0);
  const separator = values.get('F');
  const outcome = filterLines(io, operands.slice(1), memory, (line) => {
    number++;
    if (regex && !regex.test(line.slice(0, MAX_LINE))) return undefined;
    if (match[2] !== undefined && number !== Number(match[2])) return undefined;
    const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
    const value = (token: string): string =>
      token === '$0'
        ? line
        : token === '$NF'
          ? (fields[fields.length - 1] ?? '')
          : token === 'NR'
            ? String(number)
            : token === 'NF'
              ? String(fields.length)
              : token.startsWith('$')
                ? (fields[Number(token.slice(1)) - 1] ?? '')
                : token.slice(1, -1);
    const items = (match[3] ?? '').split(/\s*,\s*/).map((item) => [...item.matchAll(/\$\w+|"[^"]*"|NR|NF/g)].map(([token]) => value(token)).join(''));
    return `${(match[3] ?? '') === '' ? line : items.join(' ')}\n`;
  });
  return typeof outcome === 'number' ? outcome : { ...outcome, memory: { ...outcome.memory, number } };
};

export const TEXT_COMMANDS: Readonly<Record<string, CommandFunction>> = {
  head,
  tail,
  grep,
  egrep: grep,
  fgrep: grep,
  cut,
  sort,
  uniq,
  tr,
  seq,
  awk,
  sed,
  md5sum: hash(md5Hex),
  sha256sum: hash(sha256Hex),
  printf: (io) => {
    out(io, formatPrintf(io.args[0] ?? '', io.args.slice(1)));
    return 0;
  },
  expr: (io) => {
    try {
      const value = evaluateArithmetic(io.args.map((arg) => (arg === '=' ? '==' : arg)).join(' '), { get: () => '', set: () => undefined });
      out(io, `${value}\n`);
      return value === 0 ? 1 : 0;
    } catch {
      err(io, 'syntax error');
      return 2;
    }
  },
  basename: (io) => {
    const name = (io.args[0] ?? '').replace(/\/+$/, '').split('/').pop() ?? '';
    const suffix = io.args[1];
    out(io, `${suffix !== undefined && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name}\n`);
    return 0;
  },
  dirname: (io) => {
    const path = io.args[0] ?? '.';
    out(io, `${path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.'}\n`);
    return 0;
  },
};
