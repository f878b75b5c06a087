import type { Json } from '../../base/json.ts';
import type { SimTime } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { ControllerName } from '../../wire/actors.ts';
import type { ApiResponse } from '../../wire/request.ts';
import type { Commit, Root } from '../etcd/store.ts';
import type { Settings } from '../sim/config.ts';

/**
 * A controller: a pure `reconcile(object key, cache) → plan`. Work queue, deduplication, workers, rate-limited retry, waiting
 * for its own writes to reach the cache, requests and their answers live once, in harness.ts.
 */
export interface Controller<M = unknown> {
  readonly name: ControllerName;
  /** Concurrent syncs, e.g. --concurrent-deployment-syncs=5. */
  readonly workers: number;
  /** The resource its keys name, if they name objects: decisions then point at the object. */
  readonly resource?: string;
  /** source.component of its Events where that is not its name. */
  readonly eventSource?: string;
  /** Its ServiceAccount in kube-system, where that is not its name. */
  readonly serviceAccount?: string;
  /** Whom its requests come from, where that is no ServiceAccount. */
  readonly user?: string;
  /** How much more than --kube-api-qps and --kube-api-burst its client may send (1 each unless said). */
  readonly client?: { readonly qpsFactor: number; readonly burstFactor: number };
  /** Time from taking a key to acting on it, in microseconds; grows with what it has to look at. 500 unless said. */
  readonly computeUs?: (key: string, cache: Root) => number;
  /** Per watched resource: which keys a change concerns. */
  readonly watches: Readonly<Record<string, (change: Commit, cache: Root) => Iterable<Enqueue>>>;
  readonly reconcile: (context: Context<M>, key: string, resume: Resume | undefined) => Plan<M>;
  /** Keys to look at every so often, as background (resyncs, monitors). */
  readonly periodic?: { readonly everyUs: number; readonly keys: (cache: Root) => readonly string[] };
  /** What it remembers beside the cache (as real controllers keep maps in memory): plain frozen data; lost at a restart. */
  readonly memory?: () => M;
}

/** A key, or a key to be looked at later. */
export type Enqueue = string | { readonly key: string; readonly afterUs: number; readonly background?: boolean };

export interface Context<M = unknown> {
  /** The informer cache: objects at the revision the process has come to, never newer. */
  readonly cache: Root;
  readonly now: SimTime;
  /** RFC 3339 now. */
  readonly timestamp: string;
  readonly epochMs: number;
  readonly settings: Settings;
  readonly memory: M;
  /** A whole number from the controller's own random stream. */
  readonly draw: (from: number, to: number) => number;
}

/** Handed back when the answers of a plan with `then` have come. */
export interface Resume {
  readonly step: Json;
  /** One per intent, in order; for events undefined. */
  readonly answers: readonly (ApiResponse | undefined)[];
}

export interface Plan<M = unknown> {
  /** The decision as the picture tells it; waiting is one too. Left out when there was nothing to decide. */
  readonly why?: Decision;
  readonly intents?: readonly Intent[];
  /** `parallel` (default): all sent at once; `inOrder`: one after the other, stopping at the first that fails. */
  readonly order?: 'parallel' | 'inOrder';
  /** When set, reconcile is called again with this and the answers, as the same sync. */
  readonly then?: Json;
  /** Look at the key again after so long (a timer, not a failure). */
  readonly againAfterUs?: number;
  /** Whether `againAfterUs` counts as background (resync, back-off of old). */
  readonly againInBackground?: boolean;
  /** The sync failed: try again, rate limited. An answer that is an error fails a plan without `then` by itself. */
  readonly failed?: boolean;
  readonly memory?: M;
}

/** What was seen, what was decided, what comes of it: a code with arguments; text per language in the catalogue. */
export interface Decision {
  readonly say: string;
  readonly args: { readonly [name: string]: Json | undefined };
}

export type Intent =
  | { readonly do: 'create'; readonly resource: string; readonly object: KubeObject; readonly why?: Decision }
  | { readonly do: 'update'; readonly resource: string; readonly object: KubeObject; readonly why?: Decision }
  | { readonly do: 'setStatus'; readonly resource: string; readonly object: KubeObject; readonly why?: Decision }
  | {
      readonly do: 'patch';
      readonly resource: string;
      readonly namespace?: string;
      readonly name: string;
      readonly subresource?: string;
      readonly patchType: 'merge' | 'strategic' | 'json';
      readonly patch: Json;
      readonly why?: Decision;
    }
  | {
      readonly do: 'remove';
      readonly resource: string;
      readonly namespace?: string;
      readonly name: string;
      readonly options?: DeleteOptions;
      readonly why?: Decision;
    }
  | {
      readonly do: 'request';
      readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
      readonly path: string;
      readonly body?: Json;
      readonly why?: Decision;
    }
  | { readonly do: 'event'; readonly about: KubeObject; readonly type: 'Normal' | 'Warning'; readonly reason: string; readonly message: string }
  /** Turns to something that is not behind the API (the storage): the handler of a component, at once and without an answer. */
  | { readonly do: 'dispatch'; readonly to: string; readonly args: Json };

/** Intents that become requests, and so have an answer. */
export type RequestIntent = Exclude<Intent, { do: 'event' } | { do: 'dispatch' }>;

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}
