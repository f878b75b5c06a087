/** What a kubelet decides. `pod` is `namespace/name`; durations are whole seconds. */
export interface KubeletDecisions {
  /** A pod bound to its node is new to it: it will run it. */
  'kubelet.admit': { pod: string; containers: number };
  /** The node cannot take the pod after all. */
  'kubelet.refuse': { pod: string; reason: string; message: string };
  /** The pod waits until its volumes are there. */
  'kubelet.wait-volumes': { pod: string; volumes: string[]; error: string };
  /** No network on the node yet. */
  'kubelet.wait-network': { pod: string };
  /** The pod gets a sandbox and with it an address. */
  'kubelet.sandbox': { pod: string; attempt: number };
  /** The image is not on the node (or has to be asked for each time): it is pulled. */
  'kubelet.pull': { pod: string; container: string; image: string; policy: string; queued: number };
  /** The image is on the node already. */
  'kubelet.image-present': { pod: string; container: string; image: string };
  /** Pulling failed lately: it waits before it tries again. */
  'kubelet.wait-pull-back-off': { pod: string; container: string; image: string; seconds: number };
  /** An init container has to end before the next container may start. */
  'kubelet.wait-init': { pod: string; container: string; done: number; total: number };
  'kubelet.start': { pod: string; container: string; attempt: number };
  /** The container ended and is started again after a pause. */
  'kubelet.wait-restart': { pod: string; container: string; exitCode: number; backOffSeconds: number; restarts: number };
  /** A running container has to go: a probe failed, its definition changed. */
  'kubelet.kill': { pod: string; container: string; why: string };
  /** The pod was deleted: its containers are stopped, each has the grace period. */
  'kubelet.terminate': { pod: string; containers: number; graceSeconds: number };
  /** The grace period is over and the container still runs: it is killed. */
  'kubelet.grace-over': { pod: string; container: string; graceSeconds: number };
  /** All containers have ended for good. */
  'kubelet.done': { pod: string; phase: string };
  /** Nothing of the deleted pod is left on the node: the API may forget it. */
  'kubelet.release': { pod: string };
  /** The container's readiness changed. */
  'kubelet.ready': { pod: string; container: string; ready: boolean };
  /** The kubelet is back and compares what runs with what the API says. */
  'kubelet.reconcile': { node: string; pods: number; orphans: number };
  'kubelet.deadline': { pod: string; seconds: number };
  /** The disk under a mounted volume has become larger. */
  'kubelet.grow-volume': { pod: string; volume: string; size: string };
}
