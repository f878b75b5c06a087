import { parseScript } from './parse.ts';
import type { Process, ShellCode } from './process.ts';
import { end, type Run } from './run.ts';
import { push } from './scope.ts';

/** Ends a shell, after its EXIT trap. */
export function finish(run: Run, p: Process, shell: ShellCode, status: number): void {
  const script = shell.traps.get('EXIT');
  if (!script) {
    end(run, p, status);
    return;
  }
  shell.traps = shell.traps.delete('EXIT');
  shell.stack = undefined;
  push(shell, { f: 'exit', status });
  shell.status = status;
  shell.todo = parseScript(script);
}

/** `set -e`: a command that fails ends the shell, unless its status is being looked at. */
export function checkErrexit(run: Run, p: Process, shell: ShellCode): void {
  if (!shell.errexit || shell.status === 0 || isTested(shell)) return;
  shell.stack = undefined;
  finish(run, p, shell, shell.status);
}

function isTested(shell: ShellCode): boolean {
  for (let frame = shell.stack; frame; frame = frame.next) {
    if (frame.f === 'and' || frame.f === 'or' || frame.f === 'not' || frame.f === 'if' || (frame.f === 'loop' && frame.stage === 'condition')) return true;
    if (frame.f === 'trapped') return true;
  }
  return false;
}
