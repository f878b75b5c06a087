import { parseRfc3339 } from '../../base/time.ts';
import { type ApiRequest, isSuccess } from '../../wire/request.ts';
import { type CliError, plainError } from '../errors.ts';
import type { Command } from './command.ts';
import { bool, duration, type Flags, short, text, whole } from './flags.ts';
import { chosen, onePodOf, type PodObject, podsBy, podsOf } from './logs-exec.ts';
import { Failure, failure, type Reading, type Run, usageFailure } from './run.ts';
import { fetchAll, type Found, refusal, type Target, targetsOf } from './targets.ts';

/** kubectl logs (pkg/cmd/logs/logs.go, pkg/polymorphichelpers/logsforobject.go). */
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

const USAGE = `expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
POD or TYPE/NAME is a required argument for the logs command`;

const MOST_STREAMS = 5;
const SELECTED_TAIL = 10;

function checkFlags(run: Run, flags: Flags): void {
  const { words } = flags;
  const selected = (flags.text('selector') ?? '') !== '';
  if ((words.length === 0 && !selected) || words.length > 2) throw usageFailure('logs', USAGE);
  if (words.length === 1 && selected) throw usageFailure('logs', 'only a selector (-l) or a POD name is allowed');
  const at = flags.text('since-time') ?? '';
  if (at !== '' && parseRfc3339(run.session.epochMs, at) === undefined)
    throw failure(`parsing time ${JSON.stringify(at)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(at)} as "2006"`);
  if (flags.has('pod-running-timeout') && (flags.duration('pod-running-timeout') ?? 0) <= 0) throw failure('--pod-running-timeout must be higher than zero');
}

