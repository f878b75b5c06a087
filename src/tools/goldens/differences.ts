import { EXPLAIN_DIFFERENCES } from './explain-differences.ts';
import { POD_DIFFERENCES } from './pod-differences.ts';

/**
 * What the server of the recording (1.20, kubelets on a hollow runtime) said otherwise than 1.36 does: one row each, applied to the recorded text before it is
 * compared. Tables stand with ` | ` between their cells. A row that changes nothing is an error.
 */
export interface Difference {
  /** Which golden outputs; absent = any. */
  readonly in?: RegExp;
  readonly stream?: 'stdout' | 'stderr';
  readonly pattern: RegExp;
  /** 1.20: a text that the pattern is there for. */
  readonly was: string;
  /** 1.36; `$1` = a group of the pattern. Empty: the line is not there. */
  readonly is: string;
  /** Upstream file in kubernetes/kubernetes; what begins with `recording:` was special about its machines or its moment. */
  readonly source: string;
}

/** From how many: the size of the ReplicaSet before. */
const SCALED: readonly Difference[] = [
  ['up', 'web-69ddb96fb8', 0, 3],
  ['up', 'web-6476cf8cd7', 0, 1],
  ['up', 'web-6476cf8cd7', 1, 2],
  ['up', 'web-6476cf8cd7', 2, 3],
  ['down', 'web-69ddb96fb8', 3, 2],
  ['down', 'web-69ddb96fb8', 2, 1],
  ['down', 'web-69ddb96fb8', 1, 0],
].map(([way, set, from, to]) => ({
  pattern: new RegExp(`Scaled ${way} replica set ${set} to ${to}`, 'g'),
  was: `Scaled ${way} replica set ${set} to ${to}`,
  is: `Scaled ${way} replica set ${set} from ${from} to ${to}`,
  source: 'pkg/controller/deployment/sync.go',
}));

const HEALTHY = /^( {2}(?:Memory|Disk|PID)Pressure +False +Sun, 22 Nov 2026 10:53:)21( .*)$/gm;

