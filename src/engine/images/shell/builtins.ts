import { seconds, type SimTime } from '../../../base/time.ts';
import { resolvePath } from '../files.ts';
import { evaluateArithmetic } from '../../../base/shell-arithmetic.ts';
import { evaluateTest } from '../../../base/shell-test.ts';
import { finish } from './ending.ts';
import { isBash } from './interactive.ts';
import { become, lookup, notFound } from './launch.ts';
import { parseScript } from './parse.ts';
import { formatPrintf, unescaped } from './patterns.ts';
import { type Process, signalName } from './process.ts';
import { type Builtin, type BuiltinContext, peekInput, signal, takeInput, write } from './run.ts';
import { push, scopeOf, setVariable, unwind } from './scope.ts';
import { testContext } from './test-context.ts';

const out = ({ run, p }: BuiltinContext, text: string): void => write(run, p, 1, text);
const err = ({ run, p, shell }: BuiltinContext, text: string): void => write(run, p, 2, `${shell.name}: ${text}\n`);

function echo(context: BuiltinContext): number {
  const { argv, run } = context;
  let at = 1;
  let newline = true;
  // dash's echo always reads escapes; busybox and bash only with -e.
  let escapes = run.context.image.shell === 'dash' && !context.shell.name.includes('bash');
  for (; at < argv.length && /^-[neE]+$/.test(argv[at]!); at++) {
    if (argv[at]!.includes('n')) newline = false;
    if (argv[at]!.includes('e')) escapes = true;
    if (argv[at]!.includes('E')) escapes = false;
  }
  const text = argv.slice(at).join(' ');
  out(context, (escapes ? unescaped(text) : text) + (newline ? '\n' : ''));
  return 0;
}

function cd(context: BuiltinContext): number {
  const { run, p, argv } = context;
  const target = argv[1] === '-' ? (p.vars.get('OLDPWD')?.value ?? p.cwd) : (argv[1] ?? p.vars.get('HOME')?.value ?? '/root');
  const path = resolvePath(p.cwd, target);
  if (path !== '/' && run.world.files.stat(path)?.type !== 'directory') {
    err(context, `cd: can't cd to ${target}: ${run.world.files.stat(path) ? 'Not a directory' : 'No such file or directory'}`);
    return 2;
  }
  setVariable(p, 'OLDPWD', p.cwd);
  p.cwd = path;
  return 0;
}

function assign(exported: boolean | undefined): Builtin {
  return (context) => {
    const { p, argv } = context;
    const names = argv.slice(1).filter((arg) => !arg.startsWith('-'));
    if (names.length === 0 && exported) for (const [name, { value, exported: is }] of p.vars.entries()) if (is) out(context, `export ${name}='${value}'\n`);
    for (const arg of names) {
      const equals = arg.indexOf('=');
      const name = equals < 0 ? arg : arg.slice(0, equals);
      if (!/^[A-Za-z_]\w*$/.test(name)) {
        err(context, `${argv[0]}: ${name}: bad variable name`);
        return 2;
      }
      setVariable(p, name, equals < 0 ? (p.vars.get(name)?.value ?? '') : arg.slice(equals + 1), exported);
    }
    return 0;
  };
}

function leave({ shell, argv, p }: BuiltinContext): number | undefined {
  const wanted = Number(argv[1] ?? 1) || 1;
  let count = 0;
  const isLoop = (f: string): boolean => f === 'loop' || f === 'for' || f === 'count';
  const found = unwind(p, shell, (frame) => isLoop(frame.f) && ++count >= wanted);
  if (!found) return 0;
  shell.status = 0;
  const frame = shell.stack!;
  shell.stack = argv[0] === 'break' ? frame.next : frame.f === 'loop' ? { ...frame, stage: 'body', status: 0 } : frame;
  return undefined;
}

function returns({ shell, argv, p, run }: BuiltinContext): undefined {
  const status = argv[1] === undefined ? shell.status : Number(argv[1]) & 255;
  const found = unwind(p, shell, (frame) => frame.f === 'call');
  shell.status = status;
  if (!found) {
    shell.stack = undefined;
    finish(run, p, shell, status);
  }
  return undefined;
}

function exit({ run, p, shell, argv }: BuiltinContext): undefined {
  const code = argv[1] === undefined ? shell.status : /^\d+$/.test(argv[1]) ? Number(argv[1]) & 255 : 2;
  if (shell.reads?.interactive && isBash(run, shell)) write(run, p, 2, 'exit\n');
  // `exit` within the EXIT trap decides the status itself.
  shell.stack = undefined;
  finish(run, p, shell, code);
  return undefined;
}

