import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  milliOf,
  milliQuantity,
  parseQuantity,
  quantity,
  subtractQuantities,
  wholeOf,
  wholeQuantity,
} from './quantity.ts';

describe('canonical form', () => {
  it.each([
    ['0', '0'],
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['1.5', '1500m'],
    ['100', '100'],
    ['1000', '1k'],
    ['1024Mi', '1Gi'],
    ['0.5Gi', '512Mi'],
    ['1.5Gi', '1536Mi'],
    ['512Ki', '512Ki'],
    ['1000Ki', '1000Ki'],
    ['512', '512'],
    ['0.1Ki', '102400m'],
    ['1e3', '1e3'],
    ['1E6', '1e6'],
    ['12e-1', '1200e-3'],
    ['1E', '1E'],
    ['100n', '100n'],
    ['0.1n', '1n'],
    ['-2', '-2'],
    ['+3', '3'],
    ['.5', '500m'],
    ['5.', '5'],
    ['2G', '2G'],
  ])('%s is written as %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each(['', ' 1', '1 ', 'one', '1 Gi', '1gi', '1Kib', '--1', '1.2.3', '.', '+', '1e', '0x10', '١', '1e99999', 'Gi', '9'.repeat(200)])(
    '%j is none',
    (text) => {
      expect(parseQuantity(text)).toBeUndefined();
    },
  );

  it('caps what is too large at 2⁶³-1', () => {
    expect(quantity('1000000E').nanos).toBe((2n ** 63n - 1n) * 1_000_000_000n);
  });
});

describe('values', () => {
  it('rounds millicores and bytes up', () => {
    expect(milliOf('0.0001')).toBe(1);
    expect(milliOf('250m')).toBe(250);
    expect(milliOf('2')).toBe(2000);
    expect(milliOf(undefined)).toBe(0);
    expect(wholeOf('100m')).toBe(1);
    expect(wholeOf('64Mi')).toBe(67108864);
    expect(wholeOf('110')).toBe(110);
  });
});

const amount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
const suffix = fc.constantFrom('n', 'u', 'm', '', 'k', 'M', 'Ki', 'Mi', 'Gi', 'e3', 'e-3');
const text = fc.tuple(amount, fc.integer({ min: 0, max: 999 }), suffix).map(([whole, part, unit]) => `${whole}.${part}${unit}`);

describe('laws', () => {
  it('canonical form is a fixed point and names the same amount', () => {
    fc.assert(
      fc.property(text, (written) => {
        const value = parseQuantity(written);
        if (!value) throw new Error(`${written} is no quantity`);
        const canonical = formatQuantity(value);
        expect(canonicalQuantity(canonical)).toBe(canonical);
        expect(quantity(canonical).nanos).toBe(value.nanos);
      }),
    );
  });

  it('sums are those of the amounts, and taking away undoes adding', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const sum = addQuantities(quantity(a), quantity(b));
        expect(sum.nanos).toBe(quantity(a).nanos + quantity(b).nanos);
        expect(compareQuantities(subtractQuantities(sum, quantity(b)), quantity(a))).toBe(0);
      }),
    );
  });

  it('order is that of the numbers', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(compareQuantities(milliQuantity(a), milliQuantity(b))).toBe(Math.sign(a - b));
        expect(compareQuantities(wholeQuantity(a), wholeQuantity(b, 'DecimalSI'))).toBe(Math.sign(a - b));
      }),
    );
  });

  it('never fails on any text', () => {
    fc.assert(
      fc.property(fc.string(), (any) => {
        const value = parseQuantity(any);
        if (value) expect(quantity(formatQuantity(value)).nanos).toBe(value.nanos);
      }),
    );
  });
});
