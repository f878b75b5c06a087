/**
 * Every decision a component can record: code → arguments. One file per component; its texts stand under the same name in
 * `src/app/texts/decisions/`. A waiting is a decision too.
 */
import type { DeploymentDecisions } from './deployment.ts';
import type { EndpointsDecisions } from './endpoints.ts';
import type { GarbageDecisions } from './garbage.ts';
import type { KubeProxyDecisions } from './kube-proxy.ts';
import type { KubeletDecisions } from './kubelet.ts';
import type { NamespaceDecisions } from './namespace.ts';
import type { NetworkDecisions } from './network.ts';
import type { NodeDecisions } from './node.ts';
import type { PersistentVolumeDecisions } from './persistent-volume.ts';
import type { ReplicaSetDecisions } from './replica-set.ts';
import type { SchedulerDecisions } from './scheduler.ts';

export type Decisions = KubeletDecisions &
  DeploymentDecisions &
  SchedulerDecisions &
  PersistentVolumeDecisions &
  ControllerDecisions &
  KubeProxyDecisions &
  NetworkDecisions;
type ControllerDecisions = ReplicaSetDecisions & EndpointsDecisions & NamespaceDecisions & GarbageDecisions & NodeDecisions;
export type DecisionCode = keyof Decisions;