function set(context: BuiltinContext): number {
  const { shell, argv, p } = context;
  if (argv.length === 1) for (const [name, { value }] of p.vars.entries()) out(context, `${name}='${value}'\n`);
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i]!;
    if (arg === '--') {
      shell.args = argv.slice(i + 1);
      return 0;
    }
    if (!/^[-+]/.test(arg)) {
      shell.args = argv.slice(i);
      return 0;
    }
    const on = arg.startsWith('-');
    const flags = /^[-+]o$/.test(arg) ? ({ errexit: 'e', xtrace: 'x', nounset: 'u' }[argv[++i] ?? ''] ?? '') : arg.slice(1);
    if (flags.includes('e')) shell.errexit = on;
    if (flags.includes('x')) shell.xtrace = on;
    if (flags.includes('u')) shell.nounset = on;
    if (/^[-+][a-z]*o$/.test(arg) && !/^[-+]o$/.test(arg)) i++;
  }
  return 0;
}

function trap({ shell, argv }: BuiltinContext): number {
  const [script = '', ...names] = argv.slice(argv[1] === '--' ? 2 : 1);
  if (names.length === 0) return 0;
  for (const text of names) {
    const name = signalName(text);
    if (name === undefined) return 1;
    shell.traps = script === '-' ? shell.traps.delete(name) : shell.traps.set(name, script);
  }
  return 0;
}

function read(context: BuiltinContext): number | undefined {
  const { run, p, shell, argv, memory } = context;
  const input = peekInput(run, p);
  const end = input.text.indexOf('\n');
  const flag = argv.indexOf('-t');
  const until = (memory?.until as number | undefined) ?? (flag > 0 ? run.now + seconds(Number(argv[flag + 1]) || 0) : undefined);
  if (end < 0 && !input.eof) {
    if (until !== undefined && run.now >= until) return 1;
    push(shell, { f: 'builtin', argv, memory: { until } });
    p.blocked = until === undefined ? { on: 'line' } : { on: 'time', until: until as SimTime };
    return undefined;
  }
  const line = end < 0 ? input.text : input.text.slice(0, end);
  takeInput(run, p, end < 0 ? input.text.length : end + 1);
  const names = argv.slice(1).filter((arg, i, all) => !arg.startsWith('-') && !/^-[tnp]$/.test(all[i - 1] ?? ''));
  assignFields(p, names.length === 0 ? ['REPLY'] : names, argv.includes('-r') ? line : line.replaceAll(/\\(.)/g, '$1'));
  return end < 0 ? 1 : 0;
}

function assignFields(p: Process, names: readonly string[], line: string): void {
  const ifs = p.vars.get('IFS')?.value ?? ' \t\n';
  const isSeparator = (char: string): boolean => ifs.includes(char);
  let rest = line;
  if (ifs.includes(' ')) rest = rest.replace(/^[ \t]+|[ \t]+$/g, '');
  names.forEach((name, i) => {
    if (i === names.length - 1) {
      setVariable(p, name, rest);
      return;
    }
    const at = [...rest].findIndex(isSeparator);
    setVariable(p, name, at < 0 ? rest : rest.slice(0, at));
    rest = at < 0 ? '' : rest.slice(at + 1).replace(ifs.includes(' ') ? /^[ \t]+/ : /^/, '');
  });
}

function wait(context: BuiltinContext): number | undefined {
  const { run, p, shell, argv, memory } = context;
  const pids = argv
    .slice(1)
    .map(Number)
    .filter((pid) => pid > 0);
  if (memory && shell.pending.length > 0) return 128 + 15;
  const alive = (pid: number): boolean => run.processes.has(pid);
  const open = pids.length > 0 ? pids.some(alive) : [...run.processes.values()].some((other) => other.ppid === p.pid);
  if (open) {
    push(shell, { f: 'builtin', argv, memory: {} });
    p.blocked = { on: 'wait', pids: pids.length > 0 ? pids : undefined };
    return undefined;
  }
  const last = pids[pids.length - 1];
  if (last === undefined) return 0;
  const status = run.exits.get(last);
  run.exits.delete(last);
  return status ?? 127;
}

function exec(context: BuiltinContext): number | undefined {
  const { run, p, shell, argv } = context;
  const rest = argv.slice(1);
  if (rest.length === 0) return 0;
  const found = lookup(run, p, rest);
  if (!found) {
    write(run, p, 2, notFound(run, shell, rest[0]!).replace(': ', ': exec: '));
    shell.stack = undefined;
    finish(run, p, shell, 127);
    return undefined;
  }
  become(run, p, rest, found);
  return undefined;
}

