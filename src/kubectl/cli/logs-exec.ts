import type { Status } from '../../kinds/object.ts';
import { formatLabelSelector } from '../../kinds/selector.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindByName } from '../../kinds/registry.ts';
import type { Deployment, Pod, Service } from '../../kinds/schema/types.gen.ts';
import { type ApiRequest } from '../../wire/request.ts';
import type { Command } from './command.ts';
import { bool, duration, type Flags, short, strings, text } from './flags.ts';
import { Failure, failure, type Reading, type Run } from './run.ts';
import type { TypedInput } from './step.ts';
import { fetchAll, type Found, refusal, type Target, targetsOf } from './targets.ts';

/** kubectl exec (pkg/cmd/exec/exec.go), and which pod and container of an object are meant. */
export type PodObject = Pod & KubeObject;

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** Several containers without a choice: the first, and it is said. */
export function chosen(run: Run, pod: PodObject, asked: string | undefined): string {
  const containers = pod.spec?.containers ?? [];
  if (asked !== undefined) return asked;
  const preferred = pod.metadata.annotations?.[DEFAULT_CONTAINER];
  if (preferred !== undefined && containers.some(({ name }) => name === preferred)) return preferred;
  const [first] = containers;
  if (containers.length > 1) {
    const all = [...containers.map(({ name }) => name), ...(pod.spec?.initContainers ?? []).map(({ name }) => `${name} (init)`)].join(', ');
    run.err(`Defaulted container ${JSON.stringify(first!.name)} out of: ${all}\n`);
  }
  return first?.name ?? '';
}

/** `POD`, `pod/POD`, `deploy/NAME`, `svc/NAME`: a pod of it (polymorphichelpers/attachablepodforobject.go). */
export function podOf(run: Run, word: string, namespace: string): PodObject {
  const [target] = targetsOf(word.includes('/') ? [word] : ['pods', word], { namespace }) as readonly [Target];
  const { found, errors } = fetchAll(run, [target], {});
  if (errors.length > 0 || !found[0]) throw new Failure(errors);
  return onePodOf(run, found[0], namespace);
}

/** The pod that stands for an object with several. */
export function onePodOf(run: Run, one: Found, namespace: string, choice: 'told' | 'silent' = 'silent'): PodObject {
  if (one.kind.kind === 'Pod') return one.object as unknown as PodObject;
  const pods = podsOf(run, one, namespace);
  if (!pods) throw failure(`cannot attach to *${one.kind.version}.${one.kind.kind}: selector for *${one.kind.version}.${one.kind.kind} not implemented`);
  // Those that run and are ready first, then the ones that were made first.
  const rank = (pod: PodObject): number =>
    pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ? 0 : pod.status?.phase === 'Running' ? 1 : 2;
  const best = [...pods].sort((a, b) => rank(a) - rank(b))[0];
  if (!best) throw failure('timed out waiting for the condition');
  if (choice === 'told' && pods.length > 1) run.err(`Found ${pods.length} pods, using pod/${best.metadata.name}\n`);
  return best;
}

/** Undefined: the kind selects no pods. */
export function podsOf(run: Run, { kind, object }: Found, namespace: string): readonly PodObject[] | undefined {
  const selector = selectorFor(kind.kind, object);
  return selector === undefined ? undefined : podsBy(run, selector, object.metadata.namespace ?? namespace);
}

function selectorFor(kind: string, object: KubeObject): string | undefined {
  if (kind === 'Service') return labelsText((object as unknown as Service).spec?.selector ?? {});
  if (kind !== 'Deployment' && kind !== 'ReplicaSet') return undefined;
  return formatLabelSelector((object as unknown as Deployment).spec?.selector);
}

const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`)
    .join(',');

export function podsBy(run: Run, selector: string, namespace: string): readonly PodObject[] {
  const kind = kindByName('', 'v1', 'Pod')!;
  const { found, errors } = fetchAll(run, [{ kind, name: undefined, namespace }], { selector });
  if (errors.length > 0) throw new Failure(errors);
  return found.map(({ object }) => object as unknown as PodObject);
}

export const exec: Command = {
  flags: {
    container: short('c', text),
    filename: short('f', strings),
    'pod-running-timeout': duration,
    quiet: short('q', bool),
    stdin: short('i', bool),
    tty: short('t', bool),
  },
  run: runExec,
};

function runExec(run: Run, flags: Flags, namespace: string): void {
  const [word, ...rest] = flags.words;
  const command = flags.dash === undefined ? rest : flags.words.slice(flags.dash);
  if (word === undefined || flags.dash === 0) throw failure('pod, type/name or --filename must be specified');
  if (command.length === 0) throw failure('you must specify at least one command for the container');
  if (flags.dash === undefined)
    throw failure(`exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples`);
  const pod = podOf(run, word, namespace);
  const { name, namespace: place = '' } = pod.metadata;
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') throw failure(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  const container = chosen(run, pod, flags.text('container'));
  const { stdin, tty } = typedInput(run, flags, flags.on('tty'));
  const path = `/api/v1/namespaces/${place}/pods/${encodeURIComponent(name)}/exec`;
  run.exitCode = stream(run, { path, query: streamQuery({ container, stdin, tty }), body: { command } }, stdin);
}

/** Whether standard input goes on, and whether the other end has a terminal then (pkg/cmd/exec/exec.go SetupTTY). */
export function typedInput(run: Run, flags: Flags, wantsTty: boolean): { readonly stdin: TypedInput | undefined; readonly tty: boolean } {
  if (!flags.on('stdin')) return { stdin: undefined, tty: false };
  const isPiped = run.stdin !== undefined;
  if (wantsTty && isPiped && !flags.on('quiet')) run.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  const tty = wantsTty && !isPiped;
  return { stdin: { tty, ...(run.stdin === undefined ? {} : { text: run.stdin }) }, tty };
}

interface Streams {
  readonly container: string;
  readonly stdin: TypedInput | undefined;
  readonly tty: boolean;
}

export const streamQuery = ({ container, stdin, tty }: Streams): Record<string, string> => ({
  container,
  ...(tty ? {} : { stderr: 'true' }),
  ...(stdin ? { stdin: 'true' } : {}),
  stdout: 'true',
  ...(tty ? { tty: 'true' } : {}),
});

/** Both ways until the other end is over; its exit code. */
export function stream(run: Run, request: Pick<ApiRequest, 'path' | 'query' | 'body'>, stdin: TypedInput | undefined): number {
  return run.follow<number, number>(
    { method: 'POST', ...request },
    {
      start: 0,
      stdin,
      read: (state, message): Reading<number, number> => {
        if (message.is === 'answer') throw new Failure([refusal(message.response)]);
        if (message.is === 'closed') return { end: state };
        if (message.is !== 'output') return { state };
        if (message.channel === 'error') return { state: ended(run, JSON.parse(message.text) as Status) };
        if (message.channel === 'stdout') run.out(message.text);
        else run.err(message.text);
        return { state };
      },
    },
  );
}

/** client-go remotecommand: how the run ended. */
export function ended(run: Run, status: Status): number {
  if (status.status === 'Success') return 0;
  const code = status.details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message;
  if (code !== undefined) {
    run.err(`command terminated with exit code ${code}\n`);
    return Number(code);
  }
  run.err(`error: ${status.message ?? ''}\n`);
  return 1;
}
