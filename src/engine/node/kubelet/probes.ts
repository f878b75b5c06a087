import type { SimTime } from '../../../base/time.ts';
import { seconds } from '../../../base/time.ts';
import type { Container, ContainerStatus, Probe } from '../../../kinds/schema/types.gen.ts';
import { kubelet } from '../../../wire/actors.ts';
import type { Sim } from '../../sim/sim.ts';
import { execIn, type ExecReply, forgetExec } from '../runtime/execs.ts';
import { aboutPod } from '../runtime/names.ts';
import { type ContainerRecord, type ContainerRef, containerOf, newestOf, runtimeOf, runtimePod } from '../runtime/records.ts';
import { answerToProbe, execVerdict, type Verdict } from './probe-run.ts';
import { probeKey, probeResult } from './probe-results.ts';
import { refreshStatus } from './report.ts';
import { containerSpec } from './restart.ts';
import { podEvent } from './say.ts';
import { nodeState, patchWorker, type PodWorker, type ProbeType, type ProbeWorker, workerOf } from './state.ts';
import { firstToken, requestSync } from './worker.ts';

/** Runs of a probe that count as work as long as the container was never ready; after that a probe is background. */
const WORK_RUNS = 12;

const probeOf = (container: Container | undefined, type: ProbeType): Probe | undefined =>
  type === 'liveness' ? container?.livenessProbe : type === 'readiness' ? container?.readinessProbe : container?.startupProbe;

const TYPES: readonly ProbeType[] = ['startup', 'readiness', 'liveness'];

/** A kubelet that was restarted finds containers running: their probes go on from what was last reported of them. */
export function resumeProbes(sim: Sim, node: string, worker: PodWorker): void {
  const { status } = worker.pod;
  for (const record of runtimePod(sim, node, worker.uid)?.containers ?? []) {
    if (record.state !== 'running') continue;
    const container = containerSpec(worker.pod, record.name);
    if (!TYPES.some((type) => probeOf(container, type) && workerOf(sim, node, worker.uid)!.probes.get(probeKey(record.name, type))?.id !== record.id)) continue;
    const old = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].find(({ name }) => name === record.name);
    beginProbes(sim, { node, uid: worker.uid, id: record.id }, old);
  }
}

/** A container has started: its probes begin again. */
export function beginProbes(sim: Sim, ref: ContainerRef, reported?: ContainerStatus): void {
  const worker = workerOf(sim, ref.node, ref.uid);
  const record = containerOf(sim, ref);
  if (!worker || !record) return;
  const container = containerSpec(worker.pod, record.name);
  for (const type of TYPES) {
    const probe = probeOf(container, type);
    if (!probe) continue;
    const key = probeKey(record.name, type);
    const old = worker.probes.get(key);
    const initial =
      type === 'liveness' || (type === 'readiness' ? reported?.ready : reported?.started) ? 'success' : type === 'readiness' ? 'failure' : 'unknown';
    const made: ProbeWorker = {
      container: record.name,
      type,
      id: ref.id,
      result: initial,
      last: undefined,
      run: 0,
      onHold: false,
      token: (old?.token ?? firstToken(sim, ref.node)) + 1,
      runs: 0,
    };
    const now = workerOf(sim, ref.node, ref.uid)!;
    patchWorker(sim, ref.node, ref.uid, { probes: now.probes.set(key, made) });
    const due = firstTick(sim, ref.node, now, probe, record);
    scheduleProbe(sim, ref, made, due);
  }
}

/**
 * A probe's clock starts with the pod and ticks every period; a kubelet that has just started puts it off by a random part of the period.
 * The first tick that counts comes when the container runs and initialDelaySeconds are over.
 */
function firstTick(sim: Sim, node: string, worker: PodWorker, probe: Probe, record: ContainerRecord): SimTime {
  const period = seconds(probe.periodSeconds ?? 10);
  const young = sim.now - nodeState(sim, node)!.startedAt < period;
  const base = worker.addedAt + (young ? sim.draw(kubelet(node), 0, period) : 0);
  const from = Math.max((record.startedAt ?? sim.now) + seconds(probe.initialDelaySeconds ?? 0), sim.now + 1);
  return (base + Math.ceil(Math.max(from - base, 0) / period) * period) as SimTime;
}

