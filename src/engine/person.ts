import { SortedMap } from '../base/sorted-map.ts';
import { Tail } from '../base/tail.ts';
import { kindMeant } from '../kinds/registry.ts';
import { type Asked, kubectlAnswer } from '../kubectl/answer.ts';
import { type ApplyState, type ApplyStep, continueApply, startApply } from '../kubectl/apply.ts';
import { CONTROLLERS, type ControllerName, KUBECTL, SCHEDULER, USERS } from '../wire/actors.ts';
import { changesNothing, type Command, type CommandResult } from '../wire/command.ts';
import { checkedCommand, SESSION_LIMITS, SessionError } from '../wire/session-check.ts';
import { type Reply, send } from './client/client.ts';
import { switchController } from './controllers/harness.ts';
import { forgetCrash } from './faults/component.ts';
import { faultError, injectFault } from './faults/inject.ts';
import { cannotLose, exitContainer, setContainerHealthy, setKubeletProcess, setNodeNetwork, setNodePower, isContainerRunning } from './node/kubelet/faults.ts';
import { nodeState } from './node/kubelet/state.ts';
import { isRunning } from './scheduler/control.ts';
import { setTraffic, stopTraffic, trafficSource } from './network/traffic.ts';
import { endExchange, inputToExchange, startExchange } from './outside/component.ts';
import { consoleComponent, type KeepResult, type KeptResult, sendFromConsole, stopConsole, toldSince } from './console.ts';
import { shown } from './shown-command.ts';
import { startScheduler, stopScheduler } from './scheduler/component.ts';
import type { Component, Sim } from './sim/sim.ts';
import { editedInTerminal, inputToTerminal, interruptTerminal, isEditing, lineOf, lineEnd, lineResult, MAIN_TERMINAL, readerOf, typeLine } from './terminal.ts';
import { slot } from './sim/slot.ts';

/**
 * The person outside: commands become requests of `kubectl`, or what hands do to machines. A command's first happening names it; what
 * came of it is kept under that happening's id.
 */
const results = slot<Results>('person/results', () => ({ kept: SortedMap.empty(), order: Tail.empty(), pending: SortedMap.empty() }));

interface Results {
  /** What came of commands of which there is something to tell, by the id of the command; the latest only. */
  readonly kept: SortedMap<KeptResult>;
  /** Their ids, oldest first. */
  readonly order: Tail<string>;
  /** Commands of which nothing has come yet. Of all that are neither here nor there it is enough to know that they are done. */
  readonly pending: SortedMap<true>;
}

const MOST_RESULTS = 500;
const applying = slot<SortedMap<ApplyState>>('person/applying', () => SortedMap.empty());

/** A command that makes no sense here; the message is for people. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

const DONE: CommandResult = { ok: true, lines: [] };

/** Does a command now. Throws CommandError when what it names does not exist. */
export function executeCommand(sim: Sim, command: Command): void {
  sim.because(0, () => {
    check(sim, command);
    const id = sim.happen({
      code: 'command',
      actor: actorOf(command),
      args: { command: shown(command) },
      ...(changesNothing(command) ? { background: true } : {}),
    });
    perform(sim, command, String(id));
  });
}

/** What came of the command whose happening this is; undefined while it is under way. Of a stream of the REST console the lines from number `since` on. */
export function commandResult(sim: Sim, happening: number, since = 0): CommandResult | undefined {
  const typed = lineResult(sim, String(happening));
  if (typed) return typed;
  const result = resultOf(sim, happening);
  return result && toldSince(result, since);
}

function resultOf(sim: Sim, happening: number): KeptResult | undefined {
  const { kept, pending } = sim.get(results);
  if (happening > sim.happenings.length || pending.has(String(happening))) return undefined;
  return kept.get(String(happening)) ?? DONE;
}

/**
 * The same without the lines a terminal shows, as soon as nobody need wait any more: the command is over, or (of the console) its stream has opened. It is asked
 * at every beat while a line runs, so that it looks at nothing that was printed.
 */
