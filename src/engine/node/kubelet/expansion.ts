/**
 * Replaces `$(NAME)` by its value; `$$(NAME)` stands for the text `$(NAME)`; what is not known stays as it is (upstream:
 * third_party/forked/golang/expansion).
 */
export function expand(text: string, valueOf: (name: string) => string | undefined): string {
  let out = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '$' || i + 1 >= text.length) continue;
    const next = text[i + 1];
    if (next === '$') {
      out += text.slice(from, i) + '$';
      from = i + 2;
      i++;
    } else if (next === '(') {
      const end = text.indexOf(')', i + 2);
      if (end < 0) continue;
      const name = text.slice(i + 2, end);
      out += text.slice(from, i) + (valueOf(name) ?? `$(${name})`);
      from = end + 1;
      i = end;
    }
  }
  return out + text.slice(from);
}
