import { isObject, type Json } from '../base/json.ts';
import { CLUSTER_SCOPED, pathNames, type PathNames } from './api-path.ts';
import type { ApiRequest } from './request.ts';

/** A request as somebody types it. */
export interface ByHand {
  /** Undefined: kubectl has no line for it. */
  readonly kubectl: string | undefined;
  /** As in the terminal of the page; on a real cluster one adds who one is (`--cert`, `--key`). */
  readonly curl: string;
}

/** A longer body stands in a file. */
const LONGEST_BODY = 600;
/** How the cluster is called from where a person types. */
export const SERVER = 'https://10.0.0.10:6443';

export const byHand = (request: ApiRequest): ByHand => ({ kubectl: kubectlLine(request), curl: curlLine(request) });

/** Path and query as they stand in the first line of HTTP. */
export function targetOf({ path, query = {} }: Pick<ApiRequest, 'path' | 'query'>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
}

function curlLine(request: ApiRequest): string {
  const { method, contentType, body, accept } = request;
  const parts = ['curl -k', ...(isWatch(request) ? ['-N'] : []), ...(method === 'GET' ? [] : ['-X', method]), quoted(SERVER + targetOf(request))];
  if (accept !== undefined) parts.push('-H', quoted(`Accept: ${accept}`));
  if (body !== undefined) {
    const text = JSON.stringify(body);
    parts.push('-H', quoted(`Content-Type: ${contentType ?? 'application/json'}`), '--data', text.length > LONGEST_BODY ? '@body.json' : quoted(text));
  }
  return parts.join(' ');
}

/** The line of kubectl 1.35 that sends the same; `--raw` where no verb does (kubectl pkg/rawhttp: GET, POST, PUT and DELETE, always as JSON). */
function kubectlLine(request: ApiRequest): string | undefined {
  const at = pathNames(request.path);
  switch (request.method) {
    case 'GET':
      return getLine(request, at);
    case 'POST':
    case 'PUT':
      return fileLine(request, at);
    case 'PATCH':
      return at && at.name !== '' ? patchLine(request, at) : undefined;
    case 'DELETE':
      return deleteLine(request, at);
  }
}

const isWatch = ({ method, query }: ApiRequest): boolean => method === 'GET' && (query?.['watch'] === '1' || query?.['watch'] === 'true');
const isJson = (accept: string | undefined): boolean => accept === undefined || accept === '*/*' || accept === 'application/json';

function getLine(request: ApiRequest, at: PathNames | undefined): string | undefined {
  const { accept = '', query = {} } = request;
  if (at?.resource === 'pods' && at.subresource === 'log') return logsLine(at, query);
  if (isJson(request.accept)) return `kubectl get --raw ${quoted(targetOf(request))}`;
  const flags = flagsOf(query, LIST_FLAGS);
  if (!at || flags === undefined || (at.subresource !== '' && at.subresource !== 'status' && at.subresource !== 'scale')) return undefined;
  const words = ['kubectl get', at.resource, at.name, place(at), at.subresource === '' ? '' : `--subresource=${at.subresource}`, ...flags];
  if (accept.startsWith('application/yaml')) return joined([...words, '-o yaml']);
  return /^application\/json;(?=.*as=Table)/.test(accept) ? joined(words) : undefined;
}

type Flags = Readonly<Record<string, (value: string) => string | undefined>>;

const LIST_FLAGS: Flags = {
  labelSelector: (value) => `-l ${word(value)}`,
  fieldSelector: (value) => `--field-selector ${word(value)}`,
  limit: (value) => `--chunk-size=${value}`,
  watch: (value) => (value === '1' || value === 'true' ? '--watch' : ''),
  includeObject: () => '',
};

const WRITE_FLAGS: Flags = {
  dryRun: (value) => (value === 'All' ? '--dry-run=server' : undefined),
  fieldManager: (value) => `--field-manager=${word(value)}`,
  fieldValidation: (value) => `--validate=${({ Strict: 'strict', Warn: 'warn', Ignore: 'ignore' } as Readonly<Record<string, string>>)[value] ?? word(value)}`,
};

const LOG_FLAGS: Flags = {
  container: (value) => `-c ${word(value)}`,
  follow: (value) => (value === 'true' ? '-f' : ''),
  previous: (value) => (value === 'true' ? '--previous' : ''),
  timestamps: (value) => (value === 'true' ? '--timestamps' : ''),
  tailLines: (value) => `--tail=${word(value)}`,
  sinceSeconds: (value) => `--since=${word(value)}s`,
  sinceTime: (value) => `--since-time=${word(value)}`,
  limitBytes: (value) => `--limit-bytes=${word(value)}`,
};

