import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiRequest } from '../wire/request.ts';
import { byHand } from '../wire/by-hand.ts';
import { TerminalBench } from './terminal.testing.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 1, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: nginx:1.27}]}}}`;
const DEPLOYMENT = '/apis/apps/v1/namespaces/default/deployments/web';
const MAPS = '/api/v1/namespaces/default/configmaps';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

/** The lines that stand below a request are typed into the terminal: they must send that request. */
const REQUESTS: readonly ApiRequest[] = [
  { method: 'GET', path: '/version' },
  { method: 'GET', path: '/api/v1/namespaces/default/pods', query: { labelSelector: 'app in (web,other)', limit: '500' } },
  { method: 'GET', path: '/api/v1/namespaces/default/pods', query: { labelSelector: 'app=web', limit: '500' }, accept: TABLE },
  { method: 'GET', path: DEPLOYMENT, accept: 'application/yaml' },
  { method: 'POST', path: MAPS, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: "it's" } } },
  { method: 'PUT', path: `${MAPS}/x`, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: 'b' } } },
  { method: 'PATCH', path: DEPLOYMENT, contentType: 'application/merge-patch+json', body: { spec: { replicas: 2 } } },
  { method: 'PATCH', path: DEPLOYMENT, contentType: 'application/strategic-merge-patch+json', query: { dryRun: 'All' }, body: { spec: { replicas: 3 } } },
  { method: 'PATCH', path: DEPLOYMENT, contentType: 'application/json-patch+json', body: [{ op: 'replace', path: '/spec/replicas', value: 1 }] },
  {
    method: 'PATCH',
    path: `${MAPS}/x`,
    contentType: 'application/apply-patch+yaml',
    query: { fieldManager: 'me', force: 'true' },
    body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: 'c' } },
  },
  { method: 'DELETE', path: `${MAPS}/x`, body: { propagationPolicy: 'Background' } },
];

describe('requests as they are typed', () => {
  let bench: TerminalBench;
  beforeAll(() => {
    bench = new TerminalBench([WEB]);
    bench.pass(20);
  });

  /** Requests that reached the API server, as its record has them. */
  const sentBy = (line: string): { readonly exit: number | undefined; readonly requests: readonly string[] } => {
    const from = bench.sim.happenings.length;
    const { exit } = bench.run(line);
    const requests = [...bench.sim.happenings].filter(({ id, code, actor }) => id > from && code === 'api.request' && actor === 'kubectl');
    return { exit, requests: requests.map(({ args }) => `${String(args?.['method'])} ${String(args?.['path'])}`) };
  };

  it.each(REQUESTS.map((request) => [byHand(request).kubectl!, request] as const))('%s', (line, { method, path }) => {
    const { exit, requests } = sentBy(line);
    expect(exit).toBe(0);
    expect(requests).toContain(`${method} ${path}`);
  });

  it.each(REQUESTS.map((request) => [byHand(request).curl, request] as const))('%s', (line, { method, path }) => {
    const { exit, requests } = sentBy(line);
    expect([exit, requests]).toEqual([0, [`${method} ${path}`]]);
  });
});
