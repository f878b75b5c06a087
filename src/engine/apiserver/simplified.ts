import type { Simplification } from '../../kinds/kind.ts';

/** What a real kube-apiserver does and this one does not; shown to users under "How true is this?". */
export const apiServerSimplified: readonly Simplification[] = [
  {
    id: 'apiserver-apply',
    en: 'Server-side apply is not offered and objects carry no managedFields: such patches are refused as an unsupported media type.',
    ja: 'サーバーサイドApplyはまだなく、オブジェクトはmanagedFieldsを持ちません。その種のパッチは未対応のメディアタイプとして拒否されます。',
  },
  {
    id: 'apiserver-authorization',
    en: 'Everybody may do everything: there are no roles, and NodeRestriction does not hold kubelets back.',
    ja: 'だれでも何でもできます。ロールはなく、NodeRestrictionがkubeletを制限することもありません。',
  },
  {
    id: 'apiserver-tokens',
    en: 'Tokens of ServiceAccounts have the shape and the claims of real ones, but their signature is only a checksum and nothing verifies it.',
    ja: 'ServiceAccountのトークンは本物と同じ形とクレームを持ちますが、署名はただのチェックサムで、検証するものはありません。',
  },
  {
    id: 'apiserver-mountable-secrets',
    en: 'The annotation kubernetes.io/enforce-mountable-secrets of ServiceAccounts is not looked at.',
    ja: 'ServiceAccountのアノテーションkubernetes.io/enforce-mountable-secretsは見ません。',
  },
  {
    id: 'apiserver-list-items',
    en: 'Items of lists carry their apiVersion and kind; the real server leaves both out inside of lists.',
    ja: '一覧の各項目はapiVersionとkindを持ちます。実際のサーバーは一覧の中ではどちらも省きます。',
  },
  {
    id: 'apiserver-watch-timeout',
    en: 'A watch without timeoutSeconds stays open; the real server ends it after a random time between 30 and 60 minutes.',
    ja: 'timeoutSecondsのないウォッチは開いたままです。実際のサーバーは30分から60分の間の無作為な時点で終わらせます。',
  },
  {
    id: 'apiserver-kubelet-paths',
    en: 'Paths that lead through the API server to a kubelet (log, exec, attach, port-forward, proxy) are not served by it.',
    ja: 'APIサーバーを通ってkubeletに至るパス（log、exec、attach、port-forward、proxy）は、このサーバーでは提供しません。',
  },
];
