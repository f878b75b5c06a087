import type { Sim } from '../../sim/sim.ts';
import { podKey } from './names.ts';
import { type ContainerRecord, type LogLine, runtimes } from './records.ts';

/** What a container wrote, oldest first; `previous`: the one before the present. Undefined: there is no such container on any machine. */
export function containerLog(sim: Sim, pod: string, container: string, previous = false): readonly LogLine[] | undefined {
  for (const runtime of sim.get(runtimes).values())
    for (const entry of runtime.pods.values()) {
      if (podKey(entry.pod) !== pod) continue;
      const records: readonly ContainerRecord[] = entry.containers.filter(({ name }) => name === container);
      const record = records.at(previous ? -2 : -1);
      if (record) return [...record.log];
    }
  return undefined;
}
