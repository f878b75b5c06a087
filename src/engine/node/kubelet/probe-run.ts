import type { Probe } from '../../../kinds/schema/types.gen.ts';
import type { PodAnswer, PodRequest } from '../../images/program.ts';
import type { Sim } from '../../sim/sim.ts';
import type { ExecResult } from '../runtime/execs.ts';
import { type ContainerRef, containerOf, runtimePod } from '../runtime/records.ts';
import { answerOf } from '../runtime/requests.ts';
import { portOf } from './hooks.ts';
import { containerSpec } from './restart.ts';
import { nodeState, workerOf } from './state.ts';

/** `errored`: it could not be asked at all, which counts neither way. */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly output: string; readonly errored?: true };

/**
 * What an httpGet, tcpSocket or grpc probe finds, in the words of the kubelet's prober and Go's net package.
 * Simplified: probes go to the pod itself even when `host` names another address.
 */
export function answerToProbe(sim: Sim, ref: ContainerRef, spec: Probe): Verdict {
  const pod = runtimePod(sim, ref.node, ref.uid);
  const worker = workerOf(sim, ref.node, ref.uid);
  if (!pod || !worker) return { ok: false, output: 'no such container' };
  const container = containerSpec(worker.pod, containerOf(sim, ref)?.name ?? '');
  const target = spec.httpGet ?? spec.tcpSocket ?? spec.grpc;
  const port = portOf(container, target?.port ?? 0);
  if (Number.isNaN(port)) return { ok: false, errored: true, output: `strconv.Atoi: parsing ${JSON.stringify(target?.port)}: invalid syntax` };
  const ip = pod.sandbox?.ip ?? '';
  const request: PodRequest = {
    port,
    protocol: spec.httpGet ? 'http' : spec.grpc ? 'grpc' : 'tcp',
    client: nodeState(sim, ref.node)?.spec.address ?? '',
    ...(spec.httpGet ? { method: 'GET', path: spec.httpGet.path ?? '/', host: spec.httpGet.host ?? `${ip}:${port}`, userAgent: 'kube-probe/1.36' } : {}),
  };
  const answer = answerOf(sim, ref.node, pod, request);
  return verdictOf(spec, answer, `${ip}:${port}`);
}

function verdictOf(spec: Probe, answer: PodAnswer, address: string): Verdict {
  const timeout = (spec.timeoutSeconds ?? 1) * 1_000_000;
  const late = answer.kind === 'silent' || ('afterUs' in answer && answer.afterUs > timeout);
  if (spec.httpGet) {
    const url = `${(spec.httpGet.scheme ?? 'HTTP').toLowerCase()}://${address}${spec.httpGet.path ?? '/'}`;
    if (late) return { ok: false, output: `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)` };
    if (answer.kind === 'refused') return { ok: false, output: `Get "${url}": dial tcp ${address}: connect: connection refused` };
    if (answer.kind !== 'answer') return { ok: false, output: `Get "${url}": EOF` };
    return answer.status >= 200 && answer.status < 400 ? { ok: true } : { ok: false, output: `HTTP probe failed with statuscode: ${answer.status}` };
  }
  if (spec.grpc) {
    if (answer.kind === 'answer' && answer.status === 200 && !late) return { ok: true };
    if (answer.kind === 'answer' && !late) return { ok: false, output: 'service unhealthy (responded with "NOT_SERVING")' };
    return { ok: false, output: `timeout: failed to connect service "${address}" within ${spec.timeoutSeconds ?? 1}s: context deadline exceeded` };
  }
  if (late) return { ok: false, output: `dial tcp ${address}: i/o timeout` };
  return answer.kind === 'refused' ? { ok: false, output: `dial tcp ${address}: connect: connection refused` } : { ok: true };
}

export function execVerdict(result: ExecResult): Verdict {
  if (result.failed === undefined && result.exitCode === 0) return { ok: true };
  return { ok: false, output: result.failed ?? `${result.stdout}${result.stderr}` };
}
