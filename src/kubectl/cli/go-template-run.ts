import { isObject } from '../../base/json.ts';
import { goJson, goQuote } from '../../kinds/errors.ts';
import { textFromBase64, toBase64 } from '../../kinds/base64.ts';
import { goText } from './custom-columns.ts';
import { GoTemplateError, type Part, parseGoTemplate, type Pipe, type Term } from './go-template.ts';
import { own } from './step.ts';

/**
 * Prints data by a Go template. Only own keys of plain data are reached, nothing is called but the functions below, and steps and output are counted.
 */
interface Scope {
  readonly dot: unknown;
  /** Variables; inner blocks see and may set those around them. */
  readonly variables: Map<string, unknown>;
  readonly meter: { steps: number; out: string };
  /** `--allow-missing-template-keys=false`: a key that is not there is an error. */
  readonly strict: boolean;
}

const MOST_STEPS = 200_000;
const MOST_CHARACTERS = 4_000_000;

/** What goes wrong while it is run: `error executing template …`; its `debug` is printed where the output would be (cli-runtime pkg/printers/template.go). */
export class GoTemplateFailure extends GoTemplateError {
  readonly debug: string;
  constructor(template: string, why: string, { data, before }: { readonly data: unknown; readonly before: string }) {
    super(`error executing template ${goQuote(template)}: ${why}`);
    this.debug = `${before}Error executing template: ${why}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\traw data was:\n\t\t${goJson(data)}\n\tobject given to template engine was:\n\t\t${goText(data)}\n\n`;
  }
}

export function goTemplateText(template: string, data: unknown, strict = false): string {
  const meter = { steps: MOST_STEPS, out: '' };
  try {
    runParts(parseGoTemplate(template), { dot: data, variables: new Map([['$', data]]), meter, strict });
  } catch (error) {
    if (!(error instanceof GoTemplateError) || error.message.startsWith('error ')) throw error;
    throw new GoTemplateFailure(template, `template: output:${error instanceof MissingKey ? placeIn(template, error.names) : '1'}: ${error.message}`, {
      data,
      before: meter.out,
    });
  }
  return meter.out;
}

class MissingKey extends GoTemplateError {
  readonly names: readonly string[];
  constructor(names: readonly string[], key: string) {
    super(`executing "output" at <.${names.join('.')}>: map has no entry for key ${goQuote(key)}`);
    this.names = names;
  }
}

/** Line and column of a chain of fields: of its second one, where there are more. */
function placeIn(template: string, [first = '', ...more]: readonly string[]): string {
  const at = template.indexOf(`.${[first, ...more].join('.')}`) + (more.length > 0 ? first.length + 1 : 0);
  const before = template.slice(0, at);
  return `${before.split('\n').length}:${at - (before.lastIndexOf('\n') + 1)}`;
}

function runParts(parts: readonly Part[], scope: Scope): void {
  for (const part of parts) {
    if (--scope.meter.steps < 0 || scope.meter.out.length > MOST_CHARACTERS) throw new GoTemplateError('the template takes too many steps');
    if (part.is === 'text') scope.meter.out += part.text;
    else if (part.is === 'print') print(part, scope);
    else runBlock(part, scope);
  }
}

function print({ pipe, assign }: Extract<Part, { is: 'print' }>, scope: Scope): void {
  const value = valueOf(pipe, scope);
  const [name] = assign;
  if (name !== undefined) scope.variables.set(name, value);
  else scope.meter.out += value === undefined || value === null ? '<no value>' : goText(value);
}

type Block = Extract<Part, { is: 'if' | 'range' | 'with' }>;

function runBlock(part: Block, scope: Scope): void {
  const value = valueOf(part.pipe, scope);
  if (part.is === 'range') return runRange(part, value, scope);
  const [name] = part.assign;
  if (name !== undefined) scope.variables.set(name, value);
  if (isTrue(value)) runParts(part.then, part.is === 'with' ? { ...scope, dot: value } : scope);
  else runParts(part.otherwise, scope);
}

function runRange(part: Block, value: unknown, scope: Scope): void {
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(value)
    ? value.map((item, i) => [i, item] as const)
    : isObject(value)
      ? Object.keys(value)
          .sort()
          .map((key) => [key, value[key]] as const)
      : [];
  if (typeof value === 'string' || typeof value === 'boolean') throw new GoTemplateError(`executing "output": range can't iterate over ${value}`);
  if (entries.length === 0) return runParts(part.otherwise, scope);
  for (const [key, item] of entries) {
    const { assign } = part;
    if (assign.length === 2) scope.variables.set(assign[0]!, key);
    if (assign.length > 0) scope.variables.set(assign.at(-1)!, item);
    runParts(part.then, { ...scope, dot: item });
  }
}

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

