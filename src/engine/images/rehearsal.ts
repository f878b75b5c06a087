import { DEFAULT_EPOCH_MS, type SimTime } from '../../base/time.ts';
import { lookupImage } from './catalog.ts';
import { type FileError, type Files, parentOf } from './files.ts';
import {
  advance,
  type HttpOutcome,
  type ProgramContext,
  type ProgramEffect,
  type ProgramInput,
  type ProgramState,
  type ProgramWorld,
  startProgram,
  type Step,
} from './program.ts';

/** For tests: a container alone on a virtual clock, with files in memory and a network made of answers. */
function memoryFiles(initial: Readonly<Record<string, string>> = {}): Files & { readonly all: Map<string, string> } {
  const all = new Map(Object.entries(initial));
  const dirs = new Set(['/', '/tmp', '/etc', '/var', '/bin', '/usr', '/usr/bin', '/root', '/dev', '/data']);
  for (const path of all.keys()) for (let dir = parentOf(path); dir !== '/'; dir = parentOf(dir)) dirs.add(dir);
  const refused = (path: string): FileError | undefined => (dirs.has(path) ? 'EISDIR' : dirs.has(parentOf(path)) ? undefined : 'ENOENT');
  return {
    all,
    read: (path) => all.get(path),
    stat: (path) => (dirs.has(path) ? { type: 'directory', sizeBytes: 4096 } : all.has(path) ? { type: 'file', sizeBytes: all.get(path)!.length } : undefined),
    list: (path) =>
      dirs.has(path)
        ? [...new Set([...all.keys(), ...dirs].filter((p) => p !== path && parentOf(p) === path).map((p) => p.slice(p.lastIndexOf('/') + 1)))].sort()
        : undefined,
    write: (path, content) => refused(path) ?? void all.set(path, content),
    append: (path, content) => refused(path) ?? void all.set(path, (all.get(path) ?? '') + content),
    mkdir: (path) => (dirs.has(path) || all.has(path) ? 'EEXIST' : dirs.has(parentOf(path)) ? void dirs.add(path) : 'ENOENT'),
    remove: (path, recursive) => {
      if (all.delete(path) || !dirs.has(path)) return undefined;
      if (!recursive && [...all.keys(), ...dirs].some((p) => p !== path && parentOf(p) === path)) return 'ENOTEMPTY';
      for (const p of [...all.keys()]) if (p.startsWith(`${path}/`)) all.delete(p);
      for (const p of [...dirs]) if (p === path || p.startsWith(`${path}/`)) dirs.delete(p);
      return undefined;
    },
    rename: (from, to) => {
      const content = all.get(from);
      if (content === undefined) return 'ENOENT';
      all.delete(from);
      all.set(to, content);
      return undefined;
    },
  };
}

export interface Rehearsal {
  state: ProgramState;
  now: SimTime;
  stdout: string;
  stderr: string;
  exitCode: number | undefined;
  reason: string | undefined;
  exitedAt: SimTime | undefined;
  listening: number[];
  readonly files: ReturnType<typeof memoryFiles>;
  readonly world: ProgramWorld;
  /** Wakes so far, and how many of them were background. */
  wakes: number;
  background: number;
  wakeAt: SimTime | undefined;
  readonly answers: (effect: Extract<ProgramEffect, { do: 'http' | 'connect' | 'resolve' }>, now: SimTime) => ProgramInput;
}

export interface RehearsalOptions {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly context?: Partial<ProgramContext>;
  readonly http?: (url: string, now: SimTime) => HttpOutcome;
  readonly resolve?: (name: string, now: SimTime) => readonly string[];
}

export function contextFor(options: RehearsalOptions): ProgramContext {
  const found = lookupImage(options.image ?? 'busybox');
  if (!found.ok) throw new Error(found.message);
  return {
    image: found.image,
    command: options.command,
    args: options.args,
    env: Object.entries(options.env ?? {}),
    workingDir: undefined,
    hostname: 'web-0',
    podIP: '10.244.1.7',
    memoryLimitBytes: 4 * 1_073_741_824,
    cpuLimitMilli: undefined,
    ports: [],
    ...options.context,
  };
}

export function rehearse(options: RehearsalOptions): Rehearsal {
  const files = memoryFiles(options.files);
  let drawn = 0;
  const world: ProgramWorld = { files, epochMs: DEFAULT_EPOCH_MS, draw: (from, to) => from + ((drawn++ * 7) % (to - from + 1)) };
  const now = 0 as SimTime;
  const first = startProgram(contextFor(options), now, world);
  const rehearsal: Rehearsal = {
    state: first.state,
    now,
    stdout: '',
    stderr: '',
    exitCode: undefined,
    reason: undefined,
    exitedAt: undefined,
    listening: [],
    files,
    world,
    wakes: 0,
    background: 0,
    wakeAt: undefined,
    answers: (effect, at) => {
      if (effect.do === 'http') return { on: 'http', id: effect.id, outcome: options.http?.(effect.url, at) ?? { kind: 'unknown-host' } };
      if (effect.do === 'connect') return { on: 'connect', id: effect.id, outcome: 'refused' };
      const addresses = options.resolve?.(effect.name, at) ?? [];
      return {
        on: 'resolve',
        id: effect.id,
        outcome: { rcode: addresses.length > 0 ? 'NOERROR' : 'NXDOMAIN', name: effect.name, addresses, server: '10.96.0.10' },
      };
    },
  };
  take(rehearsal, first);
  return rehearsal;
}

function take(r: Rehearsal, step: Step): void {
  r.state = step.state;
  const asked: Extract<ProgramEffect, { do: 'http' | 'connect' | 'resolve' }>[] = [];
  r.wakeAt = undefined;
  for (const effect of step.effects) {
    if (effect.do === 'log') r[effect.stream] += effect.text;
    else if (effect.do === 'exit') {
      r.exitCode = effect.exitCode;
      r.reason = effect.reason;
      r.exitedAt = r.now;
    } else if (effect.do === 'listen') r.listening.push(effect.port);
    else if (effect.do === 'close') r.listening = r.listening.filter((port) => port !== effect.port);
    else if (effect.do === 'wake') {
      r.wakeAt = effect.at;
      r.wakes++;
      if (effect.background) r.background++;
    } else asked.push(effect);
  }
  for (const effect of asked) give(r, r.answers(effect, r.now));
}

export const give = (r: Rehearsal, input: ProgramInput): void => take(r, advance(r.state, r.now, input, r.world));

/** Lets virtual time pass. */
export function pass(r: Rehearsal, us: number): void {
  const end = (r.now + us) as SimTime;
  while (r.exitCode === undefined && r.wakeAt !== undefined && r.wakeAt <= end) {
    r.now = r.wakeAt;
    give(r, { on: 'wake' });
  }
  r.now = end;
}
