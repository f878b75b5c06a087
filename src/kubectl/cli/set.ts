import { setIn } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Container, EnvVar, PodSpec } from '../../kinds/schema/types.gen.ts';
import { changeable, TARGET_FLAGS } from './change.ts';
import type { Command, CommandGroup } from './command.ts';
import { editEach } from './edit-each.ts';
import { array, bool, type Flags, type FlagTable, short, text, without } from './flags.ts';
import { failure, type Run } from './run.ts';
import type { Found } from './targets.ts';

/** kubectl set image, env, resources (pkg/cmd/set). */
const FLAGS: FlagTable = { ...without(TARGET_FLAGS, 'field-selector'), local: bool };
const OF_CONTAINERS: FlagTable = { ...FLAGS, containers: short('c', text) };

export const set: CommandGroup = {
  commands: {
    image: { flags: FLAGS, run: setImage },
    env: { flags: { ...OF_CONTAINERS, env: short('e', array), from: text, keys: text, prefix: text, list: bool, overwrite: bool, resolve: bool }, run: setEnv },
    resources: { flags: { ...OF_CONTAINERS, limits: text, requests: text }, run: setResources },
  } satisfies Record<string, Command>,
};

/** Where a kind keeps the spec of its pods (polymorphichelpers/updatepodspec.go). */
export function podSpecPath({ kind }: Pick<Found, 'kind'>): readonly string[] | undefined {
  if (kind.kind === 'Pod') return ['spec'];
  if (['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController'].includes(kind.kind)) return ['spec', 'template', 'spec'];
  return undefined;
}

const valueAt = (object: KubeObject, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], object);

/** updatePodSpecForObject: with the type of Go the object is read into. */
const withoutTemplate = ({ kind }: Found): string => `the object is not a pod or does not have a pod template: *${kind.version}.${kind.kind}`;

type Change = (container: Container) => Container;

/** Changes containers of the pod template. */
function withContainers(one: Found, change: Change, inits = false): KubeObject {
  const path = podSpecPath(one);
  if (!path) throw failure(`error: ${one.kind.resource}/${one.object.metadata.name} ${withoutTemplate(one)}`);
  const spec = valueAt(one.object, path) as PodSpec;
  const next = {
    ...spec,
    containers: spec.containers.map(change),
    ...(inits && spec.initContainers ? { initContainers: spec.initContainers.map(change) } : {}),
  };
  return setIn(one.object, path, next);
}

const containersOf = (one: Found): readonly Container[] => {
  const path = podSpecPath(one);
  return path ? ((valueAt(one.object, path) as PodSpec | undefined)?.containers ?? []) : [];
};

/** Words before the first `a=b` name the objects. */
function splitWords(words: readonly string[], isChange: (word: string) => boolean): { readonly names: readonly string[]; readonly changes: readonly string[] } {
  const first = words.findIndex(isChange);
  return first < 0 ? { names: words, changes: [] } : { names: words.slice(0, first), changes: words.slice(first) };
}

function setImage(run: Run, flags: Flags, namespace: string): void {
  const { names, changes } = splitWords(flags.words, (word) => word.includes('='));
  const found = changeable(run, flags, { words: names, namespace });
  if (changes.length === 0) throw failure('at least one image update is required');
  const images = changes.map((change) => [change.slice(0, change.indexOf('=')), change.slice(change.indexOf('=') + 1)] as const);
  editEach(run, flags, found, {
    word: 'image updated',
    refused: 'failed to patch image update to pod template:',
    manager: 'kubectl-set',
    change: (one) => {
      const path = podSpecPath(one);
      if (!path) return withContainers(one, (container) => container);
      const spec = valueAt(one.object, path) as PodSpec | undefined;
      const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
      for (const [name] of images)
        if (name !== '*' && !all.some((container) => container.name === name)) throw failure(`unable to find container named "${name}"`);
      const imageOf = (container: string): string | undefined => images.findLast(([name]) => name === container || name === '*')?.[1];
      return withContainers(one, (container) => ({ ...container, image: imageOf(container.name) ?? container.image }) as Container, true);
    },
  });
}

