import { seconds } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { type CliError, plainError } from '../errors.ts';
import { changeable, TARGET_FLAGS, targetOf } from './change.ts';
import type { Command } from './command.ts';
import { bool, duration, type Flags, short, text, without } from './flags.ts';
import { relaxedPath } from './custom-columns.ts';
import { findResults } from './jsonpath.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import { askedTargets, namesFiles, together } from './sources.ts';
import { fetchAll, refOf, shown, type Target, type Where } from './targets.ts';
import { untilTrue } from './until.ts';

/** kubectl wait (pkg/cmd/wait). */
export const wait: Command = {
  flags: { ...without(TARGET_FLAGS, 'dry-run', 'field-manager', 'kustomize'), for: text, timeout: duration, local: bool, 'all-namespaces': short('A', bool) },
  run: runWait,
};

type Wish = (object: KubeObject | undefined) => boolean;

const DEFAULT_SECONDS = 30;

function runWait(run: Run, flags: Flags, namespace: string): void {
  const wanted = flags.text('for') ?? '';
  const isDelete = wanted.toLowerCase() === 'delete';
  const isCreate = wanted.toLowerCase() === 'create';
  const wish = wishOf(wanted);
  const where = {
    namespace,
    all: flags.on('all'),
    allNamespaces: flags.on('all-namespaces'),
    selector: flags.text('selector'),
    fieldSelector: flags.text('field-selector'),
  };
  const files = namesFiles(flags) && flags.words.length === 0 ? changeable(run, flags, { words: [], namespace }) : undefined;
  const unread = gone(files?.errors ?? [], isDelete);
  if (isCreate && unread.length > 0) throw new Failure(unread);
  const started = run.now;
  const timeoutUs = flags.duration('timeout') ?? seconds(DEFAULT_SECONDS);
  const printer = printerOf(run, flags);
  const { single, errors }: Resolved = files ? { single: files.found.map(targetOf), errors: [] } : named(run, flags, { where, isDelete, isCreate, timeoutUs });
  if (single.length === 0 && errors.length + unread.length === 0) {
    if (isDelete) return;
    throw failure('no matching resources found');
  }
  const outcomes = run.each(single, (target, i): CliError | null => {
    // Below zero kubectl waits for a week.
    const left = timeoutUs < 0 ? undefined : Math.max(0, timeoutUs - (run.now - started));
    const seen: { object?: KubeObject | undefined } = {};
    const when = (object: KubeObject | undefined): boolean => {
      seen.object = object ?? seen.object;
      return wish(object);
    };
    const outcome = untilTrue(run, target, { timeoutUs: left, when });
    if (outcome === 'timeout') return plainError(timeoutWords(target, { timeoutUs, isCreate, isLate: isDelete && i > 0 && left === 0 }));
    if (printer && seen.object) printer(seen.object, run);
    else if (!printer)
      run.say(`${shown(target)} ${isDelete ? 'deleted' : 'condition met'}`, refOf(target.kind, { name: target.name!, namespace: target.namespace }));
    return null;
  });
  const failed = [...errors, ...outcomes.filter((error) => error !== null), ...unread];
  if (failed.length > 0) throw new Failure(failed);
}

interface Naming {
  readonly where: Where;
  readonly isDelete: boolean;
  readonly isCreate: boolean;
  readonly timeoutUs: number;
}

/** What the words name. */
function named(run: Run, flags: Flags, { where, isDelete, isCreate, timeoutUs }: Naming): Resolved {
  const { targets } = askedTargets(run, flags, { words: flags.words, where });
  return isCreate ? created(run, targets, { where, timeoutUs }) : resolve(run, targets, { where, isDelete });
}

interface Resolved {
  readonly single: readonly Target[];
  readonly errors: readonly CliError[];
}

interface Lateness {
  readonly timeoutUs: number;
  readonly isCreate: boolean;
  /** The time was over before its turn came. */
  readonly isLate: boolean;
}

