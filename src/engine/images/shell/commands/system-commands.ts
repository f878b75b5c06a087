import { seconds, type SimTime } from '../../../../base/time.ts';
import { clockAt, MONTHS, WEEKDAYS, type Clock } from '../../clock.ts';
import { launch, lookup, notFound } from '../launch.ts';
import { signalName } from '../process.ts';
import { signal, write } from '../run.ts';
import { evaluateTest } from '../../../../base/shell-test.ts';
import { testContext } from '../test-context.ts';
import { dnsdomainname, hostname } from './hostname.ts';
import { type CommandFunction, envOf, err, gather, type Io, isFull, isGnu, linesOf, out, parseOptions, type Outcome, write2 } from './io.ts';
import { unescaped } from '../patterns.ts';
import { groupsOf, userOf } from '../user.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 };
const MAX_SLEEP_S = 86_400 * 3_650;

/** Seconds of `1`, `0.5`, `2m`, `1h`; undefined when it is no duration. */
export function durationOf(text: string): number | undefined {
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text);
  return match ? Math.min(Number(match[1]) * UNITS[match[2]!]!, MAX_SLEEP_S) : undefined;
}

const sleep: CommandFunction = (io, memory) => {
  if (memory) return 0;
  if (io.args.length === 0) {
    err(io, 'missing operand');
    return 1;
  }
  if (io.args.some((arg) => /^inf(?:inity)?$/.test(arg))) return { block: { on: 'forever' }, memory: {} };
  let total = 0;
  for (const arg of io.args) {
    const duration = durationOf(arg);
    if (duration === undefined) {
      err(io, io.run.context.image.shell === 'busybox' ? `invalid number '${arg}'` : `invalid time interval '${arg}'`);
      return 1;
    }
    total += duration;
  }
  return { block: { on: 'time', until: (io.run.now + seconds(total)) as SimTime }, memory: {} };
};

const date: CommandFunction = (io) => {
  const { run, args } = io;
  const given = args.indexOf('-d') >= 0 ? args[args.indexOf('-d') + 1] : undefined;
  const at = given === undefined ? undefined : /^@(\d+)$/.exec(given)?.[1];
  const clock = at === undefined ? clockAt(run.world.epochMs, run.now) : clockAt(0, (Number(at) * 1_000_000) as SimTime);
  const format = args.find((arg) => arg.startsWith('+'));
  if (format !== undefined) out(io, `${formatDate(clock, format.slice(1))}\n`);
  else if (args.some((arg) => /^(?:-Iseconds|-Is|--iso-8601=seconds)$/.test(arg))) out(io, `${formatDate(clock, '%Y-%m-%dT%H:%M:%S+00:00')}\n`);
  else if (args.includes('-I')) out(io, `${formatDate(clock, '%F')}\n`);
  else if (args.includes('-R')) out(io, `${formatDate(clock, '%a, %d %b %Y %T +0000')}\n`);
  else out(io, `${formatDate(clock, '%a %b %e %H:%M:%S UTC %Y')}\n`);
  return 0;
};

function formatDate(c: Clock, format: string): string {
  return format.replaceAll(/%([a-zA-Z%])/g, (whole, letter: string) => {
    const value: Readonly<Record<string, string>> = {
      Y: c.year,
      y: c.year.slice(2),
      m: c.month,
      d: c.day,
      e: String(Number(c.day)).padStart(2),
      H: c.hour,
      M: c.minute,
      S: c.second,
      N: `${c.micros}000`,
      I: String(((Number(c.hour) + 11) % 12) + 1).padStart(2, '0'),
      p: Number(c.hour) < 12 ? 'AM' : 'PM',
      s: String(c.unix),
      j: String(c.dayOfYear).padStart(3, '0'),
      a: WEEKDAYS[c.weekday]!,
      b: MONTHS[Number(c.month) - 1]!,
      h: MONTHS[Number(c.month) - 1]!,
      u: String(c.weekday === 0 ? 7 : c.weekday),
      w: String(c.weekday),
      F: `${c.year}-${c.month}-${c.day}`,
      T: `${c.hour}:${c.minute}:${c.second}`,
      R: `${c.hour}:${c.minute}`,
      D: `${c.month}/${c.day}/${c.year.slice(2)}`,
      Z: 'UTC',
      z: '+0000',
      n: '\n',
      t: '\t',
      '%': '%',
      c: `${WEEKDAYS[c.weekday]} ${MONTHS[Number(c.month) - 1]} ${String(Number(c.day)).padStart(2)} ${c.hour}:${c.minute}:${c.second} ${c.year}`,
      A: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][c.weekday]!,
      B: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'][Number(c.month) - 1]!,
    };
    return value[letter] ?? whole;
  });
}

