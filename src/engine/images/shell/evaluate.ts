import { ArithmeticError, evaluateArithmetic } from '../../../base/shell-arithmetic.ts';
import type { Node, Word } from './ast.ts';
import { commandsIn, ExpansionError, expandPattern, expandText, expandWords } from './expand.ts';
import { checkErrexit, finish } from './ending.ts';
import { abandon, readCommand } from './interactive.ts';
import { launch, lookup, notFound } from './launch.ts';
import { resolvePath } from '../files.ts';
import { globMatches } from './patterns.ts';
import type { Fd, Fds, Frame, FrameBody, Process, ShellCode } from './process.ts';
import { parseScript } from './parse.ts';
import { redirected } from './redirect.ts';
import { type BuiltinContext, end, newPipe, type Run, spawn, write } from './run.ts';
import { push, scopeOf, setVariable } from './scope.ts';
import { ShellSyntaxError } from './words.ts';

/** The shell as a machine with an explicit stack: one call runs a shell until it waits, ends or the budget is used up. */
export function stepShell(run: Run, p: Process): void {
  const shell = p.code as ShellCode;
  while (!p.blocked && run.processes.get(p.pid) === p && p.code === shell && !run.ended) {
    if (run.budget-- <= 0) return;
    try {
      if (shell.todo) {
        const node = shell.todo;
        shell.todo = undefined;
        begin(run, p, shell, node);
      } else if (shell.pending.length > 0) runTrap(p, shell);
      else if (shell.stack) {
        const frame = shell.stack;
        shell.stack = frame.next;
        resume(run, p, shell, frame);
      } else if (shell.reads) readCommand(run, p, shell);
      else finish(run, p, shell, shell.status);
    } catch (error) {
      failed(run, p, shell, error);
    }
  }
}

/** An expansion error ends a shell that runs a script. */
function failed(run: Run, p: Process, shell: ShellCode, error: unknown): void {
  if (!(error instanceof ExpansionError) && !(error instanceof ArithmeticError) && !(error instanceof ShellSyntaxError)) throw error;
  write(run, p, 2, `${shell.name}: ${error instanceof ShellSyntaxError ? 'syntax error: ' : ''}${error.message}\n`);
  if (shell.reads?.interactive) return abandon(p, shell, error instanceof ExpansionError ? 1 : 2);
  shell.stack = undefined;
  finish(run, p, shell, error instanceof ExpansionError ? 1 : 2);
}

function runTrap(p: Process, shell: ShellCode): void {
  const [signal, ...rest] = shell.pending;
  shell.pending = rest;
  const script = shell.traps.get(signal!);
  if (!script) return;
  push(shell, { f: 'trapped', status: shell.status });
  shell.todo = parseScript(script);
  p.blocked = undefined;
}

/** Words of a node whose command substitutions have to run before it. */
function wordsOf(node: Node): readonly Word[] {
  switch (node.t) {
    case 'simple':
      return [...node.assigns.map(({ word }) => word), ...node.words, ...node.redirects.map(({ word }) => word)];
    case 'for':
      return node.words ?? [];
    case 'case':
      return [node.word];
    default:
      return [];
  }
}

function begin(run: Run, p: Process, shell: ShellCode, node: Node): void {
  const commands = commandsIn(wordsOf(node));
  if (commands.length === 0) enter(run, p, shell, node, []);
  else substitute(run, p, shell, { f: 'substitute', node, commands, outputs: [], pipe: 0 });
}

function substitute(run: Run, p: Process, shell: ShellCode, frame: Extract<FrameBody, { f: 'substitute' }>): void {
  const pipe = newPipe(run);
  const child = fork(run, p, shell, frame.commands[frame.outputs.length]!, [p.fds[0], { fd: 'pipe', pipe }, p.fds[2]]);
  push(shell, { ...frame, pipe });
  if (child) p.blocked = { on: 'child', pid: child.pid };
}

