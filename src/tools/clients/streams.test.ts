import { PassThrough } from 'node:stream';
import { Attach, Exec, KubeConfig, PortForward, type V1Status } from '@kubernetes/client-node';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { etcd, listObjects } from '../../engine/etcd/store.ts';
import { runtimes } from '../../engine/node/runtime/records.ts';
import type { Pod } from '../../kinds/schema/types.gen.ts';
import { DEFAULT_CLASS } from '../../scenarios/manifests.ts';
import { standardNodes } from '../../scenarios/nodes.ts';
import { HeadlessCluster } from '../../server/headless.ts';
import { replayed } from '../../server/replay.testing.ts';
import type { RecordedCommand } from '../../wire/instant.ts';
import { clients, RealKubectl } from './real.testing.ts';

/** What streams both ways: exec, attach, run -i; with the real kubectl (at a real terminal, where `script` is there) and the JavaScript client. */
const PODS = `apiVersion: v1
kind: Pod
metadata: {name: box}
spec: {containers: [{name: box, image: busybox, command: [sleep, "100000"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: tty}
spec: {containers: [{name: sh, image: busybox, stdin: true, tty: true}]}
---
apiVersion: v1
kind: Pod
metadata: {name: talks}
spec: {containers: [{name: talks, image: busybox, command: [sh, -c, "while true; do echo tick; sleep 1; done"]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: nginx, image: "nginx:1.28", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: redis}
spec: {containers: [{name: redis, image: "redis:7"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 8080, targetPort: 80}]}
`;

const recorded: RecordedCommand[] = [];
const cluster = new HeadlessCluster({
  scenario: { id: 'streams', title: { en: '', ja: '' }, nodes: standardNodes(2), manifests: [DEFAULT_CLASS, PODS], traffic: [], opensAt: 'quiet' },
  seed: 1,
  speed: 1,
  clock: () => performance.now(),
  record: (command) => recorded.push(command),
});
const real = new RealKubectl('streams', cluster);

beforeAll(async () => {
  cluster.start();
  await real.start();
}, 60_000);

afterAll(() => {
  cluster.stop();
  real.stop();
});

/** What is typed once that was shown; of undefined: once the connection stands, as the terminal has been made raw by then. */
type Typing = readonly [shown: string | undefined, keys: string];

/** A line at a terminal, and what it shows in all. */
async function atTerminal(line: string, typing: readonly Typing[]): Promise<string> {
  const before = cluster.listening;
  const child = real.spawnProgram('script', ['-qec', line, '/dev/null']);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise((resolve) => child.on('close', resolve));
  let read = 0;
  for (const [shown, keys] of typing) {
    await expect
      .poll(() => (shown === undefined ? cluster.listening > before : text.slice(read).includes(shown)), { message: `${shown} in ${text}` })
      .toBe(true);
    if (shown !== undefined) read = text.indexOf(shown, read) + shown.length;
    child.stdin?.write(keys);
  }
  await ended;
  return text.replaceAll('\r\n', '\n');
}

