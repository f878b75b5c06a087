import { messageOf } from '../../base/assert.ts';
import { deepEqual, type JsonObject } from '../../base/json.ts';
import { seconds } from '../../base/time.ts';
import { Vector } from '../../base/vector.ts';
import { type KubeObject, keyOf, type Status } from '../../kinds/object.ts';
import { CONTROLLER_MANAGER } from '../../wire/actors.ts';
import { type ApiResponse, isSuccess } from '../../wire/request.ts';
import { type Reply, send } from '../client/client.ts';
import { watchers } from '../client/process.ts';
import { recordEvent } from '../client/recorder.ts';
import { commitAt, etcd, tableOf } from '../etcd/store.ts';
import { PlannedException, takeTrouble } from '../faults/troubles.ts';
import type { Sim } from '../sim/sim.ts';
import type { Controller, Decision, Intent, Plan, RequestIntent as Request, Resume } from './controller.ts';
import { changed, failedOnce, finished, forgiven, type Sync } from './queue.ts';
import { requestOf } from './requests.ts';
import { contextOf, enqueueAfter, managerCache, setState, stateOf, type Ticket, wake } from './state.ts';

/** One sync of one key: reconcile, carry out its plan, take the answers, perhaps reconcile on with them, finish. */

export type Answer = Reply<Ticket & { readonly index: number }>;

export function runSync(sim: Sim, controller: Controller, key: string): void {
  step(sim, controller, { key, resume: undefined });
}

/** An answer has come: the next request goes out (`inOrder`), or all are in and the sync goes on. */
export function onAnswer(sim: Sim, controller: Controller, { response, args }: Answer): void {
  const { key, index } = args;
  const { queue } = stateOf(sim, controller);
  const sync = queue.active.get(key);
  if (!sync?.plan) return;
  const intent = sync.plan.intents![index] as Request;
  const { cause, background, plan } = sync;
  const next: Sync = { cause, background, plan, answers: sync.answers.set(index, response), pending: sync.pending - 1 };
  const rev = revisionOf(sim, intent, response);
  const gates = rev !== undefined && rev > (queue.gates.get(key) ?? 0) ? queue.gates.set(key, rev) : queue.gates;
  setState(sim, controller, { queue: changed(queue, { gates, active: queue.active.set(key, next) }) });
  if (next.pending > 0) return;
  const goOn = sync.plan.order === 'inOrder' && isSuccess(response) && sendFrom(sim, controller, { key, from: index + 1 });
  if (!goOn) settle(sim, controller, key);
}

/** Calls reconcile and begins to carry out what it says. Its crash is its own: recorded, and the key is tried again. */
function step(sim: Sim, controller: Controller, { key, resume }: { key: string; resume: Resume | undefined }): void {
  let plan: Plan;
  try {
    if (takeTrouble(sim, 'exceptions', controller.name)) throw new PlannedException();
    plan = controller.reconcile(contextOf(sim, controller), key, resume);
  } catch (error) {
    sim.lastCrash = error;
    sim.happen({ code: 'component.crash', actor: controller.name, args: { key, message: messageOf(error) } });
    retry(sim, controller, key, CRASH_PAUSE_US);
    return;
  }
  begin(sim, controller, { key, plan });
}

const CRASH_PAUSE_US = seconds(1);

function begin(sim: Sim, controller: Controller, { key, plan }: { key: string; plan: Plan }): void {
  const state = stateOf(sim, controller);
  const sync = state.queue.active.get(key)!;
  const intents = plan.intents ?? [];
  const { cause, background } = sync;
  const next: Sync = { cause, background, plan, answers: Vector.from<ApiResponse | undefined>(intents.map(() => undefined)), pending: 0 };
  const queue = changed(state.queue, { active: state.queue.active.set(key, next) });
  setState(sim, controller, 'memory' in plan ? { queue, memory: plan.memory } : { queue });
  tell(sim, controller, { key, why: plan.why, acts: intents.length > 0 });
  if (!sendFrom(sim, controller, { key, from: 0 })) settle(sim, controller, key);
}

/** Sends what the plan wants sent next. False when nothing is left that has an answer to wait for. */
function sendFrom(sim: Sim, controller: Controller, { key, from }: { key: string; from: number }): boolean {
  const { intents = [], order } = stateOf(sim, controller).queue.active.get(key)!.plan!;
  let sent = 0;
  for (let index = from; index < intents.length; index++) {
    const intent = intents[index]!;
    sim.because(sim.cause, () => carryOut(sim, controller, { key, index, intent }));
    if (intent.do === 'event' || intent.do === 'dispatch') continue;
    sent++;
    if (order === 'inOrder') break;
  }
  if (sent === 0) return false;
  const now = stateOf(sim, controller).queue;
  const { cause, background, plan, answers } = now.active.get(key)!;
  setState(sim, controller, { queue: changed(now, { active: now.active.set(key, { cause, background, plan, answers, pending: sent }) }) });
  return true;
}