/** A subshell: the same variables, its own life. */
export function fork(run: Run, p: Process, shell: ShellCode, node: Node, fds: Fds): Process | undefined {
  const ignored = [...shell.traps.entries()].filter(([, script]) => script === '');
  const traps = ignored.reduce((map, [name, script]) => map.set(name, script), shell.traps.size === 0 ? shell.traps : emptied(shell.traps));
  const code: ShellCode = { ...shell, todo: node, stack: undefined, traps, pending: [], reads: undefined };
  const child = spawn(run, { ppid: p.pid, title: p.title, fds, vars: p.vars, cwd: p.cwd, code });
  if (!child) write(run, p, 2, `${shell.name}: can't fork: Resource temporarily unavailable\n`);
  return child;
}

const emptied = (map: ShellCode['traps']): ShellCode['traps'] => [...map.keys()].reduce((rest, key) => rest.delete(key), map);

function enter(run: Run, p: Process, shell: ShellCode, node: Node, outputs: readonly string[]): void {
  switch (node.t) {
    case 'list':
      push(shell, { f: 'list', node, i: 0 });
      return;
    case 'and':
    case 'or':
      push(shell, { f: node.t, right: node.right });
      shell.todo = node.left;
      return;
    case 'not':
      push(shell, { f: 'not' });
      shell.todo = node.node;
      return;
    case 'pipe':
      startPipeline(run, p, shell, node.nodes);
      return;
    case 'group':
    case 'subshell':
    case 'if':
    case 'loop':
    case 'for':
    case 'case':
    case 'count':
      if (redirected(run, p, shell, node.redirects, outputs)) enterCompound(run, p, shell, node, outputs);
      return;
    case 'function':
      shell.functions = shell.functions.set(node.name, node.body);
      shell.status = 0;
      return;
    case 'simple':
      runSimple(run, p, shell, { node, outputs });
      return;
  }
}

type Compound = Extract<Node, { t: 'group' | 'subshell' | 'if' | 'loop' | 'for' | 'case' | 'count' }>;

function enterCompound(run: Run, p: Process, shell: ShellCode, node: Compound, outputs: readonly string[]): void {
  switch (node.t) {
    case 'group':
      shell.todo = node.body;
      return;
    case 'subshell': {
      const child = fork(run, p, shell, node.body, p.fds);
      if (child) await1(p, shell, child.pid);
      return;
    }
    case 'if':
      push(shell, { f: 'if', node, i: 0 });
      shell.todo = node.clauses[0]!.condition;
      return;
    case 'loop':
      push(shell, { f: 'loop', node, stage: 'condition', rounds: 0, status: 0 });
      shell.todo = node.condition;
      return;
    case 'for': {
      const values = node.words ? expandWords(node.words, scopeOf(run, p, shell, outputs)) : shell.args;
      push(shell, { f: 'for', node, values, i: 0 });
      shell.status = 0;
      return;
    }
    case 'count':
      arithmetic(run, p, shell, node.init);
      push(shell, { f: 'count', node, rounds: 0 });
      return;
    case 'case': {
      const scope = scopeOf(run, p, shell, outputs);
      const text = expandText(node.word, scope);
      const arm = node.arms.find(({ patterns }) => patterns.some((pattern) => globMatches(expandPattern(pattern, scope), text)));
      shell.status = 0;
      if (arm) shell.todo = arm.body;
      return;
    }
  }
}

const arithmetic = (run: Run, p: Process, shell: ShellCode, text: string): number => {
  const scope = scopeOf(run, p, shell);
  return text.trim() === '' ? 1 : evaluateArithmetic(text, { get: (name) => scope.get(name) ?? '', set: scope.set });
};

const await1 = (p: Process, shell: ShellCode, pid: number): void => {
  push(shell, { f: 'child', pid });
  p.blocked = { on: 'child', pid };
};

function startPipeline(run: Run, p: Process, shell: ShellCode, nodes: readonly Node[]): void {
  const pids: number[] = [];
  let input: Fd = p.fds[0];
  nodes.forEach((node, i) => {
    const last = i === nodes.length - 1;
    const pipe = last ? undefined : newPipe(run);
    const child = fork(run, p, shell, node, [input, pipe === undefined ? p.fds[1] : { fd: 'pipe', pipe }, p.fds[2]]);
    if (child) pids.push(child.pid);
    if (pipe !== undefined) input = { fd: 'pipe', pipe };
  });
  push(shell, { f: 'pipeline', pids });
  if (pids.length > 0) p.blocked = { on: 'child', pid: pids[0]! };
}

