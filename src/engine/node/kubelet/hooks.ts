import { seconds } from '../../../base/time.ts';
import type { Container, LifecycleHandler } from '../../../kinds/schema/types.gen.ts';
import type { Sim } from '../../sim/sim.ts';
import { noteCri } from '../runtime/cri.ts';
import { execIn, type ExecReply, type ExecResult } from '../runtime/execs.ts';
import { type ContainerRef, runtimePod } from '../runtime/records.ts';
import { answerOf } from '../runtime/requests.ts';
import { containerSpec } from './restart.ts';
import { podEvent } from './say.ts';
import { workerOf } from './state.ts';
import { containerOf } from '../runtime/records.ts';

export interface HookRun {
  readonly kind: 'postStart' | 'preStop';
  /** Given up after this long; undefined = never. */
  readonly limitUs: number | undefined;
  /** The worker's wait it belongs to. */
  readonly token: number;
}

/** Runs a lifecycle hook; `kubelet.hook-done` {ref, kind, token, ok} follows. */
export function runHook(sim: Sim, ref: ContainerRef, handler: LifecycleHandler, run: HookRun): void {
  const args = { ref, kind: run.kind, token: run.token };
  if (run.limitUs !== undefined) sim.schedule({ after: run.limitUs, to: 'kubelet.hook-done', args: { ...args, ok: false, late: true } });
  const done = (ok: boolean, after: number): void => sim.schedule({ after, to: 'kubelet.hook-done', args: { ...args, ok } });
  const worker = workerOf(sim, ref.node, ref.uid);
  if (handler.sleep) return done(true, seconds(handler.sleep.seconds));
  if (handler.exec) {
    noteCri(sim, { node: ref.node, method: 'ExecSync', pod: worker?.key ?? '', takesUs: 0 });
    const result = execIn(sim, ref, handler.exec.command ?? [], { background: false, reply: { to: 'kubelet.hook-exec', args } });
    if (typeof result !== 'number') done(succeeded(result), 20_000);
    return;
  }
  const http = handler.httpGet ?? handler.tcpSocket;
  if (!http) return done(true, 0);
  const answer = hookAnswer(sim, ref, handler, portOf(containerSpec(worker!.pod, nameOf(sim, ref)), http.port));
  if (answer === 'silent') return;
  done(answer === 'ok', 5_000);
}

function hookAnswer(sim: Sim, ref: ContainerRef, handler: LifecycleHandler, port: number): 'ok' | 'failed' | 'silent' {
  const pod = runtimePod(sim, ref.node, ref.uid);
  if (!pod) return 'failed';
  const request = {
    port,
    client: pod.sandbox?.ip ?? '',
    method: 'GET',
    path: handler.httpGet?.path ?? '/',
    protocol: handler.httpGet ? ('http' as const) : ('tcp' as const),
  };
  const answer = answerOf(sim, ref.node, pod, request);
  if (answer.kind === 'silent') return 'silent';
  return answer.kind === 'connected' || (answer.kind === 'answer' && answer.status < 400) ? 'ok' : 'failed';
}

export const hookExecEnded = (sim: Sim, { result, args }: ExecReply<{ ref: ContainerRef; kind: HookRun['kind']; token: number }>): void =>
  sim.schedule({ to: 'kubelet.hook-done', args: { ...args, ok: result !== undefined && succeeded(result) } });

const succeeded = (result: ExecResult): boolean => result.failed === undefined && result.exitCode === 0;

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
