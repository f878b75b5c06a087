import { DEFAULT_EPOCH_MS, minutes, ms, seconds } from '../../base/time.ts';

/** What a cluster is set up with; part of a scenario, never changed while it runs. Durations in microseconds. */
export interface ClusterConfig {
  readonly seed: number;
  /** Wall time of virtual time 0, in milliseconds since 1970. */
  readonly epochMs: number;
  /**
   * `full` records every message (what the stage draws); `lean` leaves out watch deliveries and answers, for clusters too
   * large to draw message by message. Objects, revisions and decisions are the same in both.
   */
  readonly detail: 'full' | 'lean';
  readonly settings: Settings;
}

export interface Settings {
  /** kube-controller-manager --node-monitor-grace-period (50 s since 1.32). */
  readonly nodeMonitorGraceUs: number;
  readonly serviceCIDR: string;
  readonly clusterCIDR: string;
  /** Size of each node's podCIDR: 24 = 254 addresses. */
  readonly nodeCIDRMaskSize: number;
  readonly nodePortRange: readonly [number, number];
  readonly eventTTLUs: number;
  /** DefaultTolerationSeconds admission. */
  readonly defaultTolerationSeconds: number;
  /** Client-side rate limit of kube-controller-manager, per controller: --kube-api-qps 20, --kube-api-burst 30. */
  readonly controllerQps: number;
  readonly controllerBurst: number;
  /** kube-scheduler: 50 and 100. */
  readonly schedulerQps: number;
  readonly schedulerBurst: number;
  /** kubelet: 50 and 100. */
  readonly kubeletQps: number;
  readonly kubeletBurst: number;
  /** kube-apiserver compacts etcd every 5 minutes (--etcd-compaction-interval). */
  readonly compactionUs: number;
  /** kube-proxy --iptables-min-sync-period. */
  readonly proxyMinSyncUs: number;
  readonly latency: Latency;
}

/** One-way times of messages. They are constant per pair of places, so that messages of one connection never overtake. */
export interface Latency {
  /** From a component to kube-apiserver and back, each way. */
  readonly apiUs: number;
  /** Time kube-apiserver and etcd take for a write and for a read. */
  readonly writeUs: number;
  readonly readUs: number;
  /** From a commit to its arrival at a watcher. */
  readonly watchUs: number;
  /** From a person's machine to kube-apiserver, each way. */
  readonly userUs: number;
}

const DEFAULT_SETTINGS: Settings = {
  nodeMonitorGraceUs: seconds(50),
  serviceCIDR: '10.96.0.0/16',
  clusterCIDR: '10.244.0.0/16',
  nodeCIDRMaskSize: 24,
  nodePortRange: [30_000, 32_767],
  eventTTLUs: minutes(60),
  defaultTolerationSeconds: 300,
  controllerQps: 20,
  controllerBurst: 30,
  schedulerQps: 50,
  schedulerBurst: 100,
  kubeletQps: 50,
  kubeletBurst: 100,
  compactionUs: minutes(5),
  proxyMinSyncUs: seconds(1),
  latency: { apiUs: ms(1), writeUs: ms(4), readUs: ms(1), watchUs: ms(2), userUs: ms(8) },
};

export function clusterConfig(over: Partial<Omit<ClusterConfig, 'settings'>> & { settings?: Partial<Settings> } = {}): ClusterConfig {
  return { seed: 1, epochMs: DEFAULT_EPOCH_MS, detail: 'full', ...over, settings: { ...DEFAULT_SETTINGS, ...over.settings } };
}
