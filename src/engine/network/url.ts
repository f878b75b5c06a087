/** The parts of a URL that decide where a request goes. */
export interface Target {
  readonly scheme: 'http' | 'https' | 'tcp';
  readonly host: string;
  readonly port: number;
  /** With query. */
  readonly path: string;
}

/** `http://web.default.svc:80/x`, `web:8080`, `10.96.0.1`; undefined when it is none of these. */
export function parseUrl(text: string): Target | undefined {
  const match = /^(?:(https?|tcp):\/\/)?(?:[^@/]*@)?([A-Za-z0-9._-]+)(?::(\d{1,5}))?(\/[^#]*)?(?:#.*)?$/.exec(text.trim());
  if (!match) return undefined;
  const scheme = (match[1] ?? 'http') as Target['scheme'];
  const port = Number(match[3] ?? (scheme === 'https' ? 443 : 80));
  return port > 65_535 ? undefined : { scheme, host: match[2]!.toLowerCase(), port, path: match[4] ?? '/' };
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;
export const isIPv4 = (text: string): boolean => IPV4.test(text);
