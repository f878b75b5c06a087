import { seconds, type SimTime } from '../../base/time.ts';
import { CONTROLLER_MANAGER, KUBECTL, SCHEDULER } from '../../wire/actors.ts';
import { type FaultArgs, faultKind, type FaultName, readFaultArgs } from '../../wire/faults.ts';
import { closeAllStreams } from '../apiserver/watch.ts';
import { compactTo } from '../apiserver/compaction.ts';
import { send } from '../client/client.ts';
import { closeStream, holdStream, isUp, processes, processState } from '../client/process.ts';
import { etcd } from '../etcd/store.ts';
import { canonicalImageName } from '../images/catalog.ts';
import { cannotLose, exitContainer, isContainerRunning, setContainerHealthy, setKubeletProcess, setNodeNetwork, setNodePower } from '../node/kubelet/faults.ts';
import { nodeState } from '../node/kubelet/state.ts';
import type { Sim } from '../sim/sim.ts';
import { setStorageTrouble } from '../storage/provisioner.ts';
import { changeTroubles, NO_TROUBLES, type Troubles, troubles } from './troubles.ts';

/** Why a trouble cannot be caused here; undefined when it can. Changes nothing. */
export function faultError(sim: Sim, name: string, given: FaultArgs): string | undefined {
  const kind = faultKind(name);
  if (!kind) return `no fault is named ${name}`;
  const read = readFaultArgs(kind, given);
  if ('error' in read) return read.error;
  const { args } = read;
  for (const { name: argument, of } of kind.args) {
    const value = String(args[argument]);
    if (of === 'node' && !nodeState(sim, value)) return `there is no node named ${value}`;
    const lost = of === 'node' && LOSING.includes(name) ? cannotLose(sim, value) : undefined;
    if (lost !== undefined) return lost;
    if (of === 'trouble' && value !== 'all' && !faultKind(value)) return `no fault is named ${value}`;
    if (of === 'process' && !processState(sim, value)) return `there is no process named ${value}`;
    if (of === 'image' && canonicalImageName(value) === undefined) return `${value} is no name of an image`;
    if (of === 'container' && !isContainerRunning(sim, String(args['pod']), value)) return `container ${value} of ${args['pod']} is not running`;
  }
  if (name === 'process-crash' && !CRASHING.includes(String(args['process']))) return `only ${CRASHING.join(' and ')} can crash`;
  return undefined;
}

/** Troubles that take a machine from the cluster. */
const LOSING: readonly string[] = ['node-power-off', 'node-reboot', 'node-partition', 'node-flap'];

const CRASHING: readonly string[] = [CONTROLLER_MANAGER, SCHEDULER];

/** Causes a trouble; `faultError` has nothing against it. */
export function injectFault(sim: Sim, name: string, given: FaultArgs): void {
  const kind = faultKind(name);
  const read = kind && readFaultArgs(kind, given);
  if (!kind || !read || 'error' in read) return;
  inject(sim, kind.name, new Reader(read.args));
}

/** Arguments that have been checked. */
class Reader {
  private readonly args: FaultArgs;
  constructor(args: FaultArgs) {
    this.args = args;
  }
  text(name: string): string {
    return String(this.args[name]);
  }
  count(name = 'count'): number {
    return Number(this.args[name]);
  }
  us(): number {
    return Math.round(seconds(Number(this.args['seconds'])));
  }
  flag(name: string): boolean {
    return this.args[name] === true;
  }
}

const until = (sim: Sim, us: number): SimTime => (sim.now + us) as SimTime;

function inject(sim: Sim, name: FaultName, of: Reader): void {
  const now = sim.get(troubles);
  switch (name) {
    case 'write-conflict':
      return changeTroubles(sim, { conflicts: now.conflicts.set(of.text('actor'), of.count()) });
    case 'answer-lost':
      return changeTroubles(sim, { lostAnswers: now.lostAnswers.set(of.text('actor'), of.count()) });
    case 'sync-exception':
      return changeTroubles(sim, { exceptions: now.exceptions.set(of.text('actor'), of.count()) });
    case 'process-crash':
      return changeTroubles(sim, { crashes: now.crashes.set(of.text('process'), { writes: of.count(), downUs: of.us() }) });
    case 'api-down':
      return apiDown(sim, of.us());
    case 'watch-closed':
      return closeStream(sim, of.text('process'), of.us());
    case 'cache-lag':
      return holdStream(sim, of.text('process'), of.us());
    case 'compaction':
      return compactNow(sim);
    case 'image-pull-error':
      return changeTroubles(sim, { images: now.images.set(canonicalImageName(of.text('image')) ?? '', until(sim, of.us())) });
    case 'packet-loss':
      return changeTroubles(sim, { loss: { percent: of.count('percent'), until: until(sim, of.us()) } });
    case 'dns-down':
      return changeTroubles(sim, { dnsDownUntil: until(sim, of.us()) });
    case 'provisioning-fails':
      setStorageTrouble(sim, STORAGE_TEXT);
      return later(sim, of.us(), { do: 'storage' });
    case 'mend':
      return mend(sim, of.text('only'));
    default:
      return injectOnNode(sim, name, of);
  }
}

const STORAGE_TEXT = 'rpc error: code = ResourceExhausted desc = no space left in storage pool';

type OnNode = Extract<
  FaultName,
  | 'node-power-off'
  | 'node-reboot'
  | 'node-partition'
  | 'node-flap'
  | 'node-deleted'
  | 'kubelet-restart'
  | 'container-exit'
  | 'container-oom'
  | 'ignore-term'
  | 'probe-flap'
