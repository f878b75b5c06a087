import { deepEqual } from '../../base/json.ts';
import type { KubeObject, Status } from '../../kinds/object.ts';
import { kindByName, kindIn } from '../../kinds/registry.ts';
import { asWritten } from '../../kinds/written.ts';
import { isSuccess } from '../../wire/request.ts';
import type { CliError } from '../errors.ts';
import { type ManifestObject, manifestObjects } from '../manifest-objects.ts';
import { threeWayPatch } from '../strategic-diff.ts';
import { PATCH_TYPES, targetOf, tell } from './change.ts';
import type { Command } from './command.ts';
import { type EditForm, type EditReason, editText, formOf, hasLines, refusedBeforeReading, sameContent } from './edit-text.ts';
import { alone, bool, type Flags, short, strings, text } from './flags.ts';
import { goSyntax } from './go-syntax.ts';
import { OUTPUT } from './output-flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import { askedTargets } from './sources.ts';
import { withFile } from './step.ts';
import { answered, fetchAll, type Found, pathOf, refOf, refusal, shown, warn } from './targets.ts';

/** kubectl edit (pkg/cmd/edit, pkg/cmd/util/editor/editoptions.go). The editor is that of the page. */
export const edit: Command = {
  flags: {
    ...OUTPUT,
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
  editLoop(run, flags, { found, form: formOf(flags), namespace });
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

interface Work {
  readonly found: readonly Found[];
  readonly form: EditForm;
  readonly namespace: string;
}

/** The editor opens again until all is well, or nothing more is changed. */
function editLoop(run: Run, flags: Flags, { found, form, namespace }: Work): void {
  let reasons: readonly EditReason[] = [];
  let edited: string | undefined;
  let first: string | undefined;
  for (;;) {
    const before = edited;
    const offered = editText(form, { objects: found.map(({ object }) => asWritten(object)), reasons, edited });
    first ??= offered;
    // Upstream's number is random.
    const file = `/tmp/kubectl-edit-${run.now % 2 ** 32}${form.extension}`;
    edited = run.edit(file, offered) ?? offered;
    const keep = (error: CliError): Failure => kept(run, { file, edited: edited ?? '', error });
    if (before !== undefined && sameContent(before, edited)) throw keep({ is: 'plain', message: 'Edit cancelled, no valid changes were saved.' });
    const invalid = flags.text('validate') === 'false' || flags.text('validate') === 'ignore' ? undefined : refusedBeforeReading(edited);
    if (invalid !== undefined) {
      const [one] = found as readonly [Found];
      const what = `${plural(one)} ${JSON.stringify(one.object.metadata.name)}`;
      reasons = [{ head: `${what} was not valid`, other: [invalid] }];
      run.err(`error: ${what} is invalid\n`);
      continue;
    }
    if (sameContent(first, edited)) return run.err('Edit cancelled, no changes made.\n');
    if (!hasLines(edited)) return run.err('Edit cancelled, saved file was empty.\n');
    const read = manifestObjects(edited, { namespace: undefined, lookup: kindIn, from: 'edited-file' });
    if (read.errors.length > 0) {
      const words = read.errors.map(({ error }) => (error.is === 'plain' ? error.message : ''));
      reasons = [{ head: `The edited file had a syntax error: ${words.length === 1 ? words[0] : `[${words.join(', ')}]`}`, other: [] }];
      continue;
    }
    for (const one of read.objects) checkNamespace(one, namespace, keep);
    const results = patchAll(run, flags, { found, edited: read.objects, namespace, keep });
    if (results.retryable || results.gone) {
      run.session = withFile(run.session, file, edited);
      run.err(
        results.retryable
          ? `You can run \`kubectl replace -f ${file}\` to try this update again.\n`
          : `The edits you made on deleted resources have been saved to ${JSON.stringify(file)}\n`,
      );
      return run.end(1);
    }
    if (results.reasons.length === 0) return;
    reasons = results.reasons;
  }
}

const plural = ({ kind }: Pick<Found, 'kind'>): string => (kind.group === '' ? kind.resource : `${kind.resource}.${kind.group}`);

/** What was typed is not lost: it becomes a file of the terminal. */
function kept(run: Run, { file, edited, error }: { readonly file: string; readonly edited: string; readonly error: CliError }): Failure {
  run.session = withFile(run.session, file, edited);
  run.err(`A copy of your changes has been stored to ${JSON.stringify(file)}\n`);
  return new Failure([error]);
}

type Keep = (error: CliError) => Failure;

/** cli-runtime resource.RequireNamespace. */
function checkNamespace({ mapping, object }: ManifestObject, wanted: string, keep: Keep): void {
  const { namespace = '' } = object.metadata;
  if (!mapping.namespaced || namespace === '' || namespace === wanted) return;
  const message = `the namespace from the provided object ${JSON.stringify(namespace)} does not match the namespace ${JSON.stringify(wanted)}. You must pass '--namespace=${namespace}' to perform this operation.`;
  throw keep({ is: 'plain', message });
}

interface Results {
  readonly retryable: boolean;
  readonly gone: boolean;
  readonly reasons: readonly EditReason[];
}

interface Patching {
  readonly found: readonly Found[];
  readonly edited: readonly ManifestObject[];
  readonly namespace: string;
  readonly keep: Keep;
}

function patchAll(run: Run, flags: Flags, { found, edited, keep }: Patching): Results {
  const printer = printerOf(run, flags);
  const results = { retryable: false, gone: false, reasons: [] as EditReason[] };
  for (const { object, mapping } of edited) {
    const original = found.find((one) => one.object.metadata.uid === object.metadata.uid);
    if (!original) throw keep({ is: 'plain', message: `no original object found for &unstructured.Unstructured{Object:${goSyntax(object)}}` });
    const kind = kindByName(mapping.group, mapping.version, mapping.kind) ?? original.kind;
    const before = withoutManaged(asWritten(original.object));
    const after = withoutManaged(object);
    if (deepEqual(before as never, after as never)) {
      tell(run, { kind, object: original.object }, { word: 'skipped', dryRun: 'none', printer });
      continue;
    }
    if (before.apiVersion !== after.apiVersion || before.kind !== after.kind || before.metadata.name !== after.metadata.name)
      throw keep({ is: 'plain', message: 'At least one of apiVersion, kind and name was changed' });
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
