import { COREDNS, CONTROLLERS, API_SERVER, CONTROLLER_MANAGER, ETCD, KUBECTL, SCHEDULER, USERS } from '../../wire/actors.ts';
import type { StageTarget } from './items.ts';
import { podTitle } from './node-items.ts';
import { nodeStatus } from './pictures.ts';
import type { StageModel } from '../../scene/model.ts';
import type { Layout } from '../../scene/layout.ts';
import type { StageTexts } from './texts.ts';

/** A row of the tree that screen readers and the keyboard walk: the same things as on the canvas, in reading order. */
export interface TreeRow {
  readonly id: string;
  readonly level: number;
  readonly label: string;
  readonly target: StageTarget | undefined;
  /** Undefined: has no children. */
  readonly expanded: boolean | undefined;
  readonly position: number;
  readonly siblings: number;
}

export const targetId = (target: StageTarget): string =>
  target.kind === 'actor' ? `actor:${target.actor}` : target.kind === 'object' ? `object:${target.oid}` : `happening:${target.id}`;

/** What of the picture itself the tree tells: places inside components, and what is on its way. */
export interface TreePicture {
  spotsOf(actor: string): readonly { readonly target: StageTarget; readonly words: string }[];
  /** Undefined while time flows. */
  messages(): readonly { readonly id: number; readonly words: string }[] | undefined;
}

interface Draft {
  readonly id: string;
  readonly label: string;
  readonly target?: StageTarget;
  readonly children?: () => readonly Draft[];
}

const actor = (name: string): Draft => ({ id: `actor:${name}`, label: name, target: { kind: 'actor', actor: name } });
const object = (oid: number, label: string, children?: () => readonly Draft[]): Draft => ({
  id: `object:${oid}`,
  label,
  target: { kind: 'object', oid },
  ...(children ? { children } : {}),
});

/** Rows that are open, top to bottom. Only the pods of opened nodes are made, so thousands cost nothing. */
export function treeRows(model: StageModel, layout: Layout, texts: StageTexts, picture: TreePicture, open: ReadonlySet<string>): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const walk = (drafts: readonly Draft[], level: number): void => {
    drafts.forEach((draft, i) => {
      const expanded = draft.children && open.has(draft.id);
      rows.push({
        id: draft.id,
        level,
        label: draft.label,
        target: draft.target,
        expanded: draft.children ? expanded === true : undefined,
        position: i + 1,
        siblings: drafts.length,
      });
      if (draft.children && expanded) walk(draft.children(), level + 1);
    });
  };
  walk(roots(model, layout, texts, picture), 1);
  return rows;
}

/** An actor with what is written in its box. */
function telling(name: string, picture: TreePicture, more: () => readonly Draft[] = () => []): Draft {
  const spots = picture.spotsOf(name);
  if (spots.length === 0 && more().length === 0) return actor(name);
  const drafts = (): readonly Draft[] => [...spots.map((spot, i) => ({ id: `spot:${name}:${i}`, label: spot.words, target: spot.target })), ...more()];
  return { ...actor(name), children: drafts };
}

function messages(texts: StageTexts, picture: TreePicture): Draft {
  const underway = picture.messages();
  return {
    id: 'messages',
    label: underway ? texts.messages(underway.length) : texts.messagesWhilePlaying,
    ...(underway && underway.length > 0
      ? { children: () => underway.map(({ id, words }) => ({ id: `happening:${id}`, label: words, target: { kind: 'happening' as const, id } })) }
      : {}),
  };
}

function roots(model: StageModel, layout: Layout, texts: StageTexts, picture: TreePicture): readonly Draft[] {
  const pods = (node: string): readonly Draft[] =>
    (layout.seats.pods.get(node) ?? []).flatMap((oid) => {
      const pod = oid === 0 ? undefined : model.get('Pod', oid);
      return pod ? [object(oid, podTitle(pod, texts))] : [];
    });
  const waiting = layout.seats.pods.get('') ?? [];
  const total = [...layout.seats.pods.values()].reduce((sum, seats) => sum + seats.filter((oid) => oid !== 0).length, 0);
  const labelled = (kind: string, name: string, more: string): string => `${kind} ${name}${more === '' ? '' : `${texts.comma}${more}`}`;
  const replicaSets = (deployment: number): readonly Draft[] =>
    model
      .list('ReplicaSet')
      .filter((set) => set.owner === deployment && (set.wanted > 0 || set.current > 0))
      .map((set) => object(set.oid, labelled('ReplicaSet', set.name, texts.readyRow(set.ready, set.wanted))));
  const deployments = model
    .list('Deployment')
    .map((record) => object(record.oid, labelled('Deployment', record.name, texts.readyRow(record.ready, record.wanted)), () => replicaSets(record.oid)));
  const services = model
    .list('Service')
    .map((record) => object(record.oid, labelled('Service', record.name, texts.endpointsRow(record.endpointsReady, record.endpointsTotal))));
  const storage = (['PersistentVolumeClaim', 'PersistentVolume'] as const).flatMap((kind) =>
    model.list(kind).map((record) => object(record.oid, labelled(kind, record.name, record.phase))),
  );
  const classes = model.list('StorageClass').map((record) => object(record.oid, `StorageClass ${record.name}`));
  return [
    {
      id: 'cluster',
      label: texts.clusterRow(layout.nodes.length, total),
      children: () => [
        {
          id: 'control-plane',
          label: texts.controlPlane,
          children: () => [
            telling(API_SERVER, picture),
            telling(ETCD, picture),
            telling(CONTROLLER_MANAGER, picture, () => CONTROLLERS.map(actor)),
            telling(SCHEDULER, picture),
          ],
        },
        ...layout.nodes.map((node) => {
          const record = model.get('Node', node.oid);
          const count = layout.seats.pods.get(node.name)?.filter((oid) => oid !== 0).length ?? 0;
          return object(node.oid, texts.nodeRow(node.name, record ? texts.nodeStatus[nodeStatus(record)] : '', count), () => [
            actor(`kubelet/${node.name}`),
            actor(`containerd/${node.name}`),
            actor(`kube-proxy/${node.name}`),
            ...pods(node.name),
          ]);
        }),
        ...(waiting.length > 0
          ? [{ id: 'waiting', label: texts.groupRow(texts.waitingForNode, waiting.filter((oid) => oid !== 0).length), children: () => pods('') }]
          : []),
      ],
    },
    { id: 'outside', label: texts.outside, children: () => [telling(KUBECTL, picture), { ...actor(USERS), label: texts.users }, telling(COREDNS, picture)] },
    messages(texts, picture),
    { id: 'workloads', label: texts.groupRow(texts.workloads, deployments.length), children: () => deployments },
    { id: 'services', label: texts.groupRow(texts.services, services.length), children: () => services },
    { id: 'storage', label: texts.groupRow(texts.storage, storage.length + classes.length), children: () => [...storage, ...classes] },
  ];
}
