import { FILE_ERROR_TEXTS } from '../../files.ts';
import { type CommandFunction, err, type Io, isGnu, out, parseOptions, pathOf } from './io.ts';

/**
 * `ls` of busybox and of coreutils: at a terminal in columns, sorted down, otherwise one name a line.
 *
 * Simplified: coreutils does not colour here, which is so in Debian's images; Ubuntu's root has an alias `ls --color=auto`. Names are counted by characters, not by
 * their width.
 */
export const ls: CommandFunction = (io) => {
  const { flags, values, operands } = parseOptions(io.args, 'w');
  const colour = values.get('color') ?? (flags.has('color') ? 'always' : undefined);
  const asked = values.get('w') ?? values.get('width');
  if (asked !== undefined && !/^\d{1,9}$/.test(asked)) {
    err(io, isGnu(io) ? `invalid line width: '${asked}'` : `invalid number '${asked}'`);
    return isGnu(io) ? 2 : 1;
  }
  const look: Look = {
    long: flags.has('l'),
    columns: !flags.has('l') && !flags.has('1') && (flags.has('C') || atTerminal(io)),
    // coreutils: 0 is no limit.
    width: asked === undefined ? widthOf(io) : Number(asked) || (isGnu(io) ? Number.MAX_SAFE_INTEGER : USUAL_WIDTH),
    colours: !isGnu(io) && (colour === undefined ? atTerminal(io) : colour === 'always' || (colour === 'auto' && atTerminal(io))),
  };
  const targets = operands.length === 0 ? ['.'] : operands;
  const files: string[] = [];
  const folders: string[] = [];
  let status = 0;
  for (const target of targets) {
    const path = pathOf(io, target);
    const isFolder = io.files.list(path) !== undefined;
    if (isFolder && !flags.has('d')) folders.push(target);
    else if (isFolder || io.files.stat(path) !== undefined) files.push(target);
    else {
      err(io, `${isGnu(io) ? `cannot access '${target}'` : target}: ${FILE_ERROR_TEXTS.ENOENT}`);
      status = isGnu(io) ? 2 : 1;
    }
  }
  show(io, look, { names: files.sort(), pathOf: (name) => pathOf(io, name) });
  folders.sort().forEach((folder, i) => {
    if (targets.length > 1) out(io, `${files.length > 0 || i > 0 ? '\n' : ''}${folder}:\n`);
    const path = pathOf(io, folder);
    const names = (io.files.list(path) ?? []).filter((name) => flags.has('a') || flags.has('A') || !name.startsWith('.'));
    const all = [...(flags.has('a') ? ['.', '..'] : []), ...names].sort();
    if (look.long) out(io, `total ${all.length * 4}\n`);
    show(io, look, { names: all, pathOf: (name) => `${path === '/' ? '' : path}/${name}` });
  });
  return status;
};

const USUAL_WIDTH = 80;

interface Look {
  readonly long: boolean;
  readonly columns: boolean;
  readonly width: number;
  readonly colours: boolean;
}

interface Names {
  readonly names: readonly string[];
  readonly pathOf: (name: string) => string;
}

/** Standard output is the terminal. */
const atTerminal = ({ run, p }: Io): boolean => run.stdin?.tty !== undefined && p.fds[1].fd === 'log';

const widthOf = (io: Io): number => (atTerminal(io) ? (io.run.stdin?.tty?.columns ?? USUAL_WIDTH) : USUAL_WIDTH);

function show(io: Io, look: Look, { names, pathOf: path }: Names): void {
  const quoted = isGnu(io) && atTerminal(io) ? aligned(names, look) : names;
  const coloured = (i: number): string => (look.colours ? withColour(io, path(names[i]!), quoted[i]!) : quoted[i]!);
  if (look.long) for (const [i, name] of names.entries()) out(io, longLine(io, path(name), { name, shown: coloured(i) }));
  else if (!look.columns) for (const i of names.keys()) out(io, `${coloured(i)}\n`);
  else if (isGnu(io)) out(io, inGnuColumns(quoted, look.width));
  // One column less than there is.
  else out(io, inEvenColumns(quoted, look.width - 1, coloured));
}

