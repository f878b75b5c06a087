import { describe, expect, it } from 'vitest';
import { kinds } from '../../kinds/registry.ts';
import { aggregatedVersion } from './aggregated-discovery.ts';
import { discoveryGroups, resourcesOf, versionsOf } from './discovery.ts';

/** storageVersionHash, short names and categories as kube-apiserver's own discovery has them (api/discovery of kubernetes/kubernetes). */
const UPSTREAM: Readonly<Record<string, readonly [hash: string, shortNames: string, categories?: string]>> = {
  'v1/configmaps': ['qFsyl6wFWjQ=', 'cm'],
  'v1/endpoints': ['fWeeMqaN/OA=', 'ep'],
  'v1/events': ['r2yiGXH7wu8=', 'ev'],
  'v1/limitranges': ['EBKMFVe6cwo=', 'limits'],
  'v1/namespaces': ['Q3oi5N2YM8M=', 'ns'],
  'v1/nodes': ['XwShjMxG9Fs=', 'no'],
  'v1/persistentvolumeclaims': ['QWTyNDq0dC4=', 'pvc'],
  'v1/persistentvolumes': ['HN/zwEC+JgM=', 'pv'],
  'v1/pods': ['xPOwRZ+Yhw8=', 'po', 'all'],
  'v1/podtemplates': ['LIXB2x4IFpk=', ''],
  'v1/replicationcontrollers': ['Jond2If31h0=', 'rc', 'all'],
  'v1/resourcequotas': ['8uhSgffRX6w=', 'quota'],
  'v1/secrets': ['S6u1pOWzb84=', ''],
  'v1/serviceaccounts': ['pbx9ZvyFpBE=', 'sa'],
  'v1/services': ['0/CO1lhkEBI=', 'svc', 'all'],
  'apps/v1/controllerrevisions': ['85nkx63pcBU=', ''],
  'apps/v1/daemonsets': ['dd7pWHUlMKQ=', 'ds', 'all'],
  'apps/v1/deployments': ['8aSe+NMegvE=', 'deploy', 'all'],
  'apps/v1/replicasets': ['P1RzHs8/mWQ=', 'rs', 'all'],
  'apps/v1/statefulsets': ['H+vl74LkKdo=', 'sts', 'all'],
  'coordination.k8s.io/v1/leases': ['gqkMMb/YqFM=', ''],
  'discovery.k8s.io/v1/endpointslices': ['qgS0xkrxYAI=', ''],
  'events.k8s.io/v1/events': ['r2yiGXH7wu8=', 'ev'],
  'scheduling.k8s.io/v1/priorityclasses': ['1QwjyaZjj3Y=', 'pc'],
  'storage.k8s.io/v1/storageclasses': ['K+m6uJwbjGY=', 'sc'],
};

describe('discovery', () => {
  const all = [...new Set(kinds.map(({ group, version }) => `${group}/${version}`))].flatMap((of) => {
    const [group = '', version = ''] = of.split('/');
    return resourcesOf(group, version).map((resource) => ({ ...resource, at: `${group === '' ? '' : `${group}/`}${version}/${resource.name}` }));
  });

  it('names every kind as upstream does, with the hash of what it is stored as', () => {
    let compared = 0;
    for (const { at, storageVersionHash, shortNames = [], categories = [], kind, singularName } of all) {
      if (at.split('/').length > (at.startsWith('v1/') ? 2 : 3) || !storageVersionHash) continue;
      expect(singularName).toBe(kind.toLowerCase());
      const known = UPSTREAM[at];
      if (!known) continue;
      compared++;
      expect([at, storageVersionHash, shortNames.join(), categories.join()]).toEqual([at, known[0], known[1], known[2] ?? '']);
    }
    expect(compared).toBeGreaterThan(15);
  });

  it('names the kind that a subresource takes', () => {
    const kindAt = (at: string) => {
      const one = all.find((resource) => resource.at === at);
      return one && [one.group ?? '', one.kind, one.verbs.join()];
    };
    expect(kindAt('v1/serviceaccounts/token')).toEqual(['authentication.k8s.io', 'TokenRequest', 'create']);
    expect(kindAt('v1/pods/eviction')).toEqual(['policy', 'Eviction', 'create']);
    expect(kindAt('apps/v1/deployments/scale')).toEqual(['autoscaling', 'Scale', 'get,patch,update']);
    expect(kindAt('v1/namespaces/finalize')).toEqual(['', 'Namespace', 'update']);
    expect(kindAt('v1/pods/exec')).toEqual(['', 'PodExecOptions', 'create,get']);
  });

  it('puts groups in the server’s order and the preferred version first', () => {
    expect(discoveryGroups().slice(0, 3)).toEqual(['apps', 'events.k8s.io', 'authentication.k8s.io']);
    expect(versionsOf('authentication.k8s.io')).toEqual(['v1']);
  });

  it('is aggregated for those who accept that first', () => {
    const list = 'g=apidiscovery.k8s.io;as=APIGroupDiscoveryList';
    expect(aggregatedVersion(`application/json;${list};v=v2,application/json;${list};v=v2beta1,application/json`)).toBe('v2');
    expect(aggregatedVersion(`application/json;${list};v=v3,application/json;v=v2beta1;${list}`)).toBe('v2beta1');
    for (const accept of [undefined, '', 'application/json', `application/json,application/json;${list};v=v2`, `text/html;${list};v=v2`])
      expect([accept, aggregatedVersion(accept)]).toEqual([accept, undefined]);
  });
});
