import { FILE_ERROR_TEXTS, parentOf } from '../../files.ts';
import { bytesFromText } from '../../../../base/byte-text.ts';
import { globMatches } from '../patterns.ts';
import { ls } from './ls.ts';
import { type CommandFunction, err, fileFailed, gather, type Io, isFull, isGnu, out, parseOptions, pathOf, peek, readFile, take } from './io.ts';

const cat: CommandFunction = (io, memory) => {
  const { flags, operands } = parseOptions(io.args);
  const number = (text: string): string => (flags.has('n') ? text.replace(/^/gm, '     1\t') : text);
  if (operands.includes('/dev/zero') || operands.includes('/dev/urandom')) {
    if (isFull(io)) return { block: { on: 'space' }, memory: {} };
    out(io, '\0'.repeat(4_096));
    return { block: { on: io.p.fds[1].fd === 'pipe' ? 'space' : 'forever' }, memory: {} };
  }
  if (operands.length === 0 || operands.includes('-')) {
    const input = peek(io);
    take(io, input.text.length);
    out(io, number(input.text));
    return input.eof ? 0 : { block: { on: 'input' }, memory: memory ?? {} };
  }
  let status = 0;
  for (const operand of operands) {
    const text = readFile(io, operand);
    if (text === undefined) status = 1;
    else out(io, number(text));
  }
  return status;
};

const touch: CommandFunction = (io) => {
  let status = 0;
  for (const operand of parseOptions(io.args, 'd t r').operands) {
    const path = pathOf(io, operand);
    const error = io.files.stat(path) ? undefined : io.files.write(path, '');
    if (error) status = fileFailed(io, operand, error);
  }
  return status;
};

const rm: CommandFunction = (io) => {
  const { flags, operands } = parseOptions(io.args);
  const recursive = flags.has('r') || flags.has('R') || flags.has('recursive');
  let status = 0;
  for (const operand of operands) {
    const path = pathOf(io, operand);
    const stat = io.files.stat(path);
    if (!stat) {
      if (!flags.has('f')) {
        err(io, `${isGnu(io) ? 'cannot' : "can't"} remove '${operand}': ${FILE_ERROR_TEXTS.ENOENT}`);
        status = 1;
      }
      continue;
    }
    const error = stat.type === 'directory' && !recursive ? 'EISDIR' : io.files.remove(path, recursive);
    if (!error) continue;
    const removed = `${isGnu(io) ? 'cannot' : "can't"} remove '${operand}'`;
    err(io, error === 'EISDIR' ? (isGnu(io) ? `${removed}: Is a directory` : `'${operand}' is a directory`) : `${removed}: ${FILE_ERROR_TEXTS[error]}`);
    status = 1;
  }
  return status;
};

const mkdir: CommandFunction = (io) => {
  const { flags, operands } = parseOptions(io.args, 'm');
  let status = 0;
  for (const operand of operands) {
    const path = pathOf(io, operand);
    const error = flags.has('p') ? mkdirs(io, path) : io.files.mkdir(path);
    if (!error) continue;
    err(io, `can't create directory '${operand}': ${FILE_ERROR_TEXTS[error]}`);
    status = 1;
  }
  return status;
};

export function mkdirs(io: Io, path: string): ReturnType<Io['files']['mkdir']> {
  const stat = path === '/' ? ({ type: 'directory' } as const) : io.files.stat(path);
  if (stat) return stat.type === 'directory' ? undefined : 'EEXIST';
  return mkdirs(io, parentOf(path)) ?? io.files.mkdir(path);
}

function copyTree(io: Io, from: string, to: string): ReturnType<Io['files']['mkdir']> {
  const names = io.files.list(from);
  if (names === undefined) {
    const content = io.files.read(from);
    return content === undefined ? 'ENOENT' : io.files.write(to, content);
  }
  if (io.files.stat(to) === undefined) {
    const error = io.files.mkdir(to);
    if (error) return error;
  }
  for (const name of names) {
    const error = copyTree(io, `${from === '/' ? '' : from}/${name}`, `${to}/${name}`);
    if (error) return error;
  }
  return undefined;
}

function copyOrMove(move: boolean): CommandFunction {
  return (io) => {
    const { flags, operands } = parseOptions(io.args);
    const target = operands[operands.length - 1];
    if (operands.length < 2 || target === undefined) {
      err(io, 'missing file operand');
      return 1;
    }
    const into = pathOf(io, target);
    const isDir = into === '/' || io.files.stat(into)?.type === 'directory';
    let status = 0;
    for (const operand of operands.slice(0, -1)) {
      const from = pathOf(io, operand);
      const stat = io.files.stat(from);
      const last = from.slice(from.lastIndexOf('/') + 1);
      const to = isDir && !operand.endsWith('/.') ? `${into === '/' ? '' : into}/${last}` : into;
      // Simplified: what is in images nobody described is not known; what is copied out of them is an empty file.
      if (!stat && !io.run.context.image.known && operand.startsWith('/')) io.files.write(to, '');
      else if (!stat) status = fileFailed(io, isGnu(io) ? `cannot stat '${operand}'` : `can't ${move ? 'rename' : 'stat'} '${operand}'`, 'ENOENT');
      else if (!move && stat.type === 'directory' && !['r', 'R', 'a'].some((flag) => flags.has(flag))) {
        err(io, `omitting directory '${operand}'`);
        status = 1;
      } else {
        const error = move ? (io.files.rename(from, to) ?? undefined) : copyTree(io, from, to);
        if (error) status = fileFailed(io, `can't create '${target}'`, error);
      }
    }
    return status;
  };
}

