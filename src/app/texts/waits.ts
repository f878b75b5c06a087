import type { Language } from '../../session/session.ts';

interface Both {
  readonly en: string;
  readonly ja: string;
}
const both = (en: string, ja: string): Both => ({ en, ja });

/**
 * What idle time is skipped for, by the handler that will run then (a controller's by its name too: `controllers.due taint-eviction-controller`), or
 * by its first part. Follows a length of time: “43 s until …”, 「…（43 s）」.
 */
const WAITS: Readonly<Record<string, Both>> = {
  'node-lifecycle.grace': both('until the node counts as lost', 'ノードが失われたとみなされるまで'),
  'controllers.due taint-eviction-controller': both('until pods tolerate the taint of their node no longer', 'Podがノードのtaintを許容する時間が切れるまで'),
  'controllers.due deployment-controller': both('until the deployment controller looks again', 'deploymentコントローラーが次に確かめるまで'),
  'controllers.due replicaset-controller': both('until the replicaset controller looks again', 'replicasetコントローラーが次に確かめるまで'),
  'controllers.due node-lifecycle-controller': both('until the node lifecycle controller looks again', 'node lifecycleコントローラーが次に確かめるまで'),
  'controllers.due': both('until a controller tries or looks again', 'コントローラーが再試行または再確認するまで'),
  'controllers.sync': both('until a controller goes on', 'コントローラーが処理を進めるまで'),
  'controllers.period': both('until a controller looks through everything again', 'コントローラーが全体を見直すまで'),
  'controllers.restart': both('until the controller manager runs again', 'controller managerが再び動くまで'),
  controllers: both('until a controller hears of a change', 'コントローラーに変更が届くまで'),
  'scheduler.tick': both('until the scheduler tries a pod again (back-off)', 'schedulerがPodを再試行するまで（バックオフ）'),
  'scheduler.flush': both('until the scheduler takes up pods that have waited long', '長く待ったPodをschedulerが取り上げるまで'),
  'scheduler.volumes': both('until the scheduler looks again whether the volumes are bound', 'schedulerがボリュームのバインドを次に確かめるまで'),
  scheduler: both('until the scheduler goes on', 'schedulerが処理を進めるまで'),
  'kubelet.sync': both('until the kubelet looks at the pod again (back-off, probe)', 'kubeletがPodを次に見るまで（バックオフ、プローブ）'),
  'kubelet.step': both('until the kubelet takes its next step with the pod', 'kubeletがPodの次の段階に進むまで'),
  'kubelet.turn': both('until the grace period of a pod is over', 'Podの猶予期間が終わるまで'),
  'kubelet.terminate': both('until the grace period of a pod is over', 'Podの猶予期間が終わるまで'),
  'kubelet.deadline': both('until activeDeadlineSeconds of a pod are over', 'PodのactiveDeadlineSecondsが切れるまで'),
  'kubelet.hook': both('until a lifecycle hook ends', 'ライフサイクルフックが終わるまで'),
  'kubelet.probe': both('until the next probe', '次のプローブまで'),
  'kubelet.pulled': both('until the image is pulled', 'イメージの取得が終わるまで'),
  'kubelet.sandbox': both('until the sandbox of a pod is made', 'Podのサンドボックスができるまで'),
  'kubelet.created': both('until the container is created', 'コンテナが作成されるまで'),
  'kubelet.started': both('until the container starts', 'コンテナが起動するまで'),
  'kubelet.exited': both('until the kubelet sees that a container has ended', 'コンテナの終了にkubeletが気づくまで'),
  'kubelet.stopped': both('until the containers of a pod have stopped', 'Podのコンテナが止まるまで'),
  'kubelet.unmounted': both('until volumes are unmounted', 'ボリュームのアンマウントが終わるまで'),
  'kubelet.relist': both('until the kubelet looks at its containers', 'kubeletがコンテナの一覧を見るまで'),
  'kubelet.register': both('until the kubelet registers its node', 'kubeletがノードを登録するまで'),
  'kubelet.status': both('until the kubelet reports again', 'kubeletが次に報告するまで'),
  'kubelet.lease': both('until the next heartbeat', '次のハートビートまで'),
  'kubelet.beat': both('until the next heartbeat', '次のハートビートまで'),
  'kubelet.eager': both('until the node reports that it is ready', 'ノードが準備完了を報告するまで'),
  kubelet: both('until a kubelet goes on', 'kubeletが処理を進めるまで'),
  'runtime.kill': both('until the grace period of a container is over (SIGKILL)', 'コンテナの猶予期間が終わるまで（SIGKILL）'),
  'runtime.wake': both('until a program goes on (it sleeps or works)', 'プログラムが次に動くまで（スリープまたは処理中）'),
  'runtime.exec': both('until a command in a container ends', 'コンテナ内のコマンドが終わるまで'),
  runtime: both('until a container answers', 'コンテナが応答するまで'),
  'provisioner.again': both('until the provisioner tries again', 'provisionerが再試行するまで'),
  'provisioner.made': both('until the disk is made', 'ディスクができるまで'),
  provisioner: both('until the storage has done its part', 'ストレージの処理が終わるまで'),
  'resizer.again': both('until the resizer tries again', 'resizerが再試行するまで'),
  resizer: both('until a volume is enlarged', 'ボリュームの拡張が終わるまで'),
  'storage.report': both('until the controller writes to the Node what is attached', 'コントローラーが、接続されているボリュームをNodeに書くまで'),
  'storage.reported': both('until the controller has written to the Node what is attached', 'コントローラーが、接続されているボリュームをNodeに書き終えるまで'),
  storage: both('until the disk may be detached', 'ディスクを切り離せるようになるまで'),
  'process.reopen': both('until a watch is opened again', 'watchが張り直されるまで'),
  process: both('until a watch event arrives', 'ウォッチイベントが届くまで'),
  'faults.restart': both('until a crashed process is started again', '異常終了したプロセスが再起動されるまで'),
  'faults.crash': both('until a process gives up its lease', 'プロセスがリースを失うまで'),
  faults: both('until the trouble ends or goes on', '障害が終わるか次に進むまで'),
  'kube-proxy': both('until kube-proxy rewrites its rules', 'kube-proxyがルールを書き換えるまで'),
  events: both('until Events are written', 'Eventが書き込まれるまで'),
  client: both('until a request is answered or times out', 'リクエストの応答またはタイムアウトまで'),
  apiserver: both('until a watch ends or is told a bookmark', 'watchの終了またはbookmarkまで'),
  nodes: both('until nodes have hosted their pods', 'ノードがPodを受け入れるまで'),
  network: both('until a request is answered or times out', 'リクエストの応答またはタイムアウトまで'),
  traffic: both('until the next request of users', '利用者の次のリクエストまで'),
  dns: both('until the cluster DNS hears of a change', 'クラスターDNSに変更が届くまで'),
  outside: both('until a client outside the cluster is answered', 'クラスター外のクライアントに応答が届くまで'),
  terminal: both('until the command in the terminal goes on', 'ターミナルのコマンドが先へ進むまで'),
  console: both('until the request of the console is answered', 'コンソールのリクエストに応答が届くまで'),
  person: both('until kubectl goes on', 'kubectlが処理を進めるまで'),
  etcd: both('until old revisions are compacted', '古いリビジョンがコンパクションされるまで'),
  gc: both('until the garbage collector goes on', 'ガベージコレクターが処理を進めるまで'),
};
const NOTHING = both('with nothing to do', '何も起きない時間');

/** Exactly, else by the longest beginning that is known, else by the component. */
export function waitWords(why: string, language: Language): string {
  return (wordsOf(why) ?? NOTHING)[language];
}

export function wordsOf(why: string): Both | undefined {
  const [handler = ''] = why.split(' ');
  if (WAITS[why]) return WAITS[why];
  if (WAITS[handler]) return WAITS[handler];
  const near = Object.keys(WAITS).filter((known) => known.includes('.') && handler.startsWith(`${known}-`));
  return WAITS[near[0] ?? ''] ?? WAITS[handler.split('.')[0] ?? ''];
}
