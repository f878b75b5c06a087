import type { SchedulerDecisions } from '../../../../wire/decisions/scheduler.ts';
import type { Sentences } from '../texts.ts';

const reasons = (counts: { [reason: string]: number }): string =>
  Object.entries(counts)
    .map(([reason, count]) => `${reason}：${count}台`)
    .join('、');

const saw = ({ total, examined, feasible, counts }: SchedulerDecisions['scheduler.bind']): string => {
  const looked = examined < total ? `ノード${total}台のうち、選ぶのに十分な${examined}台を調べました` : `ノード${total}台を調べました`;
  const refused = Object.keys(counts).length > 0 ? `（ほかは${reasons(counts)}）` : '';
  return `${looked}。Podを実行できるのは${feasible}台です${refused}。`;
};

const chosen = ({ by, node, tied, score, feasible }: SchedulerDecisions['scheduler.bind']): string => {
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

const OBJECTS: Readonly<Record<string, string>> = {
  node: 'ノード',
  assignedPod: 'Pod ',
  unscheduledPod: 'Pod ',
  claim: 'PVC ',
  volume: 'PV ',
  storageClass: 'StorageClass ',
};

const ACTIONS: Readonly<Record<string, string>> = { add: 'が追加されました', update: 'が変わりました', delete: 'がなくなりました' };

export const scheduler: Sentences<SchedulerDecisions> = {
  'scheduler.bind': (args) => ({
    saw: saw(args),
    decided: chosen(args),
    result: `以後、Pod ${args.pod}はそこで動くものとして数え、APIサーバーにバインドを依頼します。`,
  }),
  'scheduler.no-fit': ({ pod, total, counts, message, plugins }) => ({
    saw:
      total === 0
        ? 'クラスターにまだノードがありません。'
        : Object.keys(counts).length > 0
          ? `ノード${total}台のどれもPod ${pod}を実行できません（${reasons(counts)}）。`
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
    saw: `${OBJECTS[resource] ?? resource}${object}${ACTIONS[action] ?? action}。${plugin === '' ? '' : `${plugin}が挙げた問題が解消するかもしれません。`}`,
    decided: to === 'active' ? `Pod ${pod}をスケジューリング待ちの列に戻します。` : `Pod ${pod}を、バックオフが終わりしだい列に戻します。`,
  }),
  'scheduler.flush': ({ pod }) => ({ saw: `Pod ${pod}は、助けになりそうな変化がないまま5分以上待っています。`, decided: '念のため、もう一度試します。' }),
  'scheduler.gated': ({ pod, gates }) => ({
    saw: `Pod ${pod}にはスケジューリングゲート（${gates.join('、')}）があります。`,
    decided: 'すべて外されるまで、対象にしません。',
  }),
};
