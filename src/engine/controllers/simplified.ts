import type { Simplification } from '../../kinds/kind.ts';

/** What the real kube-controller-manager does and this one does not; shown to users under "How true is this?". */
export const controllersSimplified: readonly Simplification[] = [
  {
    id: 'controllers-template-hash',
    en: 'The hash in the names of ReplicaSets is made from the JSON of the pod template. Real Kubernetes makes it from a dump of its Go structure, so the same template has another hash there.',
    ja: 'ReplicaSetの名前に含まれるハッシュは、PodテンプレートのJSONから作ります。実際のKubernetesはGoの構造体のダンプから作るため、同じテンプレートでもハッシュが異なります。',
  },
  {
    id: 'controllers-one-stream',
    en: 'All controllers share one cache that shows every kind at one revision. Real informers have a stream per kind and may be behind each other.',
    ja: 'すべてのコントローラーは、全種類のオブジェクトを同じリビジョンで示す一つのキャッシュを共有します。実際のインフォーマーは種類ごとに流れが分かれ、互いに遅れることがあります。',
  },
  {
    id: 'controllers-garbage-questions',
    en: 'The garbage collector trusts its cache. The real one asks the API server for an object and its owners before it deletes.',
    ja: 'ガベージコレクターは自分のキャッシュを信じます。実際には、削除の前にオブジェクトと所有者をAPIサーバーに問い合わせます。',
  },
  {
    id: 'controllers-adoption-recheck',
    en: 'Before an adoption, real controllers ask the API server whether the adopting owner is being deleted; here the cache answers.',
    ja: '実際のコントローラーは、引き取る前に所有者が削除中でないかをAPIサーバーに問い合わせます。ここではキャッシュで確かめます。',
  },
  {
    id: 'controllers-trigger-time',
    en: 'The annotation endpoints.kubernetes.io/last-change-trigger-time names the latest change of readiness. The real controllers remember what they have told and name the earliest new change.',
    ja: 'アノテーションendpoints.kubernetes.io/last-change-trigger-timeは、準備状態の最新の変化の時刻です。実際のコントローラーは伝えた内容を覚えており、新しい変化のうち最も早い時刻を書きます。',
  },
  {
    id: 'controllers-slice-mirroring',
    en: 'Endpoints that a person writes for a Service without selector are not mirrored into EndpointSlices.',
    ja: 'セレクターのないServiceのために人が書いたEndpointsは、EndpointSliceに複製されません。',
  },
  {
    id: 'controllers-namespace-resources',
    en: 'The namespace controller asks only for resources of which the namespace has objects. The real one asks for every resource the server knows.',
    ja: 'Namespaceコントローラーは、その名前空間にオブジェクトがある種類だけを問い合わせます。実際には、サーバーが知るすべての種類を問い合わせます。',
  },
  {
    id: 'controllers-root-ca',
    en: 'The certificate in kube-root-ca.crt has the shape of one but certifies nothing.',
    ja: 'kube-root-ca.crtの証明書は形だけのもので、何も証明しません。',
  },
];
