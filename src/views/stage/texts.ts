import type { NodeWords } from '../glyphs/node.ts';

/** The stage's own words. Sentences of decisions come from the catalogue through the property `say`. */
export interface StageTexts {
  readonly language: 'en' | 'ja';
  readonly outside: string;
  readonly controlPlane: string;
  readonly nodes: string;
  readonly workloads: string;
  readonly services: string;
  readonly storage: string;
  readonly users: string;
  readonly apiSteps: string;
  readonly wanted: string;
  readonly waitingForNode: string;
  /** The place where pods stand that have no node yet. */
  readonly unscheduled: string;
  readonly images: string;
  readonly localDisk: string;
  readonly revision: (rev: number) => string;
  readonly perSecond: (n: number) => string;
  readonly failing: (n: number) => string;
  /** The last failures, which are over, were then. */
  readonly failedUntil: (clock: string) => string;
  readonly queues: (active: number, backoff: number, unschedulable: number) => string;
  readonly more: (n: number) => string;
  readonly nodesOf: (n: number) => string;
  readonly noWorkloads: string;
  readonly noServices: string;
  readonly noStorage: string;
  readonly node: NodeWords;
  /** For readers of the screen. */
  readonly stage: string;
  readonly clusterRow: (nodes: number, pods: number) => string;
  readonly nodeRow: (name: string, status: string, pods: number) => string;
  /** Of so many wanted, so many are ready. */
  readonly readyRow: (ready: number, wanted: number) => string;
  readonly endpointsRow: (ready: number, total: number) => string;
  /** A group and how many are in it. */
  readonly groupRow: (name: string, count: number) => string;
  readonly comma: string;
  readonly podRow: (name: string, state: string, line: string) => string;
  readonly keys: string;
  readonly podState: Readonly<Record<string, string>>;
  readonly nodeStatus: Readonly<Record<'ready' | 'notReady' | 'unknown', string>>;
  readonly timeline: string;
  readonly timelineKeys: string;
  readonly off: string;
  /** Row of the timeline: what people did. */
  readonly doings: string;
  /** Group of the tree: what is on its way. */
  readonly messages: (n: number) => string;
  readonly messagesWhilePlaying: string;
  readonly skipped: (words: string) => string;
  /** Ways to what is not on the screen. */
  readonly sight: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly whole: string;
  readonly at: (seconds: string, rev: number) => string;
}

const en: StageTexts = {
  language: 'en',
  outside: 'OUTSIDE',
  controlPlane: 'CONTROL PLANE',
  nodes: 'NODES',
  workloads: 'WORKLOADS',
  services: 'USERS, SERVICES',
  storage: 'STORAGE',
  users: 'users',
  apiSteps: 'authn → authz → admission → validate',
  wanted: 'wanted',
  waitingForNode: 'no node yet',
  unscheduled: 'unscheduled pods',
  images: 'images',
  localDisk: 'local disk',
  revision: (rev) => `revision ${rev}`,
  perSecond: (n) => `${n} req/s`,
  failing: (n) => `${n} failing/s`,
  failedUntil: (clock) => `none failing now; the last failed at ${clock}`,
  queues: (active, backoff, unschedulable) =>
    [active > 0 ? `queue ${active}` : '', backoff > 0 ? `back-off ${backoff}` : '', unschedulable > 0 ? `unschedulable ${unschedulable}` : '']
      .filter((part) => part !== '')
      .join(' · '),
  more: (n) => `+${n} more`,
  nodesOf: (n) => `${n} nodes`,
  noWorkloads: 'No Deployment, no ReplicaSet.',
  noServices: 'No Service yet.',
  noStorage: 'No volume yet.',
  node: { cpu: 'cpu', memory: 'mem', notReady: 'NotReady', unknown: 'Unknown', cordoned: 'cordoned', pressure: 'pressure', off: 'switched off' },
  stage: 'Stage: the cluster',
  clusterRow: (nodes, pods) => `Cluster: ${nodes} nodes, ${pods} pods`,
  nodeRow: (name, status, pods) => `Node ${name}, ${status}, ${pods} pods`,
  readyRow: (ready, wanted) => `${ready} of ${wanted} ready`,
  endpointsRow: (ready, total) => `${ready} of ${total} endpoints ready`,
  groupRow: (name, count) => `${name}: ${count}`,
  comma: ', ',
  podRow: (name, state, line) => `Pod ${name}, ${state}${line === '' ? '' : `, ${line}`}`,
  keys: 'Arrow keys move, Enter opens, plus and minus zoom, 0 shows everything, Shift with arrows pans.',
  podState: {
    unscheduled: 'waiting for a node',
    scheduled: 'scheduled',
    initialising: 'running init containers',
    creating: 'creating containers',
    notReady: 'running, not ready',
    ready: 'ready',
    crashLoop: 'crash loop',
    oomKilled: 'killed: out of memory',
    imageTrouble: 'image cannot be pulled',
    completed: 'completed',
    failed: 'failed',
    evicted: 'evicted',
    terminating: 'terminating',
    unknown: 'unknown: its node is silent',
  },
  nodeStatus: { ready: 'Ready', notReady: 'NotReady', unknown: 'Unknown' },
  timeline: 'Timeline',
  timelineKeys: 'Left and right arrow: event. With Shift: write. Home: start. End: now. Plus and minus zoom.',
  off: 'switched off',
  doings: 'commands',
  messages: (n) => (n === 1 ? '1 message in flight' : `${n} messages in flight`),
  messagesWhilePlaying: 'Messages in flight: pause to list them',
  skipped: (words) => `skipped: ${words}`,
  sight: 'View of the stage',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  whole: 'Show all',
  at: (seconds, rev) => `${seconds} s, revision ${rev}`,
};

