import type { Json } from '../base/json.ts';
import { seconds, type SimTime } from '../base/time.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { CONTROLLERS, kubelet, kubeProxy, SCHEDULER, TROUBLES, USERS } from '../wire/actors.ts';
import type { Command, CommandResult } from '../wire/command.ts';
import { apiserverComponent } from './apiserver/component.ts';
import { clientComponent } from './client/client.ts';
import { processComponent } from './client/process.ts';
import { recorderComponent } from './client/recorder.ts';
import { controllerManagerComponent, controllerPart } from './controllers/harness.ts';
import { controllers } from './controllers/index.ts';
import { troublesPart } from './faults/part.ts';
import { faultsComponent } from './faults/component.ts';
import { dnsComponent } from './network/dns.ts';
import { networkComponent } from './network/requests.ts';
import { trafficComponent, trafficPart } from './network/traffic.ts';
import { kubeProxyComponent, startKubeProxy } from './node/kube-proxy.ts';
import { proxyPart } from './node/kube-proxy-part.ts';
import { kubeletComponent, nodePart, runtimeComponent, startNode } from './node/kubelet/component.ts';
import { outsideComponent } from './outside/component.ts';
import { commandOutcome, commandResult, executeCommand, personComponent, personConsole } from './person.ts';
import { schedulerComponent, schedulerPart } from './scheduler/component.ts';
import { type ClusterConfig, clusterConfig, type Settings } from './sim/config.ts';
import { type Component, Sim } from './sim/sim.ts';
import { detachComponent } from './storage/detach.ts';
import { disksPart } from './storage/disks.ts';
import { PROVISIONER, provisionerComponent } from './storage/provisioner.ts';
import { resizerComponent } from './storage/resizer.ts';
import { awaitedAnswer, terminalComponent, terminalViews } from './terminal.ts';
import type { TerminalView } from './projection/terminals.ts';

/** All parts of a cluster, in the order in which they start. */
const COMPONENTS: readonly Component[] = [
  clientComponent,
  processComponent,
  recorderComponent,
  apiserverComponent,
  controllerManagerComponent(controllers),
  schedulerComponent,
  provisionerComponent,
  resizerComponent,
  detachComponent,
  kubeletComponent,
  runtimeComponent,
  kubeProxyComponent,
  dnsComponent,
  networkComponent,
  trafficComponent,
  faultsComponent,
  personComponent,
  terminalComponent,
  personConsole,
  outsideComponent,
];

/** When the scenario's manifests are applied: machines need about a second to be Ready. */
const APPLY_AT = seconds(3);

export interface ClusterOptions {
  readonly seed: number;
  readonly detail?: ClusterConfig['detail'];
  readonly settings?: Partial<Settings>;
  /** Parts beside the cluster's own, e.g. somebody who watches it. */
  readonly extra?: readonly Component[];
}

/** A cluster as the scenario has it, at virtual time 0. */
export function createCluster(scenario: Scenario, options: ClusterOptions): Sim {
  const { seed, detail, settings } = options;
  const config = clusterConfig({
    seed,
    ...(detail ? { detail } : {}),
    ...(settings ? { settings } : {}),
    ...(scenario.epochMs === undefined ? {} : { epochMs: scenario.epochMs }),
  });
  const sim = new Sim(config, options.extra ? [...COMPONENTS, ...options.extra] : COMPONENTS);
  for (const node of scenario.nodes) {
    startNode(sim, node);
    startKubeProxy(sim, node.name);
  }
  const begin = (command: Command): void => sim.schedule({ at: APPLY_AT as SimTime, to: 'person.command', args: { command } });
  for (const source of scenario.manifests) begin({ do: 'apply', source });
  for (const traffic of scenario.traffic) begin({ do: 'traffic', traffic });
  return sim;
}

/** What components show of themselves, by actor. */
function clusterParts(sim: Sim, scenario: Scenario): Readonly<Record<string, Json>> {
  const parts: Record<string, Json> = { [SCHEDULER]: schedulerPart(sim) as unknown as Json, [PROVISIONER]: { disks: disksPart(sim) as unknown as Json } };
  for (const name of CONTROLLERS) parts[name] = controllerPart(sim, name) as unknown as Json;
  for (const { name } of scenario.nodes) {
    parts[kubelet(name)] = nodePart(sim, name);
    parts[kubeProxy(name)] = proxyPart(sim, name);
  }
  parts[USERS] = trafficPart(sim);
  parts[TROUBLES] = troublesPart(
    sim,
    scenario.nodes.map(({ name }) => name),
  );
  return parts;
}

/** A scenario as the worker and the tools take it. */
export interface ClusterSetup {
  create(): Sim;
  command(sim: Sim, command: Command): void;
  parts(sim: Sim): Readonly<Record<string, Json>>;
  answer(sim: Sim, happening: number, since?: number): CommandResult | undefined;
  outcome(sim: Sim, happening: number): CommandResult | undefined;
  terminals(sim: Sim): Iterable<TerminalView>;
  awaits(sim: Sim): string | undefined;
}

export const clusterSetup = (scenario: Scenario, options: ClusterOptions): ClusterSetup => ({
  create: () => createCluster(scenario, options),
  command: executeCommand,
  parts: (sim) => clusterParts(sim, scenario),
  answer: commandResult,
  outcome: commandOutcome,
  terminals: terminalViews,
  awaits: awaitedAnswer,
});
