/** A default StorageClass whose provisioner makes disks on demand. */
export const DEFAULT_CLASS = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: standard
  annotations:
    storageclass.kubernetes.io/is-default-class: "true"
provisioner: disk.csi.cutaway.dev
reclaimPolicy: Delete
volumeBindingMode: Immediate
allowVolumeExpansion: true
`;

/** A Deployment of three web servers and the Service in front of them. */
export const WEB = `apiVersion: apps/v1
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
          image: nginx:1.28
          ports:
            - containerPort: 80
          readinessProbe:
            httpGet:
              path: /
              port: 80
            periodSeconds: 5
          resources:
            requests:
              cpu: 250m
              memory: 128Mi
            limits:
              memory: 256Mi
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: 80
`;

/** A claim for a disk; an init container writes a page to it, a web server serves it. */
const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: page
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
---
apiVersion: v1
kind: Pod
metadata:
  name: site
  labels:
    app: site
spec:
  initContainers:
    - name: write
      image: busybox:1.37
      command: [sh, -c, "echo hello > /page/index.html"]
      volumeMounts:
        - name: page
          mountPath: /page
  containers:
    - name: nginx
      image: nginx:1.28
      ports:
        - containerPort: 80
      volumeMounts:
        - name: page
          mountPath: /usr/share/nginx/html
  volumes:
    - name: page
      persistentVolumeClaim:
        claimName: page
`;

/** A container that ends with an error again and again. */
const CRASH = `apiVersion: v1
kind: Pod
metadata:
  name: crash
spec:
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, "echo starting; sleep 3; exit 1"]
`;

/** More than any node has. */
const TOO_LARGE = `apiVersion: v1
kind: Pod
metadata:
  name: too-large
spec:
  containers:
    - name: main
      image: nginx:1.28
      resources:
        requests:
          cpu: "64"
`;

/** Texts one can start from in the editor. */
export const EXAMPLES: readonly { readonly id: string; readonly title: string; readonly text: string }[] = [
  { id: 'web', title: 'Deployment + Service', text: WEB },
  { id: 'claim', title: 'PersistentVolumeClaim + Pod', text: CLAIM },
  { id: 'crash', title: 'CrashLoopBackOff', text: CRASH },
  { id: 'pending', title: 'Pending', text: TOO_LARGE },
];
