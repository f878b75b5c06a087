import type { Json, JsonObject } from '../../base/json.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { discover, discoveryGroups, type DiscoveredResource, resourcesOf, versionsOf } from './discovery.ts';
import type { Route } from './route.ts';

/**
 * Aggregated discovery: all groups, versions and resources in one answer, for clients that accept it at `/api` (the core group) and `/apis` (the others).
 * Upstream: k8s.io/api/apidiscovery/v2, apiserver pkg/endpoints/discovery/aggregated.
 */
export type AggregatedVersion = 'v2' | 'v2beta1';

const TYPE = 'application/json';
const GROUP = 'apidiscovery.k8s.io';
const LIST = 'APIGroupDiscoveryList';

/** What is answered to a path of discovery. The same whatever is in the cluster. */
export function discovered(route: Route & { readonly to: 'discovery' }, accept: string | undefined): ApiResponse {
  const { what } = route;
  const version = what === 'api' || what === 'apis' ? aggregatedVersion(accept) : undefined;
  return version && (what === 'api' || what === 'apis') ? aggregated(what, version) : discover(route);
}

/** Which form of the list an Accept header asks for before anything plainer; undefined = plain discovery. */
export function aggregatedVersion(accept: string | undefined): AggregatedVersion | undefined {
  for (const clause of accept?.split(',') ?? []) {
    const [type, ...given] = clause.split(';').map((part) => part.trim());
    if (type !== TYPE && type !== '*/*' && type !== 'application/*') continue;
    const parameters = new Map(given.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));
    if (!parameters.has('as') && !parameters.has('g')) return undefined;
    const version = parameters.get('v');
    if (parameters.get('g') === GROUP && parameters.get('as') === LIST && (version === 'v2' || version === 'v2beta1')) return version;
  }
  return undefined;
}

function aggregated(what: 'api' | 'apis', version: AggregatedVersion): ApiResponse {
  const groups = what === 'api' ? [''] : discoveryGroups();
  return { code: 200, body: { kind: LIST, apiVersion: `${GROUP}/${version}`, metadata: {}, items: groups.map(groupOf) } };
}

const groupOf = (group: string): JsonObject => ({
  metadata: group === '' ? {} : { name: group },
  versions: versionsOf(group).map((version) => ({ version, resources: inVersion(group, version), freshness: 'Current' })),
});

function inVersion(group: string, version: string): readonly Json[] {
  const all = resourcesOf(group, version);
  return all
    .filter(({ name }) => !name.includes('/'))
    .map((resource) => {
      const subresources = all.filter(({ name }) => name.startsWith(`${resource.name}/`));
      return {
        resource: resource.name,
        responseKind: responseKind(resource),
        scope: resource.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: resource.singularName,
        verbs: resource.verbs,
        ...(resource.shortNames ? { shortNames: resource.shortNames } : {}),
        ...(resource.categories ? { categories: resource.categories } : {}),
        ...(subresources.length > 0 ? { subresources: subresources.map((one) => subresourceOf(one, resource.name)) } : {}),
      };
    });
}

const subresourceOf = (one: DiscoveredResource, of: string): JsonObject => ({
  subresource: one.name.slice(of.length + 1),
  responseKind: responseKind(one),
  verbs: one.verbs,
});

/** Group and version stand there only when they are not those of the list. */
const responseKind = ({ group = '', version = '', kind }: DiscoveredResource): JsonObject => ({ group, version, kind });
