import { flat } from '../../../base/flat.ts';
import { extended } from '../../../base/json.ts';
import type { SimTime } from '../../../base/time.ts';
import { at, seconds } from '../../../base/time.ts';
import { Vector } from '../../../base/vector.ts';
import { containerRuntime, podActor } from '../../../wire/actors.ts';
import type { ProgramContext, ProgramEffect, ProgramInput, ProgramWorld, Step } from '../../images/program.ts';
import { advance, startProgram } from '../../images/program.ts';
import { ignoresTerm } from '../../faults/troubles.ts';
import type { Sim } from '../../sim/sim.ts';
import type { Written } from '../../images/exec.ts';
import { endAttached, tellAttached } from './attach.ts';
import { aboutPod, containerId, podKey } from './names.ts';
import { connectFor, requestFor, resolveFor } from './outgoing.ts';
import { type ContainerMount, type ContainerRecord, type ContainerRef, containerOf, type LogLine, runtimePod, setContainer, setRuntimePod } from './records.ts';
import { imageLayer } from './image-layer.ts';
import { withDirectory } from './tree.ts';
import { containerFiles } from './volumes.ts';

/** What CreateContainer is told. */
export interface ContainerConfig {
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly context: ProgramContext;
  readonly mounts: readonly ContainerMount[];
  readonly terminationMessagePath: string;
  readonly logsAsMessage: boolean;
}

/** Lines of a container's log that are kept at least; twice as many at most. */
const LOG_LINES = 250;

export function createContainer(sim: Sim, node: string, uid: string, config: ContainerConfig): ContainerRef | undefined {
  const pod = runtimePod(sim, node, uid);
  if (!pod) return undefined;
  const id = containerId(uid, config.name, config.attempt);
  const record: ContainerRecord = {
    name: config.name,
    attempt: config.attempt,
    image: config.image,
    context: config.context,
    mounts: config.mounts,
    terminationMessagePath: config.terminationMessagePath,
    logsAsMessage: config.logsAsMessage,
    id,
    imageID: config.context.image.repoDigest,
    state: 'created',
    createdAt: sim.now,
    wake: 0,
    listening: [],
    stopping: false,
    log: Vector.empty(),
    layer: withDirectory(imageLayer(config.context.image), config.context.workingDir ?? '/'),
  };
  // kubelet's container GC keeps the newest dead container of a name beside the one to come.
  const same = pod.containers.filter((container) => container.name === config.name);
  const stale = same.slice(0, Math.max(same.length - 1, 0));
  setRuntimePod(sim, node, { ...pod, containers: [...pod.containers.filter((container) => !stale.includes(container)), record] });
  return { node, uid, id };
}

/** StartContainer. Returns why it could not be started, or undefined. */
export function startContainer(sim: Sim, ref: ContainerRef): string | undefined {
  const container = containerOf(sim, ref);
  if (!container) return 'no such container';
  setContainer(sim, ref, extended(container, { state: 'running' as const, startedAt: sim.now }));
  const step = startProgram(container.context, sim.now, worldOf(sim, ref));
  const failure = step.state.kind === 'server' ? undefined : step.state.cannotStart;
  if (failure !== undefined) {
    const message = `failed to create containerd task: failed to create shim task: ${failure}`;
    const now = containerOf(sim, ref)!;
    setContainer(sim, ref, {
      ...now,
      state: 'exited',
      startedAt: (-sim.config.epochMs * 1_000) as SimTime,
      finishedAt: sim.now,
      exitCode: 128,
      reason: 'StartError',
      message,
    });
    return message;
  }
  noteState(sim, ref, { state: 'running' });
  settle(sim, ref, step);
  return undefined;
}

/** Gives a running program something and carries out what it wants. */
export function feed(sim: Sim, ref: ContainerRef, input: ProgramInput): void {
  const container = containerOf(sim, ref);
  if (container?.state !== 'running' || !container.program) return;
  settle(sim, ref, advance(container.program, sim.now, input, worldOf(sim, ref)));
}

/** Keeps the state of a program after a step and carries out its effects. */
export function settle(sim: Sim, ref: ContainerRef, step: Step): void {
  const container = containerOf(sim, ref);
  if (container?.state !== 'running') return;
  let log = container.log;
  for (const effect of step.effects) if (effect.do === 'log') log = appended(log, { t: sim.now, stream: effect.stream, text: flat(effect.text) });
  setContainer(sim, ref, extended(container, { program: step.state, log }));
  if (log !== container.log) tellAttached(sim, ref, writtenIn(step));
  for (const effect of step.effects) {
    if (effect.do === 'log') continue;
    if (containerOf(sim, ref)?.state !== 'running') return;
    carryOut(sim, ref, effect);
  }
}

const writtenIn = ({ effects }: Step): readonly Written[] =>
  effects.flatMap((effect) => (effect.do === 'log' ? [{ stream: effect.stream, text: effect.text }] : []));

