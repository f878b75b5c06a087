import type { Step } from './schema-path.ts';

/**
 * The way to a field that an error names: `spec.containers[0].env[1].name`, `metadata.annotations[example.com/a]`. Upstream leaves
 * `metadata` out when it speaks of a pod template's labels and annotations.
 */
export const stepsOf = (field: string): readonly Step[] => {
  const steps = [...field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, index, name]): Step => {
    if (index === undefined) return name as string;
    return /^\d{1,9}$/.test(index) ? Number(index) : index;
  });
  return steps.flatMap((step, i) => ((step === 'labels' || step === 'annotations') && steps[i - 1] === 'template' ? ['metadata', step] : [step]));
};
