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

export function startServer(over: Parameters<typeof clusterConfig>[0] = {}, more: readonly Component[] = []): Server {
  const config: ClusterConfig = clusterConfig(over);
  const sim = new Sim(config, [clientComponent, processComponent, apiserverComponent, ...more]);
  return {
    sim,
    call(method, pathAndQuery, body, rest = {}) {
      const [path = '', search = ''] = pathAndQuery.split('?');
      const pairs = search.split('&').filter((pair) => pair !== '').map((pair) => pair.split('='));
      const query = Object.fromEntries(pairs.map(([name = '', ...value]) => [name, decodeURIComponent(value.join('='))]));
      return serve(sim, { method, path, query, ...(body === undefined ? {} : { body: body as never }), ...rest }, 'test') as Answer;
    },
  };
}

export const PATCHES = { json: 'application/json-patch+json', merge: 'application/merge-patch+json', strategic: 'application/strategic-merge-patch+json' } as const;