const ja: StageTexts = {
  language: 'ja',
  outside: 'クラスターの外',
  controlPlane: 'コントロールプレーン',
  nodes: 'ノード',
  workloads: 'ワークロード',
  services: '利用者とService',
  storage: 'ストレージ',
  users: '利用者',
  apiSteps: '認証 → 認可 → アドミッション → 検証',
  wanted: '未作成',
  waitingForNode: 'ノード未定',
  unscheduled: 'ノード未定のPod',
  images: 'イメージ',
  localDisk: 'ローカルディスク',
  revision: (rev) => `リビジョン${rev}`,
  perSecond: (n) => `${n} req/s`,
  failing: (n) => `失敗${n}/s`,
  failedUntil: (clock) => `現在の失敗はなし（最後の失敗：${clock}）`,
  queues: (active, backoff, unschedulable) =>
    [active > 0 ? `待ち${active}` : '', backoff > 0 ? `バックオフ${backoff}` : '', unschedulable > 0 ? `配置不可${unschedulable}` : '']
      .filter((part) => part !== '')
      .join('・'),
  more: (n) => `ほか${n}`,
  nodesOf: (n) => `${n}ノード`,
  noWorkloads: 'DeploymentもReplicaSetもありません。',
  noServices: 'Serviceはまだありません。',
  noStorage: 'ボリュームはまだありません。',
  node: { cpu: 'CPU', memory: 'メモリ', notReady: 'NotReady', unknown: 'Unknown', cordoned: '対象外', pressure: '逼迫', off: '電源オフ' },
  stage: 'ステージ: クラスター',
  clusterRow: (nodes, pods) => `クラスター: ${nodes}ノード、${pods}Pod`,
  nodeRow: (name, status, pods) => `ノード${name}、${status}、${pods}Pod`,
  readyRow: (ready, wanted) => `${wanted}個中${ready}個が準備完了`,
  endpointsRow: (ready, total) => `エンドポイント${total}個中${ready}個が準備完了`,
  groupRow: (name, count) => `${name}: ${count}`,
  comma: '、',
  podRow: (name, state, line) => `Pod ${name}、${state}${line === '' ? '' : `、${line}`}`,
  keys: '矢印キーで移動、Enterで開く、＋と−で拡大縮小、0で全体表示、Shiftと矢印で平行移動します。',
  podState: {
    unscheduled: 'ノード待ち',
    scheduled: 'スケジュール済み',
    initialising: 'Initコンテナを実行中',
    creating: 'コンテナを作成中',
    notReady: '実行中、準備未完了',
    ready: '準備完了',
    crashLoop: 'クラッシュループ',
    oomKilled: 'メモリー不足で強制終了',
    imageTrouble: 'イメージを取得できません',
    completed: '完了',
    failed: '失敗',
    evicted: '退避済み',
    terminating: '終了中',
    unknown: '不明（ノードが応答しません）',
  },
  nodeStatus: { ready: 'Ready', notReady: 'NotReady', unknown: 'Unknown' },
  timeline: 'タイムライン',
  timelineKeys: '左右の矢印キー: イベント。Shiftと矢印: 書き込み。Home: 最初。End: 現在。＋と−で拡大縮小します。',
  off: '停止中',
  doings: '操作',
  messages: (n) => `移動中のメッセージ${n}件`,
  messagesWhilePlaying: '移動中のメッセージ（一時停止すると一覧できます）',
  skipped: (words) => `早送り: ${words}`,
  sight: 'ステージの表示',
  zoomIn: '拡大',
  zoomOut: '縮小',
  whole: '全体を表示',
  at: (seconds, rev) => `${seconds}秒、リビジョン${rev}`,
};

export const STAGE_TEXTS: Readonly<Record<'en' | 'ja', StageTexts>> = { en, ja };
