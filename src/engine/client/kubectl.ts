import { SortedMap } from '../../base/sorted-map.ts';
import type { Status } from '../../kinds/object.ts';
import { type ApplyState, type ApplyStep, continueApply, startApply } from '../../kubectl/apply.ts';
import { printed } from '../../kubectl/errors.ts';
import type { Mapping } from '../../kubectl/manifest-objects.ts';
import { KUBECTL } from '../../wire/actors.ts';
import type { CommandResult } from '../../wire/command.ts';
import { type ApiRequest, isSuccess } from '../../wire/request.ts';
import { kindOfGvk } from '../apiserver/resources.ts';
import { type Component, type Sim } from '../sim/sim.ts';
import { slot } from '../sim/slot.ts';
import { type Reply, send } from './client.ts';

/**
 * A person's kubectl, on a machine outside the cluster: what it has under way, and what came of it, by the id of the command's
 * happening. Its texts are made in src/kubectl/; here its requests travel.
 */
const applies = slot<SortedMap<ApplyState>>('kubectl/applies', () => SortedMap.empty());
const results = slot<SortedMap<CommandResult>>('kubectl/results', () => SortedMap.empty());

/** What came of a command; undefined while it is under way. */
export const commandResult = (sim: Sim, happening: number): CommandResult | undefined => sim.get(results).get(String(happening));

/** Says at once what came of a command that needs no requests. */
export const setCommandResult = (sim: Sim, happening: number, result: CommandResult): void => sim.set(results, sim.get(results).set(String(happening), result));

/** `kubectl apply -f -`, begun now; its result stands under `happening` when it is done. */
export function applyManifest(sim: Sim, manifest: { readonly source: string; readonly namespace?: string }, happening: number): void {
  proceed(sim, happening, startApply({ source: manifest.source, namespace: manifest.namespace, lookup: mappingOf }));
}

/** One request by hand (scale, delete, patch …). */
export function requestByHand(sim: Sim, request: ApiRequest, happening: number): void {
  send(sim, { actor: KUBECTL, request, reply: { to: 'kubectl.answer', args: { happening, method: request.method } } });
}

function proceed(sim: Sim, happening: number, step: ApplyStep): void {
  const key = String(happening);
  if ('result' in step) {
    sim.set(applies, sim.get(applies).delete(key));
    setCommandResult(sim, happening, step.result);
    return;
  }
  sim.set(applies, sim.get(applies).set(key, step.state));
  if (step.waitUs > 0) sim.schedule({ after: step.waitUs, to: 'kubectl.send', args: { happening, request: step.request } });
  else sendFor(sim, happening, step.request);
}

const sendFor = (sim: Sim, happening: number, request: ApiRequest): void => send(sim, { actor: KUBECTL, request, reply: { to: 'kubectl.apply', args: { happening } } });

export function mappingOf(apiVersion: string, kind: string): Mapping | undefined {
  const known = kindOfGvk(apiVersion, kind);
  if (!known) return undefined;
  const { group, version, resource, namespaced, definition } = known;
  return { group, version, kind, resource, namespaced, definition };
}

const DONE: Readonly<Record<string, string>> = { POST: 'created', PUT: 'replaced', PATCH: 'patched', DELETE: 'deleted' };

export const kubectlComponent: Component = {
  name: 'kubectl',
  handlers: {
    'kubectl.send': (sim, { happening, request }: { happening: number; request: ApiRequest }) => sendFor(sim, happening, request),
    'kubectl.apply': (sim, { response, args }: Reply<{ happening: number }>) => {
      const state = sim.get(applies).get(String(args.happening));
      if (state) proceed(sim, args.happening, continueApply(state, response));
    },
    'kubectl.answer': (sim, { response, args }: Reply<{ happening: number; method: string }>) => {
      const warnings = (response.warnings ?? []).map((text) => ({ stream: 'stderr' as const, text: `Warning: ${text}` }));
      const body = response.body as (Status & { metadata?: { name?: string } }) | null;
      const ok = isSuccess(response);
      const texts = ok ? [`${body?.kind === 'Status' ? (body.details?.name ?? '') : (body?.metadata?.name ?? '')} ${DONE[args.method] ?? ''}`.trim()] : refusal(response.code, body);
      setCommandResult(sim, args.happening, { ok, lines: [...warnings, ...texts.map((text) => ({ stream: ok ? ('stdout' as const) : ('stderr' as const), text }))] });
    },
  },
};

const refusal = (code: number, body: Status | null): readonly string[] =>
  body && code !== 0 ? printed([{ is: 'status', status: body }]) : ['Unable to connect to the server: the connection to the server was lost'];
