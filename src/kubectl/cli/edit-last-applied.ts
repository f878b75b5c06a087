import { deepEqual } from '../../base/json.ts';
import { goJson } from '../../kinds/errors.ts';
import { kindIn } from '../../kinds/registry.ts';
import { isSuccess } from '../../wire/request.ts';
import { LAST_APPLIED } from '../apply.ts';
import type { CliError } from '../errors.ts';
import { type ManifestObject, manifestObjects } from '../manifest-objects.ts';
import { PATCH_TYPES, tell } from './change.ts';
import type { Command } from './command.ts';
import { ALL_SAVED, editLoop, noOriginal, type Results } from './edit-loop.ts';
import { formOf, LAST_APPLIED_HEADER } from './edit-text.ts';
import { alone, bool, type Flags, short, strings, text } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import { askedTargets, targetOfManifest } from './sources.ts';
import { fetchAll, type Found, pathOf, refusal, warn } from './targets.ts';
import { validationOf } from './validation.ts';

/** kubectl apply edit-last-applied (pkg/cmd/apply/apply_edit_last_applied.go, pkg/cmd/util/editor/editoptions.go): only the annotation is changed. */
export const editLastApplied: Command = {
  flags: {
    ...OUTPUT,
    'field-manager': text,
    filename: short('f', strings),
    kustomize: short('k', text),
    recursive: short('R', bool),
    validate: alone('strict'),
    'windows-line-endings': bool,
  },
  run: runEdit,
};

const NONE =
  'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`';

function runEdit(run: Run, flags: Flags, namespace: string): void {
  const { targets, errors: unread } = askedTargets(run, flags, { words: flags.words, where: { namespace, allowsType: true } });
  const { found: live, errors } = fetchAll(run, targets, {});
  if (unread.length + errors.length > 0) throw new Failure([...unread, ...errors]);
  const found = live.flatMap(({ object }) => appliedLast(object.metadata.annotations?.[LAST_APPLIED]));
  if (found.length === 0) throw failure(NONE);
  const form = formOf(flags, LAST_APPLIED_HEADER);
  editLoop(run, flags, { found, form, namespace, save: (edited) => annotate(run, flags, { found, edited, namespace }) });
}

function appliedLast(config: string | undefined): readonly Found[] {
  if (config === undefined) return [];
  const { objects, errors } = manifestObjects(config, { namespace: undefined, lookup: kindIn, from: 'edited-file', unchecked: true });
  if (errors.length > 0) throw new Failure(errors.map(({ error }) => error));
  return objects.slice(0, 1).map((one) => ({ kind: targetOfManifest(one).kind, object: one.written }));
}

interface Annotating {
  readonly found: readonly Found[];
  readonly edited: readonly ManifestObject[];
  readonly namespace: string;
}

/** All are sent, and the last one's answer is what is told (cli-runtime resource.InfoListVisitor). */
function annotate(run: Run, flags: Flags, { found, edited, namespace }: Annotating): Results {
  let failed: CliError | undefined;
  for (const one of edited) {
    const { object } = one;
    // A new one each time: nothing stands between two documents.
    const printer = printerOf(run, flags);
    const target = targetOfManifest(one);
    // Upstream compares their uids, which the annotation has not: all are compared with the first one.
    const original = found.find((other) => other.object.metadata.uid === object.metadata.uid);
    if (!original) throw noOriginal(object);
    if (deepEqual(original.object as never, object as never)) {
      tell(run, { kind: target.kind, object }, { word: 'skipped', dryRun: 'none', printer });
      failed = undefined;
      continue;
    }
    const response = run.ask({
      method: 'PATCH',
      path: pathOf({ ...target, namespace: one.mapping.namespaced ? namespace : '' }),
      query: { fieldManager: flags.text('field-manager') ?? 'kubectl-client-side-apply', fieldValidation: validationOf(flags) },
      contentType: PATCH_TYPES.merge,
      accept: 'application/json',
      body: { metadata: { annotations: { [LAST_APPLIED]: `${goJson(object as never)}\n` } } },
    });
    warn(run, response);
    failed = isSuccess(response) ? undefined : refusal(response);
    if (!failed) tell(run, { kind: target.kind, object }, { word: 'edited', dryRun: 'none', printer });
  }
  if (failed) throw new Failure([failed]);
  return ALL_SAVED;
}
