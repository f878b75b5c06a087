import { SortedMap } from '../../base/sorted-map.ts';
import { badRequest, internalError } from '../../kinds/errors.ts';
import type { OutsideInput } from '../../wire/outside.ts';
import type { ApiRequest } from '../../wire/request.ts';
import { refuse } from '../apiserver/refusal.ts';
import { clockAt } from '../images/clock.ts';
import { listensAt, type PodAnswer } from '../images/program.ts';
import { type RuntimePod, runtimePod } from '../node/runtime/records.ts';
import { answerOf } from '../node/runtime/requests.ts';
import type { Sim } from '../sim/sim.ts';
import { changeExchange, exchanges, tell } from './exchanges.ts';
import { type HttpRequest, readHttp, writtenAnswer } from './http-text.ts';
import { podOf, podPathOf } from './pod-door.ts';

/**
 * pods/NAME/portforward: connections to ports of a pod, made within its own network (to localhost there). The bytes of an HTTP request go to the program
 * that listens, as a request; what it answers comes back as bytes. Upstream: pkg/kubelet/server/server.go (getPortForward), containerd
 * internal/cri/server/sandbox_portforward_linux.go.
 *
 * Simplified: only HTTP is understood; a connection that brings anything else is accepted by a port that listens, and closed at the first bytes.
 */
export interface Forwarding {
  readonly node: string;
  readonly uid: string;
  readonly connections: SortedMap<Connection>;
}

interface Connection {
  readonly port: number;
  /** Came and is not part of a whole request yet. */
  readonly held: string;
  /** A request is on its way. */
  readonly busy: boolean;
  /** The client sends nothing more. */
  readonly ended: boolean;
}

const MOST_HELD = 4_194_304;

export function startForward(sim: Sim, exchange: string, request: ApiRequest): void {
  const path = podPathOf(request)!;
  const pod = podOf(sim, path);
  const node = pod.spec?.nodeName;
  if (!node) return refuse(badRequest(`pod ${path.name} does not have a host assigned`));
  const uid = pod.metadata?.uid ?? '';
  if (!sandboxOf(sim, { node, uid })?.ready) return refuse(internalError(`unable to upgrade connection: pod not found ("${path.name}_${path.namespace}")`));
  changeExchange(sim, exchange, { forward: { node, uid, connections: SortedMap.empty() } });
  tell(sim, exchange, { is: 'opened' });
}

const sandboxOf = (sim: Sim, { node, uid }: Pick<Forwarding, 'node' | 'uid'>): RuntimePod['sandbox'] => runtimePod(sim, node, uid)?.sandbox;

export function inputToPort(sim: Sim, exchange: string, input: OutsideInput): void {
  if (input.is === 'connect') return connect(sim, exchange, input);
  if (input.is !== 'data' && input.is !== 'hang-up') return;
  const connection = connectionOf(sim, exchange, input.connection);
  if (!connection) return;
  const held = input.is === 'data' ? connection.held + input.text : connection.held;
  keep(sim, exchange, input.connection, { ...connection, held, ended: connection.ended || input.is === 'hang-up' });
  goOn(sim, exchange, input.connection);
}

const forwardOf = (sim: Sim, exchange: string): Forwarding | undefined => sim.get(exchanges).get(exchange)?.forward;
const connectionOf = (sim: Sim, exchange: string, id: number): Connection | undefined => forwardOf(sim, exchange)?.connections.get(String(id));

function keep(sim: Sim, exchange: string, id: number, connection: Connection | undefined): void {
  const forward = forwardOf(sim, exchange);
  if (!forward) return;
  const connections = connection ? forward.connections.set(String(id), connection) : forward.connections.delete(String(id));
  changeExchange(sim, exchange, { forward: { ...forward, connections } });
}

function hangUp(sim: Sim, exchange: string, id: number, error?: string): void {
  keep(sim, exchange, id, undefined);
  tell(sim, exchange, { is: 'hung-up', connection: id, ...(error === undefined ? {} : { error }) });
}

