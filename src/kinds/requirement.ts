import { aggregateText, errorText, invalid } from './errors.ts';
import type { FieldError } from './kind.ts';
import { labelValueErrors, qualifiedNameErrors } from './names.ts';

/** Selectors of labels (apimachinery pkg/labels). A selector is the list of its requirements; all must hold. */
export type Selector = readonly Requirement[];
export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}
export type Operator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';
export type Labels = Readonly<Record<string, string>>;

/** Either the value or what is wrong, in the words of the real parser. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

/** NewRequirement's checks; the message is what the parser reports, or undefined. */
export function requirementError(requirement: Requirement): string | undefined {
  const errors: FieldError[] = [];
  const { key, operator, values } = requirement;
  const keyErrors = qualifiedNameErrors(key);
  if (keyErrors.length > 0) errors.push(invalid('key', key, keyErrors.join('; ')));
  if ((operator === 'in' || operator === 'notin') && values.length === 0) {
    errors.push(invalid('values', values, "for 'in', 'notin' operators, values set can't be empty"));
  }
  if (operator === 'gt' || operator === 'lt') {
    values.forEach((value, i) => {
      if (!/^[+-]?\d{1,19}$/.test(value)) errors.push(invalid(`values[${i}]`, value, "for 'Gt', 'Lt' operators, the value must be an integer"));
    });
  }
  values.forEach((value, i) => {
    const wrong = labelValueErrors(value);
    if (wrong.length > 0) errors.push(invalid(`values[${i}][${key}]`, value, wrong.join('; ')));
  });
  return errors.length === 0 ? undefined : aggregateText(errors.map(errorText));
}
