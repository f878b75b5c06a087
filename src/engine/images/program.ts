import type { SimTime } from '../../base/time.ts';
import type { Image } from './catalog.ts';
import type { Files } from './files.ts';
import { advanceServer, type ServerState, serveByServer, startServer } from './servers/server.ts';
import { advanceMachine, type Machine, serveByMachine, startMachine } from './shell/machine.ts';

/**
 * What a container does while it runs. A program is plain data (`ProgramState`) that the container runtime keeps; the functions here
 * are pure but for the container's files. Whatever takes time comes back as a `wake` effect or as an input that answers an effect.
 *
 * The runtime's duties:
 *  - `startProgram` when the container starts; keep `state`; carry out `effects` in order;
 *  - on `wake`: schedule one event; when it comes and the container still lives this life, `advance(…, {on: 'wake'}, …)`. A later `wake`
 *    replaces an earlier one (an early wake does no harm);
 *  - on `http` / `connect` / `resolve`: hand it to the network (`sendFromPod`, `resolveFromPod` in engine/network) and bring the answer
 *    back as the input of the same `id`;
 *  - on a request that arrives at the pod's address: `serve`, then schedule the answer after `afterUs`;
 *  - on `exit`: the container has ended; nothing more comes.
 */

/** Everything the runtime knows of a container when it starts it. Plain data; kept inside the state. */
export interface ProgramContext {
  readonly image: Image;
  /** `command` of the container, else undefined: the image's entrypoint. */
  readonly command: readonly string[] | undefined;
  /** `args` of the container, else undefined: the image's cmd (unless `command` is set). */
  readonly args: readonly string[] | undefined;
  /** Environment in order, already expanded ($(VAR), envFrom, service links). The image's own ENV is added by the program. */
  readonly env: readonly (readonly [name: string, value: string])[];
  readonly workingDir: string | undefined;
  readonly hostname: string;
  readonly podIP: string;
  /** /etc/hosts and /etc/resolv.conf where they are not those that every pod has. */
  readonly hosts?: string;
  readonly resolvConf?: string;
  /** Memory the container may use before the kernel kills it: its limit, else what the node has. Bytes. */
  readonly memoryLimitBytes: number;
  /** CPU limit in thousandths of a core, undefined = none. */
  readonly cpuLimitMilli: number | undefined;
  /** runAsUser, else the image's user. */
  readonly user?: string;
  /** Groups given by the pod's securityContext, the primary one first; undefined: those of the user alone. */
  readonly groups?: readonly number[];
  /** Standard input is open: whoever attaches sends into it. */
  readonly stdin?: boolean;
  /** There is a terminal in front of the program. */
  readonly tty?: boolean;
  /** Container ports of the pod's spec: where a generic server listens when the image says nothing. */
  readonly ports: readonly number[];
}

/** What a program may look at and change beside its state; built by the runtime for each call, never kept. */
export interface ProgramWorld {
  readonly files: Files;
  /** Wall time of virtual time 0 (for `date`, log lines), milliseconds since 1970. */
  readonly epochMs: number;
  /** Offset of this container's name in the random stream: a whole number from `from` to `to`. */
  readonly draw: (from: number, to: number) => number;
}

export type ProgramState = ServerState | Machine;

export type ProgramInput =
  | { readonly on: 'wake' }
  /** A signal to pid 1. `KILL` always ends it (137). */
  | { readonly on: 'signal'; readonly signal: 'TERM' | 'KILL' | 'HUP' | 'INT' | 'QUIT' | 'USR1' | 'USR2' }
  | { readonly on: 'http'; readonly id: number; readonly outcome: HttpOutcome }
  | { readonly on: 'connect'; readonly id: number; readonly outcome: 'connected' | 'refused' | 'timeout' | 'unknown-host' }
  | { readonly on: 'resolve'; readonly id: number; readonly outcome: ResolveOutcome }
  /** Standard input, as it comes; with a tty key by key. */
  | { readonly on: 'input'; readonly text: string }
  | { readonly on: 'input-end' }
  | { readonly on: 'resize'; readonly columns: number; readonly rows: number }
  /** A person makes the program answer its probes and requests with errors, or lets it recover. */
  | { readonly on: 'health'; readonly healthy: boolean };

export type ProgramEffect =
  /** Written to stdout or stderr: whole lines with their newlines, or a part of one. */
  | { readonly do: 'log'; readonly stream: 'stdout' | 'stderr'; readonly text: string }
  /** The main process ended; `signal` when a signal killed it. exitCode as the kubelet reports it (128 + signal). */
  | { readonly do: 'exit'; readonly exitCode: number; readonly reason?: 'OOMKilled' }
  | { readonly do: 'listen'; readonly port: number }
  | { readonly do: 'close'; readonly port: number }
  /** Call again then. `background`: a loop that goes round and round, or a very long sleep; not a reason to call the cluster busy. */
  | { readonly do: 'wake'; readonly at: SimTime; readonly background: boolean }
  | { readonly do: 'http'; readonly id: number; readonly url: string; readonly method: string; readonly timeoutUs: number; readonly background: boolean }
  | { readonly do: 'connect'; readonly id: number; readonly host: string; readonly port: number; readonly timeoutUs: number; readonly background: boolean }
  | { readonly do: 'resolve'; readonly id: number; readonly name: string; readonly background: boolean };