function runSimple(run: Run, p: Process, shell: ShellCode, what: { node: Extract<Node, { t: 'simple' }>; outputs: readonly string[] }): void {
  const { node, outputs } = what;
  const scope = scopeOf(run, p, shell, outputs);
  const assigned = node.assigns.map(({ name, word }) => ({ name, value: expandText(word, scope) }));
  const argv = expandWords(node.words, scope);
  if (shell.xtrace) write(run, p, 2, `+ ${[...assigned.map(({ name, value }) => `${name}=${value}`), ...argv].join(' ')}\n`);
  if (argv.length === 0) {
    for (const { name, value } of assigned) setVariable(p, name, value);
    // The status of the last command substitution stays: `x=$(false) || …`.
    if (outputs.length === 0) shell.status = 0;
    if (node.redirects.length > 0 && !redirected(run, p, shell, node.redirects, outputs)) checkErrexit(run, p, shell);
    else checkErrexit(run, p, shell);
    return;
  }
  const name = argv[0]!;
  const body = shell.functions.get(name);
  const builtin = Object.hasOwn(run.builtins, name) ? run.builtins[name] : undefined;
  if (!redirected(run, p, shell, node.redirects, outputs.slice(scope.nextOutput), name === 'exec')) {
    checkErrexit(run, p, shell);
    return;
  }
  if (body) {
    for (const { name: key, value } of assigned) setVariable(p, key, value);
    push(shell, { f: 'call', args: shell.args, kind: 'function' });
    shell.args = argv.slice(1);
    shell.todo = body;
  } else if (builtin) {
    for (const { name: key, value } of assigned) setVariable(p, key, value);
    const context: BuiltinContext = { run, p, shell, argv };
    const status = builtin(context);
    if (typeof status === 'number') {
      shell.status = status;
      checkErrexit(run, p, shell);
    }
  } else runExternal(run, p, shell, { argv, assigned });
}

function runExternal(
  run: Run,
  p: Process,
  shell: ShellCode,
  { argv, assigned }: { argv: readonly string[]; assigned: readonly { name: string; value: string }[] },
): void {
  const found = lookup(run, p, argv);
  if (found === undefined) {
    write(run, p, 2, notFound(run, shell, argv[0]!));
    shell.status = argv[0]!.includes('/') && run.world.files.stat(resolvePath(p.cwd, argv[0]!))?.type === 'directory' ? 126 : 127;
    checkErrexit(run, p, shell);
    return;
  }
  let vars = p.vars;
  for (const { name, value } of assigned) vars = vars.set(name, { value, exported: true });
  const child = launch(run, p, { argv, found, vars });
  if (child) await1(p, shell, child.pid);
  else shell.status = 1;
}

