import { API_SERVER, CONTROLLER_MANAGER, ETCD, KUBECTL, nodeOfActor, SCHEDULER, USERS } from '../../wire/actors.ts';
import { faultKind } from '../../wire/faults.ts';
import { commandText } from '../../views/stage/command-text.ts';
import type { Happening } from '../../wire/happening.ts';

/** One line for a happening, and names of those who act. Kinds, verbs, paths and Kubernetes' own words stay as they are. */
interface Lines {
  line(happening: Happening): string;
  actor(actor: string): string;
}

type Args = NonNullable<Happening['args']>;
const text = (args: Args | undefined, key: string): string => {
  const value = args?.[key];
  return value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
};
const request = (args: Args | undefined): string => `${text(args, 'method')} ${text(args, 'path')}`;
const object = (args: Args | undefined): string => `${text(args, 'resource')} ${text(args, 'key')}`;

const en: Lines = {
  line: ({ code, args, say }) => {
    switch (code) {
      case 'command':
        return `A person acts: ${commandText(args ?? {}, 'en')}`;
      case 'api.request':
        return request(args);
      case 'api.response':
        return `Answer ${text(args, 'status')}${text(args, 'reason') ? ` ${text(args, 'reason')}` : ''}`;
      case 'etcd.write':
        return `${VERBS_EN[text(args, 'type')] ?? text(args, 'type')} ${object(args)}`;
      case 'etcd.compact':
        return 'Old revisions are compacted';
      case 'watch.event':
        return `Watch event ${text(args, 'type')} ${object(args)}`;
      case 'decide':
        return say ?? 'A decision';
      case 'cri.call':
        return `CRI ${text(args, 'method')} ${text(args, 'pod')} ${text(args, 'container')}`.trim();
      case 'image.pull':
        return `Pulls image ${text(args, 'image')}`;
      case 'container.state':
        return `Container ${text(args, 'container')} of ${text(args, 'pod')}: ${text(args, 'state')} ${text(args, 'reason')}`.trim();
      case 'probe':
        return `${text(args, 'probe')} probe of ${text(args, 'container')}: ${args?.ok ? 'passed' : 'failed'}`;
      case 'volume.step':
        return `Volume: ${text(args, 'step')} ${text(args, 'volume')}`;
      case 'proxy.sync':
        return 'Rewrites the rules of its node';
      case 'packet':
        return packetWords(args, PACKET_EN);
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
  actor: (actor) => named(actor, { users: 'users', person: 'kubectl' }),
};

const ja: Lines = {
  line: ({ code, args, say }) => {
    switch (code) {
      case 'command':
        return `人の操作: ${commandText(args ?? {}, 'ja')}`;
      case 'api.request':
        return request(args);
      case 'api.response':
        return `応答 ${text(args, 'status')}${text(args, 'reason') ? ` ${text(args, 'reason')}` : ''}`;
      case 'etcd.write':
        return `${object(args)}を${VERBS_JA[text(args, 'type')] ?? text(args, 'type')}`;
      case 'etcd.compact':
        return '古いリビジョンを圧縮';
      case 'watch.event':
        return `ウォッチイベント ${text(args, 'type')} ${object(args)}`;
      case 'decide':
        return say ?? '判断';
      case 'cri.call':
        return `CRI ${text(args, 'method')} ${text(args, 'pod')} ${text(args, 'container')}`.trim();
      case 'image.pull':
        return `イメージ${text(args, 'image')}を取得`;
      case 'container.state':
        return `${text(args, 'pod')}のコンテナ${text(args, 'container')}: ${text(args, 'state')} ${text(args, 'reason')}`.trim();
      case 'probe':
        return `${text(args, 'container')}の${text(args, 'probe')}プローブ: ${args?.ok ? '成功' : '失敗'}`;
      case 'volume.step':
        return `ボリューム: ${text(args, 'step')} ${text(args, 'volume')}`;
      case 'proxy.sync':
        return 'ノードの転送ルールを書き換え';
      case 'packet':
        return packetWords(args, PACKET_JA);
      case 'dns':
        return `DNS: ${text(args, 'name')} → ${addresses(args) || text(args, 'rcode')}`;
      case 'heartbeat':
        return 'ハートビート';
      case 'fault':
        return `障害: ${faultKind(text(args, 'fault'))?.title.ja ?? text(args, 'fault')}`;
      case 'component.crash':
        return `異常終了: ${text(args, 'message')}`;
    }
  },
  actor: (actor) => named(actor, { users: '利用者', person: 'kubectl' }),
};

const VERBS_EN: Readonly<Record<string, string>> = { ADDED: 'Created', MODIFIED: 'Changed', DELETED: 'Removed' };
const VERBS_JA: Readonly<Record<string, string>> = { ADDED: '作成', MODIFIED: '変更', DELETED: '削除' };

function named(actor: string, words: { users: string; person: string }): string {
  if (actor === USERS) return words.users;
  if (actor === KUBECTL) return words.person;
  if (actor === API_SERVER || actor === ETCD || actor === SCHEDULER || actor === CONTROLLER_MANAGER) return actor;
  if (actor.startsWith('pod/')) return actor.split('/').at(-1)!;
  const node = nodeOfActor(actor);
  return node === undefined ? actor : `${actor.slice(0, actor.indexOf('/'))} (${node})`;
}

export const LINES: { readonly en: Lines; readonly ja: Lines } = { en, ja };

interface PacketWords {
  readonly node: string;
  readonly pod: (to: string, service: string, node: string) => string;
  readonly answer: (status: string) => string;
  readonly refused: (why: string) => string;
  readonly lost: (why: string) => string;
}

const PACKET_EN: PacketWords = {
  node: 'Request to the node',
  pod: (to, service, node) => (service === '' ? `Request to ${to}` : `Request: the rules of ${node} send it for ${service} to ${to}`),
  answer: (status) => `Answer ${status}`.trim(),
  refused: (why) => `Refused: ${why}`,
  lost: (why) => `No answer: ${why}`,
};
const PACKET_JA: PacketWords = {
  node: 'ノードへのリクエスト',
  pod: (to, service, node) => (service === '' ? `${to}へのリクエスト` : `リクエスト: ${node}のルールが${service}あてを${to}へ送ります`),
  answer: (status) => `応答 ${status}`.trim(),
  refused: (why) => `拒否: ${why}`,
  lost: (why) => `応答なし: ${why}`,
};

/** One hop of a request, by what the network says of it. */
function packetWords(args: Args | undefined, words: PacketWords): string {
  const why = [text(args, 'why'), text(args, 'service')].filter((part) => part !== '').join(' ');
  switch (text(args, 'hop')) {
    case 'pod':
      return words.pod(`${text(args, 'ip')}${text(args, 'port') === '' ? '' : `:${text(args, 'port')}`}`, text(args, 'service'), text(args, 'node'));
    case 'answer':
      return words.answer(text(args, 'status'));
    case 'refused':
      return words.refused(why);
    case 'lost':
      return words.lost(why);
    default:
      return words.node;
  }
}

const addresses = (args: Args | undefined): string => (Array.isArray(args?.['addresses']) ? (args['addresses'] as readonly unknown[]).join(', ') : '');
