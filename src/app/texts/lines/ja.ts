import { commandText } from '../../../views/stage/command-text.ts';
import { faultKind } from '../../../wire/faults.ts';
import { type Args, addresses, type Lines, named, type PacketWords, packetWords, shortKey, stored, text } from './args.ts';
import { type ApiCall, readCall } from './call.ts';

const PACKET: PacketWords = {
  node: 'ノードへのリクエスト',
  pod: (to, service, node) => (service === '' ? `${to}へのリクエスト` : `リクエスト: ${node}のルールが${service}あてを${to}へ送ります`),
  answer: (status) => `応答 ${status}`.trim(),
  refused: (why) => `拒否: ${why}`,
  lost: (why) => `応答なし: ${why}`,
};

export const LINES: Lines = {
  line: ({ code, args, say, rev, to }) => {
    switch (code) {
      case 'command':
        return `人の操作: ${commandText(args ?? {}, 'ja')}`;
      case 'api.request':
        return request(args);
      case 'api.response':
        return `${actor(to ?? '')}への応答: ${text(args, 'status')} ${text(args, 'reason')}`.trim();
      case 'etcd.write':
        return `${rev === undefined ? '' : `リビジョン${rev}: `}${stored(args)}${CHANGES[text(args, 'type')] ?? text(args, 'type')}`;
      case 'etcd.compact':
        return '古いリビジョンを圧縮しました';
      case 'watch.event':
        return `${actor(to ?? '')}への知らせ: ${stored(args)}${CHANGES[text(args, 'type')] ?? text(args, 'type')}`;
      case 'decide':
        return say ?? '判断';
      case 'cri.call':
        return `コンテナランタイムに${text(args, 'method')}を求めます（${[shortKey(text(args, 'pod')), text(args, 'container')].filter(Boolean).join('、')}）`;
      case 'image.pull':
        return text(args, 'error') === ''
          ? `イメージ${text(args, 'image')}を取得します`
          : `イメージ${text(args, 'image')}を取得できません: ${text(args, 'error')}`;
      case 'container.state':
        return `${shortKey(text(args, 'pod'))}のコンテナ${text(args, 'container')}: ${text(args, 'state')} ${text(args, 'reason')}`.trim();
      case 'probe':
        return `${text(args, 'container')}の${text(args, 'probe')}プローブ: ${args?.ok ? '成功' : '失敗'}`;
      case 'volume.step':
        return volume(args);
      case 'proxy.sync':
        return 'ノードの転送ルールを書き換えます';
      case 'packet':
        return packetWords(args, PACKET);
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
  actor,
};

function actor(name: string): string {
  return named(name, { users: '利用者', person: 'kubectl' });
}

const CHANGES: Readonly<Record<string, string>> = { ADDED: 'が追加されました', MODIFIED: 'が変わりました', DELETED: 'がなくなりました' };

function request(args: Args | undefined): string {
  const call = readCall(text(args, 'method'), text(args, 'path'));
  return call ? (special(call) ?? asked(call)) : `${text(args, 'method')} ${text(args, 'path')}`;
}

function special({ verb, kind, name, subresource }: ApiCall): string | undefined {
  if (verb !== 'create' && verb !== 'change') return undefined;
  switch (subresource) {
    case undefined:
      return kind === 'Lease' && verb === 'change' ? `APIサーバーを通して自分のLease ${name}を更新します` : undefined;
    case 'status':
      return `${kind} ${name}の状態をAPIサーバーに報告します`;
    case 'binding':
      return `${kind} ${name}をノードに割り当てるよう、APIサーバーに求めます`;
    case 'eviction':
      return `${kind} ${name}の退避をAPIサーバーに求めます`;
    case 'scale':
      return `${kind} ${name}のスケールをAPIサーバーに求めます`;
    case 'token':
      return `${kind} ${name}のトークンをAPIサーバーに求めます`;
    default:
      return `${kind} ${name}の${subresource}の変更をAPIサーバーに求めます`;
  }
}

function asked({ verb, kind, name, namespace }: ApiCall): string {
  const where = namespace === undefined ? '' : `Namespace ${namespace}の`;
  switch (verb) {
    case 'get':
      return `${kind} ${name}をAPIサーバーに問い合わせます`;
    case 'list':
      return `${where}${kind}の一覧をAPIサーバーに問い合わせます`;
    case 'watch':
      return `${where}${kind}の変更をすべて知らせるよう、APIサーバーに求めます`;
    case 'create':
      return `${where}新しい${kind}の作成をAPIサーバーに求めます`;
    case 'change':
      return `${kind} ${name}の変更をAPIサーバーに求めます`;
    case 'delete':
      return `${kind} ${name}の削除をAPIサーバーに求めます`;
    case 'delete-all':
      return `${where}すべての${kind}の削除をAPIサーバーに求めます`;
  }
}

function volume(args: Args | undefined): string {
  const [name, pod, node] = [text(args, 'volume'), shortKey(text(args, 'pod')), text(args, 'node')];
  switch (text(args, 'step')) {
    case 'mount':
      return `${pod}のためにボリューム${name}をマウントします`;
    case 'unmount':
      return `${pod}のボリュームをアンマウントします`;
    case 'update':
      return `${pod}のボリューム${name}のファイルを書き直します`;
    case 'attach':
      return `ボリューム${name}を${node}に取り付けます`;
    case 'detach':
      return `ボリューム${name}を${node}から取り外します`;
    case 'force-detach':
      return `ボリューム${name}を${node}から強制的に取り外します`;
    case 'provision':
      return `PVC ${shortKey(text(args, 'claim'))}のためのディスクを作ります`;
    case 'delete':
      return `ボリューム${name}のディスクを削除します`;
    default:
      return `ボリューム: ${text(args, 'step')} ${name}`;
  }
}