const env: CommandFunction = (io, memory) => {
  if (memory) return endOf(io, memory);
  let at = 0;
  let vars = io.p.vars;
  if (io.args[at] === '-i') {
    at++;
    for (const key of [...vars.keys()]) vars = vars.delete(key);
  }
  for (; at < io.args.length && /^[A-Za-z_]\w*=/.test(io.args[at]!); at++) {
    const equals = io.args[at]!.indexOf('=');
    vars = vars.set(io.args[at]!.slice(0, equals), { value: io.args[at]!.slice(equals + 1), exported: true });
  }
  if (at < io.args.length) return startChild(io, io.args.slice(at), { vars });
  for (const [name, { value }] of vars.entries()) out(io, `${name}=${value}\n`);
  return 0;
};

/** Starts another command and waits for it. */
function startChild(io: Io, argv: readonly string[], how: { readonly vars?: Io['p']['vars']; readonly until?: SimTime } = {}): Outcome {
  const found = lookup(io.run, io.p, argv);
  if (!found) {
    write(io.run, io.p, 2, notFound(io.run, io, argv[0]!));
    return 127;
  }
  const child = launch(io.run, io.p, { argv, found, vars: how.vars ?? io.p.vars });
  if (!child) return 1;
  return { block: { on: 'child', pid: child.pid, ...(how.until === undefined ? {} : { until: how.until }) }, memory: { pid: child.pid } };
}

function endOf(io: Io, memory: { readonly pid?: unknown }): number {
  const pid = Number(memory.pid);
  const status = io.run.exits.get(pid) ?? 0;
  io.run.exits.delete(pid);
  return status;
}

const timeout: CommandFunction = (io, memory) => {
  if (memory) {
    const child = io.run.processes.get(Number(memory.pid));
    if (!child) {
      const status = endOf(io, memory);
      // busybox's becomes the command itself and so dies of the signal; that of coreutils ends with 124.
      return memory.timedOut === true && io.run.context.image.shell !== 'busybox' ? 124 : status;
    }
    signal(io.run, child, 'TERM');
    // What ignores TERM is waited for.
    return { block: { on: 'child', pid: child.pid }, memory: { ...memory, timedOut: true } };
  }
  const { operands } = splitOperands(io.args, 'k s');
  const duration = durationOf(operands[0] ?? '');
  if (duration === undefined || operands.length < 2) {
    err(io, `invalid time interval '${operands[0] ?? ''}'`);
    return 125;
  }
  return startChild(io, operands.slice(1), { until: (io.run.now + seconds(duration)) as SimTime });
};

/** Options stop at the first operand: what follows belongs to the command that is run. */
function splitOperands(args: readonly string[], withValue: string): { operands: readonly string[] } {
  const takes = withValue.split(' ');
  let at = 0;
  while (at < args.length && args[at]!.startsWith('-')) at += takes.includes(args[at]!.slice(1)) ? 2 : 1;
  return { operands: args.slice(at) };
}

const wrapper =
  (withValue: string): CommandFunction =>
  (io, memory) =>
    memory ? endOf(io, memory) : startChild(io, splitOperands(io.args, withValue).operands);

const xargs: CommandFunction = (io, memory) => {
  if (memory?.pid !== undefined) return endOf(io, memory);
  const gathered = gather(io, [], memory);
  if ('waits' in gathered) return gathered.waits;
  const { operands } = splitOperands(io.args, 'n I P d');
  const words = gathered.text.split(/\s+/).filter((word) => word !== '');
  const placeholder = io.args.includes('-I') ? (io.args[io.args.indexOf('-I') + 1] ?? '{}') : undefined;
  const base = operands.length === 0 ? ['echo'] : operands;
  return startChild(io, placeholder === undefined ? [...base, ...words] : base.map((word) => word.replaceAll(placeholder, linesOf(gathered.text)[0] ?? '')));
};

