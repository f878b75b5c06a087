import { isObject, type Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Service } from '../../kinds/schema/types.gen.ts';

/** Someone who sends requests again and again, as the part of the users tells it. */
export interface Sender {
  readonly id: string;
  readonly url: string;
  readonly perSecond: number;
  readonly running?: boolean;
  readonly ok: number;
  readonly failed: Readonly<Record<string, number>>;
}

export const sendersIn = (part: Json | undefined): readonly Sender[] =>
  (isObject(part) && Array.isArray(part.sources) ? part.sources : []).filter(isObject) as unknown as readonly Sender[];

/** Those who send to a Service just now. */
export const sendersTo = (part: Json | undefined, { metadata: { name, namespace } }: KubeObject): readonly Sender[] =>
  sendersIn(part).filter((sender) => isSending(sender) && hostOf(sender.url).split('.').slice(0, 2).join('.') === `${name}.${namespace}`);

export const isSending = ({ perSecond, running }: Sender): boolean => perSecond > 0 && running !== false;

const hostOf = (url: string): string => /^\w+:\/\/([^/:]+)/.exec(url)?.[1] ?? '';

/** Users as the opening knows them: so many requests a second. */
export const USUAL_RATE = 2;
export const MOST_REQUESTS = 200;

/** Where users outside turn to when they are sent to a Service: its first port. */
export const urlOf = ({ metadata, spec }: Service): string => {
  const port = spec?.ports?.[0]?.port ?? 80;
  return `http://${metadata.name}.${metadata.namespace}.svc${port === 80 ? '' : `:${port}`}/`;
};

/** Each Service has users of its own: those of another stay where they are. */
export const trafficIdOf = ({ metadata: { name, namespace } }: KubeObject): string =>
  namespace === 'default' ? `users-${name}` : `users-${namespace}-${name}`;
