import { FILE_ERROR_TEXTS, resolvePath } from '../files.ts';
import { NO_REDIRECTS, type Redirect } from './ast.ts';
import { expandText, type Scope } from './expand.ts';
import type { Fd, Fds, Process, ShellCode } from './process.ts';
import { newPipe, type Run, write } from './run.ts';
import { push, scopeOf } from './scope.ts';

/** Opens redirections; false (status 1) when one cannot be opened. */
export function redirected(run: Run, p: Process, shell: ShellCode, redirects: readonly Redirect[], outputs: readonly string[], keep = false): boolean {
  if (redirects === NO_REDIRECTS || redirects.length === 0) return true;
  const opened = openRedirects(run, p, scopeOf(run, p, shell, outputs), redirects);
  if (typeof opened === 'string') {
    write(run, p, 2, `${shell.name}: ${opened}\n`);
    shell.status = 1;
    return false;
  }
  if (!keep) push(shell, { f: 'restore', fds: p.fds });
  p.fds = opened;
  return true;
}

function openRedirects(run: Run, p: Process, scope: Scope, redirects: readonly Redirect[]): Fds | string {
  const fds: [Fd, Fd, Fd] = [...p.fds];
  for (const { fd, op, word } of redirects) {
    const target = expandText(word, scope);
    if (op === '>&') {
      const from = target === '-' ? undefined : fds[Number(target) as 0 | 1 | 2];
      if (fd !== 'both' && fd <= 2) fds[fd as 0 | 1 | 2] = from ?? { fd: 'null' };
      continue;
    }
    const opened = op === '<<' ? ({ fd: 'pipe', pipe: newPipe(run, target) } as const) : openFile(run, resolvePath(p.cwd, target), { op, shown: target });
    if (typeof opened === 'string') return opened;
    if (fd === 'both') fds[1] = fds[2] = opened;
    else if (fd <= 2) fds[fd as 0 | 1 | 2] = opened;
  }
  return fds;
}

function openFile(run: Run, path: string, { op, shown }: { op: '>' | '>>' | '<'; shown: string }): Fd | string {
  const { files } = run.world;
  if (path === '/dev/null') return { fd: 'null' };
  if (path === '/dev/stdout' || path === '/proc/1/fd/1') return { fd: 'log', stream: 'stdout' };
  if (path === '/dev/stderr' || path === '/proc/1/fd/2') return { fd: 'log', stream: 'stderr' };
  if (op === '<') {
    const content = files.read(path);
    return content === undefined ? `can't open ${shown}: no such file` : { fd: 'pipe', pipe: newPipe(run, content) };
  }
  const exists = files.stat(path) !== undefined;
  const error = op === '>' ? files.write(path, '') : exists ? files.append(path, '') : files.write(path, '');
  if (error) return `can't create ${shown}: ${error === 'ENOENT' ? 'nonexistent directory' : FILE_ERROR_TEXTS[error]}`;
  return { fd: 'file', path };
}