function connect(sim: Sim, exchange: string, { connection: id, port }: Extract<OutsideInput, { is: 'connect' }>): void {
  const forward = forwardOf(sim, exchange);
  if (!forward || forward.connections.get(String(id))) return;
  const pod = runtimePod(sim, forward.node, forward.uid);
  const listens = pod?.containers.some(({ state, program }) => state === 'running' && program && listensAt(program, port));
  if (listens) keep(sim, exchange, id, { port, held: '', busy: false, ended: false });
  else hangUp(sim, exchange, id, notListening(pod?.sandbox, port));
}

/** What the kubelet's streaming server writes on the stream of errors, with containerd's reason in it. */
function notListening(sandbox: RuntimePod['sandbox'], port: number): string {
  const id = sandbox?.id ?? '';
  if (!sandbox?.ready) return `error forwarding port ${port} to pod ${id}, uid : network namespace for sandbox ${JSON.stringify(id)} is closed`;
  const hex = id.slice(0, 32);
  const place = sandbox.hostNetwork
    ? 'host'
    : `/var/run/netns/cni-${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')}`;
  return (
    `error forwarding port ${port} to pod ${id}, uid : failed to execute portforward in network namespace ${JSON.stringify(place)}: ` +
    `failed to connect to localhost:${port} inside namespace ${JSON.stringify(id)}, IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused ` +
    `IPv6 dial tcp6 [::1]:${port}: connect: connection refused `
  );
}

/** The next whole request of a connection goes to the program. */
function goOn(sim: Sim, exchange: string, id: number): void {
  const connection = connectionOf(sim, exchange, id);
  if (!connection) return;
  if (connection.busy) return connection.held.length > MOST_HELD ? hangUp(sim, exchange, id) : undefined;
  const read = readHttp(connection.held);
  if (read === 'more' && !connection.ended && connection.held.length <= MOST_HELD) return;
  if (read === 'more' || read === 'other') return hangUp(sim, exchange, id);
  const answer = answerAt(sim, exchange, connection.port, read.request);
  keep(sim, exchange, id, { ...connection, held: read.rest, busy: true });
  if (answer.kind === 'silent') return;
  const after = ('afterUs' in answer ? answer.afterUs : 0) + sim.config.settings.latency.readUs;
  sim.schedule({ after, to: 'outside.forwarded', args: { exchange, connection: id, answer, request: read.request } satisfies Forwarded });
}

function answerAt(sim: Sim, exchange: string, port: number, { method, path, host, userAgent, headers }: HttpRequest): PodAnswer {
  const forward = forwardOf(sim, exchange)!;
  const pod = runtimePod(sim, forward.node, forward.uid);
  if (!pod) return { kind: 'refused' };
  return answerOf(sim, forward.node, pod, {
    port,
    protocol: 'http',
    method,
    path,
    client: '127.0.0.1',
    headers,
    ...(host === undefined ? {} : { host }),
    ...(userAgent === undefined ? {} : { userAgent }),
  });
}

interface Forwarded {
  readonly exchange: string;
  readonly connection: number;
  readonly answer: PodAnswer;
  readonly request: HttpRequest;
}

/** The program has answered. */
export function forwarded(sim: Sim, { exchange, connection: id, answer, request }: Forwarded): void {
  const connection = connectionOf(sim, exchange, id);
  if (!connection) return;
  if (answer.kind !== 'answer') return hangUp(sim, exchange, id);
  const { text, closes } = writtenAnswer(request, answer, clockAt(sim.config.epochMs, sim.now));
  tell(sim, exchange, { is: 'data', connection: id, text });
  if (closes || connection.ended) return hangUp(sim, exchange, id);
  keep(sim, exchange, id, { ...connection, busy: false });
  goOn(sim, exchange, id);
}
