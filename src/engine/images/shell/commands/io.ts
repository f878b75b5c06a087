import type { Files } from '../../files.ts';
import type { Input } from '../stdin.ts';
import { FILE_ERROR_TEXTS, type FileError, resolvePath } from '../../files.ts';
import type { Block, Memory, Process } from '../process.ts';
import { peekInput, pipeIsFull, type Run, takeInput, write } from '../run.ts';

/** What a command sees of the world while it runs. */
export interface Io {
  readonly run: Run;
  readonly p: Process;
  /** Name it was called by and its arguments. */
  readonly name: string;
  readonly args: readonly string[];
  readonly files: Files;
}

/** A status ends the command; a block makes it wait and be called again with what it remembers. */
export type Outcome = number | { readonly block: Block; readonly memory: Memory };
export type CommandFunction = (io: Io, memory: Memory | undefined) => Outcome;

export const out = (io: Io, text: string): void => write(io.run, io.p, 1, text);
export const err = (io: Io, text: string): void => write(io.run, io.p, 2, `${io.name}: ${text}\n`);
/** To standard error, as it is. */
export const write2 = (io: Io, text: string): void => write(io.run, io.p, 2, text);
export const pathOf = (io: Io, path: string): string => resolvePath(io.p.cwd, path);
export const envOf = (io: Io, name: string): string | undefined => io.p.vars.get(name)?.value;
export const peek = (io: Io): Input => peekInput(io.run, io.p);
export const take = (io: Io, length: number): void => takeInput(io.run, io.p, length);
export const isFull = (io: Io): boolean => pipeIsFull(io.run, io.p);

/** Prints `name: what: No such file or directory` and returns 1. */
export function fileFailed(io: Io, what: string, error: FileError): number {
  err(io, `${what}: ${FILE_ERROR_TEXTS[error]}`);
  return 1;
}

export interface Parsed {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/** Options as getopt reads them; `withValue` lists the letters and long names that take one. */
export function parseOptions(args: readonly string[], withValue = ''): Parsed {
  const takes = new Set(withValue.split(' '));
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=');
      const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals);
      if (equals >= 0) values.set(name, arg.slice(equals + 1));
      else if (takes.has(name)) values.set(name, args[++i] ?? '');
      else flags.add(name);
    } else if (arg.startsWith('-') && arg.length > 1) i = shortOptions({ arg, i, args, takes, flags, values });
    else operands.push(arg);
  }
  return { flags, values, operands };
}

interface Short {
  readonly arg: string;
  readonly i: number;
  readonly args: readonly string[];
  readonly takes: ReadonlySet<string>;
  readonly flags: Set<string>;
  readonly values: Map<string, string>;
}

function shortOptions({ arg, i, args, takes, flags, values }: Short): number {
  for (let at = 1; at < arg.length; at++) {
    const letter = arg[at]!;
    if (!takes.has(letter)) {
      flags.add(letter);
      continue;
    }
    const rest = arg.slice(at + 1);
    values.set(letter, rest === '' ? (args[i + 1] ?? '') : rest);
    return rest === '' ? i + 1 : i;
  }
  return i;
}

/** What a command gathers before it can answer: the text of its files, or of standard input up to its end. */
export function gather(
  io: Io,
  operands: readonly string[],
  memory: Memory | undefined,
): { readonly text: string; readonly status: number } | { readonly waits: Outcome } {
  const named = operands.filter((operand) => operand !== '-');
  if (named.length > 0) {
    let status = 0;
    const text = named
      .map((operand) => {
        const content = readFile(io, operand);
        if (content === undefined) status = 1;
        return content ?? '';
      })
      .join('');
    return { text, status };
  }
  const input = peek(io);
  take(io, input.text.length);
  const text = `${String(memory?.text ?? '')}${input.text}`;
  // Simplified: what has no end is not gathered beyond 1 MiB; a real program would go on until its memory is gone.
  if (text.length > MAX_TEXT && !input.eof) return { waits: { block: { on: 'forever' }, memory: {} } };
  return input.eof ? { text, status: 0 } : { waits: { block: { on: 'input' }, memory: { text } } };
}

const MAX_TEXT = 1_048_576;

/** Reads a file for a command, or says why not. */
export function readFile(io: Io, operand: string): string | undefined {
  const path = pathOf(io, operand);
  const special = specialFile(io, path);
  if (special !== undefined) return special;
  const content = io.files.read(path);
  if (content === undefined) err(io, `${cannotOpen(io, operand)}: ${FILE_ERROR_TEXTS.ENOENT}`);
  return content;
}

/** Images with bash or dash have GNU's programs, the others those of busybox. */
export const isGnu = ({ run }: Io): boolean => run.context.image.shell === 'bash' || run.context.image.shell === 'dash';

function cannotOpen(io: Io, operand: string): string {
  const isEnd = io.name === 'head' || io.name === 'tail';
  if (isGnu(io)) return isEnd ? `cannot open '${operand}' for reading` : io.name === 'sed' ? `can't read ${operand}` : operand;
  return isEnd || io.name === 'cat' ? `can't open '${operand}'` : operand;
}

/** Files that no image and no volume holds. */
export function specialFile({ run }: Io, path: string): string | undefined {
  const { context } = run;
  switch (path) {
    case '/dev/null':
      return '';
    case '/etc/hostname':
      return run.world.files.read(path) ?? `${context.hostname}\n`;
    // The kubelet writes these two for every container.
    case '/etc/hosts':
      return (
        run.world.files.read(path) ??
        context.hosts ??
        `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n${context.podIP}\t${context.hostname}\n`
      );
    case '/etc/resolv.conf': {
      const namespace = run.world.files.read('/var/run/secrets/kubernetes.io/serviceaccount/namespace') ?? 'default';
      return (
        run.world.files.read(path) ??
        context.resolvConf ??
        `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`
      );
    }
    case '/proc/1/cmdline':
      return `${run.processes.get(1)?.title.replaceAll(' ', '\u0000') ?? ''}\u0000`;
    case '/sys/fs/cgroup/memory.max':
      return `${context.memoryLimitBytes}\n`;
    case '/sys/fs/cgroup/cpu.max':
      return `${context.cpuLimitMilli === undefined ? 'max' : context.cpuLimitMilli * 100} 100000\n`;
    case '/proc/uptime':
      return `${(run.now / 1_000_000).toFixed(2)} 0.00\n`;
    default:
      return undefined;
  }
}

/** Lines without their newlines; a last line without newline counts. */
export const linesOf = (text: string): string[] => (text === '' ? [] : (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'));

/**
 * A filter that works line by line: takes what has come, keeps the part of a last line, ends when its input ends. `each` returns what to print;
 * `last` is added at the end.
 */
export function filterLines(io: Io, operands: readonly string[], memory: Memory | undefined, each: (line: string) => string | undefined): Outcome {
  const named = operands.filter((operand) => operand !== '-');
  let status = 0;
  if (named.length > 0) {
    for (const operand of named) {
      const text = readFile(io, operand);
      if (text === undefined) status = 1;
      else
        out(
          io,
          linesOf(text)
            .map((line) => each(line) ?? '')
            .join(''),
        );
    }
    return status;
  }
  const input = peek(io);
  take(io, input.text.length);
  const text = `${String(memory?.rest ?? '')}${input.text}`;
  const end = input.eof ? text.length : text.lastIndexOf('\n') + 1;
  out(
    io,
    linesOf(text.slice(0, end))
      .map((line) => each(line) ?? '')
      .join(''),
  );
  return input.eof ? status : { block: { on: 'input' }, memory: { ...memory, rest: text.slice(end) } };
}
