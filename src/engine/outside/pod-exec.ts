import { isObject } from '../../base/json.ts';
import { badRequest, internalError } from '../../kinds/errors.ts';
import type { Status } from '../../kinds/object.ts';
import type { OutsideContent } from '../../wire/outside.ts';
import type { ApiRequest } from '../../wire/request.ts';
import { refuse } from '../apiserver/refusal.ts';
import type { ExecResult } from '../node/runtime/execs.ts';
import type { ExecStreams } from '../images/exec.ts';
import { type ContainerRef, newestOf, runtimePod } from '../node/runtime/records.ts';
import type { Sim } from '../sim/sim.ts';
import { sha256Hex } from '../../base/sha256.ts';
import { containerName, type PodPath, podOf } from './pod-door.ts';

/**
 * pods/NAME/exec: a command beside a container's main process. Several `command` parameters of the query arrive in the body as a list, since a query is a record
 * here. A Status is what the stream's end says: nothing runs. Upstream: pkg/registry/core/pod/strategy.go (ExecLocation), pkg/kubelet/server/server.go (getExec).
 */
export function execRequest(sim: Sim, path: PodPath, { query = {}, body }: ApiRequest): ExecAsked | Status {
  const pod = podOf(sim, path);
  const given = isObject(body) ? body['command'] : undefined;
  const command = Array.isArray(given) ? given.map(String) : query['command'] === undefined ? [] : [query['command']];
  if (command.length === 0) refuse(badRequest('you must specify at least one command for the container'));
  const container = containerName(pod, query['container']);
  const node = pod.spec?.nodeName;
  if (!node) return refuse(badRequest(`pod ${path.name} does not have a host assigned`));
  const uid = pod.metadata?.uid ?? '';
  const record = newestOf(runtimePod(sim, node, uid), container);
  // The API server has agreed with the client on a stream before it hears what the kubelet says (apimachinery pkg/util/proxy, streamtranslator.go).
  if (record?.state !== 'running') return internalError(`unable to upgrade connection: container not found (${JSON.stringify(container)})`);
  return { ref: { node, uid, id: record.id }, command, ...streamsOf(query) };
}

/** A parameter that is true or false, as Go reads one. */
export const isOn = (query: Readonly<Record<string, string>>, name: string): boolean => /^(?:1|t|true)$/i.test(query[name] ?? '');

/** kubelet's pkg/cri/streaming/remotecommand NewOptions: at a tty there is one stream of output only. */
function streamsOf(query: Readonly<Record<string, string>>): Pick<ExecAsked, 'streams' | 'shows'> {
  const tty = isOn(query, 'tty');
  const shows = { stdout: isOn(query, 'stdout'), stderr: isOn(query, 'stderr') && !tty };
  if (!isOn(query, 'stdin') && !shows.stdout && !shows.stderr) refuse(badRequest('you must specify at least 1 of stdin, stdout, stderr'));
  return { streams: { stdin: isOn(query, 'stdin'), tty }, shows };
}

/** How a stream ends whose input the cluster cannot take: who runs a command hears why, as at the end of any command. */
export const brokenStream = (why: string): readonly OutsideContent[] => [
  { is: 'output', channel: 'error', text: JSON.stringify(internalError(why)) },
  { is: 'closed' },
];

interface ExecAsked {
  readonly ref: ContainerRef;
  readonly command: readonly string[];
  readonly streams: ExecStreams;
  readonly shows: Readonly<Record<'stdout' | 'stderr', boolean>>;
}

/**
 * What the error channel says at the end (apimachinery pkg/util/remotecommand; kubelet's streaming server). containerd gives each command an id of 64 hexadecimal
 * digits, here made from the `exchange`.
 */
export function exitStatus(result: ExecResult | undefined, exchange = ''): Partial<Status> {
  const failure = (message: string, exitCode?: number): Partial<Status> => ({
    metadata: {},
    status: 'Failure',
    message,
    ...(exitCode === undefined
      ? { reason: 'InternalError', code: 500 }
      : { reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] } }),
  });
  if (!result) return failure('command terminated with exit code 137', 137);
  if (result.failed !== undefined)
    return failure(
      `Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "${sha256Hex(`exec ${exchange}`)}": ${result.failed}`,
    );
  return result.exitCode === 0 ? { metadata: {}, status: 'Success' } : failure(`command terminated with exit code ${result.exitCode}`, result.exitCode);
}
