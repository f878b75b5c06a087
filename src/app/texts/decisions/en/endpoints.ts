import type { EndpointsDecisions } from '../../../../wire/decisions/endpoints.ts';
import type { Sentences } from '../texts.ts';

type Update = EndpointsDecisions['endpoint-slice.update'];

function changes({ service, added, removed, changed }: Update): string {
  const parts = [
    ...(added.length > 0 ? [`${added.join(', ')} came`] : []),
    ...(removed.length > 0 ? [`${removed.join(', ')} went`] : []),
    ...(changed.length > 0 ? [`${changed.join(', ')} changed`] : []),
  ];
  return parts.length > 0 ? `Of the pods that Service ${service} selects: ${parts.join('; ')}.` : `Service ${service} or its ports changed.`;
}

export const endpoints: Sentences<EndpointsDecisions> = {
  'endpoint-slice.update': (args) => ({
    saw: changes(args),
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
