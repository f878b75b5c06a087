import { compareLines, linesOf } from './compare.testing.ts';
import type { Ran } from './real.testing.ts';

/** set and rollout. */
const LINES = linesOf(String.raw`
kubectl create deploy NAMEd --image=nginx:1.28 --replicas=1
printf 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n      - {name: c1, image: nginx}\n      - {name: c2, image: busybox}\n' > d.yaml; kubectl set image -f d.yaml --local c1=nginx:2 -o yaml
kubectl set image -f d.yaml --local '*=x:1' -o jsonpath='{.spec.template.spec.containers[*].image}'
kubectl set image -f d.yaml --local c1=nginx:2
kubectl set image deploy NAMEd --local nginx=nginx:2
kubectl set image -f d.yaml --local c1=nginx:2 --dry-run=server
kubectl set image deploy NAMEd nginx=nginx:1.29 --dry-run=server -o name
kubectl set image deploy -l app=NAMEd '*=nginx:1.29' -o name
kubectl set image cm kube-root-ca.crt a=b
kubectl set env deploy/NAMEd A=1 B=2
kubectl set env deploy/NAMEd A- C=3
kubectl set env deploy/NAMEd -c 'ngi*' X=2
kubectl create cm NAMEcm --from-literal=k1=v1 --from-literal=k-2=v2
kubectl create secret generic NAMEs --from-literal=p=q
kubectl set env --from=configmap/NAMEcm deploy/NAMEd
kubectl set env --from=secret/NAMEs deploy/NAMEd --prefix=S_
kubectl set env --from=cm/NAMEcm deploy/NAMEd --keys=k1 --prefix=Z_
kubectl set env deploy/NAMEd --list --resolve
kubectl set env --from=deploy/web deploy/NAMEd
kubectl set env deploy/NAMEd A=1 A-
kubectl set env -f d.yaml --local A=1 -o yaml
kubectl set env -f d.yaml --local --list
kubectl set resources deploy NAMEd --limits=cpu=200m,memory=512Mi
kubectl set resources deploy NAMEd --requests=cpu=1 -c nope
kubectl set resources deploy NAMEd --requests=cpu=-1
kubectl set resources -f d.yaml --limits=cpu=200m --local -o yaml
kubectl set selector svc web 'a in (b)' --dry-run=client
kubectl set selector svc web a=b --resource-version=1
kubectl set selector svc web app=web
printf 'apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports: [{port: 80}]\n' > s.yaml; kubectl set selector -f s.yaml --local a=b,c=d -o yaml
kubectl set sa deploy/NAMEd default
kubectl set serviceaccount deploy NAMEd nope --dry-run=server
kubectl set serviceaccount -f d.yaml --local sa1 -o yaml
kubectl set subject deploy web --user=u
kubectl rollout undo deploy/NAMEd --to-revision=99
kubectl rollout undo deploy/NAMEd
kubectl rollout resume deploy -l app=NAMEd
kubectl rollout restart deploy -l app=NAMEd
kubectl rollout status deploy/web
kubectl rollout status deploy/web --watch=false
kubectl rollout status deploy/web --revision=1
kubectl rollout status deploy/web --revision=9
kubectl rollout status deploy/web --timeout=5s
kubectl rollout status deploy -l app=nope
kubectl delete deploy NAMEd --wait=false
kubectl delete cm NAMEcm; kubectl delete secret NAMEs
`);

/** What comes from a ConfigMap or Secret is gone through as a map of Go, whose order is another each time. */
const inAnyOrder = (line: string, { out, err, exit }: Ran): Ran => {
  const sorted = (text: string): string => text.split('\n').sort().join('\n');
  return / set env .*(--from=|--list)/.test(line) ? { out: sorted(out), err: sorted(err), exit } : { out, err, exit };
};

compareLines('terminal-set', { lines: LINES, moves: true, loosen: inAnyOrder });