function timeoutWords({ kind, name }: Target, { timeoutUs, isCreate, isLate }: Lateness): string {
  if (isCreate) return 'timed out waiting for the condition';
  if (isLate) return 'client rate limiter Wait returned an error: context deadline exceeded';
  return `${timeoutUs === 0 ? 'condition not met for' : 'timed out waiting for the condition on'} ${kind.resource}/${name}`;
}

const CREATED_EVERY_US = seconds(1);

/** `--for=create` with a selector: as soon as there is something, that is what is waited for. */
function created(run: Run, targets: readonly Target[], { where, timeoutUs }: { readonly where: Resolving['where']; readonly timeoutUs: number }): Resolved {
  if (targets.every(({ name }) => name !== undefined)) return { single: targets, errors: [] };
  const started = run.now;
  for (;;) {
    const { found, errors } = fetchAll(run, targets, where);
    if (errors.length > 0) throw new Failure(errors);
    if (found.length > 0) return { single: found.map(targetOf), errors: [] };
    if (timeoutUs >= 0 && run.now - started >= timeoutUs) throw failure('timed out waiting for the condition');
    run.sleep(CREATED_EVERY_US);
  }
}

interface Resolving {
  readonly where: Pick<Where, 'selector' | 'fieldSelector'>;
  readonly isDelete: boolean;
}

/** What there is now; what is gone already has been deleted. */
function resolve(run: Run, targets: readonly Target[], { where, isDelete }: Resolving): Resolved {
  const { found, errors } = fetchAll(run, targets, where);
  return { single: found.map(targetOf), errors: gone(errors, isDelete) };
}

/** What is not there has been deleted. */
const gone = (errors: readonly CliError[], isDelete: boolean): readonly CliError[] =>
  errors.flatMap((error) => {
    if (error.is === 'several') return together(gone(error.errors, isDelete));
    return isDelete && error.is === 'status' && error.status.code === 404 ? [] : [error];
  });

function wishOf(wanted: string): Wish {
  const lower = wanted.toLowerCase();
  if (lower === 'delete') return (object) => object === undefined;
  if (lower === 'create') return (object) => object !== undefined;
  if (lower.startsWith('condition=')) return conditionWish(wanted.slice('condition='.length));
  if (lower.startsWith('jsonpath=')) return jsonPathWish(wanted.slice('jsonpath='.length));
  throw failure(`unrecognized condition: ${JSON.stringify(wanted)}`);
}

function conditionWish(text: string): Wish {
  const [name = '', value = 'true'] = text.split('=');
  return (object) => {
    const of = object as
      | (KubeObject & {
          readonly status?: {
            readonly observedGeneration?: number;
            readonly conditions?: readonly { readonly type: string; readonly status: string; readonly observedGeneration?: number }[];
          };
        })
      | undefined;
    const condition = of?.status?.conditions?.find(({ type }) => type.toLowerCase() === name.toLowerCase());
    if (!of || !condition) return false;
    const observed = condition.observedGeneration ?? of.status?.observedGeneration;
    if (observed !== undefined && observed < (of.metadata.generation ?? 0)) return false;
    return condition.status.toLowerCase() === value.toLowerCase();
  };
}

function jsonPathWish(text: string): Wish {
  const equals = text.startsWith('{') ? text.indexOf('}=') + 1 : text.indexOf('=');
  const [path, value] = equals > 0 ? [text.slice(0, equals), text.slice(equals + 1)] : [text, undefined];
  if (text === '') throw failure('jsonpath expression cannot be empty');
  if (path === '') throw failure(`jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'`);
  const nodes = relaxedPath(path);
  const wanted = value?.replace(/^(['"])(.*)\1$/s, '$2');
  return (object) => {
    const results = object === undefined ? [] : findResults(nodes, object).flat();
    if (results.length !== 1) return false;
    return wanted === undefined ? true : String(results[0]) === wanted;
  };
}
