import { ms } from '../../../base/time.ts';
import type { ProgramEffect } from '../../images/program.ts';
import type { Sim } from '../../sim/sim.ts';
import type { ContainerRef } from './records.ts';

/** What a program sends into the network, and where the answer goes. */
export interface AnswerTo {
  readonly to: string;
  readonly args: { readonly ref: ContainerRef; readonly on: 'http' | 'connect' | 'resolve'; readonly id: number };
}

type Effect<D extends ProgramEffect['do']> = Extract<ProgramEffect, { do: D }>;

export function requestFor(sim: Sim, _ref: ContainerRef, effect: Effect<'http'>, reply: AnswerTo): void {
  sim.schedule({ after: ms(2), to: reply.to, args: { answer: { kind: 'unknown-host' }, args: reply.args }, background: effect.background });
}

export function connectFor(sim: Sim, _ref: ContainerRef, effect: Effect<'connect'>, reply: AnswerTo): void {
  sim.schedule({ after: ms(2), to: reply.to, args: { answer: 'unknown-host', args: reply.args }, background: effect.background });
}

export function resolveFor(sim: Sim, _ref: ContainerRef, effect: Effect<'resolve'>, reply: AnswerTo): void {
  const answer = { rcode: 'NXDOMAIN', name: effect.name, addresses: [], server: '10.96.0.10' };
  sim.schedule({ after: ms(2), to: reply.to, args: { answer, args: reply.args }, background: effect.background });
}
