import type { KubeObject } from '../../kinds/object.ts';
import { isSuccess } from '../../wire/request.ts';
import { annotated, LAST_APPLIED } from '../apply.ts';
import { dryRunOf, patchObject, tell, writeQuery } from './change.ts';
import type { Command } from './command.ts';
import { alone, bool, type Flags, short, strings, text } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { jsonText, printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import { askedTargets, namesFiles, readManifests, targetOfManifest } from './sources.ts';
import { fetchAll, NOTHING_NAMED, pathOf, refusal } from './targets.ts';
import { yamlText } from './yaml-text.ts';

/** kubectl apply view-last-applied and set-last-applied (pkg/cmd/apply/apply_view_last_applied.go, apply_set_last_applied.go). */
export const viewLastApplied: Command = {
  flags: {
    all: bool,
    filename: short('f', strings),
    kustomize: short('k', text),
    output: short('o', text),
    recursive: short('R', bool),
    selector: short('l', text),
  },
  run: runView,
};

function runView(run: Run, flags: Flags, namespace: string): void {
  const output = flags.text('output') ?? 'yaml';
  const where = { namespace, all: flags.on('all'), selector: flags.text('selector'), allowsType: true };
  const { targets, errors: unread } = askedTargets(run, flags, { words: flags.words, where });
  const { found, errors } = fetchAll(run, targets, where);
  if (unread.length + errors.length > 0) throw new Failure([...unread, ...errors]);
  if (output !== 'yaml' && output !== 'json')
    throw failure(
      `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json\nSee 'kubectl apply view-last-applied -h' for help and examples`,
    );
  for (const { object } of found) {
    const config = object.metadata.annotations?.[LAST_APPLIED];
    // The real one ends here without a word: its error wraps none.
    if (config === undefined) return;
    const value = JSON.parse(config) as KubeObject;
    run.out(output === 'json' ? jsonText(value, 2) : yamlText(value));
  }
}

export const setLastApplied: Command = {
  flags: { ...OUTPUT, 'create-annotation': bool, 'dry-run': alone('unchanged'), filename: short('f', strings) },
  run: runSet,
};

function runSet(run: Run, flags: Flags, namespace: string): void {
  const dryRun = dryRunOf(run, flags);
  const printer = printerOf(run, flags);
  if (!namesFiles(flags)) throw failure(NOTHING_NAMED);
  const { objects, errors } = readManifests(run, flags, namespace);
  if (errors.length > 0) throw new Failure(errors);
  if (objects.length === 0) throw failure('no objects passed to set-last-applied');
  const checked = run.each(objects, (one): Setting | null => {
    const target = targetOfManifest(one);
    const response = run.ask({ method: 'GET', path: pathOf(target) });
    if (!isSuccess(response)) throw new Failure([refusal(response)]);
    const live = response.body as unknown as KubeObject;
    const before = live.metadata.annotations?.[LAST_APPLIED];
    if (before === undefined && !flags.on('create-annotation'))
      throw failure(
        `no last-applied-configuration annotation found on resource: ${one.name}, to create the annotation, run the command with --create-annotation`,
      );
    const after = annotated(one.object).metadata.annotations?.[LAST_APPLIED] ?? '';
    if (before !== after) return { object: live, after };
    run.say(`set-last-applied ${one.name}: no changes required.`);
    return null;
  });
  const changed = checked.flatMap((one, i) => (one ? [{ found: { kind: targetOfManifest(objects[i]!).kind, object: one.object }, after: one.after }] : []));
  run.each(changed, ({ found, after }) => {
    const patch = { metadata: { annotations: { [LAST_APPLIED]: after } } };
    const object = dryRun === 'client' ? found.object : patchObject(run, found, { patch, type: 'merge', query: writeQuery(dryRun) });
    tell(run, { ...found, object }, { word: 'configured', dryRun, printer });
  });
}

interface Setting {
  readonly object: KubeObject;
  readonly after: string;
}
