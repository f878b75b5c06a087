/**
 * Functions that ECMAScript leaves to the engine ("implementation-approximated"), made of sums and products alone: these are the same to the last bit
 * in every browser, and so is the history of a cluster. Right to a few units in the last place.
 */

/** ln 2 in two parts: the first has so few digits that whole multiples of it are exact. */
const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;
const SQRT2 = 1.4142135623730951;
/** Beyond these e^x is 0, or more than a number holds. */
const LEAST = -745.2;
const MOST = 709.79;

/** e^x. */
export function exponential(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < LEAST) return 0;
  if (x > MOST) return Number.POSITIVE_INFINITY;
  const twos = Math.round(x / (LN2_HIGH + LN2_LOW));
  // |rest| ≤ ln(2)/2: fourteen terms of the series reach the last bit.
  const rest = x - twos * LN2_HIGH - twos * LN2_LOW;
  let sum = 1;
  for (let n = 14; n > 0; n--) sum = 1 + (rest * sum) / n;
  return timesPowerOfTwo(sum, twos);
}

/** Natural logarithm. NaN below 0, -Infinity of 0. */
export function logarithm(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  let part = x;
  let twos = 0;
  for (; part >= SQRT2; twos++) part /= 2;
  for (; part < SQRT2 / 2; twos--) part *= 2;
  // ln(part) = 2 artanh(s), |s| ≤ 0.172: twelve terms reach the last bit.
  const s = (part - 1) / (part + 1);
  const square = s * s;
  let sum = 0;
  for (let n = 23; n > 0; n -= 2) sum = 1 / n + square * sum;
  return twos * LN2_HIGH + (2 * s * sum + twos * LN2_LOW);
}

/** The greatest whole n with 2^n ≤ x, for x ≥ 1. */
export function binaryMagnitude(x: number): number {
  let n = 0;
  for (let rest = x; rest >= 2; rest /= 2) n++;
  return n;
}

/** base^n for a whole n ≥ 0: exact while it fits into 53 bits. */
export function wholePower(base: number, n: number): number {
  let out = 1;
  let square = base;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) out *= square;
    square *= square;
  }
  return out;
}

/** Halved step by step below the smallest normal number, so that nothing is lost on the way. */
function timesPowerOfTwo(x: number, n: number): number {
  let out = x;
  for (let i = 0; i < n; i++) out *= 2;
  for (let i = 0; i > n; i--) out /= 2;
  return out;
}
