import type { KubeObject } from '../../kinds/object.ts';
import { kindByName } from '../../kinds/registry.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { isSuccess } from '../../wire/request.ts';
import { printedAmong } from '../errors.ts';
import { attachTo } from './attach.ts';
import { answeredWrite, dryRunOf, writeQuery, tell } from './change.ts';
import type { Command } from './command.ts';
import { CREATE_FLAGS, createObject, made, typedPrinterOf } from './create-noun.ts';
import { array, bool, duration, type Flags, type FlagTable, short, strings, text, whole, without } from './flags.ts';
import { RECORD, recorded } from './record.ts';
import { Failure, failure, type Run, usageFailure } from './run.ts';
import { overridden, pairs, placedAsAsked, portNumber } from './generated.ts';
import { pathOf, refusal, type Target } from './targets.ts';
import { untilTrue } from './until.ts';

/** kubectl run (pkg/cmd/run/run.go). */
export const runCommand: Command = {
  flags: {
    ...without(CREATE_FLAGS, 'validate'),
    ...RECORD,
    annotations: array,
    attach: bool,
    command: bool,
    env: array,
    expose: bool,
    image: text,
    'image-pull-policy': text,
    labels: short('l', text),
    'leave-stdin-open': bool,
    overrides: text,
    'override-type': text,
    port: text,
    privileged: bool,
    quiet: short('q', bool),
    restart: text,
    rm: bool,
    stdin: short('i', bool),
    tty: short('t', bool),
    'pod-running-timeout': duration,
    cascade: text,
    filename: short('f', strings),
    kustomize: short('k', text),
    recursive: short('R', bool),
    force: bool,
    'grace-period': whole,
    timeout: duration,
    wait: bool,
  } satisfies FlagTable,
  required: ['image'],
  run: runRun,
};

const isAttached = (flags: Flags): boolean => (flags.has('attach') ? flags.on('attach') : flags.on('stdin'));

function runRun(run: Run, flags: Flags, namespace: string): void {
  const [name] = flags.words;
  if (name === undefined || flags.dash === 0) throw usageFailure('run', 'NAME is required for run');
  const image = flags.text('image') ?? '';
  if (image === '') throw failure('--image is required');
  if (!IMAGE.test(image)) throw failure(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  const policy = flags.text('image-pull-policy') ?? '';
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) throw usageFailure('run', `invalid image pull policy: ${policy}`);
  if (flags.on('tty') && !flags.on('stdin')) throw usageFailure('run', '-i/--stdin is required for containers with -t/--tty=true');
  const port = flags.text('port');
  if (flags.on('expose') && port === undefined) throw usageFailure('run', '--port must be set when exposing a service');
  const restart = flags.text('restart') ?? '';
  if (!['', 'Always', 'OnFailure', 'Never'].includes(restart)) throw usageFailure('run', `invalid restart policy: ${restart}`);
  const attached = isAttached(flags);
  if (!attached && flags.on('rm')) throw usageFailure('run', '--rm should only be used for attached containers');
  if (attached && dryRunOf(run, flags) !== 'none')
    throw usageFailure('run', "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
  const pod = recorded(flags, overridden(flags, podFrom(flags, name), 'io.k8s.api.core.v1.Pod'));
  if (attached) return runAttached(run, flags, { pod, namespace });
  createBoth(run, flags, { pod, namespace });
}

/** distribution/reference: names are lower case, but for the host before them. */
const IMAGE = /^([A-Za-z0-9.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@\w+:[0-9a-fA-F]{32,})?$/;

/** The pod is made first; of its Service is told first. */
function createBoth(run: Run, flags: Flags, { pod, namespace }: { readonly pod: KubeObject; readonly namespace: string }): void {
  const how = { namespace, called: undefined, manager: 'kubectl-run', savesDry: false };
  const dryRun = dryRunOf(run, flags);
  const printer = typedPrinterOf(run, flags);
  const one = made(run, flags, { ...how, object: pod });
  if (flags.on('expose')) {
    tell(run, made(run, flags, { ...how, object: serviceOf(flags, pod.metadata.name) }), { word: 'created', dryRun, printer });
    if (flags.text('output') === 'yaml') run.out('---\n');
  }
  tell(run, one, { word: 'created', dryRun, printer });
}

const labelsOf = (flags: Flags, name: string): Record<string, string> => (flags.has('labels') ? pairs(flags.text('labels') ?? '', 'label') : { run: name });

function serviceOf(flags: Flags, name: string): KubeObject {
  const port = portNumber(flags.text('port') ?? '');
  const spec = { ports: [{ port, protocol: 'TCP', targetPort: port }], selector: labelsOf(flags, name) };
  return placedAsAsked(flags, { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec, status: { loadBalancer: {} } } as unknown as KubeObject);
}

/** Upstream: pkg/generate/versioned/run.go (BasicPod). */
function podFrom(flags: Flags, name: string): KubeObject {
  const rest = flags.words.slice(1);
  const annotations = Object.assign({}, ...flags.list('annotations').map((one) => pairs(one, 'annotation'))) as Record<string, string>;
  const env = flags
    .list('env')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw failure(`invalid env: ${pair}`);
      return { name: pair.slice(0, at), value: pair.slice(at + 1) };
    });
  const port = flags.text('port');
  const stdin = flags.on('stdin');
  const container = {
    ...(rest.length === 0 ? {} : flags.on('command') ? { command: rest } : { args: rest }),
    ...(env.length > 0 ? { env } : {}),
    image: flags.text('image'),
    ...(flags.has('image-pull-policy') ? { imagePullPolicy: flags.text('image-pull-policy') } : {}),
    name,
    ...(port === undefined ? {} : { ports: [{ containerPort: portNumber(port) }] }),
    resources: {},
    ...(flags.on('privileged') ? { securityContext: { privileged: true } } : {}),
    ...(stdin ? { stdin: true } : {}),
    ...(stdin && !flags.on('leave-stdin-open') ? { stdinOnce: true } : {}),
    ...(flags.on('tty') ? { tty: true } : {}),
  };
  const metadata = { labels: labelsOf(flags, name), name, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) };
  const spec = { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: flags.text('restart') ?? 'Always' };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec, status: {} } as unknown as KubeObject;
}

