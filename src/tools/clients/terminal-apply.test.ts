import { compareLines, linesOf } from './compare.testing.ts';

/** kubectl apply, on the client and on the server, and what belongs to it. */
const LINES = linesOf(String.raw`
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: NAMEa\n  labels: {app: NAME}\ndata:\n  a: "1"\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: NAMEb\n  labels: {app: NAME}\n' > a.yaml; kubectl apply -f a.yaml
kubectl apply -f a.yaml -o json --dry-run=server | grep -v -e uid -e resourceVersion -e creationTimestamp
kubectl apply -f a.yaml -l app=NAME
kubectl apply -f a2.yaml
kubectl apply -f a.yaml -f nofile
kubectl apply -f a.yaml --prune
kubectl apply -f a.yaml --prune --all -l a=b
head -7 a.yaml | kubectl apply -f - --prune -l app=NAME --prune-allowlist=core/v1/ConfigMap --dry-run=client
head -7 a.yaml | kubectl apply -f - --prune -l app=NAME --prune-allowlist=core/v1/ConfigMap --dry-run=server
kubectl apply -f a.yaml --prune --all --prune-allowlist=core/v1/Foo
kubectl apply -f a.yaml --prune --all --prune-allowlist=foo
kubectl apply -f a.yaml --force --server-side
kubectl apply -f a.yaml --force-conflicts
kubectl apply -f a.yaml --server-side
kubectl apply -f a.yaml --server-side
kubectl apply -f a.yaml --validate=foo
kubectl apply -f a.yaml --cascade=foo
kubectl apply view-last-applied cm NAMEa
kubectl apply view-last-applied cm/NAMEa -o json
kubectl apply view-last-applied cm/NAMEa -o foo
kubectl apply view-last-applied cm kube-root-ca.crt
kubectl create cm NAMEp
kubectl delete cm NAMEp; kubectl create cm NAMEp
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: NAMEi\nimmutable: true\ndata: {a: b}\n' > i.yaml; kubectl apply -f i.yaml
sed 's/b}/c}/' i.yaml | kubectl apply -f -
sed 's/b}/c}/' i.yaml | kubectl apply --force -f -
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n' | kubectl apply -f -
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: NAMEz\nfoo: 5\n' | kubectl apply -f - --validate=false
printf 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: NAMEz\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: NAMEz\n' | kubectl apply -f -
printf 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: NAMEl}\n' | kubectl apply -f -
kubectl apply -f a.yaml --server-side
kubectl delete cm -l app=NAME --wait=false
`);

compareLines('terminal-apply', { lines: LINES, moves: true });
