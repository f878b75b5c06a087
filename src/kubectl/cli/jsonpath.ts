import { goJson, goQuote } from '../../kinds/errors.ts';
import { isObject } from '../../base/json.ts';
import { compareValues } from './sorting.ts';
import { type Filter, type Node, parseTemplate } from './jsonpath-parse.ts';

/**
 * kubectl's JSONPath (client-go util/jsonpath/jsonpath.go): a template whose braces hold paths, `range`/`end`, texts. Only own keys of plain data are reached.
 */
export class JsonPathError extends Error {}

type Values = readonly unknown[];

/** So many values are walked over at most: `..` upon `..` grows fast. */
const BUDGET = 200_000;

interface Walk {
  left: number;
  /** `--allow-missing-template-keys=false`: a field that is nowhere is an error. */
  strict: boolean;
}

/** Results of a template, one per pair of braces. A missing key yields nothing. */
export function findResults(nodes: readonly Node[], data: unknown, strict = false): readonly Values[] {
  return evaluateList(nodes, data, { left: BUDGET, strict });
}

/** Parses a template, and prints it for some data. */
export function jsonPathText(template: string, data: unknown, strict = false): string {
  return findResults(parseTemplate(template), data, strict)
    .map((values) => values.map(valueText).join(' '))
    .join('');
}

/** Texts as they are, the rest as JSON. */
export function valueText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  return goJson(value);
}

function evaluateList(nodes: readonly Node[], data: unknown, walk: Walk): readonly Values[] {
  const results: Values[] = [];
  for (const node of nodes) {
    if (node.is === 'range') {
      for (const item of evaluate(node.over, [data], walk)) results.push(...evaluateList(node.body, item, walk));
    } else if (node.is === 'list') results.push(evaluate(node.steps, [data], walk));
    else results.push(step(node, [data], walk));
  }
  return results;
}

function evaluate(steps: readonly Node[], values: Values, walk: Walk): Values {
  return steps.reduce<Values>((current, node) => step(node, current, walk), values);
}

function step(node: Node, values: Values, walk: Walk): Values {
  walk.left -= values.length + 1;
  if (walk.left < 0) throw new JsonPathError('the path reaches too many values');
  switch (node.is) {
    case 'text':
      return [node.text];
    case 'value':
      return [node.value];
    case 'field':
      return fieldsOf(values, node.name, walk);
    case 'index':
      return values.flatMap((value) => slice(value, node));
    case 'wildcard':
      return values.flatMap(childrenOf);
    case 'recursive':
      return values.flatMap((value) => descendants(value, walk));
    case 'filter':
      return values.flatMap((value) => (Array.isArray(value) ? value.filter((item) => passes(node.filter, item, walk)) : []));
    case 'union':
      return node.parts.flatMap((steps) => evaluate(steps, values, walk));
    case 'list':
      return evaluate(node.steps, values, walk);
    case 'range':
      return [];
  }
}

function fieldsOf(values: Values, name: string, { strict }: Walk): Values {
  const found = values.flatMap((value) => fieldOf(value, name));
  if (strict && found.length === 0) throw new JsonPathError(`${name} is not found`);
  return found;
}

function fieldOf(value: unknown, name: string): Values {
  if (!isObject(value)) return [];
  return Object.hasOwn(value, name) && value[name] !== undefined ? [value[name]] : [];
}

function childrenOf(value: unknown): Values {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return [];
  return Object.keys(value)
    .sort()
    .map((key) => value[key]);
}

function descendants(value: unknown, walk: Walk): Values {
  if (--walk.left < 0) throw new JsonPathError('the path reaches too many values');
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...childrenOf(value).flatMap((child) => descendants(child, walk))];
}

function slice(value: unknown, { from, to, by }: Extract<Node, { is: 'index' }>): Values {
  if (!Array.isArray(value)) {
    if (value === undefined || value === null) return [];
    throw new JsonPathError(`${goValueText(value)} is not array or slice`);
  }
  const size = value.length;
  const wrapped = (at: number): number => (at < 0 ? at + size : at);
  const start = wrapped(from ?? 0);
  const end = to === 'next' ? start + 1 : to === undefined ? size : wrapped(to);
  if (to === 'next' && (start < 0 || start >= size)) throw new JsonPathError(`array index out of bounds: index ${start}, length ${size}`);
  const out: unknown[] = [];
  const stride = by ?? 1;
  if (stride <= 0) throw new JsonPathError('step must be > 0');
  for (let i = start; i < Math.min(end, size); i += stride) if (i >= 0) out.push(value[i]);
  return out;
}

const goValueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function passes({ left, operator, right }: Filter, item: unknown, walk: Walk): boolean {
  if (operator === 'exists') return evaluate(left, [item], { ...walk, strict: false }).length > 0;
  const lefts = evaluate(left, [item], walk);
  const rights = evaluate(right, [item], walk);
  if (lefts.length === 0 || rights.length === 0) return false;
  if (lefts.length > 1 || rights.length > 1) throw new JsonPathError('can only compare one element at a time');
  const [a, b] = [lefts[0], rights[0]];
  if (operator === '==') return a === b || (typeof a !== typeof b && String(a) === String(b));
  if (operator === '!=') return !(a === b || (typeof a !== typeof b && String(a) === String(b)));
  const order = compareValues(a, b);
  return operator === '<' ? order < 0 : operator === '<=' ? order <= 0 : operator === '>' ? order > 0 : order >= 0;
}

/** What stands in an error about a template that could not be read. */
export const unreadable = (template: string, why: string): string => `error parsing jsonpath ${template}, ${why}`;
export const failedTemplate = (template: string, why: string, data: unknown): string =>
  `error executing jsonpath ${goQuote(template)}: Error executing template: ${why}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(data)}\n\n`;

/** A value as Go's %#v prints it. */
function goSyntax(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isObject(value))
    return `map[string]interface {}{${Object.keys(value)
      .sort()
      .map((key) => `${goQuote(key)}:${goSyntax(value[key])}`)
      .join(', ')}}`;
  if (typeof value === 'string') return goQuote(value);
  return value === null || value === undefined ? 'interface {}(nil)' : String(value);
}
