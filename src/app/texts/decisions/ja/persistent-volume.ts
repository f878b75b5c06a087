import type { PersistentVolumeDecisions, VolumeVerdictRecord } from '../../../../wire/decisions/persistent-volume.ts';
import { verdictCounts } from '../verdict-counts.ts';
import type { Sentences } from '../texts.ts';

/** Why a volume was not taken, for lists of verdicts. */
export const VOLUME_VERDICTS: Readonly<Record<string, string>> = {
  chosen: '選択',
  reserved: 'このPVC用に予約済み',
  fits: '条件に合うが、ほかのほうがよい',
  'claimed-by-other': '別のPVCのもの',
  'too-small': '容量不足',
  'volume-mode': 'volumeModeが違う',
  terminating: '削除中',
  'not-available': 'Availableではない',
  selector: 'ラベルが合わない',
  class: 'StorageClassが違う',
  'access-modes': 'アクセスモードが足りない',
  'node-affinity': 'ノードから使えない',
  'waits-for-consumer': 'Podが必要とするまで待つ',
};

function count(volumes: readonly VolumeVerdictRecord[]): string {
  return [...verdictCounts(volumes)].map(([verdict, count]) => `${VOLUME_VERDICTS[verdict] ?? verdict}：${count}個`).join('、');
}

const looked = (volumes: readonly VolumeVerdictRecord[]): string =>
  volumes.length === 0 ? 'PVは1つもありません。' : `PV ${volumes.length}個を調べました（${count(volumes)}）。`;

const BY = {
  smallest: '条件を満たす中で最も小さいためです',
  reserved: 'このPVC用に予約されているためです',
  asked: 'PVCが名前で指定しているためです',
} as const;

const POLICY: Readonly<Record<string, string>> = {
  Retain: 'PVとデータは残りますが、ほかのPVCには渡しません。どうするかは人が決めます。',
  Delete: 'PVとデータは削除されます。',
  Recycle: 'ファイルを消したうえで、再び使えるようにします。',
};

