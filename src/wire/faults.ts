/**
 * Troubles that can be caused on purpose, by name: what they are called, and which arguments they take. What they do stands in engine/faults.
 */
export interface FaultKind {
  readonly name: FaultName;
  readonly title: { readonly en: string; readonly ja: string };
  readonly args: readonly FaultArgument[];
}

export interface FaultArgument {
  readonly name: string;
  /**
   * What it names or measures: `actor` = whoever sends requests (`deployment-controller`, `kubelet/node-1`), `process` = whoever watches
   * (`kube-controller-manager`, `kube-scheduler`, `kubelet/NODE`, `kube-proxy/NODE`), `pod` = `namespace/name`, `trouble` = a FaultName, or `all`.
   */
  readonly of: 'actor' | 'process' | 'node' | 'pod' | 'container' | 'image' | 'seconds' | 'count' | 'percent' | 'exitCode' | 'flag' | 'trouble';
  /** Taken when it is left out; without it, it must be given. */
  readonly otherwise?: string | number | boolean;
}

export type FaultName =
  | 'write-conflict'
  | 'api-down'
  | 'answer-lost'
  | 'watch-closed'
  | 'compaction'
  | 'cache-lag'
  | 'process-crash'
  | 'sync-exception'
  | 'node-power-off'
  | 'node-reboot'
  | 'node-partition'
  | 'node-flap'
  | 'node-deleted'
  | 'kubelet-restart'
  | 'image-pull-error'
  | 'container-exit'
  | 'container-oom'
  | 'ignore-term'
  | 'probe-flap'
  | 'provisioning-fails'
  | 'packet-loss'
  | 'dns-down'
  | 'mend';

const actor: FaultArgument = { name: 'actor', of: 'actor' };
const process: FaultArgument = { name: 'process', of: 'process' };
const node: FaultArgument = { name: 'node', of: 'node' };
const pod: FaultArgument = { name: 'pod', of: 'pod' };
const container: FaultArgument = { name: 'container', of: 'container' };
const lasting = (otherwise: number): FaultArgument => ({ name: 'seconds', of: 'seconds', otherwise });
const times = (otherwise: number): FaultArgument => ({ name: 'count', of: 'count', otherwise });