function carryOut(sim: Sim, ref: ContainerRef, effect: Exclude<ProgramEffect, { do: 'log' }>): void {
  const container = containerOf(sim, ref)!;
  switch (effect.do) {
    case 'exit':
      containerExited(sim, ref, effect.exitCode, effect.reason);
      return;
    case 'listen':
      setContainer(sim, ref, { ...container, listening: [...container.listening, effect.port] });
      return;
    case 'close':
      setContainer(sim, ref, { ...container, listening: container.listening.filter((port) => port !== effect.port) });
      return;
    case 'wake': {
      const wake = container.wake + 1;
      setContainer(sim, ref, { ...container, wake });
      sim.schedule({ at: Math.max(effect.at, sim.now) as SimTime, to: 'runtime.wake', args: { ref, wake }, background: effect.background });
      return;
    }
    case 'http':
      requestFor(sim, ref, effect, { to: 'runtime.answer', args: { ref, on: 'http', id: effect.id } });
      return;
    case 'connect':
      connectFor(sim, ref, effect, { to: 'runtime.answer', args: { ref, on: 'connect', id: effect.id } });
      return;
    case 'resolve':
      resolveFor(sim, ref, effect, { to: 'runtime.answer', args: { ref, on: 'resolve', id: effect.id } });
  }
}

/**
 * StopContainer: TERM now, KILL after the grace period. The kubelet hears when it has ended. A call takes the place of one before it,
 * whose asker has given it up; TERM is sent only once (containerd: IsStopSignaledWithTimeout).
 */
export function stopContainer(sim: Sim, ref: ContainerRef, graceSeconds: number): void {
  const container = containerOf(sim, ref);
  if (container?.state !== 'running') return;
  setContainer(sim, ref, { ...container, stopping: true, killAt: at(sim.now + seconds(graceSeconds)) });
  const pod = runtimePod(sim, ref.node, ref.uid);
  if (!container.stopping && (!pod || !ignoresTerm(sim, podKey(pod.pod), container.name))) feed(sim, ref, { on: 'signal', signal: 'TERM' });
  // In two steps, so that the timer of a container that ends at once does not keep the cluster busy for the whole grace period.
  const first = Math.min(seconds(graceSeconds), FIRST_LOOK_US);
  if (containerOf(sim, ref)?.state === 'running')
    sim.schedule({ after: first, to: 'runtime.kill', args: { ref, graceSeconds, leftUs: seconds(graceSeconds) - first } });
}

const FIRST_LOOK_US = seconds(1);

export const killContainer = (sim: Sim, ref: ContainerRef): void => feed(sim, ref, { on: 'signal', signal: 'KILL' });

/** The main process ended. Reasons as containerd's CRI plugin gives them. */
export function containerExited(sim: Sim, ref: ContainerRef, exitCode: number, reason?: string): void {
  const container = containerOf(sim, ref);
  if (container?.state !== 'running') return;
  const why = reason ?? (exitCode === 0 ? 'Completed' : 'Error');
  const message = terminationMessage(sim, ref, container, exitCode);
  const { program: _ended, ...rest } = container;
  setContainer(sim, ref, {
    ...rest,
    state: 'exited',
    finishedAt: sim.now,
    exitCode,
    reason: why,
    listening: [],
    wake: container.wake + 1,
    ...(message === '' ? {} : { message }),
  });
  noteState(sim, ref, { state: 'exited', exitCode, reason: why });
  endAttached(sim, ref);
  sim.dispatch('runtime.execs-end', { ref });
  sim.dispatch('kubelet.exited', { ref, stopping: container.stopping });
}

/** The last 4096 bytes of the message file; else, if wanted and it failed, the end of the log (2048 bytes, 80 lines). */
function terminationMessage(sim: Sim, ref: ContainerRef, container: ContainerRecord, exitCode: number): string {
  const written = containerFiles(sim, ref).read(container.terminationMessagePath) ?? '';
  if (written !== '') return written.slice(-4096);
  if (!container.logsAsMessage || exitCode === 0) return '';
  const log = [...container.log].map((line) => line.text).join('');
  return log.split('\n').slice(-81).join('\n').slice(-2048);
}

export function worldOf(sim: Sim, ref: ContainerRef): ProgramWorld {
  return { files: containerFiles(sim, ref), epochMs: sim.config.epochMs, draw: (from, to) => sim.draw(actorOf(sim, ref), from, to) };
}

function actorOf(sim: Sim, ref: ContainerRef): string {
  const { namespace = '', name = '' } = runtimePod(sim, ref.node, ref.uid)?.pod.metadata ?? {};
  return `${podActor(namespace, name)}/${containerOf(sim, ref)?.name ?? ''}`;
}

function noteState(sim: Sim, ref: ContainerRef, what: { state: string; exitCode?: number; reason?: string }): void {
  const pod = runtimePod(sim, ref.node, ref.uid);
  const key = pod ? podKey(pod.pod) : '';
  sim.happen({
    code: 'container.state',
    actor: containerRuntime(ref.node),
    ...aboutPod(sim, key),
    args: { pod: key, container: containerOf(sim, ref)?.name ?? '', ...what },
  });
}

function appended(log: Vector<LogLine>, line: LogLine): Vector<LogLine> {
  const next = log.push(line);
  return next.length > 2 * LOG_LINES ? Vector.from(next.slice(next.length - LOG_LINES)) : next;
}
