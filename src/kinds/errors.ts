import type { FieldError, FieldErrorType } from './kind.ts';
import type { Status } from './object.ts';

/**
 * Field errors and Status answers in the real server's words.
 * Upstream: apimachinery pkg/util/validation/field/errors.go and pkg/api/errors/errors.go.
 */

const TITLES: Readonly<Record<FieldErrorType, string>> = {
  Required: 'Required value',
  Invalid: 'Invalid value',
  NotSupported: 'Unsupported value',
  Duplicate: 'Duplicate value',
  Forbidden: 'Forbidden',
  TooLong: 'Too long',
  TooMany: 'Too many',
  TypeInvalid: 'Invalid value',
  NotFound: 'Not found',
  Internal: 'Internal error',
};

const CAUSES: Readonly<Record<FieldErrorType, string>> = {
  Required: 'FieldValueRequired',
  Invalid: 'FieldValueInvalid',
  NotSupported: 'FieldValueNotSupported',
  Duplicate: 'FieldValueDuplicate',
  Forbidden: 'FieldValueForbidden',
  TooLong: 'FieldValueTooLong',
  TooMany: 'FieldValueTooMany',
  TypeInvalid: 'FieldValueTypeInvalid',
  NotFound: 'FieldValueNotFound',
  Internal: 'InternalError',
};

export const required = (field: string, detail = ''): FieldError => ({ type: 'Required', field, detail });
export const invalid = (field: string, value: unknown, detail: string): FieldError => ({ type: 'Invalid', field, value, detail });
export const duplicate = (field: string, value: unknown): FieldError => ({ type: 'Duplicate', field, value, detail: '' });
export const notFoundValue = (field: string, value: unknown): FieldError => ({ type: 'NotFound', field, value, detail: '' });
export const forbiddenField = (field: string, detail: string): FieldError => ({ type: 'Forbidden', field, detail });

/** `supported values: "A", "B"`; upstream sorts the values, so give them sorted. */
export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldError => ({
  type: 'NotSupported',
  field,
  value,
  detail: supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`,
});

export const tooLong = (field: string, maxBytes: number): FieldError => ({
  type: 'TooLong',
  field,
  detail: maxBytes < 0 ? 'value is too long' : `may not be more than ${maxBytes} ${maxBytes === 1 ? 'byte' : 'bytes'}`,
});

export const tooMany = (field: string, actual: number, max: number): FieldError => ({
  type: 'TooMany',
  field,
  ...(actual < 0 ? {} : { value: actual }),
  detail: max < 0 ? 'has too many items' : `must have at most ${max} ${max === 1 ? 'item' : 'items'}`,
});

/** The text without the field: `Invalid value: -1: must be greater than or equal to 0`. */
function errorBody(error: FieldError): string {
  let text = TITLES[error.type];
  const bare = error.type === 'Required' || error.type === 'Forbidden' || error.type === 'TooLong' || error.type === 'Internal';
  if (!bare && 'value' in error) text += `: ${printed(error.value)}`;
  return error.detail === '' ? text : `${text}: ${error.detail}`;
}

/** `spec.replicas: Invalid value: -1: must be greater than or equal to 0` */
export const errorText = (error: FieldError): string => `${error.field}: ${errorBody(error)}`;

/** Several errors as `field.ErrorList.ToAggregate()` prints them: one as it is, more as `[a, b]`, each once. */
export const errorListText = (errors: readonly FieldError[]): string => aggregateText(errors.map(errorText));

export function aggregateText(messages: readonly string[]): string {
  const once = [...new Set(messages)];
  return once.length === 1 ? (once[0] as string) : `[${once.join(', ')}]`;
}

function printed(value: unknown): string {
  if (value === undefined || value === null) return '"null"';
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return goJson(value);
}

/** A value as Go's encoding/json writes it: keys of maps sorted, `<`, `>` and `&` escaped; `indent`: so many blanks for each level, 0: all in one line. */
export function goJson(value: unknown, indent = 0): string {
  return escapedJson(written(value, indent, ''));
}

/** JSON in which `<`, `>` and `&` are written as Go writes them. */
export const escapedJson = (json: string): string => json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Written key by key: an object of the language would put keys like `10` in the order of their numbers. */
function written(value: unknown, indent: number, before: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const inner = indent > 0 ? `${before}${' '.repeat(indent)}` : '';
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const items = Array.isArray(value) ? value.map((item) => written(item, indent, inner)) : entries(value, indent, inner);
  if (items.length === 0) return `${open}${close}`;
  return indent > 0 ? `${open}\n${inner}${items.join(`,\n${inner}`)}\n${before}${close}` : `${open}${items.join(',')}${close}`;
}

function entries(value: object, indent: number, inner: string): readonly string[] {
  const of = value as Readonly<Record<string, unknown>>;
  return Object.keys(of)
    .filter((key) => of[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${indent > 0 ? ' ' : ''}${written(of[key], indent, inner)}`);
}

