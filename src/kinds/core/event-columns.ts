import { textColumn } from '../columns.ts';
import type { Column, PrintClock } from '../kind.ts';
import type { KubeObject } from '../object.ts';

/** What the columns need of an event, of either API group. */
export interface EventView {
  readonly first: string | undefined;
  readonly last: string | undefined;
  readonly count: number;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly subject: { readonly kind?: string; readonly name?: string; readonly fieldPath?: string };
  readonly source: string;
}

const subject = ({ subject: { kind = '', name } }: EventView): string => (name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase());

/** printEvent: without a time there is no age. */
export function eventColumns<T extends KubeObject>(view: (object: T) => EventView): readonly Column<T>[] {
  const of = (pick: (event: EventView, now: PrintClock) => string | number) => (object: T, now: PrintClock) => pick(view(object), now);
  return [
    textColumn<T>(
      'Last Seen',
      'The time at which the most recent occurrence of this event was recorded.',
      of(({ last }, now) => now.age(last)),
    ),
    textColumn<T>(
      'Type',
      'Type of this event (Normal, Warning), new types could be added in the future',
      of(({ type }) => type),
    ),
    textColumn<T>(
      'Reason',
      "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
      of(({ reason }) => reason),
    ),
    textColumn<T>('Object', 'The object that this event is about.', of(subject)),
    textColumn<T>(
      'Subobject',
      'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement, such as desiredState.manifest.containers[2].',
      of((event) => event.subject.fieldPath ?? ''),
      1,
    ),
    textColumn<T>(
      'Source',
      'The component reporting this event. Should be a short machine understandable string.',
      of(({ source }) => source),
      1,
    ),
    textColumn<T>(
      'Message',
      'A human-readable description of the status of this operation.',
      of(({ message }) => message.trim()),
    ),
    textColumn<T>(
      'First Seen',
      'The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)',
      of(({ first }, now) => now.age(first)),
      1,
    ),
    textColumn<T>(
      'Count',
      'The number of times this event has occurred.',
      of(({ count }) => count),
      1,
    ),
    { ...textColumn<T>('Name', 'Name must be unique within a namespace.', (object) => object.metadata.name, 1), format: 'name' },
  ];
}
