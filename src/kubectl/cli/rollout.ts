import type { Json } from '../../base/json.ts';
import { setIn } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindByName } from '../../kinds/registry.ts';
import { formatLabelSelector } from '../../kinds/selector.ts';
import type { Deployment, ReplicaSet } from '../../kinds/schema/types.gen.ts';
import { asBare, type CliError } from '../errors.ts';
import { changeable, dryRunOf, patchObject, TARGET_FLAGS, targetOf, tell, writeQuery } from './change.ts';
import type { Command, CommandGroup } from './command.ts';
import { editEach } from './edit-each.ts';
import { alone, bool, duration, type Flags, short, text, whole, without } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import { fetchAll, type Found, typeName } from './targets.ts';
import { untilTrue } from './until.ts';
import { podTemplateText } from './pod-template.ts';

/** kubectl rollout (pkg/cmd/rollout, pkg/polymorphichelpers). Of the kinds that roll out, Deployments are there. */
const NAMING = without(TARGET_FLAGS, 'all', 'dry-run', 'field-manager', 'field-selector', ...Object.keys(OUTPUT));
const FLAGS = { ...NAMING, ...OUTPUT };
const CHANGING = { ...FLAGS, 'field-manager': text };

export const rollout: CommandGroup = {
  commands: {
    status: { flags: { ...NAMING, watch: short('w', bool), timeout: duration, revision: { ...whole, bits: 32 } }, run: status },
    history: { flags: { ...FLAGS, revision: whole }, run: history },
    undo: { flags: { ...FLAGS, 'dry-run': alone('unchanged'), 'to-revision': whole }, run: undo },
    pause: { flags: CHANGING, run: pause },
    resume: { flags: CHANGING, run: resume },
    restart: { flags: CHANGING, run: restart },
  } satisfies Record<string, Command>,
};

const REVISION = 'deployment.kubernetes.io/revision';
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

function found(run: Run, flags: Flags, namespace: string): { readonly found: readonly Found[]; readonly errors: readonly CliError[] } {
  if (flags.words.length === 0 && flags.list('filename').length === 0) throw failure('required resource not specified');
  const read = changeable(run, flags, { words: flags.words, namespace, allowsType: true, typed: true });
  if (read.found.length === 0 && read.errors.length === 0) run.err(`No resources found in ${namespace} namespace.\n`);
  return read;
}

/** Of what cannot be read, pause, resume and restart tell among their other errors. */
function foundOrBare(run: Run, flags: Flags, namespace: string): ReturnType<typeof found> {
  const { found: all, errors } = found(run, flags, namespace);
  return { found: all, errors: errors.map(asBare) };
}

/** One after the other; what went wrong with each is told at the end. */
function eachOf(run: Run, { found: all, errors }: ReturnType<typeof found>, work: (one: Found) => void): void {
  const { errors: failed } = run.eachTold(all, work);
  if (errors.length + failed.length > 0) throw new Failure([...failed, ...errors]);
}

/** As Go prints a schema.GroupKind: `StorageClass.storage.k8s.io`. */
const groupKind = ({ kind: { group, kind } }: Found): string => (group === '' ? kind : `${kind}.${group}`);

/** Kinds the visitor of polymorphichelpers knows (pkg/apps/kind_visitor.go). */
const VISITED: readonly string[] = ['CronJob', 'DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicaSet', 'ReplicationController', 'StatefulSet'];

/** That a kind has no history, or nothing to roll back. */
function unimplemented(one: Found, what: 'history' | 'rollbacker'): Failure {
  const { kind } = one;
  if (!VISITED.includes(kind.kind))
    return failure(`error retrieving ${what} for ${JSON.stringify(groupKind(one))}, no visitor method exists for {${kind.group} ${kind.kind}}`);
  return failure(`no ${what === 'history' ? 'history viewer' : what} has been implemented for ${JSON.stringify(groupKind(one))}`);
}

const isDeployment = ({ kind }: Found): boolean => kind.kind === 'Deployment';
const deploymentOf = ({ object }: Found): Deployment & KubeObject => object as unknown as Deployment & KubeObject;

function status(run: Run, flags: Flags, namespace: string): void {
  eachOf(run, found(run, flags, namespace), (one) => statusOf(run, flags, one));
}

