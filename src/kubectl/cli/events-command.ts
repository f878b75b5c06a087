import { humanDuration, parseRfc3339 } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindByAnyName, kindByName } from '../../kinds/registry.ts';
import { asWritten } from '../../kinds/written.ts';
import type { Event } from '../../kinds/schema/types.gen.ts';
import { goSorted } from '../describe/go-sort.ts';
import type { Command } from './command.ts';
import { bool, type Flags, short, strings, text, whole } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { type Printer, printerOf, withoutManagedFields } from './printing.ts';
import { Failure, failure, type Reading, type Run } from './run.ts';
import { own } from './step.ts';
import { tabulate } from './tabwriter.ts';
import { fetchAll, pathOf, refusal, type Target } from './targets.ts';

/** kubectl events (pkg/cmd/events/events.go). */
export const events: Command = {
  flags: { ...OUTPUT, 'all-namespaces': short('A', bool), 'chunk-size': whole, for: text, 'no-headers': bool, types: strings, watch: short('w', bool) },
  run: runEvents,
};

type EventObject = Event & KubeObject;

function runEvents(run: Run, flags: Flags, namespace: string): void {
  const types = flags.list('types').map((type) => type.toLowerCase());
  for (const type of types) if (type !== 'normal' && type !== 'warning') throw failure(`valid --types are Normal or Warning`);
  const all = flags.on('all-namespaces');
  const fieldSelector = forSelector(flags.text('for'));
  const target = { kind: kindByName('', 'v1', 'Event')!, name: undefined, namespace: all ? '' : namespace };
  const isMeant = ({ type = '' }: EventObject): boolean => types.length === 0 || types.includes(type.toLowerCase());
  if (flags.on('watch')) return watchEvents(run, flags, { target, fieldSelector, isMeant });
  const { found, errors } = fetchAll(run, [target], { fieldSelector });
  if (errors.length > 0) throw new Failure(errors);
  const kept = found.map(({ object }) => object as unknown as EventObject).filter(isMeant);
  const at = (event: EventObject): number => parseRfc3339(run.session.epochMs, lastTime(event) ?? '') ?? 0;
  const sorted = goSorted(kept, (a, b) => at(a) < at(b));
  if (sorted.length === 0) {
    run.err(all ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`);
    return;
  }
  const printer = printerOf(run, flags);
  if (printer) return printList(run, flags, { events: sorted, printer });
  const rows = sorted.map((event) => rowOf(run, event, all));
  const laid = tabulate(flags.on('no-headers') ? rows : [headOf(all), ...rows]);
  laid.lines.forEach((line) => run.say(line));
}

const headOf = (all: boolean): readonly string[] => [...(all ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];

function rowOf(run: Run, event: EventObject, all: boolean): readonly string[] {
  const age = (time: string | undefined): string => {
    const t = time === undefined ? undefined : parseRfc3339(run.session.epochMs, time);
    return t === undefined ? '<unknown>' : humanDuration(run.now - t);
  };
  return [...(all ? [event.metadata.namespace ?? ''] : []), ...cells(event, age)];
}

/** An EventList of Go: its fields have the order of the structs, and it has no name. */
function printList(run: Run, flags: Flags, { events, printer }: { readonly events: readonly EventObject[]; readonly printer: Printer }): void {
  const items = events.map((event) => asWritten(event as unknown as KubeObject));
  if (flags.text('output') === 'name') return;
  const kept = flags.on('show-managed-fields') ? items : items.map(withoutManagedFields);
  if (flags.text('output') === 'json')
    return run.out(`${JSON.stringify({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: kept.map(inGoOrder) }, null, 4)}\n`);
  printer({ apiVersion: 'v1', items, kind: 'EventList', metadata: {} } as unknown as KubeObject, run);
}

const META =
  'name generateName namespace uid resourceVersion generation creationTimestamp deletionTimestamp labels annotations ownerReferences finalizers managedFields';
const REFERENCE = 'kind namespace name uid apiVersion resourceVersion fieldPath';
const ORDER: Readonly<Record<string, string>> = {
  '': 'kind apiVersion metadata involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action related reportingComponent reportingInstance',
  metadata: META,
  involvedObject: REFERENCE,
  related: REFERENCE,
  source: 'component host',
  series: 'count lastObservedTime',
};

function inGoOrder(event: KubeObject): object {
  const ordered = (value: unknown, name: string): unknown => {
    const keys = own(ORDER, name)?.split(' ');
    if (!keys || typeof value !== 'object' || value === null) return value;
    const of = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(keys.filter((key) => of[key] !== undefined).map((key) => [key, name === '' ? ordered(of[key], key) : of[key]]));
  };
  return ordered(event, '') as object;
}

interface Watched {
  readonly target: Target;
  readonly fieldSelector: string | undefined;
  readonly isMeant: (event: EventObject) => boolean;
}

/** `--watch`: those there are, and then each as it comes; columns keep their widths only within one piece. */
function watchEvents(run: Run, flags: Flags, { target, fieldSelector, isMeant }: Watched): void {
  const all = flags.on('all-namespaces');
  const printer = printerOf(run, flags);
  const selected: Readonly<Record<string, string>> = fieldSelector === undefined ? {} : { fieldSelector };
  const request = { method: 'GET', path: pathOf(target), query: { ...selected, watch: 'true' } } as const;
  const limit = run.requestTimeoutUs > 0 ? { timeoutUs: run.requestTimeoutUs } : {};
  run.follow<readonly number[], null>(request, {
    start: [],
    ...limit,
    read: (widths, message): Reading<readonly number[], null> => {
      if (message.is === 'closed' || message.is === 'timeout') return { end: null };
      if (message.is === 'answer') throw new Failure([refusal(message.response)]);
      if (message.is !== 'event' || message.type === 'BOOKMARK' || message.type === 'DELETED' || message.type === 'ERROR') return { state: widths };
      const event = message.object as unknown as EventObject;
      if (!isMeant(event)) return { state: widths };
      if (printer) {
        printer(asWritten(event as unknown as KubeObject), run);
        return { state: widths };
      }
      const row = rowOf(run, event, all);
      const laid = tabulate(widths.length > 0 || flags.on('no-headers') ? [row] : [headOf(all), row], widths);
      laid.lines.forEach((line) => run.say(line));
      return { state: laid.widths };
    },
  });
}

const lastTime = ({ series, lastTimestamp, eventTime }: EventObject): string | undefined => series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? undefined;

function cells(event: EventObject, age: (time: string | undefined) => string): readonly string[] {
  const { series, count = 0, firstTimestamp, eventTime, type = '', reason = '', involvedObject, message = '' } = event;
  const first = firstTimestamp ?? eventTime ?? undefined;
  const seen = series
    ? `${age(series.lastObservedTime)} (x${series.count} over ${age(first)})`
    : count > 1
      ? `${age(event.lastTimestamp ?? undefined)} (x${count} over ${age(first)})`
      : age(lastTime(event));
  return [seen, type, reason, `${involvedObject.kind}/${involvedObject.name}`, message.trim()];
}

function forSelector(word: string | undefined): string | undefined {
  if (word === undefined) return undefined;
  const [type = '', name = ''] = word.split('/');
  if (name === '') throw failure('--for must be in resource/name form');
  const found = kindByAnyName(type);
  if (!found) throw new Failure([{ is: 'bare', message: `the server doesn't have a resource type ${JSON.stringify(type)}` }]);
  const { kind, group, version } = found;
  return `involvedObject.apiVersion=${group === '' ? version : `${group}/${version}`},involvedObject.kind=${kind},involvedObject.name=${name}`;
}
