import { describe, expect, it } from 'vitest';
import { seconds } from '../base/time.ts';
import { awaitedAnswer } from './terminal.ts';
import { executeCommand } from './person.ts';
import { TerminalBench } from './terminal.testing.ts';

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.27", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80}]}
`;

function settled(): TerminalBench {
  const bench = new TerminalBench([WEB]);
  bench.pass(60);
  return bench;
}
const value = (bench: TerminalBench, line: string): string => bench.text(line).trim();

describe('curl in the terminal, on the machine of the control plane', () => {
  it('reaches a Service by its address, node port and any node, and a pod', () => {
    const bench = settled();
    const ip = value(bench, `kubectl get svc web -o jsonpath='{.spec.clusterIP}'`);
    const nodePort = value(bench, `kubectl get svc web -o jsonpath='{.spec.ports[0].nodePort}'`);
    const podIP = value(bench, `kubectl get pods -l app=web -o jsonpath='{.items[0].status.podIP}'`);
    for (const address of [
      ip,
      `localhost:${nodePort}`,
      `127.0.0.1:${nodePort}`,
      `10.0.0.10:${nodePort}`,
      `control-plane:${nodePort}`,
      `10.0.0.12:${nodePort}`,
      podIP,
    ])
      expect(bench.text(`curl -s -o /dev/null -w '%{http_code}\\n' http://${address}/`), address).toBe('200\n');
    expect(bench.text(`curl -si ${ip}`)).toMatch(/^HTTP\/1\.1 200 OK\nContent-Length: \d+\n\n\S/);
    expect(bench.text(`curl -s -o /dev/null -w '%{http_code} ' ${ip} ${podIP}`)).toMatch(/^200 .*200/s);
    expect(bench.text(`curl -sv ${ip}/`)).toMatch(new RegExp(`E \\*   Trying ${ip}:80\\.\\.\\.\n.*E > GET / HTTP/1\\.1\nE > Host: ${ip}\n`, 's'));
  });

  it('goes by the rules of its node, with the typed line as the cause', () => {
    const bench = settled();
    const ip = value(bench, `kubectl get svc web -o jsonpath='{.spec.clusterIP}'`);
    const id = bench.type(`curl -s ${ip}`);
    bench.pass(1);
    const all = [...bench.sim.happenings];
    const packets = all.slice(id).filter(({ code }) => code === 'packet');
    expect(packets.map(({ actor, to, args }) => [actor, String(to).split('/')[0], args?.['hop']])).toEqual([
      ['kubectl', 'kube-proxy', 'node'],
      ['kube-proxy/control-plane', 'pod', 'pod'],
      [expect.stringMatching(/^pod\/default\/web-/), 'kube-proxy', 'answer'],
    ]);
    for (const packet of packets) {
      let at = packet;
      while (at.cause !== undefined && at.cause > 0) at = all[at.cause - 1]!;
      expect(at.id).toBe(id);
    }
  });

  it('fails as the real one: names of the cluster, closed ports, no endpoints, nobody there', () => {
    const bench = settled();
    const ip = value(bench, `kubectl get svc web -o jsonpath='{.spec.clusterIP}'`);
    expect(bench.text('curl http://web')).toBe('E curl: (6) Could not resolve host: web\nexit 6\n');
    expect(bench.text('curl web.default.svc.cluster.local')).toBe('E curl: (6) Could not resolve host: web.default.svc.cluster.local\nexit 6\n');
    expect(bench.text('curl localhost:8080')).toBe("E curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server\nexit 7\n");
    expect(bench.text('curl -m 2 10.244.9.9')).toBe('E curl: (28) Connection timed out after 2000 milliseconds\nexit 28\n');
    expect(bench.text('curl -s --connect-timeout 1 10.244.9.9')).toBe('exit 28\n');
    expect(bench.text('curl 10.244.9.9')).toMatch(
      /^E curl: \(28\) Failed to connect to 10\.244\.9\.9 port 80 after 130000 ms: Couldn't connect to server\nexit 28\n$/,
    );
    expect(bench.text(`curl -sS https://${ip}:80`)).toContain('curl: (35)');
    bench.text('kubectl scale deploy web --replicas=0');
    bench.pass(60);
    expect(bench.text(`curl -sS ${ip}`)).toMatch(/^E curl: \(7\) Failed to connect to \S+ port 80 after 0 ms: Couldn't connect to server\nexit 7\n$/);
  });

  it('is waited for while it is under way, and Ctrl-C ends it', () => {
    const bench = settled();
    const id = bench.type('curl 10.244.9.9');
    expect(awaitedAnswer(bench.sim)).toMatch(/^web\//);
    executeCommand(bench.sim, { do: 'interrupt' });
    expect(bench.result(id)).toMatchObject({ ok: false, exit: 130 });
    expect(awaitedAnswer(bench.sim)).toBeUndefined();
    bench.pass(200);
    expect(bench.sim.now).toBeGreaterThan(seconds(200));
    expect(bench.sim.lastCrash).toBeUndefined();
  });

  it('still asks the API server by its own addresses', () => {
    const bench = settled();
    expect(bench.text('curl -sk https://10.0.0.10:6443/version')).toContain('gitVersion');
    expect(bench.text('curl -sk https://10.96.0.1/version')).toContain('gitVersion');
    expect(bench.text('curl -sk https://kubernetes.default.svc/version')).toBe('exit 6\n');
  });
});

describe('what curl says of its words', () => {
  const bench = new TerminalBench();
  const TRY = "E curl: try 'curl --help' or 'curl --manual' for more information\n";

  // src/tool_operate.c, src/tool_getparam.c of curl 8.5
  it.each([
    ['curl', `${TRY}exit 2\n`],
    ['curl -i', `E curl: (2) no URL specified\n${TRY}exit 2\n`],
    ['curl -d @nofile http://10.0.0.10/', `E curl: Failed to open nofile\nE curl: option -d: error encountered when reading a file\n${TRY}exit 26\n`],
    ['curl -m x http://10.0.0.10/', `E curl: option -m: expected a proper numerical parameter\n${TRY}exit 2\n`],
    ['curl http://10.0.0.10/ -o', `E curl: option -o: requires parameter\n${TRY}exit 2\n`],
  ])('%s', (line, text) => {
    expect(bench.text(line)).toBe(text);
  });
});