export interface Step {
  readonly state: ProgramState;
  readonly effects: readonly ProgramEffect[];
}

/** What came of a request a program sent. */
export type HttpOutcome =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly address?: string }
  | { readonly kind: 'unknown-host' }
  /** `address`: what the name was resolved to. */
  | { readonly kind: 'refused'; readonly address?: string }
  | { readonly kind: 'timeout'; readonly address?: string }
  /** The connection was accepted and closed without an HTTP answer (the port speaks something else, or the program died). */
  | { readonly kind: 'closed' };

export interface ResolveOutcome {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL';
  /** The fully qualified name that gave the answer. */
  readonly name: string;
  readonly addresses: readonly string[];
  /** The name that has these addresses, where the answer is an alias (CNAME). */
  readonly canonical?: string;
  /** Address of the DNS server that was asked. */
  readonly server: string;
}

/** A request that arrives at a pod. */
export interface PodRequest {
  readonly port: number;
  /** `tcp`: only a connection is opened (TCP probe, `nc -z`). */
  readonly protocol: 'http' | 'tcp' | 'grpc' | 'udp';
  readonly method?: string;
  /** With query: `/healthz?x=1`. */
  readonly path?: string;
  readonly host?: string;
  /** Address the program sees as the client. */
  readonly client: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly userAgent?: string;
  /** So many requests stand behind this one (heavy traffic is thinned); 1 when left out. */
  readonly weight?: number;
}

export type PodAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly afterUs: number }
  /** TCP connection accepted (protocol tcp), or accepted and closed (http to a port that does not speak it). */
  | { readonly kind: 'connected'; readonly afterUs: number }
  | { readonly kind: 'closed'; readonly afterUs: number }
  /** Nobody listens on the port: RST at once. */
  | { readonly kind: 'refused' }
  /** It listens but gives no answer (hung). */
  | { readonly kind: 'silent' };

export function startProgram(context: ProgramContext, now: SimTime, world: ProgramWorld): Step {
  const argv = argvOf(context);
  return runsAsServer(context, argv) ? startServer(context, argv, now, world) : startMachine(context, argv, now, world);
}

export function advance(state: ProgramState, now: SimTime, input: ProgramInput, world: ProgramWorld): Step {
  return state.kind === 'server' ? advanceServer(state, now, input, world) : advanceMachine(state, now, input, world);
}

/** The program's answer to a request that reached it; also what HTTP, TCP and gRPC probes see. Counts as load. */
export function serve(state: ProgramState, now: SimTime, request: PodRequest, world: ProgramWorld): Step & { readonly answer: PodAnswer } {
  return state.kind === 'server' ? serveByServer(state, now, request, world) : serveByMachine(state, now, request, world);
}

/** Whether something listens on the port, so that `serve` would not refuse. */
export function listensAt(state: ProgramState, port: number): boolean {
  if (state.kind === 'server') return state.ports === 'any' ? state.phase === 'ready' : state.ports.includes(port);
  return (
    state.listening.includes(port) || state.processes.some(({ code }) => code.c === 'server' && code.server.ports === 'any' && code.server.phase === 'ready')
  );
}

/** What is executed: entrypoint and cmd of the image under command and args of the container, by the rules of the CRI. */
function argvOf({ image, command, args }: Pick<ProgramContext, 'image' | 'command' | 'args'>): readonly string[] {
  if (command && command.length > 0) return [...command, ...(args ?? [])];
  return [...image.entrypoint, ...(args ?? image.cmd)];
}

/** A known server runs as such unless it is started with a command of another program (a shell script on the same image). */
function runsAsServer({ image }: ProgramContext, argv: readonly string[]): boolean {
  if (image.program === 'shell') return false;
  const name = baseName(argv[0] ?? '');
  if (argv.length === 0 || image.binaries.includes(name)) return true;
  return !image.known && !SHELL_COMMANDS.has(name);
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Commands the small shell knows as programs of their own; on unknown images anything else is the image's own server. */
const SHELL_COMMANDS: ReadonlySet<string> = new Set(
  (
    'sh bash ash dash busybox env echo printf sleep date cat touch rm ls mkdir rmdir cp mv ln wc head tail grep sed cut sort uniq tr seq true false test [ hostname id whoami ps kill wget curl nslookup nc dd ' +
    'ping uname pwd yes stress stress-ng tee timeout basename dirname find chmod chown which nproc free df du md5sum sha256sum xargs awk expr mktemp sync time usleep nohup tini dumb-init printenv getent dig host'
  ).split(' '),
);

export { type Usage, type UsageRule, usageOf } from './usage.ts';
