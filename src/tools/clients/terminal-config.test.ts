import { compareLines, linesOf } from './compare.testing.ts';
import type { Ran } from './real.testing.ts';

/** Each has its own address. */
const loosen = (line: string, ran: Ran): Ran => ({
  ...ran,
  out: / use-context$| a b$/.test(line) ? '' : ran.out.replace(/"?https?:\/\/[^\s",]+"?/g, 'SERVER'),
});

compareLines('config', {
  loosen,
  lines: linesOf(`
kubectl config view
kubectl config view -o json
kubectl config view -o yaml
kubectl config view -o kyaml
kubectl config view --minify
kubectl config view --raw
kubectl config view --flatten
kubectl config view -o jsonpath='{.contexts[*].name}'
kubectl config view -o jsonpath='{.contexts[0].context.namespace}'
kubectl config view -o go-template='{{range .users}}{{.name}}{{end}}'
kubectl config view -o foo
kubectl config view x
kubectl config current-context
kubectl config current-context a
kubectl config get-clusters
kubectl config get-clusters x
kubectl config get-users
kubectl config get-contexts
kubectl config get-contexts cutaway
kubectl config get-contexts nope
kubectl config get-contexts cutaway nope
kubectl config get-contexts a b
kubectl config get-contexts --no-headers
kubectl config get-contexts -o name
kubectl config get-contexts -o foo
kubectl config use-context
kubectl config use-context a b
kubectl config use-context zz
kubectl config use-context cutaway
kubectl config use cutaway
kubectl config set-context
kubectl config set-context a b
kubectl config set-context --current
kubectl config set-context --current --namespace=kube-system
kubectl config get-contexts
kubectl get pods
kubectl get sa -o name
kubectl get deploy -n default -o name
kubectl config set-context cutaway --namespace=default
kubectl get deploy -o name
kubectl --context=cutaway get deploy -o name
kubectl --context=zz get deploy
kubectl config foo
`),
});
