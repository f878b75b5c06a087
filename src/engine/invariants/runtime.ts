import { deepEqual } from '../../base/json.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { KUBECTL, kubelet } from '../../wire/actors.ts';
import { isUp } from '../client/process.ts';
import { getObject, listObjects } from '../etcd/store.ts';
import { nodeState } from '../node/kubelet/state.ts';
import { runtimes } from '../node/runtime/records.ts';
import type { Sim } from '../sim/sim.ts';
import { type Invariant, NOTHING_WRONG } from './invariant.ts';
import { writerOf } from './writer.ts';

/** What runs on machines, against what the API says. */
export const runtimeInvariants: readonly Invariant[] = [
  {
    id: 'P6',
    text: 'A kubelet lets a pod go only when none of its containers runs any more.',
    onCommit: (commit, _root, _before, sim) => {
      const pod = commit.after as Pod;
      if (commit.resource !== 'pods' || commit.type !== 'DELETED' || !pod.spec.nodeName) return NOTHING_WRONG;
      if (writerOf(sim, commit) !== kubelet(pod.spec.nodeName)) return NOTHING_WRONG;
      return running(sim, pod.metadata.uid!).map(({ node, name }) => `its object goes while ${name} runs on ${node}`);
    },
  },
  {
    id: 'P7',
    local: true,
    text: 'A container with a startup probe is ready only when it has started.',
    onCommit: ({ resource, type, after }) => {
      if (resource !== 'pods' || type === 'DELETED') return NOTHING_WRONG;
      const statuses = (after as Pod).status?.containerStatuses ?? [];
      return statuses.filter(({ ready, started }) => ready && started === false).map(({ name }) => `${name} is ready but has not started`);
    },
  },
  {
    id: 'P8',
    text: 'Containers of a pod run only on its node; at rest none is left of a pod that is gone.',
    onCommit: ({ resource, type, after }, _root, _before, sim) => {
      const pod = after as Pod;
      if (resource !== 'pods' || type === 'DELETED') return NOTHING_WRONG;
      return running(sim, pod.metadata.uid!)
        .filter(({ node }) => node !== pod.spec.nodeName)
        .map(({ node, name }) => `${name} runs on ${node}, the pod is bound to ${pod.spec.nodeName || 'none'}`);
    },
    whenQuiet: (root, sim) => {
      const out: string[] = [];
      for (const runtime of sim.get(runtimes).values()) {
        if (!isUp(sim, kubelet(runtime.node)) || !nodeState(sim, runtime.node)?.kubelet) continue;
        for (const { uid, pod, containers } of runtime.pods.values()) {
          const known = getObject<Pod>(root, 'pods', `${pod.metadata.namespace}/${pod.metadata.name}`);
          const left = containers.filter(({ state }) => state === 'running');
          if (known?.metadata.uid !== uid && left.length > 0)
            out.push(`${left.map(({ name }) => name).join(', ')} of ${pod.metadata.name} still run on ${runtime.node}, the pod is gone`);
        }
      }
      return out;
    },
  },
  {
    id: 'P10',
    text: 'Only the kubelet of its node writes how the containers of a pod are.',
    onCommit: (commit, _root, _before, sim) => {
      if (commit.resource !== 'pods' || commit.type !== 'MODIFIED') return NOTHING_WRONG;
      const [from, to] = [commit.before as Pod, commit.after as Pod];
      if (
        from.status?.containerStatuses === to.status?.containerStatuses ||
        deepEqual(from.status?.containerStatuses ?? [], to.status?.containerStatuses ?? [])
      )
        return NOTHING_WRONG;
      const writer = writerOf(sim, commit);
      return writer === kubelet(to.spec.nodeName ?? '') || writer === KUBECTL ? NOTHING_WRONG : [`container statuses written by ${writer || 'nobody'}`];
    },
  },
  {
    id: 'P11',
    text: 'At rest the status of a pod says what runs on its node.',
    whenQuiet: (root, sim) =>
      [...listObjects<Pod>(root, 'pods')].flatMap((pod) => {
        const node = pod.spec.nodeName ?? '';
        if (!isUp(sim, kubelet(node)) || !nodeState(sim, node)?.kubelet || pod.metadata.deletionTimestamp) return [];
        const runs = new Set(running(sim, pod.metadata.uid!).map(({ name }) => name));
        return (pod.status?.containerStatuses ?? [])
          .filter((status) => (status.state?.running !== undefined) !== runs.has(status.name))
          .map(
            (status) =>
              `${pod.metadata.name}: ${status.name} ${runs.has(status.name) ? 'runs' : 'does not run'}, its status says ${JSON.stringify(status.state)}`,
          );
      }),
  },
  {
    id: 'S17',
    text: 'At rest nothing that is marked for deletion is left, unless a finalizer holds it or its machine cannot answer.',
    whenQuiet: (root, sim) =>
      Object.keys(root.tables)
        .sort()
        .flatMap((resource) =>
          [...listObjects(root, resource)].flatMap((object) => {
            const { deletionTimestamp, finalizers = [], name, namespace } = object.metadata;
            if (!deletionTimestamp || finalizers.length > 0) return [];
            if (resource === 'namespaces')
              return (object as { spec?: { finalizers?: string[] } }).spec?.finalizers?.length
                ? [`${resource} ${name} is still Terminating`]
                : [`${resource} ${name} is never removed`];
            const node = (object as Pod).spec?.nodeName;
            if (resource === 'pods' && node && !isUp(sim, kubelet(node))) return [];
            return [`${resource} ${namespace ?? ''}/${name} is marked for deletion and stays`];
          }),
        ),
  },
  {
    id: 'P12',
    text: 'At rest a Ready node has Ready pods where all their containers are ready.',
    whenQuiet: (root) =>
      [...listObjects<Pod>(root, 'pods')]
        .filter((pod) => pod.status?.phase === 'Running' && pod.spec.nodeName && !pod.metadata.deletionTimestamp && !pod.spec.readinessGates)
        .filter((pod) => nodeReady(getObject(root, 'nodes', pod.spec.nodeName!)))
        .filter(
          (pod) =>
            pod.status?.containerStatuses?.every(({ ready }) => ready) &&
            pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status !== 'True'),
        )
        .map((pod) => `${pod.metadata.name}: every container is ready, the pod is not`),
  },
];

const nodeReady = (node: unknown): boolean =>
  (node as { status?: { conditions?: readonly { type: string; status: string }[] } } | undefined)?.status?.conditions?.some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  ) === true;

function running(sim: Sim, uid: string): { readonly node: string; readonly name: string }[] {
  const out: { node: string; name: string }[] = [];
  for (const runtime of sim.get(runtimes).values())
    for (const container of runtime.pods.get(uid)?.containers ?? []) if (container.state === 'running') out.push({ node: runtime.node, name: container.name });
  return out;
}
