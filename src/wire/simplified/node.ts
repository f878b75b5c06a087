import type { Admission } from './admission.ts';

/** kubelet and container runtime. */
export const NODE_ADMISSIONS: readonly Admission[] = [
  {
    id: 'kubelet-volumes-in-use',
    where: ['engine/node/kubelet/claims.ts'],
    en: 'A kubelet reports the volumes in use (status.volumesInUse of its Node) at once. The real one does so at its next look at its status, up to ten seconds later, and mounts nothing before; and a disk is detached only after the kubelet has reported that it is no longer in use.',
    ja: 'kubeletは、使用中のボリューム（Nodeのstatus.volumesInUse）をすぐに報告します。実際のkubeletは、次にステータスを確認するとき（最長10秒後）に報告し、それまではマウントしません。またディスクは、使用中でなくなったとkubeletが報告してから切り離されます。',
  },
  {
    id: 'kubelet-references',
    where: ['engine/node/kubelet/state.ts'],
    en: 'The kubelet reads ConfigMaps, Secrets, claims and Nodes as they are now (while it is cut off, as they last were). The real one watches each on a stream of its own and may lag behind.',
    ja: 'kubeletは、ConfigMap、Secret、PVC、Nodeの今の内容を読みます（通信が切れている間は、最後に知った内容です）。実際のkubeletはそれぞれを別のストリームで監視するため、少し遅れることがあります。',
  },
  {
    id: 'kubelet-status-read',
    where: ['engine/node/kubelet/status-manager.ts'],
    en: 'Before it writes a pod’s status, the real kubelet reads the pod from kube-apiserver; here it compares with what it has heard.',
    ja: '実際のkubeletは、Podのステータスを書く前にkube-apiserverからPodを読み直します。ここでは、すでに受け取っている内容と比べます。',
  },
  {
    id: 'kubelet-pressure',
    where: ['engine/node/kubelet/node-status.ts'],
    en: 'Nodes never run short of memory, disk or process ids, so no pod is evicted for that; and nothing of a machine is reserved for the system, so allocatable equals capacity.',
    ja: 'ノードのメモリー、ディスク、プロセスIDが不足することはなく、それによるPodの退避も起きません。またシステム用の予約がないため、allocatableはcapacityと同じです。',
  },
  {
    id: 'kubelet-ephemeral-containers',
    where: ['engine/node/kubelet/plan.ts'],
    en: 'Ephemeral containers (kubectl debug) cannot be added to a pod, and the resources of a running pod cannot be changed (kubectl patch --subresource resize): the paths pods/ephemeralcontainers and pods/resize are not served.',
    ja: 'Podにエフェメラルコンテナ（kubectl debug）を追加することも、実行中のPodのリソースを変えること（kubectl patch --subresource resize）もできません。pods/ephemeralcontainersとpods/resizeのパスは提供していません。',
  },
  {
    id: 'kubelet-fields-stored',
    where: [],
    en: 'Some fields of pods are checked and stored but change nothing for the containers: all of securityContext but users and groups, which are shown and open or close no file (so no root file system is read-only), shareProcessNamespace, hostPID, hostIPC and hostUsers, sizeLimit and medium of emptyDir, raw block volumes (volumeDevices), httpHeaders of probes, stop signals.',
    ja: 'Podの一部のフィールドは、検証して保存しますが、コンテナの動きを変えません。securityContextのうちユーザーとグループは表示されますが、ファイルへのアクセスは変わりません。それ以外も同じです（そのためルートファイルシステムは読み取り専用になりません）、shareProcessNamespace、hostPID、hostIPC、hostUsers、emptyDirのsizeLimitとmedium、ブロックボリューム（volumeDevices）、プローブのhttpHeaders、停止シグナルです。',
  },
  {
    id: 'kubelet-restart-all',
    where: ['engine/node/kubelet/restart.ts'],
    en: 'The restart rule RestartAllContainers restarts only the container that ended. The real kubelet stops all containers of the pod and starts anew with the init containers.',
    ja: '再起動ルールRestartAllContainersでは、終了したコンテナだけを再起動します。実際のkubeletは、Podの全コンテナを止め、initコンテナから始め直します。',
  },
  {
    id: 'kubelet-probe-host',
    where: ['engine/node/kubelet/probe-run.ts'],
    en: 'Probes always go to the pod itself, even when their field host names another address.',
    ja: 'プローブは、hostフィールドに別のアドレスが書かれていても、必ずそのPod自身に送られます。',
  },
  {
    id: 'kubelet-pull-secrets',
    where: ['engine/node/kubelet/pull-secrets.ts'],
    en: 'Registries ask for no credentials: an image of a private registry is pulled without imagePullSecrets too.',
    ja: 'レジストリーは認証情報を求めません。プライベートなレジストリーのイメージも、imagePullSecretsなしで取得できます。',
  },
  {
    id: 'kubelet-file-modes',
    where: ['engine/node/kubelet/volume-files.ts'],
    en: 'Modes of files in volumes (defaultMode) are shown by ls and not enforced, owners (fsGroup) are not known, and names in such volumes are no links into a directory ..data.',
    ja: 'ボリュームのファイルのモード（defaultMode）はlsで見えますが、適用はしません。所有者（fsGroup）はなく、ファイル名は..dataディレクトリーへのリンクではありません。',
  },
  {
    id: 'kubelet-tokens',
    where: ['engine/node/kubelet/tokens.ts'],
    en: 'The token of a pod’s ServiceAccount comes from kube-apiserver (TokenRequest) and is renewed as in a real cluster, but the kubelet’s request for it takes no time and is not shown among the others.',
    ja: 'PodのServiceAccountのトークンは、実際のクラスターと同じくkube-apiserverが発行し（TokenRequest）、期限の前に更新されます。ただし、kubeletのこの要求には時間がかからず、ほかのリクエストのようには表示されません。',
  },
  {
    id: 'kubelet-volumes',
    where: ['engine/node/kubelet/volumes.ts'],
    en: 'A volume of type image is empty, and for hostPath the usual directories of a Linux machine (/var/log, /etc, …) are taken to be there.',
    ja: 'image型のボリュームの中身は空です。hostPathでは、Linuxマシンに普通あるディレクトリー（/var/log、/etcなど）はあるものとして扱います。',
  },
  {
    id: 'runtime-image-sizes',
    where: ['engine/images/catalog.ts'],
    en: 'Sizes and layers of well-known images are close to the real ones, but digests are made up; sizes of all other images are made up from their names (20–300 MB), and any image is found unless its name suggests that it does not exist.',
    ja: 'よく知られたイメージの大きさとレイヤーは実物に近い値ですが、ダイジェストは作り物です。それ以外のイメージの大きさは名前から決めます（20〜300MB）。存在しないことが名前から分かるもの以外は、どのイメージも見つかります。',
  },
  {
    id: 'runtime-network-plugin',
    where: [],
    en: 'No network plugin (CNI) runs: a node’s network is ready as soon as it has a podCIDR, and every pod reaches every other at once.',
    ja: 'ネットワークプラグイン（CNI）は動いていません。ノードのネットワークはpodCIDRが割り当てられるとすぐに使え、どのPodからどのPodへもすぐに届きます。',
  },
  {
    id: 'node-declared-features',
    where: [],
    en: 'Nodes do not declare their features (status.declaredFeatures), and the scheduler has no plugin that would ask for them (NodeDeclaredFeatures).',
    ja: 'ノードは自分の機能を宣言しません（status.declaredFeatures）。それを調べるスケジューラーのプラグイン（NodeDeclaredFeatures）もありません。',
  },
];