/** After the object has been read. */
function checkOptions(flags: Flags): void {
  const container = flags.text('container') ?? flags.words[1] ?? '';
  if ((flags.text('since-time') ?? '') !== '' && (flags.duration('since') ?? 0) !== 0)
    throw failure('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (flags.on('all-containers') && container !== '') throw failure(`--all-containers=true should not be specified with container name ${container}`);
  if (flags.has('container') && flags.words.length === 2) throw failure('only one of -c or an inline [CONTAINER] arg is allowed');
  if ((flags.number('limit-bytes') ?? 0) < 0) throw failure('--limit-bytes must be greater than 0');
  if ((flags.duration('since') ?? 0) < 0) throw failure('--since must be greater than 0');
  if ((flags.number('tail') ?? -1) < -1) throw failure('--tail must be greater than or equal to -1');
}

function runLogs(run: Run, flags: Flags, namespace: string): void {
  checkFlags(run, flags);
  const pods = podsAsked(run, flags, namespace);
  const asked = flags.text('container') ?? flags.words[1];
  const sources = pods.flatMap((pod) => containersOf(run, flags, { pod, asked: asked === '' ? undefined : asked }));
  const streams = sources.map((source) => ({ request: requestOf(flags, source), prefix: prefixOf(flags, source) }));
  if (!flags.on('follow')) return readAll(run, flags, streams);
  const most = flags.number('max-log-requests') ?? MOST_STREAMS;
  if (streams.length > 1 && streams.length > most)
    throw failure(
      `you are attempting to follow ${streams.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
    );
  followAll(run, flags, streams);
}

interface Source {
  readonly pod: PodObject;
  readonly container: string;
}

interface Stream {
  readonly request: ApiRequest;
  readonly prefix: string;
}

function podsAsked(run: Run, flags: Flags, namespace: string): readonly PodObject[] {
  const selector = flags.text('selector') ?? '';
  if (selector !== '') {
    const pods = podsBy(run, selector, namespace);
    if (pods.length === 0) run.err(`No resources found in ${namespace} namespace.\n`);
    checkOptions(flags);
    return pods;
  }
  const [word = ''] = flags.words;
  const [target] = targetsOf(word.includes('/') ? [word] : ['pods', word], { namespace }) as readonly [Target];
  const { found, errors } = fetchAll(run, [target], {});
  const [one] = found;
  if (!one) throw new Failure(errors.map((error) => missing(error, namespace)));
  checkOptions(flags);
  if (one.kind.kind === 'Pod' || !flags.on('all-pods')) return [podWithLogs(run, one, namespace)];
  return podsOf(run, one, namespace) ?? [podWithLogs(run, one, namespace)];
}

const missing = (error: CliError, namespace: string): CliError =>
  error.is === 'status' && error.status.reason === 'NotFound'
    ? plainError(`error from server (NotFound): ${error.status.message ?? ''} in namespace ${JSON.stringify(namespace)}`)
    : error;

const SELECTING: ReadonlySet<string> = new Set(['Pod', 'Deployment', 'ReplicaSet', 'Service', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicationController']);

function podWithLogs(run: Run, one: Found, namespace: string): PodObject {
  const type = `*${one.kind.version}.${one.kind.kind}`;
  if (!SELECTING.has(one.kind.kind)) throw failure(`cannot get the logs from ${type}: selector for ${type} not implemented`);
  return onePodOf(run, one, namespace, 'told');
}

/** Which containers are read. */
function containersOf(run: Run, flags: Flags, { pod, asked }: { readonly pod: PodObject; readonly asked: string | undefined }): readonly Source[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? { containers: [] };
  const all = [...initContainers, ...containers, ...ephemeralContainers];
  if (flags.on('all-containers')) return all.map(({ name }) => ({ pod, container: name }));
  if (asked !== undefined && !all.some(({ name }) => name === asked)) throw failure(`container ${asked} is not valid for pod ${pod.metadata.name}`);
  return [{ pod, container: chosen(run, pod, asked) }];
}

const prefixOf = (flags: Flags, { pod, container }: Source): string =>
  flags.on('prefix') || flags.on('all-pods') ? `[pod/${pod.metadata.name}/${container}] ` : '';

const SECOND_US = 1_000_000;

function requestOf(flags: Flags, { pod, container }: Source): ApiRequest {
  const { name, namespace = '' } = pod.metadata;
  const lines = flags.number('tail') ?? ((flags.text('selector') ?? '') === '' ? -1 : SELECTED_TAIL);
  const [since = 0, bytes = 0, at = ''] = [flags.duration('since'), flags.number('limit-bytes'), flags.text('since-time')];
  const query = {
    container,
    ...(flags.on('follow') ? { follow: 'true' } : {}),
    ...(flags.on('insecure-skip-tls-verify-backend') ? { insecureSkipTLSVerifyBackend: 'true' } : {}),
    ...(bytes > 0 ? { limitBytes: String(bytes) } : {}),
    ...(flags.on('previous') ? { previous: 'true' } : {}),
    ...(since > 0 ? { sinceSeconds: String(Math.ceil(since / SECOND_US)) } : {}),
    ...(at === '' ? {} : { sinceTime: at }),
    ...(lines >= 0 ? { tailLines: String(lines) } : {}),
    ...(flags.on('timestamps') ? { timestamps: 'true' } : {}),
  };
  return { method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(name)}/log`, query };
}

const written = (run: Run, prefix: string, lines: string): void =>
  run.out(prefix === '' ? lines : lines.replace(/[^\n]*\n|[^\n]+$/g, (line) => `${prefix}${line}`));

/** One after the other; `--ignore-errors` goes on with the next. */
function readAll(run: Run, flags: Flags, streams: readonly Stream[]): void {
  run.each(streams, ({ request, prefix }) => {
    const response = run.ask(request);
    if (isSuccess(response)) written(run, prefix, String(response.body ?? ''));
    else if (!flags.on('ignore-errors')) throw new Failure([refusal(response)]);
    else written(run, prefix, `error: ${messageOf(refusal(response))}\n`);
  });
}

const messageOf = (error: CliError): string => (error.is === 'status' ? (error.status.message ?? '') : error.is === 'several' ? '' : error.message);

/** All at once, each line as it comes; over when the last of them is. */
function followAll(run: Run, flags: Flags, streams: readonly Stream[]): void {
  const [first, ...more] = streams;
  if (!first) return;
  run.follow<readonly number[], null>(first.request, {
    start: [],
    beside: more.map(({ request }) => request),
    ...(run.requestTimeoutUs > 0 ? { timeoutUs: run.requestTimeoutUs } : {}),
    read: (ended, message): Reading<readonly number[], null> => {
      if (message.is === 'timeout') throw failure('context deadline exceeded');
      const of = message.of ?? 0;
      const prefix = streams[of]?.prefix ?? '';
      const over = (): Reading<readonly number[], null> => (ended.length + 1 >= streams.length ? { end: null } : { state: [...ended, of] });
      if (message.is === 'output') written(run, prefix, message.text);
      if (message.is === 'closed') return over();
      if (message.is !== 'answer') return { state: ended };
      if (isSuccess(message.response)) written(run, prefix, String(message.response.body ?? ''));
      else if (!flags.on('ignore-errors')) throw new Failure([refusal(message.response)]);
      else written(run, prefix, `error: ${messageOf(refusal(message.response))}\n`);
      return over();
    },
  });
}
