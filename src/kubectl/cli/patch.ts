import { deepEqual, type Json } from '../../base/json.ts';
import { badRequest } from '../../kinds/errors.ts';
import { goJsonError } from '../../kinds/go-json-error.ts';
import type { KubeObject, Status } from '../../kinds/object.ts';
import { parseApiVersion } from '../../kinds/registry.ts';
import { asWrittenOrRead, type DryRun, dryRunOf, PATCH_TYPES, patchObject, TARGET_FLAGS, targetOf, writeQuery } from './change.ts';
import type { Command } from './command.ts';
import { bool, type Flags, short, text, without } from './flags.ts';
import { patchedHere } from './local-patch.ts';
import { type Printer, printerOf } from './printing.ts';
import { RECORD, recordAfter } from './record.ts';
import { Failure, failure, type Run } from './run.ts';
import { namesFiles, readValue } from './sources.ts';
import { own } from './step.ts';
import { answered, type Found, pathOf, refOf } from './targets.ts';

/** kubectl patch (pkg/cmd/patch/patch.go). */
export const patch: Command = {
  flags: {
    ...without(TARGET_FLAGS, 'all', 'field-selector', 'selector'),
    ...RECORD,
    patch: short('p', text),
    'patch-file': text,
    type: text,
    subresource: text,
    local: bool,
  },
  run: runPatch,
};

function runPatch(run: Run, flags: Flags, namespace: string): void {
  const given = patchText(run, flags);
  const type = flags.text('type') ?? 'strategic';
  if (!Object.hasOwn(PATCH_TYPES, type)) throw failure(`--type must be one of [json merge strategic], not "${type}"`);
  const dryRun = dryRunOf(run, flags);
  if (flags.on('local') && dryRun === 'server') throw failure('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  const how: Patching = { read: readPatch(given, type as PatchType), type: type as PatchType, dryRun, printer: printerOf(run, flags) };
  const { found, errors } = asWrittenOrRead(run, flags, { words: flags.words, namespace });
  const { errors: failed } = run.eachTold(found, (one) => patchOne(run, flags, { one, how }));
  if (errors.length + failed.length > 0) throw new Failure([...failed, ...errors]);
}

type PatchType = keyof typeof PATCH_TYPES;

interface Patching {
  readonly read: ReturnType<typeof readPatch>;
  readonly type: PatchType;
  readonly dryRun: DryRun;
  readonly printer: Printer | undefined;
}

function patchText(run: Run, flags: Flags): string {
  const file = flags.text('patch-file') ?? '';
  const text = flags.text('patch') ?? '';
  if (file !== '' && text !== '') throw failure('cannot specify --patch and --patch-file together');
  if (file === '' && text === '') throw failure('must specify --patch or --patch-file containing the contents of the patch');
  if (file === '') return text;
  const read = file === '-' ? run.stdin : own(run.session.files, file);
  if (read === undefined) throw failure(`unable to read patch file: open ${file}: no such file or directory`);
  return read;
}

/** It never speaks of a dry run. */
function patchOne(run: Run, flags: Flags, { one, how }: { readonly one: Found; readonly how: Patching }): void {
  const { read, type, dryRun, printer } = how;
  if ('refused' in read) throw new Failure([{ is: 'status', status: read.refused }]);
  const subresource = flags.text('subresource') ?? '';
  const isHere = flags.on('local') || dryRun === 'client';
  const before =
    subresource === '' || isHere || namesFiles(flags) ? one.object : answered(run, { method: 'GET', path: `${pathOf(targetOf(one))}/${subresource}` });
  const object = isHere
    ? patchedHere(before, { patch: read.patch, type, definition: one.kind.definition })
    : patchObject(run, one, { patch: read.patch, type, query: writeQuery(dryRun, flags.text('field-manager') ?? 'kubectl-patch'), subresource });
  if (!isHere) recordAfter(run, flags, { one: { ...one, object }, query: writeQuery(dryRun, flags.text('field-manager') ?? 'kubectl-patch') });
  const word = deepEqual(object, before) ? 'patched (no change)' : 'patched';
  if (printer) return printer(object, run);
  const { name, namespace } = object.metadata;
  run.say(`${typeShown(object)}/${name} ${word}`, refOf(one.kind, { name, ...(namespace === undefined ? {} : { namespace }) }));
}

/** A subresource has a type of its own: `scale.autoscaling`. */
const typeShown = ({ apiVersion, kind }: KubeObject): string => {
  const { group } = parseApiVersion(apiVersion);
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
};

/**
 * What begins with a brace is sent as it is (apimachinery pkg/util/yaml, ToJSON), all else is read as YAML. What the server could not read it would refuse in
 * these words.
 */
function readPatch(text: string, type: keyof typeof PATCH_TYPES): { readonly patch: Json } | { readonly refused: Status } {
  if (!/^\s*\{/.test(text)) return { patch: readValue(text) as Json };
  const error = goJsonError(text);
  if (error === undefined) return { patch: JSON.parse(text) as Json };
  return { refused: badRequest(type === 'strategic' ? error.message : `error decoding patch: ${error.message}`) };
}
