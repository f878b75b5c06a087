import { textFromBase64 } from '../../kinds/base64.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { ConfigMap, Container, EnvVar, Secret } from '../../kinds/schema/types.gen.ts';
import { allChangeable } from './change.ts';
import { editContainers } from './edit-containers.ts';
import { environmentNameErrors } from './create-data.ts';
import { array, bool, type Flags, type FlagTable, short, strings, text } from './flags.ts';
import { findResults, valueText } from './jsonpath.ts';
import { relaxedPath } from './custom-columns.ts';
import { about, hasPodSpec, isSelected, podSpecOf } from './pod-spec.ts';
import { Failure, failure, type Run } from './run.ts';
import { namesFiles } from './sources.ts';
import { answered, fetchAll, type Found, targetsOf } from './targets.ts';

/** kubectl set env (pkg/cmd/set/set_env.go, env/*.go). */
export const SET_ENV_FLAGS: FlagTable = {
  containers: short('c', text),
  env: short('e', array),
  from: text,
  keys: strings,
  list: bool,
  overwrite: bool,
  prefix: text,
  resolve: bool,
};

interface Changes {
  readonly given: readonly EnvVar[];
  readonly removed: readonly string[];
}

export function setEnv(run: Run, flags: Flags, namespace: string): void {
  const { names, changes } = splitWords(flags.words);
  if (names.length === 0 && !namesFiles(flags)) throw failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (flags.on('list') && flags.has('output')) throw failure('--list and --output may not be specified together');
  if (flags.list('keys').length > 0 && !flags.has('from')) throw failure('when specifying --keys, a configmap or secret must be provided with --from');
  const words = parseEnv(run, [...flags.list('env'), ...changes]);
  const { given, removed } = flags.has('from') ? { given: [...words.given, ...fromObject(run, flags, namespace)], removed: words.removed } : words;
  const found = allChangeable(run, flags, { words: names, namespace, typed: true });
  if (flags.on('list')) return listAll(run, flags, found.found);
  const pattern = flags.text('containers') ?? '*';
  const containersOf = (one: Found): readonly Container[] => [...podSpecOf(one).containers, ...(podSpecOf(one).initContainers ?? [])];
  for (const one of found.found.filter(hasPodSpec))
    if (!containersOf(one).some((container) => isSelected(pattern, container)))
      run.err(`Warning: ${one.kind.kind}/${one.object.metadata.name} does not have any containers matching ${JSON.stringify(pattern)}\n`);
  editContainers(run, flags, found, {
    word: 'env updated',
    refused: 'failed to patch env update to pod template:',
    change: (one) => (container) => {
      if (!isSelected(pattern, container)) return container;
      if (flags.text('overwrite') === 'false') refuseTaken(one, container, given);
      return withEnv(container, { given, removed });
    },
  });
}

/** env.SplitEnvironmentFromResources */
function splitWords(words: readonly string[]): { readonly names: readonly string[]; readonly changes: readonly string[] } {
  const isEnv = (word: string): boolean => word.includes('=') || word.endsWith('-');
  const first = words.findIndex(isEnv);
  if (first < 0) return { names: words, changes: [] };
  if (words.slice(first).some((word) => !isEnv(word))) throw failure(`all resources must be specified before environment changes: ${words.join(' ')}`);
  return { names: words.slice(0, first), changes: words.slice(first) };
}

/** env.ParseEnv; `-` reads the lines of what comes in. */
function parseEnv(run: Run, words: readonly string[]): Changes {
  const given: EnvVar[] = [];
  const removed: string[] = [];
  const add = (word: string): void => {
    const at = word.indexOf('=');
    const name = word.slice(0, at);
    if (at < 1) throw failure(`invalid environment variable: ${word}`);
    const why = environmentNameErrors(name);
    if (why.length > 0) throw failure(`${JSON.stringify(name)} is not a valid key name: ${why.join(';')}`);
    given.push({ name, value: word.slice(at + 1) });
  };
  for (const word of words) {
    if (word === '-')
      (run.stdin ?? '')
        .split('\n')
        .filter((line) => line.includes('=') && !line.startsWith('#'))
        .forEach(add);
    else if (word.includes('=')) add(word);
    else if (word.endsWith('-')) removed.push(word.slice(0, -1));
    else throw failure(`unknown environment variable: ${word}`);
  }
  if (removed.some((name) => given.some((one) => one.name === name)))
    throw failure('can not both modify and remove the same environment variable in the same command');
  return { given, removed };
}

