import type { Status } from '../../kinds/object.ts';
import { formatLabelSelector } from '../../kinds/selector.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindByName } from '../../kinds/registry.ts';
import type { Deployment, Pod, Service } from '../../kinds/schema/types.gen.ts';
import { type ApiRequest, isSuccess } from '../../wire/request.ts';
import type { Command } from './command.ts';
import { bool, duration, type Flags, short, strings, text, whole } from './flags.ts';
import { Failure, failure, type Reading, type Run } from './run.ts';
import type { TypedInput } from './step.ts';
import { fetchAll, refusal, type Target, targetsOf } from './targets.ts';

/** kubectl logs and exec (pkg/cmd/logs/logs.go, pkg/cmd/exec/exec.go). */
export const logs: Command = {
  flags: {
    'all-containers': bool,
    'all-pods': bool,
    container: short('c', text),
    follow: short('f', bool),
    'ignore-errors': bool,
    'insecure-skip-tls-verify-backend': bool,
    'limit-bytes': whole,
    'max-log-requests': whole,
    'pod-running-timeout': duration,
    prefix: bool,
    previous: short('p', bool),
    selector: short('l', text),
    since: duration,
    'since-time': text,
    tail: whole,
    timestamps: bool,
  },
  run: runLogs,
};

type PodObject = Pod & KubeObject;

const LOGS_USAGE = `expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
POD or TYPE/NAME is a required argument for the logs command
See 'kubectl logs -h' for help and examples`;

function runLogs(run: Run, flags: Flags, namespace: string): void {
  const selector = flags.text('selector');
  const [name, container] = flags.words;
  if (name === undefined && selector === undefined) throw failure(LOGS_USAGE);
  if (name !== undefined && selector !== undefined) throw failure('only a selector (-l) or a POD name is allowed');
  if (flags.has('since') && flags.has('since-time')) throw failure('at most one of `sinceTime` or `sinceSeconds` may be specified');
  const pods = selector === undefined ? [podOf(run, name!, namespace, 'told')] : podsBy(run, selector, namespace);
  if (pods.length === 0) run.err(`No resources found in ${namespace} namespace.\n`);
  const sources = pods.flatMap((pod) => containersOf(run, flags, { pod, asked: flags.text('container') ?? container }));
  if (flags.on('follow') && sources.length > 1) throw failure(`kubectl logs -f of ${sources.length} containers at once is not offered here yet; name one`);
  const prefix = flags.on('prefix');
  run.each(sources, (source) =>
    readLog(run, flags, { ...source, prefix: prefix ? `[pod/${source.pod.metadata.name}/${source.container}] ` : '', tail: selector !== undefined }),
  );
}

interface Source {
  readonly pod: PodObject;
  readonly container: string;
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** Which containers are read; several of them without a choice: the first, and it is said. */
function containersOf(run: Run, flags: Flags, { pod, asked }: { readonly pod: PodObject; readonly asked: string | undefined }): readonly Source[] {
  const containers = pod.spec?.containers ?? [];
  if (flags.on('all-containers')) return [...(pod.spec?.initContainers ?? []), ...containers].map(({ name }) => ({ pod, container: name }));
  return [{ pod, container: chosen(run, pod, asked) }];
}

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

function readLog(run: Run, flags: Flags, { pod, container, prefix, tail }: Source & { readonly prefix: string; readonly tail: boolean }): void {
  const { name, namespace = '' } = pod.metadata;
  const lines = flags.number('tail') ?? (tail ? 10 : -1);
  const since = flags.duration('since');
  const query = {
    container,
    ...(flags.on('follow') ? { follow: 'true' } : {}),
    ...(flags.has('limit-bytes') ? { limitBytes: flags.text('limit-bytes')! } : {}),
    ...(flags.on('previous') ? { previous: 'true' } : {}),
    ...(since ? { sinceSeconds: String(Math.ceil(since / 1_000_000)) } : {}),
    ...(flags.has('since-time') ? { sinceTime: flags.text('since-time')! } : {}),
    ...(lines >= 0 ? { tailLines: String(lines) } : {}),
    ...(flags.on('timestamps') ? { timestamps: 'true' } : {}),
  };
  const request = { method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(name)}/log`, query } as const;
  const write = (written: string): void => run.out(prefix === '' ? written : written.replace(/^(?=.)/gm, prefix));
  if (flags.on('follow')) {
    run.follow<null, null>(request, {
      start: null,
      read: (state, message): Reading<null, null> => {
        if (message.is === 'answer') {
          if (!isSuccess(message.response)) throw new Failure([refusal(message.response)]);
          write(String(message.response.body));
          return { end: null };
        }
        if (message.is === 'output') write(message.text);
        return message.is === 'closed' ? { end: null } : { state };
      },
    });
    return;
  }
  const response = run.ask(request);
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  write(String(response.body ?? ''));
}

/** `POD`, `pod/POD`, `deploy/NAME`, `svc/NAME`: a pod of it (polymorphichelpers/logsforobject.go, which tells of its choice; attachablepodforobject.go, which does not). */
export function podOf(run: Run, word: string, namespace: string, choice: 'told' | 'silent' = 'silent'): PodObject {
  const words = word.includes('/') ? [word] : ['pods', word];
  const [target] = targetsOf(words, { namespace }) as readonly [Target];
  const { found, errors } = fetchAll(run, [target], {});
  if (errors.length > 0 || !found[0]) throw new Failure(errors);
  const { kind, object } = found[0];
  if (kind.kind === 'Pod') return object as unknown as PodObject;
  const selector = selectorFor(kind.kind, object);
  if (selector === undefined)
    throw failure(
      `cannot get the logs from ${JSON.stringify(kind.kind)}: selector is not known`.replace(/: selector is not known$/, ': not a workload with pods'),
    );
  const pods = podsBy(run, selector, object.metadata.namespace ?? namespace);
  // Those that run and are ready first, then the ones that were made first.
  const rank = (pod: PodObject): number =>
    pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ? 0 : pod.status?.phase === 'Running' ? 1 : 2;
  const best = [...pods].sort((a, b) => rank(a) - rank(b))[0];
  if (!best) throw failure('timed out waiting for the condition');
  if (choice === 'told' && pods.length > 1) run.err(`Found ${pods.length} pods, using pod/${best.metadata.name}\n`);
  return best;
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

function podsBy(run: Run, selector: string, namespace: string): readonly PodObject[] {
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
