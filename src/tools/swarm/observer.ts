import { SortedMap } from '../../base/sorted-map.ts';
import { seconds } from '../../base/time.ts';
import { serve } from '../../engine/apiserver/serve.ts';
import { openWatch, type WatchMessage } from '../../engine/apiserver/watch.ts';
import { etcd, listObjects } from '../../engine/etcd/store.ts';
import { isApiDown } from '../../engine/faults/troubles.ts';
import type { Component, Sim } from '../../engine/sim/sim.ts';
import { slot } from '../../engine/sim/slot.ts';
import { type KubeObject, keyOf } from '../../kinds/object.ts';

/**
 * Somebody outside who lists and watches, as kubectl get --watch would, and keeps what the messages say (S4, S5, S6). What a stream says must
 * fit what it said before, and at rest what was kept must be what a list gives.
 */
const WATCHED: readonly { readonly path: string; readonly resource: string; readonly labels?: string; readonly namespace?: string }[] = [
  { path: '/api/v1/pods', resource: 'pods' },
  { path: '/api/v1/namespaces/default/pods', resource: 'pods', labels: 'app=web', namespace: 'default' },
  { path: '/apis/apps/v1/replicasets', resource: 'replicasets' },
  { path: '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', resource: 'endpointslices', namespace: 'default' },
  { path: '/api/v1/nodes', resource: 'nodes' },
];

interface Seen {
  readonly rev: number;
  /** `ns/name` → resourceVersion. */
  readonly objects: SortedMap<number>;
  /** How often the stream was opened: messages of a former one are told apart. */
  readonly life: number;
}

const seen = slot<SortedMap<Seen>>('swarm/observer', () => SortedMap.empty());
const wrong = slot<readonly string[]>('swarm/observer-wrong', () => []);

const NOTHING_SEEN: Seen = { rev: 0, objects: SortedMap.empty(), life: 0 };
const seenBy = (sim: Sim, index: number): Seen => sim.get(seen).get(String(index)) ?? NOTHING_SEEN;
const keep = (sim: Sim, index: number, next: Seen): void => sim.set(seen, sim.get(seen).set(String(index), next));
const say = (sim: Sim, text: string): void => sim.set(wrong, [...sim.get(wrong), text]);
const revOf = ({ metadata }: KubeObject): number => Number(metadata.resourceVersion);

interface Turn {
  readonly index: number;
  readonly life: number;
}

function open(sim: Sim, index: number, fresh: boolean): void {
  const { path, labels } = WATCHED[index]!;
  const query: Record<string, string> = labels === undefined ? {} : { labelSelector: labels };
  if (isApiDown(sim)) return again(sim, index, fresh);
  let state = seenBy(sim, index);
  if (fresh) {
    const list = serve(sim, { method: 'GET', path, query }, 'observer').body as unknown as { metadata: { resourceVersion: string }; items: KubeObject[] };
    state = {
      ...state,
      rev: Number(list.metadata.resourceVersion),
      objects: SortedMap.from(list.items.map((item) => [keyOf(item.metadata), revOf(item)] as const)),
    };
  }
  const life = state.life + 1;
  keep(sim, index, { ...state, life });
  const request = { method: 'GET' as const, path, query: { ...query, watch: '1', resourceVersion: String(state.rev) } };
  const { response } = openWatch(sim, { request, actor: 'observer', to: 'observer.message', args: { index, life } satisfies Turn });
  if (response.code === 410) again(sim, index, true);
  else if (response.code !== 200) say(sim, `watch of ${path} at ${state.rev}: ${response.code}`);
}

const again = (sim: Sim, index: number, fresh: boolean): void =>
  sim.schedule({ after: seconds(1), to: 'observer.open', args: { index, fresh }, background: true });

function onMessage(sim: Sim, { type, object, args: { index, life } }: WatchMessage<Turn>): void {
  const state = seenBy(sim, index);
  if (state.life !== life) return;
  if (type === 'CLOSED') return again(sim, index, false);
  if (type === 'ERROR') return again(sim, index, true);
  if (type === 'BOOKMARK') return;
  const item = object as KubeObject;
  const key = keyOf(item.metadata);
  const rev = revOf(item);
  const known = state.objects.has(key);
  const { path } = WATCHED[index]!;
  if (rev <= state.rev) say(sim, `${path}: ${type} ${key} at ${rev} after ${state.rev}`);
  if (known === (type === 'ADDED')) say(sim, `${path}: ${type} of ${key}, which was ${known ? '' : 'not '}known, at ${rev}`);
  keep(sim, index, { ...state, rev, objects: type === 'DELETED' ? state.objects.delete(key) : state.objects.set(key, rev) });
}

export const observer: Component = {
  name: 'observer',
  start: (sim) => {
    for (let index = 0; index < WATCHED.length; index++) again(sim, index, true);
  },
  handlers: {
    'observer.open': (sim: Sim, { index, fresh }: { index: number; fresh: boolean }) => open(sim, index, fresh),
    'observer.message': onMessage,
  },
};

/** What did not fit; at rest also what is not as the log has it. */
export function observed(sim: Sim, atRest: boolean): readonly string[] {
  const out = [...sim.get(wrong)];
  if (!atRest) return out;
  const { root } = sim.get(etcd);
  WATCHED.forEach(({ path, resource, labels, namespace }, index) => {
    const { objects } = seenBy(sim, index);
    const wanted = new Map<string, number>();
    const [label = '', value = ''] = labels?.split('=') ?? [];
    for (const object of listObjects(root, resource, namespace))
      if (!labels || object.metadata.labels?.[label] === value) wanted.set(keyOf(object.metadata), revOf(object));
    for (const [key, rev] of wanted) if (objects.get(key) !== rev) out.push(`${path}: ${key} is at ${rev}, the watch knows ${objects.get(key) ?? 'nothing'}`);
    for (const key of objects.keys()) if (!wanted.has(key)) out.push(`${path}: the watch still knows ${key}`);
  });
  return out;
}
