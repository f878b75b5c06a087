import type { Admission } from './admission.ts';

/** What holds for the cluster as a whole. */
export const CLUSTER_ADMISSIONS: readonly Admission[] = [
  {
    id: 'cluster-one-control-plane',
    where: [],
    en: 'There is one control-plane node with one kube-apiserver and one etcd. Production clusters usually run three of each, and etcd agrees on every write by Raft; here a write is safe at once. This node cannot be switched off or cut off; that kube-apiserver is down is a trouble of its own.',
    ja: 'コントロールプレーンノードは1台で、kube-apiserverもetcdも1つだけです。本番のクラスターではたいてい3つずつ動かし、etcdはRaftで書き込みごとに合意を取ります。ここでは書き込みはすぐに確定します。このノードの電源や通信を切ることはできません。kube-apiserverの停止は、独立したトラブルとして用意しています。',
  },
  {
    id: 'cluster-no-leader-election',
    where: [],
    en: 'kube-controller-manager and kube-scheduler do not elect a leader, as each runs once. In a real cluster each holds a Lease in kube-system, and every kube-apiserver has one there that says it is alive.',
    ja: 'kube-controller-managerとkube-schedulerは1つずつなので、リーダー選出をしません。実際のクラスターでは、それぞれがkube-systemのLeaseを保持し、kube-apiserverも稼働中であることを示すLeaseをそこに持ちます。',
  },
  {
    id: 'cluster-no-system-pods',
    where: [],
    en: 'The control plane, kube-proxy, cluster DNS and the network plugin run without pods of their own, so kube-system has no pods. In a cluster made with kubeadm they are pods there.',
    ja: 'コントロールプレーン、kube-proxy、クラスターDNS、ネットワークプラグインは、Podとしては動いていません。そのためkube-systemにPodはありません。kubeadmで作ったクラスターでは、これらはkube-systemのPodです。',
  },
  {
    id: 'cluster-kinds',
    where: [],
    en: 'Kinds that are not served yet (StatefulSet, DaemonSet, Job, CronJob, Ingress, NetworkPolicy, HorizontalPodAutoscaler, custom resources, …) are refused with "no matches for kind", as on a server without them.',
    ja: 'まだ扱えない種類（StatefulSet、DaemonSet、Job、CronJob、Ingress、NetworkPolicy、HorizontalPodAutoscaler、カスタムリソースなど）は、その種類を持たないサーバーと同じく「no matches for kind」として拒否されます。',
  },
  {
    id: 'cluster-latency',
    where: [],
    en: 'Messages between the same two places always take the same time (a millisecond or so each way), and a component thinks in no time. In a real cluster both vary with load, hardware and distance.',
    ja: '同じ2か所の間のメッセージにかかる時間はいつも同じ（片道1ミリ秒ほど）で、コンポーネントの計算には時間がかかりません。実際のクラスターでは、どちらも負荷、ハードウェア、距離によって変わります。',
  },
  {
    id: 'cluster-clock',
    where: [],
    en: 'All machines share one exact clock. Real clocks differ by milliseconds or more.',
    ja: 'すべてのマシンが1つの正確な時計を共有します。実際の時計は、ミリ秒またはそれ以上ずれています。',
  },
  {
    id: 'cluster-no-overload',
    where: [],
    en: 'kube-apiserver and etcd are never overloaded: every request is served in the same time, and API Priority and Fairness has nothing to queue.',
    ja: 'kube-apiserverとetcdが過負荷になることはありません。どの要求も同じ時間で処理され、API Priority and Fairnessが順番待ちをさせることもありません。',
  },
  {
    id: 'kubectl-discovery',
    where: ['kubectl/apply.ts'],
    en: 'kubectl knows all kinds from the start. A real kubectl first asks the server which kinds it serves and keeps the answer for some hours.',
    ja: 'kubectlは初めからすべての種類を知っています。実際のkubectlは、サーバーが扱う種類をまず問い合わせ、その答えを数時間キャッシュします。',
  },
  {
    id: 'kubectl-whole-numbers',
    where: ['kubectl/yaml-scalar.ts'],
    en: 'Whole numbers beyond ±9007199254740991 are refused in manifests; the real API holds 64 bits.',
    ja: '±9007199254740991を超える整数は、マニフェストの中で拒否されます。実際のAPIは64ビットまで扱います。',
  },
  {
    id: 'kubectl-describe',
    where: ['kubectl/describe/clock.ts', 'kubectl/describe/lines.ts', 'kubectl/describe/settings.ts'],
    en: 'kubectl describe tells times in UTC, not in the time zone of the machine, cuts long annotations between letters, not bytes, and lists no quotas and limits of a namespace, whose kinds are not served.',
    ja: 'kubectl describeの時刻は端末のタイムゾーンではなくUTCです。長いアノテーションはバイトではなく文字の境目で切ります。NamespaceのResourceQuotaとLimitRangeは、その種類を扱わないため表示しません。',
  },
];