function resume(run: Run, p: Process, shell: ShellCode, frame: Frame): void {
  switch (frame.f) {
    case 'list':
      resumeList(run, p, shell, frame);
      return;
    case 'and':
    case 'or':
      if ((shell.status === 0) === (frame.f === 'and')) shell.todo = frame.right;
      return;
    case 'not':
      shell.status = shell.status === 0 ? 1 : 0;
      return;
    case 'if':
      resumeIf(shell, frame);
      return;
    case 'loop':
      resumeLoop(run, shell, frame);
      return;
    case 'for': {
      if (frame.i >= frame.values.length) return;
      setVariable(p, frame.node.name, frame.values[frame.i]!);
      push(shell, { ...frame, i: frame.i + 1 });
      shell.todo = frame.node.body;
      return;
    }
    case 'count':
      if (frame.rounds > 0) arithmetic(run, p, shell, frame.node.step);
      if (arithmetic(run, p, shell, frame.node.condition) === 0) return;
      push(shell, { ...frame, rounds: frame.rounds + 1 });
      shell.todo = frame.node.body;
      return;
    case 'substitute':
      resumeSubstitute(run, p, shell, frame);
      return;
    case 'pipeline':
      resumePipeline(run, p, shell, frame);
      return;
    case 'child':
      shell.status = run.exits.get(frame.pid) ?? 0;
      run.exits.delete(frame.pid);
      checkErrexit(run, p, shell);
      return;
    case 'restore':
      p.fds = frame.fds;
      return;
    case 'call':
      if (frame.kind === 'function') shell.args = frame.args;
      return;
    case 'trapped':
      shell.status = frame.status;
      return;
    case 'exit':
      end(run, p, frame.status);
      return;
    case 'builtin': {
      const status = run.builtins[frame.argv[0]!]!({ run, p, shell, argv: frame.argv, memory: frame.memory });
      if (typeof status === 'number') {
        shell.status = status;
        checkErrexit(run, p, shell);
      }
      return;
    }
  }
}

function resumePipeline(run: Run, p: Process, shell: ShellCode, frame: Extract<Frame, { f: 'pipeline' }>): void {
  const alive = frame.pids.find((pid) => run.processes.has(pid));
  if (alive !== undefined) {
    push(shell, frame);
    p.blocked = { on: 'child', pid: alive };
    return;
  }
  shell.status = run.exits.get(frame.pids[frame.pids.length - 1] ?? 0) ?? 0;
  for (const pid of frame.pids) run.exits.delete(pid);
  checkErrexit(run, p, shell);
}

function resumeList(run: Run, p: Process, shell: ShellCode, frame: Extract<Frame, { f: 'list' }>): void {
  const item = frame.node.items[frame.i];
  if (!item) return;
  if (frame.i + 1 < frame.node.items.length) push(shell, { f: 'list', node: frame.node, i: frame.i + 1 });
  if (!item.background) {
    shell.todo = item.node;
    return;
  }
  // What runs in the background reads nothing, and INT and QUIT do not reach it.
  const child = fork(run, p, shell, item.node, [{ fd: 'null' }, p.fds[1], p.fds[2]]);
  if (child) shell.lastBackground = child.pid;
  shell.status = 0;
}

function resumeIf(shell: ShellCode, frame: Extract<Frame, { f: 'if' }>): void {
  const { node, i } = frame;
  if (shell.status === 0) {
    shell.todo = node.clauses[i]!.body;
    return;
  }
  shell.status = 0;
  const next = node.clauses[i + 1];
  if (next) {
    push(shell, { f: 'if', node, i: i + 1 });
    shell.todo = next.condition;
  } else if (node.otherwise) shell.todo = node.otherwise;
}

/** From its third round on what a loop does counts as background. */
export const ROUNDS_OF_WORK = 3;

function resumeLoop(run: Run, shell: ShellCode, frame: Extract<Frame, { f: 'loop' }>): void {
  const { node } = frame;
  if (frame.stage === 'body') {
    push(shell, { ...frame, stage: 'condition', status: shell.status });
    shell.todo = node.condition;
    return;
  }
  const goes = (shell.status === 0) !== node.until;
  if (!goes) {
    shell.status = frame.status;
    return;
  }
  const rounds = frame.rounds + 1;
  if (rounds >= ROUNDS_OF_WORK) run.looping = true;
  push(shell, { ...frame, stage: 'body', rounds });
  shell.todo = node.body;
}

function resumeSubstitute(run: Run, p: Process, shell: ShellCode, frame: Extract<Frame, { f: 'substitute' }>): void {
  const pipe = run.pipes.get(frame.pipe);
  const outputs = [...frame.outputs, (pipe?.data ?? '').replace(/\n+$/, '')];
  run.pipes.delete(frame.pipe);
  for (const [pid, status] of run.exits) {
    shell.status = status;
    run.exits.delete(pid);
  }
  if (outputs.length < frame.commands.length) substitute(run, p, shell, { ...frame, outputs });
  else enter(run, p, shell, frame.node, outputs);
}
