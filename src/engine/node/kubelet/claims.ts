import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../../kinds/schema/types.gen.ts';
import { getObject } from '../../etcd/store.ts';
import type { Sim } from '../../sim/sim.ts';
import { viewOf } from './state.ts';
import type { SetUp } from './volumes.ts';

/** The volume behind a claim, once the claim is bound (upstream: desired state of world populator, getPVCExtractPV). */
export function claimVolume(sim: Sim, node: string, pod: Pod, source: { readonly claimName: string; readonly readOnly?: boolean }): SetUp {
  const key = `${pod.metadata.namespace}/${source.claimName}`;
  const view = viewOf(sim, node);
  const claim = getObject<PersistentVolumeClaim>(view, 'persistentvolumeclaims', key);
  if (!claim) return { error: `persistentvolumeclaim "${source.claimName}" not found` };
  if (claim.metadata.deletionTimestamp) return { error: `PVC ${key} is being deleted` };
  const name = claim.spec?.volumeName;
  const volume = name ? getObject<PersistentVolume>(view, 'persistentvolumes', name) : undefined;
  if (claim.status?.phase !== 'Bound' || !volume) return { error: 'PVC is not bound' };
  return { volume: { kind: 'disk', volume: volume.metadata.name, readOnly: source.readOnly === true } };
}
