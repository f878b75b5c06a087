import type { KubeObject } from '../../kinds/object.ts';
import type { Sim } from '../sim/sim.ts';

/** An Event to be written about an object, as client-go's EventRecorder takes it. */
export interface EventDraft {
  /** Who records it: the actor and the process whose connection is used. */
  readonly actor: string;
  readonly process: string;
  /** source.component / reportingComponent, e.g. `default-scheduler`, `kubelet`. */
  readonly component: string;
  /** source.host: the node, for kubelets. */
  readonly host?: string;
  readonly about: KubeObject;
  /** involvedObject.fieldPath, e.g. `spec.containers{nginx}`. */
  readonly fieldPath?: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** Writes (or counts up) an Event, after client-go's EventCorrelator. Fire and forget. */
export function recordEvent(_sim: Sim, _draft: EventDraft): void {}
