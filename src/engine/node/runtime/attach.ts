import { SortedMap } from '../../../base/sorted-map.ts';
import type { Written } from '../../images/exec.ts';
import type { Sim } from '../../sim/sim.ts';
import { slot } from '../../sim/slot.ts';
import type { ContainerRef } from './records.ts';

/** Who listens to what a container's main process writes (CRI Attach), by the container's id. */
interface Attachment {
  readonly id: number;
  readonly reply: { readonly to: string; readonly args: unknown };
}

const attachments = slot<{ readonly next: number; readonly of: SortedMap<readonly Attachment[]> }>('runtime/attachments', () => ({
  next: 1,
  of: SortedMap.empty(),
}));

/** What the handler gets: something was written, or the process has ended (`output` is not there). */
export interface AttachedTo<A = unknown> {
  readonly output?: readonly Written[];
  readonly args: A;
}

export function attachTo(sim: Sim, { id: container }: ContainerRef, reply: Attachment['reply']): number {
  const { next, of } = sim.get(attachments);
  sim.set(attachments, { next: next + 1, of: of.set(container, [...(of.get(container) ?? []), { id: next, reply }]) });
  return next;
}

export function detachFrom(sim: Sim, { id: container }: ContainerRef, id: number): void {
  const { next, of } = sim.get(attachments);
  const left = (of.get(container) ?? []).filter((one) => one.id !== id);
  sim.set(attachments, { next, of: left.length === 0 ? of.delete(container) : of.set(container, left) });
}

export function tellAttached(sim: Sim, { id: container }: ContainerRef, output: readonly Written[]): void {
  if (output.length === 0) return;
  for (const { reply } of sim.get(attachments).of.get(container) ?? []) sim.dispatch(reply.to, { output, args: reply.args } satisfies AttachedTo);
}

/** The main process has ended. */
export function endAttached(sim: Sim, { id: container }: ContainerRef): void {
  const { next, of } = sim.get(attachments);
  const left = of.get(container);
  if (!left) return;
  sim.set(attachments, { next, of: of.delete(container) });
  for (const { reply } of left) sim.dispatch(reply.to, { args: reply.args } satisfies AttachedTo);
}
