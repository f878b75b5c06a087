import { byText } from '../../base/order.ts';
import { archived, type TarEntry, unarchived } from '../../base/tar.ts';
import type { Status } from '../../kinds/object.ts';
import type { Command } from './command.ts';
import { bool, type Flags, short, text, whole } from './flags.ts';
import { ended, streamQuery } from './logs-exec.ts';
import { Failure, failure, type Reading, type Run } from './run.ts';
import { own, withFile } from './step.ts';
import { refusal } from './targets.ts';

/** kubectl cp (pkg/cmd/cp/cp.go): tar at both ends of an exec. Here files have names only; a name with slashes stands for a file in a folder. */
export const cp: Command = {
  flags: { container: short('c', text), 'no-preserve': bool, retries: whole },
  run: runCp,
};

interface Place {
  readonly pod: string;
  readonly namespace: string;
  readonly path: string;
}

function runCp(run: Run, flags: Flags, namespace: string): void {
  const [from, to] = flags.words;
  if (from === undefined || to === undefined || flags.words.length !== 2) throw failure('source and destination are required');
  const [source, target] = [placeOf(from, namespace), placeOf(to, namespace)];
  if (source.pod !== '' && target.pod !== '') throw failure('one of src or dest must be a local file specification');
  if (source.path === '' || target.path === '') throw failure('filepath can not be empty');
  if (source.pod !== '') return fromPod(run, flags, { source, name: target.path });
  if (target.pod === '') throw failure('one of src or dest must be a remote file specification');
  toPod(run, flags, { name: source.path, target });
}

/** Upstream: extractFileSpec. */
function placeOf(word: string, namespace: string): Place {
  const colon = word.indexOf(':');
  if (colon < 0) return { pod: '', namespace: '', path: word };
  const wrong = failure('filespec must match the canonical format: [[namespace/]pod:]file/path');
  if (colon === 0) throw wrong;
  const pieces = word.slice(0, colon).split('/');
  if (pieces.length > 2) throw wrong;
  const [first = '', second] = pieces;
  return second === undefined ? { pod: first, namespace, path: word.slice(colon + 1) } : { pod: second, namespace: first, path: word.slice(colon + 1) };
}

const clean = (path: string): string => path.replace(/\/+$/, '') || '/';
const baseOf = (path: string): string => clean(path).slice(clean(path).lastIndexOf('/') + 1);
const folderOf = (path: string): string =>
  clean(path)
    .slice(0, clean(path).lastIndexOf('/') + 1)
    .replace(/(.)\/$/, '$1') || '.';

interface Ran {
  readonly [name: string]: string | number;
  readonly out: string;
  readonly exit: number;
}

interface Asked {
  readonly place: Place;
  readonly command: readonly string[];
  readonly stdin?: string;
  /** Where what it says on standard error goes; undefined: nowhere, and how it ended is not told either. */
  readonly says: 'stdout' | 'stderr' | undefined;
}

function execute(run: Run, flags: Flags, { place, command, stdin, says }: Asked): Ran {
  const container = flags.text('container');
  const input = stdin === undefined ? undefined : { tty: false, text: stdin };
  const { container: _none, ...query } = streamQuery({ container: '', stdin: input, tty: false });
  return run.follow<Ran, Ran>(
    {
      method: 'POST',
      path: `/api/v1/namespaces/${place.namespace}/pods/${encodeURIComponent(place.pod)}/exec`,
      query: { ...query, ...(container === undefined ? {} : { container }) },
      body: { command },
    },
    {
      start: { out: '', exit: 0 },
      stdin: input,
      read: (state, message): Reading<Ran, Ran> => {
        if (message.is === 'answer') throw new Failure([refusal(message.response)]);
        if (message.is === 'closed') return { end: state };
        if (message.is !== 'output') return { state };
        if (message.channel === 'stdout') return { state: { ...state, out: state.out + message.text } };
        if (message.channel === 'stderr') {
          if (says === 'stdout') run.out(message.text);
          else if (says) run.err(message.text);
          return { state };
        }
        const status = JSON.parse(message.text) as Status;
        return { state: { ...state, exit: says ? ended(run, status) : status.status === 'Success' ? 0 : 1 } };
      },
    },
  );
}

function toPod(run: Run, flags: Flags, { name, target }: { readonly name: string; readonly target: Place }): void {
  const files = namedFiles(run, clean(name));
  if (files.length === 0) throw failure(`${name} doesn't exist in local filesystem`);
  const asFolder = execute(run, flags, { place: target, command: ['test', '-d', target.path], says: undefined });
  const path = asFolder.exit === 0 ? `${clean(target.path)}/${baseOf(name)}` : target.path;
  const modified = Math.floor((run.session.epochMs + run.now / 1_000) / 1_000);
  const entries = files.map(([rest, content]): TarEntry => ({ path: `${baseOf(path)}${rest}`, type: 'file', mode: 0o644, modified, text: content }));
  const command = ['tar', '-xmf', '-', ...(folderOf(path) === '.' ? [] : ['-C', folderOf(path)])];
  run.exitCode = execute(run, flags, { place: target, command, stdin: archived(entries), says: 'stderr' }).exit;
}

/** The file of this name, or those below it, with what their names have beyond it. */
function namedFiles(run: Run, name: string): readonly (readonly [rest: string, content: string])[] {
  const { files } = run.session;
  const exact = own(files, name);
  if (exact !== undefined) return [['', exact]];
  const prefix = name === '.' ? '' : `${name}/`;
  return Object.keys(files)
    .filter((one) => one.startsWith(prefix))
    .sort(byText)
    .map((one) => [`/${one.slice(prefix.length)}`, files[one]!] as const);
}

function fromPod(run: Run, flags: Flags, { source, name }: { readonly source: Place; readonly name: string }): void {
  const { out, exit } = execute(run, flags, { place: source, command: ['tar', 'cf', '-', source.path], says: 'stdout' });
  const prefix = clean(source.path).replace(/^\/+/, '');
  for (const { path, type, text: content } of unarchived(out) ?? []) {
    if (type !== 'file' || !path.startsWith(prefix)) continue;
    const rest = path.slice(prefix.length).replace(/^\/+/, '');
    const target = clean(name);
    const local = rest === '' ? (target === '.' ? baseOf(source.path) : target) : target === '.' ? rest : `${target}/${rest}`;
    run.session = withFile(run.session, local, content);
  }
  run.exitCode = exit;
}
