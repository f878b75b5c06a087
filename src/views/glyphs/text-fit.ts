/** Width of a text at a size, in the same unit as the size. */
export type Measure = (text: string, size: number, bold: boolean, mono: boolean) => number;

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** A guess that errs on the wide side, for where there is no canvas to ask (exports, tests). */
export const estimateWidth: Measure = (text, size, bold, mono) => {
  let em = 0;
  for (const letter of text) {
    if (WIDE.test(letter)) em += 1;
    else if (mono) em += 0.602;
    else if (/[il.,:;'|!j]/.test(letter)) em += 0.28;
    else if (/[mwMW@%]/.test(letter)) em += 0.88;
    else if (/[A-Z…→]/.test(letter)) em += 0.68;
    else em += 0.555;
  }
  return em * size * (bold && !mono ? 1.05 : 1);
};

/** The text cut to a width with an ellipsis at its end or in its middle; '' when not even two letters fit. */
export function fit(text: string, max: number, cut: 'end' | 'middle', width: (part: string) => number): string {
  if (width(text) <= max) return text;
  const letters = [...text];
  const cutTo = (keep: number): string => {
    if (cut === 'end') return `${letters.slice(0, keep).join('').trimEnd()}…`;
    // The end of a name tells it from its siblings: of a short cut it keeps more.
    const tail = Math.min(5, Math.max(Math.floor(keep / 2), keep - 3));
    return `${letters.slice(0, keep - tail).join('')}…${letters.slice(letters.length - tail).join('')}`;
  };
  let low = 1;
  let high = letters.length - 1;
  if (high < 1 || width(cutTo(Math.min(2, high))) > max) return '';
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (width(cutTo(middle)) <= max) low = middle;
    else high = middle - 1;
  }
  return cutTo(low);
}

const NEVER_FIRST = /^[、。，．）」』】〕〉》・：；！？ー…\])}.,:;!?%]/;

/** A word wider than a line breaks at its slashes, dots and dashes, else anywhere. */
function broken(word: string, max: number, width: (part: string) => number): readonly string[] {
  if (width(word.trimEnd()) <= max) return [word];
  return word.match(/[^/.,-]+[/.,-]*\s*|[/.,-]+\s*/g) ?? [word];
}

/** Breaks into at most `lines` lines: at spaces in Latin text, between any two letters in Japanese except before closing marks. */
export function wrap(text: string, max: number, lines: number, width: (part: string) => number): readonly string[] {
  const pieces = (text.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+/g) ?? []).flatMap((piece) => broken(piece, max, width));
  const out: string[] = [];
  let line = '';
  let i = 0;
  while (i < pieces.length && out.length < lines - 1) {
    const piece = pieces[i] as string;
    if (line === '' || width((line + piece).trimEnd()) <= max || NEVER_FIRST.test(piece)) {
      line += piece;
      i++;
    } else {
      out.push(line.trimEnd());
      line = '';
    }
  }
  const rest = (line + pieces.slice(i).join('')).trimEnd();
  if (rest !== '') out.push(fit(rest, max, 'end', width));
  return out;
}
