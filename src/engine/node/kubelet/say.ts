import type { KubeObject } from '../../../kinds/object.ts';
import type { Pod } from '../../../kinds/schema/types.gen.ts';
import { kubelet } from '../../../wire/actors.ts';
import type { KubeletDecisions } from '../../../wire/decisions/kubelet.ts';
import type { JsonObject } from '../../../base/json.ts';
import { recordEvent } from '../../client/recorder.ts';
import type { Sim } from '../../sim/sim.ts';
import { aboutPod } from '../runtime/names.ts';
import { fieldPath } from './restart.ts';

/** Writes an Event of the kubelet about a pod, or about one of its containers. */
export function podEvent(sim: Sim, node: string, pod: Pod, event: { type: 'Normal' | 'Warning'; reason: string; message: string; container?: string }): void {
  const { container, ...rest } = event;
  recordEvent(sim, {
    actor: kubelet(node),
    process: kubelet(node),
    component: 'kubelet',
    host: node,
    about: pod as unknown as KubeObject,
    ...rest,
    ...(container === undefined ? {} : { fieldPath: fieldPath(pod, container) }),
  });
}

/** Writes an Event about the node itself. */
export function nodeEvent(sim: Sim, node: string, about: KubeObject, reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal'): void {
  recordEvent(sim, { actor: kubelet(node), process: kubelet(node), component: 'kubelet', host: node, about, type, reason, message });
}

/** Records a decision of the kubelet; it becomes the cause of what follows. */
export function decide<C extends keyof KubeletDecisions>(sim: Sim, node: string, say: C, args: KubeletDecisions[C], background = false): void {
  const about = 'pod' in args ? aboutPod(sim, args.pod) : {};
  sim.happen({ code: 'decide', actor: kubelet(node), say, ...about, args: args as unknown as JsonObject, ...(background ? { background } : {}) });
}
