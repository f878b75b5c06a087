import { ExpansionError, type Scope } from './expand.ts';
import type { Frame, FrameBody, Process, ShellCode } from './process.ts';
import type { Run } from './run.ts';

/** Variables and the stack of one shell. */
export const push = (shell: ShellCode, body: FrameBody): void => {
  shell.stack = { ...body, next: shell.stack } as Frame;
};

export function scopeOf(run: Run, p: Process, shell: ShellCode, outputs: readonly string[] = []): Scope {
  return {
    get: (name) => (name === 'RANDOM' && run.context.image.shell !== 'dash' ? String(run.world.draw(0, 32_767)) : variable(p, shell, name)),
    set: (name, value) => setVariable(p, name, value),
    positional: shell.args,
    name: shell.name,
    cwd: p.cwd,
    files: run.world.files,
    outputs,
    nextOutput: 0,
  };
}

function variable(p: Process, shell: ShellCode, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(shell.status);
    case '$':
      return String(p.pid);
    case '!':
      return shell.lastBackground === 0 ? undefined : String(shell.lastBackground);
    case '-':
      return shell.errexit ? 'e' : '';
    case 'PWD':
      return p.cwd;
    default: {
      const value = p.vars.get(name)?.value;
      if (value === undefined && shell.nounset) throw new ExpansionError(`${name}: parameter not set`);
      return value;
    }
  }
}

/** Simplified: a variable holds at most 256 KiB; in a real shell the memory limit is where it ends. */
const MAX_VALUE = 262_144;

export function setVariable(p: Process, name: string, value: string, exported?: boolean): void {
  if (value.length > MAX_VALUE) throw new ExpansionError('Out of space');
  p.vars = p.vars.set(name, { value, exported: exported ?? p.vars.get(name)?.exported ?? false });
}

/** Leaves frames until one that `stop` names is on top; redirections on the way are undone. True when it was found. */
export function unwind(p: Process, shell: ShellCode, stop: (frame: Frame) => boolean): boolean {
  for (let frame = shell.stack; frame; frame = frame.next) {
    if (stop(frame)) {
      shell.stack = frame;
      return true;
    }
    if (frame.f === 'restore') p.fds = frame.fds;
  }
  return false;
}
