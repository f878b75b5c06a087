import type { KubeProxyDecisions } from '../../../wire/decisions/kube-proxy.ts';
import type { DecisionTexts, Sentences } from './texts.ts';

const durationEn = (us: number): string => (us >= 1_000_000 ? `${Number((us / 1_000_000).toFixed(1))} s` : `${Math.max(Math.round(us / 1_000), 1)} ms`);
const durationJa = (us: number): string => (us >= 1_000_000 ? `${Number((us / 1_000_000).toFixed(1))}秒` : `${Math.max(Math.round(us / 1_000), 1)}ミリ秒`);

const en: Sentences<KubeProxyDecisions> = {
  'kube-proxy.wait': ({ changes, waitUs, periodUs }) => ({
    saw: `${changes === 1 ? 'A Service or its endpoints have changed' : `Services or endpoints have changed ${changes} times`}, less than ${durationEn(periodUs)} after the rules were last rewritten.`,
    decided: `Waits another ${durationEn(waitUs)}, so that more changes can be written at once.`,
    result: 'Until then this node sends requests by its old rules.',
  }),
};

const ja: Sentences<KubeProxyDecisions> = {
  'kube-proxy.wait': ({ changes, waitUs, periodUs }) => ({
    saw: `${changes === 1 ? 'Serviceかそのエンドポイントが変わりました' : `Serviceやエンドポイントが${changes}回変わりました`}。前回の転送ルールの書き換えから、まだ${durationJa(periodUs)}たっていません。`,
    decided: `ほかの変更もまとめて書けるように、あと${durationJa(waitUs)}待ちます。`,
    result: 'それまで、このノードは古い転送ルールでリクエストを送ります。',
  }),
};

export const kubeProxyTexts: DecisionTexts<KubeProxyDecisions> = { en, ja };