>;

function injectOnNode(sim: Sim, name: OnNode, of: Reader): void {
  const node = of.text('node');
  const what = { pod: of.text('pod'), container: of.text('container') };
  switch (name) {
    case 'node-power-off':
      return setNodePower(sim, node, false);
    case 'node-reboot':
      setNodePower(sim, node, false);
      return later(sim, of.us(), { do: 'power', node });
    case 'node-partition':
      setNodeNetwork(sim, node, false);
      return later(sim, of.us(), { do: 'network', node, connected: true });
    case 'node-flap':
      for (let i = 0; i < of.count(); i++) {
        later(sim, 2 * i * of.us(), { do: 'network', node, connected: false });
        later(sim, (2 * i + 1) * of.us(), { do: 'network', node, connected: true });
      }
      return;
    case 'node-deleted':
      return send(sim, { actor: KUBECTL, request: { method: 'DELETE', path: `/api/v1/nodes/${node}` } });
    case 'kubelet-restart':
      setKubeletProcess(sim, node, false);
      return later(sim, of.us(), { do: 'kubelet', node });
    case 'container-exit':
      exitContainer(sim, { ...what, exitCode: of.count('exitCode') });
      return;
    case 'container-oom':
      exitContainer(sim, { ...what, exitCode: 137, reason: 'OOMKilled' });
      return;
    case 'ignore-term': {
      const { deaf } = sim.get(troubles);
      const key = `${what.pod.includes('/') ? what.pod : `default/${what.pod}`} ${what.container}`;
      return changeTroubles(sim, { deaf: of.flag('on') ? deaf.set(key, true) : deaf.delete(key) });
    }
    case 'probe-flap':
      for (let i = 0; i < of.count(); i++) {
        later(sim, 2 * i * of.us(), { do: 'health', ...what, healthy: false });
        later(sim, (2 * i + 1) * of.us(), { do: 'health', ...what, healthy: true });
      }
  }
}

/** What is to be done later because of a trouble: its end, or its next turn. */
type Step =
  | { readonly do: 'power'; readonly node: string }
  | { readonly do: 'kubelet'; readonly node: string }
  | { readonly do: 'network'; readonly node: string; readonly connected: boolean }
  | { readonly do: 'health'; readonly pod: string; readonly container: string; readonly healthy: boolean }
  | { readonly do: 'storage' };

const later = (sim: Sim, after: number, step: Step): void => sim.schedule({ after, to: 'faults.step', args: step, background: false });

export function onStep(sim: Sim, step: Step): void {
  switch (step.do) {
    case 'power':
      return setNodePower(sim, step.node, true);
    case 'kubelet':
      return setKubeletProcess(sim, step.node, true);
    case 'network':
      return setNodeNetwork(sim, step.node, step.connected);
    case 'health':
      setContainerHealthy(sim, step);
      return;
    case 'storage':
      return setStorageTrouble(sim, '');
  }
}

/** leaderelection's RenewDeadline: who cannot renew its lease for so long gives up and is started anew. */
const RENEW_DEADLINE_US = seconds(10);
/** Reflectors open their watches again one after the other, not all at once. */
const REOPEN_STEP_US = 20_000;

function apiDown(sim: Sim, us: number): void {
  changeTroubles(sim, { apiDownUntil: until(sim, us) });
  closeAllStreams(sim);
  let wait = us;
  for (const name of sim.get(processes).keys()) closeStream(sim, name, (wait += REOPEN_STEP_US));
  if (us <= RENEW_DEADLINE_US) return;
  for (const process of CRASHING)
    if (isUp(sim, process))
      sim.schedule({ after: RENEW_DEADLINE_US, to: 'faults.crash', args: { process, ifDown: true, downUs: us - RENEW_DEADLINE_US + seconds(1) } });
}

/** Everything up to now: a watch that has not come so far can only begin anew. */
function compactNow(sim: Sim): void {
  compactTo(sim, sim.get(etcd).root.rev);
  for (const [name, { heldUntil }] of sim.get(processes).entries())
    if (heldUntil !== undefined && heldUntil > sim.now) closeStream(sim, name, heldUntil - sim.now);
}

/** Whatever lasts is over, or all of one trouble; machines that are off or cut off come back by their own commands. */
function mend(sim: Sim, only: string): void {
  if (only === 'all' || only === 'provisioning-fails') setStorageTrouble(sim, '');
  if (only === 'all') return sim.set(troubles, NO_TROUBLES);
  const field = PLANNED[only];
  if (field === undefined) return;
  const left = { ...sim.get(troubles), [field]: NO_TROUBLES[field] };
  const calm = Object.values(PLANNED).every((key) => key === undefined || left[key] === NO_TROUBLES[key] || isEmpty(left[key]));
  sim.set(troubles, calm ? NO_TROUBLES : left);
}

const isEmpty = (value: Troubles[keyof Troubles]): boolean => typeof value === 'object' && 'size' in value && value.size === 0;

/** Where a trouble is kept while it is on. */
const PLANNED: Readonly<Record<string, keyof Troubles | undefined>> = {
  'write-conflict': 'conflicts',
  'answer-lost': 'lostAnswers',
  'sync-exception': 'exceptions',
  'process-crash': 'crashes',
  'api-down': 'apiDownUntil',
  'image-pull-error': 'images',
  'ignore-term': 'deaf',
  'packet-loss': 'loss',
  'dns-down': 'dnsDownUntil',
};
