/**
 * The rules for names, labels, ports and paths, with the messages of apimachinery (pkg/util/validation, pkg/api/validate/content).
 * Every function returns the messages, none when the value is good. Lengths are bytes, as upstream. All checks are linear.
 */

const ALNUM = /^[A-Za-z0-9]$/;
const LOWER_ALNUM = /^[a-z0-9]$/;

/** Bytes of the UTF-8 form. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else bytes += 2;
    // A surrogate pair is two units and four bytes.
    if (unit >= 0xd800 && unit < 0xdc00) i++;
  }
  return bytes;
}

const maxLenError = (bytes: number): string => `must be no more than ${bytes} bytes`;
export const rangeError = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;

function regexError(message: string, format: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${format}')`;
  return `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${format}')`;
}

/** Characters all of one class, first and last of another; never backtracks. */
function shaped(text: string, inner: RegExp, ends: RegExp): boolean {
  return text !== '' && ends.test(text[0] as string) && ends.test(text.at(-1) as string) && inner.test(text);
}

const LABEL_FORMAT = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_FORMAT = `${LABEL_FORMAT}(\\.${LABEL_FORMAT})*`;
const isLabel = (text: string): boolean => shaped(text, /^[-a-z0-9]+$/, LOWER_ALNUM);
const isSubdomain = (text: string): boolean => text.split('.').every(isLabel);

const SUBDOMAIN_MESSAGE = regexError(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN_FORMAT,
  'example.com',
);
const LABEL_MESSAGE = regexError(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL_FORMAT,
  'my-name',
  '123-abc',
);

export function dns1123SubdomainErrors(value: string): readonly string[] {
  const errors: string[] = [];
  if (byteLength(value) > 253) errors.push(maxLenError(253));
  if (!isSubdomain(value)) errors.push(SUBDOMAIN_MESSAGE);
  return errors;
}

export function dns1123LabelErrors(value: string): readonly string[] {
  const errors: string[] = [];
  if (byteLength(value) > 63) errors.push(maxLenError(63));
  if (!isLabel(value)) errors.push(isSubdomain(value) ? 'must not contain dots' : LABEL_MESSAGE);
  return errors;
}

function dns1035LabelErrors(value: string): readonly string[] {
  const errors: string[] = [];
  if (byteLength(value) > 63) errors.push(maxLenError(63));
  if (!(isLabel(value) && /^[a-z]/.test(value))) {
    errors.push(
      regexError(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
        '[a-z]([-a-z0-9]*[a-z0-9])?',
        'my-name',
        'abc-123',
      ),
    );
  }
  return errors;
}

const UNDERSCORE_LABEL = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
export function dns1123SubdomainWithUnderscoreErrors(value: string): readonly string[] {
  const errors: string[] = [];
  if (byteLength(value) > 253) errors.push(maxLenError(253));
  const good = value.split('.').every((label) => shaped(label.replace(/^_/, ''), /^[-_a-z0-9]+$/, LOWER_ALNUM));
  if (!good) {
    errors.push(
      regexError(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
        `${UNDERSCORE_LABEL}(\\.${UNDERSCORE_LABEL})*`,
        'example.com',
      ),
    );
  }
  return errors;
}

/** Names that get a suffix: the prefix may end in a dash, which upstream treats as if it were a letter. */
const maskTrailingDash = (name: string): string => (name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name);

type NameRule = (name: string, isPrefix: boolean) => readonly string[];
export const nameIsSubdomain: NameRule = (name, isPrefix) => dns1123SubdomainErrors(isPrefix ? maskTrailingDash(name) : name);
export const nameIsLabel: NameRule = (name, isPrefix) => dns1123LabelErrors(isPrefix ? maskTrailingDash(name) : name);
export const nameIs1035Label: NameRule = (name, isPrefix) => dns1035LabelErrors(isPrefix ? maskTrailingDash(name) : name);

const KEY_FORMAT = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const KEY_MESSAGE = regexError(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  KEY_FORMAT,
  'MyName',
  'my.name',
  '123-abc',
);

const goodKeys = new Set<string>();
const goodValues = new Set<string>();
const CACHE_LIMIT = 20_000;

