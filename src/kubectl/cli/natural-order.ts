/** Keys as go-yaml sorts them (yaml.v2 sorter.go): digits by their number, letters after everything else. */
export function byNaturalOrder(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i] === y[i]) continue;
    const [la, lb] = [isLetter(x[i]!), isLetter(y[i]!)];
    if (la && lb) return x[i]! < y[i]! ? -1 : 1;
    if (la || lb) return byKindOfChar(x, i, la);
    const [na, nb] = [numberAt(x, i), numberAt(y, i)];
    if (na !== nb && isDigit(x[i]!) && isDigit(y[i]!)) return na < nb ? -1 : 1;
    return x[i]! < y[i]! ? -1 : 1;
  }
  return x.length - y.length;
}

/** Within a number a letter ends it, so that `a1b` comes before `a10`; elsewhere letters come last. */
function byKindOfChar(x: readonly string[], i: number, aIsLetter: boolean): number {
  const inNumber = i > 0 && isDigit(x[i - 1]!);
  return aIsLetter === inNumber ? -1 : 1;
}

function numberAt(chars: readonly string[], i: number): number {
  let start = i;
  while (start > 0 && isDigit(chars[start - 1]!)) start--;
  let text = '';
  for (let at = start; at < chars.length && isDigit(chars[at]!); at++) text += chars[at];
  return text === '' ? 0 : Number(text);
}

const isLetter = (char: string): boolean => /\p{L}/u.test(char);
const isDigit = (char: string): boolean => char >= '0' && char <= '9';