/** busybox coreutils/ls.c: all columns as wide as the longest name, and two blanks. */
function inEvenColumns(names: readonly string[], width: number, shown: (i: number) => string): string {
  const wide = names.reduce((most, name) => Math.max(most, name.length), 0) + 2;
  const columns = Math.max(1, Math.floor(width / wide));
  const rows = Math.ceil(names.length / columns);
  return lines(rows, (row) => {
    let line = '';
    for (let i = row; i < names.length; i += rows) line += shown(i) + (i + rows < names.length ? ' '.repeat(wide - names[i]!.length) : '');
    return line;
  });
}

const TAB = 8;

/** coreutils ls.c, calculate_columns and print_many_per_line: as many columns as there is room for, each as wide as its longest name, and two blanks, with tabs. */
function inGnuColumns(names: readonly string[], width: number): string {
  for (let columns = Math.min(names.length, Math.max(1, Math.floor(width / 3))); columns > 0; columns--) {
    const rows = Math.ceil(names.length / columns);
    const wide = Array.from({ length: columns }, (_, column) => {
      const isLast = column === columns - 1;
      return names.slice(column * rows, (column + 1) * rows).reduce((most, name) => Math.max(most, name.length + (isLast ? 0 : 2)), 3);
    });
    if (columns > 1 && wide.reduce((sum, one) => sum + one, 0) >= width) continue;
    return lines(rows, (row) => {
      let line = '';
      let at = 0;
      for (let column = 0, i = row; i < names.length; column++, i += rows) {
        line += names[i]!;
        if (i + rows < names.length) line += indent(at + names[i]!.length, at + wide[column]!);
        at += wide[column]!;
      }
      return line;
    });
  }
  return '';
}

function indent(from: number, to: number): string {
  let out = '';
  for (let at = from; at < to; ) {
    const tab = Math.floor(to / TAB) > Math.floor((at + 1) / TAB);
    out += tab ? '\t' : ' ';
    at = tab ? at + TAB - (at % TAB) : at + 1;
  }
  return out;
}

const lines = (count: number, line: (row: number) => string): string => Array.from({ length: count }, (_, row) => `${line(row)}\n`).join('');

/** coreutils quotes for a shell what would not be one word there; where some are, the others stand one to the right. */
function aligned(names: readonly string[], { long, columns }: Look): readonly string[] {
  const quoted = names.map(quotedForShell);
  const isAny = quoted.some((one, i) => one !== names[i]);
  return isAny && (long || columns) ? quoted.map((one, i) => (one === names[i] ? ` ${one}` : one)) : quoted;
}

function quotedForShell(name: string): string {
  if (!/[\s!"$&'()*;<=>?[\\\]^`{|}]|^[#~]/.test(name)) return name;
  return name.includes("'") && !/["$`\\!]/.test(name) ? `"${name}"` : `'${name.replaceAll("'", "'\\''")}'`;
}

/** busybox, as it comes (FEATURE_LS_COLOR_IS_DEFAULT): folders bold blue, programs bold green, the rest plain. */
function withColour(io: Io, path: string, name: string): string {
  const stat = io.files.stat(path);
  const isFolder = stat?.type === 'directory' || io.files.list(path) !== undefined;
  const code = isFolder ? '1;34' : ((stat?.mode ?? 0) & 0o111) !== 0 ? '1;32' : '0;0';
  return `\u001b[${code}m${name}\u001b[m`;
}

function longLine(io: Io, path: string, { name, shown }: { readonly name: string; readonly shown: string }): string {
  const stat = io.files.stat(path);
  const mode = stat?.type === 'directory' || name === '.' || name === '..' ? 'drwxr-xr-x' : `-${permissions(stat?.mode ?? 0o644)}`;
  return `${mode}    1 root     root     ${String(stat?.sizeBytes ?? 4096).padStart(9)} Jan  1 00:00 ${shown}\n`;
}

const permissions = (mode: number): string =>
  [6, 3, 0].map((shift) => ['r', 'w', 'x'].map((letter, bit) => ((mode >> shift) & (4 >> bit) ? letter : '-')).join('')).join('');
