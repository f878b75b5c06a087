import { kindByName } from '../../kinds/registry.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { resourcePath } from '../../kinds/paths.ts';
import { isSuccess, type ApiRequest } from '../../wire/request.ts';
import { type CliError, statusError } from '../errors.ts';
import type { ManifestObject } from '../manifest-objects.ts';
import { DRY_WORDS, dryRunOf, tell, writeQuery } from './change.ts';
import type { Command } from './command.ts';
import { alone, bool, duration, type Flags, short, strings, text, whole } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import { readManifests } from './sources.ts';
import { pathOf, refusal, type Target, typeName, warn } from './targets.ts';
import { untilGone } from './until.ts';

/** kubectl create -f and replace -f (pkg/cmd/create/create.go, pkg/cmd/replace/replace.go). */
export function createFiles(run: Run, flags: Flags, namespace: string): void {
  const files = flags.list('filename');
  if (flags.words.length > 0) throw failure(`Unexpected args: [${flags.words.join(' ')}]\nSee 'kubectl create -h' for help and examples`);
  if (files.length === 0) throw failure('must specify one of -f and -k');
  if (flags.on('edit')) throw failure('kubectl create --edit is not offered here yet');
  forEach(run, flags, { files, namespace, verb: 'creating', word: 'created', request: creation });
}

type MakeRequest = (one: ManifestObject, target: Target, query: Readonly<Record<string, string>>) => ApiRequest;

const creation: MakeRequest = ({ object }, { kind, namespace }, query) => ({
  method: 'POST',
  path: resourcePath(kind, namespace),
  query: { ...query, fieldManager: 'kubectl-create', fieldValidation: 'Strict' },
  body: object as never,
});

const replacement: MakeRequest = ({ object }, target, query) => ({
  method: 'PUT',
  path: pathOf(target),
  query: { ...query, fieldManager: 'kubectl-replace', fieldValidation: 'Strict' },
  body: object as never,
});

interface Work {
  readonly files: readonly string[];
  readonly namespace: string;
  readonly verb: string;
  readonly word: string;
  readonly request: MakeRequest;
}

function forEach(run: Run, flags: Flags, { files, namespace, verb, word, request }: Work): void {
  const dryRun = dryRunOf(run, flags);
  const printer = printerOf(run, flags);
  const errors: CliError[] = [];
  for (const one of readManifests(run, files, flags.has('namespace') ? namespace : undefined)) {
    const target = targetOfManifest(one, namespace);
    const object = placed(one.object, target);
    if (dryRun === 'client') {
      tell(run, { kind: target.kind, object }, { word, dryRun, printer });
      continue;
    }
    const response = run.ask(request({ ...one, object }, target, writeQuery(dryRun)));
    warn(run, response);
    if (isSuccess(response)) tell(run, { kind: target.kind, object: response.body as unknown as KubeObject }, { word, dryRun, printer });
    else {
      const why = refusal(response);
      errors.push(why.is === 'status' ? statusError(why.status, verb, one.from) : why);
    }
  }
  if (errors.length > 0) throw new Failure(errors);
}

/** What the manifest says, or where the command stands. */
export function targetOfManifest({ mapping, name, object, place }: ManifestObject, namespace: string): Target {
  const kind = kindByName(mapping.group, mapping.version, mapping.kind)!;
  const own = object.metadata.namespace;
  return { kind, name, namespace: kind.namespaced ? (own === 'default' && place.path.length === 0 ? namespace : (own ?? namespace)) : '' };
}

const placed = (object: KubeObject, { namespace }: Target): KubeObject =>
  namespace === '' ? object : { ...object, metadata: { ...object.metadata, namespace } };

export const replace: Command = {
  flags: {
    ...OUTPUT,
    cascade: alone('background'),
    'dry-run': alone('unchanged'),
    'field-manager': text,
    filename: short('f', strings),
    force: bool,
    'grace-period': whole,
    kustomize: short('k', text),
    raw: text,
    recursive: short('R', bool),
    'save-config': bool,
    subresource: text,
    timeout: duration,
    validate: alone('strict'),
    wait: bool,
  },
  run: runReplace,
};

function runReplace(run: Run, flags: Flags, namespace: string): void {
  const files = flags.list('filename');
  if (files.length === 0)
    throw failure(
      "must specify --filename to replace\nSee 'kubectl replace -h' for help and examples".replace(
        'must specify --filename to replace',
        'must specify one of -f and -k',
      ),
    );
  const work: Work = { files, namespace, verb: 'replacing', word: 'replaced', request: replacement };
  if (!flags.on('force')) return forEach(run, flags, work);
  for (const one of readManifests(run, files, flags.has('namespace') ? namespace : undefined)) {
    const target = targetOfManifest(one, namespace);
    const response = run.ask({
      method: 'DELETE',
      path: pathOf(target),
      body: {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        propagationPolicy: 'Background',
        ...(flags.number('grace-period') === 0 ? { gracePeriodSeconds: 0 } : {}),
      },
    });
    if (!isSuccess(response)) {
      if (response.code !== 404) throw new Failure([refusal(response)]);
      continue;
    }
    run.say(`${typeName(target.kind)} "${target.name}" deleted${target.namespace === '' ? '' : ` from ${target.namespace} namespace`}${DRY_WORDS.none}`);
    const { metadata } = response.body as unknown as KubeObject;
    untilGone(run, target, { uid: metadata?.uid ?? '', timeoutUs: flags.duration('timeout') });
  }
  forEach(run, flags, { ...work, word: 'replaced', request: creation });
}
