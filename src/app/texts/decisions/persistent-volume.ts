import type { PersistentVolumeDecisions, VolumeVerdictRecord } from '../../../wire/decisions/persistent-volume.ts';
import type { DecisionTexts, Sentences } from './texts.ts';

/** Why a volume was not taken, for lists of verdicts. */
export const VOLUME_VERDICTS: Readonly<Record<string, { readonly en: string; readonly ja: string }>> = {
  chosen: { en: 'chosen', ja: '選択' },
  reserved: { en: 'reserved for this claim', ja: 'このPVC用に予約済み' },
  fits: { en: 'fits, but another is better', ja: '条件に合うが、ほかのほうがよい' },
  'claimed-by-other': { en: 'belongs to another claim', ja: '別のPVCのもの' },
  'too-small': { en: 'too small', ja: '容量不足' },
  'volume-mode': { en: 'other volumeMode', ja: 'volumeModeが違う' },
  terminating: { en: 'being deleted', ja: '削除中' },
  'not-available': { en: 'not Available', ja: 'Availableではない' },
  selector: { en: 'labels do not match', ja: 'ラベルが合わない' },
  class: { en: 'other class', ja: 'StorageClassが違う' },
  'access-modes': { en: 'lacks an access mode', ja: 'アクセスモードが足りない' },
  'node-affinity': { en: 'not reachable from the node', ja: 'ノードから使えない' },
  'waits-for-consumer': { en: 'waits until a pod needs it', ja: 'Podが必要とするまで待つ' },
};

function countVerdicts(volumes: readonly VolumeVerdictRecord[], language: 'en' | 'ja'): string {
  const counts = new Map<string, number>();
  for (const { verdict } of volumes) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const name = (verdict: string): string => VOLUME_VERDICTS[verdict]?.[language] ?? verdict;
  return language === 'en'
    ? [...counts].map(([verdict, count]) => `${count} ${name(verdict)}`).join(', ')
    : [...counts].map(([verdict, count]) => `${name(verdict)}：${count}個`).join('、');
}

const lookedEn = (volumes: readonly VolumeVerdictRecord[]): string =>
  volumes.length === 0
    ? 'There is no volume at all.'
    : `Of ${volumes.length === 1 ? '1 volume' : `${volumes.length} volumes`}: ${countVerdicts(volumes, 'en')}.`;
const lookedJa = (volumes: readonly VolumeVerdictRecord[]): string =>
  volumes.length === 0 ? 'PVは1つもありません。' : `PV ${volumes.length}個を調べました（${countVerdicts(volumes, 'ja')}）。`;

const BY_EN = {
  smallest: 'it is the smallest that satisfies the claim',
  reserved: 'it is reserved for this claim',
  asked: 'the claim asks for it by name',
} as const;
const BY_JA = {
  smallest: '条件を満たす中で最も小さいためです',
  reserved: 'このPVC用に予約されているためです',
  asked: 'PVCが名前で指定しているためです',
} as const;

const POLICY_EN: Readonly<Record<string, string>> = {
  Retain: 'Keeps the volume and its data, but gives it to nobody: a person has to decide.',
  Delete: 'Volume and data are to be deleted.',
  Recycle: 'Its files are deleted, then it is free again.',
};
const POLICY_JA: Readonly<Record<string, string>> = {
  Retain: 'PVとデータは残りますが、ほかのPVCには渡しません。どうするかは人が決めます。',
  Delete: 'PVとデータは削除されます。',
  Recycle: 'ファイルを消したうえで、再び使えるようにします。',
};