function statusOf(run: Run, flags: Flags, one: Found): void {
  if (!isDeployment(one)) throw failure(`no status viewer has been implemented for ${groupKind(one)}`);
  const watches = flags.text('watch') !== 'false';
  const look = (object: KubeObject | undefined): boolean => {
    if (!object) throw failure('object has been deleted');
    const { message, done } = deploymentStatus(object as Deployment & KubeObject, flags.number('revision') ?? 0);
    run.out(message);
    return done || !watches;
  };
  const outcome = untilTrue(run, targetOf(one), { timeoutUs: flags.duration('timeout') || undefined, when: look });
  if (outcome === 'timeout') throw failure('timed out waiting for the condition');
}

/** polymorphichelpers/rollout_status.go */
function deploymentStatus(
  { metadata, spec, status: now = {} }: Deployment & KubeObject,
  revision: number,
): { readonly message: string; readonly done: boolean } {
  const { name } = metadata;
  if (revision > 0 && Number(metadata.annotations?.[REVISION] ?? 0) !== revision)
    throw failure(`desired revision (${revision}) is different from the running revision (${metadata.annotations?.[REVISION] ?? 0})`);
  if ((metadata.generation ?? 0) > (now.observedGeneration ?? 0)) return { message: 'Waiting for deployment spec update to be observed...\n', done: false };
  if (now.conditions?.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded'))
    throw failure(`deployment "${name}" exceeded its progress deadline`);
  const wanted = spec?.replicas;
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = now;
  const waiting = (words: string) => ({ message: `Waiting for deployment "${name}" rollout to finish: ${words}...\n`, done: false });
  if (wanted !== undefined && updatedReplicas < wanted) return waiting(`${updatedReplicas} out of ${wanted} new replicas have been updated`);
  if (replicas > updatedReplicas) return waiting(`${replicas - updatedReplicas} old replicas are pending termination`);
  if (availableReplicas < updatedReplicas) return waiting(`${availableReplicas} of ${updatedReplicas} updated replicas are available`);
  return { message: `deployment "${name}" successfully rolled out\n`, done: true };
}

interface Revision {
  readonly number: number;
  readonly set: ReplicaSet & KubeObject;
}

/** The ReplicaSets of a Deployment that have a revision, oldest first. */
function revisionsOf(run: Run, one: Found): readonly Revision[] {
  const kind = kindByName('apps', 'v1', 'ReplicaSet')!;
  const { metadata, spec } = deploymentOf(one);
  const selector = formatLabelSelector(spec?.selector);
  const { found: sets, errors } = fetchAll(run, [{ kind, name: undefined, namespace: metadata.namespace ?? '' }], { selector });
  if (errors.length > 0) throw new Failure(errors);
  return sets
    .map(({ object }) => object as unknown as ReplicaSet & KubeObject)
    .filter((set) => set.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === metadata.uid))
    .map((set) => ({ number: Number(set.metadata.annotations?.[REVISION] ?? Number.NaN), set }))
    .filter(({ number }) => !Number.isNaN(number))
    .sort((a, b) => a.number - b.number);
}

function history(run: Run, flags: Flags, namespace: string): void {
  const wanted = flags.number('revision') ?? 0;
  if (wanted < 0) throw failure(`revision must be a positive integer: ${wanted}`);
  eachOf(run, found(run, flags, namespace), (one) => historyOf(run, flags, { one, wanted }));
}

function historyOf(run: Run, flags: Flags, { one, wanted }: { readonly one: Found; readonly wanted: number }): void {
  if (!isDeployment(one)) throw unimplemented(one, 'history');
  const revisions = revisionsOf(run, one);
  const revision = revisions.find(({ number }) => number === wanted);
  if (wanted > 0 && !revision) throw failure('unable to find the specified revision');
  const printer = printerOf(run, flags);
  if (printer) {
    for (const { set } of revision ? [revision] : revisions) printer(set, run);
    return;
  }
  const name = `${typeName(one.kind)}/${one.object.metadata.name}`;
  run.out(
    revision
      ? `${name} with revision #${wanted}\n${podTemplateText(revision.set.spec?.template, revision.set.metadata.annotations?.[CHANGE_CAUSE])}\n`
      : `${name} \n${historyText(revisions)}\n`,
  );
}

function historyText(revisions: readonly Revision[]): string {
  const rows = revisions.map(({ number, set }) => [String(number), set.metadata.annotations?.[CHANGE_CAUSE] ?? '<none>'] as const);
  return [['REVISION', 'CHANGE-CAUSE'] as const, ...rows].map(([number, cause]) => `${number.padEnd(10)}${cause}\n`).join('');
}

