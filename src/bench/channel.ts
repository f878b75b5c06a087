import { serialize } from 'node:v8';
import { ms, seconds, type SimTime } from '../base/time.ts';
import { etcd } from '../engine/etcd/store.ts';
import { Projector } from '../engine/projection/projector.ts';
import { Mirror } from '../mirror/mirror.ts';
import { COLUMNS, ROW_KINDS } from '../wire/rows.ts';
import type { Frame } from '../wire/frame.ts';
import { deploymentText, emptyCluster, NEW_IMAGE, OLD_IMAGE, runUntilReady, started } from './clusters.ts';
import { cpuMs } from './measure.ts';

export interface ChannelRun {
  readonly pods: number;
  readonly frames: number;
  /** Changed rows, objects gone, happenings. */
  readonly diffs: number;
  readonly bytesPer1000: number;
  readonly projectMsPer1000: number;
  readonly applyMsPer1000: number;
}

/** A rolling update shown frame by frame: what goes from worker to page, and what it costs the page to take it in. */
export function channelRun(pods: number, frames: number): ChannelRun {
  const setup = emptyCluster(pods, 'full');
  const sim = started(setup);
  const projector = new Projector();
  const mirror = new Mirror();
  const frame = (): Frame => {
    const moment = { branch: 'main', event: sim.executed, t: sim.now, rev: sim.get(etcd).root.rev, happenings: sim.happenings.length };
    return {
      ...projector.frame({ moment, root: sim.get(etcd).root, log: sim.happenings, sharedHappenings: 0, parts: setup.parts(sim) }),
      playing: true,
      speed: 1,
    };
  };
  setup.command(sim, { do: 'apply', source: deploymentText({ replicas: pods, image: OLD_IMAGE }) });
  runUntilReady(sim, pods, 1);
  sim.runUntil((sim.now + seconds(10)) as SimTime);
  mirror.apply(frame());
  setup.command(sim, { do: 'apply', source: deploymentText({ replicas: pods, image: NEW_IMAGE }) });
  let [diffs, bytes, project, apply] = [0, 0, 0, 0];
  for (let i = 0; i < frames; i++) {
    sim.runUntil((sim.now + ms(50)) as SimTime);
    const start = cpuMs();
    const next = frame();
    const made = cpuMs();
    bytes += serialize(next).length;
    const sent = cpuMs();
    mirror.apply(next);
    project += made - start;
    apply += cpuMs() - sent;
    diffs += diffsOf(next);
  }
  const per = 1_000 / diffs;
  return { pods, frames, diffs, bytesPer1000: bytes * per, projectMsPer1000: project * per, applyMsPer1000: apply * per };
}

function diffsOf(frame: Frame): number {
  const rows = ROW_KINDS.reduce((sum, kind) => sum + (frame.rows[kind]?.length ?? 0) / COLUMNS[kind].length, 0);
  return rows + frame.gone.length + (frame.happenings?.t.length ?? 0);
}
