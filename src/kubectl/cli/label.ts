import type { Json } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import { labelValueErrors, qualifiedNameErrors } from '../../kinds/names.ts';
import { goQuote } from '../../kinds/errors.ts';
import { changeable, dryRunOf, patchObject, TARGET_FLAGS, tell, writeQuery } from './change.ts';
import type { Command } from './command.ts';
import { bool, type Flags, type FlagTable, short, text } from './flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import type { Found } from './targets.ts';

const FLAGS: FlagTable = { ...TARGET_FLAGS, overwrite: bool, list: bool, 'resource-version': text, local: bool, 'all-namespaces': short('A', bool) };

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
  const isUpdate = (word: string): boolean => word.includes('=') || (word.endsWith('-') && word.length > 1);
  const first = flags.words.findIndex(isUpdate);
  const names = first < 0 ? flags.words : flags.words.slice(0, first);
  const changes = parseChanges(first < 0 ? [] : flags.words.slice(first), of);
  const isEmpty = Object.keys(changes.set).length === 0 && changes.removed.length === 0;
  if (names.length === 0 && flags.list('filename').length === 0)
    throw failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (isEmpty && !flags.on('list')) throw failure(`at least one ${of.name} update is required`);
  const { found, errors } = changeable(run, flags, { words: names, namespace });
  const { errors: failed } = run.eachTold(found, (one) => changeOne(run, flags, { one, changes, of }));
  if (errors.length + failed.length > 0) throw new Failure([...errors, ...failed]);
}

function parseChanges(words: readonly string[], { name }: Field): Changes {
  const set: Record<string, string> = {};
  const removed: string[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    const key = equals >= 0 ? word.slice(0, equals) : word.slice(0, -1);
    if (equals < 0 && !word.endsWith('-')) throw failure(`unknown ${name} spec: ${word}`.replace('unknown annotation spec', 'unexpected pair format'));
    if (key === '' || key === '__proto__') throw failure(`invalid ${name} key ${goQuote(word)}: name part must be non-empty`);
    const keyErrors = qualifiedNameErrors(key);
    if (keyErrors.length > 0 && equals >= 0) throw failure(`invalid ${name} key ${goQuote(key)}: ${keyErrors.join('; ')}`);
    if (equals < 0) removed.push(key);
    else {
      const value = word.slice(equals + 1);
      const valueErrors = name === 'label' ? labelValueErrors(value) : [];
      if (valueErrors.length > 0) throw failure(`invalid label value: ${goQuote(word)}: ${valueErrors.join('; ')}`);
      set[key] = value;
    }
  }
  const both = removed.some((key) => Object.hasOwn(set, key));
  if (both) throw failure(`can not both modify and remove ${name === 'label' ? 'a label' : 'an annotation'} in the same command`);
  return { set, removed };
}

function changeOne(run: Run, flags: Flags, { one, changes, of }: { readonly one: Found; readonly changes: Changes; readonly of: Field }): void {
  const before = isObject(one.object.metadata[of.field]) ? (one.object.metadata[of.field] as Record<string, string>) : {};
  if (flags.on('list')) {
    const after = { ...before, ...changes.set };
    for (const key of Object.keys(after).sort()) run.say(`${key}=${after[key]}`);
    return;
  }
  if (!flags.on('overwrite')) refuseTaken(before, changes, of);
  const patch: Record<string, string | null> = {};
  for (const [key, value] of Object.entries(changes.set)) if (before[key] !== value) patch[key] = value;
  let gone = 0;
  for (const key of changes.removed) {
    if (Object.hasOwn(before, key)) {
      patch[key] = null;
      gone++;
    } else if (of.name === 'label') run.out(`label ${goQuote(key)} not found.\n`);
  }
  const dryRun = dryRunOf(run, flags);
  // An object without any gets an empty map, which is a change.
  const changed = Object.keys(patch).length > 0 || (of.name === 'label' && one.object.metadata[of.field] === undefined);
  const word = !changed ? of.untouched : gone > 0 && gone === Object.keys(patch).length ? of.removed : of.done;
  const version = flags.text('resource-version');
  const metadata = { [of.field]: patch, ...(version === undefined ? {} : { resourceVersion: version }) };
  const writes = dryRun !== 'client' && (changed || of.name === 'annotation');
  const object = writes
    ? patchObject(run, one, { patch: (changed ? { metadata } : {}) as Json, type: 'merge', query: writeQuery(dryRun, of.manager) })
    : one.object;
  tell(run, { ...one, object }, { word, dryRun, printer: printerOf(run, flags) });
}

function refuseTaken(before: Readonly<Record<string, string>>, { set }: Changes, { name }: Field): void {
  const taken = Object.keys(set)
    .sort()
    .filter((key) => Object.hasOwn(before, key) && (name === 'annotation' || before[key] !== set[key]))
    .map((key) => `'${key}' already has a value (${before[key]})`);
  if (taken.length === 0) return;
  throw failure(
    name === 'label' ? `${taken[0]}, and --overwrite is false` : `--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`,
  );
}
