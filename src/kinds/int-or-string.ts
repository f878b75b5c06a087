/** Numbers that may be written as a percentage (apimachinery pkg/util/intstr). */

/** The number a value stands for out of `total`; undefined when it is a string that is no percentage. */
export function scaledValue(value: number | string, total: number, round: 'up' | 'down'): number | undefined {
  if (typeof value === 'number') return value;
  const percent = percentOf(value);
  if (percent === undefined) return undefined;
  const exact = (percent * total) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}

/** 25 for `25%`; undefined for numbers and for other texts. */
export function percentOf(value: number | string): number | undefined {
  if (typeof value !== 'string' || !/^[0-9]{1,10}%$/.test(value)) return undefined;
  return Number(value.slice(0, -1));
}

/** The whole number of either form: 25 for 25, `25%` and `25`. */
export function intValue(value: number | string): number {
  if (typeof value === 'number') return value;
  const text = value.endsWith('%') ? value.slice(0, -1) : value;
  return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : 0;
}

/** A text as strconv.ParseInt reads it; NaN for what is no whole number. */
export const wholeNumber = (text: string | undefined): number => (text !== undefined && /^[+-]?\d{1,19}$/.test(text) ? Number(text) : Number.NaN);
