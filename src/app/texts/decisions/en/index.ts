import { deployment } from './deployment.ts';
import { endpoints } from './endpoints.ts';
import { garbage } from './garbage.ts';
import { kubeProxy } from './kube-proxy.ts';
import { kubelet } from './kubelet.ts';
import { namespace } from './namespace.ts';
import { network } from './network.ts';
import { node } from './node.ts';
import { persistentVolume } from './persistent-volume.ts';
import { replicaSet } from './replica-set.ts';
import { scheduler } from './scheduler.ts';
import type { Catalogue } from '../texts.ts';

/** All sentences of all components. Add the texts of a new component here, and in the other languages. */
export const DECISIONS = {
  ...kubelet,
  ...scheduler,
  ...persistentVolume,
  ...deployment,
  ...replicaSet,
  ...endpoints,
  ...namespace,
  ...garbage,
  ...node,
  ...kubeProxy,
  ...network,
} as unknown as Catalogue;
