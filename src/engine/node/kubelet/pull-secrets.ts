import type { Sim } from '../../sim/sim.ts';
import { getObject } from '../../etcd/store.ts';
import { podEvent } from './say.ts';
import { type PodWorker, viewOf } from './state.ts';

/** Credentials for registries that the pod names and that do not exist. Simplified: registries here ask for none, so that the pull goes on all the same. */
export function lookForPullSecrets(sim: Sim, node: string, { pod }: PodWorker): void {
  const names = (pod.spec.imagePullSecrets ?? []).flatMap(({ name }) => (name ? [name] : []));
  const missing = names.filter((name) => !getObject(viewOf(sim, node), 'secrets', `${pod.metadata.namespace}/${name}`));
  if (missing.length === 0) return;
  const message = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`;
  podEvent(sim, node, pod, { type: 'Warning', reason: 'FailedToRetrieveImagePullSecret', message });
}
