import { parentOf, resolvePath } from '../files.ts';
import { abandon, editsLines, promptOf } from './interactive.ts';
import { type EditedLine, fresh, inserted, type Pressed, pressEdited, pressPlain, remembered } from './line-editor.ts';
import type { Process, ShellCode } from './process.ts';
import { type Run, signal, writeTerminal } from './run.ts';
import { END } from './stdin.ts';

/**
 * What is typed at the terminal of a container's program comes through here: key by key to the shell that edits its line, or by the terminal's own rules to
 * whatever program reads. `onLine` lets the programs go on with what was handed over.
 */
export function typeRaw(run: Run, onLine: () => void): void {
  const { stdin } = run;
  if (!stdin) return;
  if (!stdin.tty) {
    stdin.ready += stdin.raw;
    stdin.raw = '';
    return onLine();
  }
  for (const key of stdin.raw) {
    if (run.ended) return;
    if (press(run, key)) onLine();
  }
  stdin.raw = '';
  if (stdin.ended) onLine();
}

/** True when the programs have something to go on with. */
function press(run: Run, key: string): boolean {
  const stdin = run.stdin!;
  const tty = stdin.tty!;
  const reader = readingShell(run);
  const edits = reader && editsLines(run, reader.shell) ? reader : undefined;
  const pressed: Pressed = edits ? pressEdited(tty.line, key) : pressPlain(tty.line, key);
  writeTerminal(run, pressed.echo);
  const keep = (line: EditedLine): void => {
    stdin.tty = { ...tty, line };
  };
  keep(pressed.line);
  if (pressed.then === undefined) return false;
  switch (pressed.then) {
    case 'accept':
      stdin.ready += `${pressed.line.text}\n`;
      keep(edits ? remembered(pressed.line) : fresh(pressed.line));
      return true;
    case 'end':
      stdin.ready += pressed.line.text === '' ? END : pressed.line.text;
      keep(fresh(pressed.line));
      return true;
    case 'interrupt':
    case 'quit':
      interrupt(run, pressed.then === 'quit' ? 'QUIT' : 'INT', edits !== undefined);
      return true;
    case 'clear':
      writeTerminal(run, `\u001b[H\u001b[J${reader ? promptOf(run, reader.p, reader.shell) : ''}${pressed.line.text}`);
      keep({ ...pressed.line, cursor: pressed.line.text.length });
      return false;
    case 'complete':
      complete(run, reader!.p, pressed.line);
      return false;
  }
}

function complete(run: Run, p: Process, line: EditedLine): void {
  const more = completion(run, p, line);
  const put = inserted(line, more ?? '');
  writeTerminal(run, more === undefined ? '\u0007' : put.echo);
  const stdin = run.stdin!;
  if (stdin.tty) stdin.tty = { ...stdin.tty, line: put.line };
}

interface ReadingShell {
  readonly p: Process;
  readonly shell: ShellCode;
}

/** The shell that waits at its prompt. */
function readingShell(run: Run): ReadingShell | undefined {
  for (const p of run.processes.values())
    if (p.code.c === 'shell' && p.code.reads?.interactive && p.blocked?.on === 'line' && p.fds[0].fd === 'stdin') return { p, shell: p.code };
  return undefined;
}

/** Ctrl-C: a signal to what runs in the foreground. An interactive shell gives up the line at hand and asks for the next. */
function interrupt(run: Run, name: 'INT' | 'QUIT', wasEcho: boolean): void {
  const stdin = run.stdin!;
  stdin.ready = '';
  const first = run.processes.get(1);
  if (!first) return;
  const { chain, shell } = foreground(run, first);
  if (shell && (chain.length > 0 || name === 'INT')) {
    if (!wasEcho) writeTerminal(run, '\r\n');
    abandon(shell, shell.code as ShellCode, chain.length > 0 ? (name === 'INT' ? 130 : 131) : 130);
  }
  for (const p of chain) if (run.processes.get(p.pid) === p) signal(run, p, name);
}

/** The processes in the foreground, and the interactive shell that waits for them. */
function foreground(run: Run, first: Process): { readonly chain: readonly Process[]; readonly shell: Process | undefined } {
  let shell: Process | undefined;
  let chain: Process[] = [];
  const open = [first];
  for (let p = open.shift(); p; p = open.shift()) {
    if (chain.includes(p)) continue;
    if (p.code.c === 'shell' && p.code.reads?.interactive) {
      shell = p;
      chain = [];
    } else chain.push(p);
    for (const other of run.processes.values()) if (other.ppid === p.pid && other.fds[0].fd !== 'null') open.push(other);
  }
  return { chain, shell };
}

/** What the only name that begins as the last word does goes on with. */
function completion(run: Run, p: Process, line: EditedLine): string | undefined {
  const word = /\S*$/.exec(line.text.slice(0, line.cursor))?.[0] ?? '';
  const path = resolvePath(p.cwd, word === '' ? '.' : word);
  const folder = word === '' || word.endsWith('/') ? path : parentOf(path);
  const start = word.slice(word.lastIndexOf('/') + 1);
  const names = (run.world.files.list(folder) ?? []).filter((name) => name.startsWith(start));
  const [only] = names;
  if (only === undefined || names.length > 1) return undefined;
  const isFolder = run.world.files.stat(folder === '/' ? `/${only}` : `${folder}/${only}`)?.type === 'directory';
  return only.slice(start.length) + (isFolder ? '/' : ' ');
}
