import { seconds, type SimTime } from '../base/time.ts';
import { Timeline } from '../worker/timeline.ts';
import { deploymentText, emptyCluster, NEW_IMAGE, OLD_IMAGE } from './clusters.ts';
import { cpuMs, percentile } from './measure.ts';

export interface SeekRun {
  readonly revisions: number;
  readonly events: number;
  readonly seeks: number;
  readonly livedCpuMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Rolling updates of a Deployment until so many revisions exist; then random seeks. CPU time of one seek. */
export function seekRun(pods: number, revisions: number, seeks: number): SeekRun {
  const timeline = new Timeline(emptyCluster(pods, 'full'));
  const from = cpuMs();
  timeline.runTo(seconds(12) as SimTime);
  for (let turn = 0; timeline.moment.rev < revisions; turn++) {
    timeline.give({ do: 'apply', source: deploymentText({ replicas: pods, image: turn % 2 === 0 ? OLD_IMAGE : NEW_IMAGE }) });
    timeline.runTo((timeline.moment.t + seconds(60)) as SimTime);
  }
  const lived = cpuMs() - from;
  const head = timeline.moment;
  const costs: number[] = [];
  let random = 1;
  for (let i = 0; i < seeks; i++) {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    const rev = 2 + (random % (head.rev - 2));
    const at = cpuMs();
    timeline.seek({ rev });
    costs.push(cpuMs() - at);
  }
  return { revisions: head.rev, events: head.event, seeks, livedCpuMs: lived, p50Ms: percentile(costs, 50), p95Ms: percentile(costs, 95) };
}
