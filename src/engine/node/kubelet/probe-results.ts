import type { PodWorker, ProbeType, ProbeWorker } from './state.ts';

export const probeKey = (container: string, type: ProbeType): string => `${container}/${type}`;
const probeWorker = (worker: PodWorker, container: string, type: ProbeType): ProbeWorker | undefined => worker.probes.get(probeKey(container, type));

/** The result a probe has come to for this very container; undefined when it was not probed. */
export function probeResult(worker: PodWorker, container: string, type: ProbeType, id: string): ProbeWorker['result'] | undefined {
  const probe = probeWorker(worker, container, type);
  return probe?.id === id ? probe.result : undefined;
}
