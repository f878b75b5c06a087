import type { KubeObject } from '../../kinds/object.ts';
import type { Node, Pod } from '../../kinds/schema/types.gen.ts';
import type { Mirror } from '../../mirror/mirror.ts';
import type { Selection } from '../../session/session.ts';
import { CONTROLLER_MANAGER, CONTROLLERS, kubelet, kubeProxy, nodeOfActor, SCHEDULER } from '../../wire/actors.ts';
import type { FaultArgument, FaultArgs, FaultKind, FaultName } from '../../wire/faults.ts';

const objectsOf = <T extends KubeObject>(mirror: Mirror, kind: string): readonly T[] =>
  [...mirror.objectIds()].flatMap((oid) => {
    const object = mirror.object(oid);
    return object?.kind === kind ? [object as T] : [];
  });

const MACHINE_LOST: readonly FaultName[] = ['node-power-off', 'node-reboot', 'node-partition', 'node-flap'];
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

/** What a trouble's argument can be here: names that exist at this instant. Undefined: not chosen from a list. */
export function choicesFor(
  argument: FaultArgument,
  fault: FaultKind,
  at: { readonly mirror: Mirror; readonly given: FaultArgs },
): readonly string[] | undefined {
  const { mirror, given } = at;
  const nodes = objectsOf<Node>(mirror, 'Node');
  const names = nodes.map(({ metadata }) => metadata.name);
  switch (argument.of) {
    case 'node':
      return nodes
        .filter(({ metadata }) => !(MACHINE_LOST.includes(fault.name) && CONTROL_PLANE in (metadata.labels ?? {})))
        .map(({ metadata }) => metadata.name);
    case 'pod':
      return runningPods(mirror).map(keyOf);
    case 'container':
      return containersOf(runningPods(mirror).find((pod) => keyOf(pod) === given['pod']));
    case 'image':
      return [...new Set(objectsOf<Pod>(mirror, 'Pod').flatMap((pod) => pod.spec.containers.map(({ image }) => image ?? '')))]
        .filter((image) => image !== '')
        .sort();
    case 'process':
      return fault.name === 'process-crash' ? [CONTROLLER_MANAGER, SCHEDULER] : [CONTROLLER_MANAGER, SCHEDULER, ...names.map(kubelet), ...names.map(kubeProxy)];
    case 'actor':
      return fault.name === 'sync-exception' ? CONTROLLERS : [...CONTROLLERS, SCHEDULER, ...names.map(kubelet)];
    default:
      return undefined;
  }
}

const keyOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`;
const containersOf = (pod: Pod | undefined): readonly string[] =>
  (pod?.status?.containerStatuses ?? []).filter(({ state }) => state?.running).map(({ name }) => name);
const runningPods = (mirror: Mirror): readonly Pod[] =>
  objectsOf<Pod>(mirror, 'Pod')
    .filter((pod) => containersOf(pod).length > 0)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

/** What of the selection an argument can be taken from. */
export function fromSelection(argument: FaultArgument, selection: Selection | undefined, mirror: Mirror): string | undefined {
  if (selection?.kind === 'actor') {
    if (argument.of === 'node') return nodeOfActor(selection.actor);
    return argument.of === 'actor' || argument.of === 'process' ? selection.actor : undefined;
  }
  const object = selection?.kind === 'object' ? mirror.object(selection.oid) : undefined;
  const pod = object?.kind === 'Pod' ? (object as Pod) : undefined;
  const node = object?.kind === 'Node' ? object.metadata.name : pod?.spec.nodeName;
  switch (argument.of) {
    case 'node':
      return node;
    case 'pod':
      return pod && keyOf(pod);
    case 'container':
      return containersOf(pod)[0];
    case 'image':
      return pod?.spec.containers[0]?.image;
    case 'actor':
    case 'process':
      return node === undefined ? undefined : kubelet(node);
    default:
      return undefined;
  }
}
