import { parseRfc3339, rfc3339Micro, seconds, type SimTime } from '../../base/time.ts';
import { utf8Bytes } from '../../kinds/base64.ts';
import { badRequest, invalid, invalidObject } from '../../kinds/errors.ts';
import type { FieldError } from '../../kinds/kind.ts';
import type { ContainerStatus, Pod } from '../../kinds/schema/types.gen.ts';
import { refuse } from '../apiserver/refusal.ts';
import { type ContainerRecord, type LogLine, runtimePod } from '../node/runtime/records.ts';
import type { Sim } from '../sim/sim.ts';
import { containerName, type PodPath, podOf } from './pod-door.ts';

/** GET pods/NAME/log: what a container wrote. Upstream: pkg/registry/core/pod/strategy.go, pkg/kubelet/kubelet_pods.go (validateContainerLogStatus), pkg/kubelet/kuberuntime/logs. */
export interface LogRequest {
  readonly node: string;
  readonly uid: string;
  /** The container's id: a follower stays with it. */
  readonly id: string;
  readonly follow: boolean;
  readonly timestamps: boolean;
  /** Lines before are not wanted. */
  readonly since: number;
  readonly tail: number | undefined;
  readonly limitBytes: number | undefined;
}

type Query = Readonly<Record<string, string>>;

/** What is asked for; undefined: the pod has no node yet and there is nothing to read. Refuses what makes no sense. */
export function logRequest(sim: Sim, path: PodPath, query: Query): LogRequest | undefined {
  const pod = podOf(sim, path);
  const options = readOptions(sim, path.name, query);
  const container = containerName(pod, query['container']);
  const node = pod.spec?.nodeName;
  if (!node) return undefined;
  const id = containerId(pod, container, query['previous'] === 'true');
  return { ...options, node, uid: pod.metadata?.uid ?? '', id };
}

function readOptions(sim: Sim, name: string, query: Query): Omit<LogRequest, 'node' | 'uid' | 'id'> {
  const errors: FieldError[] = [];
  const whole = (field: string, least: number, detail: string): number | undefined => {
    const text = query[field];
    if (text === undefined || text === '') return undefined;
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < least) errors.push(invalid(field, /^-?\d+$/.test(text) ? value : text, detail));
    return value;
  };
  const tail = whole('tailLines', 0, 'must be greater than or equal to 0');
  const limitBytes = whole('limitBytes', 1, 'must be greater than 0');
  const sinceSeconds = whole('sinceSeconds', 1, 'must be greater than 0');
  if (errors.length > 0) refuse(invalidObject({ group: '', name: 'PodLogOptions' }, name, errors));
  const sinceTime = query['sinceTime'] ? parseRfc3339(sim.config.epochMs, query['sinceTime']) : undefined;
  const since = sinceSeconds === undefined ? (sinceTime ?? 0) : sim.now - seconds(sinceSeconds);
  return { follow: query['follow'] === 'true', timestamps: query['timestamps'] === 'true', since, tail, limitBytes };
}

function containerId(pod: Pod, name: string, previous: boolean): string {
  const where = `container ${JSON.stringify(name)} in pod ${JSON.stringify(pod.metadata?.name)}`;
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  const status = [...containerStatuses, ...initContainerStatuses].find((one) => one.name === name) as ContainerStatus | undefined;
  if (!status) return refuse(badRequest(`${where} is not available`));
  const last = status.lastState?.terminated?.containerID;
  if (previous) return last ? bare(last) : refuse(badRequest(`previous terminated ${where} not found`));
  const { running, terminated, waiting } = status.state ?? {};
  if (running) return bare(status.containerID ?? '');
  const ended = terminated?.containerID ?? last;
  if (ended) return bare(ended);
  if (terminated) return refuse(badRequest(`${where} is terminated`));
  switch (waiting?.reason) {
    case undefined:
      return refuse(badRequest(`${where} is waiting to start - no logs yet`));
    case 'ErrImagePull':
      return refuse(badRequest(`${where} is waiting to start: image can't be pulled`));
    case 'ImagePullBackOff':
      return refuse(badRequest(`${where} is waiting to start: trying and failing to pull image`));
    default:
      return refuse(badRequest(`${where} is waiting to start: ${waiting?.reason}`));
  }
}

const bare = (id: string): string => id.replace(/^containerd:\/\//, '');

const recordOf = (sim: Sim, { node, uid, id }: LogRequest): ContainerRecord | undefined =>
  runtimePod(sim, node, uid)?.containers.find((container) => container.id === id);

/** What there is to read from `from` on (a moment and how many lines of that very moment were read), and whether more may come. */
export interface LogPart {
  readonly text: string;
  readonly upTo: LogPosition;
  readonly ended: boolean;
}

export interface LogPosition {
  readonly t: number;
  readonly atT: number;
}

export const LOG_START: LogPosition = { t: -1, atT: 0 };

export function readLog(sim: Sim, request: LogRequest, from: LogPosition): LogPart {
  const record = recordOf(sim, request);
  const lines = record ? fresh(record.log, from) : [];
  const shown = lines.filter(({ t }) => t >= request.since);
  const ended = record?.state !== 'running';
  const last = lines.at(-1)?.t;
  const upTo = last === undefined ? from : { t: last, atT: lines.filter(({ t }) => t === last).length + (last === from.t ? from.atT : 0) };
  const all = textOf(sim, shown, request);
  return { text: from.t < 0 && request.tail !== undefined ? tailOf(all, request.tail) : all, upTo, ended };
}

/** The first bytes of a text, whole characters only. */
export function firstBytes(text: string, most: number): string {
  // A character is three bytes for each of its UTF-16 units at most.
  if (text.length * 3 <= most) return text;
  let left = most;
  let end = 0;
  for (const char of text) {
    left -= utf8Bytes(char).length;
    if (left < 0) break;
    end += char.length;
  }
  return text.slice(0, end);
}

/** Lines after a position, looked for from the end. Old lines are dropped from a log in time, so it is not counted from its beginning. */
function fresh(log: ContainerRecord['log'], { t, atT }: LogPosition): readonly LogLine[] {
  let first = log.length;
  while (first > 0 && log.get(first - 1)!.t >= t) first--;
  const lines: LogLine[] = [];
  let seen = 0;
  for (let i = first; i < log.length; i++) {
    const line = log.get(i)!;
    if (line.t > t || ++seen > atT) lines.push(line);
  }
  return lines;
}

function textOf(sim: Sim, lines: readonly LogLine[], { timestamps }: LogRequest): string {
  if (!timestamps) return lines.map(({ text }) => text).join('');
  const { epochMs } = sim.config;
  return lines.flatMap(({ t, text }) => text.split(/(?<=\n)/).map((line) => `${nano(epochMs, t)} ${line}`)).join('');
}

const nano = (epochMs: number, t: SimTime): string => rfc3339Micro(epochMs, t).replace('Z', '000Z');

function tailOf(text: string, count: number): string {
  const lines = text.split(/(?<=\n)/);
  return count === 0 ? '' : lines.slice(-count).join('');
}
