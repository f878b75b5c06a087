import type { Admission } from './admission.ts';

/** Controllers, scheduler, storage, and how components hear of changes. */
export const CONTROL_ADMISSIONS: readonly Admission[] = [
  {
    id: 'one-stream-per-process',
    where: ['engine/client/process.ts'],
    en: 'A component has one ordered stream of watch events for all kinds it watches. In a real cluster there is one stream per kind, and their order against each other is not defined.',
    ja: 'コンポーネントは、監視するすべての種類のイベントを1本の順序付きストリームで受け取ります。実物では種類ごとに別のストリームがあり、互いの順序は決まっていません。',
  },
  {
    id: 'controllers-retry-rate',
    where: ['engine/controllers/queue.ts'],
    en: 'A controller retries each key with growing pauses. The real work queue also lets at most 10 retries per second (100 in a burst) of all keys together pass.',
    ja: 'コントローラーは、キーごとに間隔を延ばしながらやり直します。実際のワークキューは、そのうえ全キー合わせて毎秒10回（バースト100回）までに制限します。',
  },
  {
    id: 'controllers-left-out',
    where: [],
    en: 'Controllers that have next to nothing to do with these kinds do not run in kube-controller-manager: those for certificates, bootstrap tokens, the annotation node.alpha.kubernetes.io/ttl of Nodes, and others.',
    ja: 'ここで扱う種類にほとんど関係しないコントローラーは、kube-controller-managerで動いていません。証明書、ブートストラップトークン、Nodeのアノテーションnode.alpha.kubernetes.io/ttlなどのコントローラーです。',
  },
  {
    id: 'deployment-template-hash',
    where: ['engine/controllers/deployment/template.ts'],
    en: 'pod-template-hash is computed from the template’s JSON. Real Kubernetes hashes a dump of the Go structure, so that the same template has another hash there.',
    ja: 'pod-template-hashはテンプレートのJSONから計算します。実際のKubernetesはGoの構造体の内容から計算するため、同じテンプレートでも値が異なります。',
  },
  {
    id: 'garbage-collector-asks-less',
    where: ['engine/controllers/garbage/garbage-collector.ts'],
    en: 'The garbage collector trusts its cache. The real one asks the API server for the object and its owners before it deletes, because its caches of different kinds may lag differently.',
    ja: 'ガベージコレクターは自分のキャッシュを信用します。実物は、種類ごとのキャッシュの遅れが異なりうるため、削除の前にオブジェクトとその所有者をAPIサーバーに問い合わせます。',
  },
  {
    id: 'namespace-controller-asks-less',
    where: ['engine/controllers/namespace/namespace.ts'],
    en: 'When a namespace goes, the namespace controller only asks for resources of which the namespace has objects; the real one asks for every resource the server knows.',
    ja: '名前空間の削除では、そこにオブジェクトがあるリソースだけを問い合わせます。実際のコントローラーは、サーバーが知るすべてのリソースを問い合わせます。',
  },
  {
    id: 'root-ca',
    where: ['engine/controllers/root-ca.ts'],
    en: 'The certificate in kube-root-ca.crt only looks like one; nothing in the cluster checks it.',
    ja: 'kube-root-ca.crtの証明書は見た目だけのものです。クラスターの中でそれを検証するものはありません。',
  },
  {
    id: 'endpoints-trigger-time',
    where: ['engine/controllers/endpoints/services.ts'],
    en: 'The annotation endpoints.kubernetes.io/last-change-trigger-time holds the latest change of a pod’s readiness; the real controller remembers which changes it has told of and gives the earliest new one.',
    ja: 'アノテーションendpoints.kubernetes.io/last-change-trigger-timeには、PodのReady状態が最後に変わった時刻が入ります。実際のコントローラーは、伝え終えた変化を覚えておき、新しいもののうち最も早い時刻を入れます。',
  },
  {
    id: 'replica-set-adoption',
    where: ['engine/controllers/replicaset/replica-set.ts'],
    en: 'Before it adopts a pod, the real ReplicaSet controller asks the API server whether the ReplicaSet is being deleted; here its cache answers. It then goes on in the same sync; here the changed pods bring it back.',
    ja: '実際のReplicaSetコントローラーは、Podを引き取る前に、ReplicaSetが削除中でないかをAPIサーバーに確かめます。ここではキャッシュで確かめます。また実物は同じ調整の中で先へ進みますが、ここではPodの変更を受けて改めて調整します。',
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
    en: 'There are no VolumeAttachment objects: a disk is attached when the kubelet asks for it, and detached when the last pod on the node has let go of it, or by force six minutes after the last pod of a lost node is gone.',
    ja: 'VolumeAttachmentオブジェクトはありません。ディスクはkubeletが必要としたときに接続され、ノード上で使うPodがなくなると切り離されます。失われたノードからは、最後のPodが消えた6分後に強制的に切り離されます。',
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
    id: 'storage-one-driver',
    where: [],
    en: 'One storage driver with its provisioner runs beside Kubernetes; it has endless room, and a disk is made in one to three seconds. Real clusters have the drivers of their cloud or storage. It knows no snapshots and no clones: a claim with a dataSource gets an empty disk.',
    ja: 'ストレージのドライバーは、プロビジョナーを含めて1つだけです。容量に限りはなく、ディスクは1〜3秒でできます。実際のクラスターでは、クラウドやストレージ製品のドライバーを使います。スナップショットと複製はなく、dataSourceのあるPVCにも空のディスクを作ります。',
  },
];