/** Annotations of a Deployment that a rollback leaves alone. */
const SKIPPED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

function undo(run: Run, flags: Flags, namespace: string): void {
  const wanted = flags.number('to-revision') ?? 0;
  if (wanted < 0) throw failure(`unable to find specified revision ${wanted} in history`);
  eachOf(run, found(run, flags, namespace), (one) => undoOne(run, flags, { one, wanted }));
}

function undoOne(run: Run, flags: Flags, { one, wanted }: { readonly one: Found; readonly wanted: number }): void {
  const dryRun = dryRunOf(run, flags);
  if (!isDeployment(one)) throw unimplemented(one, 'rollbacker');
  const { metadata, spec } = deploymentOf(one);
  const revisions = revisionsOf(run, one);
  const to = wanted > 0 ? revisions.find(({ number }) => number === wanted) : revisions.at(-2);
  if (!to) throw failure(wanted > 0 ? `unable to find specified revision ${wanted} in history` : `no rollout history found for deployment "${metadata.name}"`);
  if (spec?.paused) throw failure(`you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`);
  const { 'pod-template-hash': _hash, ...labels } = to.set.spec?.template?.metadata?.labels ?? {};
  const template = { ...to.set.spec?.template, metadata: { ...to.set.spec?.template?.metadata, labels } };
  const isSame =
    JSON.stringify(template.spec) === JSON.stringify(spec?.template.spec) && JSON.stringify(labels) === JSON.stringify(spec?.template.metadata?.labels);
  if (dryRun === 'client') {
    run.say(`${typeName(one.kind)}/${metadata.name} ${podTemplateText(template as never).trimEnd()} (dry run)`);
    return;
  }
  if (isSame) return tell(run, one, { word: `skipped rollback (current template already matches revision ${to.number})`, dryRun, printer: undefined });
  const kept = Object.entries(metadata.annotations ?? {}).filter(([key]) => SKIPPED.has(key));
  const taken = Object.entries(to.set.metadata.annotations ?? {}).filter(([key]) => !SKIPPED.has(key));
  const patch: Json = [
    { op: 'replace', path: '/spec/template', value: template as unknown as Json },
    { op: 'replace', path: '/metadata/annotations', value: Object.fromEntries([...kept, ...taken]) },
  ];
  const object = patchObject(run, one, { patch, type: 'json', query: writeQuery(dryRun) });
  tell(run, { ...one, object }, { word: 'rolled back', dryRun, printer: printerOf(run, flags) });
}

const qualified = ({ kind, object }: Found): string => `${kind.resource}${kind.group === '' ? '' : `.${kind.group}`} "${object.metadata.name}"`;

function pause(run: Run, flags: Flags, namespace: string): void {
  editEach(run, flags, foundOrBare(run, flags, namespace), {
    refused: 'failed to patch:',
    word: 'paused',
    manager: 'kubectl-rollout',
    change: (one) => {
      if (!isDeployment(one)) throw failure(`error: ${qualified(one)} pausing is not supported`);
      if (deploymentOf(one).spec?.paused) throw failure(`error: ${qualified(one)} is already paused`);
      return setIn(one.object, ['spec', 'paused'], true);
    },
  });
}

function resume(run: Run, flags: Flags, namespace: string): void {
  editEach(run, flags, foundOrBare(run, flags, namespace), {
    refused: 'failed to patch:',
    word: 'resumed',
    manager: 'kubectl-rollout',
    change: (one) => {
      if (!isDeployment(one)) throw failure(`error: ${qualified(one)} resuming is not supported`);
      if (!deploymentOf(one).spec?.paused) throw failure(`error: ${qualified(one)} is not paused`);
      return setIn(one.object, ['spec', 'paused'], undefined);
    },
  });
}

function restart(run: Run, flags: Flags, namespace: string): void {
  const { epochMs } = run.session;
  editEach(run, flags, foundOrBare(run, flags, namespace), {
    refused: 'failed to patch:',
    word: 'restarted',
    manager: 'kubectl-rollout',
    change: (one) => {
      if (!isDeployment(one)) throw failure(`error: ${qualified(one)} restarting is not supported`);
      if (deploymentOf(one).spec?.paused) throw failure(`error: ${qualified(one)} can't restart paused deployment (run rollout resume first)`);
      return setIn(one.object, ['spec', 'template', 'metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt'], rfc3339(epochMs, run.now));
    },
  });
}
