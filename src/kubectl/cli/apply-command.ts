import { kindIn } from '../../kinds/registry.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { isSuccess } from '../../wire/request.ts';
import { type ApplyStep, continueApply, startApply } from '../apply.ts';
import type { CliError } from '../errors.ts';
import { dryRunOf, tell } from './change.ts';
import type { Command } from './command.ts';
import { targetOfManifest } from './create-files.ts';
import { alone, array, bool, duration, type Flags, short, strings, text, whole } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import { readManifests, readSource } from './sources.ts';
import { pathOf, refusal, warn } from './targets.ts';

/** kubectl apply (pkg/cmd/apply/apply.go): client-side by kubectl/apply.ts, server-side by apply patches. */
export const apply: Command = {
  flags: {
    ...OUTPUT,
    all: bool,
    cascade: alone('background'),
    'dry-run': alone('unchanged'),
    'field-manager': text,
    filename: short('f', strings),
    force: bool,
    'force-conflicts': bool,
    'grace-period': whole,
    kustomize: short('k', text),
    'openapi-patch': bool,
    overwrite: bool,
    prune: bool,
    'prune-allowlist': array,
    recursive: short('R', bool),
    selector: short('l', text),
    'server-side': bool,
    timeout: duration,
    validate: alone('strict'),
    wait: bool,
  },
  run: runApply,
};

const NOT_YET = ['kustomize', 'prune', 'all', 'force', 'selector', 'output'];

function runApply(run: Run, flags: Flags, namespace: string): void {
  const files = flags.list('filename');
  if (flags.words.length > 0) throw failure(`Unexpected args: [${flags.words.join(' ')}]\nSee 'kubectl apply -h' for help and examples`);
  if (flags.has('kustomize')) throw failure('kubectl apply -k is not offered here yet');
  if (files.length === 0) throw failure('must specify one of -f and -k');
  if (flags.on('force-conflicts') && !flags.on('server-side')) throw failure('--force-conflicts only works with --server-side');
  if (flags.on('server-side')) return applyServerSide(run, flags, { files, namespace });
  const refused = NOT_YET.find((name) => flags.has(name));
  if (refused !== undefined) throw failure(`kubectl apply --${refused} is not offered here yet`);
  if (dryRunOf(run, flags) !== 'none') return dryApply(run, flags, { files, namespace });
  let failed = false;
  for (const file of files) {
    const { name, text: source } = readSource(run, file);
    // Simplified: files are applied one after the other; the real one reads all of them first, and tells of errors at the end.
    const wish = { source, from: name, lookup: kindIn, namespace: flags.has('namespace') ? namespace : placeOf(namespace) };
    if (!applied(run, startApply(wish))) failed = true;
  }
  if (failed) run.end(1);
}

/** The context's namespace stands in for what a manifest does not say; `default` is what is taken anyway. */
const placeOf = (namespace: string): string | undefined => (namespace === 'default' ? undefined : namespace);

function applied(run: Run, first: ApplyStep): boolean {
  let step = first;
  let shownLines = 0;
  const show = (
    lines: readonly { readonly stream: 'stdout' | 'stderr'; readonly text: string; readonly object?: { readonly resource: string; readonly key: string } }[],
  ): void => {
    for (const { stream, text: line, object } of lines.slice(shownLines)) {
      if (stream === 'stderr') run.err(`${line}\n`);
      else run.say(line, object);
    }
    shownLines = lines.length;
  };
  while ('request' in step) {
    show(step.state.lines);
    if (step.waitUs > 0) run.sleep(step.waitUs);
    step = continueApply(step.state, run.ask(step.request));
  }
  show(step.result.lines);
  return step.result.ok;
}

interface Files {
  readonly files: readonly string[];
  readonly namespace: string;
}

/** Simplified: `--dry-run=server` asks whether the object is there; its patch is not sent. */
function dryApply(run: Run, flags: Flags, { files, namespace }: Files): void {
  const dryRun = dryRunOf(run, flags);
  for (const one of readManifests(run, files, flags.has('namespace') ? namespace : undefined)) {
    const target = targetOfManifest(one, namespace);
    const response = run.ask({ method: 'GET', path: pathOf(target) });
    if (!isSuccess(response) && response.code !== 404) throw new Failure([refusal(response)]);
    if (response.code === 404 && dryRun === 'server') {
      const made = run.ask({
        method: 'POST',
        path: pathOf({ ...target, name: undefined }),
        query: { dryRun: 'All', fieldManager: 'kubectl-client-side-apply', fieldValidation: 'Strict' },
        body: one.object as never,
      });
      if (!isSuccess(made)) throw new Failure([refusal(made)]);
    }
    tell(run, { kind: target.kind, object: one.object }, { word: response.code === 404 ? 'created' : 'configured', dryRun, printer: undefined });
  }
}

function applyServerSide(run: Run, flags: Flags, { files, namespace }: Files): void {
  const dryRun = dryRunOf(run, flags);
  if (dryRun === 'client') throw failure("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  const printer = printerOf(run, flags);
  const errors: CliError[] = [];
  for (const one of readManifests(run, files, flags.has('namespace') ? namespace : undefined)) {
    const target = targetOfManifest(one, namespace);
    const query = {
      ...(dryRun === 'server' ? { dryRun: 'All' } : {}),
      fieldManager: flags.text('field-manager') ?? 'kubectl',
      fieldValidation: 'Strict',
      force: String(flags.on('force-conflicts')),
    };
    const response = run.ask({ method: 'PATCH', path: pathOf(target), contentType: APPLY, query, body: one.object as never });
    warn(run, response);
    if (isSuccess(response)) tell(run, { kind: target.kind, object: response.body as unknown as KubeObject }, { word: 'serverside-applied', dryRun, printer });
    else errors.push(conflictError(response));
  }
  if (errors.length > 0) throw new Failure(errors);
}

const APPLY = 'application/apply-patch+yaml';

const WAYS_OUT = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

function conflictError(response: Parameters<typeof refusal>[0]): CliError {
  const why = refusal(response);
  if (why.is !== 'status' || response.code !== 409) return why;
  return { is: 'plain', message: `${why.status.message}\n${WAYS_OUT}` };
}
