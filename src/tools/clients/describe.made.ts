import type { KubeObject } from '../../kinds/object.ts';

/** Objects as other servers have them, with what cannot be brought about here: answered as they stand, to both programs. */
const AT = '2026-01-02T03:04:05Z';

export const MADE: readonly KubeObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'made', namespace: 'default', uid: 'made-1', labels: { a: 'b' }, annotations: { k: 'v\n' } },
    spec: {
      priority: 0,
      runtimeClassName: 'sandboxed',
      overhead: { cpu: '250m', memory: '64Mi' },
      nodeName: 'node-9',
      securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'p.json' } },
      containers: [
        {
          name: 'c',
          image: 'i\u001b[31m',
          securityContext: { seccompProfile: { type: 'Unconfined' } },
          env: [
            { name: 'FROM_FILE', valueFrom: { fileKeyRef: { volumeName: 'v', path: 'p', key: 'k' } } },
            { name: 'LAST', value: 'x\ty' },
          ],
          livenessProbe: { httpGet: { port: 8080, host: '::1', path: '/[a]!$&\'()*+,;=:@~%7E"<>{}|^`\\é' } },
          startupProbe: { initialDelaySeconds: 1 },
          volumeDevices: [
            { devicePath: '/dev/b', name: 'b' },
            { devicePath: '/dev/a', name: 'a' },
          ],
        },
      ],
      ephemeralContainers: [
        { name: 'debugger', image: 'busybox', command: ['sh', '-c', 'a\nb'], targetContainerName: 'c' },
        { name: 'unseen', image: 'busybox' },
      ],
      volumes: [
        {
          name: 'token',
          projected: { sources: [{ clusterTrustBundle: { name: 'b', path: 'p' } }, { serviceAccountToken: { path: 't', expirationSeconds: 600 } }] },
        },
        { name: 'unknown' },
        { name: 'sized', emptyDir: { sizeLimit: '0' } },
        {
          name: 'claim',
          ephemeral: {
            volumeClaimTemplate: {
              metadata: { annotations: { long: 'x'.repeat(150), b: 'c' } },
              spec: { accessModes: ['ReadWriteOnce'], dataSource: { kind: 'PersistentVolumeClaim', name: 'other' } },
            },
          },
        },
        { name: 'api', downwardAPI: { items: [{ path: 'a', resourceFieldRef: { resource: 'limits.cpu' } }] } },
      ],
      tolerations: [{ operator: 'Exists' }, { key: 'a', operator: 'Lt', value: '5', effect: 'NoSchedule' }, { key: 'Z', effect: 'NoExecute' }],
    },
    status: {
      phase: 'Running',
      hostIP: '10.0.0.9',
      qosClass: 'Burstable',
      ephemeralContainerStatuses: [
        {
          name: 'debugger',
          image: 'busybox',
          imageID: 'id',
          ready: false,
          restartCount: 0,
          state: { waiting: { reason: 'Pulling', message: 'm' }, terminated: { exitCode: 1 } },
        },
      ],
      containerStatuses: [{ name: 'c', image: 'i', imageID: '', ready: false, restartCount: 3, state: {}, lastState: { running: { startedAt: AT } } }],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'made', namespace: 'default', uid: 'made-2' },
    spec: {
      type: 'LoadBalancer',
      ipFamilyPolicy: 'RequireDualStack',
      ipFamilies: ['IPv4', 'IPv6'],
      clusterIP: '10.96.0.9',
      clusterIPs: ['10.96.0.9', 'fd00::9'],
      selector: { b: '2', a: '1' },
      ports: [
        { port: 80, protocol: 'SCTP', targetPort: 'named', appProtocol: 'https' },
        { name: 'no-target', port: 81, protocol: 'TCP' },
      ],
      sessionAffinity: 'None',
      healthCheckNodePort: 32_000,
      allocateLoadBalancerNodePorts: false,
    },
    status: {},
  },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: 'made',
      uid: 'made-3',
      creationTimestamp: AT,
      labels: { 'node-role.kubernetes.io/': '', 'kubernetes.io/role': '', 'node-role.kubernetes.io/b': '', 'node-role.kubernetes.io/a': '' },
    },
    spec: { providerID: 'cloud://made', taints: [{ key: 'no-effect', value: 'v' }, { key: 'a', effect: 'NoSchedule', timeAdded: AT }, { key: 'b' }] },
    status: {
      capacity: { cpu: '1500m', memory: '3Gi' },
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [],
      nodeInfo: { kubeProxyVersion: 'v1.36.0' },
    },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'made', namespace: 'default', uid: 'made-4' },
    addressType: 'IPv6',
    ports: [{ name: 'p', port: 80, protocol: 'TCP' }],
    endpoints: [
      { addresses: ['fd00::1', 'fd00::2'], conditions: { ready: true, serving: true }, targetRef: { kind: 'Pod', name: 'x' } },
      { addresses: [], conditions: {} },
    ],
  },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'made', uid: 'made-5', annotations: { 'storageclass.beta.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'p',
    allowVolumeExpansion: false,
    allowedTopologies: [],
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'made', uid: 'made-6', deletionTimestamp: AT, finalizers: ['a', 'b'] },
    spec: {
      capacity: {},
      accessModes: ['ReadOnlyMany', 'ReadWriteOnce', 'ReadOnlyMany'],
      claimRef: { name: 'c', namespace: 'n' },
      glusterfs: { endpoints: 'e', path: 'p', endpointsNamespace: 'ns' },
      nodeAffinity: { required: { nodeSelectorTerms: [{}, { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] }] } },
    },
    status: { phase: 'Failed', message: 'why\nnot' },
  },
  {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: 'made',
      namespace: 'default',
      uid: 'made-7',
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' }],
      finalizers: ['x/y', 'z'],
      managedFields: [{ manager: 'm' }],
    },
    spec: { holderIdentity: 'a\nb', leaseDurationSeconds: 15, leaseTransitions: 0, strategy: 'OldestEmulationVersion', preferredHolder: '' },
  },
];
