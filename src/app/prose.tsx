import { Fragment, type ReactNode } from 'react';

/** Paragraphs with `code` and *emphasis*; nothing else is markup, everything else is text. */
export function Prose({ text }: { readonly text: string }) {
  return text.split(/\n\s*\n/).map((paragraph) => <p key={paragraph}>{inline(paragraph.replaceAll('\n', ' '))}</p>);
}

/** The same for a single line. */
export function inline(text: string): ReactNode {
  return text.split(/(`[^`]+`|\*[^*]+\*)/).map((part, i) => {
    if (part.length > 2 && part.startsWith('`')) return <code key={`${i}${part}`}>{part.slice(1, -1)}</code>;
    if (part.length > 2 && part.startsWith('*')) return <em key={`${i}${part}`}>{part.slice(1, -1)}</em>;
    return <Fragment key={`${i}${part}`}>{part}</Fragment>;
  });
}
