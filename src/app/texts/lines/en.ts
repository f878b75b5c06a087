import { commandText } from '../../../views/stage/command-text.ts';
import { faultKind } from '../../../wire/faults.ts';
import { type Args, addresses, type Lines, named, type PacketWords, packetWords, shortKey, stored, text } from './args.ts';
import { type ApiCall, readCall } from './call.ts';

const PACKET: PacketWords = {
  node: 'Request to the node',
  pod: (to, service, node) => (service === '' ? `Request to ${to}` : `Request: the rules of ${node} send it for ${service} to ${to}`),
  answer: (status) => `Answer ${status}`.trim(),
  refused: (why) => `Refused: ${why}`,
  lost: (why) => `No answer: ${why}`,
};

export const LINES: Lines = {
  line: ({ code, args, say, rev, to }) => {
    switch (code) {
      case 'command':
        return `A person acts: ${commandText(args ?? {}, 'en')}`;
      case 'api.request':
        return request(args);
      case 'api.response':
        return `Answers ${actor(to ?? '')}: ${text(args, 'status')} ${text(args, 'reason')}`.trim();
      case 'etcd.write':
        return `${rev === undefined ? '' : `Revision ${rev}: `}${stored(args)} ${CHANGES[text(args, 'type')] ?? text(args, 'type')}`;
      case 'etcd.compact':
        return 'Old revisions are compacted';
      case 'watch.event':
        return `Tells ${actor(to ?? '')}: ${stored(args)} ${CHANGES[text(args, 'type')] ?? text(args, 'type')}`;
      case 'decide':
        return say ?? 'A decision';
      case 'cri.call':
        return `Asks the container runtime: ${text(args, 'method')} for ${[shortKey(text(args, 'pod')), text(args, 'container')].filter(Boolean).join(', ')}`;
      case 'image.pull':
        return text(args, 'error') === '' ? `Pulls image ${text(args, 'image')}` : `Cannot pull image ${text(args, 'image')}: ${text(args, 'error')}`;
      case 'container.state':
        return `Container ${text(args, 'container')} of ${shortKey(text(args, 'pod'))}: ${text(args, 'state')} ${text(args, 'reason')}`.trim();
      case 'probe':
        return `${text(args, 'probe')} probe of ${text(args, 'container')}: ${args?.ok ? 'passed' : 'failed'}`;
      case 'volume.step':
        return volume(args);
      case 'proxy.sync':
        return 'Rewrites the rules of its node';
      case 'packet':
        return packetWords(args, PACKET);
      case 'dns':
        return `DNS: ${text(args, 'name')} → ${addresses(args) || text(args, 'rcode')}`;
      case 'heartbeat':
        return 'Heartbeat';
      case 'fault':
        return `Trouble: ${faultKind(text(args, 'fault'))?.title.en ?? text(args, 'fault')}`;
      case 'component.crash':
        return `Crashed: ${text(args, 'message')}`;
    }
  },
  actor,
};

function actor(name: string): string {
  return named(name, { users: 'users', person: 'kubectl' });
}

const CHANGES: Readonly<Record<string, string>> = { ADDED: 'is new', MODIFIED: 'has changed', DELETED: 'is gone' };

function request(args: Args | undefined): string {
  const call = readCall(text(args, 'method'), text(args, 'path'));
  return call ? (special(call) ?? asked(call)) : `${text(args, 'method')} ${text(args, 'path')}`;
}

function special({ verb, kind, name, subresource }: ApiCall): string | undefined {
  if (verb !== 'create' && verb !== 'change') return undefined;
  switch (subresource) {
    case undefined:
      return kind === 'Lease' && verb === 'change' ? `Renews its Lease ${name} through the API server` : undefined;
    case 'status':
      return `Reports the status of ${kind} ${name} to the API server`;
    case 'binding':
      return `Asks the API server to bind ${kind} ${name} to a node`;
    case 'eviction':
      return `Asks the API server to evict ${kind} ${name}`;
    case 'scale':
      return `Asks the API server to scale ${kind} ${name}`;
    case 'token':
      return `Asks the API server for a token of ${kind} ${name}`;
    default:
      return `Asks the API server to change the ${subresource} of ${kind} ${name}`;
  }
}

function asked({ verb, kind, name, namespace }: ApiCall): string {
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  switch (verb) {
    case 'get':
      return `Asks the API server for ${kind} ${name}`;
    case 'list':
      return `Asks the API server for all ${plural(kind)}${where}`;
    case 'watch':
      return `Asks the API server to be told of every change of ${plural(kind)}${where}`;
    case 'create':
      return `Asks the API server to create a new ${kind}${where}`;
    case 'change':
      return `Asks the API server to change ${kind} ${name}`;
    case 'delete':
      return `Asks the API server to delete ${kind} ${name}`;
    case 'delete-all':
      return `Asks the API server to delete all ${plural(kind)}${where}`;
  }
}

const plural = (kind: string): string => (kind === 'Endpoints' ? kind : kind.endsWith('s') ? `${kind}es` : `${kind}s`);

function volume(args: Args | undefined): string {
  const [name, pod, node] = [text(args, 'volume'), shortKey(text(args, 'pod')), text(args, 'node')];
  switch (text(args, 'step')) {
    case 'mount':
      return `Mounts volume ${name} for ${pod}`;
    case 'unmount':
      return `Unmounts the volumes of ${pod}`;
    case 'update':
      return `Writes the files of volume ${name} of ${pod} anew`;
    case 'attach':
      return `Attaches volume ${name} to ${node}`;
    case 'detach':
      return `Detaches volume ${name} from ${node}`;
    case 'force-detach':
      return `Detaches volume ${name} from ${node} by force`;
    case 'provision':
      return `Makes a disk for claim ${shortKey(text(args, 'claim'))}`;
    case 'delete':
      return `Deletes the disk of volume ${name}`;
    default:
      return `Volume: ${text(args, 'step')} ${name}`;
  }
}
