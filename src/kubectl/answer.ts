import type { Status } from '../kinds/object.ts';
import { kindByResource } from '../kinds/registry.ts';
import type { CommandResult, ResultLine } from '../wire/command.ts';
import { type ApiRequest, type ApiResponse, isSuccess } from '../wire/request.ts';
import { printed } from './errors.ts';

/** A request that a person has sent, and how it would have been typed. */
export interface Asked {
  readonly id: string;
  readonly request: ApiRequest;
  readonly said?: string | undefined;
}

const err = (text: string): ResultLine => ({ stream: 'stderr', text });

/** What kubectl prints when one request of a command line is answered. */
export function kubectlAnswer({ request, said }: Asked, response: ApiResponse): CommandResult {
  const lines = (response.warnings ?? []).map((text) => err(`Warning: ${text}`));
  if (isSuccess(response)) return { ok: true, lines: [...lines, ...successLines(request, said)] };
  const status = response.body as Status;
  return { ok: false, lines: [...lines, ...(response.code === 0 ? [err(status.message ?? '')] : printed([{ is: 'status', status }]).map(err))] };
}

/** What was done, in the word of each subcommand (upstream: kubectl pkg/cmd/*). */
const DONE: readonly (readonly [RegExp, string])[] = [
  [/^kubectl scale /, 'scaled'],
  [/^kubectl set image /, 'image updated'],
  [/^kubectl set resources /, 'resource requirements updated'],
  [/^kubectl set env /, 'env updated'],
  [/^kubectl rollout pause /, 'paused'],
  [/^kubectl rollout resume /, 'resumed'],
  [/^kubectl rollout restart /, 'restarted'],
  [/^kubectl rollout undo /, 'rolled back'],
  [/^kubectl cordon /, 'cordoned'],
  [/^kubectl uncordon /, 'uncordoned'],
  [/^kubectl label /, 'labeled'],
  [/^kubectl annotate /, 'annotated'],
  [/^kubectl taint /, 'tainted'],
  [/^kubectl patch /, 'patched'],
  [/^kubectl edit /, 'edited'],
];

const FORCED =
  'Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.';

function successLines(request: ApiRequest, said: string | undefined): readonly ResultLine[] {
  const named = nameOf(request.path);
  if (said === undefined || !named) return [];
  if (/^kubectl delete /.test(said)) {
    const forced = (request.body as { gracePeriodSeconds?: number } | null | undefined)?.gracePeriodSeconds === 0;
    const from = named.namespace === '' ? '' : ` from ${named.namespace} namespace`;
    const text = `${named.kind} "${named.name}" ${forced ? 'force deleted' : 'deleted'}${from}`;
    return [...(forced ? [err(`Warning: ${FORCED}`)] : []), { stream: 'stdout', text }];
  }
  const done = DONE.find(([command]) => command.test(said));
  return done ? [{ stream: 'stdout', text: `${named.kind}/${named.name} ${done[1]}` }] : [];
}

/** `deployment.apps` and the name, as kubectl's name printer gives them. */
function nameOf(path: string): { readonly kind: string; readonly name: string; readonly namespace: string } | undefined {
  const parts = path.split('/').slice(1);
  const group = parts[0] === 'apis' ? (parts[1] ?? '') : '';
  const [version = '', ...rest] = parts.slice(parts[0] === 'apis' ? 2 : 1);
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2;
  const [resource = '', name = ''] = inNamespace ? rest.slice(2) : rest;
  const kind = kindByResource(group, version, resource);
  if (!kind || name === '') return undefined;
  return { kind: `${kind.kind.toLowerCase()}${group === '' ? '' : `.${group}`}`, name, namespace: inNamespace ? rest[1]! : '' };
}
