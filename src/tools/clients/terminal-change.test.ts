import { compareLines, linesOf } from './compare.testing.ts';

/** delete, replace, label, annotate, patch, scale. */
const LINES = linesOf(String.raw`
kubectl create cm NAMEx
kubectl delete cm -l a=b
kubectl delete pods --all -A web
kubectl delete cm zz --grace-period=0 --force
kubectl delete cm zz --now --grace-period=5
kubectl delete cm zz --cascade=false
kubectl create cm NAMEx
echo y | kubectl delete cm NAMEx -i
kubectl create cm NAMEx
echo n | kubectl delete cm NAMEx -i
kubectl delete cm NAMEx --dry-run=client
kubectl delete cm NAMEx --wait=false --now
kubectl create deploy NAMEd --image=nginx --replicas=1
kubectl create deploy NAMEd --image=nginx --replicas=1
kubectl delete pods svc/web
printf '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAMEr"},"data":{"a":"b"}}' > r.json; kubectl replace -f r.json
kubectl replace -f r.json
kubectl replace -f r.json --dry-run=server
kubectl replace -f r.json --force
kubectl get -f r.json
kubectl delete -f r.json
kubectl get -f r.json
kubectl create cm NAMEa --from-literal=a=b
kubectl create deploy NAMEd --image=nginx:1.28 --replicas=1
kubectl label cm --field-selector metadata.name=NAMEa w=1
kubectl label cm NAMEa w=5 x=5 -o jsonpath='{.metadata.labels}'
kubectl label cm NAMEa x=a/b
kubectl label cm NAMEa x=
kubectl label cm NAMEa --local x=1
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n' > l.yaml; kubectl label --local -f l.yaml x=1
kubectl label --local -f l.yaml x=1 -o yaml
kubectl label --local -f l.yaml x=1 --dry-run=server
kubectl annotate --local -f l.yaml x=1 -o yaml
kubectl annotate cm NAMEa x=1
kubectl annotate cm NAMEa x=2 --overwrite
kubectl annotate cm NAMEa y=9 --overwrite --dry-run=client -o yaml | grep -v -e uid -e Version: -e creation
kubectl patch cm NAMEa -p '{"data":{"a":"c"}}' --dry-run=client -o jsonpath='{.data}'
kubectl patch cm NAMEa -p 'data: {a: d}'
echo '{"data":{"b":"x"}}' > patch.json; kubectl patch cm NAMEa --patch-file patch.json
kubectl patch cm NAMEa --type=json -p '{"op":"add"}'
kubectl patch cm NAMEa --type=json -p '[{"op":"remove","path":"/nope"}]'
kubectl patch -f l.yaml -p '{"data":{"z":"1"}}' --local
kubectl patch -f l.yaml -p '{"data":{"z":"1"}}' --local -o yaml
kubectl patch -f l.yaml -p '[{"op":"add","path":"/data","value":{"a":"b"}}]' --type=json --local -o yaml
kubectl patch -f l.yaml -p '{"data":{"z":"1"}}' --type=merge --local --dry-run=server -o yaml
kubectl patch deploy NAMEd --subresource=scale -p '{"spec":{"replicas":2}}'
kubectl patch deploy NAMEd --subresource=status --type=merge -p '{"status":{"replicas":9}}'
kubectl patch deploy NAMEd -p '{"spec":{"template":{"spec":{"containers":[{"name":"nginx","image":"nginx:1.29"}]}}}}'
kubectl patch deploy NAMEd --field-manager=me -p '{"spec":{"replicas":1}}'
kubectl scale deploy NAMEd --replicas=2
kubectl scale deploy/NAMEd deploy/web --replicas=2 --dry-run=client
kubectl scale deploy NAMEd --replicas=2 --current-replicas=2
kubectl scale deploy NAMEd --replicas=2 --current-replicas=5
kubectl scale deploy NAMEd --replicas=1 --timeout=20s
kubectl scale deploy -l app=NAMEd --replicas=1
kubectl scale deploy NAMEd --replicas=1 -o yaml --dry-run=client | grep replicas
kubectl delete cm NAMEa
kubectl delete deploy NAMEd --wait=false
`);

compareLines('terminal-change', { lines: LINES, moves: true });
