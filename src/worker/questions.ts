import type { Vector } from '../base/vector.ts';
import { serve } from '../engine/apiserver/serve.ts';
import { etcd } from '../engine/etcd/store.ts';
import type { Sim } from '../engine/sim/sim.ts';
import { KUBECTL } from '../wire/actors.ts';
import type { Happening, Oid } from '../wire/happening.ts';
import type { ApiRequest, ApiResponse } from '../wire/request.ts';
import type { Answers } from '../wire/source.ts';
import type { Timeline } from './timeline.ts';

/** Reads the API at the instant shown, on a throw-away copy of the cluster: no time passes, nothing is recorded. */
export class Reader {
  private readonly timeline: Timeline;
  private scratch: Sim | undefined;

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  read(request: ApiRequest): ApiResponse {
    if (request.method !== 'GET') throw new Error(`a read is a GET, not a ${request.method}`);
    this.scratch ??= this.timeline.factory.create();
    this.scratch.restore(this.timeline.sim.checkpoint());
    return serve(this.scratch, request, KUBECTL);
  }
}

/** All versions of an object that are kept up to the instant shown, oldest first; null = removed. */
export function historyOf(sim: Sim, oid: Oid): Answers['history'] {
  const out: Answers['history'][number][] = [];
  for (const commit of sim.get(etcd).log)
    if (commit.oid === oid && !commit.light)
      out.push({ rev: commit.rev, t: commit.t, happening: commit.happening, object: commit.type === 'DELETED' ? null : commit.after });
  return out;
}

/** Which happenings each happening led to; built when first asked for, and kept up as the log grows. */
export class Effects {
  private log: Vector<Happening> | undefined;
  private branch: string | undefined;
  private indexed = 0;
  private readonly byCause = new Map<number, number[]>();

  /** Back to what started it, and forward to what it caused, nearest first. */
  thread(timeline: Timeline, id: number, limit: number): Answers['thread'] {
    const log = timeline.log;
    this.index(log, timeline.branchId);
    const back: Happening[] = [];
    for (let at = log.get(id - 1); at && at.cause > 0 && back.length < limit; ) {
      at = log.get(at.cause - 1);
      if (at) back.push(at);
    }
    const forward: number[] = [];
    const open = [...(this.byCause.get(id) ?? [])];
    for (let i = 0; i < open.length && forward.length < limit; i++) {
      forward.push(open[i]!);
      open.push(...(this.byCause.get(open[i]!) ?? []));
    }
    return { back, forward: forward.sort((a, b) => a - b).flatMap((one) => log.get(one - 1) ?? []) };
  }

  private index(log: Vector<Happening>, branch: string): void {
    if (branch !== this.branch || log.length < this.indexed || (this.indexed > 0 && !sameStart(this.log, log, this.indexed))) {
      this.byCause.clear();
      this.indexed = 0;
    }
    for (const happening of log.slice(this.indexed)) {
      if (happening.cause === 0) continue;
      const effects = this.byCause.get(happening.cause);
      if (effects) effects.push(happening.id);
      else this.byCause.set(happening.cause, [happening.id]);
    }
    this.indexed = log.length;
    this.log = log;
    this.branch = branch;
  }
}

/** Logs of one branch agree wherever both know; a log of the same id after a session was opened need not. */
const sameStart = (known: Vector<Happening> | undefined, log: Vector<Happening>, length: number): boolean => {
  const [a, b] = [known?.get(length - 1), log.get(length - 1)];
  return a !== undefined && b !== undefined && a.t === b.t && a.code === b.code && a.actor === b.actor && a.cause === b.cause;
};
