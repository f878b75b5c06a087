import { DEFAULT_CLASS } from './manifests.ts';
import { standardNodes } from './nodes.ts';
import type { Scenario } from './scenario.ts';

const VOLUMES = `apiVersion: v1
kind: PersistentVolume
metadata:
  name: pv-small
spec:
  capacity:
    storage: 1Gi
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: manual
  hostPath:
    path: /mnt/small
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: pv-middle
spec:
  capacity:
    storage: 2Gi
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: manual
  hostPath:
    path: /mnt/middle
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: pv-large
spec:
  capacity:
    storage: 5Gi
  accessModes: [ReadWriteOnce, ReadOnlyMany]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: manual
  hostPath:
    path: /mnt/large
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  storageClassName: manual
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 2Gi
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: cache
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 3Gi
---
apiVersion: v1
kind: Pod
metadata:
  name: writer
  labels:
    app: writer
spec:
  containers:
    - name: main
      image: busybox:1.37
      command: [sh, -c, "while true; do date >> /data/log; sleep 5; done"]
      volumeMounts:
        - name: data
          mountPath: /data
        - name: cache
          mountPath: /cache
  volumes:
    - name: data
      persistentVolumeClaim:
        claimName: data
    - name: cache
      persistentVolumeClaim:
        claimName: cache
`;

/** Claims find their volumes: one among several that are there, one that a provisioner makes. */
export const volumes: Scenario = {
  id: 'volumes',
  title: { en: 'Claims and volumes', ja: 'PVCとPV' },
  nodes: standardNodes(3),
  manifests: [DEFAULT_CLASS, VOLUMES],
  traffic: [],
  opensAt: 'quiet',
};
