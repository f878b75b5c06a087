import type { KubeObject } from '../../kinds/object.ts';
import type { Mirror } from '../../mirror/mirror.ts';
import { type Act, type ActText, actsOf, actsOfActor, fits } from '../../views/inspector/act-list.ts';
import { API_SERVER, CONTROLLERS, COREDNS, ETCD, SCHEDULER, USERS } from '../../wire/actors.ts';
import type { Command } from '../../wire/command.ts';
import { commandName } from '../../wire/command-name.ts';
import { ROW_KINDS } from '../../wire/rows.ts';
import type { Findable } from './match.ts';
import { tokensOf } from './match.ts';

/** A line of the palette. */
export interface Entry extends Findable {
  readonly id: string;
  readonly group: 'acts' | 'objects' | 'commands' | 'components' | 'lessons' | 'scenarios' | 'faults' | 'branches';
  readonly label: string;
  readonly detail?: string;
  readonly danger?: boolean;
  /** Choosing it goes on typing: the palette stays open with this text. */
  readonly complete?: string;
  readonly run?: () => void;
}

/** kubectl's short names, and how much one looks for objects of the kind. */
const KINDS: Readonly<Record<string, readonly [short: string, weight: number]>> = {
  Deployment: ['deploy', 0.9],
  Service: ['svc', 0.8],
  Pod: ['po', 0.7],
  Node: ['no', 0.6],
  ReplicaSet: ['rs', 0.5],
  PersistentVolumeClaim: ['pvc', 0.5],
  PersistentVolume: ['pv', 0.4],
  StorageClass: ['sc', 0.3],
  ConfigMap: ['cm', 0.3],
  Secret: ['secret', 0.3],
  Namespace: ['ns', 0.25],
  ServiceAccount: ['sa', 0.1],
  Endpoints: ['ep', 0.2],
  EndpointSlice: ['eps', 0.2],
};
const MOST_OF_A_KIND = 400;

/** What is in the cluster at the instant shown. */
export function objectEntries(mirror: Mirror, select: (oid: number) => void): readonly Entry[] {
  return ROW_KINDS.flatMap((kind) =>
    [...mirror.table(kind).ids()].slice(0, MOST_OF_A_KIND).map((oid): Entry => {
      const [name, namespace] = [mirror.nameOf(oid), mirror.namespaceOf(oid)];
      return {
        id: `object ${oid}`,
        group: 'objects',
        name,
        words: [kind, KINDS[kind]?.[0] ?? kind],
        also: [namespace],
        weight: KINDS[kind]?.[1] ?? 0,
        label: name,
        detail: namespace && namespace !== 'default' ? `${kind} · ${namespace}` : kind,
        run: () => select(oid),
      };
    }),
  );
}

/** Verbs an act is typed by, kubectl's first. */
const VERBS: Readonly<Record<ActText, readonly string[]>> = {
  scale: ['scale', 'replicas'],
  setImage: ['image', 'set image', 'update'],
  restart: ['restart', 'rollout restart'],
  pause: ['pause', 'rollout pause'],
  resume: ['resume', 'rollout resume'],
  undoRollout: ['rollback', 'rollout undo', 'undo'],
  delete: ['delete', 'remove'],
  deletePod: ['delete', 'remove', 'kill'],
  forceDelete: ['force delete', 'delete --force'],
  exit: ['exit', 'crash', 'end', 'kill'],
  unhealthy: ['unhealthy', 'probe', 'fail'],
  healthy: ['healthy', 'probe', 'recover'],
  cordon: ['cordon'],
  uncordon: ['uncordon'],
  powerOff: ['power off', 'switch off', 'shutdown'],
  powerOn: ['power on', 'switch on', 'start'],
  cut: ['cut', 'partition', 'disconnect'],
  mend: ['mend', 'connect', 'heal'],
  switchOff: ['switch off', 'stop'],
  switchOn: ['switch on', 'start'],
  sendUsers: ['send users', 'traffic', 'requests'],
  changeUsers: ['change users', 'traffic', 'requests'],
  stopTraffic: ['stop traffic', 'stop requests'],
};

export interface ActScene {
  readonly mirror: Mirror;
  readonly inject: boolean;
  readonly language: 'en' | 'ja';
  readonly title: (text: ActText) => string;
  readonly run: (command: Command) => void;
}

