import { attachDetachController } from './attach-detach.ts';
import type { Controller } from './controller.ts';
import { deploymentController } from './deployment/deployment.ts';
import { endpointSliceController } from './endpoints/endpoint-slice.ts';
import { endpointsController } from './endpoints/endpoints.ts';
import { endpointSliceMirroringController } from './endpoints/mirroring.ts';
import { ephemeralVolumeController } from './ephemeral-volume.ts';
import { garbageCollector } from './garbage/garbage-collector.ts';
import { namespaceController } from './namespace/namespace.ts';
import { persistentVolumeBinder } from './persistent-volume-binder.ts';
import { persistentVolumeClaimProtection } from './persistent-volume-claim-protection.ts';
import { persistentVolumeProtection } from './persistent-volume-protection.ts';
import { nodeIpamController } from './node/ipam.ts';
import { nodeLifecycleController } from './node/lifecycle.ts';
import { podGarbageCollector } from './node/pod-garbage.ts';
import { taintEvictionController } from './node/taint-eviction.ts';
import { replicaSetController } from './replicaset/replica-set.ts';
import { rootCAController } from './root-ca.ts';
import { serviceAccountController } from './service-account.ts';
import { serviceAccountTokenController } from './service-account-token.ts';

/** Every controller of kube-controller-manager, in the order in which they hear of a change. */
// biome-ignore lint/suspicious/noExplicitAny: each has its own memory.
export const controllers: readonly Controller<any>[] = [
  deploymentController,
  replicaSetController,
  endpointsController,
  endpointSliceController,
  endpointSliceMirroringController,
  namespaceController,
  garbageCollector,
  serviceAccountController,
  serviceAccountTokenController,
  rootCAController,
  nodeIpamController,
  nodeLifecycleController,
  taintEvictionController,
  podGarbageCollector,
  persistentVolumeBinder,
  persistentVolumeProtection,
  persistentVolumeClaimProtection,
  attachDetachController,
  ephemeralVolumeController,
];
