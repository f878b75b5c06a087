import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Deployment, Node, Pod, ReplicaSet, Service } from '../../kinds/schema/types.gen.ts';
import type { Mirror } from '../../mirror/mirror.ts';
import { CONTROLLERS, kubelet, SCHEDULER, USERS } from '../../wire/actors.ts';
import type { Command } from '../../wire/command.ts';
import type { Json } from '../../wire/source.ts';
import { MOST_REQUESTS, sendersTo, trafficIdOf, urlOf, USUAL_RATE } from './senders.ts';
import { cordon, deleteObject, pauseRollout, restartRollout, rollBack, scale, setImage } from './requests.ts';

/** Texts of acts, without `act.`. */
export type ActText =
  | 'scale'
  | 'setImage'
  | 'restart'
  | 'pause'
  | 'resume'
  | 'undoRollout'
  | 'delete'
  | 'deletePod'
  | 'forceDelete'
  | 'exit'
  | 'unhealthy'
  | 'healthy'
  | 'cordon'
  | 'uncordon'
  | 'powerOff'
  | 'powerOn'
  | 'cut'
  | 'mend'
  | 'switchOff'
  | 'switchOn'
  | 'sendUsers'
  | 'changeUsers'
  | 'stopTraffic';

/** What an act wants to know before it is done. */
export type ActAsk =
  | { readonly of: 'number'; readonly label: 'replicas' | 'exitCode' | 'traffic'; readonly value: number; readonly max: number }
  | { readonly of: 'image'; readonly label: 'image'; readonly value: string };

/** Something a hand can do to what is selected: a button in the inspector, a line in the palette. */
export interface Act {
  readonly id: string;
  readonly text: ActText;
  /** The container it is about, where there are several. */
  readonly which?: string;
  readonly tone?: 'danger' | 'primary';
  readonly ask?: ActAsk;
  /** What would be done cannot be done now (no revision to go back to). */
  readonly off?: boolean;
  /** The command, from what was asked for ('' where nothing is). */
  readonly make: (value: string) => Command;
}

/** Whether a value fits what is asked. */
export const fits = (ask: ActAsk, value: string): boolean =>
  ask.of === 'number' ? /^\d+$/.test(value.trim()) && Number(value) <= ask.max : /^[a-z0-9][\w./@:-]*$/i.test(value.trim());

interface Scene {
  readonly mirror: Mirror;
  /** Hands and accidents can be played, not only the API. */
  readonly inject: boolean;
}

/** All that can be done to an object, the most usual first. */
export function actsOf(object: KubeObject, scene: Scene): readonly Act[] {
  if (object.metadata.deletionTimestamp && object.kind !== 'Pod') return [];
  switch (object.kind) {
    case 'Deployment':
      return ofDeployment(object as Deployment, scene.mirror);
    case 'ReplicaSet':
      return [scaling(object as ReplicaSet), deleting(object)];
    case 'Pod':
      return ofPod(object as Pod, scene.inject);
    case 'Node':
      return ofNode(object as Node, scene);
    case 'Service':
      return [...ofService(object as Service, scene.mirror), deleting(object)];
    case 'Event':
    case 'Lease':
      return [];
    default:
      return [deleting(object)];
  }
}

/** What can be done to a component. */
export function actsOfActor(actor: string, { mirror, inject }: Scene): readonly Act[] {
  if (!inject || (actor !== SCHEDULER && !(CONTROLLERS as readonly string[]).includes(actor))) return [];
  const on = isOn(mirror.part(actor), 'on');
  return [
    { id: 'switch', text: on ? 'switchOff' : 'switchOn', tone: on ? 'danger' : 'primary', make: () => ({ do: 'component.switch', component: actor, on: !on }) },
  ];
}

const isOn = (part: Json | undefined, key: 'on' | 'connected'): boolean => !isObject(part) || part[key] !== false;

const deleting = (object: KubeObject): Act => ({ id: 'delete', text: 'delete', tone: 'danger', make: () => deleteObject(object) });

const MOST_REPLICAS = 1_000;
const scaling = (object: Deployment | ReplicaSet): Act => ({
  id: 'scale',
  text: 'scale',
  ask: { of: 'number', label: 'replicas', value: object.spec?.replicas ?? 1, max: MOST_REPLICAS },
  make: (value) => scale(object, Number(value)),
});