function valueOf(pipe: Pipe, scope: Scope): unknown {
  let value: unknown;
  pipe.forEach((command, i) => {
    value = commandValue(command, i === 0 ? [] : [value], scope);
  });
  return value;
}

function commandValue([first, ...rest]: readonly Term[], piped: readonly unknown[], scope: Scope): unknown {
  if (--scope.meter.steps < 0) throw new GoTemplateError('the template takes too many steps');
  if (first?.is === 'call') return call(first.name, [...rest.map((term) => termValue(term, scope)), ...piped]);
  if (rest.length > 0 || piped.length > 0) throw new GoTemplateError('executing "output": can\'t give argument to non-function');
  return termValue(first!, scope);
}

function termValue(term: Term, scope: Scope): unknown {
  switch (term.is) {
    case 'text':
      return term.value;
    case 'dot':
      return scope.dot;
    case 'variable':
      if (!scope.variables.has(term.name)) throw new GoTemplateError(`undefined variable ${goQuote(term.name)}`);
      return scope.variables.get(term.name);
    case 'field':
      return term.names.reduce((value, name) => fieldOf(value, name, scope.strict ? term.names : undefined), termValue(term.of, scope));
    case 'call':
      return call(term.name, []);
    case 'pipe':
      return valueOf(term.pipe, scope);
  }
}

/** `strict`: the chain of names that must all be there. */
function fieldOf(value: unknown, name: string, strict: readonly string[] | undefined): unknown {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value))
    throw new GoTemplateError(
      `executing "output" at <.${name}>: can't evaluate field ${name} in type ${Array.isArray(value) ? '[]interface {}' : 'interface {}'}`,
    );
  if (strict && own(value, name) === undefined) throw new MissingKey(strict, name);
  return own(value, name);
}

type Fn = (args: readonly unknown[]) => unknown;

const comparable = (a: unknown, b: unknown): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === typeof b) return a === b ? 0 : Number.NaN;
  throw new GoTemplateError('error calling comparison: incompatible types for comparison');
};

const FUNCTIONS: Readonly<Record<string, Fn>> = {
  len: ([value]) => {
    if (typeof value === 'string' || Array.isArray(value)) return value.length;
    if (isObject(value)) return Object.keys(value).length;
    throw new GoTemplateError(
      `executing "output" at <len>: error calling len: len of ${value === null || value === undefined ? 'nil pointer' : `type ${typeof value}`}`,
    );
  },
  index: ([value, ...keys]) => keys.reduce(indexed, value),
  eq: ([a, ...others]) => others.some((b) => comparable(a, b) === 0),
  ne: ([a, b]) => comparable(a, b) !== 0,
  lt: ([a, b]) => comparable(a, b) < 0,
  le: ([a, b]) => comparable(a, b) <= 0,
  gt: ([a, b]) => comparable(a, b) > 0,
  ge: ([a, b]) => comparable(a, b) >= 0,
  and: (args) => args.find((value) => !isTrue(value)) ?? args.at(-1),
  or: (args) => args.find(isTrue) ?? args.at(-1),
  not: ([value]) => !isTrue(value),
  print: (args) => args.map(goText).join(''),
  println: (args) => `${args.map(goText).join(' ')}\n`,
  printf: ([format, ...args]) => formatted(String(format), args),
  base64decode: ([value]) => textFromBase64(String(value)),
  base64encode: ([value]) => toBase64(String(value)),
  exists: ([value, ...keys]) =>
    keys.reduce((at: unknown, key) => (isObject(at) ? own(at, String(key)) : Array.isArray(at) ? at[Number(key)] : undefined), value) !== undefined,
};

function indexed(value: unknown, key: unknown): unknown {
  if (Array.isArray(value)) {
    const at = Number(key);
    if (!Number.isInteger(at) || at < 0 || at >= value.length)
      throw new GoTemplateError(`executing "output" at <index>: error calling index: reflect: slice index out of range`);
    return value[at];
  }
  return isObject(value) ? own(value, String(key)) : undefined;
}

function call(name: string, args: readonly unknown[]): unknown {
  const fn = own(FUNCTIONS, name);
  if (!fn) throw new GoTemplateError(`function ${goQuote(name)} not defined`);
  return fn(args);
}

/** fmt.Sprintf for %s %v %d %q %t and widths. */
function formatted(format: string, args: readonly unknown[]): string {
  let at = 0;
  return format.replace(/%(-?\d{0,3})([svdqt%])/g, (_, width: string, verb: string) => {
    if (verb === '%') return '%';
    const value = args[at++];
    const text = verb === 'q' ? goQuote(String(value)) : goText(value);
    return width.startsWith('-') ? text.padEnd(Number(width.slice(1))) : text.padStart(Number(width || 0));
  });
}
