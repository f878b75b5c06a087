import type { Difference } from './differences.ts';

/** What kubelets and admission say otherwise of pods. */
const KUBELET_EVENTS: readonly Difference[] = [
  {
    pattern: /Created container \w+/g,
    was: 'Created container nginx',
    is: 'Container created',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
  },
  {
    pattern: /Started container \w+/g,
    was: 'Started container nginx',
    is: 'Container started',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_container.go',
  },
  {
    pattern: /already present on machine$/gm,
    was: 'Container image "nginx:1.19" already present on machine',
    is: 'already present on machine and can be accessed by the pod',
    source: 'pkg/kubelet/images/image_manager.go',
  },
  {
    pattern: /(Successfully pulled image "nginx:1.19" in) (\S+s)$/gm,
    was: 'Successfully pulled image "nginx:1.19" in 431.519µs',
    is: '$1 $2 ($2 including waiting). Image size: 72300000 bytes.',
    source: 'pkg/kubelet/images/image_manager.go',
  },
  {
    pattern: /(Successfully pulled image "busybox:1.32" in) (\S+s)$/gm,
    was: 'Successfully pulled image "busybox:1.32" in 22.113µs',
    is: '$1 $2 ($2 including waiting). Image size: 2210000 bytes.',
    source: 'pkg/kubelet/images/image_manager.go',
  },
  {
    in: /crash$/,
    pattern: /(Back-off restarting failed container)$/gm,
    was: 'Back-off restarting failed container',
    is: '$1 main in pod crash_demo(<uid of crash>)',
    source: 'pkg/kubelet/kuberuntime/kuberuntime_manager.go',
  },
  {
    in: /crash$/,
    pattern: /BackOff \| (\S+) \(x4 over/g,
    was: 'BackOff | 9s (x4 over 34s)',
    is: 'BackOff | $1 (x3 over',
    source: 'recording: one more look at the pod while it was in back-off; each look tells of it (pkg/kubelet/kuberuntime/kuberuntime_manager.go)',
  },
];

const PODS: readonly Difference[] = [
  {
    in: /get-(all|pods)/,
    pattern: /^.*web-69ddb96fb8-.*Terminating.*$/gm,
    was: 'web-69ddb96fb8-bk8bw | 0/1 | Terminating | 0 | 20s',
    is: '',
    source: 'pkg/kubelet/kubelet.go (SyncTerminatedPod): the pod goes as soon as its containers are gone; 1.20 waited for its next clean-up',
  },
  {
    in: /get-pods-name/,
    pattern: /^pod\/web-69ddb96fb8-.*$/gm,
    was: 'pod/web-69ddb96fb8-bk8bw',
    is: '',
    source: 'pkg/kubelet/kubelet.go (SyncTerminatedPod), as above',
  },
  {
    in: /describe-pod/,
    pattern: /^( {4}Image ID: +)nginx:1\.19$/gm,
    was: '    Image ID:       nginx:1.19',
    is: '$1docker.io/library/nginx@sha256:2996fdb2f16d4a847dad6761e70cfe51e5f44c653fe6620d0a129910328f8fd7',
    source: 'recording: the fake runtime has no digests; containerd gives them (internal/cri/server/container_status.go)',
  },
  {
    in: /describe-pod/,
    pattern: /^( {4}Image ID: +)busybox:1\.32$/gm,
    was: '    Image ID:      busybox:1.32',
    is: '$1docker.io/library/busybox@sha256:d43c30f870c054c48f50295ab7aa4c545250d54df5d7d6130397191f690b5cfc',
    source: 'recording: the fake runtime has no digests; containerd gives them (internal/cri/server/container_status.go)',
  },
  {
    in: /describe-pod/,
    pattern: /serviceaccount from default-token-rgnzr/g,
    was: '/var/run/secrets/kubernetes.io/serviceaccount from default-token-rgnzr (ro)',
    is: 'serviceaccount from <token volume>',
    source: 'plugin/pkg/admission/serviceaccount/admission.go',
  },
  {
    in: /describe-pod/,
    pattern: / {2}Type {14}Status\n {2}Initialized {7}(.*)\n {2}Ready {13}(.*)\n {2}ContainersReady {3}(.*)\n {2}PodScheduled {6}(.*)/g,
    was: '  Type              Status\n  Initialized       True \n  Ready             True \n  ContainersReady   True \n  PodScheduled      True ',
    is: `  Type                        Status
  PodReadyToStartContainers   True 
  Initialized                 $1
  Ready                       $2
  ContainersReady             $3
  PodScheduled                $4`,
    source: 'pkg/kubelet/status/generate.go (GeneratePodReadyToStartContainersCondition)',
  },
  {
    in: /describe-pod/,
    pattern:
      / {2}default-token-rgnzr:\n {4}Type:.*\n {4}SecretName:.*\n {4}Optional: {4}false\nQoS Class: {7}(.*)\nNode-Selectors: {2}(.*)\nTolerations: {5}(.*)\n {17}(.*)/g,
    was: `  default-token-rgnzr:
    Type:        Secret (a volume populated by a Secret)
    SecretName:  default-token-rgnzr
    Optional:    false
QoS Class:       BestEffort
Node-Selectors:  <none>
Tolerations:     node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
                 node.kubernetes.io/unreachable:NoExecute op=Exists for 300s`,
    is: `  <token volume>:
    Type:                    Projected (a volume that contains injected data from multiple sources)
    TokenExpirationSeconds:  3607
    ConfigMapName:           kube-root-ca.crt
    Optional:                false
    DownwardAPI:             true
QoS Class:                   $1
Node-Selectors:              $2
Tolerations:                 $3
                             $4`,
    source: 'plugin/pkg/admission/serviceaccount/admission.go (TokenVolumeSource)',
  },
];

const TOKEN_SOURCES = `    projected:
      defaultMode: 420
      sources:
      - serviceAccountToken:
          expirationSeconds: 3607
          path: token
      - configMap:
          items:
          - key: ca.crt
            path: ca.crt
          name: kube-root-ca.crt
      - downwardAPI:
          items:
          - fieldRef:
              apiVersion: v1
              fieldPath: metadata.namespace
            path: namespace`;

const POD_YAML: readonly Difference[] = [
  {
    pattern: /^( {2}generateName: .*)$/gm,
    was: '  generateName: web-6476cf8cd7-',
    is: '$1\n  generation: 1',
    source: 'pkg/registry/core/pod/strategy.go',
  },
  {
    pattern: /^( {6}name:) default-token-rgnzr$/gm,
    was: '      name: default-token-rgnzr',
    is: '$1 <token volume>',
    source: 'plugin/pkg/admission/serviceaccount/admission.go',
  },
  {
    pattern: /^( {2}- name:) default-token-rgnzr\n {4}secret:\n {6}defaultMode: 420\n {6}secretName: .*$/gm,
    was: '  - name: default-token-rgnzr\n    secret:\n      defaultMode: 420\n      secretName: default-token-rgnzr',
    is: `$1 <token volume>\n${TOKEN_SOURCES}`,
    source: 'plugin/pkg/admission/serviceaccount/admission.go (TokenVolumeSource)',
  },
  {
    pattern: /^( {4}lastTransitionTime: .*)$/gm,
    was: '    lastTransitionTime: "2026-11-22T10:53:32Z"',
    is: '$1\n    observedGeneration: 1',
    source: 'pkg/kubelet/status/generate.go, pkg/api/v1/pod/util.go (CalculatePodConditionObservedGeneration)',
  },
  {
    pattern: /^ {2}conditions:$/gm,
    was: '  conditions:',
    is: `  conditions:
  - lastProbeTime: null
    lastTransitionTime: "2026-11-22T10:53:31Z"
    observedGeneration: 1
    status: "True"
    type: PodReadyToStartContainers`,
    source: 'pkg/kubelet/status/generate.go (GeneratePodReadyToStartContainersCondition)',
  },
  {
    pattern: /^ {4}image: nginx:1\.19\n {4}imageID: nginx:1\.19$/gm,
    was: '    image: nginx:1.19\n    imageID: nginx:1.19',
    is: '    image: docker.io/library/nginx:1.19\n    imageID: docker.io/library/nginx@sha256:2996fdb2f16d4a847dad6761e70cfe51e5f44c653fe6620d0a129910328f8fd7',
    source: 'recording: the fake runtime has neither full names nor digests; containerd gives them (internal/cri/server/container_status.go)',
  },
  {
    pattern: /^( {4}ready: true)\n( {4}restartCount: 0)$/gm,
    was: '    ready: true\n    restartCount: 0',
    is: '$1\n    resources: {}\n$2',
    source: 'pkg/kubelet/kubelet_pods.go (convertContainerStatusResources)',
  },
  {
    pattern: /^( {8}startedAt: .*)$/gm,
    was: '        startedAt: "2026-11-22T10:53:32Z"',
    is: `$1
    user:
      linux:
        gid: 0
        supplementalGroups:
        - 0
        uid: 0
    volumeMounts:
    - mountPath: /var/run/secrets/kubernetes.io/serviceaccount
      name: <token volume>
      readOnly: true
      recursiveReadOnly: Disabled`,
    source: 'pkg/kubelet/kubelet_pods.go (SupplementalGroupsPolicy, RecursiveReadOnlyMounts)',
  },
  {
    pattern: /^( {2}hostIP: (.*))$/gm,
    was: '  hostIP: 192.168.0.13',
    is: '$1\n  hostIPs:\n  - ip: $2\n  observedGeneration: 1',
    source: 'pkg/kubelet/kubelet_pods.go (generateAPIPodStatus, hostIPs by default since 1.29, observedGeneration since 1.34)',
  },
].map((row) => ({ ...row, in: /get-pod-yaml/ }));

export const POD_DIFFERENCES: readonly Difference[] = [...KUBELET_EVENTS, ...PODS, ...POD_YAML];
