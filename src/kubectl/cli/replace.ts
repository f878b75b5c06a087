import type { KubeObject } from '../../kinds/object.ts';
import { isSuccess } from '../../wire/request.ts';
import { dryRunOf } from './change.ts';
import type { Command } from './command.ts';
import { type ManifestWork, forEachManifest } from './create-files.ts';
import { creation } from './creation.ts';
import { CREATE_FLAGS } from './create-noun.ts';
import { cascadeOf, deletedLine } from './delete.ts';
import { alone, bool, duration, type Flags, short, strings, text, whole } from './flags.ts';
import { checkRaw, rawRequest } from './raw.ts';
import { Failure, failure, type Run } from './run.ts';
import { namesFiles, readManifests, targetOfManifest } from './sources.ts';
import { pathOf, refusal } from './targets.ts';
import { untilGone } from './until.ts';

/** kubectl replace (pkg/cmd/replace/replace.go). */
export const replace: Command = {
  flags: {
    ...CREATE_FLAGS,
    cascade: alone('background'),
    filename: short('f', strings),
    force: bool,
    'grace-period': whole,
    kustomize: short('k', text),
    raw: text,
    recursive: short('R', bool),
    subresource: text,
    timeout: duration,
    wait: bool,
  },
  run: runReplace,
};

function runReplace(run: Run, flags: Flags, namespace: string): void {
  const force = flags.on('force');
  if ((flags.number('grace-period') ?? -1) >= 0 && !force) throw failure('--grace-period must have --force specified');
  if ((flags.duration('timeout') ?? 0) !== 0 && !force) throw failure('--timeout must have --force specified');
  if (!namesFiles(flags)) throw failure('must specify one of -f and -k');
  if (flags.has('raw') && flags.text('raw') !== '') {
    checkRaw(flags);
    return rawRequest(run, flags, 'PUT');
  }
  const subresource = flags.text('subresource') ?? '';
  const work: ManifestWork = {
    namespace,
    verb: 'replacing',
    word: 'replaced',
    request: ({ object }, target, query) => ({
      method: 'PUT',
      path: `${pathOf(target)}${subresource === '' ? '' : `/${subresource}`}`,
      query: { fieldManager: 'kubectl-replace', ...query },
      body: object as never,
    }),
  };
  if (!force) return forEachManifest(run, flags, work);
  deleteFirst(run, flags, namespace);
  forEachManifest(run, flags, { ...work, request: creation('kubectl-replace') });
}

const DEFAULT_LIMIT_US = 300_000_000;

/** `--force`: what is there goes first, and everything is made anew. */
function deleteFirst(run: Run, flags: Flags, namespace: string): void {
  if (dryRunOf(run, flags) !== 'none') throw failure('--dry-run can not be used when --force is set');
  const { objects, errors } = readManifests(run, flags, namespace);
  if (errors.length > 0) throw new Failure(errors);
  const propagationPolicy = cascadeOf(run, flags);
  const asked = flags.number('grace-period') ?? -1;
  const uids = run.each(objects, (one): string | null => {
    const target = targetOfManifest(one);
    const options = { ...(asked >= 0 ? { gracePeriodSeconds: asked } : {}), propagationPolicy };
    const response = run.ask({ method: 'DELETE', path: pathOf(target), body: { kind: 'DeleteOptions', apiVersion: 'v1', ...options } });
    if (!isSuccess(response)) {
      if (response.code !== 404) throw new Failure([refusal(response)]);
      return null;
    }
    deletedLine(run, target, { word: 'deleted', dryRun: 'none' });
    const body = response.body as unknown as KubeObject & { readonly details?: { readonly uid?: string } };
    return body.kind === 'Status' ? (body.details?.uid ?? '') : (body.metadata.uid ?? '');
  });
  const timeoutUs = flags.duration('timeout') || DEFAULT_LIMIT_US;
  run.each(objects, (one, at) => {
    const uid = uids[at];
    if (typeof uid === 'string') untilGone(run, targetOfManifest(one), { uid, timeoutUs });
  });
}
