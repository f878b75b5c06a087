import { at, minutes, seconds } from '../../../base/time.ts';
import { goQuote } from '../../../kinds/errors.ts';
import type { Pod } from '../../../kinds/schema/types.gen.ts';
import { kubelet } from '../../../wire/actors.ts';
import type { ApiResponse } from '../../../wire/request.ts';
import { CONTROL_PLANE_ADDRESS, SECURE_PORT } from '../../apiserver/addresses.ts';
import { serve } from '../../apiserver/serve.ts';
import { isUp } from '../../client/process.ts';
import { isApiDown } from '../../faults/troubles.ts';
import type { Sim } from '../../sim/sim.ts';
import type { HeldToken } from '../runtime/volumes.ts';

/** serviceAccountToken of a projected volume. */
export interface TokenSource {
  readonly path: string;
  readonly audience?: string;
  readonly expirationSeconds?: number;
}

interface Asker {
  readonly node: string;
  readonly pod: Pod;
  /** The token it has for this file, if any. */
  readonly held: HeldToken | undefined;
}

const DEFAULT_SECONDS = 3600;
const SERVER = `${CONTROL_PLANE_ADDRESS}:${SECURE_PORT}`;
const MOST_AGE_US = minutes(24 * 60);
const MOST_JITTER_SECONDS = 10;

/**
 * The token manager (pkg/kubelet/token/token_manager.go): a token is asked of kube-apiserver, bound to the pod, and asked anew when four
 * fifths of its life are over or it is a day old; while that fails the old one serves until it expires.
 *
 * Simplified: the request (POST serviceaccounts/NAME/token) is answered at once and not shown among the others.
 */
export function podToken(sim: Sim, { node, pod, held }: Asker, source: TokenSource): HeldToken | { readonly error: string } {
  if (held && sim.now < held.renewAt) return held;
  const lifetime = source.expirationSeconds ?? DEFAULT_SECONDS;
  const answer = asked(sim, node, pod, { ...source, expirationSeconds: lifetime });
  if ('error' in answer) {
    if (!held) return { error: `failed to fetch token: ${answer.error}` };
    return sim.now > held.expiresAt ? { error: `token ${keyOf(pod, source, lifetime)} expired and refresh failed: ${answer.error}` } : held;
  }
  const jitter = sim.draw(`tokens/${kubelet(node)}`, 0, MOST_JITTER_SECONDS - 1);
  const untilOld = seconds(lifetime - Math.floor((lifetime * 20) / 100) - jitter);
  return {
    path: source.path,
    token: answer.token,
    renewAt: at(sim.now + Math.min(untilOld, MOST_AGE_US - seconds(jitter))),
    expiresAt: at(sim.now + seconds(lifetime)),
  };
}

/** As Go prints what a token is kept under. */
function keyOf({ metadata, spec }: Pod, { audience }: TokenSource, lifetime: number): string {
  const audiences = audience === undefined ? '[]string(nil)' : `[]string{${goQuote(audience)}}`;
  const bound = `v1.BoundObjectReference{Kind:"Pod", APIVersion:"v1", Name:${goQuote(metadata.name)}, UID:${goQuote(metadata.uid ?? '')}}`;
  return `${goQuote(spec.serviceAccountName ?? 'default')}/${goQuote(metadata.namespace ?? '')}/${audiences}/${lifetime}/${bound}`;
}

function asked(sim: Sim, node: string, pod: Pod, { audience, expirationSeconds }: TokenSource): { readonly token: string } | { readonly error: string } {
  const { name, namespace = '', uid = '' } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${pod.spec.serviceAccountName ?? 'default'}/token`;
  if (isApiDown(sim) || !isUp(sim, kubelet(node))) return { error: `Post "https://${SERVER}${path}": dial tcp ${SERVER}: connect: connection refused` };
  const spec = {
    audiences: audience === undefined ? [] : [audience],
    expirationSeconds: expirationSeconds ?? DEFAULT_SECONDS,
    boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
  };
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
  const asUser = { user: `system:node:${node}`, groups: ['system:nodes', 'system:authenticated'] };
  const response: ApiResponse = serve(sim, { method: 'POST', path, body, ...asUser }, kubelet(node), true);
  const { status, message = '' } = response.body as { status?: { token?: string }; message?: string };
  return response.code === 201 && status?.token !== undefined ? { token: status.token } : { error: message };
}
