import type { JsonObject } from '../base/json.ts';
import type { SimTime } from '../base/time.ts';

/**
 * What can happen. Each is a record with a cause; text is made from code and arguments when looked at, per language.
 * A happening with `to` and `until` travels: it left `actor` at `t` and arrives at `to` at `until`.
 */
export type HappeningCode =
  /** A person did something: args {command} */
  | 'command'
  /** A request on its way to kube-apiserver: args {request, method, path, background?} */
  | 'api.request'
  /** The answer on its way back: args {request, status}, of an error also {method, reason?, message?} */
  | 'api.response'
  /** One revision of etcd: obj, rev; args {type: ADDED | MODIFIED | DELETED, resource, key} */
  | 'etcd.write'
  | 'etcd.compact'
  /** A watch event on its way to a watcher: obj, rev; args {type, resource, key} */
  | 'watch.event'
  /** A decision or a waiting of a component: `say` names the text, args are its arguments (saw, decided, result). */
  | 'decide'
  /** kubelet → container runtime: args {method, pod, container?} */
  | 'cri.call'
  /** The runtime pulls an image: args {image, pod, node, bytes}, until its end; or it says why it cannot: args {…, error} */
  | 'image.pull'
  /** A container changed state: args {pod, container, state, exitCode?, reason?} */
  | 'container.state'
  /** A probe was run: args {pod, container, probe, ok, output?} */
  | 'probe'
  /** Mount, unmount, attach, provision, delete of a volume: args {step, …} */
  | 'volume.step'
  /** kube-proxy rewrote a node's rules: args {services, endpoints, rev} */
  | 'proxy.sync'
  /** One hop of a request of users or pods: args {request, hop, …} */
  | 'packet'
  | 'dns'
  | 'heartbeat'
  /** A trouble that a person or a plan caused: args {fault, …} */
  | 'fault'
  | 'component.crash';

export interface Happening {
  /** From 1 on, without gaps, within one branch. */
  readonly id: number;
  readonly t: SimTime;
  readonly code: HappeningCode;
  /** Who: `kube-scheduler`, `deployment-controller`, `kubelet/node-1`, `kubectl`, … (see actors.ts). */
  readonly actor: string;
  /** The happening that led to it; 0 = none (a start, a command, a timer of old). */
  readonly cause: number;
  readonly to?: string;
  readonly until?: SimTime;
  /** Dense id of the object it concerns (see Oid). */
  readonly oid?: number;
  readonly rev?: number;
  /** Code of its sentence in the catalogue of decisions. */
  readonly say?: string;
  /** Heartbeats, probes, traffic: steppers and ticks pass over it unless asked. */
  readonly background?: boolean;
  readonly args?: JsonObject;
}

export type HappeningDraft = Omit<Happening, 'id' | 't' | 'cause'> & { readonly cause?: number };

/** Dense id of an object: given at creation, never used again; the same object keeps it in every branch that shares its birth. */
export type Oid = number;
