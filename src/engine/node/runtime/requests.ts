import { listensAt, type PodAnswer, type PodRequest, serve } from '../../images/program.ts';
import type { Answered, Arrival } from '../../network/pod-door.ts';
import type { Sim } from '../../sim/sim.ts';
import { settle, worldOf } from './containers.ts';
import { type ContainerRef, containerOf, podAddresses, runtimeOf, runtimes, type RuntimePod } from './records.ts';

/** A request comes to an address: the container of the pod that listens on the port answers. */
export function podRequest(sim: Sim, arrival: Arrival): void {
  const answer = answerAt(sim, arrival.podIP, arrival.request);
  const after = 'afterUs' in answer ? answer.afterUs : 0;
  sim.schedule({ after, to: arrival.reply.to, args: { answer, args: arrival.reply.args } satisfies Answered, background: arrival.background });
}

function answerAt(sim: Sim, ip: string, request: PodRequest): PodAnswer | { readonly kind: 'unreachable' } {
  const owner = sim.get(podAddresses).get(ip);
  if (owner) {
    const pod = runtimeOf(sim, owner.node).pods.get(owner.uid);
    return runtimeOf(sim, owner.node).on && pod ? answerOf(sim, owner.node, pod, request) : { kind: 'unreachable' };
  }
  return answerOfHost(sim, ip, request);
}

/** Asks a pod directly, as the kubelet's probes do. */
export function answerOf(sim: Sim, node: string, pod: RuntimePod, request: PodRequest): PodAnswer {
  for (const container of pod.containers) {
    if (container.state !== 'running' || !container.program || !listensAt(container.program, request.port)) continue;
    const ref: ContainerRef = { node, uid: pod.uid, id: container.id };
    const step = serve(container.program, sim.now, request, worldOf(sim, ref));
    settle(sim, ref, step);
    return containerOf(sim, ref)?.state === 'running' || step.answer.kind !== 'answer' ? step.answer : { kind: 'closed', afterUs: 0 };
  }
  return { kind: 'refused' };
}

/** Pods on the network of a machine share its address. */
function answerOfHost(sim: Sim, ip: string, request: PodRequest): PodAnswer | { readonly kind: 'unreachable' } {
  for (const runtime of sim.get(runtimes).values()) {
    if (!runtime.on) continue;
    for (const pod of runtime.pods.values()) {
      if (!pod.sandbox?.hostNetwork || !pod.sandbox.ready || pod.sandbox.ip !== ip) continue;
      const answer = answerOf(sim, runtime.node, pod, request);
      if (answer.kind !== 'refused') return answer;
    }
  }
  return { kind: 'unreachable' };
}