/** A label key, also called a qualified name: `name` or `example.com/name`. */
export function qualifiedNameErrors(value: string): readonly string[] {
  if (goodKeys.has(value)) return NONE;
  const errors = labelKeyErrors(value);
  if (errors.length === 0 && goodKeys.size < CACHE_LIMIT) goodKeys.add(value);
  return errors;
}

const NONE: readonly string[] = [];

function labelKeyErrors(value: string): readonly string[] {
  const parts = value.split('/');
  if (parts.length > 2) return [`a valid label key ${KEY_MESSAGE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const errors: string[] = [];
  const name = parts.at(-1) as string;
  if (parts.length === 2) {
    const prefix = parts[0] as string;
    if (prefix === '') errors.push('prefix part must be non-empty');
    else errors.push(...dns1123SubdomainErrors(prefix).map((message) => `prefix part ${message}`));
  }
  if (name === '') errors.push('name part must be non-empty');
  else if (byteLength(name) > 63) errors.push(`name part ${maxLenError(63)}`);
  if (!shaped(name, /^[-A-Za-z0-9_.]+$/, ALNUM)) errors.push(`name part ${KEY_MESSAGE}`);
  return errors;
}

export function labelValueErrors(value: string): readonly string[] {
  if (goodValues.has(value)) return NONE;
  const errors: string[] = [];
  if (byteLength(value) > 63) errors.push(maxLenError(63));
  if (value !== '' && !shaped(value, /^[-A-Za-z0-9_.]+$/, ALNUM)) {
    errors.push(
      regexError(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        `(${KEY_FORMAT})?`,
        'MyValue',
        'my_value',
        '12345',
      ),
    );
  }
  if (errors.length === 0 && goodValues.size < CACHE_LIMIT) goodValues.add(value);
  return errors;
}

export const portNumberErrors = (port: number): readonly string[] => (port >= 1 && port <= 65535 ? NONE : [rangeError(1, 65535)]);

/** IANA service names: names of container and service ports. */
export function portNameErrors(name: string): readonly string[] {
  const errors: string[] = [];
  if (byteLength(name) > 15) errors.push(maxLenError(15));
  if (!/^[-a-z0-9]+$/.test(name)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) errors.push('must contain at least one letter (a-z)');
  if (name.includes('--')) errors.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

/** Environment names since RelaxedEnvironmentVariableValidation: all printable ASCII but `=`. */
export function envNameErrors(name: string): readonly string[] {
  if (name === '') return ['environment variable name must be non-empty'];
  return /^[ -<>-~]+$/.test(name) ? NONE : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** Keys of ConfigMaps and Secrets. */
export function configKeyErrors(key: string): readonly string[] {
  const errors: string[] = [];
  if (byteLength(key) > 253) errors.push(maxLenError(253));
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
    errors.push(
      regexError("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", '[-._a-zA-Z0-9]+', 'key.name', 'KEY_NAME', 'key-name'),
    );
  }
  if (key === '.' || key === '..') errors.push(`must not be '${key}'`);
  else if (key.startsWith('..')) errors.push("must not start with '..'");
  return errors;
}

export const httpHeaderNameErrors = (name: string): readonly string[] =>
  /^[-A-Za-z0-9]+$/.test(name) ? NONE : [regexError("a valid HTTP header must consist of alphanumeric characters or '-'", '[-A-Za-z0-9]+', 'X-Header-Name')];

export const percentErrors = (text: string): readonly string[] =>
  /^[0-9]+%$/.test(text) ? NONE : [regexError("a valid percent string must be a numeric string followed by an ending '%'", '[0-9]+%', '1%', '93%')];

export const idErrors = (id: number): readonly string[] => (id >= 0 && id <= 2147483647 ? NONE : [rangeError(0, 2147483647)]);

/** Message of `ValidateNonnegativeField`. */
export const NOT_NEGATIVE = 'must be greater than or equal to 0';
export const MUST_BE_POSITIVE = 'must be greater than zero';
export const FIELD_IS_IMMUTABLE = 'field is immutable';