function refuseTaken({ kind, object }: Found, { env = [] }: Container, given: readonly EnvVar[]): void {
  for (const { name } of given) {
    const taken = env.find((one) => one.name === name);
    if (taken) throw about({ kind, object }, `'${name}' already has a value (${taken.value ?? ''}), and --overwrite is false`);
  }
}

/** The last value given for a name holds. */
function withEnv(container: Container, { given, removed }: Changes): Container {
  const { env = [], ...rest } = container;
  const last = (name: string): EnvVar | undefined => given.findLast((one) => one.name === name);
  const kept = env.filter(({ name }) => !removed.includes(name)).map((one) => last(one.name) ?? one);
  const names = [...new Set(given.map(({ name }) => name))].filter((name) => !kept.some((one) => one.name === name));
  const next = [...kept, ...names.map((name) => last(name)!)];
  return next.length === 0 && container.env === undefined ? container : ({ ...rest, env: next } as Container);
}

/** `--from=configmap/x`: each of its keys as a reference. */
function fromObject(run: Run, flags: Flags, namespace: string): readonly EnvVar[] {
  const from = flags.text('from') ?? '';
  const { found, errors } = fetchAll(run, targetsOf([from], { namespace }), {});
  if (errors.length > 0 || !found[0]) throw new Failure(errors);
  const { kind, object } = found[0];
  if (kind.kind !== 'Secret' && kind.kind !== 'ConfigMap') throw failure('unsupported resource specified in --from');
  const { name } = object.metadata;
  const only = flags.list('keys');
  return Object.keys((object as { readonly data?: object }).data ?? {})
    .filter((key) => only.length === 0 || only.includes(key))
    .sort()
    .map((key) => ({
      name: `${flags.text('prefix') ?? ''}${nameOfKey(run, key)}`,
      valueFrom: kind.kind === 'Secret' ? { secretKeyRef: { name, key } } : { configMapKeyRef: { name, key } },
    }));
}

function nameOfKey(run: Run, key: string): string {
  const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
  if (name !== key) run.err(`Warning: key ${key} transferred to ${name}\n`);
  return name;
}

function listAll(run: Run, flags: Flags, found: readonly Found[]): void {
  const pattern = flags.text('containers') ?? '*';
  for (const one of found) {
    const spec = podSpecOf(one);
    for (const container of [...spec.containers, ...(spec.initContainers ?? [])].filter((each) => isSelected(pattern, each))) {
      run.say(`# ${one.kind.kind} ${one.object.metadata.name}, container ${container.name}`);
      for (const variable of container.env ?? []) run.say(shownVariable(run, flags, [one, variable]));
    }
  }
}

function shownVariable(run: Run, flags: Flags, [one, { name, value, valueFrom }]: readonly [Found, EnvVar]): string {
  if (!valueFrom) return `${name}=${value ?? ''}`;
  const resolved = flags.on('resolve') ? resolvedValue(run, one.object, valueFrom) : undefined;
  return resolved === undefined ? `# ${name} from ${sourceText(valueFrom)}` : `${name}=${resolved}`;
}

type ValueFrom = NonNullable<EnvVar['valueFrom']>;

/** Upstream: env/env_resolve.go. Undefined: only the kubelet knows. */
function resolvedValue(run: Run, { metadata, ...object }: KubeObject, { configMapKeyRef, secretKeyRef, fieldRef }: ValueFrom): string | undefined {
  const core = `/api/v1/namespaces/${metadata.namespace ?? 'default'}`;
  if (configMapKeyRef)
    return (answered(run, { method: 'GET', path: `${core}/configmaps/${configMapKeyRef.name}` }) as unknown as ConfigMap).data?.[configMapKeyRef.key];
  if (secretKeyRef) {
    const coded = (answered(run, { method: 'GET', path: `${core}/secrets/${secretKeyRef.name}` }) as unknown as Secret).data?.[secretKeyRef.key];
    return coded === undefined ? undefined : textFromBase64(coded);
  }
  return fieldRef
    ? findResults(relaxedPath(fieldRef.fieldPath), { ...object, metadata })
        .flat()
        .map(valueText)
        .join(' ')
    : undefined;
}

function sourceText({ configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: ValueFrom): string {
  if (secretKeyRef) return `secret ${secretKeyRef.name}, key ${secretKeyRef.key}`;
  if (configMapKeyRef) return `configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`;
  if (fieldRef) return `field path ${fieldRef.fieldPath}`;
  return resourceFieldRef
    ? `resource field ${resourceFieldRef.containerName ? `${resourceFieldRef.containerName}.` : ''}${resourceFieldRef.resource}`
    : 'invalid valueFrom';
}