describe.skipIf(!clients)('kubectl', { timeout: 60_000 }, () => {
  it('exec -i: what is piped in is read, and ends', async () => {
    expect(await real.run(`printf 'echo hi\\nread x\\nthere\\necho "$x $(hostname)"\\nexit 3\\n' | kubectl exec -i box -- sh`)).toEqual({
      out: 'hi\nthere box\n',
      err: 'command terminated with exit code 3\n',
      exit: 3,
    });
    expect((await real.run('kubectl exec -i box -c nope -- sh')).err).toBe('Error from server (BadRequest): container nope is not valid for pod box\n');
    expect(await real.run('head -c 300000 /dev/urandom > r; kubectl exec -i box -- cat < r | cmp - r && echo same')).toMatchObject({ out: 'same\n', exit: 0 });
  });

  it('exec as older ones ask for it, over SPDY', async () => {
    const old = 'export KUBECTL_REMOTE_COMMAND_WEBSOCKETS=false; ';
    expect(await real.run(`${old} printf 'echo hi; echo no >&2\nexit 3\n' | kubectl exec -i box -- sh`)).toEqual({
      out: 'hi\n',
      err: 'no\ncommand terminated with exit code 3\n',
      exit: 3,
    });
    const shown = await atTerminal(`${old} kubectl exec -it box -- sh`, [
      ['/ # ', 'hostname\r'],
      ['box\r\n/ # ', 'exit\r'],
    ]);
    expect(shown).toBe('/ # hostname\nbox\n/ # exit\n');
  });

  it('exec -it: a shell at a terminal', async () => {
    const shown = await atTerminal('kubectl exec -it box -- sh', [
      ['/ # ', 'echo $TERM\r'],
      ['xterm\r\n/ # ', 'sleep 100\r'],
      ['sleep 100\r\n', '\x03'],
      ['^C\r\n/ # ', 'exit 5\r'],
    ]);
    expect(shown).toBe('/ # echo $TERM\nxterm\n/ # sleep 100\n^C\n/ # exit 5\ncommand terminated with exit code 5\n');
  });

  it('attach: the streams of the main process', async () => {
    const shown = await atTerminal('kubectl attach -it tty', [
      [undefined, '\r'],
      ['/ # ', 'hostname\r'],
      ['tty\r\n/ # ', 'exit\r'],
    ]);
    expect(shown).toBe(
      `All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.

/ # hostname
tty
/ # exit
Session ended, resume using 'kubectl attach tty -c sh -i -t' command when the pod is running
`,
    );
    // There is a previous one as soon as it runs again.
    expect((await real.run('until kubectl logs tty --previous; do sleep 0.2; done')).out).toContain('/ # hostname\r\ntty\r\n');
    expect((await real.run('kubectl attach talks | head -2')).out).toBe('tick\ntick\n');
    expect((await real.run('kubectl attach nope')).err).toBe('Error from server (NotFound): pods "nope" not found\n');
  });

  it('cp: files and folders, both ways, whatever is in them', async () => {
    const line = `mkdir -p d/sub; head -c 100000 /dev/urandom > d/bin; echo x > d/sub/x
      kubectl cp d box:/tmp/d && kubectl cp d/sub/x web:/usr/share/nginx/html/x.html
      kubectl cp box:/tmp/d back && diff -r d back && echo same; kubectl exec web -- cat /usr/share/nginx/html/x.html`;
    expect(await real.run(line)).toEqual({ out: "tar: removing leading '/' from member names\nsame\nx\n", err: '', exit: 0 });
    expect((await real.run('kubectl cp d/sub/x box:/nope/x')).err).toBe(
      "tar: can't change directory to '/nope': No such file or directory\ncommand terminated with exit code 1\n",
    );
  });

  it('run -i --rm: a pod for one command', async () => {
    const ran = await real.run('echo "echo $((6*7)); exit 2" | kubectl run one -i --rm --restart=Never --image=busybox -- sh');
    expect(ran).toMatchObject({ exit: 2, err: expect.stringContaining('pod default/one terminated (Error)\n') });
    expect(ran.out).toBe('42\npod "one" deleted from default namespace\n');
  });
});

/** Forwards ports while something is asked of them; what it said on standard error and what came of the asking. */
async function forwarding(words: string, ask: (port: number) => Promise<string>): Promise<{ readonly err: string; readonly answers: string }> {
  let port = 0;
  const child = real.spawn(['port-forward', ...words.split(' ')]);
  let err = '';
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      port ||= Number(/127\.0\.0\.1:(\d+)/.exec(chunk.toString())?.[1] ?? 0);
      if (port) resolve();
    });
    child.on('exit', () => resolve());
  });
  const answers = await ask(port);
  child.kill();
  await new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.on('exit', resolve) : resolve(undefined)));
  return { err, answers };
}

const get = async (url: string): Promise<string> => {
  try {
    const response = await fetch(url);
    return `${response.status} ${/<title>(.*)<\/title>/.exec(await response.text())?.[1] ?? ''}`;
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  }
};