function scheduleProbe(sim: Sim, ref: ContainerRef, probe: ProbeWorker, at: SimTime, cause = sim.cause): void {
  const background = probe.type === 'liveness' || probe.result === 'success' || probe.runs >= WORK_RUNS;
  sim.schedule({ at, to: 'kubelet.probe', args: { ref, key: probeKey(probe.container, probe.type), token: probe.token }, background, cause });
}

/** While a container runs and is not ready its readiness is asked again at each sync, and its clock starts anew there. */
export function triggerReadinessProbes(sim: Sim, node: string, uid: string): void {
  const worker = workerOf(sim, node, uid);
  if (!worker || worker.probes.size === 0) return;
  for (const [key, probe] of worker.probes.entries()) {
    if (probe.type !== 'readiness' || probe.result === 'success') continue;
    const record = newestOf(runtimePod(sim, node, uid), probe.container);
    if (record?.state !== 'running' || record.id !== probe.id) continue;
    const next = { ...probe, token: probe.token + 1 };
    patchWorker(sim, node, uid, { probes: workerOf(sim, node, uid)!.probes.set(key, next) });
    scheduleProbe(sim, { node, uid, id: probe.id }, next, sim.now);
  }
}

/** A pod that is being stopped is not asked whether it lives; its readiness goes on being asked. */
export function dropStartupProbes(sim: Sim, node: string, uid: string): void {
  const worker = workerOf(sim, node, uid);
  if (!worker) return;
  let { probes } = worker;
  for (const [key, probe] of probes.entries()) if (probe.type !== 'readiness') probes = probes.set(key, { ...probe, onHold: true });
  patchWorker(sim, node, uid, { probes });
}

export interface ProbeTick {
  readonly ref: ContainerRef;
  readonly key: string;
  readonly token: number;
}

/** A probe's clock ticks (upstream: prober worker, doProbe). */
export function probeTick(sim: Sim, { ref, key, token }: ProbeTick): void {
  const worker = workerOf(sim, ref.node, ref.uid);
  const probe = worker?.probes.get(key);
  if (!worker || !probe || probe.token !== token || probe.id !== ref.id) return;
  const record = containerOf(sim, ref);
  if (record?.state !== 'running' || probe.onHold || (probe.type === 'startup' && probe.result === 'success')) return;
  const spec = probeOf(containerSpec(worker.pod, probe.container), probe.type);
  if (!spec || !nodeState(sim, ref.node)?.kubelet) return;
  const { cause } = sim;
  if (mayRun(sim, worker, probe, spec, record)) runProbe(sim, { ref, key, token }, probe, spec);
  const now = workerOf(sim, ref.node, ref.uid)?.probes.get(key);
  if (now?.token === token && !now.onHold) scheduleProbe(sim, ref, now, (sim.now + seconds(spec.periodSeconds ?? 10)) as SimTime, cause);
}

/** Not before initialDelaySeconds, and while there is a startup probe not before it succeeded. */
function mayRun(sim: Sim, worker: PodWorker, probe: ProbeWorker, spec: Probe, record: ContainerRecord): boolean {
  if (sim.now - (record.startedAt ?? sim.now) < seconds(spec.initialDelaySeconds ?? 0)) return false;
  if (probe.type === 'startup') return probe.result !== 'success';
  const startup = containerSpec(worker.pod, probe.container)?.startupProbe;
  return !startup || probeResult(worker, probe.container, 'startup', record.id) === 'success';
}

function runProbe(sim: Sim, tick: ProbeTick, probe: ProbeWorker, spec: Probe): void {
  const { ref } = tick;
  if (!spec.exec) return probed(sim, tick, answerToProbe(sim, ref, spec));
  const result = execIn(sim, ref, spec.exec.command ?? [], { background: true, reply: { to: 'kubelet.probe-exec', args: tick } });
  if (typeof result !== 'number') return probed(sim, tick, execVerdict(result));
  const background = probe.result === 'success' || probe.runs >= WORK_RUNS;
  sim.schedule({
    after: seconds(spec.timeoutSeconds ?? 1),
    to: 'kubelet.probe-timeout',
    args: { tick, exec: result, command: spec.exec.command ?? [], timeoutSeconds: spec.timeoutSeconds ?? 1 },
    background,
  });
}

export const probeExecEnded = (sim: Sim, { result, args }: ExecReply<ProbeTick>): void => {
  if (result) probed(sim, args, execVerdict(result));
};