const NODES: readonly Difference[] = [
  { in: /get-nodes/, pattern: /v1\.20\.2/g, was: 'v1.20.2', is: 'v1.36.0', source: 'the version itself' },
  {
    in: /get-nodes-wide/,
    pattern: /Debian GNU\/Linux 7 \(wheezy\) \| 3\.16\.0-0\.bpo\.4-amd64 \| fakeRuntime:\/\/0\.1\.0/g,
    was: 'Debian GNU/Linux 7 (wheezy) | 3.16.0-0.bpo.4-amd64 | fakeRuntime://0.1.0',
    is: 'Debian GNU/Linux 13 (trixie) | 6.12.57+deb13-amd64 | containerd://2.2.0',
    source: 'recording: hollow machines (pkg/kubemark/hollow_kubelet.go)',
  },
  ...[
    {
      pattern: HEALTHY,
      was: '  DiskPressure     False   Sun, 22 Nov 2026 10:53:21 +0000   Sun, 22 Nov 2026 10:52:51 +0000   KubeletHasNoDiskPressure     kubelet has no disk pressure',
      is: '$131$2',
      source:
        'recording: when the status was written last; a status is written with each change (here: the list of images), else after 5 minutes (pkg/kubelet/kubelet_node_status.go)',
    },
    {
      pattern: /^( {2}Ready .*10:53:)21(.*)10:53:01(.*)$/gm,
      was: '  Ready            True    Sun, 22 Nov 2026 10:53:21 +0000   Sun, 22 Nov 2026 10:53:01 +0000   KubeletReady                 kubelet is posting ready status',
      is: '$131$210:52:51$3',
      source:
        'recording: ready with its second report; a kubelet reports as soon as its runtime is (fastNodeStatusUpdate in pkg/kubelet/kubelet_node_status.go)',
    },
    {
      pattern: /^( {2}ephemeral-storage: {2}100Gi)$/gm,
      was: '  ephemeral-storage:  100Gi',
      is: '$1\n  hugepages-1Gi:      0\n  hugepages-2Mi:      0',
      source: 'recording: hollow machines have no huge pages (pkg/kubelet/cadvisor/util.go, CapacityFromMachineInfo)',
    },
    {
      pattern: /^( {2}ephemeral-storage {2}0 \(0%\) {4}0 \(0%\))$/gm,
      was: '  ephemeral-storage  0 (0%)    0 (0%)',
      is: '$1\n  hugepages-1Gi      0 (0%)    0 (0%)\n  hugepages-2Mi      0 (0%)    0 (0%)',
      source: 'recording: as above',
    },
    {
      pattern: /^( {2}Machine ID: +)$\n^( {2}System UUID: +)$\n^( {2}Boot ID: +)$/gm,
      was: '  Machine ID:                 \n  System UUID:                \n  Boot ID:                    ',
      is: '$1<machineID of node-1>\n$2<systemUUID of node-1>\n$3<bootID of node-1>',
      source: 'recording: hollow machines have none (pkg/kubelet/nodestatus/setters.go, MachineInfo)',
    },
    {
      pattern: /3\.16\.0-0\.bpo\.4-amd64(\n.*)Debian GNU\/Linux 7 \(wheezy\)/g,
      was: '3.16.0-0.bpo.4-amd64\n  OS Image:                   Debian GNU/Linux 7 (wheezy)',
      is: '6.12.57+deb13-amd64$1Debian GNU/Linux 13 (trixie)',
      source: 'recording: hollow machines',
    },
    { pattern: /fakeRuntime:\/\/0\.1\.0/g, was: 'fakeRuntime://0.1.0', is: 'containerd://2.2.0', source: 'recording: the hollow runtime' },
    { pattern: /(Kubelet Version: +)v1\.20\.2/g, was: '  Kubelet Version:            v1.20.2', is: '$1v1.36.0', source: 'the version itself' },
    {
      pattern: /(Kube-Proxy Version: +)v1\.20\.2/g,
      was: '  Kube-Proxy Version:         v1.20.2',
      is: '$1',
      source: 'pkg/kubelet/nodestatus/setters.go (VersionInfo: DisableNodeKubeProxyVersion is on)',
    },
    {
      pattern: /^ProviderID: .*\n/gm,
      was: 'ProviderID:                   kubemark://node-1\n',
      is: '',
      source: 'recording: hollow machines call themselves kubemark; without a cloud there is none',
    },
    {
      pattern: /^Normal \| NodeHasSufficientPID \| (\d+s) \(x2 over \d+s\) (.*)$/gm,
      was: 'Normal | NodeHasSufficientPID | 53s (x2 over 53s) | kubelet | Node node-1 status is now: NodeHasSufficientPID',
      is: `Normal | Starting | $1 | kubelet | Starting kubelet.
Normal | NodeAllocatableEnforced | $1 | kubelet | Updated Node Allocatable limit across pods
Normal | NodeHasSufficientMemory | $1 | kubelet | Node node-1 status is now: NodeHasSufficientMemory
Normal | NodeHasNoDiskPressure | $1 | kubelet | Node node-1 status is now: NodeHasNoDiskPressure
Normal | NodeHasSufficientPID | $1 $2`,
      source:
        'recording: events of an earlier start are not in the namespace any more; a kubelet says all five (pkg/kubelet/kubelet.go, pkg/kubelet/cm/node_container_manager_linux.go)',
    },
    {
      pattern: /NodeReady \| 43s/g,
      was: 'Normal | NodeReady | 43s | kubelet | Node node-1 status is now: NodeReady',
      is: 'NodeReady | 53s',
      source: 'recording: ready with its second report, as above',
    },
    {
      pattern: /RegisteredNode \| 42s/g,
      was: 'Normal | RegisteredNode | 42s | node-controller | Node node-1 event: Registered Node node-1 in Controller',
      is: 'RegisteredNode | 48s',
      source:
        'recording: the controller looks every 5 s (pkg/controller/nodelifecycle/node_lifecycle_controller.go, nodeMonitorPeriod); it was started later than its nodes',
    },
  ].map((row) => ({ ...row, in: /describe-node/ })),
];

const VOLUMES: readonly Difference[] = [
  {
    in: /pvc-wide|pv-pvc-sc/,
    pattern: /STORAGECLASS \|/g,
    was: 'STORAGECLASS | AGE | VOLUMEMODE',
    is: 'STORAGECLASS | VOLUMEATTRIBUTESCLASS |',
    source: 'pkg/printers/internalversion/printers.go',
  },
  {
    in: /pvc-wide/,
    pattern: /^(.*) \| (\d+s \| Filesystem)$/gm,
    was: 'default | Pending |  |  |  | standard | 10s | Filesystem',
    is: '$1 | <unset> | $2',
    source: 'pkg/printers/internalversion/printers.go (printPersistentVolumeClaim)',
  },
  {
    in: /pv-pvc-sc/,
    pattern: /^(persistentvolumeclaim\/.*) \| (\d+s)$/gm,
    was: 'persistentvolumeclaim/default | Pending |  |  |  | standard | 10s',
    is: '$1 | <unset> | $2',
    source: 'pkg/printers/internalversion/printers.go (printPersistentVolumeClaim)',
  },
  {
    in: /pv-pvc-sc/,
    pattern: /^(persistentvolume\/.*) \| {2}\| (\d+s)$/gm,
    was: 'persistentvolume/pv-1g | 1Gi | RWO | Retain | Available |  | manual |  | 11s',
    is: '$1 | <unset> |  | $2',
    source: 'pkg/printers/internalversion/printers.go (printPersistentVolume)',
  },
];

