import { wholeNumber } from '../int-or-string.ts';
import type { Taint, Toleration } from '../schema/types.gen.ts';

/** v1.Toleration.ToleratesTaint */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator ?? 'Equal') {
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    case 'Exists':
      return true;
    case 'Gt':
      return wholeNumber(taint.value) > wholeNumber(toleration.value);
    case 'Lt':
      return wholeNumber(taint.value) < wholeNumber(toleration.value);
  }
}

export const isTolerated = (taint: Taint, tolerations: readonly Toleration[]): boolean => tolerations.some((toleration) => tolerates(toleration, taint));