const called = (name: string): string => (name === '' ? '' : `(${name})`);

const id: CommandFunction = (io) => {
  const { name, id: uid } = userOf(io.run.context);
  const { groups } = io.run.context;
  const [gid = 0, ...rest] = groupsOf(io.run.context);
  // busybox tells them as the kernel keeps them, GNU's program begins with the primary one.
  const all = isGnu(io) ? [gid, ...rest] : [gid, ...rest].sort((a, b) => a - b);
  if (io.args.includes('-G')) out(io, `${all.join(' ')}\n`);
  else if (io.args.includes('-g')) out(io, `${gid}\n`);
  else if (io.args.includes('-u')) out(io, io.args.includes('-n') ? `${name}\n` : `${uid}\n`);
  else if (io.args.includes('-un')) out(io, `${name}\n`);
  else if (groups)
    out(
      io,
      `uid=${uid}${called(name)} gid=${gid}${gid === 0 ? called('root') : ''} groups=${all.map((one) => `${one}${one === 0 ? called('root') : ''}`).join(',')}\n`,
    );
  else out(io, name === '' ? `uid=${uid} gid=0(root) groups=0(root)\n` : `uid=${uid}(${name}) gid=${uid}(${name}) groups=${uid}(${name})\n`);
  return 0;
};

const ps: CommandFunction = (io) => {
  const { name, id: uid } = userOf(io.run.context);
  out(io, 'PID   USER     TIME  COMMAND\n');
  for (const { pid, title } of [...io.run.processes.values()].sort((a, b) => a.pid - b.pid))
    out(io, `${String(pid).padStart(5)} ${(name || String(uid)).padEnd(8)}  0:00 ${title}\n`);
  return 0;
};

const kill: CommandFunction = (io) => {
  let name = 'TERM';
  let status = 0;
  for (const arg of io.args) {
    if (arg.startsWith('-')) name = arg === '-0' ? '0' : (signalName(arg.slice(1)) ?? 'TERM');
    else {
      const target = io.run.processes.get(Number(arg));
      if (!target) {
        err(io, `can't kill pid ${arg}: No such process`);
        status = 1;
      } else if (name !== '0') signal(io.run, target, name);
    }
  }
  return status;
};

const uname: CommandFunction = (io) => {
  const all = io.args.includes('-a');
  const fields = [
    ['s', 'Linux'],
    ['n', io.run.context.hostname],
    ['r', '6.12.0'],
    ['v', '#1 SMP'],
    ['m', 'x86_64'],
    ['o', 'Linux'],
  ] as const;
  const shown = all ? fields : fields.filter(([flag]) => io.args.some((arg) => arg.includes(flag)));
  out(io, `${shown.length === 0 ? 'Linux' : shown.map(([, value]) => value).join(' ')}\n`);
  return 0;
};

const yes: CommandFunction = (io) => {
  const line = `${io.args.join(' ') || 'y'}\n`;
  if (!isFull(io)) out(io, line.repeat(Math.max(Math.floor(4_096 / line.length), 1)));
  // Simplified: into a file or the log `yes` writes 4 KiB a second, real ones as fast as they can.
  if (io.p.fds[1].fd !== 'pipe') return { block: { on: 'time', until: (io.run.now + seconds(1)) as SimTime }, memory: { cpuMilli: 1_000 } };
  return { block: { on: 'space' }, memory: {} };
};

/** Package managers fetch what they are asked for after some seconds; the programs Cutaway knows can be used from then on. */
function installer(verb: string, names: Readonly<Record<string, readonly string[]>>): CommandFunction {
  return (io, memory) => {
    const { operands } = parseOptions(io.args, 't');
    if (!memory) return { block: { on: 'time', until: (io.run.now + seconds(operands[0] === verb ? 4 : 2)) as SimTime }, memory: { cpuMilli: 400 } };
    if (operands[0] !== verb) return 0;
    for (const name of operands.slice(1))
      for (const binary of names[name] ?? [name]) {
        io.run.installed.add(binary);
        io.files.write(`/usr/bin/${binary}`, '');
      }
    out(io, verb === 'add' ? `OK: 12 MiB in ${15 + operands.length} packages\n` : `Setting up ${operands.slice(1).join(', ')} ...\n`);
    return 0;
  };
}

