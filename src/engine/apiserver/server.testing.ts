import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import { clientComponent } from '../client/client.ts';
import { processComponent } from '../client/process.ts';
import { type ClusterConfig, clusterConfig } from '../sim/config.ts';
import { type Component, Sim } from '../sim/sim.ts';
import { apiserverComponent } from './component.ts';
import { serve } from './serve.ts';

/** An API server to talk to in tests: requests by method, path and body. */
export interface Server {
  readonly sim: Sim;
  call(method: ApiRequest['method'], pathAndQuery: string, body?: unknown, over?: Partial<ApiRequest>): Answer;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
export type Answer = Omit<ApiResponse, 'body'> & { readonly body: any };

/** A fresh server whose namespace `default` already has its ServiceAccount, which a controller would make. */
export function startServer(over: Parameters<typeof clusterConfig>[0] = {}, more: readonly Component[] = []): Server {
  const config: ClusterConfig = clusterConfig(over);
  const sim = new Sim(config, [clientComponent, processComponent, apiserverComponent, ...more]);
  const server: Server = {
    sim,
    call(method, pathAndQuery, body, rest = {}) {
      const [path = '', search = ''] = pathAndQuery.split('?');
      const pairs = search
        .split('&')
        .filter((pair) => pair !== '')
        .map((pair) => pair.split('='));
      const query = Object.fromEntries(pairs.map(([name = '', ...value]) => [name, decodeURIComponent(value.join('='))]));
      return serve(sim, { method, path, query, ...(body === undefined ? {} : { body: body as never }), ...rest }, 'test') as Answer;
    },
  };
  server.call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  return server;
}

export const PATCHES = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

export const NS = '/api/v1/namespaces/default';
export const PODS = `${NS}/pods`;
export const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

export const podManifest = (name: string, metadata: object = {}, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec: { containers: [{ name: 'main', image: 'nginx' }], ...spec },
});

export const deploymentManifest = (name: string, replicas = 1): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'nginx' }] } },
  },
});

export const configMap = (name: string, data: object = {}, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});
export const bindingOf = (pod: string, node: string): object => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: { name: pod },
  target: { apiVersion: 'v1', kind: 'Node', name: node },
});
