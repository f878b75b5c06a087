import { isObject, type Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { JsonPatchError, jsonPatched, type Operation } from '../../kinds/patch/json-patch.ts';
import { mergePatched } from '../../kinds/patch/merge-patch.ts';
import { StrategicMergeError } from '../../kinds/patch/strategic-lists.ts';
import { strategicMerged } from '../../kinds/patch/strategic-merge.ts';
import { definitionOf } from '../../kinds/schema/structure.ts';
import type { PATCH_TYPES } from './change.ts';
import { failure } from './run.ts';

interface LocalPatch {
  readonly patch: Json;
  readonly type: keyof typeof PATCH_TYPES;
  /** Name of the definition in the schema, for lists that merge by key. */
  readonly definition: string;
}

/** A patch applied here and not by the server: `--local`, `--dry-run=client`, `--overrides` (kubectl pkg/cmd/patch/patch.go, getPatchedJSON). */
export function patchedHere(object: KubeObject, { patch, type, definition }: LocalPatch): KubeObject {
  try {
    if (type === 'json') {
      if (!Array.isArray(patch)) throw failure('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
      return jsonPatched(object, patch as unknown as readonly Operation[]) as KubeObject;
    }
    if (!isObject(patch)) throw failure('json: cannot unmarshal array into Go value of type map[string]interface {}');
    if (type === 'merge') return mergePatched(object, patch) as KubeObject;
    return strategicMerged(object, patch, definitionOf(definition)) as unknown as KubeObject;
  } catch (error) {
    if (error instanceof JsonPatchError || error instanceof StrategicMergeError) throw failure(error.message);
    throw error;
  }
}
