import { compareLines, linesOf } from './compare.testing.ts';

/** logs, events, wait, nodes, auth, top and what tells of the server. */
const LINES = linesOf(String.raw`
kubectl logs -l app=nope
kubectl logs deploy/web -c nope
kubectl logs deploy/web --since=-1s
kubectl logs deploy/web --tail=-2
kubectl logs node/NODE
kubectl logs cm/kube-root-ca.crt
kubectl logs deploy/web --pod-running-timeout=0s
kubectl events --for pod/nope
kubectl events --types=Normal,Warning --no-headers | wc -l
kubectl events -o name | wc -l
kubectl events -o json | head -3
kubectl events -o jsonpath='{.items[0].kind}'
kubectl events -w --request-timeout=1s | wc -l
kubectl wait deploy/web --for=condition=available=true --timeout=1s
kubectl wait deploy/web --for=condition=Available=False --timeout=0
kubectl wait deploy/web --for=jsonpath='{.status.readyReplicas}'=3
kubectl wait deploy/web --for=jsonpath='{.status.nope}' --timeout=1s
kubectl wait deploy/web --for=jsonpath={
kubectl wait deploy/web --for=jsonpath=
kubectl wait pods --all --for=condition=Ready | wc -l
kubectl wait pods --all --for=condition=Ready=true -o jsonpath='{.status.phase} '
kubectl wait pod/nope --for=create --timeout=1s
kubectl wait deploy/web --for=create
kubectl wait deploy/web --for=condition=Foo --timeout=1s
kubectl cordon NODE --dry-run=client
kubectl cordon NODE --dry-run=server
kubectl uncordon -l kubernetes.io/hostname=NODE
kubectl cordon NODE -l a=b
kubectl taint nodes NODE a=b:NoSchedule c=d:NoExecute
kubectl taint nodes NODE a=c:NoSchedule
kubectl taint nodes NODE a=c:NoSchedule a-
kubectl taint nodes NODE a:NoSchedule-
kubectl taint nodes NODE k:PreferNoSchedule --dry-run=server
kubectl taint nodes -l kubernetes.io/hostname=NODE k=v:NoSchedule
kubectl taint nodes NODE 'a b=c:NoSchedule'
kubectl taint nodes NODE a=b:NoSchedule a=c:NoSchedule
kubectl taint nodes a=b:NoSchedule
kubectl taint node/NODE a=b:NoSchedule
kubectl taint nodes NODE a=b:NoSchedule foo
kubectl drain NODE --dry-run=client 2>&1 | sed 's/web-[a-z0-9-]*/POD/g;s/coredns-[a-z0-9-]*/POD/g'
kubectl drain NODE --pod-selector='a b'
kubectl uncordon NODE
kubectl drain NODE --grace-period=0 --timeout=5s --pod-selector=a=nope --disable-eviction --skip-wait-for-delete-timeout=3 --force --delete-emptydir-data --ignore-daemonsets --chunk-size=2
kubectl auth can-i get pods/web
kubectl auth can-i get pods web
kubectl auth can-i get deployments.apps
kubectl auth can-i '*' '*'
kubectl auth can-i foo pods
kubectl auth can-i get pods a b
kubectl auth can-i get /logs --subresource=x
kubectl certificate approve x
kubectl top pod
kubectl top pod x -l a=b
kubectl top pod --sort-by=foo
kubectl version --client -o yaml
kubectl version x
kubectl api-versions x
kubectl api-resources -o foo
kubectl api-resources -o json | head -20
kubectl api-resources -o yaml | head -20
kubectl api-resources --cached -o name --api-group=apps
`);

compareLines('terminal-look', { lines: LINES, moves: true });
