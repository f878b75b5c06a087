import type { Commit } from '../../engine/etcd/store.ts';
import type { KubeObject } from '../../kinds/object.ts';

/**
 * Names, addresses and uids that chance gave, by what they belong to: one-to-one, on each side. A ReplicaSet is the n-th of its Deployment; a pod is the one of its
 * ReplicaSet on that node (each node has one); addresses and uids go by their object.
 */
export type Names = (text: string) => string;

/** The recording's. */
const RECORDED: Readonly<Record<string, string>> = {
  'web-69ddb96fb8-cf7zx': '<web-1@node-3>',
  'web-69ddb96fb8-qwtwr': '<web-1@node-1>',
  'web-69ddb96fb8-bk8bw': '<web-1@node-2>',
  'web-6476cf8cd7-d4f4l': '<web-2@node-1>',
  'web-6476cf8cd7-84bsg': '<web-2@node-3>',
  'web-6476cf8cd7-vplwj': '<web-2@node-2>',
  'web-69ddb96fb8': '<web-1>',
  'web-6476cf8cd7': '<web-2>',
  '69ddb96fb8': '<hash of web-1>',
  '6476cf8cd7': '<hash of web-2>',
  '10.244.0.3': '<ip of web-2@node-1>',
  '10.244.2.3': '<ip of web-2@node-3>',
  '10.244.1.3': '<ip of web-2@node-2>',
  '6a50ef2e-87f1-417c-a7f1-cca9e478514b': '<uid of web-2@node-3>',
  '7ee90d71-2459-4dc6-bc5d-0572aad576dc': '<uid of web-2>',
  'b1d1f4e9-c54f-4daf-b57b-41f826ddee2b': '<uid of deployment web>',
  'ee16cf7b-7a05-4897-b0ac-ea6d36faef47': '<uid of service web>',
  '10.96.145.167': '<ip of service web>',
  'web-nsj4c': '<slice of web>',
  '10.244.2.9': '<ip of user>',
  '10.244.1.11': '<ip of crash>',
  '10.244.2.11': '<ip of notready>',
  'fakeRuntime://web-6476cf8cd7-84bsg_demo_6a50ef2e-87f1-417c-a7f1-cca9e478514b_0_nginx_0': '<container of web-2@node-3>',
  'fakeRuntime://user_demo_126f161c-93ed-44c6-a7c4-09f5eac68520_0_main_0': '<container of user>',
  'fakeRuntime://crash_demo_31c04709-82ed-4674-a0d8-9659ee5529c4_0_main_2': '<container of crash>',
  'fakeRuntime://notready_demo_10a79e66-ab2b-4721-9282-20171f61de59_0_main_0': '<container of notready>',
  'resourceVersion: "253"': 'resourceVersion: <of web-2@node-3>',
  'resourceVersion: "155"': 'resourceVersion: <of service web>',
};

export const recordedNames: Names = replacer(new Map(Object.entries(RECORDED)));

/** The recorded name of what the engine calls otherwise, for command lines. */
export function lineFor(line: string, commits: readonly Commit[]): string {
  const engine = new Map([...engineTable(commits)].map(([raw, canonical]) => [canonical, raw]));
  return recordedNames(line).replace(/<[^>]+>/g, (canonical) => engine.get(canonical) ?? canonical);
}

export const engineNames = (commits: readonly Commit[]): Names => replacer(engineTable(commits));

interface PodLike extends KubeObject {
  readonly spec?: { readonly nodeName?: string; readonly volumes?: readonly { readonly name: string }[] };
  readonly status?: { readonly podIP?: string; readonly containerStatuses?: readonly { readonly containerID?: string }[] };
}

function engineTable(commits: readonly Commit[]): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  const sets = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const { type, resource, after } of commits) {
    const { name, uid, ownerReferences } = after.metadata;
    const owner = ownerReferences?.find(({ controller }) => controller)?.name ?? '';
    if (resource === 'replicasets' && type === 'ADDED') {
      const number = (counts.get(owner) ?? 0) + 1;
      counts.set(owner, number);
      sets.set(name, `${owner}-${number}`);
      table.set(name, `<${owner}-${number}>`).set(name.slice(owner.length + 1), `<hash of ${owner}-${number}>`);
      table.set(uid!, `<uid of ${owner}-${number}>`);
    }
    if (resource === 'deployments') table.set(uid!, `<uid of deployment ${name}>`);
    if (resource === 'endpointslices') table.set(name, `<slice of ${after.metadata.labels?.['kubernetes.io/service-name']}>`);
    if (resource === 'nodes') addNode(table, after);
    if (resource === 'services') addService(table, after);
    if (resource === 'pods') addPod(table, after as PodLike, sets.get(owner));
  }
  return table;
}

function addNode(table: Map<string, string>, node: KubeObject & { readonly status?: { readonly nodeInfo?: Readonly<Record<string, string>> } }): void {
  for (const id of ['machineID', 'systemUUID', 'bootID']) {
    const value = node.status?.nodeInfo?.[id];
    if (value) table.set(value, `<${id} of ${node.metadata.name}>`);
  }
}

function addService(table: Map<string, string>, service: KubeObject & { readonly spec?: { readonly clusterIP?: string } }): void {
  const { name, uid, resourceVersion } = service.metadata;
  table.set(`resourceVersion: "${resourceVersion}"`, `resourceVersion: <of service ${name}>`);
  table.set(uid!, `<uid of service ${name}>`);
  if (service.spec?.clusterIP !== undefined) table.set(service.spec.clusterIP, `<ip of service ${name}>`);
}

function addPod(table: Map<string, string>, { metadata: { name, uid, resourceVersion }, spec, status }: PodLike, set: string | undefined): void {
  const node = spec?.nodeName;
  const called = set === undefined ? name : `${set}@${node}`;
  if (set !== undefined && node !== undefined) table.set(name, `<${called}>`);
  table.set(uid!, `<uid of ${called}>`);
  table.set(`resourceVersion: "${resourceVersion}"`, `resourceVersion: <of ${called}>`);
  for (const volume of spec?.volumes ?? []) if (volume.name.startsWith('kube-api-access-')) table.set(volume.name, '<token volume>');
  for (const { containerID } of status?.containerStatuses ?? []) if (containerID) table.set(containerID, `<container of ${called}>`);
  if (status?.podIP !== undefined) table.set(status.podIP, `<ip of ${called}>`);
}

/** Longer names first: a pod's name begins with its ReplicaSet's. */
function replacer(table: ReadonlyMap<string, string>): Names {
  const raw = [...table.keys()].sort((a, b) => b.length - a.length);
  if (raw.length === 0) return (text) => text;
  const pattern = new RegExp(`(?<![\\w.])(?:${raw.map((one) => one.replace(/[.]/g, '\\.')).join('|')})(?![\\w])`, 'g');
  return (text) => text.replace(pattern, (one) => table.get(one)!).replace(/\/tmp\/(LIVE|MERGED)-\d+/g, '<tmp>/$1');
}

/** Which node a pod that is described runs on is chance: there it is called the pod's node, in both. */
export function describedNode(text: string): Names {
  const [, node, address] = /^Node: +(\S+)\/(\S+)$/m.exec(text) ?? [];
  return node === undefined ? (same) => same : (same) => same.replaceAll(`${node}/${address}`, '<its node>').replaceAll(`to ${node}`, 'to <its node>');
}
