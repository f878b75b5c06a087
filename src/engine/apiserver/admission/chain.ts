import type { KubeObject } from '../../../kinds/object.ts';
import type { Call } from '../call.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { priority } from './priority.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccount } from './service-account.ts';
import { defaultStorageClass, persistentVolumeClaimResize, storageObjectInUseProtection } from './storage.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';

/** The plugins that are on by default and concern the served kinds; others find their place among these. */
export const PLUGINS: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  // LimitRanger
  serviceAccount,
  // NodeRestriction
  taintNodesByCondition,
  // PodSecurity
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  runtimeClass,
  // DefaultIngressClass, MutatingAdmissionPolicy, MutatingAdmissionWebhook, ValidatingAdmissionPolicy, ValidatingAdmissionWebhook, ResourceQuota
];

export function admit(call: Call, object: KubeObject, previous: KubeObject | undefined): KubeObject {
  let admitted = object;
  for (const plugin of PLUGINS) if (plugin.admit) admitted = plugin.admit(call, admitted, previous);
  return admitted;
}

export function validateAdmitted(call: Call, object: KubeObject, previous: KubeObject | undefined): void {
  for (const plugin of PLUGINS) plugin.validate?.(call, object, previous);
}

export function admitDelete(call: Call): void {
  for (const plugin of PLUGINS) plugin.validateDelete?.(call);
}
