import type { Admission } from './admission.ts';

/** What a real kube-apiserver does and this one does not. */
export const API_SERVER_ADMISSIONS: readonly Admission[] = [
  {
    id: 'apiserver-authorization',
    where: ['engine/apiserver/reviews.ts'],
    en: 'Everybody may do everything: there are no certificates to show, no roles, and NodeRestriction does not hold kubelets back.',
    ja: 'だれでも何でもできます。証明書を示す必要も、ロールもなく、NodeRestrictionがkubeletを制限することもありません。',
  },
  {
    id: 'apiserver-admission-plugins',
    where: [],
    en: 'Of the admission plugins that are on by default, those for kinds that are not served (LimitRanger, ResourceQuota, webhooks and policies) and PodSecurity are missing.',
    ja: '既定で有効なアドミッションプラグインのうち、扱わない種類のためのもの（LimitRanger、ResourceQuota、Webhook、ポリシー）とPodSecurityはありません。',
  },
  {
    id: 'apiserver-tokens',
    where: ['engine/apiserver/registry/token.ts'],
    en: 'Tokens of ServiceAccounts have the shape and the claims of real ones, but their signature is only a checksum, which anybody could make; nobody has to show one to be let in. There are no keys to publish either: /.well-known/openid-configuration and /openid/v1/jwks, which a real server has by default, are not served.',
    ja: 'ServiceAccountのトークンは本物と同じ形とクレームを持ちますが、署名はだれでも作れるチェックサムにすぎません。また、アクセスするのにトークンを示す必要はありません。公開する鍵もないため、実際のサーバーが既定で備える/.well-known/openid-configurationと/openid/v1/jwksはありません。',
  },
  {
    id: 'apiserver-legacy-tokens',
    where: ['engine/apiserver/registry/legacy-token.ts'],
    en: 'A Secret whose token is shown does not get the label kubernetes.io/legacy-token-last-used.',
    ja: 'Secretのトークンが使われても、ラベルkubernetes.io/legacy-token-last-usedは付きません。',
  },
  {
    id: 'apiserver-duplicate-fields',
    where: ['engine/apiserver/body.ts'],
    en: 'Keys that stand twice are noticed in JSON that is created or put, and are named before the unknown ones; a real server notices them in patches and YAML too, and names all in the order in which they stand.',
    ja: '重複したキーは、作成・置換されるJSONの中でだけ気づき、未知のフィールドより先に挙げます。実際のサーバーはパッチやYAMLの中でも気づき、すべてを書かれた順に挙げます。',
  },
  {
    id: 'apiserver-health-checks',
    where: ['engine/apiserver/health.ts'],
    en: '/healthz, /livez and /readyz name the checks of what this server does; a real one names some thirty more of its starting steps.',
    ja: '/healthz、/livez、/readyzは、このサーバーが行うことのチェックだけを挙げます。実際のサーバーは、起動時の処理など30ほどのチェックも挙げます。',
  },
  {
    id: 'apiserver-metrics',
    where: ['engine/apiserver/metrics.ts'],
    en: '/metrics has what can be read off the state of the cluster; counters of requests, latencies and what tells of the process itself are missing.',
    ja: '/metricsには、クラスターの状態から読み取れるものだけがあります。リクエスト数のカウンター、レイテンシ、プロセス自身の指標はありません。',
  },
  {
    id: 'apiserver-openapi-v2',
    where: ['kinds/schema/openapi-v2.ts'],
    en: 'The OpenAPI documents describe all kinds that are served, but only those parameters of paths that clients look for.',
    ja: 'OpenAPIの文書は扱うすべての種類を記述しますが、パスのパラメーターはクライアントが調べるものだけです。',
  },
  {
    id: 'apiserver-mountable-secrets',
    where: ['engine/apiserver/admission/service-account.ts'],
    en: 'The annotation kubernetes.io/enforce-mountable-secrets of ServiceAccounts is not looked at.',
    ja: 'ServiceAccountのアノテーションkubernetes.io/enforce-mountable-secretsは見ません。',
  },
  {
    id: 'apiserver-protobuf',
    where: ['engine/client/client.ts'],
    en: 'Everything is said to the API server in JSON; real components speak protobuf with it about built-in kinds, and send who they are (User-Agent) along. No answer is ever protobuf: a client that accepts nothing else is told (406) that only JSON and YAML are.',
    ja: 'APIサーバーとのやり取りはすべてJSONです。実際のコンポーネントは、組み込みの種類についてはprotobufを使い、自分がだれか（User-Agent）も送ります。応答がprotobufになることはなく、それだけを受け付けるクライアントには、JSONとYAMLだけだと答えます（406）。',
  },
  {
    id: 'apiserver-list-items',
    where: ['engine/apiserver/read.ts'],
    en: 'Items of lists carry their apiVersion and kind; the real server leaves both out inside of lists.',
    ja: '一覧の各項目はapiVersionとkindを持ちます。実際のサーバーは一覧の中ではどちらも省きます。',
  },
  {
    id: 'apiserver-watch-timeout',
    where: ['engine/apiserver/watch.ts'],
    en: 'A watch without timeoutSeconds stays open; the real server ends it after a random time between 30 and 60 minutes.',
    ja: 'timeoutSecondsのないウォッチは開いたままです。実際のサーバーは30分から60分の間の無作為な時点で終わらせます。',
  },
  {
    id: 'apiserver-kubelet-paths',
    where: [],
    en: 'The proxy paths of pods, Services and nodes are not served, nor are a node’s logs. A forwarded port carries HTTP/1 only.',
    ja: 'Pod、Service、ノードのproxyのパスと、ノードのログは提供しません。転送したポートを通るのはHTTP/1だけです。',
  },
  {
    id: 'apiserver-pod-resources',
    where: ['kinds/core/pod-spec/defaults.ts'],
    en: 'A limit of the pod as a whole (spec.resources) stands for its request too. The real server looks at the sum of the containers’ requests first.',
    ja: 'Pod全体の上限（spec.resources）は、そのまま要求の値にもなります。実際のサーバーは、先にコンテナの要求の合計を見ます。',
  },
  {
    id: 'pod-update-diff',
    where: ['kinds/core/go-structs.ts'],
    en: 'When an update of a pod is refused, the API server adds a diff of the whole spec as Go writes it; here fields that are not set are left out of its deeper parts, so that line numbers are lower.',
    ja: 'Podの更新が拒否されるとき、実際のAPIサーバーはspec全体の差分をGoの形式で添えます。ここでは深い部分の未設定のフィールドを省くため、行番号が小さくなります。',
  },
  {
    id: 'secret-json-errors',
    where: ['kinds/core/secret.ts'],
    en: 'When a Secret of a Docker type holds broken JSON, the real message also says what is wrong with it, in the words of Go’s parser.',
    ja: 'Docker用のSecretのJSONが壊れているとき、実際のメッセージは、どこがおかしいのかをGoのパーサーの言葉で添えます。',
  },
  {
    id: 'service-address-warnings',
    where: ['kinds/core/service.ts'],
    en: 'kube-apiserver does not warn of addresses in unusual spelling in a Service; the real one does.',
    ja: 'Serviceのアドレスの表記が標準と異なっていても警告しません。実際のkube-apiserverは警告します。',
  },
  {
    id: 'apiserver-service-addresses',
    where: [],
    en: 'The server keeps the cluster IPs of Services in its own books. A real one has an IPAddress object for each of them and a ServiceCIDR object for the range.',
    ja: 'ServiceのクラスターIPは、サーバーの内部だけで管理します。実際のサーバーには、その1つずつにIPAddressオブジェクトがあり、アドレス範囲にはServiceCIDRオブジェクトがあります。',
  },
  {
    id: 'events-path',
    where: ['engine/client/recorder.ts'],
    en: 'Components that write Events through events.k8s.io send them to the core API’s path here; both paths lead to the same stored object.',
    ja: 'events.k8s.ioでイベントを書くコンポーネントも、ここではコアAPIのパスに送ります。どちらのパスも、保存される同じオブジェクトに行き着きます。',
  },
];
