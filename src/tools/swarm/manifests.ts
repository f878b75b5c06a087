import { type Dice } from './dice.ts';

/** Manifests that a plan applies. */
export const NAMES = ['web', 'api', 'db'] as const;
export const IMAGES = ['nginx:1.27', 'nginx:1.28', 'httpd:2.4', 'redis:7', 'does-not-exist:1', 'hashicorp/http-echo:1.0'] as const;

export function deployment(dice: Dice, name: string, namespace = 'default'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}, labels: {app: ${name}}}
spec:
  replicas: ${dice.int(0, 6)}
  progressDeadlineSeconds: ${dice.pick([30, 600])}
  minReadySeconds: ${dice.pick([0, 0, 5])}
  revisionHistoryLimit: ${dice.pick([0, 1, 10])}
  strategy: ${dice.pick(['{}', '{}', '{type: Recreate}', '{rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}', '{rollingUpdate: {maxSurge: 100%, maxUnavailable: 0}}'])}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
${podSpec(dice, '      ')}`;
}

export const pod = (dice: Dice, name: string, labels = '{app: bare}'): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: ${labels}}
spec:
  restartPolicy: ${dice.pick(['Always', 'OnFailure', 'Never'])}
${podSpec(dice, '  ')}`;

/** Sometimes a plain pod, sometimes one with everything a kubelet has to do for it. */
function podSpec(dice: Dice, at: string): string {
  const lines = [`terminationGracePeriodSeconds: ${dice.pick([0, 1, 30])}`];
  if (dice.once(6)) lines.push(`nodeSelector: {topology.kubernetes.io/zone: zone-${dice.pick(['a', 'b', 'c'])}}`);
  if (dice.once(6)) lines.push('tolerations: [{key: maintenance, operator: Exists}]');
  if (dice.once(8)) lines.push('tolerations: [{operator: Exists, effect: NoExecute, tolerationSeconds: 20}]');
  if (dice.once(6))
    lines.push(
      'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {app: web}}, topologyKey: kubernetes.io/hostname}]}}',
    );
  if (dice.once(6))
    lines.push(
      'topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]',
    );
  const init: string[] = [];
  if (dice.once(5)) init.push(`{name: prepare, image: "busybox:1.36", command: [sh, -c, "sleep ${dice.int(0, 4)}"]}`);
  if (dice.once(8)) init.push(`{name: sidecar, image: "nginx:1.27", restartPolicy: Always}`);
  if (init.length > 0) lines.push(`initContainers: [${init.join(', ')}]`);
  const volumes: string[] = [];
  const mounts: string[] = [];
  const volume = (name: string, source: string): void => {
    volumes.push(`{name: ${name}, ${source}}`);
    mounts.push(`{name: ${name}, mountPath: /mnt/${name}}`);
  };
  if (dice.once(7)) volume('settings', `configMap: {name: settings${dice.once(3) ? ', optional: true' : ''}}`);
  if (dice.once(9)) volume('keys', 'secret: {secretName: keys}');
  if (dice.once(8)) volume('data', `persistentVolumeClaim: {claimName: ${dice.pick(['data', 'late'])}}`);
  if (dice.once(9)) volume('scratch', 'emptyDir: {}');
  if (volumes.length > 0) lines.push(`volumes: [${volumes.join(', ')}]`);
  const container = [
    '- name: main',
    `  image: ${dice.pick(IMAGES)}`,
    `  resources: {requests: {cpu: ${dice.pick([50, 250, 900])}m, memory: ${dice.pick([32, 256])}Mi}}`,
    ...(mounts.length > 0 ? [`  volumeMounts: [${mounts.join(', ')}]`] : []),
    ...(dice.once(3) ? ['  readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 3}'] : []),
    ...(dice.once(6) ? [`  livenessProbe: {httpGet: {port: 80}, periodSeconds: 4, failureThreshold: ${dice.int(1, 3)}}`] : []),
    ...(dice.once(8) ? ['  startupProbe: {tcpSocket: {port: 80}, periodSeconds: 2, failureThreshold: 10}'] : []),
    ...(dice.once(8) ? ['  lifecycle: {preStop: {exec: {command: [sleep, "2"]}}}'] : []),
    ...(dice.once(10) ? ['  ports: [{containerPort: 80, hostPort: 8080}]'] : []),
    ...(dice.once(10) ? ['  envFrom: [{configMapRef: {name: settings}}]'] : []),
  ];
  return `${[...lines, 'containers:', ...container.map((line) => `  ${line}`)].map((line) => `${at}${line}`).join('\n')}\n`;
}

export const service = (dice: Dice, name: string): string => {
  const kind = dice.pick(['{}', '{}', '{clusterIP: None}', '{type: NodePort}', '{sessionAffinity: ClientIP}', '{publishNotReadyAddresses: true}']).slice(1, -1);
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec:\n  selector: {app: ${name}}\n  ports: [{port: 80}]\n${kind === '' ? '' : `  ${kind}\n`}`;
};

export const claims = (): string => {
  const claim = (name: string): string =>
    `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: ${name}}\nspec:\n  accessModes: [ReadWriteOnce]\n  ${name === 'late' ? 'storageClassName: late\n  ' : ''}resources: {requests: {storage: 1Gi}}\n`;
  return `${claim('data')}---\n${claim('late')}`;
};

export const LATE_CLASS =
  'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: late}\nprovisioner: disk.csi.cutaway.dev\nvolumeBindingMode: WaitForFirstConsumer\n';
export const settings = (dice: Dice): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {mode: "${dice.int(1, 3)}"}\n`;
export const keys = (): string => 'apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\nstringData: {key: abc}\n';
export const namespace = (name: string): string => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;
