import { describe, expect, it } from 'vitest';
import { binaryMagnitude, exponential, logarithm, wholePower } from './exact.ts';

const off = (is: number, wanted: number): number => Math.abs(is - wanted) / Math.abs(wanted);

describe('functions that are the same in every browser', () => {
  it('e^x', () => {
    for (let x = -700; x <= 700; x += 0.37) expect(off(exponential(x), Math.exp(x))).toBeLessThan(1e-15);
    expect([0, -800, 800, Number.NEGATIVE_INFINITY].map(exponential)).toEqual([1, 0, Number.POSITIVE_INFINITY, 0]);
    expect(exponential(Number.NaN)).toBeNaN();
    // To the last bit: whoever changes the order of the sums changes histories.
    expect([-1, -0.3].map(exponential)).toEqual([0.36787944117144233, 0.7408182206817179]);
  });

  it('ln x', () => {
    for (let x = 1e-300; x < 1e300; x *= 1.37) expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThan(1e-15 * Math.max(1, Math.abs(Math.log(x))));
    expect([1, 0, Number.POSITIVE_INFINITY].map(logarithm)).toEqual([0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(logarithm(-1)).toBeNaN();
    expect([2, 3, 5, 5_002].map(logarithm)).toEqual([0.6931471805599453, 1.0986122886681098, 1.6094379124341003, 8.517593111437565]);
  });

  it('powers of two around', () => {
    for (let n = 0; n < 53; n++) {
      expect(binaryMagnitude(2 ** n)).toBe(n);
      if (n > 1) expect(binaryMagnitude(2 ** n - 1)).toBe(n - 1);
    }
  });

  it('whole powers', () => {
    expect([wholePower(3, 33), wholePower(-2, 31), wholePower(10, 15), wholePower(7, 0), wholePower(0, 0)]).toEqual([
      5_559_060_566_555_523, -2_147_483_648, 1e15, 1, 1,
    ]);
  });
});