export function commandOutcome(sim: Sim, happening: number): CommandResult | undefined {
  const typed = lineEnd(sim, String(happening));
  if (typed) return typed.exit === undefined ? undefined : { ok: typed.exit === 0, lines: [], exit: typed.exit };
  const result = resultOf(sim, happening);
  return !result || (result.open && !result.response) ? undefined : toldSince(result, 0);
}

const actorOf = (command: Command): string => (command.do === 'traffic' || command.do === 'traffic.stop' ? USERS : KUBECTL);

function check(sim: Sim, command: Command): void {
  if (command.do === 'kubectl' && lineOf(sim, command.terminal ?? MAIN_TERMINAL) !== undefined)
    throw new CommandError('the terminal is busy with the line before: Ctrl-C ends it');
  if (command.do === 'input' && readerOf(sim, command.terminal ?? MAIN_TERMINAL) === undefined)
    throw new CommandError('nothing in this terminal reads what is typed');
  if (command.do === 'edited' && !isEditing(sim, command.terminal ?? MAIN_TERMINAL)) throw new CommandError('no text is being edited in this terminal');
  if ('node' in command && !nodeState(sim, command.node)) throw new CommandError(`there is no node named ${command.node}`);
  if (command.do === 'component.switch' && command.component !== SCHEDULER && !isController(command.component))
    throw new CommandError(`there is no component named ${command.component}`);
  const lost =
    (command.do === 'node.power' && !command.on) || (command.do === 'node.network' && !command.connected) ? cannotLose(sim, command.node) : undefined;
  if (lost !== undefined) throw new CommandError(lost);
  // Told before anything is recorded: a command that is refused leaves no trace, so that a replay without it is the same.
  if ((command.do === 'container.exit' || command.do === 'container.healthy') && !isContainerRunning(sim, command.pod, command.container))
    throw new CommandError(`container ${command.container} of ${command.pod} is not running`);
  if (command.do === 'traffic.stop' && !trafficSource(sim, command.id)) throw new CommandError(`there is no traffic named ${command.id}`);
  checkSize(command);
  const error = command.do === 'fault' ? faultError(sim, command.fault, command.args) : undefined;
  if (error !== undefined) throw new CommandError(error);
}

/** A session can be read again with all that was done in it: what its reader would refuse is not done. */
function checkSize(command: Command): void {
  const most = SESSION_LIMITS.textCharacters;
  if (command.do === 'apply' && command.source.length > most) throw new CommandError(`the text is longer than ${most} characters`);
  try {
    checkedCommand(command);
  } catch (error) {
    if (error instanceof SessionError) throw new CommandError(error.message);
    throw error;
  }
}

const keepResult: KeepResult = (sim, id, change) => finish(sim, id, change(sim.get(results).kept.get(id)));

const isController = (name: string): name is ControllerName => (CONTROLLERS as readonly string[]).includes(name);

