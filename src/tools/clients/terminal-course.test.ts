import { compareLines, linesOf } from './compare.testing.ts';

/** Lines of courses and cheat sheets. */
const LINES = linesOf(String.raw`
kubectl get pods --field-selector=status.phase!=Running -A -o wide --sort-by=.metadata.creationTimestamp
kubectl get nodes -o jsonpath='{range .items[*]}{@.metadata.name}:{range @.status.conditions[*]}{@.type}={@.status};{end}{end}' | tr ';' '\n'
kubectl get pods -A -o jsonpath='{.items[*].spec.containers[*].image}' | tr -s ' ' '\n' | sort | uniq -c
kubectl create deployment NAME --image=nginx:1.27 --dry-run=client -o yaml | kubectl apply -f -
kubectl create cm NAME-9 --from-literal=9=a --from-literal=10=b && kubectl get cm NAME-9 -o jsonpath={.data}
kubectl get cm NAME-9 -o yaml | sed '/uid:/d;/resourceVersion:/d;/creationTimestamp:/d' | kubectl apply -f - 2>&1
kubectl set image deployment/NAME nginx=nginx:1.28 --record
kubectl scale deployment NAME --replicas=2 --record
kubectl rollout history deployment/NAME
kubectl annotate deployment NAME kubernetes.io/change-cause='other'
kubectl label deployment NAME tier=front --record
kubectl rollout undo deployment/NAME --to-revision=9
kubectl expose deploy/NAME deploy/web --port=80 --dry-run=client -o yaml
kubectl patch deployment NAME --type='json' -p='[{"op": "test", "path": "/spec/replicas", "value": 9}]'
kubectl autoscale deployment NAME --min=2 --max=10 --cpu-percent=80 --dry-run=client -o yaml
kubectl describe deploy/NAM
kubectl delete pod nope --dry-run=client
echo '{kind: ConfigMap, apiVersion: v1, metadata: {name: nope}}' | kubectl delete --dry-run=client -f -
echo '{kind: configmap, apiVersion: v1, metadata: {name: NAME-9}}' | kubectl get -o name -f -
echo '{kind: deployment, apiVersion: apps/v1, metadata: {name: NAME-x}}' | kubectl apply -f -
echo '{kind: configmap, apiVersion: v1, metadata: {name: NAME-y}}' | kubectl apply --server-side -f -
echo '{kind: ConfigMap, apiVersion: v1, metadata: {name: nope, namespace: nope}}' | kubectl describe -f -
echo '{kind: Job, apiVersion: batch/v9, metadata: {name: nope}}' | kubectl delete --ignore-not-found -f -
kubectl gt pods
kubectl e
kubectl dele
kubectl get pods -o wides
kubectl get pods --namespase kube-system
`);

compareLines('terminal-course', { lines: LINES });
