/**
 * Text in lines of at most so many characters; words that are longer stand as they are.
 * Upstream: github.com/mitchellh/go-wordwrap, WrapString, whose blanks at the places where it breaks are those of the output.
 */
export function wordWrap(text: string, limit: number): string {
  let out = '';
  let width = 0;
  let word = '';
  let blanks = '';
  const settle = (): void => {
    width += blanks.length + word.length;
    out += blanks + word;
    blanks = '';
    word = '';
  };
  for (const char of text) {
    if (char === '\n') {
      if (word !== '' || width + blanks.length <= limit) out += blanks + word;
      blanks = '';
      word = '';
      out += char;
      width = 0;
    } else if (/\s/.test(char) && char !== '\u00a0') {
      if (blanks === '' || word !== '') settle();
      blanks += char;
    } else {
      word += char;
      if (width + word.length + blanks.length > limit && word.length < limit) {
        out += '\n';
        width = 0;
        blanks = '';
      }
    }
  }
  if (word !== '' || width + blanks.length <= limit) out += blanks + word;
  return out;
}
