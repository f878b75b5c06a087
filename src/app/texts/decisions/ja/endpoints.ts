import type { EndpointsDecisions } from '../../../../wire/decisions/endpoints.ts';
import type { Sentences } from '../texts.ts';

type Update = EndpointsDecisions['endpoint-slice.update'];

function changes({ service, added, removed, changed }: Update): string {
  const parts = [
    ...(added.length > 0 ? [`${added.join('、')}が加わりました`] : []),
    ...(removed.length > 0 ? [`${removed.join('、')}がなくなりました`] : []),
    ...(changed.length > 0 ? [`${changed.join('、')}の状態が変わりました`] : []),
  ];
  return parts.length > 0 ? `Service ${service}が選ぶPodのうち、${parts.join('。')}。` : `Service ${service}またはそのポートが変わりました。`;
}

export const endpoints: Sentences<EndpointsDecisions> = {
  'endpoint-slice.update': (args) => ({
    saw: changes(args),
    decided: `EndpointSliceを書き直します。エンドポイント${args.total}個のうち、${args.ready}個が準備完了です。`,
    result: '各ノードのkube-proxyがこれを受け取り、転送ルールを変えます。',
  }),
  'endpoints.update': ({ service, ready, notReady, truncated }) => ({
    saw: `Service ${service}のPodが変わりました。アドレスを持つPodのうち、${ready}個は準備完了、${notReady}個はまだです。`,
    decided: truncated ? '従来のEndpointsオブジェクトを、1,000アドレスで打ち切って書き直します。' : '従来のEndpointsオブジェクトを書き直します。',
  }),
  'endpoints.remove': ({ service }) => ({ saw: `Service ${service}がなくなりました。`, decided: 'そのEndpointsオブジェクトを削除します。' }),
  'endpoint-slice-mirroring.mirror': ({ endpoints, addresses, slices }) => ({
    saw: `Endpoints ${endpoints}は、セレクターのないServiceのために人が書いたものです。`,
    decided: `そのアドレス${addresses}個を、EndpointSlice ${slices}個に写します。`,
    result: 'kube-proxyが読むのはEndpointSliceだけです。',
  }),
  'endpoint-slice-mirroring.remove': ({ service }) => ({
    saw: `${service}には写すEndpointsがもうないか、Serviceがなくなったか、セレクターが付きました。`,
    decided: '写したEndpointSliceを削除します。',
  }),
};
