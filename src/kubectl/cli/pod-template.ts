import type { PodTemplateSpec } from '../../kinds/schema/types.gen.ts';
import { failure } from './run.ts';

/** `Pod Template:` as kubectl describe has it. */
export function podTemplateText(_template: PodTemplateSpec | undefined, _changeCause?: string): string {
  throw failure('kubectl rollout history --revision is not offered here yet');
}
