import type { KubeProxyDecisions } from '../../../../wire/decisions/kube-proxy.ts';
import type { Sentences } from '../texts.ts';

const duration = (us: number): string => (us >= 1_000_000 ? `${Number((us / 1_000_000).toFixed(1))} s` : `${Math.max(Math.round(us / 1_000), 1)} ms`);

export const kubeProxy: Sentences<KubeProxyDecisions> = {
  'kube-proxy.wait': ({ changes, waitUs, periodUs }) => ({
    saw: `${changes === 1 ? 'A Service or its endpoints have changed' : `Services or endpoints have changed ${changes} times`}, less than ${duration(periodUs)} after the rules were last rewritten.`,
    decided: `Waits another ${duration(waitUs)}, so that more changes can be written at once.`,
    result: 'Until then this node sends requests by its old rules.',
  }),
};
