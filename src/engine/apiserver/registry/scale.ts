import { isObject } from '../../../base/json.ts';
import { badRequest, conflict, goQuote, invalid, invalidObject } from '../../../kinds/errors.ts';
import type { KubeObject, Status } from '../../../kinds/object.ts';
import { decode, decodeErrorText, strictFindings } from '../../../kinds/schema/decode.ts';
import type { LabelSelector } from '../../../kinds/schema/types.gen.ts';
import { formatLabelSelector } from '../../../kinds/selector.ts';
import type { ApiResponse } from '../../../wire/request.ts';
import { checkMediaType, strict } from '../body.ts';
import type { Call } from '../call.ts';
import { checkPatchType, patchedObject } from '../patch.ts';
import { methodNotAllowedHere, refuse } from '../refusal.ts';
import { checkName, mustExist, updateObject } from '../update.ts';

const DEFINITION = 'io.k8s.api.autoscaling.v1.Scale';

/** GET, PUT, PATCH of the scale subresource (pkg/registry/apps/deployment/storage, ScaleREST). */
export function scale(call: Call): ApiResponse {
  const existing = mustExist(call);
  const old = scaleOf(existing);
  switch (call.request.method) {
    case 'GET':
      return { code: 200, body: old as unknown as Status };
    case 'PUT':
      return answer(written(call, existing, sentScale(call)));
    case 'PATCH':
      checkPatchType(call);
      return answer(written(call, existing, patchedObject(call, old, DEFINITION)));
    default:
      return refuse(methodNotAllowedHere());
  }
}

const answer = (object: KubeObject): ApiResponse => ({ code: 200, body: scaleOf(object) as unknown as Status });

function scaleOf(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const spec = object['spec'] as { replicas?: number; selector?: LabelSelector } | undefined;
  const status = object['status'] as { replicas?: number } | undefined;
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }), uid, resourceVersion, creationTimestamp } as KubeObject['metadata'];
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata,
    spec: spec?.replicas ? { replicas: spec.replicas } : {},
    status: { replicas: status?.replicas ?? 0, ...(spec?.selector ? { selector: formatLabelSelector(spec.selector) } : {}) },
  };
}

function sentScale(call: Call): KubeObject {
  checkMediaType(call);
  const { body } = call.request;
  if (!isObject(body)) return refuse(badRequest('the object provided is unrecognized (must be of type Scale)'));
  const { kind = 'Scale', apiVersion = 'autoscaling/v1' } = body as { kind?: string; apiVersion?: string };
  if (kind !== 'Scale' || apiVersion !== 'autoscaling/v1') {
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    refuse(
      badRequest(
        `${kind} in version ${goQuote(version)} cannot be handled as a Scale: converting (${version}.${kind}) to (autoscaling.Scale): unknown conversion`,
      ),
    );
  }
  const decoded = decode(DEFINITION, body);
  if (decoded.error !== undefined) return refuse(badRequest(decodeErrorText('Scale', 'v1', decoded.error)));
  if (decoded.unknownFields.length > 0) strict(call, { ...call.kind, kind: 'Scale', version: 'v1' }, strictFindings(decoded.unknownFields, []));
  const object = { ...decoded.object, metadata: decoded.object['metadata'] ?? { name: '' } } as unknown as KubeObject;
  checkName(call, object);
  return object;
}

function written(call: Call, existing: KubeObject, sent: KubeObject): KubeObject {
  const { replicas = 0 } = (sent['spec'] ?? {}) as { replicas?: number };
  if (replicas < 0)
    refuse(invalidObject({ group: 'autoscaling', name: 'Scale' }, call.name, [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')]));
  const { uid, resourceVersion } = sent.metadata;
  if (uid && uid !== existing.metadata.uid) {
    const resource = { ...call.resource, name: `${call.resource.name}/scale` };
    refuse(conflict(resource, call.name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${existing.metadata.uid}`));
  }
  const { resourceVersion: _old, ...metadata } = existing.metadata;
  const next = { ...existing, metadata: { ...metadata, ...(resourceVersion ? { resourceVersion } : {}) }, spec: { ...(existing['spec'] as object), replicas } };
  return updateObject(call, next, existing);
}
