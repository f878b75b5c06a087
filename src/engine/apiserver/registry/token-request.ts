import { isObject } from '../../../base/json.ts';
import { fnv1a } from '../../../base/hash.ts';
import { at, parseRfc3339, rfc3339, seconds } from '../../../base/time.ts';
import { toBase64 } from '../../../kinds/base64.ts';
import { badRequest, conflict, goJson, invalid, invalidObject, notFound } from '../../../kinds/errors.ts';
import type { KubeObject, Status } from '../../../kinds/object.ts';
import type { ApiResponse } from '../../../wire/request.ts';
import { getObject } from '../../etcd/store.ts';
import { type Call, rootOf } from '../call.ts';
import { refuse } from '../refusal.ts';
import { mustExist } from '../update.ts';

interface TokenRequestSpec {
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number;
  readonly boundObjectRef?: { readonly kind?: string; readonly apiVersion?: string; readonly name?: string; readonly uid?: string };
}

const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const DEFAULT_SECONDS = 3600;

/** POST serviceaccounts/NAME/token (pkg/registry/core/serviceaccount/storage/token.go): what kubelets put into a pod's projected volume. */
export function requestToken(call: Call): ApiResponse {
  const { body } = call.request;
  if (!isObject(body)) return refuse(badRequest('the object provided is unrecognized (must be of type TokenRequest)'));
  const account = mustExist(call);
  const spec = (body['spec'] ?? {}) as TokenRequestSpec;
  const lifetime = spec.expirationSeconds ?? DEFAULT_SECONDS;
  checkLifetime(call, lifetime);
  const bound = spec.boundObjectRef?.kind === 'Pod' ? boundPod(call, spec) : undefined;
  const audiences = spec.audiences?.length ? spec.audiences : [ISSUER];
  const { epochMs } = call.sim.config;
  const metadata = { name: call.name, namespace: call.namespace, creationTimestamp: call.sim.timestamp };
  const token = tokenFor(call, account, { audiences, lifetime, bound });
  const status = { token, expirationTimestamp: rfc3339(epochMs, at(call.sim.now + seconds(lifetime))) };
  const answer = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata, spec: { ...spec, audiences, expirationSeconds: lifetime }, status };
  return { code: 201, body: answer as unknown as Status };
}

function checkLifetime(call: Call, lifetime: number): void {
  const kind = { group: 'authentication.k8s.io', name: 'TokenRequest' };
  const wrong = (detail: string): never => refuse(invalidObject(kind, call.name, [invalid('spec.expirationSeconds', lifetime, detail)]));
  if (lifetime < 600) wrong('may not specify a duration less than 10 minutes');
  if (lifetime > 2 ** 32) wrong('may not specify a duration larger than 2^32 seconds');
}

function boundPod(call: Call, { boundObjectRef: ref }: TokenRequestSpec): KubeObject {
  const name = ref?.name ?? '';
  const resource = { group: '', name: 'pods' };
  const pod = getObject(rootOf(call), 'pods', `${call.namespace}/${name}`);
  if (!pod) return refuse(notFound(resource, name));
  if (ref?.uid && ref.uid !== pod.metadata.uid) {
    const why = `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    refuse(conflict(resource, name, why));
  }
  return pod;
}

interface Claims {
  readonly audiences: readonly string[];
  readonly lifetime: number;
  readonly bound: KubeObject | undefined;
}

/** Simplified: the token has the shape and the claims of a real one, but its signature is a mere checksum; nothing verifies it. */
function tokenFor(call: Call, account: KubeObject, { audiences, lifetime, bound }: Claims): string {
  const { sim, namespace, name } = call;
  const now = Math.floor((sim.config.epochMs * 1000 + (parseRfc3339(sim.config.epochMs, sim.timestamp) ?? 0)) / 1_000_000);
  const { uid } = account.metadata;
  const pod = bound ? { pod: { name: bound.metadata.name, uid: bound.metadata.uid } } : {};
  const claims = {
    aud: audiences,
    exp: now + lifetime,
    iat: now,
    iss: ISSUER,
    'kubernetes.io': { namespace, ...pod, serviceaccount: { name, uid } },
    nbf: now,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const signed = `${base64Url('{"alg":"RS256","kid":"cutaway"}')}.${base64Url(goJson(claims))}`;
  return `${signed}.${base64Url(fnv1a(signed).toString(16))}`;
}

const base64Url = (text: string): string => toBase64(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
