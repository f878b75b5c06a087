import type { KubeProxyDecisions } from '../../../../wire/decisions/kube-proxy.ts';
import type { Sentences } from '../texts.ts';

const duration = (us: number): string => (us >= 1_000_000 ? `${Number((us / 1_000_000).toFixed(1))}秒` : `${Math.max(Math.round(us / 1_000), 1)}ミリ秒`);

export const kubeProxy: Sentences<KubeProxyDecisions> = {
  'kube-proxy.wait': ({ changes, waitUs, periodUs }) => ({
    saw: `${changes === 1 ? 'Serviceかそのエンドポイントが変わりました' : `Serviceやエンドポイントが${changes}回変わりました`}。前回の転送ルールの書き換えから、まだ${duration(periodUs)}たっていません。`,
    decided: `ほかの変更もまとめて書けるように、あと${duration(waitUs)}待ちます。`,
    result: 'それまで、このノードは古い転送ルールでリクエストを送ります。',
  }),
};
