import { setIn, type Json } from '../../base/json.ts';
import { seconds } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindByName } from '../../kinds/registry.ts';
import { parseLabelSelector } from '../../kinds/selector.ts';
import type { Node, Pod } from '../../kinds/schema/types.gen.ts';
import { isSuccess } from '../../wire/request.ts';
import { DRY_WORDS, dryRunOf, editAll, tell } from './change.ts';
import type { Command } from './command.ts';
import { alone, bool, duration, type Flags, type FlagTable, short, text, whole } from './flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run, usageFailure } from './run.ts';
import { fetchAll, type Found, kindNamed, pathOf, refusal, warn } from './targets.ts';
import { untilGone } from './until.ts';

/** kubectl cordon, uncordon, drain, taint (pkg/cmd/drain, pkg/drain, pkg/cmd/taint). */
const NODE_FLAGS: FlagTable = { 'dry-run': alone('unchanged'), selector: short('l', text) };

export const cordon: Command = { flags: NODE_FLAGS, run: (run, flags) => runCordon(run, flags, true) };
export const uncordon: Command = { flags: NODE_FLAGS, run: (run, flags) => runCordon(run, flags, false) };

type NodeObject = Node & KubeObject;
type PodObject = Pod & KubeObject;

function nodesOf(run: Run, flags: Flags, verb: string): readonly Found[] {
  const selected = flags.has('selector');
  if (flags.words.length === 0 && !selected) throw usageFailure(verb, `USAGE: ${verb} NODE [flags]`);
  if (flags.words.length > 0 && selected) throw usageFailure(verb, 'error: cannot specify both a node name and a --selector option');
  const node = kindNamed('nodes');
  const names = flags.words.map((word) => word.replace(/^(nodes?|no)\//, ''));
  const targets = selected ? [{ kind: node, name: undefined, namespace: '' }] : names.map((name) => ({ kind: node, name, namespace: '' }));
  const { found, errors } = fetchAll(run, targets, { selector: flags.text('selector') });
  if (errors.length > 0) throw new Failure(errors);
  return found;
}

function runCordon(run: Run, flags: Flags, on: boolean): void {
  const verb = on ? 'cordon' : 'uncordon';
  editAll(
    run,
    flags,
    { found: nodesOf(run, flags, verb), errors: [] },
    { word: `${verb}ed`, unchanged: `already ${verb}ed`, change: (one) => cordoned(one.object, on) },
  );
}

const cordoned = (object: KubeObject, on: boolean): KubeObject => {
  const has = (object as NodeObject).spec?.unschedulable ?? false;
  return has === on ? object : setIn(object, ['spec', 'unschedulable'], on ? true : undefined);
};

export const drain: Command = {
  flags: {
    ...NODE_FLAGS,
    'delete-emptydir-data': bool,
    'chunk-size': whole,
    'disable-eviction': bool,
    force: bool,
    'grace-period': whole,
    'ignore-daemonsets': bool,
    'pod-selector': text,
    'skip-wait-for-delete-timeout': whole,
    timeout: duration,
  },
  run: runDrain,
};

function runDrain(run: Run, flags: Flags): void {
  const selector = flags.text('pod-selector');
  if (selector !== undefined && !parseLabelSelector(selector).ok) throw failure('--pod-selector=<pod_selector> must be a valid label selector');
  const nodes = nodesOf(run, flags, 'drain');
  const dryRun = dryRunOf(run, flags);
  editAll(run, flags, { found: nodes, errors: [] }, { word: 'cordoned', unchanged: 'already cordoned', change: (one) => cordoned(one.object, true) });
  run.each(nodes, (one, i) => {
    const { name } = one.object.metadata;
    const { evicted, refused } = podsToEvict(run, flags, name);
    if (refused !== '') return drainFailed(run, refused, nodes.slice(i));
    if (dryRun === 'none') evictAll(run, flags, evicted);
    else for (const pod of evicted) run.say(`evicting pod ${pod.metadata.namespace}/${pod.metadata.name}${DRY_WORDS[dryRun]}`);
    tell(run, one, { word: 'drained', dryRun, printer: printerOf(run, flags) });
  });
}

function drainFailed(run: Run, why: string, left: readonly Found[]): void {
  run.err(`error: unable to drain node "${left[0]!.object.metadata.name}" due to error: ${why}, continuing command...\n`);
  run.err(`There are pending nodes to be drained:\n${left.map(({ object }) => ` ${object.metadata.name}\n`).join('')}`);
  run.err(`${why}\n`);
  run.end(1);
}

interface Sorted {
  readonly evicted: readonly PodObject[];
  readonly refused: string;
}

/** Upstream: pkg/drain/filters.go. */
function podsToEvict(run: Run, flags: Flags, node: string): Sorted {
  const kind = kindByName('', 'v1', 'Pod')!;
  const where = { fieldSelector: `spec.nodeName=${node}`, selector: flags.text('pod-selector') };
  const { found, errors } = fetchAll(run, [{ kind, name: undefined, namespace: '' }], where);
  if (errors.length > 0) throw new Failure(errors);
  const evicted: PodObject[] = [];
  const warnings = new Map<string, string[]>();
  const refusals = new Map<string, string[]>();
  const note = (to: Map<string, string[]>, why: string, pod: PodObject): void =>
    void to.set(why, [...(to.get(why) ?? []), `${pod.metadata.namespace}/${pod.metadata.name}`]);
  for (const { object } of found) {
    const pod = object as unknown as PodObject;
    const verdict = verdictOn(pod, flags);
    if (verdict.warning) note(warnings, verdict.warning, pod);
    if (verdict.refusal) note(refusals, verdict.refusal, pod);
    else if (verdict.goes) evicted.push(pod);
  }
  const texts = (of: Map<string, string[]>): string => [...of].map(([why, pods]) => `${why}: ${pods.join(', ')}`).join('; ');
  if (refusals.size > 0) return { evicted: [], refused: `cannot delete ${texts(refusals)}` };
  if (warnings.size > 0) run.err(`Warning: ${texts(warnings)}\n`);
  return { evicted, refused: '' };
}

interface Verdict {
  readonly goes: boolean;
  readonly warning?: string;
  readonly refusal?: string;
}

function verdictOn(pod: PodObject, flags: Flags): Verdict {
  if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return { goes: false };
  const over = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  const controller = pod.metadata.ownerReferences?.find((owner) => owner.controller);
  if (controller?.kind === 'DaemonSet' && !over)
    return flags.on('ignore-daemonsets')
      ? { goes: false, warning: 'ignoring DaemonSet-managed Pods' }
      : { goes: false, refusal: 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
  const local = pod.spec?.volumes?.some((volume) => volume.emptyDir !== undefined) ?? false;
  if (local && !over && !flags.on('delete-emptydir-data'))
    return { goes: false, refusal: 'cannot delete Pods with local storage (use --delete-emptydir-data to override)' };
  if (!controller && !over)
    return flags.on('force')
      ? { goes: true, warning: 'deleting Pods that declare no controller' }
      : { goes: false, refusal: 'cannot delete Pods that declare no controller (use --force to override)' };
  return { goes: true };
}

const RETRY_SECONDS = 5;

/** Simplified: pods are evicted one after the other; the real one does them at once. */
function evictAll(run: Run, flags: Flags, pods: readonly PodObject[]): void {
  const kind = kindByName('', 'v1', 'Pod')!;
  const grace = flags.number('grace-period') ?? -1;
  const options: { readonly [key: string]: Json } = grace >= 0 ? { gracePeriodSeconds: grace } : {};
  const isGone = run.each(pods, ({ metadata: { name, namespace = '' } }): boolean => {
    const target = { kind, name, namespace };
    for (let isFirst = true; ; isFirst = false) {
      run.say(`evicting pod ${namespace}/${name}`, { resource: 'pods', key: `${namespace}/${name}` });
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions: options };
      const response = flags.on('disable-eviction')
        ? run.ask({ method: 'DELETE', path: pathOf(target), body: options })
        : run.ask({ method: 'POST', path: `${pathOf(target)}/eviction`, body: eviction });
      if (isFirst) warn(run, response);
      if (isSuccess(response) || response.code === 404) return response.code !== 404;
      const why = refusal(response);
      const message = why.is === 'status' ? (why.status.message ?? '') : '';
      if (response.code !== 429) throw failure(`error when evicting pods/"${name}" -n "${namespace}": ${message}`);
      run.err(`error when evicting pods/"${name}" -n "${namespace}" (will retry after ${RETRY_SECONDS}s): ${message}\n`);
      run.sleep(seconds(RETRY_SECONDS));
    }
  });
  const gone = pods.filter((_, i) => isGone[i]);
  run.each(gone, ({ metadata: { name, namespace = '', uid = '' } }) => {
    untilGone(run, { kind, name, namespace }, { uid, timeoutUs: flags.duration('timeout') });
    run.say(`pod/${name} ${flags.on('disable-eviction') ? 'deleted' : 'evicted'}`, { resource: 'pods', key: `${namespace}/${name}` });
  });
}