export const FAULTS: readonly FaultKind[] = [
  {
    name: 'write-conflict',
    title: { en: 'The next updates are refused with 409 Conflict', ja: '次の更新が409 Conflictで拒否される' },
    args: [actor, times(1)],
  },
  { name: 'api-down', title: { en: 'kube-apiserver cannot be reached', ja: 'kube-apiserverに接続できない' }, args: [lasting(5)] },
  {
    name: 'answer-lost',
    title: { en: 'The next write is applied, but its answer is lost', ja: '次の書き込みは適用されるが、応答が失われる' },
    args: [actor, times(1)],
  },
  {
    name: 'watch-closed',
    title: { en: 'A watch is closed, then everything is listed anew', ja: 'watchが切れ、全体を改めてlistし直す' },
    args: [process, lasting(1)],
  },
  {
    name: 'compaction',
    title: { en: 'etcd is compacted now; watches that lag behind end with 410 Gone', ja: 'etcdをいまコンパクションする（遅れているwatchは410 Goneで終わる）' },
    args: [],
  },
  { name: 'cache-lag', title: { en: 'Watch events reach a component late', ja: 'watchイベントがコンポーネントに遅れて届く' }, args: [process, lasting(5)] },
  {
    name: 'process-crash',
    title: { en: 'A process crashes right after a write, and is started again', ja: '書き込みの直後にプロセスがクラッシュし、再起動される' },
    args: [process, times(1), lasting(2)],
  },
  {
    name: 'sync-exception',
    title: { en: 'The next syncs of a controller fail with an exception', ja: 'コントローラーの次の同期が例外で失敗する' },
    args: [actor, times(1)],
  },
  { name: 'node-power-off', title: { en: 'A machine loses power', ja: 'マシンの電源が落ちる' }, args: [node] },
  { name: 'node-reboot', title: { en: 'A machine reboots', ja: 'マシンが再起動する' }, args: [node, lasting(20)] },
  {
    name: 'node-partition',
    title: { en: 'A node is cut off from kube-apiserver; its containers go on', ja: 'ノードがkube-apiserverから切り離される（コンテナは動き続ける）' },
    args: [node, lasting(90)],
  },
  {
    name: 'node-flap',
    title: { en: 'The network of a node comes and goes', ja: 'ノードのネットワークが切れたりつながったりする' },
    args: [node, times(3), lasting(10)],
  },
  { name: 'node-deleted', title: { en: 'A Node object is deleted while pods run on it', ja: 'Podが動いているままNodeオブジェクトが削除される' }, args: [node] },
  {
    name: 'kubelet-restart',
    title: { en: 'A kubelet is restarted; its containers go on', ja: 'kubeletが再起動する（コンテナは動き続ける）' },
    args: [node, lasting(2)],
  },
  {
    name: 'image-pull-error',
    title: { en: 'The registry does not answer for an image', ja: 'レジストリーがあるイメージについて応答しない' },
    args: [{ name: 'image', of: 'image' }, lasting(60)],
  },
  {
    name: 'container-exit',
    title: { en: 'The main process of a container ends', ja: 'コンテナのメインプロセスが終了する' },
    args: [pod, container, { name: 'exitCode', of: 'exitCode', otherwise: 1 }],
  },
  {
    name: 'container-oom',
    title: { en: 'The kernel kills a container that is out of memory', ja: 'メモリー不足のコンテナをカーネルが強制終了する' },
    args: [pod, container],
  },
  {
    name: 'ignore-term',
    title: { en: 'A container ignores SIGTERM', ja: 'コンテナがSIGTERMを無視する' },
    args: [pod, container, { name: 'on', of: 'flag', otherwise: true }],
  },
  {
    name: 'probe-flap',
    title: { en: 'A container is unhealthy again and again', ja: 'コンテナが繰り返し不健康になる' },
    args: [pod, container, times(3), lasting(8)],
  },
  { name: 'provisioning-fails', title: { en: 'The storage makes no new disks', ja: 'ストレージが新しいディスクを作れない' }, args: [lasting(60)] },
  {
    name: 'packet-loss',
    title: { en: 'Packets of requests get lost', ja: 'リクエストのパケットが失われる' },
    args: [{ name: 'percent', of: 'percent', otherwise: 30 }, lasting(60)],
  },
  { name: 'dns-down', title: { en: 'The cluster DNS does not answer', ja: 'クラスターのDNSが応答しない' }, args: [lasting(30)] },
  { name: 'mend', title: { en: 'Everything broken is mended', ja: '壊したものをすべて元に戻す' }, args: [{ name: 'only', of: 'trouble', otherwise: 'all' }] },
];

export type FaultArgs = Readonly<Record<string, string | number | boolean>>;

export const faultKind = (name: string): FaultKind | undefined => FAULTS.find((fault) => fault.name === name);

/** Bounds of numbers: seconds up to a day, so that no trouble is forgotten for good. */
const BOUNDS = { seconds: [0, 86_400], count: [1, 1_000], percent: [0, 100], exitCode: [0, 255] } as const;

/** The arguments with what was left out, or a sentence about what does not fit. */
export function readFaultArgs(kind: FaultKind, given: FaultArgs): { readonly args: FaultArgs } | { readonly error: string } {
  const args: Record<string, string | number | boolean> = {};
  for (const name of Object.keys(given)) if (!kind.args.some((argument) => argument.name === name)) return { error: `${kind.name} has no argument ${name}` };
  for (const { name, of, otherwise } of kind.args) {
    const value = Object.hasOwn(given, name) ? given[name] : otherwise;
    if (value === undefined) return { error: `${kind.name} needs ${name}` };
    const wrong = wrongValue(of, value);
    if (wrong) return { error: `${kind.name}: ${name} ${wrong}` };
    args[name] = value;
  }
  return { args };
}

function wrongValue(of: FaultArgument['of'], value: string | number | boolean): string | undefined {
  switch (of) {
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'is neither true nor false';
    case 'seconds':
    case 'count':
    case 'percent':
    case 'exitCode': {
      const [least, most] = BOUNDS[of];
      const fits = typeof value === 'number' && value >= least && value <= most && (of === 'seconds' || Number.isInteger(value));
      return fits ? undefined : `is no number from ${least} to ${most}`;
    }
    default:
      return typeof value === 'string' && value !== '' ? undefined : 'is no name';
  }
}
