import { deepEqual } from '../../base/json.ts';
import type { KubeObject, Status } from '../../kinds/object.ts';
import { kindByName } from '../../kinds/registry.ts';
import { asWritten } from '../../kinds/written.ts';
import { isSuccess } from '../../wire/request.ts';
import type { ManifestObject } from '../manifest-objects.ts';
import { threeWayPatch } from '../strategic-diff.ts';
import { PATCH_TYPES, targetOf, tell } from './change.ts';
import type { Command } from './command.ts';
import { editLoop, noOriginal, plural, type Results } from './edit-loop.ts';
import { type EditReason, formOf } from './edit-text.ts';
import { alone, bool, type Flags, short, strings, text } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { printerOf } from './printing.ts';
import { RECORD } from './record.ts';
import { Failure, failure, type Run } from './run.ts';
import { askedTargets } from './sources.ts';
import { answered, fetchAll, type Found, pathOf, refOf, refusal, shown, warn } from './targets.ts';

/** kubectl edit (pkg/cmd/edit, pkg/cmd/util/editor/editoptions.go). The editor is that of the page. */
export const edit: Command = {
  flags: {
    ...OUTPUT,
    ...RECORD,
    'field-manager': text,
    filename: short('f', strings),
    kustomize: short('k', text),
    'output-patch': bool,
    recursive: short('R', bool),
    'save-config': bool,
    subresource: text,
    validate: alone('strict'),
    'windows-line-endings': bool,
  },
  run: runEdit,
};

function runEdit(run: Run, flags: Flags, namespace: string): void {
  const found = originals(run, flags, namespace);
  if (found.length === 0) throw failure('edit cancelled, no objects found');
  editLoop(run, flags, { found, form: formOf(flags), namespace, save: (edited) => patchAll(run, flags, { found, edited }) });
}

function originals(run: Run, flags: Flags, namespace: string): readonly Found[] {
  const subresource = flags.text('subresource');
  const { targets, errors: unread } = askedTargets(run, flags, { words: flags.words, where: { namespace, allowsType: true } });
  if (unread.length > 0) throw new Failure(unread);
  if (subresource !== undefined)
    return targets.map((target) => ({ kind: target.kind, object: answered(run, { method: 'GET', path: `${pathOf(target)}/${subresource}` }) }));
  const { found, errors } = fetchAll(run, targets, {});
  if (errors.length > 0) throw new Failure(errors);
  return found;
}

interface Patching {
  readonly found: readonly Found[];
  readonly edited: readonly ManifestObject[];
}

function patchAll(run: Run, flags: Flags, { found, edited }: Patching): Results {
  const results = { retryable: false, gone: false, reasons: [] as EditReason[] };
  for (const { object, mapping } of edited) {
    const original = found.find((one) => one.object.metadata.uid === object.metadata.uid);
    if (!original) throw noOriginal(object);
    const kind = kindByName(mapping.group, mapping.version, mapping.kind) ?? original.kind;
    const before = withoutManaged(asWritten(original.object));
    const after = withoutManaged(object);
    if (deepEqual(before as never, after as never)) {
      tell(run, { kind, object: original.object }, { word: 'skipped', dryRun: 'none', printer: printerOf(run, flags) });
      continue;
    }
    if (before.apiVersion !== after.apiVersion || before.kind !== after.kind || before.metadata.name !== after.metadata.name)
      throw failure('At least one of apiVersion, kind and name was changed');
    const patch = threeWayPatch(before as never, after as never, before as never, kind.definition);
    if (flags.on('output-patch')) run.say(`Patch: ${sortedJson(patch)}`);
    patchOne(run, flags, { one: { kind, object: original.object }, patch, results });
  }
  return results;
}

interface Patched {
  readonly one: Found;
  readonly patch: Readonly<Record<string, unknown>>;
  readonly results: { retryable: boolean; gone: boolean; readonly reasons: EditReason[] };
}

function patchOne(run: Run, flags: Flags, { one, patch, results }: Patched): void {
  const subresource = flags.text('subresource');
  const response = run.ask({
    method: 'PATCH',
    path: `${pathOf(targetOf(one))}${subresource ? `/${subresource}` : ''}`,
    query: { fieldManager: flags.text('field-manager') ?? 'kubectl-edit', fieldValidation: 'Strict' },
    contentType: PATCH_TYPES.strategic,
    accept: 'application/json',
    body: patch as never,
  });
  warn(run, response);
  const { name, namespace } = one.object.metadata;
  const what = `${plural(one)} ${JSON.stringify(name)}`;
  if (isSuccess(response)) {
    const object = response.body as unknown as KubeObject;
    const printer = printerOf(run, flags);
    if (printer) return printer(object, run);
    return run.say(`${shown({ kind: one.kind, name })} edited`, refOf(one.kind, { name, ...(namespace === undefined ? {} : { namespace }) }));
  }
  const error = refusal(response);
  const status: Status | undefined = error.is === 'status' ? error.status : undefined;
  if (status?.reason === 'Invalid') {
    const other = (status.details?.causes ?? []).map(({ field = '', message = '' }) => `${field}: ${message}`);
    results.reasons.push({ head: `${what} was not valid`, other });
    run.err(`error: ${what} is invalid\n`);
  } else if (status?.reason === 'NotFound') {
    results.gone = true;
    run.err(`error: ${what} could not be found on the server\n`);
  } else {
    results.retryable = true;
    run.err(`error: ${what} could not be patched: ${status?.message ?? ''}\n`);
  }
}

function withoutManaged(object: KubeObject): KubeObject {
  if (!('managedFields' in object.metadata)) return object;
  const { managedFields: _gone, ...metadata } = object.metadata;
  return { ...object, metadata } as KubeObject;
}

/** encoding/json: keys in order. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const of = value as Readonly<Record<string, unknown>>;
  return `{${Object.keys(of)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${sortedJson(of[key])}`)
    .join(',')}}`;
}
