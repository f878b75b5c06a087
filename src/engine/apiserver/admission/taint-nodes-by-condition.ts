import type { Taint } from '../../../kinds/schema/types.gen.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { isOf } from './refused.ts';

const NOT_READY: Taint = Object.freeze({ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' });

/** A new node begins as not ready; the node lifecycle controller takes the taint off (plugin/pkg/admission/nodetaint). */
export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  admit(call, object, previous) {
    if (previous !== undefined || !isOf(call, 'nodes')) return object;
    const spec = (object['spec'] ?? {}) as { taints?: readonly Taint[] };
    const taints = spec.taints ?? [];
    if (taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect)) return object;
    return { ...object, spec: { ...spec, taints: [...taints, NOT_READY] } };
  },
};
