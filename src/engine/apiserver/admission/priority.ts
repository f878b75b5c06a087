import { extended } from '../../../base/json.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import type { PodSpec, PriorityClass } from '../../../kinds/schema/types.gen.ts';
import { getObject, listObjects } from '../../etcd/store.ts';
import { type Call, rootOf } from '../call.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { forbid, isOf } from './refused.ts';

/** Turns a pod's priorityClassName into its priority; at most one class is the default (plugin/pkg/admission/priority). */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  admit(call, object, previous) {
    if (!isOf(call, 'pods')) return object;
    return previous === undefined ? resolved(call, object) : kept(object, previous);
  },
  validate(call, object) {
    const asked = object as unknown as PriorityClass;
    if (!isOf(call, 'priorityclasses') || asked.globalDefault !== true) return;
    const other = defaultClass(call);
    if (other && other.metadata?.name !== object.metadata.name)
      forbid(call, object, `PriorityClass ${other.metadata?.name} is already marked as default. Only one default can exist`);
  },
};

function resolved(call: Call, object: KubeObject): KubeObject {
  const spec = (object['spec'] ?? {}) as PodSpec;
  const name = spec.priorityClassName;
  const chosen = name ? (getObject(rootOf(call), 'priorityclasses', name) as unknown as PriorityClass | undefined) : defaultClass(call);
  if (name && !chosen) return forbid(call, object, `no PriorityClass with name ${name} was found`);
  const value = chosen?.value ?? 0;
  const policy = chosen?.preemptionPolicy ?? 'PreemptLowerPriority';
  if (spec.priority !== undefined && spec.priority !== value)
    forbid(
      call,
      object,
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
    );
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy)
    forbid(
      call,
      object,
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  const className = chosen?.metadata?.name;
  const named = className === undefined ? spec : extended(spec, { priorityClassName: className });
  return { ...object, spec: extended(named, { priority: value, preemptionPolicy: policy }) };
}

/** What was resolved at creation stays when an update leaves it out. */
function kept(object: KubeObject, previous: KubeObject): KubeObject {
  const spec = (object['spec'] ?? {}) as PodSpec;
  const before = (previous['spec'] ?? {}) as PodSpec;
  const value = spec.priority === undefined && before.priority !== undefined ? { priority: before.priority } : {};
  const policy = spec.preemptionPolicy === undefined && before.preemptionPolicy !== undefined ? { preemptionPolicy: before.preemptionPolicy } : {};
  return 'priority' in value || 'preemptionPolicy' in policy ? { ...object, spec: { ...spec, ...value, ...policy } } : object;
}

/** Among several defaults the lowest value wins. */
function defaultClass(call: Call): PriorityClass | undefined {
  let chosen: PriorityClass | undefined;
  for (const object of listObjects(rootOf(call), 'priorityclasses')) {
    const one = object as unknown as PriorityClass;
    if (one.globalDefault === true && (chosen === undefined || (one.value ?? 0) < (chosen.value ?? 0))) chosen = one;
  }
  return chosen;
}
