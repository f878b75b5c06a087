import type { Admission } from './admission.ts';

/** Services, kube-proxy, DNS and requests of users. */
export const NETWORK_ADMISSIONS: readonly Admission[] = [
  {
    id: 'port-forward-http',
    where: ['engine/outside/pod-forward.ts'],
    en: 'A forwarded port carries HTTP/1 only; a connection with anything else in it is closed.',
    ja: 'ポートフォワードで通るのはHTTP/1だけです。それ以外の接続は閉じられます。',
  },
  {
    id: 'port-forward-headers',
    where: ['engine/outside/http-text.ts'],
    en: 'Answers through a forwarded port have only the headers that every server sends; Server, ETag, Last-Modified and the like are missing.',
    ja: 'ポートフォワードの応答には、どのサーバーも送るヘッダーだけがあり、Server、ETag、Last-Modifiedなどはありません。',
  },
  {
    id: 'service-load-balancer',
    where: [],
    en: 'There is no cloud that hands out load balancers: the external address of a LoadBalancer Service stays pending, as on a cluster without one.',
    ja: 'ロードバランサーを用意するクラウドはありません。LoadBalancer型Serviceの外部アドレスは、クラウドのないクラスターと同じく<pending>のままです。',
  },
  {
    id: 'proxy-full-sync',
    where: [],
    en: 'kube-proxy writes rules when something changed. The real one also goes over all of them from time to time, in case someone else changed them.',
    ja: 'kube-proxyは、何かが変わったときに転送ルールを書きます。実際のkube-proxyは、ほかの誰かが書き換えた場合に備えて、定期的にも全体を書き直します。',
  },
  {
    id: 'proxy-lean',
    where: ['engine/node/kube-proxy.ts'],
    en: 'In clusters too large to be drawn message by message all connected nodes share one kube-proxy; in a real cluster every node has its own, and they are not equally fast.',
    ja: 'メッセージを1つずつ描けないほど大きなクラスターでは、接続中の全ノードが1つのkube-proxyを共有します。実際にはノードごとに動いており、速さもまちまちです。',
  },
  {
    id: 'proxy-rules',
    where: ['engine/node/kube-proxy-rules.ts'],
    en: 'Services have IPv4 addresses only.',
    ja: 'ServiceのアドレスはIPv4だけです。',
  },
  {
    id: 'endpoints-topology-mode',
    where: ['engine/controllers/endpoints/selected.ts'],
    en: 'trafficDistribution is followed; the older annotation service.kubernetes.io/topology-mode: Auto is not. A real cluster then shares the endpoints out to the zones by their CPUs.',
    ja: 'trafficDistributionには従いますが、古いアノテーションservice.kubernetes.io/topology-mode: Autoには従いません。実際のクラスターでは、ゾーンのCPUの量に応じてエンドポイントを割り振ります。',
  },
  {
    id: 'proxy-iptables-text',
    where: ['engine/node/kube-proxy-iptables.ts'],
    en: 'The iptables rules that are shown leave out the network plugin’s chains, the counters, and the KUBE-FW chains for loadBalancerSourceRanges.',
    ja: '表示されるiptablesのルールには、ネットワークプラグインのチェーン、カウンター、loadBalancerSourceRanges用のKUBE-FWチェーンはありません。',
  },
  {
    id: 'network-dead-address',
    where: [],
    en: 'A packet to a pod address that nobody has any more gets no answer until the client gives up. On real networks the node may answer "no route to host" earlier, depending on the plugin.',
    ja: 'もう使われていないPodのアドレス宛てのパケットには、クライアントがあきらめるまで何も返りません。実際のネットワークでは、プラグインによっては、ノードがもっと早く「no route to host」と答えることがあります。',
  },
  {
    id: 'network-api-server-for-pods',
    where: ['engine/network/requests.ts'],
    en: 'Programs in pods can reach kube-apiserver but are always anonymous and forbidden; hosts outside the cluster answer everything.',
    ja: 'Podのプログラムはkube-apiserverに接続できますが、いつも匿名扱いで、拒否されます。クラスターの外のホストは、どの要求にも答えます。',
  },
  {
    id: 'network-cluster-ip-from-outside',
    where: ['engine/network/entry.ts'],
    en: 'Users outside reach a ClusterIP Service as if the service range were routed to the nodes; most real clusters do not do that.',
    ja: 'クラスターの外のユーザーは、ClusterIP型のServiceにも、Serviceのアドレス範囲がノードへルーティングされているかのように届きます。実際のクラスターの多くはそうなっていません。',
  },
  {
    id: 'network-dns',
    where: ['engine/network/dns.ts'],
    en: 'Names are answered from the state of the cluster; no pods of CoreDNS need to run, there is no Service kube-system/kube-dns (its address, 10.96.0.10, is kept free for it), and nobody keeps answers. As kubeadm sets it up, CoreDNS keeps none of the cluster’s names either, but answers are good for 30 seconds, and a cache on the node (NodeLocal DNSCache) or in a program may keep them that long. Names beyond the cluster all have one made-up address each.',
    ja: '名前にはクラスターの状態から答えます。CoreDNSのPodは要りません。Service kube-system/kube-dnsはなく、そのアドレス10.96.0.10だけが予約されています。だれも答えをキャッシュしません。kubeadmの設定ではCoreDNSもクラスター内の名前をキャッシュしませんが、答えの有効期間は30秒で、ノードのキャッシュ（NodeLocal DNSCache）やプログラムがその間保持することがあります。クラスターの外の名前には、それぞれ1つの架空のアドレスがあります。',
  },
  {
    id: 'network-connections',
    where: [],
    en: 'Every request opens a connection of its own, so kube-proxy chooses a pod for each. Real clients often keep a connection open and send many requests over it, all of which reach the same pod: kube-proxy balances connections, not requests.',
    ja: 'リクエストごとに新しい接続を開くため、kube-proxyは毎回Podを選びます。実際のクライアントは接続を開いたまま使い回すことが多く、その上のリクエストはすべて同じPodに届きます。kube-proxyが振り分けるのは、リクエストではなく接続です。',
  },
  {
    id: 'network-heavy-traffic',
    where: ['engine/network/traffic.ts'],
    en: 'Of heavy traffic, at most 25 requests per second and source are followed through the picture, each standing for several; counters and load are those of the full rate.',
    ja: '大量のトラフィックでは、送信元ごとに毎秒25件までの要求を図の上で追い、その1件が複数の要求を代表します。カウンターと負荷は、本来の件数に基づきます。',
  },
];