/** Undefined when something of the query has no flag. */
function flagsOf(query: Readonly<Record<string, string>>, known: Flags): readonly string[] | undefined {
  const flags = Object.entries(query).map(([name, value]) => (Object.hasOwn(known, name) ? known[name]!(value) : undefined));
  return flags.includes(undefined) ? undefined : (flags as readonly string[]);
}

function logsLine(at: PathNames, query: Readonly<Record<string, string>>): string | undefined {
  const flags = flagsOf(query, LOG_FLAGS);
  return flags && joined(['kubectl logs', at.name, place(at), ...flags]);
}

/** POST and PUT: the body comes from a file or from the lines below. */
function fileLine(request: ApiRequest, at: PathNames | undefined): string | undefined {
  const { method, accept, contentType = 'application/json', query = {} } = request;
  if (!isJson(accept)) return undefined;
  const verb = method === 'POST' ? 'create' : 'replace';
  const flags = flagsOf(query, WRITE_FLAGS);
  const hasVerb = at !== undefined && flags !== undefined && (method === 'POST' ? at.name === '' : at.subresource === '' || at.subresource === 'status');
  if (!hasVerb || request.body === undefined || !isObject(request.body) || !('kind' in request.body)) {
    if (contentType !== 'application/json') return undefined;
    return withBody(`kubectl ${verb} --raw ${quoted(targetOf(request))}`, request.body);
  }
  const subresource = at.subresource === '' ? '' : `--subresource=${at.subresource}`;
  return withBody(joined([`kubectl ${verb}`, at.namespace === '' ? '' : `-n ${at.namespace}`, subresource, ...flags]), request.body);
}

/** kubectl needs a file; without a body an empty one. */
function withBody(line: string, body: Json | undefined): string {
  if (body === undefined) return `${line} -f /dev/null`;
  const text = JSON.stringify(body);
  return text.length > LONGEST_BODY ? `${line} -f body.json` : `${line} -f - <<'EOF'\n${text}\nEOF`;
}

const PATCH_TYPES: Readonly<Record<string, string>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
};

function patchLine({ contentType = '', query = {}, body, accept }: ApiRequest, at: PathNames): string | undefined {
  const { force, ...others } = query;
  const isApply = contentType === 'application/apply-patch+yaml';
  const flags = flagsOf(others, WRITE_FLAGS);
  if (flags === undefined || !isJson(accept) || body === undefined) return undefined;
  const subresource = at.subresource === '' ? '' : `--subresource=${at.subresource}`;
  if (isApply) {
    const line = joined([
      'kubectl apply --server-side',
      force === 'true' ? '--force-conflicts' : '',
      at.namespace === '' ? '' : `-n ${at.namespace}`,
      subresource,
      ...flags,
    ]);
    return withBody(line, body);
  }
  const type = PATCH_TYPES[contentType];
  if (type === undefined || force !== undefined) return undefined;
  const text = JSON.stringify(body);
  const patch = text.length > LONGEST_BODY ? '--patch-file=body.json' : `-p ${quoted(text)}`;
  // kubectl patch has no --validate.
  if (others['fieldValidation'] !== undefined) return undefined;
  return joined(['kubectl patch', at.resource, at.name, place(at), `--type=${type}`, subresource, ...flags, patch]);
}

function deleteLine(request: ApiRequest, at: PathNames | undefined): string | undefined {
  const { query = {}, body, accept } = request;
  if (!isJson(accept)) return undefined;
  const options = { ...(isObject(body) ? body : {}), ...query };
  const flags = deleteFlags(options);
  // What a selector names kubectl deletes one by one; only --raw sends the one request.
  if (at && at.name !== '' && at.subresource === '' && flags) return joined(['kubectl delete', at.resource, at.name, place(at), ...flags, '--wait=false']);
  const line = `kubectl delete --raw ${quoted(targetOf(request))}`;
  return body === undefined ? line : withBody(line, body);
}

function deleteFlags(options: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const flags: string[] = [];
  for (const [name, value] of Object.entries(options)) {
    if (name === 'kind' || name === 'apiVersion') continue;
    if (name === 'propagationPolicy') flags.push(`--cascade=${String(value).toLowerCase()}`);
    else if (name === 'gracePeriodSeconds') flags.push(`--grace-period=${String(value)}${Number(value) === 0 ? ' --force' : ''}`);
    else if (name === 'dryRun' && String(value) === 'All') flags.push('--dry-run=server');
    else return undefined;
  }
  return flags;
}

/** Where the thing is: a namespace, all of them, or none. */
function place({ namespace, name, resource }: PathNames): string {
  if (namespace !== '') return `-n ${namespace}`;
  return name === '' && !CLUSTER_SCOPED.has(resource) ? '-A' : '';
}

const joined = (words: readonly string[]): string => words.filter((one) => one !== '').join(' ');
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** Quoted where a shell would take it apart. */
const word = (text: string): string => (/^[\w./:=,@%+-]+$/.test(text) ? text : quoted(text));
