import type { KubeObject } from '../../kinds/object.ts';
import { asWritten } from '../../kinds/written.ts';
import { isSuccess } from '../../wire/request.ts';
import type { Command } from './command.ts';
import { bool, duration, type Flags, short, strings, text } from './flags.ts';
import { kyamlText } from './kyaml-text.ts';
import type { PodObject } from './logs-exec.ts';
import { OUTPUT } from './output-flags.ts';
import { itemsOf, jsonText, printerOf, withoutManagedFields } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';
import { withFile } from './step.ts';
import { answered, refusal } from './targets.ts';
import { yamlText } from './yaml-text.ts';

/** kubectl cluster-info dump (pkg/cmd/clusterinfo/clusterinfo_dump.go): lists and logs, one after the other, or each in a file of its own. */
export const dump: Command = {
  flags: { ...OUTPUT, 'all-namespaces': short('A', bool), namespaces: strings, 'output-directory': text, 'pod-running-timeout': duration },
  run: runDump,
};

interface Listed {
  /** Of the file, without what shows its form. */
  readonly file: string;
  readonly path: string;
  readonly kind: string;
}

const LISTS: readonly (readonly [file: string, resource: string, kind: string])[] = [
  ['events', 'api/v1:events', 'EventList'],
  ['replication-controllers', 'api/v1:replicationcontrollers', 'ReplicationControllerList'],
  ['services', 'api/v1:services', 'ServiceList'],
  ['daemonsets', 'apis/apps/v1:daemonsets', 'DaemonSetList'],
  ['deployments', 'apis/apps/v1:deployments', 'DeploymentList'],
  ['replicasets', 'apis/apps/v1:replicasets', 'ReplicaSetList'],
  ['pods', 'api/v1:pods', 'PodList'],
];

const listsOf = (namespace: string): readonly Listed[] =>
  LISTS.map(([file, resource, kind]) => ({ file: `${namespace}/${file}`, path: `/${resource.replace(':', `/namespaces/${namespace}/`)}`, kind }));

function runDump(run: Run, flags: Flags, namespace: string): void {
  const print = printerTo(run, flags);
  run.once(() => {
    const nodes = listOf(run, { file: 'nodes', path: '/api/v1/nodes', kind: 'NodeList' });
    print('nodes', nodes);
    return null;
  });
  const asked = flags.list('namespaces');
  const all = flags.on('all-namespaces')
    ? itemsOf(answered(run, { method: 'GET', path: '/api/v1/namespaces' }) as unknown as KubeObject).map(({ metadata }) => metadata.name)
    : asked.length > 0
      ? asked
      : ['kube-system', namespace];
  run.each(all, (one) => {
    run.each(listsOf(one), (list) => {
      const found = listOf(run, list);
      print(list.file, found);
      if (list.kind === 'PodList') dumpLogs(run, flags, itemsOf(found) as readonly PodObject[]);
    });
  });
  const directory = directoryOf(flags);
  if (directory !== undefined) run.say(`Cluster info dumped to ${directory}`);
}

const directoryOf = (flags: Flags): string | undefined => {
  const directory = flags.text('output-directory') ?? '';
  return directory === '' || directory === '-' ? undefined : directory;
};

/**
 * Simplified: of kinds that this cluster does not serve (ReplicationController, DaemonSet) there are none; the real kubectl ends there with what the server says of
 * a path that it does not have.
 */
function listOf(run: Run, { path, kind }: Listed): KubeObject {
  const response = run.ask({ method: 'GET', path });
  if (response.code === 404) return { kind, apiVersion: path.startsWith('/apis/') ? 'apps/v1' : 'v1', metadata: {}, items: [] } as unknown as KubeObject;
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  const list = response.body as unknown as KubeObject;
  return { ...list, items: itemsOf(list).map(asWritten) } as unknown as KubeObject;
}

type Print = (file: string, list: KubeObject) => void;

/** Texts of these go into files as well. */
const TEXTS: Readonly<Record<string, (list: KubeObject) => string>> = { json: (list) => jsonText(list), yaml: yamlText, kyaml: (list) => kyamlText(list) };

/** Simplified: keys of JSON are sorted; the real ones stand in the order of Go's types. */
function printerTo(run: Run, flags: Flags): Print {
  const directory = directoryOf(flags);
  const form = flags.text('output') ?? (flags.has('template') ? 'go-template' : 'json');
  const textOf = Object.hasOwn(TEXTS, form) ? TEXTS[form] : undefined;
  const count = run.memory(0);
  if (textOf === undefined) {
    const printer = printerOf(run, flags);
    if (form === 'name') throw failure('list types are not supported by name printing: *v1.NodeList');
    if (directory !== undefined) throw failure(`-o ${form} is not offered here together with --output-directory`);
    return (_, list) => printer?.(list, run);
  }
  const written = (list: KubeObject): string => {
    // One printer writes them all, so what keeps documents apart stands in files, too.
    const mark = form === 'yaml' && count.value++ > 0 ? '---\n' : '';
    return mark + textOf(flags.on('show-managed-fields') ? list : withoutManagedFields(list));
  };
  if (directory === undefined) return (_, list) => run.out(written(list));
  const extension = form === 'json' || form === 'yaml' ? form : 'txt';
  return (file, list) => void (run.session = withFile(run.session, joined(directory, `${file}.${extension}`), written(list)));
}

const joined = (directory: string, file: string): string => `${directory.replace(/\/+$/, '').replace(/^(?:\.\/)+/, '')}/${file}`;

function dumpLogs(run: Run, flags: Flags, pods: readonly PodObject[]): void {
  const directory = directoryOf(flags);
  run.each(pods, (pod) => {
    const { name, namespace = '' } = pod.metadata;
    const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
    const parts = run.each(containers, (container) => {
      const of = `container ${container.name} of pod ${namespace}/${name} ====\n`;
      const path = `/api/v1/namespaces/${namespace}/pods/${name}/log`;
      const { code, body } = run.ask({ method: 'GET', path, query: { container: container.name } });
      const log = code < 300 ? String(body ?? '') : `Request log error: ${(body as { readonly message?: string }).message ?? ''}\n`;
      return `==== START logs for ${of}${log}==== END logs for ${of}`;
    });
    if (directory === undefined) run.out(parts.join(''));
    else run.session = withFile(run.session, joined(directory, `${namespace}/${name}/logs.txt`), parts.join(''));
  });
}
