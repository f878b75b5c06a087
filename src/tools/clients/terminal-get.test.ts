import { compareLines, linesOf } from './compare.testing.ts';

/** kubectl get: its flags, names, watches. */
const LINES = linesOf(String.raw`
kubectl get deploy web --subresource=foo
kubectl get pods --output-watch-events
kubectl get pods -w --output-watch-events -o foo
kubectl get pods --watch-only --field-selector metadata.name=zz --request-timeout=1s
kubectl get cm kube-root-ca.crt -w -o name --request-timeout=1s
kubectl get pods,svc -w --request-timeout=1s
kubectl get pods -w --sort-by=.metadata.name --request-timeout=1s
kubectl get deploy web svc -w
kubectl get pod zz -w
kubectl get deploy/web svc/web -w --request-timeout=1s
kubectl get pods -l a=b -w --request-timeout=1s
kubectl get pods --chunk-size=2 -o name
kubectl get pods --show-kind --no-headers
kubectl get deploy web --show-kind -o wide
kubectl get pods,svc zz --ignore-not-found -o yaml
kubectl get --raw /api/v1/namespaces/default/configmaps/kube-root-ca.crt
kubectl get --raw /api/v1/namespaces/default/configmaps?limit=1
kubectl get --raw /nope
kubectl get --raw '/readyz?verbose'
kubectl get --raw pods
kubectl get --raw /api -o yaml
kubectl get --raw /api -l a=b
kubectl get --raw=''
kubectl get --raw /api/v1/namespaces/default/pods/zz
kubectl get pods -o jsonpath-as-json='{.items[*].metadata.name}'
kubectl get pods --sort-by='{.metadata.name}'
kubectl get pods --sort-by=.status.podIP
kubectl get pods,svc --sort-by=.metadata.name
kubectl get pods svc/web
kubectl get pods -l 'app notin (web)' -A -o name
kubectl get pods -l -- a
kubectl get pods --field-selector=status.phase!=Running
kubectl get deployments.v1.apps/web
kubectl get DEPLOY
kubectl get pods.v1
kubectl get pods default/web
kubectl get pods ''
kubectl get pods a%b
kubectl get --all-namespaces pods -o name
kubectl get pods -ojson=x
kubectl get pods -o ''
kubectl get pods --request-timeout=abc
kubectl get pods --warnings-as-errors -o name
kubectl get pods -h --foo
kubectl get deploy web --subresource=scale -o name
kubectl get deploy/web svc/nope -o name
`);

compareLines('terminal-get', { lines: LINES });
