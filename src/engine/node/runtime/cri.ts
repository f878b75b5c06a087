import type { SimTime } from '../../../base/time.ts';
import { ms } from '../../../base/time.ts';
import { containerRuntime, kubelet } from '../../../wire/actors.ts';
import type { Sim } from '../../sim/sim.ts';
import { aboutPod } from './names.ts';

/** How long the container runtime takes for a call, in microseconds: at least, at most. Measured values of containerd on an ordinary machine. */
const TIMES = {
  RunPodSandbox: [ms(220), ms(420)],
  CreateContainer: [ms(30), ms(70)],
  StartContainer: [ms(40), ms(110)],
  StopPodSandbox: [ms(60), ms(130)],
  RemovePodSandbox: [ms(20), ms(60)],
} as const satisfies Record<string, readonly [number, number]>;

export type CriMethod = keyof typeof TIMES | 'PullImage' | 'StopContainer' | 'ExecSync';

/** Draws how long a call takes. */
export function criTime(sim: Sim, node: string, method: keyof typeof TIMES): number {
  const [from, to] = TIMES[method];
  return sim.draw(containerRuntime(node), from, to);
}

/** Records a call of the kubelet to the container runtime; it becomes the cause of what follows. */
export function noteCri(sim: Sim, call: { node: string; method: CriMethod; pod: string; container?: string; takesUs: number; background?: boolean }): void {
  sim.happen({
    code: 'cri.call',
    actor: kubelet(call.node),
    to: containerRuntime(call.node),
    until: (sim.now + call.takesUs) as SimTime,
    ...aboutPod(sim, call.pod),
    args: { method: call.method, pod: call.pod, ...(call.container === undefined ? {} : { container: call.container }) },
    ...(call.background ? { background: true } : {}),
  });
}
