import { forbidden, notFound } from '../../../kinds/errors.ts';
import { getObject } from '../../etcd/store.ts';
import { type Call, rootOf } from '../call.ts';
import { refuse } from '../refusal.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { attributesName } from './refused.ts';
import type { KubeObject } from '../../../kinds/object.ts';

const IMMORTAL: ReadonlySet<string> = new Set(['default', 'kube-public', 'kube-system']);
const NAMESPACES = { group: '', name: 'namespaces' };

/** No object without its namespace, none in one that is going; three namespaces never go (apiserver pkg/admission/plugin/namespace/lifecycle). */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit(call, object, previous) {
    if (call.kind.namespaced) check(call, object, previous === undefined);
    return object;
  },
  validateDelete(call) {
    if (call.kind.resource === 'namespaces' && IMMORTAL.has(call.name)) refuse(forbidden(NAMESPACES, call.name, 'this namespace may not be deleted'));
  },
};

function check(call: Call, object: KubeObject, creating: boolean): void {
  const { namespace } = call;
  const found = getObject(rootOf(call), 'namespaces', namespace);
  if (!found) return refuse(notFound(NAMESPACES, namespace));
  const { phase } = (found['status'] ?? {}) as { phase?: string };
  if (!creating || phase !== 'Terminating') return;
  const status = forbidden(
    call.resource,
    attributesName(call, object),
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  const cause = { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' };
  refuse({ ...status, details: { ...status.details, causes: [cause] } });
}