function kill(context: BuiltinContext): number {
  const { run, argv } = context;
  let name = 'TERM';
  let failed = 0;
  for (let i = 1; i < argv.length; i++) {
    const arg = argv[i]!;
    if (arg === '-s' || arg === '-n') name = signalName(argv[++i] ?? '') ?? 'TERM';
    else if (arg === '-l') return 0;
    else if (/^-[A-Za-z0-9]+$/.test(arg) && i === 1) name = arg === '-0' ? '0' : (signalName(arg.slice(1)) ?? 'TERM');
    else {
      const target = run.processes.get(Number(arg.replace(/^%/, '')));
      if (!target) {
        err(context, `kill: (${arg}) - No such process`);
        failed = 1;
      } else if (name !== '0') signal(run, target, name);
    }
  }
  return failed;
}

function source(context: BuiltinContext): number | undefined {
  const { run, p, shell, argv } = context;
  const text = run.world.files.read(resolvePath(p.cwd, argv[1] ?? ''));
  if (text === undefined) {
    err(context, `.: can't open '${argv[1] ?? ''}': No such file or directory`);
    return 2;
  }
  push(shell, { f: 'call', args: shell.args, kind: 'source' });
  shell.todo = parseScript(text);
  return undefined;
}

function evaluate({ shell, argv }: BuiltinContext): undefined {
  shell.status = 0;
  shell.todo = parseScript(argv.slice(1).join(' '));
  return undefined;
}

function arithmeticCommand({ run, p, shell, argv }: BuiltinContext): number {
  const scope = scopeOf(run, p, shell);
  let value = 0;
  for (const text of argv.slice(1)) value = evaluateArithmetic(text, { get: (name) => scope.get(name) ?? '', set: scope.set });
  return value === 0 ? 1 : 0;
}

function testCommand(context: BuiltinContext): number {
  const { run, p, argv } = context;
  const closing = argv[0] === '[' ? ']' : argv[0] === '[[' ? ']]' : undefined;
  if (closing !== undefined && argv[argv.length - 1] !== closing) {
    err(context, `${argv[0]}: missing ${closing}`);
    return 2;
  }
  const words = closing === undefined ? argv.slice(1) : argv.slice(1, -1);
  const result = evaluateTest(words, testContext(run.world.files, p.cwd, argv[0] === '[['));
  if (typeof result === 'string') {
    err(context, result);
    return 2;
  }
  return result ? 0 : 1;
}

function whereIs(context: BuiltinContext): number {
  const { run, p, argv, shell } = context;
  let status = 0;
  for (const name of argv.slice(1).filter((arg) => !arg.startsWith('-'))) {
    if (Object.hasOwn(BUILTINS, name) || shell.functions.has(name)) out(context, argv[0] === 'type' ? `${name} is a shell builtin\n` : `${name}\n`);
    else if (lookup(run, p, [name])) out(context, argv[0] === 'type' ? `${name} is /usr/bin/${name}\n` : `/usr/bin/${name}\n`);
    else status = 127;
  }
  return status;
}

/** `command name args`: runs it; `command -v name` tells what it is. */
function command(context: BuiltinContext): number | undefined {
  const { argv, shell } = context;
  if (argv[1] === '-v' || argv[1] === '-V') return whereIs(context);
  shell.todo = { t: 'simple', assigns: [], words: argv.slice(1).map((text) => [{ p: 'text', text, quoted: true }]), redirects: [] };
  return argv.length > 1 ? undefined : 0;
}

export const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  echo,
  printf: (context) => {
    out(context, formatPrintf(context.argv[1] ?? '', context.argv.slice(2)));
    return 0;
  },
  cd,
  pwd: (context) => {
    out(context, `${context.p.cwd}\n`);
    return 0;
  },
  export: assign(true),
  readonly: assign(undefined),
  local: assign(undefined),
  declare: assign(undefined),
  unset: ({ p, shell, argv }) => {
    for (const name of argv.slice(1)) {
      p.vars = p.vars.delete(name);
      if (argv[1] === '-f') shell.functions = shell.functions.delete(name);
    }
    return 0;
  },
  break: leave,
  continue: leave,
  return: returns,
  exit,
  set,
  shift: ({ shell, argv }) => {
    const n = Number(argv[1] ?? 1);
    if (n > shell.args.length) return 1;
    shell.args = shell.args.slice(n);
    return 0;
  },
  trap,
  read,
  wait,
  exec,
  kill,
  '.': source,
  source,
  eval: evaluate,
  let: arithmeticCommand,
  test: testCommand,
  '[': testCommand,
  '[[': testCommand,
  type: whereIs,
  command,
  umask: () => 0,
  ulimit: () => 0,
  hash: () => 0,
  jobs: () => 0,
  shopt: () => 0,
};
