import { deepEqual } from '../../../base/json.ts';
import { fnv1a } from '../../../base/hash.ts';
import { goJson } from '../../../kinds/errors.ts';
import type { PodTemplateSpec } from '../../../kinds/schema/types.gen.ts';

/** Pod templates: which are the same, and the hash that names their ReplicaSet. */

export const POD_TEMPLATE_HASH = 'pod-template-hash';

/** EqualIgnoreHash: the same but for the label pod-template-hash. */
export const sameTemplate = (a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean => a === b || deepEqual(bare(a), bare(b));

const bareOf = new WeakMap<PodTemplateSpec, unknown>();

function bare(template: PodTemplateSpec | undefined): unknown {
  if (!template) return undefined;
  const known = bareOf.get(template);
  if (known) return known;
  const { labels = {}, annotations = {}, ...rest } = template.metadata ?? {};
  const { [POD_TEMPLATE_HASH]: _hash, ...others } = labels;
  const made = { metadata: { ...rest, creationTimestamp: undefined, labels: others, annotations }, spec: template.spec };
  bareOf.set(template, made);
  return made;
}

/** rand.SafeEncodeString: digits spelt with letters that form no words. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';
const safeEncoded = (text: string): string => [...text].map((char) => SAFE[char.charCodeAt(0) % SAFE.length]).join('');

/**
 * The value of pod-template-hash: changes with the template and with status.collisionCount.
 *
 * Simplified: real Kubernetes takes FNV-1 of a dump of the Go structure; the same template has another hash there. Here it is
 * FNV-1a of its JSON with sorted keys, written in the same alphabet.
 */
export const templateHash = (template: PodTemplateSpec, collisionCount: number | undefined): string =>
  safeEncoded(String(fnv1a(goJson(template) + (collisionCount === undefined ? '' : String(collisionCount)))));
