import type { DeploymentDecisions } from '../../../../wire/decisions/deployment.ts';
import type { Sentences } from '../texts.ts';

export const deployment: Sentences<DeploymentDecisions> = {
  'deployment.new-replica-set': ({ deployment, replicaSet, revision, replicas }) => ({
    saw: `Deployment ${deployment}の現在のPodテンプレートを持つReplicaSetがありません。`,
    decided: `リビジョン${revision}としてReplicaSet ${replicaSet}を作ります。`,
    result: replicas === 0 ? 'まだ増やせる余地がないため、Podなしで始めます。' : `Pod ${replicas}個で始めます。`,
  }),
  'deployment.collision': ({ replicaSet, collisions }) => ({
    saw: `${replicaSet}という名前のReplicaSetが、別のPodテンプレートですでに存在します。`,
    decided: `衝突として数え（これまでに${collisions}回）、名前のハッシュを変えてもう一度試します。`,
  }),
  'deployment.roll-back': ({ replicaSet, from, to }) => ({
    saw: `Podテンプレートは、リビジョン${from}だったReplicaSet ${replicaSet}と同じです。`,
    decided: `新しく作らずに、リビジョン${to}として再び使います。`,
  }),
  'deployment.scale-up-new': ({ replicaSet, from, to, total, most }) => ({
    saw: `Podは全部で${total}個あり、${most}個まで増やせます。`,
    decided: `新しいReplicaSet ${replicaSet}を${from}から${to}に増やします。`,
  }),
  'deployment.scale-down-old': ({ replicaSet, from, to, available, least }) => ({
    saw: `利用可能なPodは${available}個あり、少なくとも${least}個を残す必要があります。`,
    decided: `古いReplicaSet ${replicaSet}を${from}から${to}に減らします。`,
  }),
  'deployment.remove-unavailable': ({ replicaSet, from, to, unavailable }) => ({
    saw: `古いReplicaSet ${replicaSet}のうち${unavailable}個のPodは利用できません。`,
    decided: `なくなっても影響のないPodから先に、${from}から${to}に減らします。`,
  }),
  'deployment.wait': ({ available, least, total, most, newAvailable, newSize }) => ({
    saw: `利用可能なPodは${available}個で、少なくとも${least}個を残す必要があります。全部で${total}個あり、上限は${most}個です。新しいPod ${newSize}個のうち${newAvailable}個が利用可能です。`,
    decided: available <= least ? '古いPodはまだ減らせません。新しいPodが利用可能になるのを待ちます。' : '新しいPodが利用可能になるのを待ちます。',
  }),
  'deployment.wait-available': ({ available, wanted }) => ({
    saw: `${wanted}個のPodはすべて新しいリビジョンで、そのうち${available}個が利用可能です。`,
    decided: 'すべて利用可能になるのを待ちます。',
  }),
  'deployment.recreate-stop': ({ replicaSet, from }) => ({
    saw: `戦略はRecreateで、古いReplicaSet ${replicaSet}にはまだ${from}個のレプリカがあります。`,
    decided: '0に減らします。新しいPodを作る前に、古いPodをすべて終了させます。',
  }),
  'deployment.recreate-wait': ({ replicaSets }) => ({
    saw: `${replicaSets.join('、')}の古いPodがまだ残っています。`,
    decided: '最後の古いPodが終了するまで、新しいPodを作りません。',
  }),
  'deployment.recreate-start': ({ replicaSet, to }) => ({ saw: '古いPodはもうありません。', decided: `新しいReplicaSet ${replicaSet}を${to}に増やします。` }),
  'deployment.scale': ({ deployment, replicaSet, from, to }) => ({
    saw: `Deployment ${deployment}が望むレプリカ数は、ReplicaSet ${replicaSet}の${from}と違います。`,
    decided: `ReplicaSet ${replicaSet}を${to}にします。`,
  }),
  'deployment.scale-proportionally': ({ replicaSet, from, to, share, total }) => ({
    saw: `ロールアウトの途中でレプリカ数が変わりました。合計${total}個のReplicaSetに、${Math.abs(share)}個の${share > 0 ? '増加' : '減少'}を割り振ります。`,
    decided: `大きさの割合に応じて分けます。${replicaSet}は${from}から${to}になります。`,
  }),
  'deployment.forget-revision': ({ replicaSet, kept, found }) => ({
    saw: `古いReplicaSetが${found}個あり、履歴に残すのは${kept}個です。`,
    decided: `Podがなく、リビジョンが最も低い${replicaSet}を削除します。`,
  }),
  'deployment.adopt': ({ deployment, replicaSets }) => ({
    saw: `${replicaSets.join('、')}はセレクターに一致し、所有者がいません。`,
    decided: `Deployment ${deployment}のものとして引き取ります。`,
  }),
  'deployment.release': ({ deployment, replicaSets }) => ({
    saw: `${replicaSets.join('、')}はセレクターに一致しなくなりました。`,
    decided: `Deployment ${deployment}は所有をやめます。`,
  }),
  'deployment.paused': ({ deployment }) => ({
    saw: `Deployment ${deployment}は一時停止しています。`,
    decided: '停止中の時間が期限に数えられないように、記録します。',
  }),
  'deployment.resumed': ({ deployment }) => ({
    saw: `Deployment ${deployment}の一時停止が解除されました。`,
    decided: 'ロールアウトを続けます。期限は今から数えます。',
  }),
  'deployment.paused-change': ({ deployment }) => ({
    saw: `Deployment ${deployment}のPodテンプレートが変わりましたが、一時停止中です。`,
    decided: '再開されるまで、新しいReplicaSetを作りません。',
  }),
  'deployment.complete': ({ replicaSet, available, wanted }) => ({
    saw: `Pod ${wanted}個のうち${available}個が利用可能で、すべてReplicaSet ${replicaSet}のものです。`,
    decided: 'ロールアウトは完了しました。',
  }),
  'deployment.deadline-exceeded': ({ replicaSet, seconds }) => ({
    saw: `${seconds}秒の間、何も進んでいません。`,
    decided: `ReplicaSet ${replicaSet}に時間がかかりすぎていることを、Progressingコンディションに記録します。`,
    result: '自動では元に戻しません。Podが利用可能になれば、ロールアウトは続きます。',
  }),
};
