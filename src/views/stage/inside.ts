import type { Mirror } from '../../mirror/mirror.ts';
import type { ContainerInside, MountInside, NodePart, PodInside } from '../../scene/model.ts';

/** What is read of a full Pod; everything may be absent. */
interface FullPod {
  readonly spec?: {
    readonly nodeName?: string;
    readonly containers?: readonly FullContainer[];
    readonly initContainers?: readonly FullContainer[];
    readonly volumes?: readonly FullVolume[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly containerStatuses?: readonly FullStatus[];
    readonly initContainerStatuses?: readonly FullStatus[];
  };
}

interface FullContainer {
  readonly name: string;
  readonly image?: string;
  readonly restartPolicy?: string;
  readonly startupProbe?: object;
  readonly readinessProbe?: object;
  readonly livenessProbe?: object;
  readonly envFrom?: readonly { readonly configMapRef?: { readonly name?: string }; readonly secretRef?: { readonly name?: string } }[];
  readonly env?: readonly {
    readonly valueFrom?: { readonly configMapKeyRef?: { readonly name?: string }; readonly secretKeyRef?: { readonly name?: string } };
  }[];
}

interface FullStatus {
  readonly name: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: { readonly waiting?: { readonly reason?: string }; readonly running?: object; readonly terminated?: { readonly reason?: string } };
}

interface FullVolume {
  readonly name: string;
  readonly emptyDir?: { readonly medium?: string };
  readonly hostPath?: { readonly path?: string };
  readonly secret?: { readonly secretName?: string };
  readonly configMap?: { readonly name?: string };
  readonly projected?: object;
  readonly persistentVolumeClaim?: { readonly claimName?: string };
}

/** A pod seen from near, from its full object. */
export function podInside(mirror: Mirror, oid: number): PodInside | undefined {
  const pod = mirror.object(oid) as FullPod | undefined;
  if (!pod?.spec) return undefined;
  const { spec, status = {} } = pod;
  const init = (spec.initContainers ?? []).map((container) =>
    containerInside(container, container.restartPolicy === 'Always' ? 'sidecar' : 'init', status.initContainerStatuses),
  );
  return {
    containers: [...init, ...(spec.containers ?? []).map((container) => containerInside(container, 'main', status.containerStatuses))],
    mounts: mountsOf(mirror, oid, spec),
    ip: status.podIP ?? '',
    node: spec.nodeName ?? '',
    phase: status.phase ?? '',
  };
}

function containerInside(container: FullContainer, role: ContainerInside['role'], statuses: readonly FullStatus[] = []): ContainerInside {
  const status = statuses.find((candidate) => candidate.name === container.name);
  const state = status?.state?.running ? 'running' : status?.state?.terminated ? 'terminated' : 'waiting';
  return {
    name: container.name,
    image: container.image ?? '',
    role,
    state,
    reason: status?.state?.terminated?.reason ?? status?.state?.waiting?.reason ?? '',
    ready: status?.ready === true,
    restarts: status?.restartCount ?? 0,
    probes: [
      ...(container.startupProbe ? (['startup'] as const) : []),
      ...(container.readinessProbe ? (['readiness'] as const) : []),
      ...(container.livenessProbe ? (['liveness'] as const) : []),
    ],
  };
}

function mountsOf(mirror: Mirror, oid: number, spec: NonNullable<FullPod['spec']>): readonly MountInside[] {
  const namespace = mirror.namespaceOf(oid);
  const find = (kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim', name: string): number => mirror.find(kind, namespace, name) ?? 0;
  const out = new Map<string, MountInside>();
  for (const volume of spec.volumes ?? []) out.set(`volume ${volume.name}`, mountInside(volume, find));
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    const use = (source: 'configMap' | 'secret', name: string | undefined): void => {
      if (name === undefined || name === '') return;
      out.set(`env ${source} ${name}`, { name, source, of: name, medium: 'environment', oid: find(source === 'secret' ? 'Secret' : 'ConfigMap', name) });
    };
    for (const from of container.envFrom ?? []) {
      use('configMap', from.configMapRef?.name);
      use('secret', from.secretRef?.name);
    }
    for (const { valueFrom } of container.env ?? []) {
      use('configMap', valueFrom?.configMapKeyRef?.name);
      use('secret', valueFrom?.secretKeyRef?.name);
    }
  }
  return [...out.values()];
}

function mountInside(volume: FullVolume, find: (kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim', name: string) => number): MountInside {
  const { name } = volume;
  if (volume.emptyDir) return { name, source: 'emptyDir', of: '', medium: volume.emptyDir.medium === 'Memory' ? 'memory' : 'disk', oid: 0 };
  if (volume.hostPath) return { name, source: 'hostPath', of: volume.hostPath.path ?? '', medium: 'disk', oid: 0 };
  if (volume.secret) {
    const of = volume.secret.secretName ?? '';
    return { name, source: 'secret', of, medium: 'memory', oid: find('Secret', of) };
  }
  if (volume.configMap) {
    const of = volume.configMap.name ?? '';
    return { name, source: 'configMap', of, medium: 'disk', oid: find('ConfigMap', of) };
  }
  if (volume.persistentVolumeClaim) {
    const of = volume.persistentVolumeClaim.claimName ?? '';
    return { name, source: 'claim', of, medium: 'volume', oid: find('PersistentVolumeClaim', of) };
  }
  // The kubelet writes projected volumes into memory: the pod's token is in them.
  if (volume.projected) return { name, source: 'projected', of: '', medium: 'memory', oid: 0 };
  return { name, source: 'other', of: '', medium: 'disk', oid: 0 };
}

/** Directories that pods of a node mount from the node itself, from their full objects; the pods' own tokens are left out. */
export function localVolumes(mirror: Mirror, name: string): NodePart['volumes'] {
  const node = mirror.find('Node', undefined, name);
  const out = new Map<string, NodePart['volumes'][number]>();
  for (const pod of node === undefined ? [] : mirror.podsOfNode(node)) {
    for (const mount of podInside(mirror, pod)?.mounts ?? []) {
      const { source, medium, oid } = mount;
      if (source === 'claim' || source === 'projected' || source === 'other') continue;
      if (medium !== 'disk' && medium !== 'memory') continue;
      const words = source === 'emptyDir' ? `emptyDir ${mount.name}` : source === 'hostPath' ? `hostPath ${mount.of}` : mount.of;
      out.set(`${source} ${words}`, { name: words, medium, source, oid });
    }
  }
  return [...out.values()];
}
