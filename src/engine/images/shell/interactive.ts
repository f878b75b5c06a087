import type { Node } from './ast.ts';
import { finish } from './ending.ts';
import { parseCommand } from './parse.ts';
import type { Process, ShellCode } from './process.ts';
import { peekInput, type Run, takeInput, write } from './run.ts';
import { unwind } from './scope.ts';
import { userOf } from './user.ts';
import { ShellSyntaxError } from './words.ts';

/**
 * A shell that reads its commands from standard input, line by line: a script that is piped in, or, at a tty, a person. What it has read of a command that
 * is not whole yet stands in `shell.reads`.
 */
export function readCommand(run: Run, p: Process, shell: ShellCode): void {
  const reads = shell.reads!;
  if (reads.interactive && !reads.prompted) {
    write(run, p, 2, reads.partial === '' ? promptOf(run, p, shell) : '> ');
    shell.reads = { ...reads, prompted: true };
  }
  const input = peekInput(run, p);
  const end = input.text.indexOf('\n');
  if (end < 0 && !input.eof) {
    p.blocked = { on: 'line' };
    return;
  }
  const line = end < 0 ? input.text : input.text.slice(0, end + 1);
  takeInput(run, p, line.length);
  if (line === '') atEnd(run, p, shell);
  else take(run, p, shell, reads.partial + line);
}

/** Standard input has ended. */
function atEnd(run: Run, p: Process, shell: ShellCode): void {
  const { interactive, partial } = shell.reads!;
  if (interactive && partial === '') write(run, p, 2, isBash(run, shell) ? 'exit\n' : '\n');
  shell.reads = undefined;
  if (partial === '') return finish(run, p, shell, shell.status);
  write(run, p, 2, `${shell.name}: syntax error: unexpected end of file\n`);
  finish(run, p, shell, 2);
}

function take(run: Run, p: Process, shell: ShellCode, text: string): void {
  const { interactive } = shell.reads!;
  shell.reads = { interactive, partial: '', prompted: false };
  let node: Node | 'more';
  try {
    node = parseCommand(text);
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    write(run, p, 2, `${shell.name}: syntax error: ${error.message}\n`);
    shell.status = 2;
    if (!interactive) finish(run, p, shell, 2);
    return;
  }
  if (node === 'more') shell.reads = { interactive, partial: text, prompted: false };
  else shell.todo = node;
}

/** What it was doing is given up, and it asks for the next command. */
export function abandon(p: Process, shell: ShellCode, status: number): void {
  unwind(p, shell, () => false);
  shell.stack = undefined;
  shell.todo = undefined;
  shell.status = status;
  p.blocked = undefined;
  if (shell.reads) shell.reads = { interactive: shell.reads.interactive, partial: '', prompted: false };
}

export const isBash = (run: Run, { name }: Pick<ShellCode, 'name'>): boolean => name === 'bash' || (name === 'sh' && run.context.image.shell === 'bash');

/** dash has no editing of its own: there the terminal's rules hold. */
export const editsLines = (run: Run, shell: Pick<ShellCode, 'name'>): boolean => isBash(run, shell) || run.context.image.shell === 'busybox';

/** PS1 as images come with it: Debian's /etc/bash.bashrc, bash's own, busybox's and dash's defaults. */
export function promptOf(run: Run, p: Process, shell: ShellCode): string {
  const given = p.vars.get('PS1')?.value;
  const { image, hostname } = run.context;
  const user = userOf(run.context);
  const sign = user.id === 0 ? '#' : '$';
  const home = p.vars.get('HOME')?.value ?? '';
  const at = home !== '' && home !== '/' && (p.cwd === home || p.cwd.startsWith(`${home}/`)) ? `~${p.cwd.slice(home.length)}` : p.cwd;
  const name = user.name === '' ? 'I have no name!' : user.name;
  if (given !== undefined)
    return given
      .replaceAll('\\u', name)
      .replaceAll('\\h', hostname)
      .replaceAll('\\w', at)
      .replaceAll('\\$', sign)
      .replaceAll(/\\\[|\\\]/g, '');
  if (isBash(run, shell)) return shell.name === 'bash' && image.shell === 'dash' ? `${name}@${hostname}:${at}${sign} ` : `${shell.name}-5.2${sign} `;
  return image.shell === 'busybox' ? `${at} ${sign} ` : `${sign} `;
}