export function probeTimedOut(sim: Sim, args: { tick: ProbeTick; exec: number; command: readonly string[]; timeoutSeconds: number }): void {
  const { node } = args.tick.ref;
  if (!runtimeOf(sim, node).execs.has(String(args.exec))) return;
  forgetExec(sim, node, args.exec);
  probed(sim, args.tick, { ok: false, output: `command timed out: "${args.command.join(' ')}" timed out after ${args.timeoutSeconds}s` });
}

/** A result: it counts once the threshold of equal results in a row is reached. */
function probed(sim: Sim, { ref, key, token }: ProbeTick, verdict: Verdict): void {
  const worker = workerOf(sim, ref.node, ref.uid);
  const probe = worker?.probes.get(key);
  if (!worker || !probe || probe.token !== token) return;
  if (!verdict.ok && verdict.errored) return errored(sim, ref, worker, probe, verdict);
  const spec = probeOf(containerSpec(worker.pod, probe.container), probe.type)!;
  const last = verdict.ok ? 'success' : 'failure';
  const run = probe.last === last ? probe.run + 1 : 1;
  const reached = run >= (verdict.ok ? (spec.successThreshold ?? 1) : (spec.failureThreshold ?? 3));
  const result = reached ? last : probe.result;
  noteProbe(sim, ref, probe, verdict, result !== probe.result);
  if (!verdict.ok)
    podEvent(sim, ref.node, worker.pod, {
      type: 'Warning',
      reason: 'Unhealthy',
      message: `${probe.type[0]!.toUpperCase()}${probe.type.slice(1)} probe failed: ${verdict.output}`,
      container: probe.container,
    });
  const onHold = reached && (probe.type === 'startup' || (probe.type === 'liveness' && !verdict.ok));
  // Nothing is counted any more once neither threshold nor the end of the first runs can be reached by it.
  const counted = Math.max(spec.successThreshold ?? 1, spec.failureThreshold ?? 3, result === 'success' ? 0 : WORK_RUNS);
  if (last === probe.last && result === probe.result && run > counted && !onHold) return;
  patchWorker(sim, ref.node, ref.uid, { probes: worker.probes.set(key, { ...probe, last, run: onHold ? 0 : run, result, onHold, runs: probe.runs + 1 }) });
  if (result !== probe.result) resultChanged(sim, ref, probe.type, result);
}

/** The result is thrown away (worker.go, doProbe): nothing is counted, whatever was holds. */
function errored(sim: Sim, ref: ContainerRef, worker: PodWorker, probe: ProbeWorker, verdict: Extract<Verdict, { ok: false }>): void {
  const type = `${probe.type[0]!.toUpperCase()}${probe.type.slice(1)}`;
  const message = `${type} probe errored and resulted in unknown state: ${verdict.output}`;
  noteProbe(sim, ref, probe, verdict, false);
  podEvent(sim, ref.node, worker.pod, { type: 'Warning', reason: 'Unhealthy', message, container: probe.container });
  patchWorker(sim, ref.node, ref.uid, { probes: worker.probes.set(probeKey(probe.container, probe.type), { ...probe, runs: probe.runs + 1 }) });
}

/** A probe that changes something is the cause of what follows; of the many others only clusters drawn in full keep a record. */
function noteProbe(sim: Sim, ref: ContainerRef, probe: ProbeWorker, verdict: Verdict, changes: boolean): void {
  if (!changes && sim.config.detail === 'lean') return;
  const pod = workerOf(sim, ref.node, ref.uid)?.key ?? '';
  const args = { pod, container: probe.container, probe: probe.type, ok: verdict.ok, ...(verdict.ok ? {} : { output: verdict.output }) };
  const draft = { code: 'probe' as const, actor: kubelet(ref.node), background: true, ...aboutPod(sim, pod), args };
  if (changes) sim.happen(draft);
  else sim.note(draft);
}

/** The status is told at once; a container that has to go is taken up by a sync. */
function resultChanged(sim: Sim, ref: ContainerRef, type: ProbeType, result: ProbeWorker['result']): void {
  const worker = workerOf(sim, ref.node, ref.uid)!;
  if (type !== 'liveness') refreshStatus(sim, ref.node, ref.uid);
  if (worker.phase === 'sync' && (type !== 'readiness' || result === 'success' || result === 'failure')) requestSync(sim, ref.node, ref.uid);
}
