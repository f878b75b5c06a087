import type { Json } from '../../base/json.ts';
import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Kind } from '../../kinds/kind.ts';
import { resourcePath } from '../../kinds/paths.ts';
import { type ApiRequest, type ApiResponse, isSuccess } from '../../wire/request.ts';

/** What kubectl knows of a type when it describes an object of it. */
export type Mapping = Pick<Kind, 'group' | 'version' | 'kind' | 'resource' | 'namespaced'>;

/** A read that a description takes. */
export interface Need {
  /** The key under which `describe` looks for the answer. */
  readonly name: string;
  readonly request: ApiRequest;
  /** The description is made without it when it is refused; otherwise the refusal is the outcome. */
  readonly mayFail?: true;
}

/** --chunk-size, --show-events */
export interface DescriberSettings {
  readonly chunkSize: number;
  readonly showEvents: boolean;
}
export const DEFAULTS: DescriberSettings = { chunkSize: 500, showEvents: true };

/** By the names of the needs. Chunks of a list have been joined. */
export type Answers = Readonly<Record<string, ApiResponse>>;

const limited = (query: Readonly<Record<string, string>>, { chunkSize }: DescriberSettings): Readonly<Record<string, string>> =>
  chunkSize > 0 ? { ...query, limit: String(chunkSize) } : query;

export const list = ([name, path]: readonly [name: string, path: string], query: Readonly<Record<string, string>>, settings: DescriberSettings): Need => ({
  name,
  request: { method: 'GET', path, query: limited(query, settings) },
});

/** kubectl reads an object once to find it and once more to describe it. */
export const reread = (mapping: Mapping, { metadata }: KubeObject): Need => ({
  name: 'object',
  request: { method: 'GET', path: resourcePath(mapping, metadata.namespace, metadata.name) },
});

/** Whom the Events are about. The kind is left out for pods. */
export interface EventSubject {
  readonly name: string;
  readonly namespace: string;
  readonly kind?: string | undefined;
  readonly uid?: string | undefined;
}

export function eventsAbout(subject: EventSubject, settings: DescriberSettings, name = 'events'): readonly Need[] {
  if (!settings.showEvents) return [];
  const terms = [`involvedObject.name=${subject.name}`, `involvedObject.namespace=${subject.namespace}`];
  if (subject.kind) terms.push(`involvedObject.kind=${subject.kind}`);
  if (subject.uid) terms.push(`involvedObject.uid=${subject.uid}`);
  const path = resourcePath({ group: '', version: 'v1', resource: 'events' }, subject.namespace);
  return [{ ...list([name, path], { fieldSelector: terms.join(',') }, settings), mayFail: true }];
}

export const subjectOf = (mapping: Mapping, { metadata }: KubeObject): EventSubject => ({
  name: metadata.name,
  namespace: metadata.namespace ?? '',
  kind: mapping.kind,
  uid: metadata.uid,
});

/** The items of a list that was asked for; undefined when it was not, or was refused. */
export function itemsOf<T>(answers: Answers, name: string): readonly T[] | undefined {
  const answer = answers[name];
  if (!answer || !isSuccess(answer)) return undefined;
  const { items } = answer.body as { readonly items?: readonly T[] | null };
  return items ?? [];
}

/** The read of a list's next chunk, when the server has more. */
export function nextChunk(need: Need, { body }: ApiResponse): Need | undefined {
  const { continue: token } = (isObject(body) && isObject(body['metadata']) ? body['metadata'] : {}) as { readonly continue?: unknown };
  if (typeof token !== 'string' || token === '') return undefined;
  return { ...need, request: { ...need.request, query: { ...need.request.query, continue: token } } };
}

/** Two chunks of a list as one. */
export function joined(first: ApiResponse, next: ApiResponse): ApiResponse {
  if (!isSuccess(next)) return next;
  const [a, b] = [first.body, next.body] as { readonly items?: readonly Json[] | null }[];
  return { ...next, body: { ...(next.body as object), items: [...(a?.items ?? []), ...(b?.items ?? [])] } as Json };
}