function setEnv(run: Run, flags: Flags, namespace: string): void {
  if (flags.has('from')) throw failure('kubectl set env --from is not offered here yet');
  const isChange = (word: string): boolean => /^[A-Za-z_.-][\w.-]*=/.test(word) || (/^[A-Za-z_][\w.]*-$/.test(word) && !word.includes('/'));
  const { names, changes } = splitWords(flags.words, isChange);
  const all = [...changes, ...flags.list('env')];
  const found = changeable(run, flags, { words: names, namespace });
  const only = flags.text('containers') ?? '*';
  const isMeant = ({ name }: Container): boolean => only === '*' || name === only;
  if (flags.on('list')) {
    for (const one of found.found)
      for (const container of containersOf(one).filter(isMeant)) {
        const kind = one.kind.kind;
        run.say(`# ${kind} ${one.object.metadata.name}, container ${container.name}`);
        for (const { name, value, valueFrom } of container.env ?? []) run.say(valueFrom ? `# ${name} from ${sourceText(valueFrom)}` : `${name}=${value ?? ''}`);
      }
    return;
  }
  if (all.length === 0) throw failure('at least one environment variable must be provided');
  const removed = all.filter((word) => !word.includes('=')).map((word) => word.slice(0, -1));
  const given = all
    .filter((word) => word.includes('='))
    .map((word): EnvVar => ({ name: word.slice(0, word.indexOf('=')), value: word.slice(word.indexOf('=') + 1) }));
  editEach(run, flags, found, {
    word: 'env updated',
    refused: 'failed to patch env update to pod template:',
    manager: 'kubectl-set',
    change: (one) =>
      withContainers(one, (container) => (isMeant(container) ? { ...container, env: changedEnv(container.env ?? [], given, removed) } : container)),
  });
}

function sourceText(from: NonNullable<EnvVar['valueFrom']>): string {
  if (from.secretKeyRef) return `secret ${from.secretKeyRef.name}, key ${from.secretKeyRef.key}`;
  if (from.configMapKeyRef) return `configmap ${from.configMapKeyRef.name}, key ${from.configMapKeyRef.key}`;
  return from.fieldRef ? `field path ${from.fieldRef.fieldPath}` : 'resource field';
}

function changedEnv(env: readonly EnvVar[], given: readonly EnvVar[], removed: readonly string[]): EnvVar[] {
  const kept = env.filter(({ name }) => !removed.includes(name)).map((one) => given.find(({ name }) => name === one.name) ?? one);
  return [...kept, ...given.filter(({ name }) => !kept.some((one) => one.name === name))];
}

function setResources(run: Run, flags: Flags, namespace: string): void {
  const [limits, requests] = [flags.text('limits'), flags.text('requests')];
  if (limits === undefined && requests === undefined) throw failure('you must specify an update to requests or limits (in the form of --requests/--limits)');
  const found = changeable(run, flags, { words: flags.words, namespace });
  const only = flags.text('containers') ?? '*';
  const amounts = { ...(limits === undefined ? {} : { limits: amountsOf(limits) }), ...(requests === undefined ? {} : { requests: amountsOf(requests) }) };
  editEach(run, flags, found, {
    word: 'resource requirements updated',
    refused: 'failed to patch resources update to pod template',
    manager: 'kubectl-set',
    change: (one) =>
      withContainers(one, (container) =>
        only === '*' || only === container.name ? { ...container, resources: mergedAmounts(container, amounts) } : container,
      ),
  });
}

type Amounts = Readonly<Record<string, string>>;

function mergedAmounts(
  { resources = {} }: Container,
  { limits, requests }: { readonly limits?: Amounts; readonly requests?: Amounts },
): NonNullable<Container['resources']> {
  return {
    ...resources,
    ...(limits ? { limits: { ...resources.limits, ...limits } } : {}),
    ...(requests ? { requests: { ...resources.requests, ...requests } } : {}),
  };
}

function amountsOf(text: string): Amounts {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const parts = pair.split('=');
      if (parts.length !== 2) throw failure(`invalid argument syntax ${pair}, expected <resource>=<value>`);
      return [parts[0]!, parts[1]!];
    }),
  );
}
