import type { PodSpec } from '../../../kinds/schema/types.gen.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { forbid, isOf } from './refused.ts';

/** This server has no RuntimeClass objects, so a pod that names one is refused (plugin/pkg/admission/runtimeclass). */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  admit(call, object, previous) {
    if (previous !== undefined || !isOf(call, 'pods')) return object;
    const name = (object['spec'] as PodSpec | undefined)?.runtimeClassName;
    return name ? forbid(call, object, `pod rejected: RuntimeClass "${name}" not found`) : object;
  },
};
