/**
 * The session in which the outputs were recorded, as their ages, Events and objects tell it: one cluster, one namespace, from 10:52:51 to 10:56:00. A line is
 * an instant and what was typed then: `= NAME` the command line of a golden output, `node NAME` a machine that joins, else a line whose output was not kept.
 * Lines of one instant are typed one after the other.
 */
export const BEGAN = Date.UTC(2026, 10, 22, 10, 52, 51);

const claim = (name: string, storage: string, storageClass?: string): string =>
  `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: ${name}}, spec: {accessModes: [ReadWriteOnce], ${
    storageClass === undefined ? '' : `storageClassName: ${storageClass}, `
  }resources: {requests: {storage: ${storage}}}}}`;

const volume = (name: string, storage: string, more: string, modes = 'ReadWriteOnce'): string =>
  `{apiVersion: v1, kind: PersistentVolume, metadata: {name: ${name}}, spec: {capacity: {storage: ${storage}}, accessModes: [${modes}], ${more}, hostPath: {path: /data/${name}}}}`;

const apply = (...objects: readonly string[]): string => `kubectl apply -f - <<EOF\n${objects.join('\n---\n')}\nEOF`;

const BLUE = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.19
        ports:
        - containerPort: 80
        env:
        - name: MODE
          value: blue`;

const VOLUMES = apply(
  volume('pv-1g', '1Gi', 'persistentVolumeReclaimPolicy: Retain, storageClassName: manual'),
  volume('pv-2g', '2Gi', 'persistentVolumeReclaimPolicy: Retain, storageClassName: manual'),
  volume('pv-5g-rwx', '5Gi', 'persistentVolumeReclaimPolicy: Retain, storageClassName: manual', 'ReadOnlyMany, ReadWriteMany'),
  volume('pv-delete', '1Gi', 'persistentVolumeReclaimPolicy: Delete, storageClassName: del'),
  volume('pv-noclass', '3Gi', 'persistentVolumeReclaimPolicy: Retain'),
  '{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: local}, provisioner: kubernetes.io/no-provisioner, volumeBindingMode: WaitForFirstConsumer}',
  '{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}, provisioner: example.com/hostpath, allowVolumeExpansion: true}',
);

const CLAIMS = apply(
  claim('fit-2g', '1500Mi', 'manual'),
  claim('toobig', '100Gi', 'manual'),
  claim('lazy', '1Gi', 'local'),
  claim('default', '1Gi'),
  claim('del', '1Gi', 'del'),
);

const USER = apply(
  '{apiVersion: v1, kind: Pod, metadata: {name: user}, spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: fit-2g}}], containers: [{name: main, image: "nginx:1.19", volumeMounts: [{name: d, mountPath: /data}]}]}}',
);

const pod = (name: string, container: string): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {containers: [{name: main, ${container}}]}}`;

const TROUBLED = apply(
  pod('huge', 'image: "nginx:1.19", resources: {requests: {cpu: "64"}}'),
  pod('badimage', 'image: "nginx:does-not-exist"'),
  pod('crash', 'image: "busybox:1.32", command: [sh, -c, "sleep 1; exit 1"]'),
  pod('notready', 'image: "nginx:1.19", readinessProbe: {exec: {command: ["false"]}}'),
);

export interface Typed {
  /** Seconds after the recording began. */
  readonly at: number;
  readonly what: string;
}

const at = (clock: string, ...what: readonly string[]): readonly Typed[] => {
  const [, minute, second] = /^(\d+):([\d.]+)$/.exec(clock)!;
  return what.map((one) => ({ at: (Number(minute) - 52) * 60 + Number(second) - 51, what: one }));
};

const goldens = (names: string): readonly string[] => names.split(' ').map((name) => `= ${name}`);

