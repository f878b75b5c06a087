import type { Json } from '../../base/json.ts';
import { DEFAULT_EPOCH_MS, rfc3339, type SimTime } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Deployment, Node, ReplicaSet } from '../../kinds/schema/types.gen.ts';
import type { Command } from '../../wire/command.ts';
import type { ApiRequest } from '../../wire/request.ts';
import { resourceNameOf } from '../../wire/resource-name.ts';

/** The API requests behind the buttons, and how a person would have typed them. */

export function pathOf({ apiVersion, kind, metadata }: KubeObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${metadata.namespace ? `/namespaces/${metadata.namespace}` : ''}/${resourceNameOf(kind)}/${metadata.name}`;
}

const nameOf = ({ kind, metadata }: KubeObject): string => `${kind.toLowerCase()}/${metadata.name}`;
const inNamespace = ({ metadata }: KubeObject): string => (metadata.namespace && metadata.namespace !== 'default' ? ` -n ${metadata.namespace}` : '');
const request = (said: string, of: ApiRequest): Command => ({ do: 'request', said, request: of });

function patch(said: string, object: KubeObject, body: Json, subresource = ''): Command {
  return request(said, {
    method: 'PATCH',
    path: pathOf(object) + subresource,
    contentType: subresource ? 'application/merge-patch+json' : 'application/strategic-merge-patch+json',
    body,
  });
}

export const scale = (object: Deployment | ReplicaSet, replicas: number): Command =>
  patch(`kubectl scale ${nameOf(object)} --replicas=${replicas}${inNamespace(object)}`, object, { spec: { replicas } }, '/scale');

export const setImage = (object: Deployment, container: string, image: string): Command =>
  patch(`kubectl set image ${nameOf(object)} ${container}=${image}${inNamespace(object)}`, object, {
    spec: { template: { spec: { containers: [{ name: container, image }] } } },
  });

export const pauseRollout = (object: Deployment, paused: boolean): Command =>
  patch(`kubectl rollout ${paused ? 'pause' : 'resume'} ${nameOf(object)}${inNamespace(object)}`, object, { spec: { paused } });

/** As kubectl does it: the time of the restart as an annotation of the template. */
export const restartRollout = (object: Deployment, now: number): Command =>
  patch(`kubectl rollout restart ${nameOf(object)}${inNamespace(object)}`, object, {
    spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': rfc3339(DEFAULT_EPOCH_MS, now as SimTime) } } } },
  });

/** As kubectl does it: the template of the older ReplicaSet, without its hash, replaces the Deployment's. */
export function rollBack(object: Deployment, to: ReplicaSet): Command {
  const template = to.spec?.template;
  const { 'pod-template-hash': _hash, ...labels } = template?.metadata?.labels ?? {};
  const value = { ...template, metadata: { ...template?.metadata, labels } } as unknown as Json;
  return request(`kubectl rollout undo ${nameOf(object)}${inNamespace(object)}`, {
    method: 'PATCH',
    path: pathOf(object),
    contentType: 'application/json-patch+json',
    body: [{ op: 'replace', path: '/spec/template', value }],
  });
}

export const deleteObject = (object: KubeObject, gracePeriodSeconds?: number): Command =>
  request(`kubectl delete ${nameOf(object)}${inNamespace(object)}${gracePeriodSeconds === 0 ? ' --grace-period=0 --force' : ''}`, {
    method: 'DELETE',
    path: pathOf(object),
    body: { propagationPolicy: 'Background', ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }) },
  });

export const cordon = (node: Node, unschedulable: boolean): Command =>
  patch(`kubectl ${unschedulable ? 'cordon' : 'uncordon'} ${node.metadata.name}`, node, { spec: { unschedulable: unschedulable || null } });
