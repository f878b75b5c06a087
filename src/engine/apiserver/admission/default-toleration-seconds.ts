import { deepFreeze, extended } from '../../../base/json.ts';
import type { PodSpec, Toleration } from '../../../kinds/schema/types.gen.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { isOf } from './refused.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';

type Pair = readonly [Toleration, Toleration];
/** The two tolerations by their seconds: one frozen pair serves all pods of a cluster. */
const pairs = new Map<number, Pair>();
/** Completed lists, per pair: another cluster may have other seconds. */
const lists = new WeakMap<Pair, WeakMap<readonly Toleration[], readonly Toleration[]>>();
const NONE: readonly Toleration[] = Object.freeze([]);

/** Pods stay 300 s on a node that is not ready or not reachable, unless they say otherwise (plugin/pkg/admission/defaulttolerationseconds). */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  admit(call, object) {
    if (!isOf(call, 'pods')) return object;
    const spec = object['spec'] as PodSpec | undefined;
    const before = spec?.tolerations ?? NONE;
    const pair = pairOf(call.sim.config.settings.defaultTolerationSeconds);
    const mine = lists.get(pair) ?? new WeakMap<readonly Toleration[], readonly Toleration[]>();
    lists.set(pair, mine);
    const known = mine.get(before);
    const after = known ?? completed(before, pair);
    if (!known && Object.isFrozen(before)) mine.set(before, after);
    return after === before ? object : { ...object, spec: extended(spec ?? {}, { tolerations: after }) };
  },
};

function pairOf(tolerationSeconds: number): Pair {
  const known = pairs.get(tolerationSeconds);
  if (known) return known;
  const one = (key: string): Toleration => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds });
  const made = deepFreeze([one(NOT_READY), one(UNREACHABLE)] as const) as Pair;
  pairs.set(tolerationSeconds, made);
  return made;
}

function completed(before: readonly Toleration[], [notReady, unreachable]: Pair): readonly Toleration[] {
  const tolerates = (taint: string): boolean => before.some(({ key, effect }) => (!key || key === taint) && (!effect || effect === 'NoExecute'));
  const missing = [notReady, unreachable].filter(({ key }) => !tolerates(key!));
  return missing.length === 0 ? before : deepFreeze([...before, ...missing]);
}
