import type { Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { labelValueErrors, qualifiedNameErrors } from '../../kinds/names.ts';
import { kindByAnyName } from '../../kinds/registry.ts';
import type { Node, Taint } from '../../kinds/schema/types.gen.ts';
import { changeable, dryRunOf, patchObject, tell, writeQuery } from './change.ts';
import type { Command } from './command.ts';
import { alone, bool, type Flags, short, text } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run, usageFailure } from './run.ts';
import type { Found } from './targets.ts';
import { validationOf } from './validation.ts';

/** kubectl taint (pkg/cmd/taint/taint.go, utils.go). */
export const taint: Command = {
  flags: {
    ...OUTPUT,
    all: bool,
    'dry-run': alone('unchanged'),
    'field-manager': text,
    overwrite: bool,
    selector: short('l', text),
    validate: alone('strict'),
  },
  run: runTaint,
};

type NodeObject = Node & KubeObject;

const EFFECTS: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

interface Taints {
  readonly add: readonly Taint[];
  /** Without effect: all of that key. */
  readonly remove: readonly { readonly key: string; readonly effect: string }[];
}

function runTaint(run: Run, flags: Flags, namespace: string): void {
  validationOf(flags);
  const isTaint = (word: string): boolean => word.includes('=') || word.includes(':') || word.endsWith('-');
  const [type, ...words] = flags.words;
  if (type === undefined) throw failure('one or more resources must be specified as <resource> <name>');
  const first = words.findIndex(isTaint);
  const pairs = first < 0 ? [] : words.slice(first);
  const stray = pairs.find((word) => !isTaint(word));
  if (stray !== undefined) throw failure(`all resources must be specified before taint changes: ${stray}`);
  const taints = parseTaints(pairs);
  const kind = kindByAnyName(type);
  if (!kind) throw new Failure([{ is: 'bare', message: `the server doesn't have a resource type ${JSON.stringify(type)}` }]);
  if (kind.kind !== 'Node') throw failure(`invalid resource type ${type}, only node types are supported`);
  if (pairs.length === 0) throw failure('at least one taint update is required');
  const both = taints.remove.filter(({ key, effect }) => taints.add.some((one) => one.key === key && (effect === '' || one.effect === effect)));
  if (both.length > 0)
    throw failure(`can not both modify and remove the following taint(s) in the same command: ${both.map(({ key, effect }) => `${key}=${effect}`).join(',')}`);
  const names = words.slice(0, first);
  if (!flags.on('all') && !flags.has('selector') && names.length === 0)
    throw failure("at least one resource name must be specified since 'all' parameter is not set");
  const { found, errors } = changeable(run, flags, { words: [type, ...names], namespace });
  const { errors: failed } = run.eachTold(found, (one) => taintOne(run, flags, { one, taints }));
  if (errors.length + failed.length > 0) throw new Failure([...errors, ...failed]);
}

function parseTaints(words: readonly string[]): Taints {
  const add: Taint[] = [];
  const remove: { key: string; effect: string }[] = [];
  for (const word of words) {
    if (word.endsWith('-')) {
      const { key, effect } = parseTaint(word.slice(0, -1));
      remove.push({ key, effect });
      continue;
    }
    const one = parseTaint(word);
    if (one.effect === '') throw usageFailure('taint', `invalid taint spec: ${word}`);
    if (add.some(({ key, effect }) => key === one.key && effect === one.effect))
      throw usageFailure('taint', `duplicated taints with the same key and effect: {${one.key} ${one.value} ${one.effect} <nil>}`);
    add.push({ key: one.key, ...(one.value === '' ? {} : { value: one.value }), effect: one.effect as Taint['effect'] });
  }
  return { add, remove };
}

/** `KEY`, `KEY:EFFECT`, `KEY=VALUE:EFFECT`. */
function parseTaint(word: string): { readonly key: string; readonly value: string; readonly effect: string } {
  const wrong = (why: readonly string[] = []) => usageFailure('taint', `invalid taint spec: ${[word, ...(why.length > 0 ? [why.join('; ')] : [])].join(', ')}`);
  const [left = '', effect = '', ...more] = word.split(':');
  if (more.length > 0) throw wrong();
  const hasEffect = word.includes(':');
  if (hasEffect && !EFFECTS.includes(effect)) throw usageFailure('taint', `invalid taint effect: ${effect}, unsupported taint effect`);
  const [key = '', value = '', ...rest] = hasEffect ? left.split('=') : [left];
  if (rest.length > 0) throw wrong();
  const valueErrors = labelValueErrors(value);
  if (valueErrors.length > 0) throw wrong(valueErrors);
  const keyErrors = qualifiedNameErrors(key);
  if (keyErrors.length > 0) throw wrong(keyErrors);
  return { key, value, effect };
}

function taintOne(run: Run, flags: Flags, { one, taints }: { readonly one: Found; readonly taints: Taints }): void {
  const node = one.object as NodeObject;
  const before = node.spec?.taints ?? [];
  const same = (a: Pick<Taint, 'key' | 'effect'>, b: Pick<Taint, 'key' | 'effect'>): boolean => a.key === b.key && a.effect === b.effect;
  const twice = taints.add.filter((taint) => before.some((one) => same(one, taint))).map(({ key }) => key);
  const taken = twice.length > 0;
  if (taken && !flags.on('overwrite'))
    throw failure(`node ${node.metadata.name} already has ${twice.join(',')} taint(s) with same effect(s) and --overwrite is false`);
  const goes = (taint: Taint): boolean => taints.remove.some(({ key, effect }) => key === taint.key && (effect === '' || effect === taint.effect));
  for (const { key, effect } of taints.remove)
    if (!before.some((taint) => taint.key === key && (effect === '' || effect === taint.effect)))
      throw failure(`taint ${JSON.stringify(effect === '' ? key : `${key}:${effect}`)} not found`);
  const kept = before.filter((taint) => !goes(taint) && !taints.add.some((one) => same(one, taint)));
  const after = [...taints.add, ...kept];
  const word = taints.add.length > 0 ? (taken || taints.remove.length > 0 ? 'modified' : 'tainted') : 'untainted';
  const dryRun = dryRunOf(run, flags);
  const printer = printerOf(run, flags);
  if (dryRun === 'client') return tell(run, one, { word, dryRun: 'none', printer });
  const patch = { spec: { taints: after.length > 0 ? (after as unknown as Json) : null } };
  const object = patchObject(
    run,
    { ...one, object: { ...one.object, metadata: node.metadata } },
    { patch, type: 'strategic', query: writeQuery(dryRun, flags.text('field-manager') ?? 'kubectl-taint') },
  );
  tell(run, { ...one, object }, { word, dryRun: 'none', printer });
}
