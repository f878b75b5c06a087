import { drawInt, drawInts, streamOf } from '../../base/random.ts';
import type { JsonObject } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import { badRequest, invalidObject, notSupported, type Qualified } from '../../kinds/errors.ts';
import type { Kind, WriteContext } from '../../kinds/kind.ts';
import { type KubeObject, keyOf } from '../../kinds/object.ts';
import type { Managers } from '../../kinds/managed-fields/managers.ts';
import type { ApiRequest } from '../../wire/request.ts';
import type { Root } from '../etcd/store.ts';
import { etcd } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { refuse } from './refusal.ts';

/** One request on its way through the server. */
export interface Call {
  readonly sim: Sim;
  readonly request: ApiRequest;
  /** Who sent it: names the random streams of what the server makes up on its behalf. */
  readonly actor: string;
  /** Heartbeats and the like: its writes do not count as work. */
  readonly background: boolean;
  readonly kind: Kind;
  readonly resource: Qualified;
  /** '' for objects without namespace and for lists over all namespaces. */
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
  readonly dryRun: boolean;
  /** Managers of the object's fields after this write, when it is an apply. */
  readonly managers?: Managers;
  /** Managers before this write, when the client sent them itself. */
  readonly base?: Managers;
  /** Texts for Warning headers, collected while the request is served. */
  readonly warnings: string[];
}

export const rootOf = (call: Call): Root => call.sim.get(etcd).root;
/** Key of the object the URL names. */
export const keyOfCall = (call: Call): string => keyOf({ namespace: call.namespace, name: call.name });
export const userOf = (call: Call): string => call.request.user ?? 'kubernetes-admin';
export const queryOf = (call: Call, name: string): string | undefined => call.request.query?.[name];

/** The time as text is made only for the few kinds that ask for it. */
export const writeContext = (call: Call, metadata: KubeObject['metadata']): WriteContext => new CallContext(call, metadata);

class CallContext implements WriteContext {
  readonly user: string;
  readonly meta: KubeObject['metadata'];
  private readonly sim: Sim;

  constructor(call: Call, metadata: KubeObject['metadata']) {
    this.user = userOf(call);
    this.meta = metadata;
    this.sim = call.sim;
  }

  get now(): string {
    return this.sim.timestamp;
  }
}

/** Random numbers made up for one request: a dry run draws from a stream of its own that leaves nothing behind. */
export interface Draw {
  next(from: number, to: number): number;
  /** Several in a row, each from 0 to its bound. */
  all(bounds: readonly number[]): readonly number[];
}

export function drawFrom(call: Call, stream: string): Draw {
  const { sim, actor, dryRun } = call;
  const name = `${stream}/${actor}`;
  if (!dryRun) return { next: (from, to) => sim.draw(name, from, to), all: (bounds) => sim.drawAll(name, bounds) };
  let state = streamOf(sim.config.seed, `dryrun/${name}/${sim.executed}`);
  return {
    next: (from, to) => {
      const drawn = drawInt(state, from, to);
      state = drawn.next;
      return drawn.value;
    },
    all: (bounds) => {
      const drawn = drawInts(state, bounds);
      state = drawn.next;
      return drawn.values;
    },
  };
}

const OPTIONS_KIND: Readonly<Record<ApiRequest['method'], string>> = {
  POST: 'CreateOptions',
  PUT: 'UpdateOptions',
  PATCH: 'PatchOptions',
  DELETE: 'DeleteOptions',
  GET: 'GetOptions',
};
export const optionsKind = (method: ApiRequest['method']): Qualified => ({ group: 'meta.k8s.io', name: OPTIONS_KIND[method] });

/** `dryRun=All` of the query, or of DeleteOptions in the body. */
export function readDryRun(request: ApiRequest): boolean {
  const inBody = request.method === 'DELETE' && isObject(request.body) ? (request.body as JsonObject)['dryRun'] : undefined;
  const asked = Array.isArray(inBody) ? inBody : request.query?.['dryRun'] !== undefined ? [request.query['dryRun']] : [];
  for (const value of asked) if (value !== 'All') refuse(invalidObject(optionsKind(request.method), '', [notSupported('dryRun', asked, ['All'])]));
  return asked.length > 0;
}

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** Default `Warn`, as the server's since 1.27. */
export function readFieldValidation(request: ApiRequest): FieldValidation {
  const value = request.query?.['fieldValidation'] ?? '';
  if (value === '') return 'Warn';
  if (value === 'Strict' || value === 'Warn' || value === 'Ignore') return value;
  return refuse(invalidObject(optionsKind(request.method), '', [notSupported('fieldValidation', value, ['', 'Ignore', 'Strict', 'Warn'])]));
}

/** Options are looked at before the body is. */
export function checkFieldValidation(request: ApiRequest): void {
  const { method, query } = request;
  if (query?.['fieldValidation'] !== undefined && method !== 'GET' && method !== 'DELETE') readFieldValidation(request);
}

/** Names that cannot be a segment of a path (apimachinery pkg/api/validation/path). */
export function checkPathName(name: string): void {
  const problems = pathNameErrors(name);
  if (problems.length > 0) refuse(badRequest(`Name parameter invalid: ${JSON.stringify(name)}: ${problems.join(';')}`));
}

function pathNameErrors(name: string): readonly string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`];
  return ['/', '%'].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
}
