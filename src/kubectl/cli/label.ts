import type { Json } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import { labelValueErrors } from '../../kinds/names.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { goQuote } from '../../kinds/errors.ts';
import { changeable, dryRunOf, patchObject, resourcesAndPairs, TARGET_FLAGS, tell, writeQuery } from './change.ts';
import type { Command } from './command.ts';
import { bool, type Flags, type FlagTable, short, text } from './flags.ts';
import { printerOf } from './printing.ts';
import { causeOf, CHANGE_CAUSE, RECORD } from './record.ts';
import { Failure, failure, type Run } from './run.ts';
import { namesFiles } from './sources.ts';
import type { Found } from './targets.ts';

const FLAGS: FlagTable = { ...TARGET_FLAGS, ...RECORD, overwrite: bool, list: bool, 'resource-version': text, local: bool, 'all-namespaces': short('A', bool) };

/** kubectl label and annotate (pkg/cmd/label/label.go, pkg/cmd/annotate/annotate.go). */
export const label: Command = { flags: FLAGS, run: (run, flags, namespace) => runLabel(run, flags, { namespace, of: LABELS }) };
export const annotate: Command = { flags: FLAGS, run: (run, flags, namespace) => runLabel(run, flags, { namespace, of: ANNOTATIONS }) };

interface Field {
  readonly name: 'label' | 'annotation';
  readonly field: 'labels' | 'annotations';
  readonly manager: string;
  readonly done: string;
  readonly removed: string;
  readonly untouched: string;
}

const LABELS: Field = { name: 'label', field: 'labels', manager: 'kubectl-label', done: 'labeled', removed: 'unlabeled', untouched: 'not labeled' };
const ANNOTATIONS: Field = {
  name: 'annotation',
  field: 'annotations',
  manager: 'kubectl-annotate',
  done: 'annotated',
  removed: 'annotated',
  untouched: 'annotated',
};

interface Changes {
  readonly set: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
}

interface LabelJob {
  readonly namespace: string;
  readonly of: Field;
}

function runLabel(run: Run, flags: Flags, { namespace, of }: LabelJob): void {
  const { names, pairs } = resourcesAndPairs(flags.words, of.name);
  const changes = parseChanges(pairs, of);
  const isEmpty = Object.keys(changes.set).length === 0 && changes.removed.length === 0;
  if (flags.on('local') && (names.length > 0 || !namesFiles(flags)))
    throw failure('can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set');
  if (names.length === 0 && !namesFiles(flags)) throw failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (isEmpty && !flags.on('list')) throw failure(`at least one ${of.name} update is required`);
  const isMany = flags.on('all') || flags.has('selector') || flags.has('field-selector');
  if (flags.has('resource-version') && isMany) throw failure('--resource-version may only be used with a single resource');
  const { found, errors } = changeable(run, flags, { words: names, namespace });
  const { errors: failed } = run.eachTold(found, (one) => changeOne(run, flags, { one, changes, of }));
  if (errors.length + failed.length > 0) throw new Failure([...failed, ...errors]);
}

function parseChanges(words: readonly string[], { name }: Field): Changes {
  const set: Record<string, string> = Object.create(null) as Record<string, string>;
  const removed: string[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals < 0) {
      removed.push(word.slice(0, -1));
      continue;
    }
    const value = word.slice(equals + 1);
    const valueErrors = name === 'label' ? labelValueErrors(value) : [];
    if (valueErrors.length > 0) throw failure(`invalid label value: ${goQuote(word)}: ${valueErrors.join('; ')}`);
    set[word.slice(0, equals)] = value;
  }
  const both = removed.some((key) => Object.hasOwn(set, key));
  if (both) throw failure(`can not both modify and remove ${name === 'label' ? 'a label' : 'an annotation'} in the same command`);
  return { set, removed };
}

function changeOne(run: Run, flags: Flags, { one, changes, of }: { readonly one: Found; readonly changes: Changes; readonly of: Field }): void {
  const before = isObject(one.object.metadata[of.field]) ? (one.object.metadata[of.field] as Record<string, string>) : {};
  const kept = Object.entries(before).filter(([key]) => !changes.removed.includes(key));
  const after: Record<string, string> = Object.fromEntries([...kept, ...Object.entries(changes.set)]);
  if (flags.on('list')) {
    for (const key of Object.keys(after).sort()) run.say(`${key}=${after[key]}`);
    return;
  }
  if (!flags.on('overwrite')) refuseTaken(before, changes, of);
  const patch: Record<string, string | null> = Object.create(null) as Record<string, string | null>;
  for (const [key, value] of Object.entries(changes.set)) if (before[key] !== value) patch[key] = value;
  let gone = 0;
  for (const key of changes.removed) {
    if (Object.hasOwn(before, key)) {
      patch[key] = null;
      gone++;
    } else if (of.name === 'label') run.out(`label ${goQuote(key)} not found.\n`);
  }
  const local = flags.on('local');
  const dryRun = dryRunOf(run, flags);
  // An object without any gets an empty map, which is a change.
  const causes = recordedIn(flags, one.object, of);
  const changed = Object.keys(patch).length > 0 || causes !== undefined || (of.name === 'label' && one.object.metadata[of.field] === undefined);
  const word = !changed ? of.untouched : gone > 0 && gone === Object.keys(patch).length ? of.removed : of.done;
  const version = flags.text('resource-version');
  const metadata = { ...causes, [of.field]: { ...causes?.[of.field], ...patch }, ...(version === undefined ? {} : { resourceVersion: version }) };
  const writes = !local && dryRun !== 'client' && (changed || of.name === 'annotation');
  const object = writes
    ? patchObject(run, one, {
        patch: (changed ? { metadata } : {}) as Json,
        type: 'merge',
        query: writeQuery(dryRun, flags.text('field-manager') ?? of.manager),
      })
    : ({ ...one.object, metadata: { ...one.object.metadata, [of.field]: after } } as KubeObject);
  tell(run, { ...one, object }, { word, dryRun: local ? 'none' : dryRun, printer: printerOf(run, flags) });
}

/** What `--record` adds to the change, beside it. */
function recordedIn(flags: Flags, { metadata }: KubeObject, { field }: Field): Readonly<Record<string, Readonly<Record<string, string>>>> | undefined {
  const cause = causeOf(flags);
  if (cause === undefined || metadata.annotations?.[CHANGE_CAUSE] === cause) return undefined;
  return field === 'labels' ? { labels: {}, annotations: { [CHANGE_CAUSE]: cause } } : { annotations: { [CHANGE_CAUSE]: cause } };
}

/** The cause of a change may always be overwritten. */
function refuseTaken(before: Readonly<Record<string, string>>, { set }: Changes, { name }: Field): void {
  const taken = Object.keys(set)
    .sort()
    .filter((key) => Object.hasOwn(before, key) && before[key] !== set[key] && !(name === 'annotation' && key === CHANGE_CAUSE))
    .map((key) => `'${key}' already has a value (${before[key]})`);
  if (taken.length === 0) return;
  throw failure(
    name === 'label' ? `${taken[0]}, and --overwrite is false` : `--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`,
  );
}
