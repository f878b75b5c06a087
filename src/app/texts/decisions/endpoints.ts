import type { EndpointsDecisions } from '../../../wire/decisions/endpoints.ts';
import type { DecisionTexts, Sentences } from './texts.ts';

type Update = EndpointsDecisions['endpoint-slice.update'];

function changesEn({ service, added, removed, changed }: Update): string {
  const parts = [
    ...(added.length > 0 ? [`${added.join(', ')} came`] : []),
    ...(removed.length > 0 ? [`${removed.join(', ')} went`] : []),
    ...(changed.length > 0 ? [`${changed.join(', ')} changed`] : []),
  ];
  return parts.length > 0 ? `Of the pods that Service ${service} selects: ${parts.join('; ')}.` : `Service ${service} or its ports changed.`;
}

function changesJa({ service, added, removed, changed }: Update): string {
  const parts = [
    ...(added.length > 0 ? [`${added.join('、')}が加わりました`] : []),
    ...(removed.length > 0 ? [`${removed.join('、')}がなくなりました`] : []),
    ...(changed.length > 0 ? [`${changed.join('、')}の状態が変わりました`] : []),
  ];
  return parts.length > 0 ? `Service ${service}が選ぶPodのうち、${parts.join('。')}。` : `Service ${service}またはそのポートが変わりました。`;
}

const en: Sentences<EndpointsDecisions> = {
  'endpoint-slice.update': (args) => ({
    saw: changesEn(args),
    decided: `Writes the EndpointSlices anew: ${args.ready} of ${args.total} endpoints are ready.`,
    result: 'Every kube-proxy hears of it and changes its rules.',
  }),
  'endpoints.update': ({ service, ready, notReady, truncated }) => ({
    saw: `The pods of Service ${service} changed: ${ready} with an address are ready, ${notReady} are not.`,
    decided: truncated ? 'Writes the old-style Endpoints object anew, cut off at 1,000 addresses.' : 'Writes the old-style Endpoints object anew.',
  }),
  'endpoints.remove': ({ service }) => ({ saw: `Service ${service} is gone.`, decided: 'Removes its Endpoints object.' }),
  'endpoint-slice-mirroring.mirror': ({ endpoints, addresses, slices }) => ({
    saw: `Endpoints ${endpoints} stand for a Service without selector; somebody wrote them by hand.`,
    decided: `Copies their addresses (${addresses}) into EndpointSlices (${slices}).`,
    result: 'kube-proxy reads only EndpointSlices.',
  }),
  'endpoint-slice-mirroring.remove': ({ service }) => ({
    saw: `There are no Endpoints to copy for ${service} any more, or its Service is gone or has a selector now.`,
    decided: 'Removes the copied EndpointSlices.',
  }),
};

const ja: Sentences<EndpointsDecisions> = {
  'endpoint-slice.update': (args) => ({
    saw: changesJa(args),
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

export const endpointsTexts: DecisionTexts<EndpointsDecisions> = { en, ja };
