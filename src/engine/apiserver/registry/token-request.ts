import { at, rfc3339, seconds } from '../../../base/time.ts';
import { badRequest, conflict, goQuote, invalid, invalidObject, notFound } from '../../../kinds/errors.ts';
import type { KubeObject, Status } from '../../../kinds/object.ts';
import type { ApiResponse } from '../../../wire/request.ts';
import { getObject } from '../../etcd/store.ts';
import { readSent, type Sent } from '../body.ts';
import { type Call, rootOf } from '../call.ts';
import { newUid } from '../identity.ts';
import { refuse } from '../refusal.ts';
import { mustExist } from '../update.ts';
import { ISSUER, signed, type TokenClaims } from './token.ts';
import type { NameAndUid } from './token-claims.ts';

interface TokenRequestSpec {
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number;
  readonly boundObjectRef?: { readonly kind?: string; readonly apiVersion?: string; readonly name?: string; readonly uid?: string };
}

const DEFAULT_SECONDS = 3600;

const TOKEN_REQUEST: Sent = {
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'TokenRequest',
  definition: 'io.k8s.api.authentication.v1.TokenRequest',
};

/** POST serviceaccounts/NAME/token (pkg/registry/core/serviceaccount/storage/token.go): what kubelets put into a pod's projected volume. */
export function requestToken(call: Call): ApiResponse {
  const body = readSent(call.request, call.warnings, TOKEN_REQUEST);
  const account = mustExist(call);
  const spec = (body['spec'] ?? {}) as TokenRequestSpec;
  const lifetime = spec.expirationSeconds ?? DEFAULT_SECONDS;
  checkLifetime(call, lifetime);
  const bound = boundTo(call, spec);
  const audiences = spec.audiences?.length ? spec.audiences : [ISSUER];
  const { epochMs } = call.sim.config;
  const metadata = { name: call.name, namespace: call.namespace, creationTimestamp: call.sim.timestamp };
  const token = tokenFor(call, account, { audiences, lifetime, bound });
  const status = { token, expirationTimestamp: rfc3339(epochMs, at(call.sim.now + seconds(lifetime))) };
  const answer = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata,
    spec: { audiences, expirationSeconds: lifetime, boundObjectRef: spec.boundObjectRef ?? null },
    status,
  };
  return { code: 201, body: answer as unknown as Status };
}

function checkLifetime(call: Call, lifetime: number): void {
  const kind = { group: 'authentication.k8s.io', name: 'TokenRequest' };
  const wrong = (detail: string): never => refuse(invalidObject(kind, call.name, [invalid('spec.expirationSeconds', lifetime, detail)]));
  if (lifetime < 600) wrong('may not specify a duration less than 10 minutes');
  if (lifetime > 2 ** 32) wrong('may not specify a duration larger than 2^32 seconds');
}

type Bound = Pick<TokenClaims['kubernetes.io'], 'pod' | 'node' | 'secret'>;
const BINDABLE: Readonly<Record<string, string>> = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' };

/** The object a token is bound to: it lives as long as that object does. A pod's token also names the pod's node. */
function boundTo(call: Call, { boundObjectRef: ref }: TokenRequestSpec): Bound | undefined {
  if (!ref) return undefined;
  const { kind = '', name = '', apiVersion = '' } = ref;
  const resource = BINDABLE[kind];
  if (apiVersion !== 'v1' || !resource) return refuse(badRequest(`cannot bind token for serviceaccount ${goQuote(call.name)} to object kind ${goQuote(kind)}`));
  const object = getObject(rootOf(call), resource, resource === 'nodes' ? name : `${call.namespace}/${name}`);
  if (!object) return refuse(notFound({ group: '', name: resource }, name));
  checkBound(call, object, resource, ref.uid);
  const node = resource === 'pods' ? nodeOf(call, object) : undefined;
  return { ...(node ? { node } : {}), [kind.toLowerCase()]: nameAndUid(object) };
}

function checkBound(call: Call, { metadata, spec }: KubeObject, resource: string, uid: string | undefined): void {
  if (uid && uid !== metadata.uid) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    refuse(conflict({ group: '', name: resource }, metadata.name, why));
  }
  const { serviceAccountName: account = 'default' } = (spec ?? {}) as { serviceAccountName?: string };
  if (resource === 'pods' && account !== call.name)
    refuse(badRequest(`cannot bind token for serviceaccount ${goQuote(call.name)} to pod running with different serviceaccount name.`));
}

function nodeOf(call: Call, { spec }: KubeObject): NameAndUid | undefined {
  const { nodeName } = (spec ?? {}) as { nodeName?: string };
  const node = nodeName ? getObject(rootOf(call), 'nodes', nodeName) : undefined;
  return node && nameAndUid(node);
}

interface Claims {
  readonly audiences: readonly string[];
  readonly lifetime: number;
  readonly bound: Bound | undefined;
}

/** What kubelets ask for; such a token lives for a year, and who still uses it after that time is only noted (--service-account-extend-token-expiration). */
const EXTENDED_SECONDS = 3607;
const YEAR_SECONDS = 365 * 24 * 3600;

function tokenFor(call: Call, account: KubeObject, { audiences, lifetime, bound }: Claims): string {
  const { sim, namespace, name } = call;
  const now = Math.floor(sim.config.epochMs / 1000 + sim.now / 1_000_000);
  const isExtended = lifetime === EXTENDED_SECONDS && bound?.pod !== undefined && audiences.includes(ISSUER);
  return signed({
    aud: audiences,
    exp: now + (isExtended ? YEAR_SECONDS : lifetime),
    iat: now,
    iss: ISSUER,
    jti: newUid(call, 'tokens'),
    'kubernetes.io': { namespace, ...bound, serviceaccount: nameAndUid(account), ...(isExtended ? { warnafter: now + lifetime } : {}) },
    nbf: now,
    sub: `system:serviceaccount:${namespace}:${name}`,
  });
}

const nameAndUid = ({ metadata }: KubeObject): NameAndUid => ({ name: metadata.name, uid: metadata.uid ?? '' });
