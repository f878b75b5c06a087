import type { PodTemplateSpec } from '../../kinds/schema/types.gen.ts';
import { podTemplate } from '../describe/template.ts';

/** `Pod Template:` as kubectl describe has it, but with its tabs as they are, and with the cause of the change when one was given (polymorphichelpers/history.go). */
export function podTemplateText(template: PodTemplateSpec | undefined, changeCause?: string): string {
  if (changeCause === undefined) return text(podTemplate(template));
  const { metadata } = template ?? {};
  return text(
    podTemplate({
      ...template,
      metadata: { ...metadata, annotations: { ...metadata?.annotations, 'kubernetes.io/change-cause': changeCause } },
    } as PodTemplateSpec),
  );
}

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
