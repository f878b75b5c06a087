import type { Header } from './message.ts';
import type { ApiResponse } from './request.ts';

/** So many characters all texts of one answer may have before each is cut to CUT_TO. */
const MOST = 4 * 1024;
const CUT_TO = 256;

/**
 * The values of the Warning headers of an answer, as kube-apiserver writes them: quoted text, one with control characters left out, doubles left out,
 * all of them cut when they are too long together. Upstream: apiserver pkg/endpoints/filters/warning.go, apimachinery pkg/util/net/http.go NewWarningHeader.
 */
export function warningHeaders(texts: readonly string[]): readonly string[] {
  const written = [...new Set(texts)].filter((text) => text !== '').map((text) => ({ text, characters: [...text] }));
  const isLong = written.reduce((sum, { text, characters }) => sum + (isPlain(text) ? characters.length : 0), 0) > MOST;
  if (!isLong) return written.filter(({ text }) => isPlain(text)).map(({ text }) => headerOf(text));
  const headers: string[] = [];
  let size = 0;
  for (const { characters } of written) {
    const cut = characters.slice(0, CUT_TO);
    const text = cut.join('');
    if (!isPlain(text)) continue;
    headers.push(headerOf(text));
    size += cut.length;
    if (size >= MOST) break;
  }
  return headers;
}

const isPlain = (text: string): boolean => !/\p{Cc}/u.test(text);
const headerOf = (text: string): string => `299 - "${text.replace(/["\\]/g, '\\$&')}"`;

/** Texts are plain, those of Prometheus in its own version; aggregated discovery names its form. */
export function contentTypeOf(body: ApiResponse['body'], accept = ''): string {
  if (typeof body === 'string') return `text/plain;${body.startsWith('# HELP ') ? ' version=0.0.4;' : ''} charset=utf-8`;
  const { kind, apiVersion } = (body ?? {}) as { kind?: unknown; apiVersion?: unknown };
  if (kind === 'APIGroupDiscoveryList') return `application/json;g=apidiscovery.k8s.io;v=${String(apiVersion).split('/')[1]};as=APIGroupDiscoveryList`;
  return wantsYaml(accept) ? 'application/yaml' : 'application/json';
}

export const wantsYaml = (accept: string): boolean => accept.trim().startsWith('application/yaml');

/** Headers of an answer, as far as the cluster knows of them; none where no answer came. */
export function responseHeaders({ code, body, warnings = [] }: ApiResponse, accept = ''): readonly Header[] {
  if (code === 0) return [];
  const retry = (body as { details?: { retryAfterSeconds?: number } } | null)?.details?.retryAfterSeconds;
  return [
    ['Cache-Control', 'no-cache, private'],
    ['Content-Type', contentTypeOf(body, accept)],
    ...(retry ? [['Retry-After', String(retry)] as const] : []),
    ...warningHeaders(warnings).map((value) => ['Warning', value] as const),
  ];
}
