import { describe, expect, it } from 'vitest';
import type { ApiRequest } from './request.ts';
import { byHand } from './by-hand.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const POD = '/api/v1/namespaces/shop/pods/web-1';

describe('a request as one types it', () => {
  it.each<[string | undefined, ApiRequest]>([
    [`kubectl get --raw '/api/v1/nodes?limit=500'`, { method: 'GET', path: '/api/v1/nodes', query: { limit: '500' } }],
    [`kubectl get --raw '/version'`, { method: 'GET', path: '/version' }],
    [
      'kubectl get pods -n shop -l app=web --chunk-size=500',
      { method: 'GET', path: '/api/v1/namespaces/shop/pods', query: { labelSelector: 'app=web', limit: '500' }, accept: TABLE },
    ],
    ['kubectl get deployments -A', { method: 'GET', path: '/apis/apps/v1/deployments', accept: TABLE }],
    ['kubectl get nodes', { method: 'GET', path: '/api/v1/nodes', accept: TABLE }],
    ['kubectl get pods web-1 -n shop -o yaml', { method: 'GET', path: POD, accept: 'application/yaml' }],
    [undefined, { method: 'GET', path: POD, accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' }],
    [undefined, { method: 'GET', path: '/version', accept: 'application/yaml' }],
    ['kubectl logs web-1 -n shop -c app -f --tail=5', { method: 'GET', path: `${POD}/log`, query: { container: 'app', follow: 'true', tailLines: '5' } }],
    ['kubectl delete pods web-1 -n shop --grace-period=0 --force --wait=false', { method: 'DELETE', path: POD, body: { gracePeriodSeconds: 0 } }],
    ['kubectl delete pods web-1 -n shop --cascade=orphan --wait=false', { method: 'DELETE', path: POD, query: { propagationPolicy: 'Orphan' } }],
    [`kubectl delete --raw '${POD}' -f - <<'EOF'\n{"preconditions":{"uid":"a"}}\nEOF`, { method: 'DELETE', path: POD, body: { preconditions: { uid: 'a' } } }],
    [
      `kubectl delete --raw '/api/v1/namespaces/shop/pods?labelSelector=a%3Db'`,
      { method: 'DELETE', path: '/api/v1/namespaces/shop/pods', query: { labelSelector: 'a=b' } },
    ],
    [
      `kubectl patch nodes n1 --type=merge --dry-run=server -p '{"spec":{"unschedulable":true}}'`,
      {
        method: 'PATCH',
        path: '/api/v1/nodes/n1',
        contentType: 'application/merge-patch+json',
        query: { dryRun: 'All' },
        body: { spec: { unschedulable: true } },
      },
    ],
    [
      `kubectl patch deployments web -n shop --type=json --subresource=scale -p '[]'`,
      { method: 'PATCH', path: '/apis/apps/v1/namespaces/shop/deployments/web/scale', contentType: 'application/json-patch+json', body: [] },
    ],
    [
      `kubectl apply --server-side --force-conflicts -n shop --field-manager=me -f - <<'EOF'\n{"kind":"Pod"}\nEOF`,
      { method: 'PATCH', path: POD, contentType: 'application/apply-patch+yaml', query: { fieldManager: 'me', force: 'true' }, body: { kind: 'Pod' } },
    ],
    [`kubectl create -n shop -f - <<'EOF'\n{"kind":"Pod"}\nEOF`, { method: 'POST', path: '/api/v1/namespaces/shop/pods', body: { kind: 'Pod' } }],
    [`kubectl create --raw '${POD}/eviction' -f - <<'EOF'\n{"kind":"Eviction"}\nEOF`, { method: 'POST', path: `${POD}/eviction`, body: { kind: 'Eviction' } }],
    [`kubectl replace -n shop -f body.json`, { method: 'PUT', path: POD, body: { kind: 'Pod', metadata: { name: 'x'.repeat(700) } } }],
    [undefined, { method: 'PATCH', path: '/api/v1/pods', contentType: 'application/merge-patch+json', body: {} }],
  ])('%s', (line, request) => {
    expect(byHand(request).kubectl).toBe(line);
  });

  it('keeps what is inside quotes inside', () => {
    expect(byHand({ method: 'PATCH', path: POD, contentType: 'application/merge-patch+json', body: { a: "it's" } })).toEqual({
      kubectl: `kubectl patch pods web-1 -n shop --type=merge -p '{"a":"it'\\''s"}'`,
      curl: `curl -k -X PATCH 'https://10.0.0.10:6443${POD}' -H 'Content-Type: application/merge-patch+json' --data '{"a":"it'\\''s"}'`,
    });
    expect(byHand({ method: 'GET', path: '/api/v1/pods', query: { watch: '1', labelSelector: 'a in (b,c)' } }).curl).toBe(
      `curl -k -N 'https://10.0.0.10:6443/api/v1/pods?watch=1&labelSelector=a%20in%20(b%2Cc)'`,
    );
  });
});
