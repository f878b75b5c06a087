import type { FieldError } from './kind.ts';
import { forbiddenField, invalid, required } from './errors.ts';
import { labelValueErrors, qualifiedNameErrors } from './names.ts';
import { Recent } from './recent.ts';
import type { LabelSelector, LabelSelectorRequirement } from './schema/types.gen.ts';
import type { Labels, Operator, Requirement, Selector } from './requirement.ts';

export { type FieldSelector, type FieldTerm, matchesFields, parseFieldSelector } from './field-selector.ts';
export type { Labels, Operator, Parsed, Requirement, Selector } from './requirement.ts';
export { parseLabelSelector } from './selector-text.ts';

const EVERYTHING: Selector = [];
/** A selector nothing matches: what a missing LabelSelector stands for. */
export const NOTHING: Selector = [{ key: '', operator: 'in', values: [] }];

export function matches(selector: Selector, labels: Labels | undefined): boolean {
  for (const requirement of selector) if (!holds(requirement, labels)) return false;
  return true;
}

function holds({ key, operator, values }: Requirement, labels: Labels | undefined): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
      return value !== undefined && compareWhole(value, values[0]) > 0;
    case 'lt':
      return value !== undefined && compareWhole(value, values[0]) < 0;
  }
}

/** NaN when one of them is not a 64-bit whole number, so that every comparison fails. */
function compareWhole(a: string, b: string | undefined): number {
  const whole = /^[+-]?\d{1,19}$/;
  if (b === undefined || !whole.test(a) || !whole.test(b)) return Number.NaN;
  const [x, y] = [BigInt(a.replace('+', '')), BigInt(b.replace('+', ''))];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Exact labels, as in a Service's `spec.selector`; none selects everything, callers decide what that means. */
export const selectorOfLabels = (labels: Labels | undefined): Selector => {
  if (!labels) return EVERYTHING;
  const known = ofLabels.get(labels);
  if (known) return known;
  const made = Object.keys(labels)
    .sort()
    .map((key): Requirement => ({ key, operator: '=', values: [labels[key] as string] }));
  ofLabels.set(labels, made);
  return made;
};
const ofLabels = new Recent<Selector>();
const ofSelectors = new Recent<Selector>();

/** metav1.LabelSelectorAsSelector: undefined selects nothing, an empty one everything. */
export function selectorOf(selector: LabelSelector | undefined): Selector {
  if (!selector) return NOTHING;
  const known = ofSelectors.get(selector);
  if (known) return known;
  const exact = Object.keys(selector.matchLabels ?? {}).map((key): Requirement => ({ key, operator: '=', values: [selector.matchLabels?.[key] as string] }));
  const made = [...exact, ...(selector.matchExpressions ?? []).map(requirementOf)].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  ofSelectors.set(selector, made);
  return made;
}

const OPERATORS: Readonly<Record<string, Operator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!', Gt: 'gt', Lt: 'lt' };

const requirementOf = ({ key, operator, values }: LabelSelectorRequirement): Requirement => {
  const known = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  return known ? { key, operator: known, values: values ?? [] } : (NOTHING[0] as Requirement);
};

/** A selector as text: `app=web,tier in (a,b),!old`. */
export const selectorText = (selector: Selector): string => selector.map(requirementText).join(',');

function requirementText({ key, operator, values }: Requirement): string {
  switch (operator) {
    case '!':
      return `!${key}`;
    case 'exists':
      return key;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${[...values].sort().join(',')})`;
    case 'gt':
      return `${key}>${values.join(',')}`;
    case 'lt':
      return `${key}<${values.join(',')}`;
    default:
      return `${key}${operator}${values.join(',')}`;
  }
}

/** metav1.FormatLabelSelector: what printers show; `<none>` when empty. */
export const formatLabelSelector = (selector: LabelSelector | undefined): string => (selector ? selectorText(selectorOf(selector)) || '<none>' : '<none>');

const checkedSelectors = new Recent<true>();

/** ValidateLabelSelector (apis/meta/v1/validation). */
export function labelSelectorErrors(selector: LabelSelector | undefined, path: string): readonly FieldError[] {
  if (!selector || checkedSelectors.has(selector)) return [];
  const errors: FieldError[] = [...labelsErrors(selector.matchLabels, `${path}.matchLabels`)];
  selector.matchExpressions?.forEach((expression, i) => {
    errors.push(...expressionErrors(expression, `${path}.matchExpressions[${i}]`));
  });
  if (errors.length === 0 && Object.isFrozen(selector)) checkedSelectors.set(selector, true);
  return errors;
}

function expressionErrors(expression: LabelSelectorRequirement, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const some = (expression.values?.length ?? 0) > 0;
  switch (expression.operator) {
    case 'In':
    case 'NotIn':
      if (!some) errors.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (some) errors.push(forbiddenField(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    default:
      errors.push(invalid(`${path}.operator`, expression.operator, 'not a valid selector operator'));
  }
  errors.push(...qualifiedNameErrors(expression.key).map((message) => invalid(`${path}.key`, expression.key, message)));
  expression.values?.forEach((value, i) => {
    errors.push(...labelValueErrors(value).map((message) => invalid(`${path}.values[${i}]`, value, message)));
  });
  return errors;
}

/** ValidateLabels: keys and values of labels, both reported at the map's path. */
function labelsErrors(labels: Labels | undefined, path: string): readonly FieldError[] {
  if (!labels) return [];
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(labels)) {
    for (const message of qualifiedNameErrors(key)) errors.push(invalid(path, key, message));
    for (const message of labelValueErrors(value)) errors.push(invalid(path, value, message));
  }
  return errors;
}