const en: Sentences<PersistentVolumeDecisions> = {
  'volume.bind': ({ claim, volume, by, wanted, volumes }) => ({
    saw: `Claim ${claim} asks for ${wanted}. ${lookedEn(volumes)}`,
    decided: `Binds it to volume ${volume}: ${BY_EN[by]}.`,
    result: 'From now on they belong to each other; nobody else gets the volume.',
  }),
  'volume.no-match': ({ claim, wanted, volumes }) => ({
    saw: `Claim ${claim} asks for ${wanted}. ${lookedEn(volumes)}`,
    decided: 'Leaves it Pending: nothing fits, and it names no class that could make a volume.',
    result: 'Looks again every 15 seconds.',
  }),
  'volume.provision': ({ claim, wanted, storageClass, provisioner, volumes }) => ({
    saw: `Claim ${claim} asks for ${wanted}. ${lookedEn(volumes)}`,
    decided: `Hands it to provisioner ${provisioner}, as class ${storageClass} says.`,
    result: 'The claim stays Pending until there is a volume.',
  }),
  'volume.cannot-provision': ({ claim, message, volumes }) => ({
    saw: `Nothing fits claim ${claim}. ${lookedEn(volumes)}`,
    decided: `Cannot have a volume made: ${message}.`,
    result: 'The claim stays Pending; looks again every 15 seconds.',
  }),
  'volume.wait-for-consumer': ({ claim, storageClass, pods }) => ({
    saw: `Class ${storageClass} of claim ${claim} waits for the first consumer (WaitForFirstConsumer).`,
    decided: pods.length > 0 ? `Waits until ${pods.join(', ')} gets a node.` : 'Waits until a pod uses the claim.',
    result: 'So the volume will be where the pod can run.',
  }),
  'volume.default-class': ({ claim, storageClass }) => ({
    saw: `Claim ${claim} names no class, and there is a default one.`,
    decided: `Gives it class ${storageClass}.`,
  }),
  'volume.mismatch': ({ claim, volume, why }) => ({
    saw: `Claim ${claim} asks for volume ${volume}: ${why}.`,
    decided: 'Does not bind them; the claim stays Pending.',
  }),
  'volume.taken': ({ claim, volume, by }) => ({ saw: `Claim ${claim} asks for volume ${volume}, which belongs to ${by}.`, decided: 'Leaves it Pending.' }),
  'volume.missing': ({ claim, volume }) => ({
    saw: `Claim ${claim} asks for volume ${volume}, which does not exist.`,
    decided: 'Leaves it Pending and looks again every 15 seconds.',
  }),
  'volume.lost': ({ claim, volume }) => ({
    saw: `Claim ${claim} was bound to ${volume === '' ? 'a volume' : `volume ${volume}`} that it has no more.`,
    decided: 'Marks the claim as Lost.',
    result: 'Its data is gone for the cluster.',
  }),
  'volume.available': ({ volume }) => ({ saw: `Volume ${volume} belongs to no claim.`, decided: 'Marks it as Available.' }),
  'volume.bound': ({ volume, claim }) => ({ saw: `Volume ${volume} and claim ${claim} name each other.`, decided: 'Marks the volume as Bound.' }),
  'volume.released': ({ volume, claim, policy }) => ({
    saw: `Claim ${claim} of volume ${volume} is gone.`,
    decided: 'Marks the volume as Released.',
    result: `Reclaim policy ${policy}: ${POLICY_EN[policy] ?? ''}`,
  }),
  'volume.delete': ({ volume }) => ({ saw: `Volume ${volume} is Released, its policy is Delete.`, decided: 'Deletes it with its data.' }),
  'volume.recycle': ({ volume }) => ({ saw: `Volume ${volume} is Released, its policy is Recycle.`, decided: 'Empties it and makes it Available again.' }),
  'volume.reclaim-failed': ({ volume, message }) => ({ saw: `Volume ${volume} cannot be reclaimed: ${message}.`, decided: 'Marks it as Failed.' }),
  'volume.unbind': ({ volume, claim }) => ({
    saw: `Volume ${volume} was meant for claim ${claim}, which has another.`,
    decided: 'Takes the binding back; the volume is Available again.',
  }),
  'volume.claim-in-use': ({ claim, pods }) => ({
    saw: `Claim ${claim} is to be deleted, but is used by ${pods.join(', ')}.`,
    decided: 'Holds it (finalizer kubernetes.io/pvc-protection).',
    result: 'It stays Terminating until the last of them is gone.',
  }),
  'volume.claim-released': ({ claim }) => ({
    saw: `Claim ${claim} is to be deleted and no pod uses it.`,
    decided: 'Takes its finalizer off.',
    result: 'Now it goes.',
  }),
  'volume.volume-in-use': ({ volume, claim }) => ({
    saw: `Volume ${volume} is to be deleted, but is bound to claim ${claim}.`,
    decided: 'Holds it (finalizer kubernetes.io/pv-protection).',
    result: 'It stays Terminating until the claim is gone.',
  }),
  'volume.volume-freed': ({ volume }) => ({
    saw: `Volume ${volume} is to be deleted and is bound to no claim.`,
    decided: 'Takes its finalizer off.',
    result: 'Now it goes.',
  }),
  'volume.protect': ({ object }) => ({
    saw: `${object} has no protection yet.`,
    decided: 'Adds the finalizer that keeps it from vanishing while it is in use.',
  }),
  'ephemeral-volume.create': ({ pod, claim }) => ({
    saw: `Pod ${pod} has a generic ephemeral volume, and there is no claim for it yet.`,
    decided: `Creates the claim ${claim}, owned by the pod.`,
    result: 'It goes together with the pod.',
  }),
  'provisioner.provision': ({ claim, size, storageClass, node }) => ({
    saw: `Claim ${claim} of class ${storageClass} was handed over${node === '' ? '' : `; its pod will run on ${node}`}.`,
    decided: `Has the storage make a disk of ${size}.`,
  }),
  'provisioner.provisioned': ({ claim, volume, disk }) => ({
    saw: `Disk ${disk} is there.`,
    decided: `Has written PersistentVolume ${volume} for it, reserved for claim ${claim}.`,
    result: 'The binder now binds the two.',
  }),
  'provisioner.failed': ({ claim, message }) => ({
    saw: `No volume for claim ${claim}: ${message}.`,
    decided: 'Tries again after a pause that doubles each time.',
  }),
  'provisioner.delete': ({ volume, disk }) => ({
    saw: `Volume ${volume} is Released, its policy is Delete.`,
    decided: `Has the storage delete disk ${disk}.`,
    result: 'All data on it is lost.',
  }),
  'provisioner.deleted': ({ volume, disk }) => ({ saw: `Disk ${disk} is gone.`, decided: `Deletes volume ${volume}.` }),
  'resizer.expand': ({ claim, volume, disk, from, to }) => ({
    saw: `Claim ${claim} asks for ${to}; its volume ${volume} has ${from}.`,
    decided: `Has the storage enlarge disk ${disk}.`,
    result: 'The file system on it is grown afterwards, by the kubelet of a node where a pod uses it.',
  }),
};

