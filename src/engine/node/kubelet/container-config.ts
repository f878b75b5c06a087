import { milliOf, wholeOf } from '../../../kinds/quantity.ts';
import type { Container, Pod } from '../../../kinds/schema/types.gen.ts';
import { groupsOf } from '../../images/shell/user.ts';
import { hasOwnHosts, hasOwnResolver, hostsText, resolvConfText } from '../../network/hosts.ts';
import type { Sim } from '../../sim/sim.ts';
import type { ContainerConfig } from '../runtime/containers.ts';
import { presentImage } from '../runtime/images.ts';
import { type ContainerMount, newestOf, runtimePod } from '../runtime/records.ts';
import { environmentOf } from './env.ts';
import { expand } from './expansion.ts';
import { nodeObject, nodeState, type PodWorker, viewOf } from './state.ts';

/** What the runtime is told of a container to create, or why it cannot be told (upstream: generateContainerConfig). */
export function configOf(sim: Sim, node: string, worker: PodWorker, container: Container): ContainerConfig | { readonly error: string } {
  const { pod } = worker;
  const runtime = runtimePod(sim, node, worker.uid);
  const image = presentImage(sim, node, container.image ?? '');
  if (!image) return { error: `image "${container.image}" not found` };
  const object = nodeObject(sim, node);
  const podIP = runtime?.sandbox?.ip ?? '';
  const environment = environmentOf({ pod, container, view: viewOf(sim, node), node: object, host: { podIP, hostIP: nodeState(sim, node)!.spec.address } });
  if ('error' in environment) return environment;
  const user = container.securityContext?.runAsUser ?? pod.spec.securityContext?.runAsUser;
  const nonRoot = container.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot;
  if (nonRoot === true && (user ?? (image.user === '' ? 0 : image.user)) === 0) return { error: rootError(worker, container, user) };
  const known = new Map(environment.vars);
  const missing = missingInPaths(container, known);
  if (missing.length > 0) return { error: `missing value for ${missing.join(', ')}` };
  const words = (list: readonly string[] | undefined): readonly string[] | undefined => list?.map((word) => expand(word, (name) => known.get(name)));
  const hostname = pod.spec.hostNetwork ? node : (pod.spec.hostname ?? pod.metadata.name);
  const memory = container.resources?.limits?.['memory'];
  const cpu = container.resources?.limits?.['cpu'];
  return {
    name: container.name,
    attempt: attemptOf(worker, container, newestOf(runtime, container.name)?.attempt),
    image: container.image ?? '',
    context: {
      image,
      command: words(container.command),
      args: words(container.args),
      env: environment.vars,
      workingDir: container.workingDir,
      hostname,
      podIP,
      ...(hasOwnHosts(pod) ? { hosts: hostsText(pod, { podIP, hostname, node }) } : {}),
      ...(hasOwnResolver(pod) ? { resolvConf: resolvConfText(pod) } : {}),
      memoryLimitBytes: wholeOf(memory ?? object?.status?.allocatable?.['memory'] ?? '8Gi'),
      cpuLimitMilli: cpu === undefined ? undefined : milliOf(cpu),
      ...(user === undefined ? {} : { user: String(user) }),
      ...groupsGiven(pod, container, { image, ...(user === undefined ? {} : { user: String(user) }) }),
      ...(container.stdin || container.tty ? { stdin: true } : {}),
      ...(container.tty ? { tty: true } : {}),
      ports: (container.ports ?? []).map(({ containerPort }) => containerPort),
    },
    mounts: mountsOf(container, known),
    terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
    logsAsMessage: container.terminationMessagePolicy === 'FallbackToLogsOnError',
  };
}

/** runAsGroup, fsGroup and supplementalGroups (security_context.go); the primary group is among the others, too (containerd). */
function groupsGiven(
  { spec: { securityContext: pod = {} } }: Pod,
  { securityContext }: Container,
  who: Parameters<typeof groupsOf>[0],
): { groups?: readonly number[] } {
  const primary = securityContext?.runAsGroup ?? pod.runAsGroup;
  const more = [...(pod.fsGroup === undefined ? [] : [pod.fsGroup]), ...(pod.supplementalGroups ?? [])];
  if (primary === undefined && more.length === 0) return {};
  const gid = primary ?? groupsOf(who)[0] ?? 0;
  const others = [...new Set(more)].filter((one) => one !== gid).sort((a, b) => a - b);
  return { groups: [gid, ...others] };
}

function rootError(worker: PodWorker, container: Container, user: number | undefined): string {
  const where = `(pod: "${worker.pod.metadata.name}_${worker.pod.metadata.namespace}(${worker.uid})", container: ${container.name})`;
  return user === 0 ? `container's runAsUser breaks non-root policy ${where}` : `container has runAsNonRoot and image will run as root ${where}`;
}

/** The number of the restart; what a kubelet that lost its containers still knows from the status counts too. */
function attemptOf(worker: PodWorker, container: Container, last: number | undefined): number {
  if (last !== undefined) return last + 1;
  const statuses = [...(worker.status?.containerStatuses ?? []), ...(worker.status?.initContainerStatuses ?? [])];
  return statuses.find(({ name }) => name === container.name)?.restartCount ?? 0;
}

/** Names that a subPathExpr needs and that have no value, sorted (ExpandContainerVolumeMounts). */
function missingInPaths(container: Container, known: ReadonlyMap<string, string>): string[] {
  const missing = new Set<string>();
  for (const { subPathExpr } of container.volumeMounts ?? [])
    if (subPathExpr !== undefined)
      expand(subPathExpr, (name) => {
        if (!known.get(name)) missing.add(name);
        return '';
      });
  return [...missing].sort();
}

function mountsOf(container: Container, known: ReadonlyMap<string, string>): ContainerMount[] {
  return (container.volumeMounts ?? []).map((mount) => ({
    volume: mount.name,
    mountPath: mount.mountPath.length > 1 ? mount.mountPath.replace(/\/+$/, '') : mount.mountPath,
    subPath: mount.subPath ?? (mount.subPathExpr === undefined ? '' : expand(mount.subPathExpr, (name) => known.get(name))),
    readOnly: mount.readOnly === true,
  }));
}
