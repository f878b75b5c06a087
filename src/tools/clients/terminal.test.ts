import { execFile } from 'node:child_process';
import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutes, seconds, type SimTime } from '../../base/time.ts';
import { commandResult, executeCommand } from '../../engine/person.ts';
import { DEFAULT_CLASS, WEB } from '../../scenarios/manifests.ts';
import { standardNodes } from '../../scenarios/nodes.ts';
import { HeadlessCluster } from '../../server/headless.ts';
import { createServer } from '../../server/http.ts';
import { writeKubeconfig } from '../../server/kubeconfig.ts';
import { fetchClients, unsupported } from './fetch.mjs';

/**
 * The same command lines through the real kubectl and through the terminal, on one cluster whose clock moves only as far as answers need: the same stdout, stderr
 * and exit code, byte by byte. `NAME` is another name for each of the two, of the same length.
 */
const clients = (() => {
  try {
    return fetchClients();
  } catch (error) {
    if (process.env['CI'] && !unsupported()) throw error;
    console.warn(`real clients are left out: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
})();

const LIVED_US = minutes(13);
const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'cutaway-terminal-'));
const kubeconfig = path.join(temp, 'config');
const cluster = new HeadlessCluster({
  scenario: {
    id: 'terminal',
    title: { en: '', ja: '' },
    nodes: standardNodes(3),
    manifests: [DEFAULT_CLASS, WEB],
    traffic: [],
    opensAt: 'quiet',
    epochMs: Math.floor((Date.now() - LIVED_US / 1_000) / 1_000) * 1_000,
  },
  seed: 1,
  speed: 1,
  clock: () => performance.now(),
});
const server = createServer({ host: cluster, secret: 'secret' });

beforeAll(async () => {
  cluster.sim.runUntil(LIVED_US as SimTime);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  writeKubeconfig(kubeconfig, `http://127.0.0.1:${(server.address() as AddressInfo).port}/s/secret`);
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
  fs.rmSync(temp, { recursive: true, force: true });
});

interface Ran {
  readonly out: string;
  readonly err: string;
  readonly exit: number;
}

function real(line: string): Promise<Ran> {
  const dir = path.dirname(clients!.kubectl);
  const env = { ...process.env, HOME: temp, KUBECONFIG: kubeconfig, PATH: `${dir}:${process.env['PATH']}` };
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', line], { env, cwd: temp, timeout: 30_000 }, (error, out, err) =>
      resolve({ out, err, exit: typeof error?.code === 'number' ? error.code : error ? -1 : 0 }),
    );
  });
}

function ours(line: string): Ran {
  const { sim } = cluster;
  const id = sim.happenings.length + 1;
  executeCommand(sim, { do: 'kubectl', line });
  const end = sim.now + seconds(60);
  while (commandResult(sim, id)?.open && sim.peek() && sim.now < end) sim.step();
  const { lines, exit = -1, unfinished } = commandResult(sim, id)!;
  const text = (stream: string): string =>
    lines
      .filter((one) => one.stream === stream)
      .map(({ text: one }) => `${one}\n`)
      .join('');
  const [out, err] = [text('stdout'), text('stderr')];
  return { out: unfinished && lines.at(-1)?.stream === 'stdout' ? out.slice(0, -1) : out, err, exit };
}

const LINES = `
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
`
  .trim()
  .split('\n');

/** Only lines that speak of a NODE have its name taken out. */
function settled(ran: Ran, name: string, node: string | undefined): Ran {
  const same = (text: string): string => (node === undefined ? text : text.replaceAll(node, 'NODE')).replaceAll(name, 'NAME');
  return { ...ran, out: same(ran.out), err: same(ran.err) };
}

/** `..` walks Go's maps, whose order is another each time. */
const inAnyOrder = (line: string, ran: Ran): Ran => (line.includes('{..') ? { ...ran, out: ran.out.split(' ').sort().join(' ') } : ran);

describe.skipIf(!clients)('the terminal prints what the real kubectl prints', { timeout: 60_000 }, () => {
  it.each(LINES.map((line) => [line]))('%s', async (line) => {
    const expected = inAnyOrder(
      line,
      settled(await real(line.replaceAll('NAME', 'aaaa').replaceAll('NODE', 'node-1')), 'aaaa', line.includes('NODE') ? 'node-1' : undefined),
    );
    expect(
      inAnyOrder(line, settled(ours(line.replaceAll('NAME', 'bbbb').replaceAll('NODE', 'node-2')), 'bbbb', line.includes('NODE') ? 'node-2' : undefined)),
    ).toEqual(expected);
  });
});