const find: CommandFunction = (io) => {
  const start = io.args.find((arg) => !arg.startsWith('-')) ?? '.';
  const option = (name: string): string | undefined => (io.args.includes(name) ? io.args[io.args.indexOf(name) + 1] : undefined);
  const pattern = option('-name');
  const type = option('-type');
  let left = 5_000;
  const visit = (path: string, shown: string): void => {
    if (left-- <= 0) return;
    const stat = io.files.stat(path);
    const isDir = path === '/' || stat?.type === 'directory';
    const name = shown.slice(shown.lastIndexOf('/') + 1);
    if ((pattern === undefined || globMatches(pattern, name)) && (type === undefined || (type === 'd') === isDir)) out(io, `${shown}\n`);
    for (const child of io.files.list(path) ?? []) visit(`${path === '/' ? '' : path}/${child}`, `${shown === '/' ? '' : shown}/${child}`);
  };
  const path = pathOf(io, start);
  if (path !== '/' && io.files.stat(path) === undefined) return fileFailed(io, start, 'ENOENT');
  visit(path, start);
  return 0;
};

/** Files have no owners and modes here. Simplified: chmod and chown only look whether the file is there. */
const exists: CommandFunction = (io) => {
  const operands = parseOptions(io.args).operands.slice(1);
  return operands.reduce(
    (status, operand) => (io.files.stat(pathOf(io, operand)) ? status : fileFailed(io, isGnu(io) ? `cannot access '${operand}'` : operand, 'ENOENT')),
    0,
  );
};

const ln: CommandFunction = (io) => {
  const { operands } = parseOptions(io.args);
  const [from, to] = operands;
  if (from === undefined || to === undefined) return 1;
  // Simplified: a link is a copy.
  const error = copyTree(io, pathOf(io, from), pathOf(io, to));
  return error ? fileFailed(io, to, error) : 0;
};

const tee: CommandFunction = (io, memory) => {
  const { flags, operands } = parseOptions(io.args);
  if (!memory && !flags.has('a')) for (const operand of operands) io.files.write(pathOf(io, operand), '');
  const input = peek(io);
  take(io, input.text.length);
  out(io, input.text);
  for (const operand of operands) if (input.text !== '') io.files.append(pathOf(io, operand), input.text);
  return input.eof ? 0 : { block: { on: 'input' }, memory: {} };
};

const dd: CommandFunction = (io) => {
  const option = (name: string): string | undefined => io.args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
  const size = sizeOf(option('bs') ?? '512');
  const count = Number(option('count') ?? 1);
  const bytes = size * count;
  const target = option('of');
  if (target !== undefined && target !== '/dev/null') {
    const error = io.files.write(pathOf(io, target), '\0'.repeat(Math.min(bytes, 1_048_576)));
    if (error) return fileFailed(io, `can't open '${target}'`, error);
  } else if (target === undefined) out(io, '\0'.repeat(Math.min(bytes, 65_536)));
  if (option('status') !== 'none')
    err({ ...io, name: `${count}+0 records in\n${count}+0 records out\n${bytes} bytes (${(bytes / 1_000_000).toFixed(1)}MB) copied` }, '0.010000 seconds');
  return 0;
};

export function sizeOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([cwbkKmMgG]?)(?:i?[bB])?$/.exec(text);
  if (!match) return 0;
  const unit = { '': 1, c: 1, w: 2, b: 512, k: 1_024, m: 1_048_576, g: 1_073_741_824 }[match[2]!.toLowerCase()] ?? 1;
  return Math.round(Number(match[1]) * unit);
}

const mktemp: CommandFunction = (io) => {
  const { flags } = parseOptions(io.args, 'p');
  const path = `/tmp/tmp.${Array.from({ length: 6 }, () => 'abcdefghijklmnopqrstuvwxyz'[io.run.world.draw(0, 25)]).join('')}`;
  const error = mkdirs(io, '/tmp') ?? (flags.has('d') ? io.files.mkdir(path) : io.files.write(path, ''));
  if (error) return fileFailed(io, path, error);
  out(io, `${path}\n`);
  return 0;
};

const wc: CommandFunction = (io, memory) => {
  const { flags, operands } = parseOptions(io.args);
  const gathered = gather(io, operands, memory);
  if ('waits' in gathered) return gathered.waits;
  const { text, status } = gathered;
  const counts = [
    ['l', (text.match(/\n/g) ?? []).length],
    ['w', (text.match(/\S+/g) ?? []).length],
    ['c', flags.has('m') ? [...text].length : bytesFromText(text).length],
  ] as const;
  const wanted = counts.filter(([flag]) => flags.size === 0 || flags.has(flag) || (flag === 'c' && flags.has('m')));
  const shown =
    flags.size === 1 && operands.length === 0 ? String(wanted[0]?.[1] ?? 0) : wanted.map(([, n]) => String(n).padStart(flags.size === 1 ? 0 : 9)).join(' ');
  out(io, `${shown}${operands.length > 0 ? ` ${operands[0]}` : ''}\n`);
  return status;
};

export const FILE_COMMANDS: Readonly<Record<string, CommandFunction>> = {
  cat,
  touch,
  rm,
  mkdir,
  ls,
  find,
  ln,
  tee,
  dd,
  mktemp,
  wc,
  cp: copyOrMove(false),
  mv: copyOrMove(true),
  chmod: exists,
  chown: exists,
  rmdir: (io) =>
    parseOptions(io.args).operands.reduce((status, operand) => {
      const error = io.files.remove(pathOf(io, operand), false);
      return error ? fileFailed(io, `'${operand}'`, error) : status;
    }, 0),
  sync: () => 0,
};