export const RECORDING: readonly Typed[] = [
  ...at('52:51', 'node node-1'),
  ...at('53:04', 'node node-2'),
  ...at('53:05', 'node node-3'),
  ...at('53:18.1', 'kubectl create namespace demo', 'kubectl config set-context --current --namespace=demo'),
  ...at('53:19', '= 01-apply', '= 01-rollout-status-watching'),
  ...at('53:29', apply(BLUE)),
  ...at('53:39.3', ...goldens('01-get-pods 01-get-pods-L')),
  ...at('53:40.3', ...goldens('01-get-pods-l 01-get-pods-A 01-get-pods-name 01-get-all 01-get-deploy')),
  ...at('53:41.3', ...goldens('01-get-deploy-wide 01-get-svc-wide')),
  ...at('53:42.3', ...goldens('01-get-endpointslices 01-get-nodes 01-get-nodes-wide 01-get-nodes-labels 01-get-events')),
  ...at('53:43.3', ...goldens('01-get-events-sorted 01-events 01-events-for 01-describe-pod')),
  ...at(
    '53:44.3',
    ...goldens('01-describe-node 01-describe-endpoints 01-describe-ns 01-get-pods-custom 01-get-pods-json-path 01-get-pod-yaml 01-get-svc-yaml'),
  ),
  ...at('53:45', ...goldens('01-rollout-status 01-get-notfound 01-explain-pod 01-explain-replicas 01-explain-strategy 01-dry-run 01-auth-can-i 01-version')),
  ...at('53:46', ...goldens('01-api-versions 01-top-nodes 01-rollout-history-rev')),
  ...at(
    '53:50.2',
    '= 01-diff',
    '= 01-create-deployment',
    'kubectl scale deployment hello --replicas=3',
    'kubectl expose deployment hello --port=80',
    '= 01-get-hpa',
  ),
  ...at('53:50.9', 'kubectl label deployment hello tier=front', '= 01-label-overwrite-error', 'kubectl set image deployment/hello nginx=nginx:1.20'),
  ...at('53:52', '= 01-rollout-restart'),
  ...at('53:56', 'kubectl rollout undo deployment/hello'),
  ...at('53:57', ...goldens('01-rollout-pause 01-rollout-resume 01-run 01-create-job 01-patch 01-wait')),
  ...at(
    '53:58.2',
    ...goldens('01-cordon 01-cordon-again 01-get-nodes-cordoned 01-taint 01-taint-again'),
    'kubectl taint nodes node-3 a-',
    '= 01-untaint-again',
  ),
  ...at('53:59.2', 'kubectl create cm c --from-literal=a=b', '= 01-create-secret'),
  ...at(
    '54:00.3',
    '= 01-get-cm-secret',
    'kubectl drain node-3 --ignore-daemonsets --delete-emptydir-data --force',
    'kubectl uncordon node-3',
    '= 01-delete-pod',
  ),
  ...at('54:07', '= 01-delete-many', 'kubectl delete deployment hello', '= 01-delete-all', 'kubectl delete deployment web', 'kubectl delete svc web'),
  ...at('54:56.9', VOLUMES),
  ...at('54:57.2', CLAIMS),
  ...at('55:01', USER, 'kubectl delete pvc del'),
  ...at(
    '55:07.3',
    ...goldens('10-get-pvc-wide 10-get-pv-pvc-sc 10-describe-pvc-bound 10-describe-pvc-pending 10-describe-pvc-lazy 10-describe-pv-delete 10-describe-pod'),
  ),
  ...at('55:08.1', 'kubectl delete pvc fit-2g --wait=false', '= 10-describe-pvc-terminating', '= 10-get-events'),
  ...at('55:10', 'kubectl delete pod user', 'kubectl delete pvc --all', 'kubectl delete pv --all', 'kubectl delete sc --all'),
  ...at('55:18', '= 90-apply-ds', TROUBLED),
  ...at('55:55.5', '= 90-get-pods', '= 90-get-job'),
  ...at('55:57.3', ...goldens('90-describe-ds 90-describe-job 90-describe-pod-crash 90-describe-pod-notready')),
  ...at('55:59', '= 90-get-events'),
];
