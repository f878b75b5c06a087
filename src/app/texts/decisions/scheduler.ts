import type { SchedulerDecisions } from '../../../wire/decisions/scheduler.ts';
import type { DecisionTexts, Sentences } from './texts.ts';

const nodes = (n: number): string => (n === 1 ? '1 node' : `${n} nodes`);

const reasonsEn = (counts: { [reason: string]: number }): string =>
  Object.entries(counts)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');

/** What was found before a choice: how many nodes were looked at and how many fit. */
const sawEn = ({ total, examined, feasible, counts }: SchedulerDecisions['scheduler.bind']): string => {
  const looked = examined < total ? `Looked at ${examined} of ${nodes(total)}, which is enough to choose from` : `Looked at ${nodes(total)}`;
  const refused = Object.keys(counts).length > 0 ? ` (the others: ${reasonsEn(counts)})` : '';
  return `${looked}; ${feasible} can run the pod${refused}.`;
};

const chosenEn = ({ by, node, tied, score, feasible }: SchedulerDecisions['scheduler.bind']): string => {
  switch (by) {
    case 'only':
      return `Takes ${node}, the only one.`;
    case 'score':
      return `Takes ${node}: with ${score} points the best of ${feasible}.`;
    case 'tie':
      return `Takes ${node}: ${tied} nodes share the best score of ${score} points, and chance decides between them.`;
    case 'nominated':
      return `Takes ${node}, where room was made for this pod.`;
  }
};

const OBJECTS_EN: Readonly<Record<string, string>> = {
  node: 'node',
  assignedPod: 'pod',
  unscheduledPod: 'pod',
  claim: 'claim',
  volume: 'volume',
  storageClass: 'StorageClass',
};
const ACTIONS_EN: Readonly<Record<string, string>> = { add: 'is new', update: 'has changed', delete: 'is gone' };

const en: Sentences<SchedulerDecisions> = {
  'scheduler.bind': (args) => ({
    saw: sawEn(args),
    decided: chosenEn(args),
    result: `Counts pod ${args.pod} as running there from now on, and asks the API server to bind it.`,
  }),
  'scheduler.no-fit': ({ pod, total, counts, message, plugins }) => ({
    saw:
      total === 0
        ? 'The cluster has no nodes yet.'
        : Object.keys(counts).length > 0
          ? `None of ${nodes(total)} can run pod ${pod}. ${reasonsEn(counts)}.`
          : message,
    decided: 'Leaves the pod Pending and notes the reason in an event and in its PodScheduled condition.',
    result:
      plugins.length > 0 ? `Tries again when a change could help ${plugins.join(', ')}, at the latest after 5 minutes.` : 'Tries again when anything changes.',
  }),
  'scheduler.preempt': ({ pod, node, victims, candidates }) => ({
    saw: `Pod ${pod} fits nowhere, but less important pods run on ${nodes(candidates)} where it would.`,
    decided: `Makes room on ${node}: ${victims.join(', ')} must go.`,
    result: 'They are ended gracefully. The pod keeps this node as its nominated node and is placed when the room is free.',
  }),
  'scheduler.bind-volumes': ({ node, bindings, provisions }) => ({
    saw: 'The pod’s claims were waiting for it to get a node.',
    decided: [
      ...bindings.map(({ claim, volume }) => `Gives volume ${volume} to claim ${claim}.`),
      ...provisions.map((claim) => `Has a new volume made for claim ${claim}, reachable from ${node}.`),
    ].join(' '),
    result: 'The pod is bound once its volumes are.',
  }),
  'scheduler.failed': ({ pod, node, message }) => ({
    saw: `Binding pod ${pod} to ${node} failed: ${message}`,
    decided: 'No longer counts it there and tries again after a pause.',
  }),
  'scheduler.wake': ({ pod, plugin, resource, action, object, to }) => ({
    saw: `${OBJECTS_EN[resource] ?? resource} ${object} ${ACTIONS_EN[action] ?? action}${plugin === '' ? '' : `, which could help with what ${plugin} objected to`}.`.replace(
      /^./,
      (c) => c.toUpperCase(),
    ),
    decided: to === 'active' ? `Puts pod ${pod} back in line.` : `Puts pod ${pod} back in line once its pause is over.`,
  }),
  'scheduler.flush': ({ pod }) => ({
    saw: `Pod ${pod} has been waiting for more than 5 minutes without anything that seemed to help.`,
    decided: 'Tries it again all the same.',
  }),
  'scheduler.gated': ({ pod, gates }) => ({
    saw: `Pod ${pod} has scheduling gates: ${gates.join(', ')}.`,
    decided: 'Does not look at it before they are taken off.',
  }),
};

