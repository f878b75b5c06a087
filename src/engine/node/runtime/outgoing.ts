import { splitKey } from '../../../kinds/object.ts';
import { ms } from '../../../base/time.ts';
import type { ProgramEffect } from '../../images/program.ts';
import type { Done } from '../../network/request.ts';
import { resolveFromPod, sendFromPod } from '../../network/requests.ts';
import type { Sim } from '../../sim/sim.ts';
import { podKey } from './names.ts';
import { type ContainerRef, runtimePod } from './records.ts';

/** What a program sends into the network, and where the answer goes. */
export interface AnswerTo {
  readonly to: string;
  readonly args: { readonly ref: ContainerRef; readonly on: 'http' | 'connect' | 'resolve'; readonly id: number };
}

type Effect<D extends ProgramEffect['do']> = Extract<ProgramEffect, { do: D }>;

/** Handler that the network tells what came of a request; it hands that to the program. */
export const NETWORK_DONE = 'runtime.network-done';

function clientOf(sim: Sim, ref: ContainerRef): Parameters<typeof sendFromPod>[1] {
  const entry = runtimePod(sim, ref.node, ref.uid);
  const { namespace = '', name } = splitKey(entry ? podKey(entry.pod) : '');
  return { namespace, pod: name, node: ref.node, ip: entry?.sandbox?.ip ?? '' };
}

export function requestFor(sim: Sim, ref: ContainerRef, effect: Effect<'http'>, reply: AnswerTo): void {
  const { url, method, timeoutUs, background } = effect;
  sendFromPod(sim, clientOf(sim, ref), { url, method, timeoutUs, background, reply: { to: NETWORK_DONE, args: reply } });
}

export function connectFor(sim: Sim, ref: ContainerRef, effect: Effect<'connect'>, reply: AnswerTo): void {
  const { host, port, timeoutUs, background } = effect;
  sendFromPod(sim, clientOf(sim, ref), {
    url: `tcp://${host}:${port}`,
    method: 'CONNECT',
    protocol: 'tcp',
    timeoutUs,
    background,
    reply: { to: NETWORK_DONE, args: reply },
  });
}

export function resolveFor(sim: Sim, ref: ContainerRef, effect: Effect<'resolve'>, reply: AnswerTo): void {
  const { answer, tookUs } = resolveFromPod(sim, clientOf(sim, ref), effect.name, effect.background);
  const { rcode, name, addresses, server, canonical } = answer;
  sim.schedule({
    after: Math.max(tookUs, ms(0.1)),
    to: reply.to,
    args: { answer: { rcode, name, addresses, server, ...(canonical === undefined ? {} : { canonical }) }, args: reply.args },
    background: effect.background,
  });
}

/** Connections are answered with a word, requests with their outcome. */
export function networkDone(sim: Sim, { outcome, args: reply }: Done<AnswerTo>): void {
  const answer = reply.args.on !== 'connect' ? outcome : outcome.kind === 'answer' || outcome.kind === 'closed' ? 'connected' : outcome.kind;
  sim.dispatch(reply.to, { answer, args: reply.args });
}
