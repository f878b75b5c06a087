import type { KubeObject } from '../../kinds/object.ts';
import { isSuccess } from '../../wire/request.ts';
import { annotated } from '../apply.ts';
import type { CliError } from '../errors.ts';
import { tell } from './change.ts';
import { creation } from './creation.ts';
import { ALL_SAVED, editLoop } from './edit-loop.ts';
import { formOf } from './edit-text.ts';
import type { Flags } from './flags.ts';
import { printerOf } from './printing.ts';
import { Failure, type Run } from './run.ts';
import { readManifests, targetOfManifest } from './sources.ts';
import { refusal, warn } from './targets.ts';
import { validationOf } from './validation.ts';

/**
 * kubectl create --edit (pkg/cmd/create/create.go, RunEditOnCreate): one object after the other. Like there, neither `--dry-run` nor `--selector` is heeded.
 */
export function createEdited(run: Run, flags: Flags, namespace: string): void {
  const { objects, errors: unread } = readManifests(run, flags, namespace, true);
  const outcomes = run.each(objects, (one): readonly CliError[] => {
    try {
      editLoop(run, flags, { found: [{ kind: targetOfManifest(one).kind, object: one.object }], form: formOf(flags), namespace, save: create });
      return [];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return error.errors;
    }
  });
  const errors = [...unread, ...outcomes.flat()];
  if (errors.length > 1) throw new Failure([{ is: 'several', errors }]);
  if (errors.length > 0) throw new Failure(errors);

  /** All are sent, and the last one's answer is what is told (cli-runtime resource.InfoListVisitor). */
  function create(edited: Parameters<Parameters<typeof editLoop>[2]['save']>[0]): typeof ALL_SAVED {
    let failed: CliError | undefined;
    for (const one of edited) {
      // A new one each time: nothing stands between two documents.
      const printer = printerOf(run, flags);
      const target = targetOfManifest(one);
      const object = flags.on('save-config') ? annotated(one.object) : one.object;
      const query = { fieldManager: flags.text('field-manager') ?? 'kubectl-create', fieldValidation: validationOf(flags) };
      const response = run.ask(creation('kubectl-create')({ ...one, object }, target, query));
      warn(run, response);
      failed = isSuccess(response) ? undefined : refusal(response);
      if (isSuccess(response)) tell(run, { kind: target.kind, object: response.body as unknown as KubeObject }, { word: 'created', dryRun: 'none', printer });
    }
    if (failed) throw new Failure([failed]);
    return ALL_SAVED;
  }
}
