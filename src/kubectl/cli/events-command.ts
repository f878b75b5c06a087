import { humanDuration, parseRfc3339 } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindByName } from '../../kinds/registry.ts';
import type { Event } from '../../kinds/schema/types.gen.ts';
import { goSorted } from '../describe/go-sort.ts';
import type { Command } from './command.ts';
import { bool, type Flags, short, strings, text, whole } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import { tabulate } from './tabwriter.ts';
import { fetchAll, kindNamed } from './targets.ts';

/** kubectl events (pkg/cmd/events/events.go). */
export const events: Command = {
  flags: { ...OUTPUT, 'all-namespaces': short('A', bool), 'chunk-size': whole, for: text, 'no-headers': bool, types: strings, watch: short('w', bool) },
  run: runEvents,
};

type EventObject = Event & KubeObject;

function runEvents(run: Run, flags: Flags, namespace: string): void {
  if (flags.on('watch')) throw failure('kubectl events --watch is not offered here yet; kubectl get events --watch is');
  const types = flags.list('types').map((type) => type.toLowerCase());
  for (const type of types) if (type !== 'normal' && type !== 'warning') throw failure(`valid --types are Normal or Warning`);
  const all = flags.on('all-namespaces');
  const selector = forSelector(flags.text('for'));
  const kind = kindByName('', 'v1', 'Event')!;
  const { found, errors } = fetchAll(run, [{ kind, name: undefined, namespace: all ? '' : namespace }], { fieldSelector: selector });
  if (errors.length > 0) throw new Failure(errors);
  const kept = found.map(({ object }) => object as unknown as EventObject).filter(({ type = '' }) => types.length === 0 || types.includes(type.toLowerCase()));
  const { epochMs } = run.session;
  const at = (event: EventObject): number => parseRfc3339(epochMs, lastTime(event) ?? '') ?? 0;
  const sorted = goSorted(kept, (a, b) => at(a) < at(b));
  const printer = printerOf(run, flags);
  if (printer) return printer({ apiVersion: 'v1', items: sorted, kind: 'List', metadata: {} } as unknown as KubeObject, run);
  if (sorted.length === 0) {
    run.err(all ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`);
    return;
  }
  const age = (time: string | undefined): string => {
    const t = time === undefined ? undefined : parseRfc3339(epochMs, time);
    return t === undefined ? '<unknown>' : humanDuration(run.now - t);
  };
  const rows = sorted.map((event) => [...(all ? [event.metadata.namespace ?? ''] : []), ...cells(event, age)]);
  const head = [...(all ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
  const laid = tabulate(flags.on('no-headers') ? rows : [head, ...rows]);
  laid.lines.forEach((line) => run.say(line));
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
  const { kind, group, version } = kindNamed(type);
  return `involvedObject.apiVersion=${group === '' ? version : `${group}/${version}`},involvedObject.kind=${kind},involvedObject.name=${name}`;
}
