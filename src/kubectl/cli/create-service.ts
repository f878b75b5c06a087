import type { Json } from '../../base/json.ts';
import { goQuote } from '../../kinds/errors.ts';
import { dns1123SubdomainErrors, portNameErrors, rangeError } from '../../kinds/names.ts';
import type { Command, CommandGroup } from './command.ts';
import { core, generator, type Made, type Make } from './create-noun.ts';
import { type Flags, type FlagTable, strings, text, whole } from './flags.ts';
import { failure } from './run.ts';

/** kubectl create service (pkg/cmd/create/create_service.go). */
const PORTS = { least: 1, most: 65_535 } as const;

/** k8s.io/utils/net ParsePort, which reads sixteen bits. */
function portOf(word: string): number {
  const wrong = !/^\d+$/.test(word) ? 'invalid syntax' : Number(word) > PORTS.most ? 'value out of range' : undefined;
  if (wrong !== undefined) throw failure(`strconv.ParseUint: parsing ${goQuote(word)}: ${wrong}`);
  return Number(word);
}

function targetOf(word: string): number | string {
  if (!/^[+-]?\d+$/.test(word)) {
    const wrong = portNameErrors(word);
    if (wrong.length > 0) throw failure(wrong.join(','));
    return word;
  }
  const port = Number(word);
  if (port < PORTS.least || port > PORTS.most) throw failure(rangeError(PORTS.least, PORTS.most));
  return port;
}

function servicePorts(flags: Flags): readonly Json[] {
  const nodePort = flags.number('node-port') ?? 0;
  return flags.list('tcp').map((pair) => {
    const [port = '', target] = pair.split(':');
    const number = portOf(port);
    return {
      name: pair.replace(':', '-'),
      protocol: 'TCP',
      port: number,
      targetPort: target === undefined ? number : targetOf(target),
      ...(nodePort > 0 ? { nodePort } : {}),
    };
  });
}

function makeService(type: string): Make {
  return (flags): Made => {
    const labels = { app: flags.words[0] ?? '' };
    const clusterIP = flags.text('clusterip') ?? '';
    const external = flags.text('external-name') ?? '';
    if (type === 'ExternalName' && dns1123SubdomainErrors(external).length > 0) throw failure(`invalid service external name ${external}`);
    if (type !== 'ExternalName' && clusterIP !== 'None' && flags.list('tcp').length === 0) throw failure('at least one tcp port specifier must be provided');
    const ports = servicePorts(flags);
    const spec = {
      ...(ports.length > 0 ? { ports } : {}),
      selector: labels,
      ...(clusterIP === '' ? {} : { clusterIP }),
      type,
      ...(external === '' ? {} : { externalName: external }),
    };
    return { metadata: { labels }, spec, status: { loadBalancer: {} } };
  };
}

const service = (type: string, flags: FlagTable, required: readonly string[] = []): Command =>
  generator(core(`service ${type.toLowerCase()}`, 'Service', { called: `${type} service`, make: makeService(type) }), { tcp: strings, ...flags }, required);

export const createService: CommandGroup = {
  commands: {
    clusterip: service('ClusterIP', { clusterip: text }),
    nodeport: service('NodePort', { 'node-port': whole }),
    loadbalancer: service('LoadBalancer', {}),
    externalname: service('ExternalName', { 'external-name': text }, ['external-name']),
  },
};
