import { deepEqual, type Json } from '../../base/json.ts';
import { badRequest } from '../../kinds/errors.ts';
import { goJsonError } from '../../kinds/go-json-error.ts';
import type { Status } from '../../kinds/object.ts';
import { changeable, dryRunOf, PATCH_TYPES, patchObject, TARGET_FLAGS, tell, writeQuery } from './change.ts';
import type { Command } from './command.ts';
import { bool, type Flags, short, text, without } from './flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import { readSource, readValue } from './sources.ts';

/** kubectl patch (pkg/cmd/patch/patch.go). */
export const patch: Command = {
  flags: {
    ...without(TARGET_FLAGS, 'all', 'field-selector', 'selector'),
    patch: short('p', text),
    'patch-file': text,
    type: text,
    subresource: text,
    local: bool,
  },
  run: runPatch,
};

function runPatch(run: Run, flags: Flags, namespace: string): void {
  const type = flags.text('type') ?? 'strategic';
  if (!Object.hasOwn(PATCH_TYPES, type)) throw failure(`--type must be one of [json merge strategic], not "${type}"`);
  const file = flags.text('patch-file');
  if (!flags.text('patch') && file === undefined) throw failure('must specify --patch or --patch-file containing the contents of the patch');
  const given = file === undefined ? flags.text('patch')! : readSource(run, file).text;
  const read = readPatch(given, type as keyof typeof PATCH_TYPES);
  const dryRun = dryRunOf(run, flags);
  const printer = printerOf(run, flags);
  const { found, errors } = changeable(run, flags, { words: flags.words, namespace });
  const { errors: failed } = run.eachTold(found, (one) => {
    if ('refused' in read) throw new Failure([{ is: 'status', status: read.refused }]);
    const of = {
      patch: read.patch,
      type: type as keyof typeof PATCH_TYPES,
      query: writeQuery(dryRun, 'kubectl-patch'),
      subresource: flags.text('subresource'),
    };
    const object = dryRun === 'client' ? one.object : patchObject(run, one, of);
    const isSame = dryRun !== 'client' && deepEqual(object, one.object);
    tell(run, { ...one, object }, { word: isSame ? 'patched (no change)' : 'patched', dryRun, printer });
  });
  if (errors.length + failed.length > 0) throw new Failure([...errors, ...failed]);
}

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
