import { dump } from './cluster-dump.ts';
import type { Command, CommandGroup } from './command.ts';
import { bool, type Flags, short, strings, text } from './flags.ts';
import { kyamlText } from './kyaml-text.ts';
import { SERVER } from '../../wire/by-hand.ts';
import { failure, type Run } from './run.ts';
import { tabulate } from './tabwriter.ts';
import { answered } from './targets.ts';
import { yamlText } from './yaml-text.ts';

/** What there is to know of the cluster: versions, resources, what one may do. */

const CLIENT = {
  major: '1',
  minor: '35',
  gitVersion: 'v1.35.2',
  gitCommit: 'fdc9d74cbf2da6754ebf81d56f80ae2948cd6425',
  gitTreeState: 'clean',
  buildDate: '2026-02-26T20:05:34Z',
  goVersion: 'go1.25.7',
  compiler: 'gc',
  platform: 'linux/amd64',
} as const;
const KUSTOMIZE = 'v5.7.1';

export const version: Command = {
  flags: { client: bool, output: short('o', text) },
  run: (run, flags) => {
    if (flags.words.length > 0) throw failure(`extra arguments: [${flags.words.join(' ')}]`);
    const output = flags.text('output') ?? '';
    if (!['', 'yaml', 'json'].includes(output)) throw failure(`--output must be 'yaml' or 'json'`);
    const server = flags.on('client') ? undefined : (answered(run, { method: 'GET', path: '/version' }) as unknown as { readonly gitVersion: string });
    const all = { clientVersion: CLIENT, kustomizeVersion: KUSTOMIZE, ...(server ? { serverVersion: server } : {}) };
    if (output === 'yaml') return run.out(`${yamlText(all)}\n`);
    if (output === 'json') return run.out(`${JSON.stringify(all, null, 2)}\n`);
    run.say(`Client Version: ${CLIENT.gitVersion}`);
    run.say(`Kustomize Version: ${KUSTOMIZE}`);
    if (server) run.say(`Server Version: ${server.gitVersion}`);
  },
};

interface Resource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

interface Group {
  readonly name: string;
  readonly versions: readonly { readonly groupVersion: string }[];
}

const groupsOf = (run: Run): readonly Group[] => (answered(run, { method: 'GET', path: '/apis' }) as unknown as { readonly groups: readonly Group[] }).groups;

export const apiVersions: Command = {
  flags: {},
  run: (run, flags) => {
    if (flags.words.length > 0) throw failure(`unexpected arguments: [${flags.words.join(' ')}]\nSee 'kubectl api-versions -h' for help and examples`);
    const named = groupsOf(run).flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion));
    for (const one of [...named, 'v1'].sort()) run.say(one);
  },
};

export const apiResources: Command = {
  flags: {
    'api-group': text,
    cached: bool,
    'show-managed-fields': bool,
    categories: strings,
    namespaced: bool,
    'no-headers': bool,
    output: short('o', text),
    'sort-by': text,
    verbs: strings,
  },
  run: runApiResources,
};

interface Listed extends Resource {
  readonly group: string;
  readonly groupVersion: string;
}

function runApiResources(run: Run, flags: Flags): void {
  if (flags.words.length > 0) throw failure(`unexpected arguments: [${flags.words.join(' ')}]\nSee 'kubectl api-resources -h' for help and examples`);
  const output = flags.text('output') ?? '';
  if (!['', 'wide', 'name', 'json', 'yaml', 'kyaml'].includes(output))
    throw failure(`unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: json,kyaml,name,wide,yaml`);
  const groups = [
    { group: '', groupVersion: 'v1' },
    ...groupsOf(run).flatMap(({ name, versions }) => versions.map(({ groupVersion }) => ({ group: name, groupVersion }))),
  ];
  const read = run.each(groups, ({ group, groupVersion }): readonly Listed[] => {
    const path = group === '' ? '/api/v1' : `/apis/${groupVersion}`;
    const { resources } = answered(run, { method: 'GET', path }) as unknown as { readonly resources: readonly Resource[] };
    return resources.filter(({ name, verbs }) => !name.includes('/') && verbs.length > 0).map((resource) => ({ ...resource, group, groupVersion }));
  });
  const kept = read.flat().filter((resource) => isWanted(resource, flags));
  const by = flags.text('sort-by');
  if (by !== undefined && by !== 'name' && by !== 'kind') throw failure('--sort-by accepts only name or kind');
  const order = (a: Listed, b: Listed): number => {
    if (by === 'kind' && a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
    if (by === undefined && a.group !== b.group) return a.group < b.group ? -1 : 1;
    return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  };
  const rows = [...kept].sort(order);
  if (output === 'name') for (const { name, group } of rows) run.say(group === '' ? name : `${name}.${group}`);
  else if (output === 'json' || output === 'yaml' || output === 'kyaml') printList(run, rows, output);
  else printRows(run, rows, { wide: output === 'wide', headers: !flags.on('no-headers') });
}

/** As an APIResourceList, its fields in the order of the Go structs. */
function printList(run: Run, rows: readonly Listed[], form: 'json' | 'yaml' | 'kyaml'): void {
  const resources = rows.map(({ name, singularName, namespaced, group, groupVersion, kind, verbs, shortNames, categories }) => ({
    name,
    singularName,
    namespaced,
    ...(group === '' ? {} : { group }),
    version: groupVersion.slice(groupVersion.indexOf('/') + 1),
    kind,
    verbs,
    ...(shortNames ? { shortNames } : {}),
    ...(categories ? { categories } : {}),
  }));
  const list = { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources };
  if (form === 'json') run.out(`${JSON.stringify(list, null, 4)}\n`);
  else run.out(form === 'yaml' ? yamlText(list) : kyamlText(list, 'as given'));
}

function isWanted({ group, namespaced, verbs, categories = [] }: Listed, flags: Flags): boolean {
  if (flags.has('api-group') && group !== flags.text('api-group')) return false;
  if (flags.has('namespaced') && namespaced !== flags.on('namespaced')) return false;
  return flags.list('verbs').every((verb) => verbs.includes(verb)) && flags.list('categories').every((one) => categories.includes(one));
}

function printRows(run: Run, rows: readonly Listed[], { wide, headers }: { readonly wide: boolean; readonly headers: boolean }): void {
  const head = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])];
  const lines = rows.map(({ name, shortNames = [], groupVersion, namespaced, kind, verbs, categories = [] }) => [
    name,
    shortNames.join(','),
    groupVersion,
    String(namespaced),
    kind,
    ...(wide ? [verbs.join(','), categories.join(',')] : []),
  ]);
  for (const line of tabulate(headers ? [head, ...lines] : lines).lines) run.say(line);
}

const clusterInfoSelf: Command = {
  flags: {},
  run: (run) => {
    answered(run, { method: 'GET', path: '/api/v1/namespaces/kube-system/services', query: { labelSelector: 'kubernetes.io/cluster-service=true' } });
    run.out(`Kubernetes control plane is running at ${SERVER}\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n`);
  },
};

export const clusterInfo: CommandGroup = { commands: { '': clusterInfoSelf, dump } };
