import { compareLines, linesOf } from './compare.testing.ts';

/** What kubectl makes from flags: create with its generators, run, expose, autoscale. */
const LINES = linesOf(String.raw`
kubectl create role r --verb=get --resource=pods --dry-run=client -o yaml
kubectl create role r --verb=get,list --resource=pods,deployments.apps --resource-name=a --dry-run=client -o yaml
kubectl create role r --verb=get --resource=pods/log --dry-run=client -o yaml
kubectl create role r --verb='*' --resource=pods --dry-run=client -o yaml
kubectl create role r --verb=foo --resource=pods --dry-run=client -o yaml
kubectl create role r --verb=get --resource=foo --dry-run=client -o yaml
kubectl create role r --verb=get --resource=pods
kubectl create clusterrole r --verb=get --resource=pods --dry-run=client -o yaml
kubectl create clusterrole r --verb=get --non-resource-url=/logs/* --dry-run=client -o yaml
kubectl create clusterrole r --aggregation-rule=a=b --dry-run=client -o yaml
kubectl create clusterrole r
kubectl create rolebinding b --clusterrole=r --user=u --dry-run=client -o yaml
kubectl create rolebinding b --role=r --serviceaccount=x --dry-run=client -o yaml
kubectl create clusterrolebinding b --clusterrole=r --user=u --group=g1 --group=g2 --serviceaccount=ns:sa --dry-run=client -o yaml
kubectl create cronjob c --image=busybox --schedule='*/1 * * * *' --restart=Never --dry-run=client -o yaml
kubectl create job j --from=cronjob/c
kubectl create job j --from=cronjob/c --image=b
kubectl create job j --from=deploy/web
kubectl create ingress i --rule=foo.com/bar=svc1:8080,tls=my-cert --dry-run=client -o yaml
kubectl create ingress i --default-backend=d:http --rule='foo.com/*=svc:8080' --annotation a=b --annotation c=d --dry-run=client -o yaml
kubectl create ingress i --rule='foo.com/*=svc:8080'
kubectl create pdb p --selector=app=rails --min-available=1 --dry-run=client -o yaml
kubectl create pdb p --selector=a=b --min-available=1 --max-unavailable=1
kubectl create quota q --hard=cpu=1,memory=1G,pods=2 --dry-run=client -o yaml
kubectl create quota q --hard=x
kubectl create secret tls t --cert=a --key=b
kubectl create secret tls
kubectl create secret generic s --from-file=nofile
kubectl create secret generic s --from-literal=a=b --from-env-file=x
kubectl create cm c --from-literal=a/b=c
kubectl create cm c --from-file=a=b=c
kubectl create cm c --from-file=x=
printf 'A=1\\nB=two words\\n# no\\n\\n' > e.env; kubectl create cm c --from-env-file=e.env --dry-run=client -o yaml
printf '1A=1\\n' > e2.env; kubectl create cm c --from-env-file=e2.env --dry-run=client -o yaml
kubectl create secret docker-registry r --from-file=x
kubectl create svc clusterip s --tcp=80 --clusterip=None --tcp=81:http --dry-run=client -o yaml
kubectl create svc clusterip s --tcp=80:99999
kubectl create svc externalname s --external-name foo.com --tcp=80 --dry-run=client -o yaml
kubectl create svc nodeport s --tcp=80 --node-port=abc
kubectl create token default --duration=1.5s
kubectl create token default --bound-object-name=x
kubectl create deployment d --image=nginx:1 --image=busybox:2 --port=80 --dry-run=client -o yaml
kubectl create deployment d --image=nginx --port=99999 --dry-run=client
kubectl create deployment d --image=localhost:5000/a/b@sha256:0000 --dry-run=client -o jsonpath='{.spec.template.spec.containers[0].name}'
kubectl create deployment d --image=nginx --dry-run=server -o name
kubectl create deployment d --image=nginx --save-config --dry-run=client -o yaml
kubectl delete ns NAME --wait=false
kubectl create -f nofile
kubectl create --raw /api/v1/namespaces -f nofile
kubectl create --raw /api/v1/namespaces -f a -f b
echo '{}' | kubectl create --raw foo -f -
echo '{}' | kubectl create --raw /api/v1/namespaces -f - -o yaml
echo '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"NAMEc"}}' | kubectl create -f -
echo '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"NAMEd"}}' | kubectl create -f - --save-config -o yaml --dry-run=client
echo '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"NAMEd"},"foo":1}' | kubectl create -f - --validate=false
kubectl delete cm NAMEc NAMEd NAMEe NAMEf
echo '{"kind":"Ingress","apiVersion":"networking.k8s.io/v1","metadata":{"name":"NAMEd"}}' | kubectl create -f -
echo '' | kubectl create -f -
kubectl expose deploy web --name=NAMEy --port=80,443 --dry-run=client -o yaml
kubectl expose deploy web --port=80 --external-ip=1.2.3.4 --load-balancer-ip=5.6.7.8 --type=LoadBalancer --session-affinity=ClientIP --cluster-ip=10.96.9.9 --dry-run=client -o yaml
kubectl expose deploy web --port=80 -l a=b --labels=c=d --dry-run=client -o yaml
kubectl expose deploy web --port=80 --overrides='{"spec":{"type":"NodePort"}}' --dry-run=client -o yaml
kubectl expose deploy web --port=80 --overrides='[{"op":"add","path":"/spec/type","value":"NodePort"}]' --override-type=json --dry-run=client -o yaml
kubectl expose deploy web --port=80 --override-type=foo --overrides='{}'
kubectl expose deploy web --port=80 --overrides='{'
kubectl expose deploy web --port=80 --type=Foo
kubectl expose svc web --port=81 --name=NAMEz --dry-run=client -o yaml
kubectl expose rs -l app=web --port=80 --dry-run=client -o yaml
kubectl expose deploy web svc/web --port=80
kubectl expose deploy web --port=80 --session-affinity=Foo --name=NAMEq
kubectl delete svc NAMEx NAMEq
kubectl run NAMEp --image=nginx --overrides='{"spec":{"nodeName":"x"}}' --dry-run=client -o yaml
kubectl run NAMEp --image=nginx --overrides='{"apiVersion":"v1","spec":{"containers":[{"name":"b","image":"c"}]}}' --dry-run=client -o yaml
kubectl run NAMEp --image=nginx --overrides='{"spec":{"containers":[{"name":"NAMEp","env":[{"name":"A","value":"B"}]}]}}' --override-type=strategic --dry-run=client -o yaml
kubectl run NAMEp --image=nginx --overrides='[{"op":"add","path":"/metadata/labels/x","value":"y"}]' --override-type=json --dry-run=client -o yaml
kubectl run NAMEp --image=nginx --overrides='{' --dry-run=client
kubectl run NAMEp --image=nginx --annotations=a=b --annotations=c=d --labels=x=y,z=w --env=A=B --env=C --dry-run=client -o yaml
kubectl run NAMEp --image=nginx --expose
kubectl run NAMEp --image=nginx --image-pull-policy=Foo
kubectl run NAMEp --image=UPPER
kubectl run NAMEp other --image=nginx --dry-run=client -o yaml
kubectl run NAMEp --image=nginx -- a b
kubectl run NAMEp --image=nginx
kubectl run NAMEp3 --image=nginx -o name
kubectl run NAMEp4 --image=nginx --env=
kubectl run NAMEp4 --image=nginx --save-config --dry-run=client -o yaml
kubectl run NAMEp4 --image=nginx --port=80 --dry-run=server -o jsonpath='{.spec.containers[0].ports}'
kubectl autoscale deploy web --max=3
kubectl autoscale deploy web --max=3 --min=1 --cpu=50% --dry-run=client -o yaml
kubectl autoscale deploy web --max=3 --min=1 --cpu-percent=50 --dry-run=client -o yaml
kubectl autoscale deploy web --max=3 --memory=100Mi --name=x --dry-run=client -o yaml
kubectl autoscale deploy web
kubectl autoscale deploy web --max=1 --min=2
kubectl autoscale cm kube-root-ca.crt --max=3
kubectl run NAMEp --image=nginx --dry-run=client -o json --env A=b --labels x=y,a=b --port 80 --restart Never --annotations q=w --image-pull-policy=Never --privileged --overrides '{"spec":{"zz":1,"hostname":"h"}}'
kubectl run NAMEp --image=nginx --dry-run=client -o json --expose --port 80 --command -- sh -c x
kubectl run NAMEp --image=nginx -n kube-system --dry-run=client -o json
kubectl run NAMEp --image=nginx -n kube-system --expose --port=80 --dry-run=client -o json
kubectl run NAMEp --image=nginx -n kube-system --dry-run=client -o yaml --overrides='{"metadata":{"namespace":"x"}}'
kubectl run NAMEp --image=nginx --dry-run=client -o yaml --overrides='{"metadata":{"namespace":"x"}}'
kubectl expose deploy web -n default --port=80 --dry-run=client -o yaml --overrides='{"metadata":{"namespace":"x"}}'
kubectl expose deploy web --port=80 --dry-run=client -o yaml --overrides='{"metadata":{"namespace":"x"}}'
kubectl config set-context --current --namespace=kube-system
kubectl run NAMEp --image=nginx --dry-run=client -o yaml
kubectl create quota q --hard=pods=1 --dry-run=client -o yaml
kubectl config set-context --current --namespace=default
kubectl run NAMEp --image=nginx --dry-run=client -o yaml
kubectl run NAMEp5 --image=nginx --port=80 --save-config -o jsonpath='{.metadata.annotations}'
kubectl delete pod NAMEp5 --now
kubectl expose deploy web --port=80,81 --dry-run=client -o json --session-affinity ClientIP --external-ip 1.2.3.4 --load-balancer-ip=5.6.7.8 --type LoadBalancer --labels=z=y,c=d
kubectl expose deploy web --port=80 --dry-run=client -o json -n default --record
kubectl create quota q --hard=pods=3,cpu=1 --scopes=BestEffort --dry-run=client -o json
kubectl create quota q -n kube-system --save-config --hard=pods=1 --dry-run=client -o json
kubectl create priorityclass pc --value 10 --dry-run=client -o json
kubectl create priorityclass pc --value 10 --dry-run=client -o yaml --description hi --global-default
kubectl create priorityclass pc --value 10 --dry-run=client -o json --description hi --global-default --preemption-policy=Never
kubectl create job j --image=b --dry-run=client -o json -- a b
kubectl create cronjob c --image=b --schedule=@daily --dry-run=client -o json
kubectl create ingress i --rule=foo.com/bar=svc1:8080,tls=my-cert --annotation a=b --default-backend=d:http --class=x --dry-run=client -o json
kubectl create pdb p --selector=a=b --min-available=1 --dry-run=client -o json
kubectl create role r --verb=get --resource=pods --resource-name=x --dry-run=client -o json
kubectl create rolebinding b --clusterrole=r --user=u --serviceaccount=ns:sa --dry-run=client -o json
kubectl create clusterrole r --aggregation-rule=a=b --dry-run=client -o json
kubectl create cm c --from-literal=a=b --dry-run=client -o json
kubectl create secret generic s --from-literal=a=b --type=x --dry-run=client -o json
kubectl create ns n --dry-run=client -o json
kubectl create sa s --dry-run=client -o json
kubectl create svc nodeport s --tcp=80:81 --node-port=30000 --dry-run=client -o json
kubectl create deployment d --image=nginx --port=80 --replicas=2 --dry-run=client -o json
kubectl autoscale deploy web --max=3 --min=1 --cpu=50% --dry-run=client -o json
`);

compareLines('terminal-create', { lines: LINES, moves: true });
