import { byText } from '../../base/order.ts';
import { sha256 } from '../../base/sha256.ts';
import type { Json } from '../../base/json.ts';
import { base64OfBytes } from '../../kinds/base64.ts';
import { noSuchPath } from '../../kinds/errors.ts';
import type { Kind, Subresource } from '../../kinds/kind.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { CONTROL_PLANE_ADDRESS, SECURE_PORT } from './addresses.ts';
import { refuse } from './refusal.ts';
import { apiVersionOf, kinds } from '../../kinds/registry.ts';
import { servedSubresources } from './resources.ts';
import { type Review, REVIEWS } from './reviews.ts';
import type { Route } from './route.ts';

/** Discovery: which groups, versions and resources there are (apimachinery APIGroupList, APIResourceList). */

const ok = (body: Json): ApiResponse => ({ code: 200, body });
const ADDRESSES = [{ clientCIDR: '0.0.0.0/0', serverAddress: `${CONTROL_PLANE_ADDRESS}:${SECURE_PORT}` }];

/** The order in which the real server lists its groups (pkg/controlplane/apiserver/aggregator.go, apiVersionPriorities). */
const GROUP_ORDER = [
  '',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'resource.k8s.io',
  'storagemigration.k8s.io',
];

export function discover({ what, group, version }: Route & { to: 'discovery' }): ApiResponse {
  switch (what) {
    case 'api':
      return ok({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: ADDRESSES });
    case 'apis':
      return ok({ kind: 'APIGroupList', apiVersion: 'v1', groups: discoveryGroups().map(groupOf) });
    case 'group':
      return discoveryGroups().includes(group) ? ok({ kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) }) : refuse(noSuchPath());
    case 'version':
      return resourceList(group, version);
  }
}

/** The named groups, in the server's order. */
export function discoveryGroups(): readonly string[] {
  const named = new Set([...kinds, ...REVIEWS].map(({ group }) => group));
  named.delete('');
  const place = (group: string): number => (GROUP_ORDER.includes(group) ? GROUP_ORDER.indexOf(group) : GROUP_ORDER.length);
  return [...named].sort((a, b) => place(a) - place(b) || byText(a, b));
}

function groupOf(group: string): { readonly [key: string]: Json } {
  const versions = versionsOf(group);
  const entries = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: entries, preferredVersion: entries[0]! };
}

/** The preferred one first. Reviews are v1 only. */
export const versionsOf = (group: string): readonly string[] => {
  const versions = kinds.filter((kind) => kind.group === group).map(({ version }) => version);
  return [...new Set(REVIEWS.some((review) => review.group === group) ? [...versions, 'v1'] : versions)].sort(byVersion);
};

/** Stable before beta before alpha, the newer first (apimachinery pkg/version, CompareKubeAwareVersionStrings). */
function byVersion(a: string, b: string): number {
  const [x, y] = [ageOf(a), ageOf(b)];
  return y.stage - x.stage || y.major - x.major || y.minor - x.minor || byText(a, b);
}

function ageOf(version: string): { readonly stage: number; readonly major: number; readonly minor: number } {
  const [, major = '0', stage = '', minor = '0'] = /^v(\d+)(alpha|beta)?(\d+)?$/.exec(version) ?? [];
  return { stage: ['alpha', 'beta', ''].indexOf(stage), major: Number(major), minor: Number(minor) };
}

/** A resource or subresource as plain discovery describes it (apimachinery APIResource). */
export interface DiscoveredResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  /** Of the kind, when they are not those of the list. */
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
}

const reviewEntry = ({ resource, kind, namespaced }: Review): DiscoveredResource => ({
  name: resource,
  singularName: kind.toLowerCase(),
  namespaced,
  kind,
  verbs: ['create'],
});

const BINDINGS: DiscoveredResource = { name: 'bindings', singularName: 'binding', namespaced: true, kind: 'Binding', verbs: ['create'] };

/** What a version serves, by name; empty when there is no such version. */
export function resourcesOf(group: string, version: string): readonly DiscoveredResource[] {
  const served = kinds.filter((kind) => kind.group === group && kind.version === version);
  const reviews = version === 'v1' ? REVIEWS.filter((review) => review.group === group) : [];
  const own = group === '' && version === 'v1' ? [BINDINGS] : [];
  return [...own, ...served.flatMap(entriesOf), ...reviews.map(reviewEntry)].sort((a, b) => byText(a.name, b.name));
}

function resourceList(group: string, version: string): ApiResponse {
  const resources = resourcesOf(group, version);
  if (resources.length === 0) return refuse(noSuchPath());
  return ok({
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersionOf({ group, version }),
    resources: resources as unknown as Json,
  });
}

function entriesOf(kind: Kind): readonly DiscoveredResource[] {
  const own: DiscoveredResource = {
    name: kind.resource,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: [...kind.verbs].sort(byText),
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
    storageVersionHash: storageVersionHash(kind),
  };
  return [own, ...servedSubresources(kind).map((subresource) => subresourceEntry(kind, subresource))];
}

/** Eight bytes of a hash of what the objects are stored as (apiserver pkg/endpoints/discovery/storageversionhash.go). */
function storageVersionHash({ group, version, kind }: Kind): string {
  const stored = group === 'events.k8s.io' ? '/v1/Event' : `${group}/${version}/${kind}`;
  return base64OfBytes(sha256(stored).subarray(0, 8));
}

function subresourceEntry(kind: Kind, subresource: Subresource): DiscoveredResource {
  const base = { name: `${kind.resource}/${subresource}`, singularName: '', namespaced: kind.namespaced };
  const options = (what: string): string => `${kind.kind}${what}Options`;
  switch (subresource) {
    case 'scale':
      return { ...base, group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] };
    case 'eviction':
      return { ...base, group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] };
    case 'token':
      return { ...base, group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest', verbs: ['create'] };
    case 'binding':
      return { ...base, kind: 'Binding', verbs: ['create'] };
    case 'finalize':
      return { ...base, kind: kind.kind, verbs: ['update'] };
    case 'log':
      return { ...base, kind: kind.kind, verbs: ['get'] };
    case 'exec':
      return { ...base, kind: options('Exec'), verbs: ['create', 'get'] };
    case 'attach':
      return { ...base, kind: options('Attach'), verbs: ['create', 'get'] };
    case 'portforward':
      return { ...base, kind: options('PortForward'), verbs: ['create', 'get'] };
    case 'proxy':
      return { ...base, kind: options('Proxy'), verbs: ['create', 'delete', 'get', 'patch', 'update'] };
    case 'status':
    case 'ephemeralcontainers':
    case 'resize':
      return { ...base, kind: kind.kind, verbs: ['get', 'patch', 'update'] };
  }
}
