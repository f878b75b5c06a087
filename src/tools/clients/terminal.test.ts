import { compareLines, linesOf } from './compare.testing.ts';
import type { Ran } from './real.testing.ts';

const LINES = linesOf(`
kubectl get pods
kubectl get pods -o wide
kubectl get all
kubectl get deploy,svc,nodes -o wide
kubectl get deploy/web svc/web
kubectl get deploy/web
kubectl get pods -A --no-headers
kubectl get pods,svc -A
kubectl get pods --show-labels
kubectl get pods -L app,zz
kubectl get pods -l app=web -o name
kubectl get pods -l 'app in (web)' --show-kind
kubectl get pods -l app=nope
kubectl get pods -A -l app=nope
kubectl get pods --field-selector spec.nodeName=node-1
kubectl get pods --field-selector foo
kubectl get pods -l 'a in ('
kubectl get pods --sort-by=.metadata.name
kubectl get pods --sort-by=.metadata.creationTimestamp -o name
kubectl get pods --sort-by=.foo
kubectl get events
kubectl get events --field-selector type=Warning
kubectl get nodes -o yaml
kubectl get pods -o yaml
kubectl get pods -o json
kubectl get deploy web -o yaml
kubectl get deploy web -o yaml --show-managed-fields
kubectl get svc,cm,sa,secrets,pv,pvc,sc,ns,endpoints,endpointslices,leases,priorityclasses -A -o yaml
kubectl get svc,cm,sa,secrets,pv,pvc,sc,ns,endpoints,endpointslices,leases,priorityclasses -A -o json
kubectl get svc,cm,sa,secrets,pv,pvc,sc,ns,endpoints,endpointslices,leases,priorityclasses -A
kubectl get cm,sc,ns,leases,pc -A -o wide
kubectl get rs -o wide
kubectl get deploy web -o jsonpath='{.spec.replicas}{"\\n"}{.metadata.labels}{" "}{.spec.template.spec.containers[*].image} {.x.y}'
kubectl get pods -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.status.podIP}{"\\n"}{end}'
kubectl get pods -o jsonpath='{.items[?(@.spec.nodeName=="node-1")].metadata.name}'
kubectl get pods -o jsonpath='{.items[0].status.conditions[?(@.type=="Ready")].status}'
kubectl get pods -o jsonpath="{.items[*]['metadata.name','status.phase']}"
kubectl get pods -o jsonpath='{.items[0:2].metadata.name}'
kubectl get pods -o jsonpath='{.items[-1:].metadata.name}'
kubectl get pods -o jsonpath='{..image}'
kubectl get deploy web -o jsonpath='{.items['
kubectl get deploy web -o jsonpath=
kubectl get deploy web -o jsonpath='{.metadata.annotations.deployment\\.kubernetes\\.io/revision}'
kubectl get nodes -o custom-columns=NAME:.metadata.name,CPU:.status.capacity.cpu,X:.x,L:.metadata.labels
kubectl get nodes -o custom-columns=NAME:metadata.name --no-headers
kubectl get deploy -o custom-columns=A
kubectl get pods -o go-template='{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}'
kubectl get pods -o go-template='{{len .items}}{{range $i, $p := .items}}{{if $i}}, {{end}}{{$p.metadata.name}}{{end}}{{.x}}'
kubectl get pods -o go-template --template='{{with index .items 0}}{{.kind | printf "%s-%q" "a"}}{{end}}'
kubectl get pods -o foo
kubectl get pod nosuch
kubectl get pods a b
kubectl get pods,svc a
kubectl get pod nosuch -o yaml
kubectl get pod nosuch --ignore-not-found
kubectl get ns default kube-system zz -o yaml
kubectl get foo
kubectl get foo/bar
kubectl get pods,foo
kubectl get pod/a svc
kubectl get
kubectl get pods -x
kubectl get pods --foo
kubectl get pods -n
kubectl get pods --all-namespaces=maybe
kubectl get pods -n nope
kubectl get all -n nope
kubectl get pods,svc --watch
kubectl get pods --chunk-size=1
kubectl get --raw /version
kubectl foo
kubectl gte pods
kubectl scale
kubectl scale deploy web --replicas=abc
kubectl scale deploy web --replicas=-1
kubectl scale deploy nope --replicas=1
kubectl scale deploy web --replicas=3 --current-replicas=9
kubectl create cm NAME --from-literal=a=b --from-literal=c=d
kubectl create cm NAME
kubectl get cm NAME -o jsonpath='{.data}'
kubectl label cm NAME tier=front
kubectl label cm NAME tier=front
kubectl label cm NAME tier=back
kubectl label cm NAME tier=back --overwrite
kubectl label cm NAME tier-
kubectl label cm NAME tier-
kubectl label cm NAME 'a=b c'
kubectl label cm NAME a=b a-
kubectl label cm NAME
kubectl label
kubectl annotate cm NAME a=b
kubectl annotate cm NAME a=c
kubectl annotate cm NAME a-
kubectl patch cm NAME -p '{"data":{"x":"y"}}'
kubectl patch cm NAME -p '{"data":{"x":"y"}}'
kubectl patch cm NAME --type=json -p '[{"op":"remove","path":"/data/x"}]'
kubectl patch cm NAME --type=merge -p '{"data":{"n":"1"}}' -o name
kubectl patch cm NAME
kubectl patch cm NAME --type=foo -p '{}'
kubectl patch cm nope -p '{"a":1}'
kubectl delete cm NAME
kubectl delete cm NAME
kubectl delete cm NAME --ignore-not-found
kubectl delete
kubectl delete cm
kubectl delete pod a --all
kubectl delete pod foo --cascade=foo
kubectl delete svc --all --dry-run=client
kubectl delete svc,deploy --all --dry-run=server
kubectl delete cm,sa --all -n nope
kubectl create deployment NAME --image=nginx:1.28 --replicas=2 --port=80
kubectl create deployment NAME --image=nginx
kubectl create deployment b --image=nginx --image=busybox --dry-run=client -o yaml
kubectl create deployment c --image=nginx --port=80 --dry-run=client -o yaml -- sh -c ls
kubectl set image deploy/NAME nginx=nginx:1.29
kubectl set image deploy/NAME nginx=nginx:1.29
kubectl set image deploy/NAME foo=nginx:1.29
kubectl set image deploy/NAME nginx
kubectl set env deploy/NAME A=B
kubectl set env deploy/NAME --list
kubectl set env deploy/NAME A-
kubectl set resources deploy NAME --limits=cpu=200m,memory=512Mi --requests=cpu=100m
kubectl set resources deploy NAME
kubectl set foo
kubectl get deploy NAME -o jsonpath='{.spec.template.spec.containers}'
kubectl rollout pause deploy/NAME
kubectl rollout pause deploy/NAME
kubectl rollout restart deploy/NAME
kubectl rollout resume deploy/NAME
kubectl rollout resume deploy/NAME
kubectl rollout undo deploy/NAME --to-revision=99
kubectl rollout history deploy/web
kubectl rollout history deploy/web --revision=1
kubectl rollout history deploy/web --revision=77
kubectl rollout status svc/web
kubectl rollout status
kubectl expose deploy NAME --port=80 --name=NAME
kubectl expose deploy NAME --port=80
kubectl expose deploy web --name=w3 --type=NodePort --target-port=8080 --port=80 --dry-run=client -o yaml
kubectl expose cm kube-root-ca.crt --port=80
kubectl delete deploy NAME --wait=false
kubectl delete svc NAME
kubectl run p2
kubectl run p2 --image=busybox --restart=Never --env=A=B --labels=x=y --port=80 --dry-run=client -o yaml -- sh -c 'echo hi'
kubectl run p4 --image=busybox --command --dry-run=client -o yaml -- sleep 5
kubectl run p5 --image=nginx --dry-run=server
kubectl create secret generic s1 --from-literal=a=b --dry-run=client -o yaml
kubectl create secret docker-registry r --docker-server=x --docker-username=u --docker-password=p --docker-email=e --dry-run=client -o yaml
kubectl create service clusterip sv --tcp=80:8080 --dry-run=client -o yaml
kubectl create service nodeport sv --tcp=80 --node-port=30001 --dry-run=client -o yaml
kubectl create service externalname sv --external-name=a.b --dry-run=client -o yaml
kubectl create service loadbalancer sv --tcp=80:http --dry-run=client -o yaml
kubectl create service clusterip
kubectl create priorityclass hi --value=10 --description=x --dry-run=client -o yaml
kubectl create configmap cc --dry-run=client -o yaml
kubectl create namespace nn --dry-run=client -o yaml
kubectl create sa nn --dry-run=client -o yaml
kubectl create ns
kubectl create ns a b
kubectl create ns default
kubectl create foo
kubectl create
kubectl create deployment
kubectl create job j --image=busybox -- sh
kubectl cordon NODE
kubectl uncordon NODE
kubectl uncordon NODE
kubectl cordon
kubectl cordon zz
kubectl taint nodes NODE a=b:NoSchedule
kubectl taint nodes NODE a-
kubectl taint nodes NODE a-
kubectl taint nodes NODE foo
kubectl taint nodes NODE a=b:Foo
kubectl taint pods x a=b:NoSchedule
kubectl drain zz
kubectl wait deploy/web
kubectl wait --for=foo deploy/web
kubectl wait --for=delete pod/zz
kubectl wait --for=condition=Ready pod -l app=nope
kubectl events --for deploy/web
kubectl events --types=Warning
kubectl describe deploy web
kubectl describe nodes
kubectl describe pod nosuch
kubectl describe
kubectl logs
kubectl logs deploy/web --tail=2
kubectl exec
kubectl auth can-i create pods
kubectl auth can-i list foo
kubectl auth can-i get pods/log
kubectl auth can-i --list
kubectl auth whoami
kubectl auth can-i
kubectl version
kubectl version --client
kubectl version -o yaml
kubectl version -o json
kubectl api-versions
kubectl api-resources
kubectl api-resources -o wide
kubectl api-resources -o name
kubectl api-resources --namespaced=false
kubectl api-resources --api-group=apps
kubectl api-resources --no-headers
kubectl config current-context
kubectl config get-contexts
kubectl config get-contexts -o name
kubectl config get-clusters
kubectl config get-users
kubectl config use-context zz
kubectl config foo
kubectl apply
kubectl apply -f
kubectl apply -f nofile
kubectl replace -f nofile
kubectl get pods -o name | grep web | sort | head -2 | wc -l
kubectl get pods --no-headers | tail -n 1
`);

/** `..` walks Go's maps, whose order is another each time. */
const inAnyOrder = (line: string, ran: Ran): Ran => (line.includes('{..') ? { ...ran, out: ran.out.split(' ').sort().join(' ') } : ran);

compareLines('terminal', { lines: LINES, loosen: inAnyOrder });
