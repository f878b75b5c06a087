import type { KubeObject } from '../../kinds/object.ts';
import { kindIn } from '../../kinds/registry.ts';
import { asWritten } from '../../kinds/written.ts';
import type { CliError } from '../errors.ts';
import { type ManifestObject, manifestObjects } from '../manifest-objects.ts';
import { type EditForm, type EditReason, editText, hasLines, refusedBeforeReading, sameContent } from './edit-text.ts';
import type { Flags } from './flags.ts';
import { goSyntax } from './go-syntax.ts';
import { Failure, failure, type Run } from './run.ts';
import { withFile } from './step.ts';
import type { Found } from './targets.ts';

/** What is edited, and what becomes of it. */
export interface Work {
  /** Never empty. */
  readonly found: readonly Found[];
  readonly form: EditForm;
  readonly namespace: string;
  readonly save: (edited: readonly ManifestObject[]) => Results;
}

/** The editor opens again until all is well, or nothing more is changed. */
export function editLoop(run: Run, flags: Flags, { found, form, namespace, save }: Work): void {
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
    const read = manifestObjects(edited, { namespace: undefined, fallback: namespace, lookup: kindIn, from: 'edited-file' });
    if (read.errors.length > 0) {
      const words = read.errors.map(({ error }) => (error.is === 'plain' ? error.message : ''));
      reasons = [{ head: `The edited file had a syntax error: ${words.length === 1 ? words[0] : `[${words.join(', ')}]`}`, other: [] }];
      continue;
    }
    for (const one of read.objects) checkNamespace(one, namespace, keep);
    const results = saved(save, read.objects, keep);
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

export const plural = ({ kind }: Pick<Found, 'kind'>): string => (kind.group === '' ? kind.resource : `${kind.resource}.${kind.group}`);

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

/** What the editor opens again for, and what ends it with a word. */
export interface Results {
  readonly retryable: boolean;
  readonly gone: boolean;
  readonly reasons: readonly EditReason[];
}

export const ALL_SAVED: Results = { retryable: false, gone: false, reasons: [] };

function saved(save: Work['save'], edited: readonly ManifestObject[], keep: Keep): Results {
  try {
    return save(edited);
  } catch (error) {
    if (error instanceof Failure && error.errors.length === 1) throw keep(error.errors[0]!);
    throw error;
  }
}

export const noOriginal = (object: KubeObject): Failure => failure(`no original object found for &unstructured.Unstructured{Object:${goSyntax(object)}}`);
