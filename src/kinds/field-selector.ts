import type { Parsed } from './requirement.ts';

/** `fieldSelector=`: terms on single fields (apimachinery pkg/fields/selector.go). Whether a field may be named is up to the kind. */
export interface FieldTerm {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}
export type FieldSelector = readonly FieldTerm[];

/** Terms come sorted as texts, as upstream does. A backslash escapes `\`, `,` and `=`. */
export function parseFieldSelector(text: string): Parsed<FieldSelector> {
  const terms: FieldTerm[] = [];
  for (const part of splitTerms(text).sort()) {
    if (part === '') continue;
    const at = operatorAt(part);
    if (at === undefined) return { ok: false, error: `invalid selector: '${text}'; can't understand '${part}'` };
    const value = unescaped(part.slice(at.index + at.literal.length));
    if (!value.ok) return value;
    terms.push({ field: part.slice(0, at.index), operator: at.literal === '!=' ? '!=' : '=', value: value.value });
  }
  return { ok: true, value: terms };
}

export const matchesFields = (selector: FieldSelector, valueOf: (field: string) => string): boolean =>
  selector.every(({ field, operator, value }) => (valueOf(field) === value) === (operator === '='));

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === ',') {
      terms.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return [...terms, text.slice(start)];
}

function operatorAt(part: string): { readonly index: number; readonly literal: string } | undefined {
  for (let i = 0; i < part.length; i++) {
    for (const literal of ['!=', '==', '=']) if (part.startsWith(literal, i)) return { index: i, literal };
  }
  return undefined;
}

function unescaped(text: string): Parsed<string> {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === ',' || char === '=') return { ok: false, error: `invalid field selector: unescaped character in value: ${char.charCodeAt(0)}` };
    if (char !== '\\') {
      out += char;
      continue;
    }
    const next = text[++i];
    if (next === undefined) return { ok: false, error: 'invalid field selector: invalid escape sequence: \\' };
    if (next !== '\\' && next !== ',' && next !== '=') return { ok: false, error: `invalid field selector: invalid escape sequence: \\${next}` };
    out += next;
  }
  return { ok: true, value: out };
}
