import { notFound } from '../../kinds/errors.ts';
import type { Status } from '../../kinds/object.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { listObjects } from '../etcd/store.ts';
import { type Call, checkPathName, rootOf } from './call.ts';
import { refuse } from './refusal.ts';
import { apiVersionOf } from './resources.ts';
import { existingOf } from './update.ts';

export function get(call: Call): ApiResponse {
  checkPathName(call.name);
  const object = existingOf(call);
  if (!object) return refuse(notFound(call.resource, call.name));
  return { code: 200, body: object as unknown as Status };
}

export function list(call: Call): ApiResponse {
  const root = rootOf(call);
  const items = [...listObjects(root, call.kind.resource, call.namespace === '' ? undefined : call.namespace)];
  return { code: 200, body: { kind: `${call.kind.kind}List`, apiVersion: apiVersionOf(call.kind), metadata: { resourceVersion: String(root.rev) }, items } as unknown as Status };
}
