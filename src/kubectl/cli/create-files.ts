import type { KubeObject } from '../../kinds/object.ts';
import { isSuccess } from '../../wire/request.ts';
import { annotated } from '../apply.ts';
import { type CliError, plainError, statusError } from '../errors.ts';
import { dryRunOf, tell, writeQuery } from './change.ts';
import { CREATE_FLAGS } from './create-noun.ts';
import { createEdited } from './create-edit.ts';
import { creation, type MakeRequest } from './creation.ts';
import { bool, type Flags, type FlagTable, short, strings, text } from './flags.ts';
import { printerOf } from './printing.ts';
import { checkRaw, rawRequest } from './raw.ts';
import { RECORD, recorded } from './record.ts';
import { Failure, failure, type Run } from './run.ts';
import { namesFiles, readManifests, selectedBy, targetOfManifest } from './sources.ts';
import { type Found, refusal, warn } from './targets.ts';
import { validationOf } from './validation.ts';

/** kubectl create -f (pkg/cmd/create/create.go). */
export const createFilesFlags: FlagTable = {
  ...CREATE_FLAGS,
  ...RECORD,
  edit: bool,
  filename: short('f', strings),
  kustomize: short('k', text),
  raw: text,
  recursive: short('R', bool),
  selector: short('l', text),
  'windows-line-endings': bool,
};

export function createFiles(run: Run, flags: Flags, namespace: string): void {
  if (flags.words.length > 0) throw failure(`Unexpected args: [${flags.words.join(' ')}]\nSee 'kubectl create -h' for help and examples`);
  if (!namesFiles(flags)) throw failure('must specify one of -f and -k');
  if (flags.has('raw') && flags.text('raw') !== '') {
    if (flags.on('edit')) throw failure('--raw and --edit are mutually exclusive');
    checkRaw(flags);
    return rawRequest(run, flags, 'POST');
  }
  if (flags.on('edit')) return createEdited(run, flags, namespace);
  forEachManifest(run, flags, { namespace, verb: 'creating', word: 'created', request: creation('kubectl-create') });
}

export interface ManifestWork {
  readonly namespace: string;
  /** `error when creating "x.yaml": …` */
  readonly verb: string;
  readonly word: string;
  readonly request: MakeRequest;
}

/** Sends each object of the files; what fails is told at the end. */
export function forEachManifest(run: Run, flags: Flags, { namespace, verb, word, request }: ManifestWork): void {
  const dryRun = dryRunOf(run, flags);
  const printer = printerOf(run, flags);
  const fieldValidation = validationOf(flags);
  const { objects, errors: unread } = readManifests(run, flags, namespace);
  const selected = selectedBy(objects, flags.text('selector'));
  const outcomes = run.each(selected, (one): CliError | null => {
    const object = recorded(flags, flags.on('save-config') ? annotated(one.object) : one.object);
    const target = targetOfManifest(one);
    if (dryRun === 'client') {
      tell(run, { kind: target.kind, object }, { word, dryRun, printer });
      return null;
    }
    if (one.name === '' && verb === 'replacing') return plainError('resource name may not be empty');
    const query = { ...writeQuery(dryRun, flags.text('field-manager')), fieldValidation };
    const response = run.ask(request({ ...one, object }, target, query));
    warn(run, response);
    if (!isSuccess(response)) {
      const why = refusal(response);
      return why.is === 'status' ? statusError(why.status, verb, one.from) : why;
    }
    tell(run, { kind: target.kind, object: response.body as unknown as KubeObject } satisfies Found, { word, dryRun, printer });
    return null;
  });
  const errors = [...outcomes.filter((error) => error !== null), ...unread];
  if (selected.length === 0 && errors.length === 0) throw failure(`no objects passed to ${verb === 'replacing' ? 'replace' : 'create'}`);
  if (errors.length > 0) throw new Failure(errors);
}
