import { forbiddenField, invalid, notSupported, required } from '../errors.ts';
import { NOT_NEGATIVE } from '../names.ts';
import type { Errors } from '../remember.ts';
import type { LabelSelector, PodTemplateSpec } from '../schema/types.gen.ts';
import { labelSelectorErrors, matches, selectorOf } from '../selector.ts';
import { checkPodTemplate } from '../core/pod-spec/pod-spec.ts';

/** What Deployments and ReplicaSets ask of their selector and template (pkg/apis/apps/validation). */

export function checkNotNegative(value: number | undefined, path: string, errors: Errors): void {
  if (value !== undefined && value < 0) errors.push(invalid(path, value, NOT_NEGATIVE));
}

export function checkSelectorAndTemplate(spec: { readonly selector?: LabelSelector; readonly template?: PodTemplateSpec }, path: string, errors: Errors): void {
  const { selector, template } = spec;
  if (!selector) errors.push(required(`${path}.selector`));
  else {
    errors.push(...labelSelectorErrors(selector, `${path}.selector`));
    // Upstream says deployment for ReplicaSets, too.
    if (isEmpty(selector)) errors.push(invalid(`${path}.selector`, selector, 'empty selector is invalid for deployment'));
  }
  if (!template) return;
  // No selector at all matches nothing, where an empty one is not asked.
  if (!selector || (!isEmpty(selector) && !matches(selectorOf(selector), template.metadata?.labels))) {
    errors.push(invalid(`${path}.template.metadata.labels`, template.metadata?.labels ?? null, '`selector` does not match template `labels`'));
  }
  checkPodTemplate(template, `${path}.template`, errors);
  const policy = template.spec.restartPolicy;
  if (policy !== 'Always') errors.push(notSupported(`${path}.template.spec.restartPolicy`, policy ?? '', ['Always']));
  if (template.spec.activeDeadlineSeconds !== undefined) {
    errors.push(forbiddenField(`${path}.template.spec.activeDeadlineSeconds`, 'activeDeadlineSeconds in ReplicaSet is not Supported'));
  }
}

export const isEmpty = (selector: LabelSelector): boolean =>
  Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;

/** Counts in a status: none negative, none above all replicas. */
export function checkCounts(
  status: { readonly [field: string]: unknown },
  { all, parts }: { readonly all: readonly string[]; readonly parts: readonly string[] },
  errors: Errors,
): void {
  const count = (field: string): number => (status[field] as number | undefined) ?? 0;
  for (const field of all) checkNotNegative(count(field), `status.${field}`, errors);
  for (const field of parts)
    if (count(field) > count('replicas')) errors.push(invalid(`status.${field}`, count(field), 'cannot be greater than status.replicas'));
  if (count('availableReplicas') > count('readyReplicas'))
    errors.push(invalid('status.availableReplicas', count('availableReplicas'), 'cannot be greater than readyReplicas'));
}
