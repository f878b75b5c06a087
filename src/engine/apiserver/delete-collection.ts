import type { ApiResponse } from '../../wire/request.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { admitDelete } from './admission/chain.ts';
import type { Call } from './call.ts';
import { readDeleteOptions } from './delete.ts';
import { deleteObject } from './deletion.ts';
import { list } from './read.ts';
import { existingOf } from './update.ts';

/** DELETE of a collection: what a list with the same selectors and page shows is deleted one by one; answers with that list. */
export function deleteCollection(call: Call): ApiResponse {
  const options = readDeleteOptions(call);
  const listed = list(call);
  for (const object of (listed.body as unknown as { items: readonly KubeObject[] }).items) {
    const one: Call = { ...call, name: object.metadata.name, namespace: object.metadata.namespace ?? '' };
    admitDelete(one);
    const existing = existingOf(one);
    if (existing) deleteObject(one, existing, options);
  }
  return listed;
}
