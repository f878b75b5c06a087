import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../../../kinds/schema/types.gen.ts';
import { isSidecar } from './restart.ts';

/** Conditions a kubelet writes; all others of a pod belong to someone else and are left as they are. */
export const KUBELET_CONDITIONS: readonly string[] = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

type Verdict = { readonly status: 'True' | 'False'; readonly reason?: string; readonly message?: string };
const TRUE: Verdict = { status: 'True' };

export interface ConditionInput {
  readonly pod: Pod;
  /** Init containers first. */
  readonly statuses: readonly ContainerStatus[];
  readonly phase: PodStatus['phase'];
  readonly sandboxReady: boolean;
  readonly before: readonly PodCondition[];
  readonly now: string;
}

/** The kubelet's conditions in the order it writes them (upstream: pkg/kubelet/status/generate.go). */
export function conditionsOf(input: ConditionInput): PodCondition[] {
  const others = (input.pod.status?.conditions ?? []).filter(({ type }) => !KUBELET_CONDITIONS.includes(type));
  const containersReady = containersReadyOf(input);
  const own: readonly [string, Verdict][] = [
    ['PodReadyToStartContainers', input.sandboxReady ? TRUE : { status: 'False' }],
    ['Initialized', initializedOf(input)],
    ['Ready', containersReady.status === 'True' ? gatesOf(input.pod, others) : containersReady],
    ['ContainersReady', containersReady],
    ['PodScheduled', TRUE],
  ];
  return [...others, ...own.map(([type, verdict]) => condition(input, type, verdict))];
}

function condition({ pod, before, now }: ConditionInput, type: string, verdict: Verdict): PodCondition {
  const old = before.find((entry) => entry.type === type);
  const generation = pod.metadata.generation;
  return {
    type,
    ...verdict,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    lastTransitionTime: old && old.status === verdict.status && old.lastTransitionTime !== undefined ? old.lastTransitionTime : now,
  };
}

/** Lists as Go prints them: `[a b]`. */
const goList = (names: readonly string[]): string => `[${names.join(' ')}]`;

function containersReadyOf({ pod, statuses, phase }: ConditionInput): Verdict {
  const counted = [...(pod.spec.initContainers ?? []).filter(isSidecar), ...pod.spec.containers];
  const unknown: string[] = [];
  const unready: string[] = [];
  for (const { name } of counted) {
    const status = statuses.find((entry) => entry.name === name);
    if (!status) unknown.push(name);
    else if (!status.ready) unready.push(name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const messages = [
    ...(unknown.length > 0 ? [`containers with unknown status: ${goList(unknown)}`] : []),
    ...(unready.length > 0 ? [`containers with unready status: ${goList(unready)}`] : []),
  ];
  return messages.length === 0 ? TRUE : { status: 'False', reason: 'ContainersNotReady', message: messages.join(', ') };
}

function gatesOf(pod: Pod, others: readonly PodCondition[]): Verdict {
  const messages: string[] = [];
  for (const { conditionType } of pod.spec.readinessGates ?? []) {
    const gate = others.find(({ type }) => type === conditionType);
    if (!gate) messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (gate.status !== 'True') messages.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`);
  }
  return messages.length === 0 ? TRUE : { status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') };
}

function initializedOf({ pod, statuses, phase }: ConditionInput): Verdict {
  const unknown: string[] = [];
  const incomplete: string[] = [];
  for (const container of pod.spec.initContainers ?? []) {
    const status = statuses.find(({ name }) => name === container.name);
    if (!status) unknown.push(container.name);
    else if (isSidecar(container) ? status.started !== true : !status.ready) incomplete.push(container.name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'True', reason: 'PodCompleted' };
  const started = pod.spec.containers.some(({ name }) => {
    const status = statuses.find((entry) => entry.name === name);
    return status?.lastState?.terminated !== undefined || status?.state?.running !== undefined || status?.state?.terminated !== undefined;
  });
  if (started) return TRUE;
  const messages = [
    ...(unknown.length > 0 ? [`containers with unknown status: ${goList(unknown)}`] : []),
    ...(incomplete.length > 0 ? [`containers with incomplete status: ${goList(incomplete)}`] : []),
  ];
  return messages.length === 0 ? TRUE : { status: 'False', reason: 'ContainersNotInitialized', message: messages.join(', ') };
}
