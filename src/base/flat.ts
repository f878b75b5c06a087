/**
 * The same text in one piece. V8 keeps a text put together from parts as a tree of its parts, five times the size; looking into it makes it one.
 * For texts that are kept long and in great numbers.
 */
export function flat(text: string): string {
  if (text.length > 12) text.charCodeAt(text.length - 1);
  return text;
}