function carryOut(sim: Sim, controller: Controller, { key, index, intent }: { key: string; index: number; intent: Intent }): void {
  if (intent.do === 'dispatch') {
    sim.dispatch(intent.to, intent.args);
    return;
  }
  if (intent.do === 'event') {
    const { about, type, reason, message } = intent;
    recordEvent(sim, {
      actor: controller.name,
      process: CONTROLLER_MANAGER,
      component: controller.eventSource ?? controller.name,
      about,
      type,
      reason,
      message,
    });
    return;
  }
  if (intent.why) {
    decide(sim, controller, { key, why: intent.why });
    if (intent.do === 'setStatus') setState(sim, controller, { said: stateOf(sim, controller).said.set(key, intent.why) });
  }
  const { life, queue } = stateOf(sim, controller);
  const { controllerQps, controllerBurst } = sim.config.settings;
  const { qpsFactor, burstFactor } = controller.client ?? { qpsFactor: 1, burstFactor: 1 };
  send(sim, {
    actor: controller.name,
    process: CONTROLLER_MANAGER,
    request: requestOf(intent, controller.user ?? `system:serviceaccount:kube-system:${controller.serviceAccount ?? controller.name}`),
    reply: { to: 'controllers.answer', args: { controller: controller.name, key, life, index } },
    limit: { qps: controllerQps * qpsFactor, burst: controllerBurst * burstFactor },
    background: (queue.failures.get(key) ?? 0) >= OLD_TROUBLE,
  });
}

/** From this many failures on (a pause of more than a second) a retry is an old trouble and does not keep the cluster from being quiet. */
const OLD_TROUBLE = 8;

/** All answers are in: go on with them, or finish. */
function settle(sim: Sim, controller: Controller, key: string): void {
  const sync = stateOf(sim, controller).queue.active.get(key)!;
  const plan = sync.plan!;
  if (plan.then !== undefined) {
    step(sim, controller, { key, resume: { step: plan.then, answers: [...sync.answers] } });
    return;
  }
  if (plan.failed || failedAnswer(plan.intents ?? [], sync)) {
    retry(sim, controller, key, 0);
    return;
  }
  const { queue } = stateOf(sim, controller);
  setState(sim, controller, { queue: finished(forgiven(queue, key), key) });
  if (plan.againAfterUs !== undefined) enqueueAfter(sim, controller, { key, afterUs: plan.againAfterUs, background: plan.againInBackground ?? false });
  wake(sim, controller);
}

function failedAnswer(intents: readonly Intent[], sync: Sync): boolean {
  return intents.some((intent, index) => {
    const answer = sync.answers.get(index);
    return answer !== undefined && !isSuccess(answer) && !isHarmless(intent, answer);
  });
}

/** What wanted to go is gone; what was to be made belongs to a namespace on its way out. Upstream ignores both everywhere. */
function isHarmless(intent: Intent, answer: ApiResponse): boolean {
  return (intent.do === 'remove' && answer.code === 404) || (intent.do === 'create' && isNamespaceTerminating(answer));
}

/** apierrors.HasStatusCause(err, NamespaceTerminatingCause) */
export const isNamespaceTerminating = (answer: ApiResponse): boolean =>
  answer.code === 403 && (answer.body as Status | null)?.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') === true;

function retry(sim: Sim, controller: Controller, key: string, atLeastUs: number): void {
  const { queue, delayUs, failures } = failedOnce(stateOf(sim, controller).queue, key);
  setState(sim, controller, { queue: finished(queue, key) });
  enqueueAfter(sim, controller, { key, afterUs: Math.max(delayUs, atLeastUs), background: failures >= OLD_TROUBLE });
  wake(sim, controller);
}

/** Records a decision, unless it is the same waiting as before. */
function tell(sim: Sim, controller: Controller, { key, why, acts }: { key: string; why: Decision | undefined; acts: boolean }): void {
  const { said } = stateOf(sim, controller);
  if (!why) {
    if (said.has(key)) setState(sim, controller, { said: said.delete(key) });
    return;
  }
  if (!acts && deepEqual(said.get(key), why)) return;
  decide(sim, controller, { key, why });
  if (!acts) setState(sim, controller, { said: said.set(key, why) });
}

function decide(sim: Sim, controller: Controller, { key, why }: { key: string; why: Decision }): void {
  // Keys name objects of one resource, or say which: `persistentvolumes pv-1`.
  const space = key.indexOf(' ');
  const resource = controller.resource ?? key.slice(0, Math.max(space, 0));
  const stored = resource === '' ? undefined : tableOf(managerCache(sim), resource).objects.get(key.slice(space + 1));
  const id = sim.happen({
    code: 'decide',
    actor: controller.name,
    say: why.say,
    args: why.args as JsonObject,
    ...(stored ? { oid: stored.oid, rev: stored.rev } : {}),
  });
  setState(sim, controller, { lastDecision: id });
}

/** Revision of a write that the controller's own cache will show, or undefined. */
function revisionOf(sim: Sim, intent: Request, response: ApiResponse): number | undefined {
  if (!isSuccess(response) || intent.do === 'request' || !isWatched(sim, intent.resource)) return undefined;
  const body = response.body as unknown as KubeObject | Status;
  if (intent.do === 'remove' && body.kind === 'Status') return deletionRevision(sim, intent);
  const rev = Number((body as KubeObject).metadata?.resourceVersion ?? Number.NaN);
  return Number.isSafeInteger(rev) ? rev : undefined;
}

const isWatched = (sim: Sim, resource: string): boolean => sim.get(watchers).byResource.get(resource)?.has(CONTROLLER_MANAGER) === true;

/** The answer to a deletion at once names no revision; it lies a few commits back. */
function deletionRevision(sim: Sim, intent: Extract<Request, { do: 'remove' }>): number | undefined {
  const state = sim.get(etcd);
  const key = keyOf(intent);
  for (let rev = state.root.rev; rev > state.root.rev - LOOK_BACK && rev >= state.firstRev; rev--) {
    const commit = commitAt(state, rev);
    if (commit?.type === 'DELETED' && commit.resource === intent.resource && commit.key === key) return rev;
  }
  return undefined;
}

const LOOK_BACK = 256;
