import type { OutsideInput, OutsideMessage } from './outside.ts';
import type { ApiRequest } from './request.ts';

/** What `npm run serve` and the page it serves say to each other, over one WebSocket. */
export type ToPage =
  /** First of all. `kubeconfig`: the file that clients on this machine read. */
  | { readonly say: 'hello'; readonly kubeconfig: string }
  /** Another tab is the cluster already. */
  | { readonly say: 'taken' }
  | { readonly say: 'client'; readonly exchange: string; readonly agent: string; readonly request: ApiRequest }
  | { readonly say: 'client.input'; readonly exchange: string; readonly input: OutsideInput }
  | { readonly say: 'client.gone'; readonly exchange: string };

export type FromPage = { readonly say: 'outside'; readonly message: OutsideMessage };