/** Acts on an object or component: `of` leads its words. A value at the end of the query is taken for what the act asks. */
interface ActsFrom {
  readonly acts: readonly Act[];
  readonly name: string;
  readonly kind: string;
  readonly weight: number;
}

export function actEntries(query: string, selected: { readonly object?: KubeObject; readonly actor?: string }, scene: ActScene): readonly Entry[] {
  const { mirror, inject } = scene;
  const from: ActsFrom[] = [];
  if (selected.object) from.push(ofObject(selected.object, scene, 1));
  if (selected.actor) from.push({ acts: actsOfActor(selected.actor, scene), name: selected.actor, kind: 'component', weight: 1 });
  if (beginsWithVerb(query, scene.title)) {
    for (const oid of mirror.objectIds()) {
      const object = mirror.object(oid);
      if (object && object.kind in KINDS && object !== selected.object && object.metadata.name !== 'kubernetes') from.push(ofObject(object, scene));
    }
    for (const actor of [SCHEDULER, ...CONTROLLERS])
      if (actor !== selected.actor) from.push({ acts: actsOfActor(actor, { mirror, inject }), name: actor, kind: 'component', weight: 0.3 });
  }
  return from.flatMap((one) => one.acts.filter((act) => act.off !== true).map((act) => entryOf(act, one, query, scene)));
}

function ofObject(object: KubeObject, { mirror, inject }: ActScene, weight = (KINDS[object.kind]?.[1] ?? 0) * 0.9): ActsFrom {
  return { acts: actsOf(object, { mirror, inject }), name: object.metadata.name, kind: object.kind, weight };
}

/** Acts on everything are many: they come once the query begins with what one can do. */
function beginsWithVerb(query: string, title: (text: ActText) => string): boolean {
  const [first = '', second] = tokensOf(query.replace(/^kubectl\s+/, ''));
  if (first.length < (second === undefined ? 2 : 1)) return false;
  return Object.entries(VERBS).some(([text, verbs]) => [...verbs, title(text as ActText)].some((verb) => verb.toLowerCase().startsWith(first)));
}

function entryOf(act: Act, { name, kind, weight }: ActsFrom, query: string, { title, language, run }: ActScene): Entry {
  const [verb = ''] = VERBS[act.text];
  const value = act.ask && valueIn(query, act);
  const command = act.ask ? (value === undefined ? undefined : act.make(value)) : act.make('');
  const words = title(act.text);
  return {
    id: `act ${kind} ${name} ${act.id}`,
    group: 'acts',
    name: verb,
    // What was taken for the value is found as well, else the query would not fit any more.
    words: [
      ...VERBS[act.text],
      words,
      name,
      kind,
      KINDS[kind]?.[0] ?? kind,
      'kubectl',
      'set',
      'rollout',
      ...(value === undefined ? [] : [value]),
      act.which ?? '',
    ],
    weight: weight * 0.5 + (value === undefined ? 0 : 0.5),
    label: command
      ? commandName(command, language)
      : `${words.replace(/…$/, '')} ${kind === 'component' ? '' : `${kind} `}${name}${act.which ? ` (${act.which})` : ''}…`,
    detail: command && commandName(command, language).startsWith('kubectl') ? words.replace(/…$/, '') : kind === 'component' ? '' : kind,
    ...(act.tone === 'danger' ? { danger: true } : {}),
    ...(command
      ? { run: () => run(command) }
      : { complete: `${verb} ${kind.toLowerCase()} ${name} ${act.which ? `${act.which} ` : ''}${act.ask?.value ?? ''}` }),
  };
}

/** The last word of a query, when it is what the act asks for and not part of a name. */
function valueIn(query: string, { ask }: Act): string | undefined {
  const words = query.trim().replace(/=/g, ' ').split(/\s+/);
  const last = words.at(-1) ?? '';
  if (!ask || words.length < 2) return undefined;
  return fits(ask, last) && (ask.of === 'number' || last.includes(':')) ? last : undefined;
}

/** The parts of the control plane, and who is outside. */
export function componentEntries(actorName: (actor: string) => string, select: (actor: string) => void): readonly Entry[] {
  return [API_SERVER, ETCD, SCHEDULER, USERS, COREDNS, ...CONTROLLERS].map((actor) => ({
    id: `actor ${actor}`,
    group: 'components',
    name: actor,
    words: [actorName(actor)],
    label: actorName(actor),
    run: () => select(actor),
  }));
}
