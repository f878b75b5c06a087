import { PassThrough } from 'node:stream';
import { Attach, Exec, KubeConfig, type V1Status } from '@kubernetes/client-node';
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

/** A line at a terminal, into which this is typed bit by bit. */
const atTerminal = (line: string, keys: readonly string[]): Promise<string> =>
  real
    .run(`(sleep 1.5; ${keys.map((key) => `printf '${key}'; sleep 0.5`).join('; ')}; sleep 1) | script -qec "${line}" /dev/null`)
    .then(({ out }) => out.replaceAll('\r\n', '\n'));

describe.skipIf(!clients)('kubectl', { timeout: 60_000 }, () => {
  it('exec -i: what is piped in is read, and ends', async () => {
    expect(await real.run(`printf 'echo hi\\nread x\\nthere\\necho "$x $(hostname)"\\nexit 3\\n' | kubectl exec -i box -- sh`)).toEqual({
      out: 'hi\nthere box\n',
      err: 'command terminated with exit code 3\n',
      exit: 3,
    });
    expect(await real.run('head -c 300000 /dev/urandom > r; kubectl exec -i box -- cat < r | cmp - r && echo same')).toMatchObject({ out: 'same\n', exit: 0 });
  });

  it('exec -it: a shell at a terminal', async () => {
    const shown = await atTerminal('kubectl exec -it box -- sh', ['echo $TERM\\r', 'sleep 100\\r', '\\003', 'exit 5\\r']);
    expect(shown).toBe('/ # echo $TERM\nxterm\n/ # sleep 100\n^C\n/ # exit 5\ncommand terminated with exit code 5\n');
  });

  it('attach: the streams of the main process', async () => {
    const shown = await atTerminal('kubectl attach -it tty', ['\\r', 'hostname\\r', 'exit\\r']);
    expect(shown).toBe(
      `All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.

/ # hostname
tty
/ # exit
Session ended, resume using 'kubectl attach tty -c sh -i -t' command when the pod is running
`,
    );
    expect((await real.run('kubectl logs tty --previous')).out).toContain('/ # hostname\r\ntty\r\n');
    expect((await real.run('timeout 3 kubectl attach talks')).out).toMatch(/^(?:tick\n){1,4}$/);
    expect((await real.run('kubectl attach nope')).err).toBe('Error from server (NotFound): pods "nope" not found\n');
  });

  it('run -i --rm: a pod for one command', async () => {
    const ran = await real.run('echo "echo $((6*7)); exit 2" | kubectl run one -i --rm --restart=Never --image=busybox -- sh');
    expect(ran).toMatchObject({ exit: 2, err: expect.stringContaining('pod default/one terminated (Error)\n') });
    expect(ran.out).toBe('42\npod "one" deleted from default namespace\n');
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
  it('is part of the history: lived again, everything stands the same', () => {
    cluster.stop();
    expect(recorded.some(({ command }) => command.do === 'client.input')).toBe(true);
    const { sim, revision } = replayed(cluster, recorded);
    expect(revision).toBe(cluster.revision);
    expect(sim.get(runtimes)).toEqual(cluster.sim.get(runtimes));
    const names = [...listObjects<Pod>(sim.get(etcd).root, 'pods', 'default')].map(({ metadata }) => metadata?.name);
    expect(names).toEqual(['box', 'talks', 'tty']);
  });
});
