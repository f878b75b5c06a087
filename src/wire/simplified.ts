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
  {
    id: 'controllers-template-hash',
    where: ['engine/controllers/deployment/template.ts'],
    en: 'The hash in the names of ReplicaSets is made from the JSON of the pod template. Real Kubernetes makes it from a dump of its Go structure, so the same template has another hash there.',
    ja: 'ReplicaSetの名前に含まれるハッシュは、PodテンプレートのJSONから作ります。実際のKubernetesはGoの構造体のダンプから作るため、同じテンプレートでもハッシュが異なります。',
  },
  {
    id: 'controllers-garbage-questions',
    where: ['engine/controllers/garbage/garbage-collector.ts'],
    en: 'The garbage collector trusts its cache. The real one asks the API server for an object and its owners before it deletes.',
    ja: 'ガベージコレクターは自分のキャッシュを信じます。実際には、削除の前にオブジェクトと所有者をAPIサーバーに問い合わせます。',
  },
  {
    id: 'controllers-adoption-recheck',
    where: ['engine/controllers/replicaset/replica-set.ts'],
    en: 'Before an adoption, real controllers ask the API server whether the adopting owner is being deleted; here the cache answers.',
    ja: '実際のコントローラーは、引き取る前に所有者が削除中でないかをAPIサーバーに問い合わせます。ここではキャッシュで確かめます。',
  },
  {
    id: 'controllers-trigger-time',
    where: ['engine/controllers/endpoints/services.ts'],
    en: 'The annotation endpoints.kubernetes.io/last-change-trigger-time names the latest change of readiness. The real controllers remember what they have told and name the earliest new change.',
    ja: 'アノテーションendpoints.kubernetes.io/last-change-trigger-timeは、準備状態の最新の変化の時刻です。実際のコントローラーは伝えた内容を覚えており、新しい変化のうち最も早い時刻を書きます。',
  },
  {
    id: 'controllers-slice-mirroring',
    where: ['engine/controllers/endpoints/endpoint-slice.ts'],
    en: 'Endpoints that a person writes for a Service without selector are not mirrored into EndpointSlices.',
    ja: 'セレクターのないServiceのために人が書いたEndpointsは、EndpointSliceに複製されません。',
  },
  {
    id: 'controllers-namespace-resources',
    where: ['engine/controllers/namespace/namespace.ts'],
    en: 'The namespace controller asks only for resources of which the namespace has objects. The real one asks for every resource the server knows.',
    ja: 'Namespaceコントローラーは、その名前空間にオブジェクトがある種類だけを問い合わせます。実際には、サーバーが知るすべての種類を問い合わせます。',
  },
  {
    id: 'controllers-root-ca',
    where: ['engine/controllers/root-ca.ts'],
    en: 'The certificate in kube-root-ca.crt has the shape of one but certifies nothing.',
    ja: 'kube-root-ca.crtの証明書は形だけのもので、何も証明しません。',
  },
  {
    id: 'controllers-retry-bucket',
    where: ['engine/controllers/queue.ts'],
    en: 'The retries of a controller are slowed down per object (5 ms, doubling). Real work queues also let at most 10 retries per second of all objects together pass.',
    ja: 'コントローラーの再試行は、オブジェクトごとに間隔を延ばします（5ミリ秒から倍々）。実際のワークキューには、全体で毎秒10回までという制限もあります。',
  },
  {
    id: 'events-core-path',
    where: ['engine/client/recorder.ts'],
    en: 'The scheduler’s Events are sent to the path of the core API; the real one uses events.k8s.io. Both lead to the same stored object.',
    ja: 'スケジューラーのイベントはコアAPIのパスに送ります。実際にはevents.k8s.ioを使いますが、保存されるオブジェクトは同じです。',
  },
];
