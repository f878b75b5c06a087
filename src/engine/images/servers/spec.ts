import type { SimTime } from '../../../base/time.ts';
import { queryOf as parameters } from '../../../wire/query.ts';
import { type Clock, clockAt } from '../clock.ts';
import type { PodRequest, ProgramContext, ProgramWorld } from '../program.ts';

/** What a known server does, as a table row. Functions here are constants of the code, never kept in state. */
export interface ServerSpec {
  /** From exec to listening. */
  readonly startUs: number | ((start: ServerStart) => number);
  /** Ports it listens on; default: the image's. `any`: whatever port it is asked at (images nobody described). */
  readonly ports?: (start: ServerStart) => readonly number[] | 'any';
  /** What keeps it from running at all. */
  readonly refuses?: (start: ServerStart) => { readonly exitCode: number; readonly stderr: string; readonly afterUs: number } | undefined;
  /** Written at once, and when it listens. */
  readonly starting?: (start: ServerStart) => string;
  readonly ready?: (start: ServerStart) => string;
  readonly stream?: 'stdout' | 'stderr';
  /** Files it makes when it has started, e.g. a data directory. */
  readonly writes?: (start: ServerStart) => readonly (readonly [path: string, content: string])[];
  /** Undefined: the port does not speak HTTP (connections are accepted). */
  readonly answer?: (start: ServerStart, request: PodRequest) => ServerAnswer | undefined;
  /** One line per request; undefined = none. */
  readonly accessLog?: (clock: Clock, request: PodRequest, answer: ServerAnswer) => string;
  /** Time to answer one request. */
  readonly answerUs?: number;
  readonly memoryBytes: number;
  readonly memoryBytesPerRequest?: number;
  readonly idleCpuMilli?: number;
  readonly startCpuMilli?: number;
  readonly cpuMilliPerRequest?: number;
  /** On the image's stop signal (the runtime sends it as TERM); default: exit 0 after 50 ms. `ignored`: as pid 1 without a handler. */
  readonly stop?: { readonly exitCode: number; readonly afterUs: number; readonly says?: (clock: Clock) => string } | 'ignored';
}

export interface ServerAnswer {
  readonly status: number;
  readonly body: string;
}

/** What a row may look at. */
export interface ServerStart {
  readonly context: ProgramContext;
  readonly argv: readonly string[];
  readonly now: SimTime;
  readonly startedAt: SimTime;
  readonly requests: number;
  readonly clock: Clock;
  readonly world: ProgramWorld;
}

export const serverStart = (
  context: ProgramContext,
  argv: readonly string[],
  at: { now: SimTime; startedAt: SimTime; requests: number },
  world: ProgramWorld,
): ServerStart => ({
  context,
  argv,
  ...at,
  clock: clockAt(world.epochMs, at.now),
  world,
});

export const MiB = 1_048_576;

/** Value of an environment variable: the container's, else the image's. */
export function envOf({ env, image }: ProgramContext, name: string): string | undefined {
  for (let i = env.length - 1; i >= 0; i--) if (env[i]![0] === name) return env[i]![1];
  return image.env.find(([key]) => key === name)?.[1];
}

/** Value of a flag in any of the usual spellings: `--port=80`, `--port 80`, `-port=80`. */
export function flagOf(argv: readonly string[], ...names: readonly string[]): string | undefined {
  for (let i = 0; i < argv.length; i++)
    for (const name of names) {
      if (argv[i] === name) return argv[i + 1];
      if (argv[i]!.startsWith(`${name}=`)) return argv[i]!.slice(name.length + 1);
    }
  return undefined;
}

export const ok = (body: string): ServerAnswer => ({ status: 200, body });
export const pathOf = (request: PodRequest): string => (request.path ?? '/').split('?')[0]!;

export const queryOf = ({ path = '' }: PodRequest): Readonly<Record<string, string>> => parameters(path.split('?')[1] ?? '') ?? {};

/** `10.244.1.1 - - [01/Jan/2026:00:00:05 +0000] "GET / HTTP/1.1" 200 615` */
export const commonLog = (when: string, request: PodRequest, answer: ServerAnswer): string =>
  `${request.client} - - [${when}] "${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1" ${answer.status} ${answer.body.length}`;
