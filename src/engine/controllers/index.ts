import type { Controller } from './controller.ts';
import { deploymentController } from './deployment/deployment.ts';
import { endpointSliceController } from './endpoints/endpoint-slice.ts';
import { endpointsController } from './endpoints/endpoints.ts';
import { replicaSetController } from './replicaset/replica-set.ts';

/** Every controller of kube-controller-manager, in the order in which they hear of a change. */
// biome-ignore lint/suspicious/noExplicitAny: each has its own memory.
export const controllers: readonly Controller<any>[] = [deploymentController, replicaSetController, endpointsController, endpointSliceController];
