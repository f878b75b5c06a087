import type { KubeObject } from '../../kinds/object.ts';
import { type ApiResponse, isSuccess } from '../../wire/request.ts';
import type { Describer } from './describer.ts';
import { genericDescriber } from './generic.ts';
import { type Answers, DEFAULTS, type DescriberSettings, type Mapping, type Need, reread } from './needs.ts';
import { endpointsDescriber, endpointSliceDescriber, serviceDescriber } from './network.ts';
import { nodeDescriber } from './node.ts';
import { podDescriber } from './pod.ts';
import { configMapDescriber, namespaceDescriber, priorityClassDescriber, secretDescriber, serviceAccountDescriber } from './settings.ts';
import { persistentVolumeClaimDescriber, persistentVolumeDescriber, storageClassDescriber } from './storage.ts';
import { deploymentDescriber, replicaSetDescriber } from './workloads.ts';

/**
 * `kubectl describe` 1.35 (kubectl pkg/describe/describe.go). Whoever runs it has found the object, sends what `describePlan` names, follows
 * `nextChunk` and puts the chunks together with `joined`, and hands the answers to `describe`. Descriptions of several objects stand two empty lines apart.
 */
export { type Answers, type DescriberSettings, joined, type Mapping, type Need, nextChunk } from './needs.ts';

/** A describer of T is only ever given objects of T: the one cast is here, where it is chosen by the object's own type. */
const any = <T extends KubeObject>(describer: Describer<T>): Describer<KubeObject> => describer as unknown as Describer<KubeObject>;

const DESCRIBERS: ReadonlyMap<string, Describer<KubeObject>> = new Map([
  ['/ConfigMap', any(configMapDescriber)],
  ['/Endpoints', any(endpointsDescriber)],
  ['/Namespace', any(namespaceDescriber)],
  ['/Node', any(nodeDescriber)],
  ['/PersistentVolume', any(persistentVolumeDescriber)],
  ['/PersistentVolumeClaim', any(persistentVolumeClaimDescriber)],
  ['/Pod', any(podDescriber)],
  ['/Secret', any(secretDescriber)],
  ['/Service', any(serviceDescriber)],
  ['/ServiceAccount', any(serviceAccountDescriber)],
  ['apps/Deployment', any(deploymentDescriber)],
  ['apps/ReplicaSet', any(replicaSetDescriber)],
  ['discovery.k8s.io/EndpointSlice', any(endpointSliceDescriber)],
  ['scheduling.k8s.io/PriorityClass', any(priorityClassDescriber)],
  ['storage.k8s.io/StorageClass', any(storageClassDescriber)],
]);

const describerOf = ({ group, kind }: Mapping): Describer<KubeObject> => DESCRIBERS.get(`${group}/${kind}`) ?? genericDescriber;

/** The reads that a description of this object takes, in kubectl's order; the first reads the object itself once more. */
export function describePlan(mapping: Mapping, object: KubeObject, settings: DescriberSettings = DEFAULTS): readonly Need[] {
  return [reread(mapping, object), ...describerOf(mapping).needs(mapping, object, settings)];
}

/**
 * The text, each line ended. `answers` by the names of the needs: an answer that failed may be here when its need may fail; without Events
 * (--show-events=false) none are told of. `now` is an RFC 3339 time, for ages.
 */
export function describe(mapping: Mapping, object: KubeObject, answers: Answers, now: string): string {
  return describerOf(mapping).text(latest(object, answers['object']), answers, now);
}

const latest = (object: KubeObject, answer: ApiResponse | undefined): KubeObject =>
  answer && isSuccess(answer) ? (answer.body as unknown as KubeObject) : object;
