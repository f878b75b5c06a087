import type { KubeObject } from '../../../kinds/object.ts';
import type { Call } from '../call.ts';

/**
 * Admission: what stands between a decoded request and its registry. Plugins run in upstream's order
 * (pkg/kubeapiserver/options/plugins.go); first all that may change the object, later all that may only refuse.
 */
export interface AdmissionPlugin {
  /** Upstream's name, as --enable-admission-plugins takes it. */
  readonly name: string;
  /** Changes the object or refuses; `previous` is undefined on create. */
  readonly admit?: (call: Call, object: KubeObject, previous: KubeObject | undefined) => KubeObject;
  /** Refuses or lets pass; sees the object as it will be stored. */
  readonly validate?: (call: Call, object: KubeObject, previous: KubeObject | undefined) => void;
  /** Before a deletion. */
  readonly validateDelete?: (call: Call) => void;
}
