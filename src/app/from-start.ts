import type { Cluster } from '../session/cluster.ts';

/** So much before the first command: one sees it come. */
const LEAD_US = 400_000;

/** Goes back to where the first command is about to be given, and plays on from there. */
export function playFromStart({ source, mirror }: Cluster): void {
  const { happenings } = mirror;
  let first = 1;
  while (first <= happenings.count && happenings.codeOf(first) !== 'command') first++;
  source.send({ do: 'seek', to: first > happenings.count ? { event: 0 } : { t: Math.max(0, happenings.timeOf(first) - LEAD_US) } });
  source.send({ do: 'play' });
}
