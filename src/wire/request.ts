import type { Json } from '../base/json.ts';
import type { Status } from '../kinds/object.ts';

/** One call on the API server, as HTTP has it. The only door: controllers, kubelets, kubectl and the page all use it. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Without query: `/apis/apps/v1/namespaces/default/deployments/web`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Of the body; default `application/json`. Patches name their kind here. */
  readonly contentType?: string;
  readonly accept?: string;
  readonly body?: Json;
  /** Keys that stand twice in the body's text, of which the last counts: `metadata.name`. At most DUPLICATES_LIMIT of them. */
  readonly duplicates?: readonly string[];
  /** Name of the user who asks (authenticated already), e.g. `system:serviceaccount:kube-system:deployment-controller`. */
  readonly user?: string;
  /** Groups of that user, when they are not those of the cluster's administrator. */
  readonly groups?: readonly string[];
  /** How a real client calls itself (`helm/v4.1.4`); such a client also sees managedFields. */
  readonly agent?: string;
}

/** So many strict findings a decoder keeps (sigs.k8s.io/json, saveStrictError). */
export const DUPLICATES_LIMIT = 100;

export interface ApiResponse {
  readonly code: number;
  /** An object, a list, a Table or a Status. */
  readonly body: Json | Status;
  /** Texts of Warning headers. */
  readonly warnings?: readonly string[];
}

export const isSuccess = (response: ApiResponse): boolean => response.code >= 200 && response.code < 300;
