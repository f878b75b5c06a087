/**
 * resource.Quantity (apimachinery pkg/api/resource): a fixed-point number with a suffix. Held here as a whole number of
 * nano-units (BigInt), the finest grain there is, with the family of suffixes it was written in.
 */
export interface Quantity {
  /** 10⁻⁹ units; finer amounts are rounded up, as upstream does. */
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}
export type QuantityFormat = 'BinarySI' | 'DecimalSI' | 'DecimalExponent';

/** What the server answers to a text that is no quantity. */
export const QUANTITY_ERROR = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

const NANO = 1_000_000_000n;
/** Upstream caps what it holds at 2⁶³-1 units. */
const MAX = (2n ** 63n - 1n) * NANO;

const DECIMAL = new Map<string, number>([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const BINARY = new Map<string, bigint>([
  ['Ki', 2n ** 10n],
  ['Mi', 2n ** 20n],
  ['Gi', 2n ** 30n],
  ['Ti', 2n ** 40n],
  ['Pi', 2n ** 50n],
  ['Ei', 2n ** 60n],
]);

const parsed = new Map<string, Quantity | undefined>();
const canonical = new Map<string, string | undefined>();
const CACHE_LIMIT = 10_000;

/** The quantity a text names, or undefined when it is none. */
export function parseQuantity(text: string): Quantity | undefined {
  if (parsed.has(text)) return parsed.get(text);
  const made = text.length <= 128 ? parse(text) : undefined;
  if (parsed.size >= CACHE_LIMIT) parsed.clear();
  parsed.set(text, made);
  return made;
}

/** A quantity that has been decoded before; an unreadable one counts as zero. */
export const quantity = (text: string | undefined): Quantity => (text === undefined ? ZERO : (parseQuantity(text) ?? ZERO));

const ZERO: Quantity = { nanos: 0n, format: 'DecimalSI' };

/** The text the server would store for what was sent (`0.5` → `500m`, `1024Mi` → `1Gi`), or undefined when it is no quantity. */
export function canonicalQuantity(text: string): string | undefined {
  if (canonical.has(text)) return canonical.get(text);
  const value = parseQuantity(text);
  const made = value && formatQuantity(value);
  if (canonical.size >= CACHE_LIMIT) canonical.clear();
  canonical.set(text, made);
  return made;
}

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?((?:[KMGTPE]i)|[numkMGTPE]|[eE][+-]?\d+|)$/;

function parse(text: string): Quantity | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  const binary = BINARY.get(suffix);
  const exponent = /^[eE][+-]?\d/.test(suffix) ? Number(suffix.slice(1)) : DECIMAL.get(suffix);
  if (binary === undefined && (exponent === undefined || Math.abs(exponent) > 1_000)) return undefined;
  const power = 9 - fraction.length + (binary === undefined ? (exponent as number) : 0);
  const scaled = digits * (binary ?? 1n);
  const magnitude = power >= 0 ? scaled * 10n ** BigInt(power) : divideUp(scaled, 10n ** BigInt(-power));
  const capped = magnitude > MAX ? MAX : magnitude;
  const format = binary !== undefined ? 'BinarySI' : /^[eE][+-]?\d/.test(suffix) ? 'DecimalExponent' : 'DecimalSI';
  return { nanos: sign === '-' ? -capped : capped, format };
}

const divideUp = (a: bigint, b: bigint): bigint => (a % b === 0n ? a / b : a / b + 1n);

/** Canonical form: the largest suffix that leaves a whole number; fractions of binary amounts fall back to decimal. */
export function formatQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0';
  const sign = nanos < 0n ? '-' : '';
  const magnitude = nanos < 0n ? -nanos : nanos;
  // Upstream writes binary amounts under 1024 and those with a fraction in decimal.
  const binary = format === 'BinarySI' && magnitude >= 1024n * NANO && magnitude % NANO === 0n;
  return sign + (binary ? binaryText(magnitude / NANO) : decimalText(magnitude, format === 'DecimalExponent'));
}

function binaryText(units: bigint): string {
  let [rest, power] = [units, 0];
  while (rest % 1024n === 0n && power < 6) {
    rest /= 1024n;
    power++;
  }
  return `${rest}${['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'][power]}`;
}

function decimalText(magnitude: bigint, exponentForm: boolean): string {
  let [rest, power] = [magnitude, -9];
  while (rest % 1000n === 0n && power < 18) {
    rest /= 1000n;
    power += 3;
  }
  if (exponentForm) return power === 0 ? `${rest}` : `${rest}e${power}`;
  for (const [suffix, at] of DECIMAL) if (at === power) return `${rest}${suffix}`;
  return `${rest}`;
}

export const compareQuantities = (a: Quantity, b: Quantity): -1 | 0 | 1 => (a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0);

/** Sums keep the format of the first, unless that is zero (upstream: Quantity.Add). */
export const addQuantities = (a: Quantity, b: Quantity): Quantity => ({ nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format });
export const subtractQuantities = (a: Quantity, b: Quantity): Quantity => ({ nanos: a.nanos - b.nanos, format: a.nanos === 0n ? b.format : a.format });

/** Whole units, rounded up: what `Value()` gives (bytes of memory, number of pods). */
export const wholeValue = (of: Quantity): number => Number(roundedUp(of.nanos, NANO));
/** Thousandths, rounded up: what `MilliValue()` gives (millicores). */
export const milliValue = (of: Quantity): number => Number(roundedUp(of.nanos, 1_000_000n));

/** `ScaledValue`: away from zero for what is left over. */
function roundedUp(nanos: bigint, grain: bigint): bigint {
  return nanos < 0n ? -divideUp(-nanos, grain) : divideUp(nanos, grain);
}

const milliCache = new Map<string, number>();
const wholeCache = new Map<string, number>();

/** Millicores of a text; 0 when absent. Asked for very often with the same few texts. */
export const milliOf = (text: string | undefined): number => cached(milliCache, text, milliValue);
/** Whole units (bytes) of a text; 0 when absent. */
export const wholeOf = (text: string | undefined): number => cached(wholeCache, text, wholeValue);

function cached(cache: Map<string, number>, text: string | undefined, value: (of: Quantity) => number): number {
  if (text === undefined) return 0;
  const known = cache.get(text);
  if (known !== undefined) return known;
  const made = value(quantity(text));
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(text, made);
  return made;
}

export const milliQuantity = (milli: number): Quantity => ({ nanos: BigInt(milli) * 1_000_000n, format: 'DecimalSI' });
export const wholeQuantity = (value: number, format: QuantityFormat = 'BinarySI'): Quantity => ({ nanos: BigInt(value) * NANO, format });