const OTHERS: readonly Difference[] = [
  {
    in: /01-rollout-status-watching/,
    pattern: /^Waiting for deployment "web" rollout to finish: 0 out of 3 new replicas have been updated\.\.\.\n/gm,
    was: 'Waiting for deployment "web" rollout to finish: 0 out of 3 new replicas have been updated...\n',
    is: '',
    source: 'recording: a race; the controller had written no status yet when it was asked for',
  },
  {
    in: /describe-endpoints/,
    stream: 'stderr',
    pattern: /^$/g,
    was: '',
    is: 'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\n',
    source: 'staging/src/k8s.io/api/core/v1/zz_generated.prerelease-lifecycle.go',
  },
  {
    in: /describe-endpoints/,
    pattern: /^Labels: {7}<none>$/gm,
    was: 'Labels:       <none>',
    is: 'Labels:       endpoints.kubernetes.io/managed-by=endpoint-controller',
    source: 'pkg/controller/endpoint/endpoints_controller.go (LabelManagedBy)',
  },
  {
    in: /get-svc-yaml/,
    pattern: /^( {2}- 10\.96\.145\.167)$/gm,
    was: '  - 10.96.145.167',
    is: '$1\n  internalTrafficPolicy: Cluster\n  ipFamilies:\n  - IPv4\n  ipFamilyPolicy: SingleStack',
    source: 'pkg/apis/core/v1/defaults.go, pkg/registry/core/service/storage/alloc.go',
  },
  {
    in: /diff/,
    pattern: /^@@ -32,10 \+32,7 @@$/gm,
    was: '@@ -32,10 +32,7 @@',
    is: '@@ -31,10 +31,7 @@',
    source: 'staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go: `creationTimestamp: null` of a pod template is not written any more (omitzero)',
  },
  {
    in: /get-cm-secret/,
    pattern: /^secret\/default-token-.*$/gm,
    was: 'secret/default-token-rgnzr | kubernetes.io/service-account-token | 3 | 42s',
    is: '',
    source: 'pkg/controller/serviceaccount/tokens_controller.go: none are made since 1.24',
  },
  { in: /version/, pattern: /^Server Version: v1\.20\.2$/gm, was: 'Server Version: v1.20.2', is: 'Server Version: v1.36.0', source: 'the version itself' },
  {
    in: /version/,
    stream: 'stderr',
    pattern: /^Warning: version difference .*\n/g,
    was: 'Warning: version difference between client (1.35) and server (1.20) exceeds the supported minor version skew of +/-1\n',
    is: '',
    source: 'staging/src/k8s.io/kubectl/pkg/cmd/version/skew_warning.go: 1.35 and 1.36 are within it',
  },
];

/** Where this cluster is simpler than 1.36: each is also in the list of simplifications. */
export const SIMPLIFIED: readonly Difference[] = [
  {
    in: /describe-node/,
    pattern: /^Annotations: {8}node\.alpha\.kubernetes\.io\/ttl: 0$/gm,
    was: 'Annotations:        node.alpha.kubernetes.io/ttl: 0',
    is: 'Annotations:        volumes.kubernetes.io/controller-managed-attach-detach: true',
    source: "pkg/controller/ttl/ttl_controller.go is not simulated; the other annotation is the kubelet's (hollow ones have none)",
  },
  {
    in: /describe-endpoints/,
    pattern: /^Annotations: {2}<none>$/gm,
    was: 'Annotations:  <none>',
    is: 'Annotations:  endpoints.kubernetes.io/last-change-trigger-time: 2026-11-22T10:53:33Z',
    source:
      'pkg/controller/endpoint/endpoints_controller.go (syncService): upstream takes it away when nothing has a new trigger time (staging/src/k8s.io/endpointslice/util/trigger_time_tracker.go)',
  },
];

export const DIFFERENCES: readonly Difference[] = [...SCALED, ...POD_DIFFERENCES, ...EXPLAIN_DIFFERENCES, ...NODES, ...VOLUMES, ...OTHERS];