const reasonsJa = (counts: { [reason: string]: number }): string =>
  Object.entries(counts)
    .map(([reason, count]) => `${reason}：${count}台`)
    .join('、');

const sawJa = ({ total, examined, feasible, counts }: SchedulerDecisions['scheduler.bind']): string => {
  const looked = examined < total ? `ノード${total}台のうち、選ぶのに十分な${examined}台を調べました` : `ノード${total}台を調べました`;
  const refused = Object.keys(counts).length > 0 ? `（ほかは${reasonsJa(counts)}）` : '';
  return `${looked}。Podを実行できるのは${feasible}台です${refused}。`;
};

const chosenJa = ({ by, node, tied, score, feasible }: SchedulerDecisions['scheduler.bind']): string => {
  switch (by) {
    case 'only':
      return `唯一の候補である${node}を選びます。`;
    case 'score':
      return `${node}を選びます。${score}点で、${feasible}台の中で最高です。`;
    case 'tie':
      return `${node}を選びます。最高点（${score}点）のノードが${tied}台あり、その中から無作為に決めます。`;
    case 'nominated':
      return `このPodのために場所を空けておいた${node}を選びます。`;
  }
};

const OBJECTS_JA: Readonly<Record<string, string>> = {
  node: 'ノード',
  assignedPod: 'Pod ',
  unscheduledPod: 'Pod ',
  claim: 'PVC ',
  volume: 'PV ',
  storageClass: 'StorageClass ',
};
const ACTIONS_JA: Readonly<Record<string, string>> = { add: 'が追加されました', update: 'が変わりました', delete: 'がなくなりました' };

const ja: Sentences<SchedulerDecisions> = {
  'scheduler.bind': (args) => ({
    saw: sawJa(args),
    decided: chosenJa(args),
    result: `以後、Pod ${args.pod}はそこで動くものとして数え、APIサーバーにバインドを依頼します。`,
  }),
  'scheduler.no-fit': ({ pod, total, counts, message, plugins }) => ({
    saw:
      total === 0
        ? 'クラスターにまだノードがありません。'
        : Object.keys(counts).length > 0
          ? `ノード${total}台のどれもPod ${pod}を実行できません（${reasonsJa(counts)}）。`
          : message,
    decided: 'PodをPendingのままにし、理由をイベントとPodScheduledコンディションに記録します。',
    result:
      plugins.length > 0
        ? `${plugins.join('、')}の問題を解消しうる変化があれば、遅くとも5分後には、もう一度試します。`
        : '何か変化があれば、もう一度試します。',
  }),
  'scheduler.preempt': ({ pod, node, victims, candidates }) => ({
    saw: `Pod ${pod}を置ける空きはありませんが、優先度の低いPodがなくなれば置けるノードが${candidates}台あります。`,
    decided: `プリエンプションで${node}に場所を空けます。立ち退くのは${victims.join('、')}です。`,
    result: '立ち退くPodはグレースフルに終了します。このPodはノードを予約（nominatedNodeName）し、場所が空きしだい置かれます。',
  }),
  'scheduler.bind-volumes': ({ node, bindings, provisions }) => ({
    saw: 'このPodのPVCは、Podのノードが決まるのを待っていました。',
    decided: [
      ...bindings.map(({ claim, volume }) => `PVC ${claim}にPV ${volume}を割り当てます。`),
      ...provisions.map((claim) => `PVC ${claim}のために、${node}から使える新しいボリュームを作らせます。`),
    ].join(''),
    result: 'ボリュームがバインドされてから、Podをバインドします。',
  }),
  'scheduler.failed': ({ pod, node, message }) => ({
    saw: `Pod ${pod}を${node}にバインドできませんでした（${message}）。`,
    decided: 'そのノードの分として数えるのをやめ、少し待ってからもう一度試します。',
  }),
  'scheduler.wake': ({ pod, plugin, resource, action, object, to }) => ({
    saw: `${OBJECTS_JA[resource] ?? resource}${object}${ACTIONS_JA[action] ?? action}。${plugin === '' ? '' : `${plugin}が挙げた問題が解消するかもしれません。`}`,
    decided: to === 'active' ? `Pod ${pod}をスケジューリング待ちの列に戻します。` : `Pod ${pod}を、バックオフが終わりしだい列に戻します。`,
  }),
  'scheduler.flush': ({ pod }) => ({ saw: `Pod ${pod}は、助けになりそうな変化がないまま5分以上待っています。`, decided: '念のため、もう一度試します。' }),
  'scheduler.gated': ({ pod, gates }) => ({
    saw: `Pod ${pod}にはスケジューリングゲート（${gates.join('、')}）があります。`,
    decided: 'すべて外されるまで、対象にしません。',
  }),
};

export const schedulerTexts: DecisionTexts<SchedulerDecisions> = { en, ja };