describe.skipIf(!clients)('kubectl port-forward', { timeout: 60_000 }, () => {
  it.each([
    ['pod/web :80', ''],
    ['svc/web :8080', ''],
    ['pod/web :80', 'false'],
  ])('%s gives the pages of the program there (websockets: %s)', async (words, websockets) => {
    process.env['KUBECTL_PORT_FORWARD_WEBSOCKETS'] = websockets;
    const { answers, err } = await forwarding(words, async (port) =>
      (await Promise.all(['/', '/nope', '/'].map((at) => get(`http://127.0.0.1:${port}${at}`)))).join(', '),
    );
    delete process.env['KUBECTL_PORT_FORWARD_WEBSOCKETS'];
    expect(answers).toBe('200 Welcome to nginx!, 404 404 Not Found, 200 Welcome to nginx!');
    expect(err).toBe('');
  });

  it('says what the kubelet says of a port where nobody listens, and closes what is no HTTP', async () => {
    const { err } = await forwarding('pod/web :81', (port) => get(`http://127.0.0.1:${port}/`));
    expect(err).toMatch(/error forwarding port 81 to pod [0-9a-f]{64}, uid : failed to execute portforward in network namespace/);
    expect(err).toMatch(
      /dial tcp4 127\.0\.0\.1:81: connect: connection refused IPv6 dial tcp6 \[::1\]:81: connect: connection refused "\nerror: lost connection to pod/,
    );
    const redis = await forwarding('pod/redis :6379', (port) => get(`http://127.0.0.1:${port}/`));
    expect([redis.answers, redis.err]).toEqual(['failed: fetch failed', '']);
  });
});

describe('@kubernetes/client-node', { timeout: 60_000 }, () => {
  const config = (): KubeConfig => {
    const made = new KubeConfig();
    made.loadFromFile(path.join(real.folder, 'config'));
    return made;
  };

  it('exec with standard input', async () => {
    const [out, stdin] = [new PassThrough(), new PassThrough()];
    let text = '';
    out.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const ended = new Promise<V1Status>((resolve) => void new Exec(config()).exec('default', 'box', 'box', ['sh'], out, null, stdin, false, resolve));
    stdin.write('echo one\n');
    await expect.poll(() => text).toBe('one\n');
    stdin.write('exit 4\n');
    expect(await ended).toMatchObject({ status: 'Failure', details: { causes: [{ reason: 'ExitCode', message: '4' }] } });
  });

  it('port-forward', async () => {
    const [out, err, input] = [new PassThrough(), new PassThrough(), new PassThrough()];
    let [text, error] = ['', ''];
    out.on('data', (chunk: Buffer) => (text += chunk.toString()));
    err.on('data', (chunk: Buffer) => (error += chunk.toString()));
    await expect.poll(() => cluster.listening, { timeout: 5_000 }).toBe(0);
    const forward = new PortForward(config());
    const open = (await forward.portForward('default', 'web', [80], out, err, input)) as { close(): void };
    input.write('GET / HTTP/1.1\r\nHost: me\r\n');
    input.write('\r\n');
    await expect.poll(() => text).toContain('<title>Welcome to nginx!</title>');
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    await forward.portForward('default', 'web', [81], out, err, new PassThrough());
    await expect.poll(() => error).toContain('connection refused');
    // With its last port the stream is over.
    await expect.poll(() => cluster.listening, { timeout: 5_000 }).toBe(1);
    open.close();
    await expect.poll(() => cluster.listening, { timeout: 5_000 }).toBe(0);
  });

  it('attach', async () => {
    const out = new PassThrough();
    let text = '';
    out.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const socket = await new Attach(config()).attach('default', 'talks', 'talks', out, null, null, false);
    await expect.poll(() => text, { timeout: 10_000 }).toContain('tick\ntick\n');
    socket.close();
    await expect.poll(() => cluster.listening).toBe(0);
  });
});

describe('what was typed', () => {
  it('is part of the history: lived again, everything stands the same', { timeout: 30_000 }, () => {
    cluster.stop();
    expect(recorded.some(({ command }) => command.do === 'client.input')).toBe(true);
    const { sim, revision } = replayed(cluster, recorded);
    expect(revision).toBe(cluster.revision);
    expect(sim.get(runtimes)).toEqual(cluster.sim.get(runtimes));
    const names = [...listObjects<Pod>(sim.get(etcd).root, 'pods', 'default')].map(({ metadata }) => metadata?.name);
    expect(names).toEqual(['box', 'redis', 'talks', 'tty', 'web']);
  });
});
