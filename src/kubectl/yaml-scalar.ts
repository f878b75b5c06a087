/**
 * What a plain (unquoted) YAML scalar means to kubectl. sigs.k8s.io/yaml reads with YAML 1.1 rules as go-yaml v2 has them:
 * `yes`, `on`, `y` are booleans, `0644` is octal, `1_000` is a number, `12:30:45` is not.
 * Upstream: sigs.k8s.io/yaml goyaml.v2/resolve.go.
 */
export type ScalarValue =
  | { readonly is: 'string' | 'timestamp'; readonly value: string }
  | { readonly is: 'bool'; readonly value: boolean }
  | { readonly is: 'null'; readonly value: null }
  | { readonly is: 'int' | 'float'; readonly value: number }
  | { readonly is: 'merge'; readonly value: string }
  /** An integer that cannot be held exactly, or a number that JSON does not have. */
  | { readonly is: 'unholdable'; readonly why: string };

const WORDS: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, { is: 'bool', value: true }] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, { is: 'bool', value: false }] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, { is: 'null', value: null }] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, { is: 'unholdable', why: 'json: unsupported value: NaN' }] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, { is: 'unholdable', why: 'json: unsupported value: +Inf' }] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, { is: 'unholdable', why: 'json: unsupported value: -Inf' }] as const),
  ['<<', { is: 'merge', value: '<<' }],
]);

const INTEGER = /^([+-]?)(?:(0[xX][0-9a-fA-F]+)|(0[oO][0-7]+)|(0[bB][01]+)|(0[0-7]+)|(0|[1-9][0-9]*))$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ]\d)/;

export function plainScalar(text: string): ScalarValue {
  const word = WORDS.get(text);
  if (word) return word;
  const first = text[0] as string;
  if (first !== '.' && first !== '+' && first !== '-' && !(first >= '0' && first <= '9')) return { is: 'string', value: text };
  if (first === '.') return FLOAT.test(text) ? float(text) : { is: 'string', value: text };
  if (TIMESTAMP.test(text)) return { is: 'timestamp', value: text };
  // Numbers longer than this are no numbers to anybody.
  const plain = text.length > 512 ? text : text.replaceAll('_', '');
  const integer = INTEGER.exec(plain);
  if (integer) return whole(integer, text);
  return FLOAT.test(plain) ? float(plain) : { is: 'string', value: text };
}

function whole([, sign = '', hex, octal, binary, oldOctal, decimal]: RegExpExecArray, text: string): ScalarValue {
  const digits = hex ?? octal ?? binary ?? (oldOctal === undefined ? (decimal as string) : `0o${oldOctal.slice(1)}`);
  const size = BigInt(digits.toLowerCase());
  const value = sign === '-' ? -size : size;
  // Beyond 64 bits go-yaml makes it a float (decimal) or a big integer; nothing in the API takes either.
  // Simplified: whole numbers beyond ±(2⁵³-1) are refused; real Kubernetes holds 64 bits.
  if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER))
    return { is: 'unholdable', why: `the whole number ${text.slice(0, 40)} is too large to be held exactly` };
  return { is: 'int', value: Number(value) };
}

function float(text: string): ScalarValue {
  const value = Number(text);
  return Number.isFinite(value) ? { is: 'float', value } : { is: 'string', value: text };
}
