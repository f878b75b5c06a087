import type { KubeObject } from '../object.ts';

/** Pods as people write them: the least, and one with much of what a pod can have. */
export const podSamples: readonly KubeObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'nginx', namespace: 'default' },
    spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-7d4b9', namespace: 'default', labels: { app: 'web', tier: 'frontend' }, annotations: { 'example.com/note': 'all of it' } },
    spec: {
      serviceAccountName: 'web',
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'web', effect: 'NoExecute', tolerationSeconds: 60 }],
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } } },
          ],
        },
      },
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { app: 'web' } } },
      ],
      initContainers: [
        { name: 'schema', image: 'busybox:1.36', command: ['sh', '-c', 'echo ready'] },
        { name: 'logs', image: 'busybox:1.36', restartPolicy: 'Always', command: ['sh', '-c', 'tail -F /var/log/app.log'] },
      ],
      containers: [
        {
          name: 'web',
          image: 'nginx',
          ports: [{ name: 'http', containerPort: 80 }],
          env: [
            { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
            { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'web', key: 'mode' } } },
            { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'web', key: 'password' } } },
          ],
          resources: { requests: { cpu: '100m' }, limits: { cpu: 0.5, memory: '128Mi' } },
          readinessProbe: { httpGet: { port: 'http' }, initialDelaySeconds: 2 },
          livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 20 },
          lifecycle: { preStop: { sleep: { seconds: 5 } } },
          volumeMounts: [
            { name: 'config', mountPath: '/etc/web', readOnly: true },
            { name: 'scratch', mountPath: '/tmp' },
            { name: 'data', mountPath: '/data' },
          ],
          securityContext: { runAsNonRoot: true, runAsUser: 101, capabilities: { drop: ['ALL'] } },
        },
      ],
      volumes: [
        { name: 'config', configMap: { name: 'web' } },
        { name: 'scratch', emptyDir: {} },
        { name: 'data', persistentVolumeClaim: { claimName: 'web' } },
      ],
    },
  },
];
