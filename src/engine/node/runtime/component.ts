import { POD_REQUEST } from '../../network/pod-door.ts';
import type { ProgramInput } from '../../images/program.ts';
import type { Component, Sim } from '../../sim/sim.ts';
import { decide } from '../kubelet/say.ts';
import { feed, killContainer } from './containers.ts';
import { endExecs, feedExec } from './execs.ts';
import { podKey } from './names.ts';
import { type AnswerTo, NETWORK_DONE, networkDone } from './outgoing.ts';
import { type ContainerRef, containerOf, runtimeOf, runtimePod } from './records.ts';
import { podRequest } from './requests.ts';

interface NetworkAnswer {
  readonly answer: unknown;
  readonly args: AnswerTo['args'] & { readonly exec?: number };
}

/** The container runtime of every machine: time passes for programs, requests arrive, answers come back. */
export const runtimeComponent: Component = {
  name: 'runtime',
  handlers: {
    [POD_REQUEST]: podRequest,
    [NETWORK_DONE]: networkDone,
    'runtime.wake': (sim: Sim, { ref, wake }: { ref: ContainerRef; wake: number }) => {
      if (containerOf(sim, ref)?.wake === wake && runtimeOf(sim, ref.node).on) feed(sim, ref, { on: 'wake' });
    },
    /** The grace period of StopContainer is over. */
    'runtime.kill': (sim: Sim, { ref, graceSeconds, leftUs }: { ref: ContainerRef; graceSeconds: number; leftUs: number }) => {
      const container = containerOf(sim, ref);
      if (container?.state !== 'running' || !container.stopping) return;
      if (leftUs > 0) {
        sim.schedule({ after: leftUs, to: 'runtime.kill', args: { ref, graceSeconds, leftUs: 0 } });
        return;
      }
      if (sim.now < (container.killAt ?? sim.now)) return;
      const pod = runtimePod(sim, ref.node, ref.uid);
      decide(sim, ref.node, 'kubelet.grace-over', { pod: pod ? podKey(pod.pod) : '', container: container.name, graceSeconds });
      killContainer(sim, ref);
    },
    'runtime.answer': (sim: Sim, { answer, args }: NetworkAnswer) => feed(sim, args.ref, inputOf(answer, args)),
    'runtime.execs-end': endExecs,
    'runtime.exec-answer': (sim: Sim, { answer, args }: NetworkAnswer) => feedExec(sim, args.ref.node, args.exec!, inputOf(answer, args)),
    'runtime.exec-wake': (sim: Sim, { node, exec, wake }: { node: string; exec: number; wake: number }) => feedExec(sim, node, exec, { on: 'wake' }, wake),
  },
};

const inputOf = (outcome: unknown, { on, id }: AnswerTo['args']): ProgramInput => ({ on, id, outcome }) as ProgramInput;
