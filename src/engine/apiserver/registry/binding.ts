import { extended, isObject } from '../../../base/json.ts';
import { badRequest, conflict, errorListText, notFound, notSupported, required } from '../../../kinds/errors.ts';
import type { FieldError } from '../../../kinds/kind.ts';
import { type KubeObject, keyOf, type Status } from '../../../kinds/object.ts';
import type { Pod, PodCondition } from '../../../kinds/schema/types.gen.ts';
import type { ApiResponse } from '../../../wire/request.ts';
import { etcdKey, getObject } from '../../etcd/store.ts';
import { admit } from '../admission/chain.ts';
import { type Call, rootOf } from '../call.ts';
import { store } from '../commit.ts';
import { plainError, preconditionText, refuse } from '../refusal.ts';

interface Binding {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly target?: { readonly kind?: string; readonly name?: string };
}

/** POST pods/NAME/binding and POST bindings (pkg/registry/core/pod/storage/storage.go, BindingREST). */
export function bind(call: Call): ApiResponse {
  const binding = readBinding(call);
  const name = binding.metadata?.name ?? '';
  if (call.name !== '' && name !== call.name) refuse(badRequest('name in URL does not match name in Binding object'));
  const problems = bindingErrors(binding);
  if (problems.length > 0) refuse(plainError(errorListText(problems)));
  admit({ ...call, name }, binding as unknown as KubeObject, undefined);
  const key = keyOf({ namespace: call.namespace, name });
  const pod = getObject(rootOf(call), 'pods', key);
  if (!pod) return refuse(notFound({ group: '', name: 'pods' }, name));
  checkPreconditions(binding, pod, key);
  const why = refusalOf(pod as unknown as Pod);
  if (why !== undefined) refuse(conflict({ group: '', name: 'pods/binding' }, name, why));
  store(call, assigned(call, pod, binding));
  const success: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return { code: 201, body: success };
}

function readBinding(call: Call): Binding {
  const { body } = call.request;
  if (!isObject(body)) return refuse(badRequest('the object provided is unrecognized (must be of type Binding)'));
  const { namespace } = (body['metadata'] ?? {}) as { namespace?: string };
  if (namespace && namespace !== call.namespace) refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'));
  return body as Binding;
}

function bindingErrors({ target }: Binding): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (target?.kind && target.kind !== 'Node') errors.push(notSupported('target.kind', target.kind, ['Node', '<empty>']));
  if (!target?.name) errors.push(required('target.name'));
  return errors;
}

function checkPreconditions({ metadata }: Binding, pod: KubeObject, key: string): void {
  const { uid, resourceVersion } = metadata ?? {};
  const resource = { group: '', name: 'pods' };
  if (uid && uid !== pod.metadata.uid) refuse(conflict(resource, pod.metadata.name, preconditionText(etcdKey('pods', key), uid, pod.metadata.uid ?? '')));
  if (resourceVersion && resourceVersion !== pod.metadata.resourceVersion) {
    const why = `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${pod.metadata.resourceVersion}`;
    refuse(
      conflict(
        resource,
        pod.metadata.name,
        `StorageError: invalid object, Code: 4, Key: ${etcdKey('pods', key)}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`,
      ),
    );
  }
}

function refusalOf({ metadata, spec }: Pod): string | undefined {
  const name = metadata?.name ?? '';
  if (metadata?.deletionTimestamp !== undefined) return `pod ${name} is being deleted, cannot be assigned to a host`;
  if (spec?.nodeName) return `pod ${name} is already assigned to node ${JSON.stringify(spec.nodeName)}`;
  if ((spec?.schedulingGates?.length ?? 0) > 0) return `pod ${name} has non-empty .spec.schedulingGates`;
  return undefined;
}

function assigned(call: Call, pod: KubeObject, { metadata, target }: Binding): KubeObject {
  // ClearingNominatedNodeNameAfterBinding (on since 1.35): a nomination has served its turn.
  const { nominatedNodeName: _served, ...status } = (pod['status'] ?? {}) as { conditions?: readonly PodCondition[]; nominatedNodeName?: string };
  const labels = { ...metadata?.labels, ...pod.metadata.labels };
  const meta = {
    ...pod.metadata,
    ...(metadata?.annotations ? { annotations: { ...pod.metadata.annotations, ...metadata.annotations } } : {}),
    ...(metadata?.labels ? { labels } : {}),
  };
  const conditions = withScheduled(status.conditions ?? [], call.sim.timestamp, pod.metadata.generation);
  return { ...pod, metadata: meta, spec: extended(pod['spec'] as object, { nodeName: target?.name }), status: extended(status, { conditions }) };
}

/** podutil.UpdatePodCondition with PodScheduled=True. */
function withScheduled(conditions: readonly PodCondition[], now: string, generation: number | undefined): readonly PodCondition[] {
  const old = conditions.find(({ type }) => type === 'PodScheduled');
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  const lastTransitionTime = old?.status === 'True' ? (old.lastTransitionTime ?? now) : now;
  const next: PodCondition = { type: 'PodScheduled', ...observed, status: 'True', lastTransitionTime };
  return old ? conditions.map((one) => (one === old ? next : one)) : [...conditions, next];
}
