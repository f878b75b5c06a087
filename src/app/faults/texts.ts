import type { FaultName } from '../../wire/faults.ts';

interface Both {
  readonly en: string;
  readonly ja: string;
}

/** What a trouble does, where, and what the cluster makes of it. */
export const FAULT_TEXTS: Readonly<Record<Exclude<FaultName, 'mend'>, Both>> = {
  'write-conflict': {
    en: 'At the API server: the next updates of this client are answered as if somebody had written in between. It reads anew and tries again.',
    ja: 'APIサーバーが、このクライアントの次の更新を「間に別の書き込みがあった」として拒否します。クライアントは読み直して再試行します。',
  },
  'api-down': {
    en: 'No connection to kube-apiserver: watches break, nothing can be changed, everyone tries again. Containers go on and users are still answered.',
    ja: 'kube-apiserverに接続できません。watchが切れ、何も変更できず、全員が再試行します。コンテナは動き続け、利用者への応答も続きます。',
  },
  'answer-lost': {
    en: 'The write is in etcd, but this client never hears of it and has to cope with having done it already.',
    ja: '書き込みはetcdに入りますが、クライアントには応答が届きません。すでに済んだ操作として扱えるかが試されます。',
  },
  'watch-closed': {
    en: 'The stream by which the process hears of changes breaks. After the pause it lists everything and watches anew.',
    ja: '変更を知らせるストリームが切れます。少し待ってから全体をlistし、watchを張り直します。',
  },
  compaction: {
    en: 'In etcd: old revisions are dropped. Who watches from before them is told 410 Gone and lists anew.',
    ja: 'etcdの古いリビジョンが捨てられます。それより前からのwatchは410 Goneとなり、listし直します。',
  },
  'cache-lag': {
    en: 'The informer cache of the process stays behind: it decides on what was true a moment ago.',
    ja: 'プロセスのinformerキャッシュが遅れ、少し前の状態をもとに判断します。',
  },
  'process-crash': {
    en: 'The process ends without warning after so many further writes, and is started again later. What it held in memory is gone.',
    ja: '指定回数の書き込みの後、プロセスが突然終了し、後で再起動されます。メモリー上の状態は失われます。',
  },
  'sync-exception': {
    en: 'In the queue of this controller: the next syncs fail, and their keys are queued again with growing back-off.',
    ja: 'このコントローラーの次の同期が失敗し、キーは間隔を広げながらキューに戻されます。',
  },
  'node-power-off': {
    en: 'Everything on the machine stops at once. The cluster learns of it only by silence: lost after 50 s, its pods are replaced 300 s later.',
    ja: 'マシン上のすべてが即座に止まります。クラスターは応答がないことでしか気づけません。50秒で失われたとみなし、その300秒後にPodを作り直します。',
  },
  'node-reboot': {
    en: 'The machine goes off and comes back after the pause; its kubelet then starts again what is to run there.',
    ja: 'マシンの電源が切れ、指定時間後に戻ります。kubeletは、そこで動くべきものを起動し直します。',
  },
  'node-partition': {
    en: 'Its kubelet and kube-proxy do not reach kube-apiserver. Containers go on; after 50 s the node counts as lost all the same.',
    ja: 'kubeletとkube-proxyがkube-apiserverに届きません。コンテナは動き続けますが、50秒後にはノードは失われたとみなされます。',
  },
  'node-flap': {
    en: 'The connection of the node breaks and comes back, again and again.',
    ja: 'ノードの接続が、切れては戻ることを繰り返します。',
  },
  'node-deleted': {
    en: 'kubectl delete node: the Node object goes while the machine runs on. Pod garbage collection removes the pods that were bound to it.',
    ja: 'kubectl delete nodeと同じです。マシンは動いたままNodeオブジェクトが消え、割り当てられていたPodはガベージコレクションで削除されます。',
  },
  'kubelet-restart': {
    en: 'Only the kubelet process ends and is started again. Containers go on meanwhile; nobody probes or reports them.',
    ja: 'kubeletのプロセスだけが終了し、再起動されます。その間コンテナは動き続けますが、プローブも報告も行われません。',
  },
  'image-pull-error': {
    en: 'On every node: pulls of this image fail (ErrImagePull), and are tried again after growing pauses (ImagePullBackOff).',
    ja: 'どのノードでも、このイメージの取得が失敗し（ErrImagePull）、間隔を広げながら再試行されます（ImagePullBackOff）。',
  },
  'container-exit': {
    en: 'On the node of the pod: the main process ends with this code. restartPolicy decides what comes next, after a back-off.',
    ja: 'Podのノードで、メインプロセスがこの終了コードで終わります。次にどうするかはrestartPolicyが決め、バックオフの後に実行されます。',
  },
  'container-oom': {
    en: 'On the node of the pod: the kernel kills the process; the container ended with exit code 137, reason OOMKilled.',
    ja: 'Podのノードで、カーネルがプロセスを強制終了します。コンテナは終了コード137、理由OOMKilledで終わります。',
  },
  'ignore-term': {
    en: 'Being deleted, the container does not end on SIGTERM: the kubelet waits for the whole grace period, then kills it.',
    ja: '削除時のSIGTERMで終了しません。kubeletは猶予期間いっぱい待ってから強制終了します。',
  },
  'probe-flap': {
    en: 'The program answers probes and requests with errors, recovers, and so on: its pod leaves the endpoints of Services and comes back.',
    ja: 'プローブやリクエストにエラーを返しては回復することを繰り返します。PodはServiceのエンドポイントから外れては戻ります。',
  },
  'provisioning-fails': {
    en: 'At the storage: claims that need a new disk wait, and an Event ProvisioningFailed says why.',
    ja: '新しいディスクが必要なPVCは待たされ、Event ProvisioningFailedに理由が示されます。',
  },
  'packet-loss': {
    en: 'On the network between users, nodes and pods: so many of a hundred requests get no answer.',
    ja: '利用者・ノード・Podの間のネットワークで、この割合のリクエストに応答がありません。',
  },
  'dns-down': {
    en: 'Names of Services are not resolved: requests by name fail; connections to addresses go on.',
    ja: 'Serviceの名前を解決できません。名前によるリクエストは失敗し、アドレスへの接続は続きます。',
  },
};