/** A string as Go's %q prints it. */
export function goQuote(text: string): string {
  let out = '"';
  for (const char of text) out += quotedChar(char);
  return `${out}"`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
]);

function quotedChar(char: string): string {
  const escaped = ESCAPES.get(char);
  if (escaped !== undefined) return escaped;
  const code = char.codePointAt(0) as number;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if ((code >= 0x80 && code < 0xa1) || code === 0xad || code === 0x2028 || code === 0x2029 || (code >= 0xd800 && code < 0xe000)) {
    return `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return char;
}

/** A resource or a kind within its group: `{group: 'apps', name: 'deployments'}` prints as `deployments.apps`. */
export interface Qualified {
  readonly group: string;
  /** the plural resource, or the kind where upstream wants a GroupKind */
  readonly name: string;
}

const qualifiedText = (of: Qualified): string => (of.group === '' ? of.name : `${of.name}.${of.group}`);

function failure(code: number, reason: string, message: string, details?: Status['details']): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, ...(details ? { details } : {}), code };
}

const about = (of: Qualified, name: string): NonNullable<Status['details']> => ({
  ...(name === '' ? {} : { name }),
  ...(of.group === '' ? {} : { group: of.group }),
  kind: of.name,
});

export const notFound = (resource: Qualified, name: string): Status =>
  failure(404, 'NotFound', `${qualifiedText(resource)} ${goQuote(name)} not found`, about(resource, name));

export const alreadyExists = (resource: Qualified, name: string): Status =>
  failure(409, 'AlreadyExists', `${qualifiedText(resource)} ${goQuote(name)} already exists`, about(resource, name));

export const generateNameConflict = (resource: Qualified, name: string): Status =>
  failure(
    409,
    'AlreadyExists',
    `${qualifiedText(resource)} ${goQuote(name)} already exists, the server was not able to generate a unique name for the object`,
    {
      ...about(resource, name),
      retryAfterSeconds: 1,
    },
  );

/** Upstream: NewForbidden. For refusals by admission and authorisation: `pods "a" is forbidden: …`. */
export function forbidden(resource: Qualified, name: string, message: string): Status {
  const subject =
    resource.name === '' ? 'forbidden' : name === '' ? `${qualifiedText(resource)} is forbidden` : `${qualifiedText(resource)} ${goQuote(name)} is forbidden`;
  return failure(403, 'Forbidden', `${subject}: ${message}`, about(resource, name));
}

/** The message of a write that carried an old resourceVersion. */
export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

export const conflict = (resource: Qualified, name: string, message: string = MODIFIED): Status =>
  failure(409, 'Conflict', `Operation cannot be fulfilled on ${qualifiedText(resource)} ${goQuote(name)}: ${message}`, about(resource, name));

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

const causesOf = (errors: readonly FieldError[]): readonly StatusCause[] =>
  errors.map((error) => ({ reason: CAUSES[error.type], message: errorBody(error), field: error.field }));

/** `kind` is a GroupKind: `{group: 'apps', name: 'Deployment'}`. */
export function invalidObject(kind: Qualified, name: string, errors: readonly FieldError[]): Status {
  const subject = `${qualifiedText(kind)} ${goQuote(name)} is invalid`;
  return failure(422, 'Invalid', errors.length === 0 ? subject : `${subject}: ${errorListText(errors)}`, { ...about(kind, name), causes: causesOf(errors) });
}

export const badRequest = (message: string): Status => failure(400, 'BadRequest', message);

export const expired = (message: string): Status => failure(410, 'Expired', message);

export const internalError = (message: string): Status => failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });

export const timeout = (message: string, retryAfterSeconds = 0): Status =>
  failure(504, 'Timeout', `Timeout: ${message}`, retryAfterSeconds > 0 ? { retryAfterSeconds } : {});

export const entityTooLarge = (message: string): Status => failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);

export const unsupportedMediaType = (accepted: readonly string[]): Status =>
  failure(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`);

export const notAcceptable = (accepted: readonly string[]): Status =>
  failure(406, 'NotAcceptable', `only the following media types are accepted: ${accepted.join(', ')}`);

/** A path that nothing serves. */
export const noSuchPath = (): Status => failure(404, 'NotFound', 'the server could not find the requested resource', {});
