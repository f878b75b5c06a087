import { compareQuantities, parseQuantity } from '../../kinds/quantity.ts';

/** Order of `--sort-by` (kubectl pkg/cmd/get/sorter.go): quantities by size, other texts with their numbers by value. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === undefined || a === null) return b === undefined || b === null ? 0 : -1;
  if (b === undefined || b === null) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  const [x, y] = [String(a), String(b)];
  const [q, r] = [parseQuantity(x), parseQuantity(y)];
  return q && r ? compareQuantities(q, r) : naturally(x, y);
}

/** fvbommel/sortorder: runs of digits by their value. */
function naturally(a: string, b: string): number {
  const [x, y] = [a.match(/\d+|\D/g) ?? [], b.match(/\d+|\D/g) ?? []];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const [p, q] = [x[i]!, y[i]!];
    if (p === q) continue;
    if (/^\d/.test(p) && /^\d/.test(q)) {
      const [n, m] = [BigInt(p), BigInt(q)];
      if (n !== m) return n < m ? -1 : 1;
      if (p.length !== q.length) return p.length - q.length;
      continue;
    }
    return p < q ? -1 : 1;
  }
  return x.length - y.length;
}
