import { archived, type TarEntry, unarchived } from '../../../../base/tar.ts';
import { parentOf, resolvePath } from '../../files.ts';
import type { Memory } from '../process.ts';
import { mkdirs } from './file-commands.ts';
import { type CommandFunction, err, type Io, isGnu, out, type Outcome, pathOf, peek, take, write2 } from './io.ts';

/**
 * tar: what kubectl cp runs in a container. busybox and GNU tar differ in words and exit codes only.
 *
 * Simplified: no compression, no links, no owners; permissions of files are not kept.
 */
interface Asked {
  readonly does: 'create' | 'extract' | 'list';
  readonly file: string;
  readonly folder: string | undefined;
  readonly verbose: boolean;
  readonly stripped: number;
  readonly members: readonly string[];
}

/** More than this does not go through at once. */
const MOST = 16_777_216;

export const tar: CommandFunction = (io, memory) => {
  const asked = readWords(io.args);
  if (typeof asked === 'string') {
    write2(io, isGnu(io) ? `tar: ${asked}\nTry 'tar --help' or 'tar --usage' for more information.\n` : `tar: ${asked}\n`);
    return isGnu(io) ? 2 : 1;
  }
  const folder = asked.folder === undefined ? io.p.cwd : pathOf(io, asked.folder);
  if (folder !== '/' && io.files.stat(folder)?.type !== 'directory') return noFolder(io, asked.folder ?? folder);
  return asked.does === 'create' ? create(io, asked, folder) : read(io, asked, { folder, memory });
};

/** `tar xmf -`, `tar -x -f - -C /tmp`; options this tar does not need are passed over. */
function readWords(args: readonly string[]): Asked | string {
  const letters = new Set<string>();
  const members: string[] = [];
  let [file, folder, stripped] = ['-', undefined as string | undefined, 0];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const strip = /^--strip-components=(\d+)$/.exec(arg);
    if (strip) stripped = Number(strip[1]);
    else if (arg.startsWith('--')) continue;
    else if (i === 0 || (arg.startsWith('-') && arg !== '-'))
      for (const letter of arg.replace(/^-/, '')) {
        letters.add(letter);
        if (letter === 'f') file = args[++i] ?? '-';
        if (letter === 'C') folder = args[++i] ?? '.';
      }
    else members.push(arg);
  }
  const does = letters.has('c') ? 'create' : letters.has('x') ? 'extract' : letters.has('t') ? 'list' : undefined;
  if (does === undefined) return "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options";
  for (const letter of 'zjJZ') if (letters.has(letter)) return `option -${letter} (compression) is not offered here`;
  return { does, file, folder, verbose: letters.has('v'), stripped, members };
}

function noFolder(io: Io, name: string): number {
  if (!isGnu(io)) write2(io, `tar: can't change directory to '${name}': No such file or directory\n`);
  else write2(io, `tar: ${name}: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n`);
  return isGnu(io) ? 2 : 1;
}

function create(io: Io, { file, members, verbose }: Asked, folder: string): number {
  const entries: TarEntry[] = [];
  let status = 0;
  const modified = Math.floor((io.run.world.epochMs + io.run.now / 1_000) / 1_000);
  const add = (path: string, name: string): void => {
    const stat = path === '/' ? ({ type: 'directory' } as const) : io.files.stat(path)!;
    const base = { path: name, type: stat.type, modified } as const;
    const mode = 'mode' in stat ? stat.mode : undefined;
    if (stat.type === 'file') entries.push({ ...base, mode: mode ?? 0o644, text: io.files.read(path) ?? '' });
    else {
      if (name !== '') entries.push({ ...base, mode: mode ?? 0o755, text: '' });
      for (const child of io.files.list(path) ?? []) add(path === '/' ? `/${child}` : `${path}/${child}`, name === '' ? child : `${name}/${child}`);
    }
  };
  for (const member of members) {
    const path = resolvePath(folder, member);
    if (path !== '/' && !io.files.stat(path)) {
      err(io, isGnu(io) ? `${member}: Cannot stat: No such file or directory` : `${member}: No such file or directory`);
      status = isGnu(io) ? 2 : 1;
      continue;
    }
    if (member.startsWith('/')) err(io, isGnu(io) ? "Removing leading `/' from member names" : "removing leading '/' from member names");
    add(path, member.replace(/^\/+/, '').replace(/\/+$/, ''));
  }
  const archive = archived(entries);
  if (file === '-') out(io, archive);
  else io.files.write(pathOf(io, file), archive);
  if (verbose) for (const { path, type } of entries) write2(io, `${path}${type === 'directory' ? '/' : ''}\n`);
  if (status > 0) err(io, isGnu(io) ? 'Exiting with failure status due to previous errors' : 'error exit delayed from previous errors');
  return status;
}

function read(io: Io, asked: Asked, { folder, memory }: { readonly folder: string; readonly memory: Memory | undefined }): Outcome {
  const input = asked.file === '-' ? peek(io) : { text: io.files.read(pathOf(io, asked.file)), eof: true };
  if (input.text === undefined) {
    err(io, isGnu(io) ? `${asked.file}: Cannot open: No such file or directory` : `can't open '${asked.file}': No such file or directory`);
    return isGnu(io) ? 2 : 1;
  }
  if (asked.file === '-') take(io, input.text.length);
  const text = `${String(memory?.text ?? '')}${input.text}`;
  if (!input.eof && text.length <= MOST) return { block: { on: 'input' }, memory: { text } };
  const entries = unarchived(text);
  if (!entries) {
    write2(io, isGnu(io) ? 'tar: This does not look like a tar archive\ntar: Exiting with failure status due to previous errors\n' : 'tar: short read\n');
    return isGnu(io) ? 2 : 1;
  }
  let status = 0;
  for (const entry of entries.filter(({ path }) => isWanted(asked.members, path))) {
    const shown = `${entry.path}${entry.type === 'directory' ? '/' : ''}\n`;
    if (asked.does === 'list') out(io, shown);
    else {
      if (asked.verbose) out(io, shown);
      status = extract(io, entry, { folder, stripped: asked.stripped }) ? status : isGnu(io) ? 2 : 1;
    }
  }
  return status;
}

const isWanted = (members: readonly string[], path: string): boolean =>
  members.length === 0 || members.some((member) => path === member || path.startsWith(`${member.replace(/\/+$/, '')}/`));

/** A path out of the archive stays below the folder, whatever it says. */
function extract(io: Io, { path, type, text }: TarEntry, { folder, stripped }: { readonly folder: string; readonly stripped: number }): boolean {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) {
    err(io, `${path}: Member name contains '..'`);
    return false;
  }
  const inside = parts.slice(stripped);
  if (inside.length === 0) return true;
  const target = resolvePath(folder, inside.join('/'));
  const error = type === 'directory' ? mkdirs(io, target) : (mkdirs(io, parentOf(target)) ?? io.files.write(target, text));
  if (error === undefined) return true;
  err(io, isGnu(io) ? `${path}: Cannot open: Permission denied` : `can't open '${path}': Permission denied`);
  return false;
}
