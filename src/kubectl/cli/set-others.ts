import type { Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { parseLabelSelector, type Requirement } from '../../kinds/selector.ts';
import { threeWayPatch } from '../strategic-diff.ts';
import { allChangeable, changeable, dryRunOf, patchObject, tell, writeQuery } from './change.ts';
import { editEach } from './edit-each.ts';
import { array, type Flags, type FlagTable } from './flags.ts';
import { about, asTyped, podSpecOf, withPodSpec } from './pod-spec.ts';
import { printerOf } from './printing.ts';
import { recorded } from './record.ts';
import { Failure, failure, type Run } from './run.ts';
import type { Found } from './targets.ts';

/** kubectl set selector, serviceaccount, subject (pkg/cmd/set/set_selector.go, set_serviceaccount.go, set_subject.go). */
export function setSelector(run: Run, flags: Flags, namespace: string): void {
  const [last] = flags.words.slice(-1);
  if (last === undefined) throw failure('one selector is required');
  const parsed = parseLabelSelector(last);
  if (!parsed.ok) throw failure(parsed.error);
  const { found, errors } = changeable(run, flags, { words: flags.words.slice(0, -1), namespace });
  if (errors.length > 0) throw new Failure(errors);
  const dryRun = dryRunOf(run, flags);
  const printer = printerOf(run, flags);
  run.each(found, (one) => {
    const next = recorded(flags, selected(one, parsed.value, flags.text('resource-version')));
    if (flags.on('local') || dryRun === 'client') {
      const object = flags.on('local') ? asTyped({ ...one, object: next }) : next;
      tell(run, { ...one, object }, { word: 'selector updated', dryRun: flags.on('local') ? 'none' : dryRun, printer });
      return;
    }
    // The patch is sent also when it changes nothing.
    const patch = threeWayPatch(one.object, next as never, one.object, one.kind.definition) as Json;
    const object = patchObject(run, one, { patch, type: 'strategic', query: writeQuery(dryRun, flags.text('field-manager') ?? 'kubectl-set') });
    tell(run, { ...one, object }, { word: 'selector updated', dryRun, printer });
  });
}

const OPERATORS: Readonly<Record<string, string>> = { '!=': 'NotIn', in: 'In', notin: 'NotIn', exists: 'Exists', '!': 'DoesNotExist' };

function selected({ kind, object }: Found, requirements: readonly Requirement[], version: string | undefined): KubeObject {
  if (kind.kind !== 'Service') throw failure('setting a selector is only supported for Services');
  const others = requirements.filter(({ operator }) => operator !== '=' && operator !== '==');
  if (others.length > 0) {
    const shown = others.map(({ key, operator, values }) => `{${key} ${OPERATORS[operator] ?? operator} [${values.join(' ')}]}`);
    throw failure(`match expression [${shown.join(' ')}] not supported on this object`);
  }
  const selector = Object.fromEntries(requirements.map(({ key, values }) => [key, values[0] ?? '']));
  const metadata = version === undefined ? object.metadata : { ...object.metadata, resourceVersion: version };
  return { ...object, metadata, spec: { ...(object['spec'] as object), selector } } as KubeObject;
}

export function setServiceAccount(run: Run, flags: Flags, namespace: string): void {
  const [account] = flags.words.slice(-1);
  if (account === undefined) throw failure('serviceaccount is required');
  const found = allChangeable(run, flags, { words: flags.words.slice(0, -1), namespace, typed: true });
  editEach(run, flags, found, {
    word: 'serviceaccount updated',
    isAlwaysSent: true,
    refused: 'failed to patch ServiceAccountName',
    manager: flags.text('field-manager') ?? 'kubectl-set',
    change: (one) => {
      const object = withPodSpec(one, { ...podSpecOf(one), serviceAccountName: account });
      return flags.on('local') ? asTyped({ ...one, object }) : object;
    },
  });
}

export const SUBJECT_FLAGS: FlagTable = { group: array, serviceaccount: array, user: array };

/** Of bindings, which are not served here: there is nothing it could change. */
export function setSubject(run: Run, flags: Flags, namespace: string): void {
  const { found, errors } = changeable(run, flags, { words: flags.words, namespace });
  if (errors.length > 0) throw new Failure(errors);
  const accounts = flags.list('serviceaccount');
  if (flags.list('user').length + flags.list('group').length + accounts.length === 0)
    throw failure('you must specify at least one value of user, group or serviceaccount');
  for (const account of accounts) if (!/^[^:]+:[^:]+$/.test(account)) throw failure('serviceaccount must be <namespace>:<name>');
  for (const one of found) throw about(one, 'setting subjects is only supported for RoleBinding/ClusterRoleBinding');
}