const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  dnsutils: ['nslookup', 'dig', 'host'],
  'bind-tools': ['nslookup', 'dig', 'host'],
  'bind9-dnsutils': ['nslookup', 'dig', 'host'],
  'iputils-ping': ['ping'],
  'netcat-openbsd': ['nc'],
  netcat: ['nc'],
  procps: ['ps', 'free'],
};

/** busybox erases what is below the home position, on whatever output; that of ncurses does as its entry for xterm says, where a terminal is named. */
const clear: CommandFunction = (io) => {
  const { image } = io.run.context;
  if (image.shell === 'busybox' || image.name.includes('alpine')) out(io, '\u001b[H\u001b[J');
  else if (envOf(io, 'TERM')) out(io, '\u001b[H\u001b[2J\u001b[3J');
  else {
    write2(io, 'TERM environment variable not set.\n');
    return 1;
  }
  return 0;
};

export const SYSTEM_COMMANDS: Readonly<Record<string, CommandFunction>> = {
  sleep,
  date,
  env,
  printenv: (io) => {
    if (io.args.length === 0) return env(io, undefined);
    const value = envOf(io, io.args[0]!);
    if (value === undefined) return 1;
    out(io, `${value}\n`);
    return 0;
  },
  timeout,
  xargs,
  id,
  ps,
  kill,
  uname,
  yes,
  nohup: wrapper(''),
  time: wrapper('f o'),
  setsid: wrapper(''),
  nice: wrapper('n'),
  stdbuf: wrapper('o e i'),
  echo: (io) => {
    const bare = io.args[0] === '-n' || io.args[0] === '-e';
    const text = (bare ? io.args.slice(1) : io.args).join(' ');
    out(io, (io.args[0] === '-e' ? unescaped(text) : text) + (io.args[0] === '-n' ? '' : '\n'));
    return 0;
  },
  true: () => 0,
  false: () => 1,
  pwd: (io) => (out(io, `${io.p.cwd}\n`), 0),
  usleep: (io, memory) =>
    memory ? 0 : { block: { on: 'time', until: (io.run.now + Math.max(Math.round(Number(io.args[0]) || 0), 0)) as SimTime }, memory: {} },
  hostname,
  dnsdomainname,
  whoami: (io) => {
    const { name, id: uid } = userOf(io.run.context);
    if (name !== '') out(io, `${name}\n`);
    else err(io, `unknown uid ${uid}`);
    return name === '' ? 1 : 0;
  },
  sysctl: (io) => {
    for (const setting of parseOptions(io.args).operands) out(io, `${setting.replace('=', ' = ')}\n`);
    return 0;
  },
  which: (io) => {
    const missing = io.args.filter((name) => {
      const found = lookup(io.run, io.p, [name]);
      if (found) out(io, `/usr/bin/${name}\n`);
      return !found;
    });
    return missing.length > 0 ? 1 : 0;
  },
  clear,
  nproc: (io) => (out(io, `${Math.max(Math.ceil((io.run.context.cpuLimitMilli ?? 4_000) / 1_000), 1)}\n`), 0),
  free: (io) => {
    const total = Math.round(io.run.context.memoryLimitBytes / 1_024);
    out(
      io,
      `              total        used        free      shared  buff/cache   available\nMem:     ${String(total).padStart(10)}  ${String(Math.round(total * 0.2)).padStart(10)}  ${String(Math.round(total * 0.8)).padStart(10)}           0           0  ${String(Math.round(total * 0.8)).padStart(10)}\n`,
    );
    return 0;
  },
  df: (io) => (out(io, 'Filesystem           1K-blocks      Used Available Use% Mounted on\noverlay               102400000  20480000  81920000  20% /\n'), 0),
  du: (io) => (out(io, `4\t${parseOptions(io.args).operands[0] ?? '.'}\n`), 0),
  test: (io) => testStatus(io, io.args),
  '[': (io) => testStatus(io, io.args.slice(0, -1)),
  apk: installer('add', PACKAGES),
  'apt-get': installer('install', PACKAGES),
  apt: installer('install', PACKAGES),
};

function testStatus(io: Io, words: readonly string[]): number {
  const result = evaluateTest(words, testContext(io.files, io.p.cwd, false));
  if (typeof result === 'string') err(io, result);
  return typeof result === 'string' ? 2 : result ? 0 : 1;
}