const ja: Sentences<PersistentVolumeDecisions> = {
  'volume.bind': ({ claim, volume, by, wanted, volumes }) => ({
    saw: `PVC ${claim}は${wanted}を要求しています。${lookedJa(volumes)}`,
    decided: `PV ${volume}にバインドします。${BY_JA[by]}。`,
    result: 'これ以後、この2つは1対1で結び付き、ほかのPVCがこのPVを使うことはありません。',
  }),
  'volume.no-match': ({ claim, wanted, volumes }) => ({
    saw: `PVC ${claim}は${wanted}を要求しています。${lookedJa(volumes)}`,
    decided: '合うPVがなく、PVを作れるStorageClassの指定もないため、Pendingのままにします。',
    result: '15秒ごとに調べ直します。',
  }),
  'volume.provision': ({ claim, wanted, storageClass, provisioner, volumes }) => ({
    saw: `PVC ${claim}は${wanted}を要求しています。${lookedJa(volumes)}`,
    decided: `StorageClass ${storageClass}に従い、プロビジョナー${provisioner}に任せます（動的プロビジョニング）。`,
    result: 'PVができるまで、PVCはPendingのままです。',
  }),
  'volume.cannot-provision': ({ claim, message, volumes }) => ({
    saw: `PVC ${claim}に合うPVがありません。${lookedJa(volumes)}`,
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
    result: `再利用ポリシーは${policy}です。${POLICY_JA[policy] ?? ''}`,
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

export const persistentVolumeTexts: DecisionTexts<PersistentVolumeDecisions> = { en, ja };
