import type { KubeObject } from '../../kinds/object.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import type { Command } from './command.ts';
import { bool, duration, type Flags, short, text } from './flags.ts';
import { chosen, podOf, stream, streamQuery, typedInput } from './logs-exec.ts';
import { failure, type Run, usageFailure } from './run.ts';

/** kubectl attach (pkg/cmd/attach/attach.go). */
export const attach: Command = {
  flags: {
    container: short('c', text),
    'pod-running-timeout': duration,
    quiet: short('q', bool),
    stdin: short('i', bool),
    tty: short('t', bool),
  },
  run: runAttach,
};

function runAttach(run: Run, flags: Flags, namespace: string): void {
  const { words } = flags;
  if (words.length === 0) throw failure('at least 1 argument is required for attach');
  if (words.length > 2) throw failure(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${words.length}: [${words.join(' ')}]`);
  if (flags.has('pod-running-timeout') && flags.duration('pod-running-timeout')! <= 0)
    throw usageFailure('attach', '--pod-running-timeout must be higher than zero');
  const pod = podOf(run, words.join('/'), namespace);
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') throw failure(`cannot attach a container in a completed pod; current phase is ${phase}`);
  run.exitCode = attachTo(run, flags, pod);
}

const RECORDED =
  'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n';

/** The streams of a pod's container, until its process is over. */
export function attachTo(run: Run, flags: Flags, pod: Pod & KubeObject): number {
  const { name, namespace = '' } = pod.metadata;
  const quiet = flags.on('quiet');
  const container = chosen(run, pod, flags.text('container'));
  const spec = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].find((one) => one.name === container);
  if (!spec) throw failure(`cannot attach to the container: container ${container} not found in pod ${name}`);
  if (flags.on('tty') && !spec.tty && !quiet) run.err(`error: Unable to use a TTY - container ${container} did not allocate one\n`);
  const { stdin, tty } = typedInput(run, flags, spec.tty === true);
  if (!quiet) run.err(`${RECORDED}If you don't see a command prompt, try pressing enter.\n`);
  const path = `/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(name)}/attach`;
  const exit = stream(run, { path, query: streamQuery({ container, stdin, tty }) }, stdin);
  if (!quiet && tty && pod.spec?.restartPolicy === 'Always')
    run.say(`Session ended, resume using 'kubectl attach ${name} -c ${container} -i -t' command when the pod is running`);
  return exit;
}
