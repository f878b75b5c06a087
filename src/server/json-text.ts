import type http from 'node:http';

/** What Go's encoding/json writes as escapes although JSON need not. */
const ESCAPED = /[<>&\u2028\u2029]/g;
const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A document as the API server writes JSON: in one line that is ended, or spread out and not ended (apimachinery pkg/runtime/serializer/json). */
export function jsonText(document: unknown, pretty: boolean): string {
  const text = pretty ? JSON.stringify(document, null, 2) : `${JSON.stringify(document)}\n`;
  return text.replace(ESCAPED, escape);
}

/** `?pretty`, or a person's tool (apiserver pkg/endpoints/handlers/negotiation, isPrettyPrint). */
export function wantsPretty({ url = '', headers }: Pick<http.IncomingMessage, 'url' | 'headers'>): boolean {
  const asked = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '').get('pretty');
  if (asked) return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(asked);
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '');
}
