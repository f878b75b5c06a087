/**
 * Names of images, after github.com/distribution/reference as the kubelet and containerd use it:
 * `nginx` is `docker.io/library/nginx:latest`.
 */
export interface Reference {
  /** `docker.io/library/nginx` */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

export type ParsedReference = { readonly ok: true; readonly reference: Reference } | { readonly ok: false; readonly error: string };

const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const DOMAIN = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*(?::[0-9]{1,5})?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const BARE_DIGEST = /^[a-f0-9]{64}$/;
const MAX_NAME = 255;

const REMEMBERED = 256;
const known = new Map<string, ParsedReference>();

/** Parses and normalises; `error` is the library's own text. A pure function, asked the same again and again. */
export function parseReference(text: string): ParsedReference {
  const before = known.get(text);
  if (before) return before;
  const parsed = parsedReference(text);
  if (known.size >= REMEMBERED) known.clear();
  known.set(text, parsed);
  return parsed;
}

function parsedReference(text: string): ParsedReference {
  if (BARE_DIGEST.test(text)) return wrong(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  const [named, digest, more] = text.split('@');
  if (more !== undefined || text.length > 2_048) return wrong('invalid reference format');
  const { domain, rest } = splitDomain(named ?? '');
  const colon = rest.lastIndexOf(':');
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  if (path.toLowerCase() !== path) return wrong(`invalid reference format: repository name (${path}) must be lowercase`);
  if (!DOMAIN.test(domain) || !path.split('/').every((part) => COMPONENT.test(part))) return wrong('invalid reference format');
  if (tag !== undefined && !TAG.test(tag)) return wrong('invalid reference format');
  if (digest !== undefined && !DIGEST.test(digest)) return wrong('invalid reference format');
  if (domain.length + 1 + path.length > MAX_NAME) return wrong(`repository name must not be more than ${MAX_NAME} characters`);
  return { ok: true, reference: { repository: `${domain}/${path}`, tag: tag ?? (digest === undefined ? 'latest' : undefined), digest } };
}

/** `docker.io/library/nginx:latest`, `registry.k8s.io/pause@sha256:…` */
export function canonicalName({ repository, tag, digest }: Reference): string {
  return `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

const wrong = (error: string): ParsedReference => ({ ok: false, error });

function splitDomain(name: string): { domain: string; rest: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isDomain = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  const domain = isDomain ? (first === 'index.docker.io' ? 'docker.io' : first) : 'docker.io';
  const rest = isDomain ? name.slice(slash + 1) : name;
  return { domain, rest: domain === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest };
}
