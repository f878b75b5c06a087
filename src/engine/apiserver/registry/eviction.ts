import { badRequest, invalidObject } from '../../../kinds/errors.ts';
import type { KubeObject, Status } from '../../../kinds/object.ts';
import type { Pod, PodCondition } from '../../../kinds/schema/types.gen.ts';
import type { ApiResponse } from '../../../wire/request.ts';
import { admit } from '../admission/chain.ts';
import { readSent, type Sent } from '../body.ts';
import type { Call } from '../call.ts';
import { optionErrors } from '../delete.ts';
import { store } from '../commit.ts';
import { checkPreconditions, type DeleteOptions, deleteObject } from '../deletion.ts';
import { refuse } from '../refusal.ts';
import { mustExist } from '../update.ts';

const EVICTION: Sent = { group: 'policy', version: 'v1', kind: 'Eviction', definition: 'io.k8s.api.policy.v1.Eviction' };

/** POST pods/NAME/eviction (pkg/registry/core/pod/storage/eviction.go). */
export function evict(call: Call): ApiResponse {
  const body = readSent(call.request, call.warnings, EVICTION);
  const { metadata, deleteOptions = {} } = body as { metadata?: { name?: string; namespace?: string }; deleteOptions?: Options };
  if (metadata?.namespace && metadata.namespace !== call.namespace)
    refuse(badRequest('the namespace of the provided object does not match the namespace sent on the request'));
  if (metadata?.name !== call.name) refuse(badRequest('name in URL does not match name in Eviction object'));
  const errors = optionErrors(deleteOptions);
  if (errors.length > 0) refuse(invalidObject({ group: 'meta.k8s.io', name: 'DeleteOptions' }, '', errors));
  admit(call, body as unknown as KubeObject, undefined);
  const pod = mustExist(call);
  if (!mayIgnoreBudget(pod)) checkBudgets(call, pod);
  const dryRun = call.dryRun || (deleteOptions.dryRun?.length ?? 0) > 0;
  markAndDelete({ ...call, subresource: '', dryRun }, pod, deleteOptions);
  const success: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return { code: 201, body: success };
}

type Options = DeleteOptions & { readonly dryRun?: readonly string[] };

/** addConditionAndDeletePod: a write of its own says why the pod goes; what was asked of the version before holds for the one after it. */
function markAndDelete(call: Call, pod: KubeObject, options: Options): void {
  checkPreconditions(call, pod.metadata, options);
  if (call.dryRun) {
    deleteObject(call, pod, options);
    return;
  }
  const marked = store(call, withTarget(pod as unknown as Pod, call.sim.timestamp) as unknown as KubeObject);
  const { preconditions } = options;
  const { resourceVersion } = marked.metadata;
  const still = preconditions?.resourceVersion && resourceVersion ? { preconditions: { ...preconditions, resourceVersion } } : {};
  deleteObject(call, marked, { ...options, ...still });
}

function withTarget(pod: Pod, now: string): Pod {
  const conditions = pod.status?.conditions ?? [];
  const old = conditions.find(({ type }) => type === 'DisruptionTarget');
  const { generation } = pod.metadata;
  const target: PodCondition = {
    type: 'DisruptionTarget',
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastTransitionTime: old?.status === 'True' ? (old.lastTransitionTime ?? now) : now,
  };
  return { ...pod, status: { ...pod.status, conditions: old ? conditions.map((one) => (one === old ? target : one)) : [...conditions, target] } };
}

/** Pods that are over, not yet running or already going are no disruption any more. */
function mayIgnoreBudget({ metadata, ...pod }: KubeObject): boolean {
  const { phase } = (pod['status'] ?? {}) as { phase?: string };
  return phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending' || metadata.deletionTimestamp !== undefined;
}

/**
 * Where PodDisruptionBudgets will be asked: none matches → go on; several → 500; one → its disruptionsAllowed is lowered, or 429
 * `Cannot evict pod as it would violate the pod's disruption budget.`. The server does not serve that kind yet, so none matches.
 */
function checkBudgets(_call: Call, _pod: KubeObject): void {}
