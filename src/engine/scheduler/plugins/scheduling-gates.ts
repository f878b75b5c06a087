import type { Pod } from '../../../kinds/schema/types.gen.ts';
import type { Plugin } from '../framework.ts';

/** Keeps a pod out of the queue while it has gates (PreEnqueue). */
export const schedulingGates: Plugin = { name: 'SchedulingGates' };

export const gatesOf = (pod: Pod): readonly string[] => (pod.spec.schedulingGates ?? []).map((gate) => gate.name);
