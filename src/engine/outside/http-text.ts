import { bytesFromText, textFromBytes } from '../../base/byte-text.ts';
import { type Clock, httpDate } from '../images/clock.ts';
import { statusText } from '../images/http-status.ts';
import type { PodAnswer } from '../images/program.ts';

/** HTTP/1.x as it stands on a connection. Texts are bytes as base/byte-text.ts writes them. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly version: '1.0' | '1.1';
  readonly host?: string;
  readonly userAgent?: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The first request of a text and what stands behind it; `more`: it is not whole yet; `other`: this is no HTTP. */
export function readHttp(text: string): { readonly request: HttpRequest; readonly rest: string } | 'more' | 'other' {
  const start = text.replace(/^(?:\r\n)+/, '');
  const line = /^([A-Z]+) (\S+) HTTP\/(1\.[01])\r\n/.exec(start);
  if (!line) return /^[A-Z]{0,20}(?: \S*(?: [A-Z/\d.]{0,8}\r?)?)?$/.test(start) && !start.includes('\n') ? 'more' : 'other';
  const end = start.indexOf('\r\n\r\n');
  if (end < 0) return 'more';
  const headers = headersOf(start.slice(line[0].length, end));
  const body = bytesFromText(start.slice(end + 4));
  const length = bodyLength(headers, body);
  if (length === undefined || length > body.length) return 'more';
  const { host, 'user-agent': userAgent } = headers;
  return {
    request: {
      method: line[1]!,
      path: line[2]!,
      version: line[3] as HttpRequest['version'],
      headers,
      ...(host === undefined ? {} : { host }),
      ...(userAgent === undefined ? {} : { userAgent }),
    },
    rest: textFromBytes(body.slice(length)),
  };
}

function headersOf(text: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { ...headers };
}

/** Bytes of the body, undefined when its end has not come. */
function bodyLength(headers: Readonly<Record<string, string>>, body: Uint8Array): number | undefined {
  if (!/\bchunked\b/i.test(headers['transfer-encoding'] ?? '')) return Number(headers['content-length'] ?? 0) || 0;
  const text = String.fromCharCode(...body.slice(0, 100_000));
  const end = /(?:^|\r\n)0+\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(text);
  return end ? end.index + end[0].length : undefined;
}

/**
 * An answer as a server writes it, and whether the connection ends with it.
 * Simplified: of the headers only those stand there that every server sends; Server, ETag, Last-Modified and the like do not.
 */
export function writtenAnswer(
  { method, version, headers }: HttpRequest,
  { status, body }: Extract<PodAnswer, { kind: 'answer' }>,
  clock: Clock,
): { readonly text: string; readonly closes: boolean } {
  const asked = headers['connection']?.toLowerCase() ?? '';
  const closes = asked.includes('close') || (version === '1.0' && !asked.includes('keep-alive'));
  const lines = [
    `HTTP/1.1 ${status} ${statusText(status)}`.trimEnd(),
    `Date: ${httpDate(clock)}`,
    `Content-Type: ${typeOf(body)}`,
    `Content-Length: ${bytesFromText(body).length}`,
    `Connection: ${closes ? 'close' : 'keep-alive'}`,
  ];
  return { text: `${lines.join('\r\n')}\r\n\r\n${method === 'HEAD' ? '' : body}`, closes };
}

function typeOf(body: string): string {
  if (/^\s*<(?:!doctype html|html|head|body|h1)/i.test(body)) return 'text/html';
  return /^\s*[{[]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8';
}
