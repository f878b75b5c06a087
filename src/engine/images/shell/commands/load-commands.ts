import { seconds, type SimTime } from '../../../../base/time.ts';
import { end } from '../run.ts';
import { sizeOf } from './file-commands.ts';
import { type CommandFunction, err, type Io, out, parseOptions, type Outcome } from './io.ts';
import type { Memory } from '../process.ts';
import { durationOf } from './system-commands.ts';

/** How fast a program that only takes memory gets it. */
const EATS_BYTES_PER_SECOND = 256 * 1_048_576;

/**
 * Takes memory up to `targetBytes`. When the container may not have so much, the kernel kills it at the moment the limit is reached (all its
 * processes: the kubelet sets memory.oom.group).
 */
export function eatMemory(
  io: Io,
  memory: Memory | undefined,
  targetBytes: number,
  more: { readonly cpuMilli?: number; readonly until?: SimTime } = {},
): Outcome {
  const { now, context } = io.run;
  const since = (memory?.since as number | undefined) ?? now;
  const kills = targetBytes >= context.memoryLimitBytes;
  const at = since + Math.ceil((Math.min(targetBytes, context.memoryLimitBytes) / EATS_BYTES_PER_SECOND) * 1_000_000);
  if (kills && now >= at) {
    end(io.run, io.p, 137, 'OOMKilled');
    return 137;
  }
  const next: Memory = {
    ...memory,
    since,
    growsBytesPerSecond: EATS_BYTES_PER_SECOND,
    targetBytes: Math.min(targetBytes, context.memoryLimitBytes * 2),
    cpuMilli: more.cpuMilli ?? 1_000,
  };
  const wakes = kills ? Math.min(at, more.until ?? at) : more.until;
  return { block: wakes === undefined ? { on: 'forever' } : { on: 'time', until: wakes as SimTime }, memory: next };
}

const LONG: Readonly<Record<string, string>> = { cpu: 'c', vm: 'm', io: 'i', timeout: 't', hdd: 'd' };

/** stress and stress-ng: so many workers of each kind, for a time or for ever. */
const stress: CommandFunction = (io, memory) => {
  const { values } = parseOptions(io.args, 'c m i d t cpu vm io hdd timeout vm-bytes vm-hang vm-keep cpus mem-total mem-alloc-size mem-alloc-tick');
  const value = (name: string): string | undefined => values.get(name) ?? values.get(LONG[name] ?? '');
  const [cpu, vm, disk, hdd] = ['cpu', 'vm', 'io', 'hdd'].map((name) => Number(value(name) ?? 0));
  const lasts = value('timeout') === undefined ? undefined : durationOf(value('timeout')!);
  if (cpu! + vm! + disk! + hdd! === 0) {
    err(io, io.args.length === 0 ? 'usage: stress [OPTION [ARG]] ...' : `FAIL: [${io.p.pid}] (244) unrecognized option: ${io.args[0]}`);
    return 1;
  }
  const until = (memory?.until as number | undefined) ?? (lasts === undefined ? undefined : io.run.now + seconds(lasts));
  if (!memory) out(io, `stress: info: [${io.p.pid}] dispatching hogs: ${cpu} cpu, ${disk} io, ${vm} vm, ${hdd} hdd\n`);
  if (until !== undefined && io.run.now >= until) {
    out(io, `stress: info: [${io.p.pid}] successful run completed in ${lasts}s\n`);
    return 0;
  }
  const hangs = Number(values.get('vm-hang') ?? 0) > 0 || values.has('vm-keep');
  const cpuMilli = 1_000 * (cpu! + (hangs ? 0 : vm!)) || 5;
  if (vm! > 0) {
    const outcome = eatMemory(io, memory, vm! * sizeOf(values.get('vm-bytes') ?? '256M'), {
      cpuMilli,
      ...(until === undefined ? {} : { until: until as SimTime }),
    });
    return typeof outcome === 'number' ? outcome : { ...outcome, memory: { ...outcome.memory, until } };
  }
  return { block: until === undefined ? { on: 'forever' } : { on: 'time', until: until as SimTime }, memory: { cpuMilli, until } };
};

/** π to so many digits after the point, by Machin's formula in whole numbers. */
function piDigits(digits: number): string {
  const scale = 10n ** BigInt(digits + 10);
  const arctan = (x: bigint): bigint => {
    let term = scale / x;
    let sum = term;
    for (let n = 3n, sign = -1n; term !== 0n; n += 2n, sign = -sign) {
      term /= x * x;
      sum += (sign * term) / n;
    }
    return sum;
  };
  const text = String((4n * (4n * arctan(5n) - arctan(239n))) / 10n ** 10n);
  return `${text[0]}.${text.slice(1)}`;
}

/** perl. Simplified: the example that prints π (`bpi(2000)`) and `print "…"`; other programs end at once without output. */
const perl: CommandFunction = (io, memory) => {
  const program = io.args.filter((arg) => !arg.startsWith('-')).pop() ?? '';
  const pi = /bpi\((\d+)\)/.exec(program);
  if (pi && !memory) return { block: { on: 'time', until: (io.run.now + seconds(3.5)) as SimTime }, memory: { cpuMilli: 1_000 } };
  if (pi) out(io, `${piDigits(Math.min(Number(pi[1]), 5_000) - 1)}\n`);
  const text = /^\s*print\s+["']([^"']*)["']/.exec(program)?.[1];
  if (text !== undefined) out(io, text.replaceAll('\\n', '\n'));
  return 0;
};

/** python -c and node -e. Simplified: what `print("…")` or `console.log("…")` say is printed, the rest of the program does nothing. */
const interpreter: CommandFunction = (io) => {
  const code = io.args[io.args.findIndex((arg) => arg === '-c' || arg === '-e') + 1] ?? '';
  for (const match of code.matchAll(/(?:print|console\.log)\s*\(\s*f?["']([^"']*)["']\s*\)/g)) out(io, `${match[1]}\n`);
  const status = /(?:sys\.exit|process\.exit|exit)\s*\(\s*(\d+)\s*\)/.exec(code)?.[1];
  return status === undefined ? 0 : Number(status) & 255;
};

export const LOAD_COMMANDS: Readonly<Record<string, CommandFunction>> = {
  stress,
  'stress-ng': stress,
  perl,
  python: interpreter,
  python3: interpreter,
  node: interpreter,
};