function ofDeployment(object: Deployment, mirror: Mirror): readonly Act[] {
  const containers = object.spec?.template.spec?.containers ?? [];
  const paused = object.spec?.paused ?? false;
  const previous = revisionBefore(object, mirror);
  return [
    scaling(object),
    ...containers.map(
      ({ name, image }): Act => ({
        id: `image ${name}`,
        text: 'setImage',
        ...(containers.length > 1 ? { which: name } : {}),
        ask: { of: 'image', label: 'image', value: image ?? '' },
        make: (value) => setImage(object, name, value.trim()),
      }),
    ),
    { id: 'restart', text: 'restart', make: () => restartRollout(object, mirror.moment.t) },
    { id: 'pause', text: paused ? 'resume' : 'pause', make: () => pauseRollout(object, !paused) },
    { id: 'undo', text: 'undoRollout', off: previous === undefined, make: () => rollBack(object, previous as ReplicaSet) },
    deleting(object),
  ];
}

/** The ReplicaSet with the revision before the present one. */
function revisionBefore(object: Deployment, mirror: Mirror): ReplicaSet | undefined {
  const mine = [...mirror.objectIds()].flatMap((oid) => {
    const candidate = mirror.object(oid);
    return candidate?.kind === 'ReplicaSet' && candidate.metadata.ownerReferences?.some((ref) => ref.uid === object.metadata.uid)
      ? [candidate as ReplicaSet]
      : [];
  });
  const revision = (set: ReplicaSet): number => Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  return mine.sort((a, b) => revision(b) - revision(a))[1];
}

function ofPod(pod: Pod, inject: boolean): readonly Act[] {
  const running = inject ? (pod.status?.containerStatuses ?? []).filter((status) => status.state?.running) : [];
  const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
  const which = (name: string) => (running.length > 1 ? { which: name } : {});
  return [
    ...(pod.metadata.deletionTimestamp ? [] : [{ id: 'delete', text: 'deletePod', tone: 'danger', make: () => deleteObject(pod) } satisfies Act]),
    { id: 'force', text: 'forceDelete', tone: 'danger', make: () => deleteObject(pod, 0) },
    ...running.map(
      ({ name }): Act => ({
        id: `exit ${name}`,
        text: 'exit',
        ...which(name),
        ask: { of: 'number', label: 'exitCode', value: 1, max: 255 },
        make: (value) => ({ do: 'container.exit', pod: key, container: name, exitCode: Number(value) }),
      }),
    ),
    ...running.map(
      ({ name, ready }): Act => ({
        id: `health ${name}`,
        text: ready ? 'unhealthy' : 'healthy',
        ...which(name),
        make: () => ({ do: 'container.healthy', pod: key, container: name, healthy: !ready }),
      }),
    ),
  ];
}

function ofNode(node: Node, { mirror, inject }: Scene): readonly Act[] {
  const { name } = node.metadata;
  const part = mirror.part(kubelet(name));
  const [on, connected] = [isOn(part, 'on'), isOn(part, 'connected')];
  const cordoned = node.spec?.unschedulable ?? false;
  const byHand: readonly Act[] = [
    { id: 'power', text: on ? 'powerOff' : 'powerOn', tone: on ? 'danger' : 'primary', make: () => ({ do: 'node.power', node: name, on: !on }) },
    {
      id: 'network',
      text: connected ? 'cut' : 'mend',
      tone: connected ? 'danger' : 'primary',
      make: () => ({ do: 'node.network', node: name, connected: !connected }),
    },
  ];
  return [{ id: 'cordon', text: cordoned ? 'uncordon' : 'cordon', make: () => cordon(node, !cordoned) }, ...(inject ? byHand : [])];
}

function ofService(service: Service, mirror: Mirror): readonly Act[] {
  if (service.spec?.type === 'ExternalName' || (service.spec?.ports ?? []).length === 0) return [];
  const [sender] = sendersTo(mirror.part(USERS), service);
  const traffic = { id: sender?.id ?? trafficIdOf(service), from: USERS, url: sender?.url ?? urlOf(service) };
  const send: Act = {
    id: 'users',
    text: sender ? 'changeUsers' : 'sendUsers',
    ...(sender ? {} : { tone: 'primary' }),
    ask: { of: 'number', label: 'traffic', value: sender?.perSecond ?? USUAL_RATE, max: MOST_REQUESTS },
    make: (value) => (Number(value) > 0 ? { do: 'traffic', traffic: { ...traffic, perSecond: Number(value) } } : { do: 'traffic.stop', id: traffic.id }),
  };
  return sender ? [send, { id: 'stop', text: 'stopTraffic', make: () => ({ do: 'traffic.stop', id: sender.id }) }] : [send];
}
