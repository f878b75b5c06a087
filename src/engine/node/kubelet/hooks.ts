import { seconds } from '../../../base/time.ts';
import { goQuote } from '../../../kinds/errors.ts';
import type { Container, HTTPGetAction, LifecycleHandler } from '../../../kinds/schema/types.gen.ts';
import type { Sim } from '../../sim/sim.ts';
import { noteCri } from '../runtime/cri.ts';
import { execIn, type ExecReply, type ExecResult, forgetExec } from '../runtime/execs.ts';
import { type ContainerRef, containerOf, runtimeOf, runtimePod } from '../runtime/records.ts';
import { answerOf } from '../runtime/requests.ts';
import { containerSpec } from './restart.ts';
import { podEvent } from './say.ts';
import { workerOf } from './state.ts';

export interface HookRun {
  readonly kind: 'postStart' | 'preStop';
  /** Given up after this long; undefined = never. */
  readonly limitUs: number | undefined;
  /** The worker's wait it belongs to. */
  readonly token: number;
}

/**
 * Runs a lifecycle hook; `kubelet.hook-done` {ref, kind, token, ok, message} follows, the message as pkg/kubelet/lifecycle/handlers.go
 * puts it. Whatever an HTTP hook is answered is good; tcpSocket is of a type that no hook may have.
 */
export function runHook(sim: Sim, ref: ContainerRef, handler: LifecycleHandler, run: HookRun): void {
  const args = { ref, kind: run.kind, token: run.token };
  if (run.limitUs !== undefined) sim.schedule({ after: run.limitUs, to: 'kubelet.hook-done', args: { ...args, ok: false, late: true } });
  const done = (message: string, after: number): void => sim.schedule({ after, to: 'kubelet.hook-done', args: { ...args, ok: message === '', message } });
  const worker = workerOf(sim, ref.node, ref.uid);
  if (handler.sleep) return done('', seconds(handler.sleep.seconds));
  if (handler.exec) {
    noteCri(sim, { node: ref.node, method: 'ExecSync', pod: worker?.key ?? '', takesUs: 0 });
    const result = execIn(sim, ref, handler.exec.command ?? [], { background: false, reply: { to: 'kubelet.hook-exec', args } });
    if (typeof result !== 'number') done(execMessage(sim, ref, handler.exec.command ?? [], result), 20_000);
    return;
  }
  if (!handler.httpGet) return done(invalidHandler(handler), 0);
  const error = httpError(sim, ref, handler.httpGet, portOf(containerSpec(worker!.pod, nameOf(sim, ref)), handler.httpGet.port));
  if (error === 'silent') return;
  done(error === '' ? '' : `HTTP lifecycle hook (${handler.httpGet.path ?? ''}) for ${placeOf(sim, ref)} failed - error: ${error}`, 5_000);
}

/** Go's words for why there was no answer, '' when there was one. */
function httpError(sim: Sim, ref: ContainerRef, { path = '/', scheme = 'HTTP' }: HTTPGetAction, port: number): string {
  const pod = runtimePod(sim, ref.node, ref.uid);
  const ip = pod?.sandbox?.ip;
  if (!pod || ip === undefined) return 'failed to find networking container';
  const { kind } = answerOf(sim, ref.node, pod, { port, client: ip, method: 'GET', path, protocol: 'http' });
  if (kind === 'answer' || kind === 'connected') return '';
  if (kind === 'silent') return kind;
  const url = `Get "${scheme.toLowerCase()}://${ip}:${port}${path.startsWith('/') ? '' : '/'}${path}"`;
  return kind === 'refused' ? `${url}: dial tcp ${ip}:${port}: connect: connection refused` : `${url}: EOF`;
}

/** As Go prints a handler of this type. */
function invalidHandler({ tcpSocket }: LifecycleHandler): string {
  const { port = 0, host = '' } = tcpSocket ?? {};
  const socket = tcpSocket ? `&TCPSocketAction{Port:{${typeof port === 'number' ? `0 ${port} ` : `1 0 ${port}`}},Host:${host},}` : 'nil';
  return `Cannot run handler: invalid handler: &LifecycleHandler{Exec:nil,HTTPGet:nil,TCPSocket:${socket},Sleep:nil,}`;
}

interface HookArgs {
  readonly ref: ContainerRef;
  readonly kind: HookRun['kind'];
  readonly token: number;
}

export function hookExecEnded(sim: Sim, { result, args }: ExecReply<HookArgs>): void {
  const worker = workerOf(sim, args.ref.node, args.ref.uid);
  const lifecycle = worker && containerSpec(worker.pod, nameOf(sim, args.ref))?.lifecycle;
  const command = (args.kind === 'postStart' ? lifecycle?.postStart : lifecycle?.preStop)?.exec?.command ?? [];
  const message = execMessage(sim, args.ref, command, result ?? KILLED);
  sim.schedule({ to: 'kubelet.hook-done', args: { ...args, ok: message === '', message } });
}

/** The container ended under it. */
const KILLED: ExecResult = { exitCode: 137, stdout: '', stderr: '' };

function execMessage(sim: Sim, ref: ContainerRef, command: readonly string[], { exitCode, stdout, stderr, failed }: ExecResult): string {
  if (failed === undefined && exitCode === 0) return '';
  const error = failed === undefined ? `command '${command.join(' ')}' exited with ${exitCode}: ${stderr}` : failed;
  return `Exec lifecycle hook ([${command.join(' ')}]) for ${placeOf(sim, ref)} failed - error: ${error}, message: ${goQuote(stdout + stderr)}`;
}

function placeOf(sim: Sim, ref: ContainerRef): string {
  const { namespace = '', name = '', uid = '' } = workerOf(sim, ref.node, ref.uid)?.pod.metadata ?? {};
  return `Container ${goQuote(nameOf(sim, ref))} in Pod ${goQuote(`${name}_${namespace}(${uid})`)}`;
}

/** Hooks still running in a pod's containers are given up, and what they run is killed. */
export function endHooks(sim: Sim, node: string, uid: string): void {
  for (const { id, ref, reply } of runtimeOf(sim, node).execs.values()) if (ref.uid === uid && reply.to === 'kubelet.hook-exec') forgetExec(sim, node, id);
}

const nameOf = (sim: Sim, ref: ContainerRef): string => containerOf(sim, ref)?.name ?? '';

/** A port by number or by its name in the container's spec. */
export function portOf(container: Container | undefined, port: number | string): number {
  if (typeof port === 'number') return port;
  return container?.ports?.find(({ name }) => name === port)?.containerPort ?? Number(port);
}

export function preStopFailed(sim: Sim, ref: ContainerRef): void {
  const worker = workerOf(sim, ref.node, ref.uid);
  if (worker) podEvent(sim, ref.node, worker.pod, { type: 'Warning', reason: 'FailedPreStopHook', message: 'PreStopHook failed', container: nameOf(sim, ref) });
}
