import { byText } from '../../base/order.ts';
import type { Event } from '../../kinds/schema/types.gen.ts';
import { aligned } from './align.ts';
import { since } from './clock.ts';
import { goSorted } from './go-sort.ts';
import type { Lines } from './lines.ts';
import { table } from './lines.ts';

/** A description: lines, and the Events at its end, which have columns of their own; none when Events were not asked for. */
export function page(lines: Lines, events: readonly Event[] | undefined, now: string): string {
  if (!events) return aligned(lines);
  if (events.length === 0) return aligned([...lines, 'Events:\t<none>']);
  const sorted = goSorted(events, (a, b) => byText(a.lastTimestamp ?? '', b.lastTimestamp ?? '') < 0);
  const rows = sorted.map((event) => [event.type ?? '', event.reason ?? '', age(event, now), origin(event), message(event)]);
  const [heading, header, , ...rest] = table('Events', ['Type', 'Reason', 'Age', 'From', 'Message'], rows);
  // kubectl's rule has a dash more than `Age` has letters.
  const rule = '  ----\t------\t----\t----\t-------';
  return aligned(lines) + aligned([heading as string, header as string, rule, ...rest]);
}

/** `17s`, or when it came again: the last time and since when: `5s (x3 over 10m)`. */
function age(event: Event, now: string): string {
  const first = since(event.eventTime ?? event.firstTimestamp ?? undefined, now);
  if (event.series) return `${since(event.series.lastObservedTime, now)} (x${event.series.count ?? 0} over ${first})`;
  if ((event.count ?? 0) > 1) return `${since(event.lastTimestamp ?? undefined, now)} (x${event.count} over ${first})`;
  return first;
}

const origin = ({ source, reportingComponent = '' }: Event): string => source?.component || reportingComponent;

/** Of a part of an object: `spec.containers{nginx}: Pulled image …`. */
function message({ message: text = '', involvedObject }: Event): string {
  const path = involvedObject.fieldPath;
  return path ? `${path}: ${trimmed(text)}` : trimmed(text);
}

const trimmed = (text: string): string => text.trim();
