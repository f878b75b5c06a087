import type { VolumeVerdictRecord } from '../../../wire/decisions/persistent-volume.ts';

/** How many volumes got each verdict, in the order they were looked at. */
export function verdictCounts(volumes: readonly VolumeVerdictRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { verdict } of volumes) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return counts;
}