type PodObject = Pod & KubeObject;

interface Attached {
  readonly pod: KubeObject;
  readonly namespace: string;
}

/** The pod is made, waited for, attached to, and, with --rm, taken away in the end whatever came of it. */
function runAttached(run: Run, flags: Flags, { pod: made, namespace }: Attached): void {
  const kind = kindByName('', 'v1', 'Pod')!;
  const place = made.metadata.namespace ?? namespace;
  const target: Target = { kind, name: made.metadata.name, namespace: place };
  const query = writeQuery('none', flags.text('field-manager') ?? 'kubectl-run');
  const body = { ...made, metadata: { ...made.metadata, namespace: place } };
  answeredWrite(run, { method: 'POST', path: pathOf({ ...target, name: undefined }), query, body: body as never });
  if (flags.on('expose')) createObject(run, flags, { object: serviceOf(flags, made.metadata.name), namespace, called: undefined, manager: 'kubectl-run' });
  const outcome = attempted(() => lived(run, flags, target));
  if (flags.on('rm')) takeAway(run, flags, target);
  if (outcome instanceof Failure) throw outcome;
  if (!outcome) return;
  run.err(`${outcome.message}\n`);
  run.exitCode = outcome.code;
}

interface Ended {
  readonly message: string;
  readonly code: number;
}

function attempted(lived: () => Ended | undefined): Ended | Failure | undefined {
  try {
    return lived();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error;
  }
}

const WAIT_US = 60_000_000;
const isOver = ({ status }: PodObject): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed';
const isReady = ({ status }: PodObject): boolean =>
  status?.phase === 'Running' && (status.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True');

/** Waits for the pod, shows what it writes, and, where its policy lets it end, how it ended; undefined: nothing to tell. */
function lived(run: Run, flags: Flags, target: Target): Ended | undefined {
  const pod = waited(run, target, (one) => isOver(one) || isReady(one));
  if (isOver(pod)) log(run, target);
  else {
    const failed = attempted(() => {
      attachTo(run, flags, pod);
      return undefined;
    });
    if (failed instanceof Failure) {
      run.err(`warning: couldn't attach to pod/${target.name}, falling back to streaming logs: ${messageOf(failed)}\n`);
      log(run, target);
    }
  }
  const restart = flags.text('restart');
  if (flags.on('leave-stdin-open') || (restart !== 'Never' && restart !== 'OnFailure')) return undefined;
  return howEnded(waited(run, target, (one) => (restart === 'Never' ? isOver(one) : one.status?.phase === 'Succeeded')));
}

function messageOf({ errors: [error] }: Failure): string {
  return error === undefined ? '' : error.is === 'status' ? (error.status.message ?? '') : printedAmong(error).join('\n');
}

function waited(run: Run, target: Target, when: (pod: PodObject) => boolean): PodObject {
  const outcome = untilTrue(run, target, { timeoutUs: WAIT_US, when: (object) => object === undefined || when(object as unknown as PodObject) });
  if (outcome === 'timeout') throw failure('timed out waiting for the condition');
  const response = run.ask({ method: 'GET', path: pathOf(target) });
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  return response.body as unknown as PodObject;
}

function log(run: Run, target: Target): void {
  const response = run.ask({ method: 'GET', path: `${pathOf(target)}/log` });
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  run.out(String(response.body ?? ''));
}

function howEnded({ metadata: { name, namespace = '' }, status }: PodObject): Ended | undefined {
  if (status?.phase === 'Succeeded') return undefined;
  const terminated = status?.containerStatuses?.[0]?.state?.terminated;
  if (!terminated || terminated.exitCode === 0) throw failure(`pod ${namespace}/${name} failed with unknown exit code`);
  const message = terminated.message ? `\n${terminated.message}` : '';
  return { message: `pod ${namespace}/${name} terminated (${terminated.reason})${message}`, code: terminated.exitCode };
}

function takeAway(run: Run, flags: Flags, target: Target): void {
  const response = run.ask({
    method: 'DELETE',
    path: pathOf(target),
    body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' },
  });
  if (!isSuccess(response)) {
    if (response.code === 404) return;
    throw new Failure([refusal(response)]);
  }
  if (!flags.on('quiet')) run.say(`pod "${target.name}" deleted from ${target.namespace} namespace`);
}
