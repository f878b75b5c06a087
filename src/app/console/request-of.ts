import type { Json } from '../../base/json.ts';
import { goJsonError } from '../../kinds/go-json-error.ts';
import { readYaml } from '../../kubectl/yaml.ts';
import type { Draft } from '../../session/console.ts';
import { queryOf } from '../../wire/query.ts';
import type { ApiRequest } from '../../wire/request.ts';
import { SESSION_LIMITS } from '../../wire/session-check.ts';

/** Why a draft cannot be sent. */
export interface DraftProblem {
  readonly what: 'path' | 'query' | 'json' | 'yaml' | 'documents';
  readonly message: string;
  /** In the body, 1-based. */
  readonly line?: number;
}

/** Types of a body that each method takes, the usual one first. */
export const BODY_TYPES: Readonly<Record<ApiRequest['method'], readonly string[]>> = {
  GET: [],
  POST: ['application/json', 'application/yaml'],
  PUT: ['application/json', 'application/yaml'],
  PATCH: ['application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/json-patch+json', 'application/apply-patch+yaml'],
  DELETE: ['application/json', 'application/yaml'],
};

/** The type that goes with the method: what was chosen where it fits. */
export function bodyType({ method, contentType, body }: Pick<Draft, 'method' | 'contentType' | 'body'>): string {
  const types = BODY_TYPES[method];
  if (contentType !== '' && (types.includes(contentType) || !KNOWN.has(contentType))) return contentType;
  // Nobody has chosen: a body that begins as no JSON does is YAML.
  const isYaml = types.includes('application/yaml') && /^\s*[^\s{["]/.test(body);
  return isYaml ? 'application/yaml' : (types[0] ?? '');
}

const KNOWN: ReadonlySet<string> = new Set(Object.values(BODY_TYPES).flat());

/** The request that a draft means. */
export function requestOf(draft: Draft): { readonly request: ApiRequest } | { readonly problem: DraftProblem } {
  const { method, accept } = draft;
  const target = draft.target.trim();
  const at = target.indexOf('?');
  const path = at < 0 ? target : target.slice(0, at);
  if (!path.startsWith('/') || path.startsWith('//')) return { problem: { what: 'path', message: path } };
  // A session keeps no longer ones, and nothing that is nested deeper.
  if (target.length > SESSION_LIMITS.headerCharacters) return { problem: { what: 'query', message: '' } };
  const query = queryOf(at < 0 ? '' : target.slice(at + 1));
  const type = bodyType(draft);
  const body = type === '' || draft.body.trim() === '' ? undefined : bodyOf(draft.body, type);
  if (body && 'problem' in body) return body;
  return {
    request: {
      method,
      path,
      ...(query ? { query } : {}),
      ...(accept === '' ? {} : { accept }),
      ...(body ? { contentType: type, body: body.value } : {}),
    },
  };
}

function bodyOf(text: string, type: string): { readonly value: Json } | { readonly problem: DraftProblem } {
  if (type.endsWith('yaml')) {
    const { documents, problem } = readYaml(text);
    if (problem) return { problem: { what: 'yaml', message: problem.message, line: problem.line } };
    const second = documents[1];
    if (second) return { problem: { what: 'documents', message: '', line: second.line } };
    return { value: (documents[0]?.value ?? null) as Json };
  }
  const error = goJsonError(text);
  if (error) return { problem: { what: 'json', message: error.message, line: text.slice(0, error.offset).split('\n').length } };
  const value = JSON.parse(text) as Json;
  return isDeeper(value, SESSION_LIMITS.depth) ? { problem: { what: 'json', message: 'exceeded max depth', line: 1 } } : { value };
}

const isDeeper = (value: Json, depth: number): boolean =>
  typeof value === 'object' && value !== null && (depth === 0 || Object.values(value).some((inner) => isDeeper(inner as Json, depth - 1)));