function perform(sim: Sim, command: Command, id: string): void {
  if (command.do === 'apply' || command.do === 'request') sim.set(results, { ...sim.get(results), pending: sim.get(results).pending.set(id, true) });
  switch (command.do) {
    case 'apply':
      return proceed(sim, id, startApply({ source: command.source, namespace: command.namespace, lookup: kindMeant }));
    case 'request':
      if (command.console) return sendFromConsole(sim, id, { request: command.request, keep: keepResult });
      return send(sim, {
        actor: KUBECTL,
        request: command.request,
        reply: { to: 'person.answered', args: { id, request: command.request, said: command.said } satisfies Asked },
      });
    case 'kubectl':
      return typeLine(sim, id, { line: command.line, terminal: command.terminal ?? MAIN_TERMINAL });
    case 'interrupt':
      stopConsole(sim, command.terminal ?? MAIN_TERMINAL, keepResult);
      interruptTerminal(sim, command.terminal ?? MAIN_TERMINAL);
      return finish(sim, id, DONE);
    case 'client':
      startExchange(sim, command);
      return finish(sim, id, DONE);
    case 'client.input':
      inputToExchange(sim, command.exchange, command.input);
      return finish(sim, id, DONE);
    case 'input':
      inputToTerminal(sim, command.terminal ?? MAIN_TERMINAL, command);
      return finish(sim, id, DONE);
    case 'edited':
      editedInTerminal(sim, command.terminal ?? MAIN_TERMINAL, command.text);
      return finish(sim, id, DONE);
    case 'client.gone':
      endExchange(sim, command.exchange);
      return finish(sim, id, DONE);
    case 'container.exit':
      exitContainer(sim, command);
      return finish(sim, id, DONE);
    case 'container.healthy':
      setContainerHealthy(sim, command);
      return finish(sim, id, DONE);
    case 'node.power':
      setNodePower(sim, command.node, command.on);
      return finish(sim, id, DONE);
    case 'kubelet.process':
      setKubeletProcess(sim, command.node, command.on, command.forget);
      return finish(sim, id, DONE);
    case 'node.network':
      setNodeNetwork(sim, command.node, command.connected);
      return finish(sim, id, DONE);
    case 'component.switch':
      switchComponent(sim, command.component, command.on);
      return finish(sim, id, DONE);
    case 'traffic':
      setTraffic(sim, command.traffic);
      return finish(sim, id, DONE);
    case 'traffic.stop':
      stopTraffic(sim, command.id);
      return finish(sim, id, DONE);
    case 'fault':
      sim.happen({ code: 'fault', actor: KUBECTL, args: { fault: command.fault, ...command.args } });
      injectFault(sim, command.fault, command.args);
      return finish(sim, id, DONE);
  }
}

function switchComponent(sim: Sim, name: string, on: boolean): void {
  if (!on) forgetCrash(sim, name);
  if (isController(name)) switchController(sim, name, on);
  else if (on && !isRunning(sim)) startScheduler(sim);
  else if (!on) stopScheduler(sim);
}

function finish(sim: Sim, id: string, result: KeptResult): void {
  const { kept, order, pending } = sim.get(results);
  if (result === DONE) return;
  const added = kept.has(id) ? order : order.push(id);
  const oldest = added.length - added.first > MOST_RESULTS ? added.get(added.first) : undefined;
  const next = kept.set(id, result);
  sim.set(results, {
    kept: oldest === undefined ? next : next.delete(oldest),
    order: oldest === undefined ? added : added.from(added.first + 1),
    pending: pending.delete(id),
  });
}

/** One step of an apply: the next request, or the end. */
function proceed(sim: Sim, id: string, step: ApplyStep): void {
  if ('result' in step) {
    sim.set(applying, sim.get(applying).delete(id));
    return finish(sim, id, step.result);
  }
  sim.set(applying, sim.get(applying).set(id, step.state));
  if (step.waitUs > 0) sim.schedule({ after: step.waitUs, to: 'person.send', args: { id, request: step.request } });
  else send(sim, { actor: KUBECTL, request: step.request, reply: { to: 'person.applied', args: { id } } });
}

/** What the REST console is answered. */
export const personConsole: Component = consoleComponent(keepResult);

export const personComponent: Component = {
  name: 'person',
  handlers: {
    'person.send': (sim: Sim, { id, request }) => send(sim, { actor: KUBECTL, request, reply: { to: 'person.applied', args: { id } } }),
    'person.applied': (sim: Sim, { response, args }: Reply<{ id: string }>) => {
      const state = sim.get(applying).get(args.id);
      if (state) proceed(sim, args.id, continueApply(state, response));
    },
    'person.answered': (sim: Sim, { response, args }: Reply<Asked>) => finish(sim, args.id, kubectlAnswer(args, response)),
    /** What the scenario begins with. A command that makes no sense is told so, and is over: it is not tried again. */
    'person.command': (sim: Sim, { command }: { command: Command }) => {
      const id = String(sim.happen({ code: 'command', actor: actorOf(command), args: { command: shown(command) } }));
      try {
        check(sim, command);
        perform(sim, command, id);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        finish(sim, id, { ok: false, lines: [{ stream: 'stderr', text: `error: ${error.message}` }] });
      }
    },
  },
};
