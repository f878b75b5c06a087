import { deepFreeze } from '../../../base/json.ts';
import type { PodSpec, Toleration } from '../../../kinds/schema/types.gen.ts';
import type { AdmissionPlugin } from './chain.ts';
import { isOf } from './refused.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';

/** The two tolerations by their seconds: one frozen pair serves all pods of a cluster. */
const pairs = new Map<number, readonly [Toleration, Toleration]>();
const lists = new WeakMap<readonly Toleration[], readonly Toleration[]>();
const NONE: readonly Toleration[] = Object.freeze([]);

/** Pods stay 300 s on a node that is not ready or not reachable, unless they say otherwise (plugin/pkg/admission/defaulttolerationseconds). */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  admit(call, object) {
    if (!isOf(call, 'pods')) return object;
    const spec = object['spec'] as PodSpec | undefined;
    const before = spec?.tolerations ?? NONE;
    const known = lists.get(before);
    const after = known ?? completed(before, pairOf(call.sim.config.settings.defaultTolerationSeconds));
    if (!known && Object.isFrozen(before)) lists.set(before, after);
    return after === before ? object : { ...object, spec: { ...spec, tolerations: after } };
  },
};

function pairOf(tolerationSeconds: number): readonly [Toleration, Toleration] {
  const known = pairs.get(tolerationSeconds);
  if (known) return known;
  const one = (key: string): Toleration => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds });
  const made = deepFreeze([one(NOT_READY), one(UNREACHABLE)] as const) as readonly [Toleration, Toleration];
  pairs.set(tolerationSeconds, made);
  return made;
}

function completed(before: readonly Toleration[], [notReady, unreachable]: readonly [Toleration, Toleration]): readonly Toleration[] {
  const tolerates = (taint: string): boolean => before.some(({ key, effect }) => (!key || key === taint) && (!effect || effect === 'NoExecute'));
  const missing = [notReady, unreachable].filter(({ key }) => !tolerates(key!));
  return missing.length === 0 ? before : deepFreeze([...before, ...missing]);
}
