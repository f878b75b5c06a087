import type { NodeDecisions } from '../../../../wire/decisions/node.ts';
import type { Sentences } from '../texts.ts';

export const node: Sentences<NodeDecisions> = {
  'node-lifecycle.unknown': ({ node, silentSeconds, graceSeconds }) => ({
    saw: `${node}から${silentSeconds}秒間、何の連絡もありません。猶予は${graceSeconds}秒です。`,
    decided: 'コンディションをUnknownにし、そのPodを準備未完了とします。',
    result: 'Serviceはそれらへの転送をやめます。本当に止まったかどうかは、ここからはわかりません。',
  }),
  'node-lifecycle.reachable': ({ node }) => ({
    saw: `${node}が再びReadyになりました。`,
    decided: 'NoExecuteのTaintを外します。',
    result: 'まだ退避していないPodは、そのまま残ります。',
  }),
  'node-lifecycle.all-disrupted': ({ node }) => ({
    saw: 'Readyのノードが1台もありません。全ノードの故障より、こちら側のネットワークの障害と考えられます。',
    decided: `退避は行いません。${node}からもNoExecuteのTaintを外します。`,
  }),
  'node-lifecycle.evict': ({ node, taint, zone, waiting }) => ({
    saw: `${node}はReadyではありません${zone === 'Normal' ? '' : `。同じゾーンの多くのノードも同様です（${zone}）`}。`,
    decided: `Taint ${taint}:NoExecuteを付けます。Podがこれを許容するのは、しばらくの間だけです。`,
    result: waiting > 0 ? `あと${waiting}台が待っています。空にするのは10秒に1台までです。` : 'それ以上許容しないPodは退避します。',
  }),
  'node-lifecycle.no-schedule': ({ node, add, remove }) => ({
    saw: `${node}のコンディション、またはスケジュール対象かどうかが変わりました。`,
    decided: [
      ...(add.length > 0 ? [`Taint ${add.join('、')}:NoScheduleを付けます。`] : []),
      ...(remove.length > 0 ? [`${remove.join('、')}:NoScheduleを外します。`] : []),
    ].join(''),
    result: add.length > 0 ? '新しいPodはほかのノードに置かれます。動いているPodは残ります。' : '新しいPodを再び置けるようになります。',
  }),
  'taint-eviction.wait': ({ pod, node, taints, seconds: n }) => ({
    saw: `${node}に${taints.join('、')}:NoExecuteがあります。Pod ${pod}はこれを${n}秒間許容します。`,
    decided: 'その間、退避を待ちます。',
  }),
  'taint-eviction.cancel': ({ pod }) => ({ saw: 'Taintが間に合って外れました。', decided: `Pod ${pod}はそのまま残ります。` }),
  'taint-eviction.evict': ({ pod, node, taints }) => ({
    saw: `Pod ${pod}は、${node}の${taints.join('、')}:NoExecuteをもう許容しません。`,
    decided: '猶予期間を付けて削除します。',
    result: '所有者が別のノードに代わりを作ります。ノードが切り離されていれば、このPodはノードが戻るまでTerminatingのままです。',
  }),
  'pod-garbage.orphaned': ({ pod, node }) => ({
    saw: `Pod ${pod}がバインドされている${node ?? 'ノード'}は、もう存在しません。`,
    decided: '片付けるkubeletがいないため、Failedにして削除します。',
  }),
  'pod-garbage.unscheduled': ({ pod }) => ({ saw: `Pod ${pod}は削除の途中ですが、ノードが決まったことがありません。`, decided: '削除します。' }),
  'pod-garbage.out-of-service': ({ pod, node }) => ({
    saw: `${node ?? 'ノード'}は停止中（out-of-service）と宣言されており、そこのPod ${pod}は終了の途中です。`,
    decided: 'kubeletを待たずに削除します。',
  }),
  'pod-garbage.terminated': ({ pod }) => ({ saw: '終了したPodが12,500個を超えました。', decided: `最も古い${pod}を削除します。` }),
  'node-ipam.assign': ({ node, cidr }) => ({ saw: `${node}にはまだPod用のアドレス範囲がありません。`, decided: `${cidr}を割り当てます。` }),
  'node-ipam.release': ({ node, cidr }) => ({ saw: `${node}がなくなりました。`, decided: `範囲${cidr}は空きに戻り、再び使われるのは最後になります。` }),
  'node-ipam.none-left': ({ node, cluster }) => ({
    saw: `${cluster}の範囲はすべて使われています。`,
    decided: `${node}には割り当てられず、そのPodはアドレスを得られません。`,
  }),
};
