import type { Simplification } from '../kinds/kind.ts';

/** A difference from real Kubernetes, and the files in which it stands as a comment `Simplified: …`. */
export interface Admission extends Simplification {
  readonly where: readonly string[];
}

/** Everything the product admits to. A test holds this list against the comments in the code, both ways. */
export const SIMPLIFIED: readonly Admission[] = [
  {
    id: 'one-stream-per-process',
    where: ['engine/client/process.ts'],
    en: 'A component has one ordered stream of watch events for all kinds it watches. In a real cluster there is one stream per kind, and their order against each other is not defined.',
    ja: 'コンポーネントは、監視するすべての種類のイベントを1本の順序付きストリームで受け取ります。実物では種類ごとに別のストリームがあり、互いの順序は決まっていません。',
  },
  {
    id: 'scheduler-plugins-left-out',
    where: ['engine/scheduler/plugins/registry.ts'],
    en: 'The scheduler does not count attached disks per node (NodeVolumeLimits) and knows no resource claims (DynamicResources). It scores every pod afresh; the real one may reuse the scores of an equal pod just before (OpportunisticBatching).',
    ja: 'スケジューラーは、ノードごとに接続できるディスクの数（NodeVolumeLimits）を数えず、リソースクレーム（DynamicResources）を扱いません。またPodごとに必ずスコアリングをやり直します。実物は、直前の同じ形のPodのスコアを使い回すことがあります（OpportunisticBatching）。',
  },
  {
    id: 'scheduler-in-tree-disks',
    where: ['engine/scheduler/plugins/volume-restrictions.ts'],
    en: 'Cloud disks written directly into a pod (without a claim) are not checked for being mounted twice.',
    ja: 'PVCを使わずにPodへ直接書かれたクラウドのディスクについては、二重にマウントされないかどうかを確認しません。',
  },
  {
    id: 'storage-volume-attachment',
    where: ['engine/storage/attach.ts'],
    en: 'There are no VolumeAttachment objects: a disk is attached when the kubelet asks for it, and detached when the last pod on the node has let go of it.',
    ja: 'VolumeAttachmentオブジェクトはありません。ディスクはkubeletが必要としたときに接続され、ノード上で使うPodがなくなると切り離されます。',
  },
  {
    id: 'storage-binder-workers',
    where: ['engine/controllers/persistent-volume-binder.ts'],
    en: 'The volume binder works on one claim or volume at a time; the real one has one worker for claims and one for volumes.',
    ja: 'ボリュームをバインドするコントローラーは、PVCとPVを合わせて1つずつ処理します。実物には、PVC用とPV用のワーカーが1つずつあります。',
  },
  {
    id: 'storage-recycler-pod',
    where: ['engine/controllers/persistent-volume-binder-volume.ts'],
    en: 'The deprecated reclaim policy Recycle empties a volume at once; the real controller runs a pod that deletes the files.',
    ja: '非推奨の再利用ポリシーRecycleは、ボリュームをすぐに空にします。実物では、ファイルを消すためのPodが動きます。',
  },
];