export const persistentVolume: Sentences<PersistentVolumeDecisions> = {
  'volume.bind': ({ claim, volume, by, wanted, volumes }) => ({
    saw: `PVC ${claim}は${wanted}を要求しています。${looked(volumes)}`,
    decided: `PV ${volume}にバインドします。${BY[by]}。`,
    result: 'これ以後、この2つは1対1で結び付き、ほかのPVCがこのPVを使うことはありません。',
  }),
  'volume.no-match': ({ claim, wanted, volumes }) => ({
    saw: `PVC ${claim}は${wanted}を要求しています。${looked(volumes)}`,
    decided: '合うPVがなく、PVを作れるStorageClassの指定もないため、Pendingのままにします。',
    result: '15秒ごとに調べ直します。',
  }),
  'volume.provision': ({ claim, wanted, storageClass, provisioner, volumes }) => ({
    saw: `PVC ${claim}は${wanted}を要求しています。${looked(volumes)}`,
    decided: `StorageClass ${storageClass}に従い、プロビジョナー${provisioner}に任せます（動的プロビジョニング）。`,
    result: 'PVができるまで、PVCはPendingのままです。',
  }),
  'volume.cannot-provision': ({ claim, message, volumes }) => ({
    saw: `PVC ${claim}に合うPVがありません。${looked(volumes)}`,
    decided: `PVを作らせることもできません（${message}）。`,
    result: 'PVCはPendingのままです。15秒ごとに調べ直します。',
  }),
  'volume.wait-for-consumer': ({ claim, storageClass, pods }) => ({
    saw: `PVC ${claim}のStorageClass ${storageClass}は、最初に使うPodを待つ設定です（WaitForFirstConsumer）。`,
    decided: pods.length > 0 ? `Pod ${pods.join('、')}のノードが決まるまで待ちます。` : 'このPVCを使うPodが現れるまで待ちます。',
    result: 'こうすると、Podが動ける場所にあるボリュームを選べます。',
  }),
  'volume.default-class': ({ claim, storageClass }) => ({
    saw: `PVC ${claim}にはStorageClassの指定がなく、デフォルトのStorageClassがあります。`,
    decided: `StorageClass ${storageClass}を設定します。`,
  }),
  'volume.mismatch': ({ claim, volume, why }) => ({
    saw: `PVC ${claim}はPV ${volume}を指定していますが、条件が合いません（${why}）。`,
    decided: 'バインドしません。PVCはPendingのままです。',
  }),
  'volume.taken': ({ claim, volume, by }) => ({
    saw: `PVC ${claim}はPV ${volume}を指定していますが、それは${by}のものです。`,
    decided: 'Pendingのままにします。',
  }),
  'volume.missing': ({ claim, volume }) => ({
    saw: `PVC ${claim}が指定するPV ${volume}は存在しません。`,
    decided: 'Pendingのままにし、15秒ごとに調べ直します。',
  }),
  'volume.lost': ({ claim, volume }) => ({
    saw: `PVC ${claim}がバインドされていたPV${volume === '' ? '' : ` ${volume}`}は、もう使えません。`,
    decided: 'PVCをLostにします。',
    result: 'クラスターから見て、データは失われました。',
  }),
  'volume.available': ({ volume }) => ({ saw: `PV ${volume}はどのPVCのものでもありません。`, decided: 'Availableにします。' }),
  'volume.bound': ({ volume, claim }) => ({ saw: `PV ${volume}とPVC ${claim}が互いを指しています。`, decided: 'PVをBoundにします。' }),
  'volume.released': ({ volume, claim, policy }) => ({
    saw: `PV ${volume}のPVC ${claim}がなくなりました。`,
    decided: 'PVをReleasedにします。',
    result: `再利用ポリシーは${policy}です。${POLICY[policy] ?? ''}`,
  }),
  'volume.delete': ({ volume }) => ({ saw: `PV ${volume}はReleasedで、再利用ポリシーはDeleteです。`, decided: 'データごと削除します。' }),
  'volume.recycle': ({ volume }) => ({ saw: `PV ${volume}はReleasedで、再利用ポリシーはRecycleです。`, decided: '中身を消して、再びAvailableにします。' }),
  'volume.reclaim-failed': ({ volume, message }) => ({ saw: `PV ${volume}を回収できません（${message}）。`, decided: 'Failedにします。' }),
  'volume.unbind': ({ volume, claim }) => ({
    saw: `PV ${volume}はPVC ${claim}のためのものでしたが、PVCは別のPVを使っています。`,
    decided: 'バインドを取り消し、PVをAvailableに戻します。',
  }),
  'volume.claim-in-use': ({ claim, pods }) => ({
    saw: `PVC ${claim}は削除されようとしていますが、Pod ${pods.join('、')}が使っています。`,
    decided: 'ファイナライザー（kubernetes.io/pvc-protection）で引き止めます。',
    result: '使っているPodがすべてなくなるまで、Terminatingのままです。',
  }),
  'volume.claim-released': ({ claim }) => ({
    saw: `PVC ${claim}は削除されようとしていて、使っているPodはもうありません。`,
    decided: 'ファイナライザーを外します。',
    result: 'これで削除されます。',
  }),
  'volume.volume-in-use': ({ volume, claim }) => ({
    saw: `PV ${volume}は削除されようとしていますが、PVC ${claim}にバインドされています。`,
    decided: 'ファイナライザー（kubernetes.io/pv-protection）で引き止めます。',
    result: 'PVCがなくなるまで、Terminatingのままです。',
  }),
  'volume.volume-freed': ({ volume }) => ({
    saw: `PV ${volume}は削除されようとしていて、どのPVCにもバインドされていません。`,
    decided: 'ファイナライザーを外します。',
    result: 'これで削除されます。',
  }),
  'volume.protect': ({ object }) => ({ saw: `${object}にはまだ保護がありません。`, decided: '使用中に消えないよう、ファイナライザーを付けます。' }),
  'ephemeral-volume.create': ({ pod, claim }) => ({
    saw: `Pod ${pod}には汎用エフェメラルボリュームがありますが、そのPVCはまだありません。`,
    decided: `Podを所有者とするPVC ${claim}を作成します。`,
    result: 'このPVCは、Podと一緒に削除されます。',
  }),
  'provisioner.provision': ({ claim, size, storageClass, node }) => ({
    saw: `StorageClass ${storageClass}のPVC ${claim}を任されました${node === '' ? '' : `（Podは${node}で動く予定です）`}。`,
    decided: `ストレージに${size}のディスクを作らせます。`,
  }),
  'provisioner.provisioned': ({ claim, volume, disk }) => ({
    saw: `ディスク${disk}ができました。`,
    decided: `PVC ${claim}専用のPersistentVolume ${volume}を作成しました。`,
    result: '続いて、両者がバインドされます。',
  }),
  'provisioner.failed': ({ claim, message }) => ({
    saw: `PVC ${claim}のボリュームを作れませんでした（${message}）。`,
    decided: '間隔を毎回2倍にしながら、もう一度試します。',
  }),
  'provisioner.delete': ({ volume, disk }) => ({
    saw: `PV ${volume}はReleasedで、再利用ポリシーはDeleteです。`,
    decided: `ストレージにディスク${disk}を削除させます。`,
    result: '保存されていたデータはすべて失われます。',
  }),
  'provisioner.deleted': ({ volume, disk }) => ({ saw: `ディスク${disk}がなくなりました。`, decided: `PV ${volume}を削除します。` }),
  'resizer.expand': ({ claim, volume, disk, from, to }) => ({
    saw: `PVC ${claim}は${to}を求めていますが、PV ${volume}は${from}です。`,
    decided: `ストレージにディスク${disk}を拡張させます。`,
    result: 'その上のファイルシステムは、使っているPodのノードのkubeletがあとで広げます。',
  }),
};
