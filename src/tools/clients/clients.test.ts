import { type ChildProcess, execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clients } from './real.testing.ts';

/** The real kubectl and helm on `npm run serve -- --headless`. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'cutaway-clients-'));
const env = { ...process.env, HOME: temp, KUBECONFIG: path.join(temp, 'config'), HELM_CACHE_HOME: temp, HELM_CONFIG_HOME: temp, HELM_DATA_HOME: temp };
let server: ChildProcess;

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(program: string, args: readonly string[], stdin?: string): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(program, [...args], { env, cwd: temp, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
    child.stdin?.end(stdin ?? '');
  });
}

const kubectl = (...args: readonly string[]): Promise<Ran> => run(clients!.kubectl, ['--cache-dir', path.join(temp, 'cache'), ...args]);
const helm = (...args: readonly string[]): Promise<Ran> => run(clients!.helm, args);
const ok = async (ran: Promise<Ran>): Promise<string> => {
  const { code, out, err } = await ran;
  if (code !== 0) throw new Error(`exit ${code}\n${out}${err}`);
  return out;
};
const lines = async (ran: Promise<Ran>): Promise<readonly string[]> => (await ok(ran)).trim().split('\n');

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.28", ports: [{containerPort: 80}]}]}
`;

const HOOKS = `
apiVersion: v1
kind: Pod
metadata:
  name: "{{ .Release.Name }}-pre"
  labels: {hook: mine}
  annotations: {"helm.sh/hook": "pre-install,pre-upgrade", "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded"}
spec:
  restartPolicy: Never
  containers: [{name: c, image: busybox, command: [sh, -c, "echo pre; sleep 1"]}]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: "{{ .Release.Name }}-post"
  labels: {hook: mine}
  annotations: {"helm.sh/hook": post-install, "helm.sh/hook-weight": "5"}
data: {a: b}
`;

beforeAll(async () => {
  if (!clients) return;
  fs.writeFileSync(path.join(temp, 'web.yaml'), WEB);
  server = spawn('npx', ['tsx', 'src/server/main.ts', '--headless', '--port', '0', '--speed', '10', '--kubeconfig', env.KUBECONFIG], {
    cwd: ROOT,
    detached: true,
  });
  await new Promise<void>((resolve, reject) => {
    server.stdout?.on('data', (chunk: Buffer) => chunk.toString().includes('export KUBECONFIG') && resolve());
    server.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}, 120_000);

afterAll(() => {
  if (server?.pid) process.kill(-server.pid);
  fs.rmSync(temp, { recursive: true, force: true });
});

describe.skipIf(!clients)('kubectl', { timeout: 120_000 }, () => {
  it('applies, tells what changed, and waits for a rollout', async () => {
    expect(await lines(kubectl('apply', '-f', 'web.yaml'))).toEqual(['deployment.apps/web created']);
    expect(await lines(kubectl('apply', '-f', 'web.yaml'))).toEqual(['deployment.apps/web unchanged']);
    expect((await lines(kubectl('rollout', 'status', 'deployment/web', '--timeout=50s'))).at(-1)).toBe('deployment "web" successfully rolled out');
    expect(await lines(kubectl('get', 'deployment', 'web', '--no-headers'))).toEqual([expect.stringMatching(/^web +2\/2 +2 +2 +\d+/)]);
  });

  it('changes, rolls out and rolls back', async () => {
    await ok(kubectl('set', 'image', 'deployment/web', 'nginx=nginx:1.29'));
    await ok(kubectl('rollout', 'status', 'deployment/web', '--timeout=50s'));
    expect((await lines(kubectl('rollout', 'history', 'deployment/web'))).map((line) => line.split(/\s+/)[0])).toEqual([
      'deployment.apps/web',
      'REVISION',
      '1',
      '2',
    ]);
    await ok(kubectl('rollout', 'undo', 'deployment/web'));
    await ok(kubectl('rollout', 'status', 'deployment/web', '--timeout=50s'));
    expect(await ok(kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'))).toBe('nginx:1.28');
    await ok(kubectl('rollout', 'restart', 'deployment/web'));
    expect(await lines(kubectl('scale', 'deployment/web', '--replicas=3'))).toEqual(['deployment.apps/web scaled']);
    await ok(kubectl('wait', '--for=jsonpath={.status.readyReplicas}=3', 'deployment/web', '--timeout=50s'));
  });

  it('creates by its generators, which send protobuf', async () => {
    expect(await lines(kubectl('create', 'deployment', 'gen', '--image=nginx', '--replicas=0', '--port=80'))).toEqual(['deployment.apps/gen created']);
    expect(await lines(kubectl('create', 'configmap', 'c', '--from-literal=a=b'))).toEqual(['configmap/c created']);
    expect(await lines(kubectl('create', 'secret', 'generic', 's', '--from-literal=a=b'))).toEqual(['secret/s created']);
    expect(await ok(kubectl('get', 'deployment', 'gen', '-o', 'jsonpath={.spec.replicas} {.spec.template.spec.containers[*].ports[*].containerPort}'))).toBe(
      '0 80',
    );
    expect(await ok(kubectl('get', 'secret', 's', '-o', 'jsonpath={.data.a}'))).toBe('Yg==');
    expect((await kubectl('create', 'configmap', 'c')).err).toBe('error: failed to create configmap: configmaps "c" already exists\n');
  });

  it('applies on the server, with conflicts and their way out', async () => {
    expect(await lines(kubectl('apply', '--server-side', '--field-manager=ci', '-f', 'web.yaml', '--force-conflicts'))).toEqual([
      'deployment.apps/web serverside-applied',
    ]);
    await ok(kubectl('scale', 'deployment/web', '--replicas=5'));
    const { code, err } = await kubectl('apply', '--server-side', '--field-manager=ci', '-f', 'web.yaml');
    expect(code).toBe(1);
    expect(err).toContain('Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas');
    await ok(kubectl('apply', '--server-side', '--field-manager=ci', '-f', 'web.yaml', '--force-conflicts'));
    const managers = JSON.parse(await ok(kubectl('get', 'deployment', 'web', '-o', 'json', '--show-managed-fields'))).metadata.managedFields as {
      manager: string;
      operation: string;
    }[];
    expect(managers.map(({ manager, operation }) => `${manager} ${operation}`)).toContain('ci Apply');
  });

  it('describes, explains, labels, takes nodes out and drains them', async () => {
    expect(await ok(kubectl('describe', 'deployment', 'web'))).toContain('StrategyType:           RollingUpdate');
    expect(await ok(kubectl('explain', 'pod.spec.restartPolicy'))).toContain('FIELD: restartPolicy <string>');
    await ok(kubectl('label', 'node', 'node-1', 'disk=ssd'));
    await ok(kubectl('taint', 'nodes', 'node-2', 'a=b:NoSchedule'));
    expect(await lines(kubectl('cordon', 'node-3'))).toEqual(['node/node-3 cordoned']);
    expect((await lines(kubectl('drain', 'node-3', '--ignore-daemonsets'))).at(-1)).toBe('node/node-3 drained');
    expect(await lines(kubectl('uncordon', 'node-3'))).toEqual(['node/node-3 uncordoned']);
    expect(await ok(kubectl('auth', 'can-i', 'delete', 'nodes'))).toBe('yes\n');
  });

  it('asks once for what there is, and reads what is no resource', async () => {
    const fresh = await run(clients!.kubectl, ['--cache-dir', path.join(temp, 'fresh'), 'get', 'pods', '-v=6']);
    const asked = [...fresh.err.matchAll(/verb="GET" url="[^"]*?\/s\/[^/]+(\/[^"?]*)/g)].map(([, at]) => at);
    expect(asked).toEqual(['/api', '/apis', '/api/v1/namespaces/default/pods']);
    expect(await ok(kubectl('get', '--raw', '/readyz?verbose'))).toContain('[+]etcd ok\n');
    expect(await ok(kubectl('get', '--raw', '/metrics'))).toContain('\napiserver_resource_objects{group="",resource="pods"} ');
    expect(JSON.parse(await ok(kubectl('get', '--raw', '/'))).paths).toContain('/apis/apps/v1');
    expect((await kubectl('get', '--raw', '/nothing')).err).toBe('Error from server (NotFound): the server could not find the requested resource\n');
    expect(await ok(kubectl('explain', 'deployment.spec.strategy', '--output=plaintext-openapiv2'))).toContain('RESOURCE: strategy <Object>');
  });

  it('says who one is, and makes tokens that are whose they say', async () => {
    expect(await ok(kubectl('auth', 'whoami'))).toMatch(
      /^ATTRIBUTE +VALUE\nUsername +kubernetes-admin\nGroups +\[kubeadm:cluster-admins system:authenticated\]\n$/,
    );
    const token = await ok(kubectl('create', 'token', 'default', '--duration', '20m'));
    const { exp, iat } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { exp: number; iat: number };
    expect(exp - iat).toBe(1_200);
    const review = JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } });
    const reviewed = await run(clients!.kubectl, ['create', '-f', '-', '-o', 'jsonpath={.status.authenticated} {.status.user.username}'], review);
    expect(reviewed.out).toBe('true system:serviceaccount:default:default');
    expect((await kubectl('create', 'token', 'default', '--duration', '1m')).err).toContain('may not specify a duration less than 10 minutes');
  });

  it('has unknown fields refused by the server', async () => {
    const odd = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd}\ndatax: {}\n';
    const strict = await run(clients!.kubectl, ['create', '--validate=strict', '-f', '-'], odd);
    expect([strict.code, strict.err]).toEqual([1, expect.stringContaining('strict decoding error: unknown field "datax"')]);
    const warned = await run(clients!.kubectl, ['create', '--validate=warn', '-f', '-'], odd);
    expect([warned.out, warned.err]).toEqual(['configmap/odd created\n', 'Warning: unknown field "datax"\n']);
  });

  it('reads logs while they are written, and runs commands', async () => {
    await ok(kubectl('run', 'job', '--image=busybox', '--restart=Never', '--', 'sh', '-c', 'for i in 1 2 3; do echo line $i; sleep 9; done'));
    await expect.poll(async () => (await kubectl('logs', 'job')).code).toBe(0);
    expect(await lines(kubectl('logs', 'job', '-f'))).toEqual(['line 1', 'line 2', 'line 3']);
    const { code, out, err } = await kubectl('exec', 'deploy/web', '--', 'sh', '-c', 'echo out; echo err >&2; exit 3');
    expect({ code, out, err }).toEqual({ code: 3, out: 'out\n', err: 'err\ncommand terminated with exit code 3\n' });
  });
});

describe.skipIf(!clients)('helm', { timeout: 120_000 }, () => {
  it('runs hooks, waits, goes back by itself when an upgrade fails, and tells the history', async () => {
    await ok(helm('create', 'hooked'));
    fs.writeFileSync(path.join(temp, 'hooked/templates/hooks.yaml'), HOOKS);
    const flags = ['--wait', '--timeout', '30s', '--rollback-on-failure'];
    expect(await ok(helm('upgrade', '--install', 'hooked', './hooked', ...flags))).toContain('Installing it now.');
    // The hook that succeeded is gone, the other one stays.
    expect(await lines(kubectl('get', 'pod,configmap', '-l', 'hook=mine', '-o', 'name'))).toEqual(['configmap/hooked-post']);
    expect((await ok(kubectl('get', 'events', '--field-selector', 'involvedObject.name=hooked-pre'))).split('\n').length).toBeGreaterThan(3);
    expect(await ok(helm('get', 'manifest', 'hooked'))).toContain('# Source: hooked/templates/deployment.yaml');
    expect(await ok(helm('status', 'hooked'))).toMatch(/deployment\.apps|v1\/Deployment/);
    const bad = await helm(
      'upgrade',
      '--install',
      'hooked',
      './hooked',
      '--set',
      'image.tag=does-not-exist',
      '--wait',
      '--timeout',
      '5s',
      '--rollback-on-failure',
    );
    expect([bad.code, bad.err]).toEqual([1, expect.stringContaining('has been rolled back due to rollback-on-failure being set')]);
    expect(await ok(helm('rollback', 'hooked', '1', '--wait', '--timeout', '30s'))).toContain('Rollback was a success');
    const history = JSON.parse(await ok(helm('history', 'hooked', '-o', 'json'))) as { revision: number; status: string; description: string }[];
    expect(history.map(({ status, description }) => `${status}: ${description.slice(0, 16)}`)).toEqual([
      'superseded: Install complete',
      'failed: Upgrade "hooked"',
      'superseded: Rollback to 1',
      'deployed: Rollback to 1',
    ]);
    expect(await ok(helm('install', 'dry', './hooked', '--dry-run=server'))).toContain('STATUS: pending-install');
    const refused = await helm('install', 'refused', './hooked', '--set', 'service.port=99999999');
    expect(refused.err).toContain('spec.ports[0].port: Invalid value: 99999999: must be between 1 and 65535, inclusive');
    await ok(helm('uninstall', 'hooked', '--wait'));
    expect(await ok(kubectl('get', 'deployment,service,pod', '-l', 'app.kubernetes.io/instance=hooked', '-o', 'name'))).toBe('');
  });

  it('installs, upgrades, rolls back, tests and uninstalls the chart it makes', async () => {
    await ok(helm('create', 'demo'));
    expect(await ok(helm('install', 'demo', './demo', '--wait', '--timeout', '50s'))).toContain('STATUS: deployed');
    expect(await ok(helm('upgrade', 'demo', './demo', '--set', 'replicaCount=2', '--wait', '--timeout', '50s'))).toContain('REVISION: 2');
    expect(await ok(helm('test', 'demo'))).toContain('Phase:          Succeeded');
    expect(await ok(helm('rollback', 'demo', '1'))).toContain('Rollback was a success');
    expect(await ok(helm('uninstall', 'demo'))).toContain('uninstalled');
    expect(await ok(kubectl('get', 'deployment', '-l', 'app.kubernetes.io/instance=demo', '-o', 'name'))).toBe('');
  });
});
