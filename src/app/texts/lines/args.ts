import { API_SERVER, CONTROLLER_MANAGER, ETCD, KUBECTL, nodeOfActor, SCHEDULER, USERS } from '../../../wire/actors.ts';
import type { Happening } from '../../../wire/happening.ts';
import { kindNameOf } from '../../../wire/resource-name.ts';

/** One line for a happening, and names of those who act. Kinds, reasons and Kubernetes' own words stay as they are. */
export interface Lines {
  /** What the one who acts does: its subject stands beside it. */
  line(happening: Happening): string;
  actor(actor: string): string;
}

export type Args = NonNullable<Happening['args']>;
export const text = (args: Args | undefined, key: string): string => {
  const value = args?.[key];
  return value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** `Pod web-1`, `Pod kube-system/dns`: an object of the store. */
export const stored = (args: Args | undefined): string => `${kindNameOf(text(args, 'resource'))} ${shortKey(text(args, 'key'))}`;

/** `namespace/name`, without the namespace where it is the usual one. */
export const shortKey = (key: string): string => (key.startsWith('default/') ? key.slice('default/'.length) : key);

export function named(actor: string, words: { users: string; person: string }): string {
  if (actor === USERS) return words.users;
  if (actor === KUBECTL) return words.person;
  if (actor === API_SERVER || actor === ETCD || actor === SCHEDULER || actor === CONTROLLER_MANAGER) return actor;
  if (actor.startsWith('pod/')) return actor.split('/').at(-1)!;
  const node = nodeOfActor(actor);
  return node === undefined ? actor : `${actor.slice(0, actor.indexOf('/'))} (${node})`;
}

export interface PacketWords {
  readonly node: string;
  readonly pod: (to: string, service: string, node: string) => string;
  readonly answer: (status: string) => string;
  readonly refused: (why: string) => string;
  readonly lost: (why: string) => string;
}

/** One hop of a request, by what the network says of it. */
export function packetWords(args: Args | undefined, words: PacketWords): string {
  const why = [text(args, 'why'), text(args, 'service')].filter((part) => part !== '').join(' ');
  switch (text(args, 'hop')) {
    case 'pod':
      return words.pod(`${text(args, 'ip')}${text(args, 'port') === '' ? '' : `:${text(args, 'port')}`}`, text(args, 'service'), text(args, 'node'));
    case 'answer':
      return words.answer(text(args, 'status'));
    case 'refused':
      return words.refused(why);
    case 'lost':
      return words.lost(why);
    default:
      return words.node;
  }
}

export const addresses = (args: Args | undefined): string => (Array.isArray(args?.['addresses']) ? (args['addresses'] as readonly unknown[]).join(', ') : '');
