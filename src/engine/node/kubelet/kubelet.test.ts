import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '../../../kinds/schema/types.gen.ts';
import { etcd, getObject } from '../../etcd/store.ts';
import type { Sim } from '../../sim/sim.ts';
import { createPod, eventsOf, historyOf, NODE, podOf, request, run, testCluster, until } from '../node.testing.ts';
import { runtimePod } from '../runtime/records.ts';
import { hostTrees } from '../runtime/volumes.ts';
import { containerLog, exitContainer, nodePart, setContainerHealthy, setKubeletProcess, setNodeNetwork, setNodePower } from './component.ts';

const PODS = '/api/v1/namespaces/default/pods';
const nginx = { name: 'nginx', image: 'nginx:1.28' };
const shell = (script: string, more: Record<string, unknown> = {}) => ({ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', script], ...more });

const condition = (sim: Sim, name: string, type: string) => podOf(sim, name)?.status?.conditions?.find((entry) => entry.type === type);
const ready = (sim: Sim, name: string) => () => condition(sim, name, 'Ready')?.status === 'True';
const phase = (sim: Sim, name: string, wanted: string) => () => podOf(sim, name)?.status?.phase === wanted;
const waiting = (pod: Pod | undefined) => pod?.status?.containerStatuses?.[0]?.state?.waiting;
const restarts = (sim: Sim, name: string) => podOf(sim, name)?.status?.containerStatuses?.[0]?.restartCount;
const sound = (sim: Sim) => expect(sim.lastCrash).toBeUndefined();

function readyNode(sim: Sim): string | undefined {
  return getObject<Node>(sim.get(etcd).root, 'nodes', 'node-1')?.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
}

describe('node', () => {
  it('registers, becomes ready and says so', () => {
    const sim = testCluster();
    expect(readyNode(sim)).toBe('True');
    expect(eventsOf(sim, 'node-1').map((text) => text.split(' ')[0])).toEqual([
      'Starting',
      'NodeHasSufficientMemory',
      'NodeHasNoDiskPressure',
      'NodeHasSufficientPID',
      'NodeAllocatableEnforced',
      'NodeReady',
    ]);
    sound(sim);
  });

  it('makes no Lease for a Node that was deleted, and does not register again', () => {
    const sim = testCluster();
    run(sim, 30);
    const lease = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1';
    request(sim, 'DELETE', '/api/v1/nodes/node-1');
    request(sim, 'DELETE', lease);
    run(sim, 60);
    const { root } = sim.get(etcd);
    expect(getObject(root, 'nodes', 'node-1')).toBeUndefined();
    expect(getObject(root, 'leases', 'kube-node-lease/node-1')).toBeUndefined();
    sound(sim);
  });

  it('makes an extended resource that somebody advertises allocatable', () => {
    const sim = testCluster();
    const status = { capacity: { 'example.com/dongle': '4' } };
    request(sim, 'PATCH', '/api/v1/nodes/node-1/status', { status }, 'application/merge-patch+json');
    run(sim, 15);
    const { capacity, allocatable } = getObject<Node>(sim.get(etcd).root, 'nodes', 'node-1')?.status ?? {};
    expect(allocatable).toMatchObject({ 'example.com/dongle': '4', pods: '110' });
    expect(allocatable).toEqual(capacity);
  });

  it('renews its Lease every ten seconds and writes its status only every five minutes', () => {
    const sim = testCluster();
    run(sim, 1);
    // The log ends where etcd is compacted, every five minutes.
    const writes = Array.from({ length: 10 }, () => {
      const from = sim.get(etcd).root.rev;
      run(sim, 60);
      return [...sim.get(etcd).log].filter(({ rev }) => rev > from);
    }).flat();
    expect(writes.filter(({ resource }) => resource === 'leases').length).toBe(60);
    const reports = writes.filter(({ resource }) => resource === 'nodes').length;
    expect(reports).toBeGreaterThan(0);
    expect(reports).toBeLessThanOrEqual(2);
    sound(sim);
  });
});

describe('a cordoned node', () => {
  it('is told of when the kubelet next looks at its status, and again when it is uncordoned', () => {
    const sim = testCluster();
    const cordon = (unschedulable: boolean | null) =>
      request(sim, 'PATCH', '/api/v1/nodes/node-1', { spec: { unschedulable } }, 'application/merge-patch+json');
    const told = () => eventsOf(sim, 'node-1').filter((text) => text.includes('Schedulable'));
    cordon(true);
    run(sim, 11);
    expect(told()).toEqual(['NodeNotSchedulable Node node-1 status is now: NodeNotSchedulable']);
    cordon(null);
    run(sim, 11);
    expect(told()[1]).toBe('NodeSchedulable Node node-1 status is now: NodeSchedulable');
    sound(sim);
  });
});

describe('a pod that never started', () => {
  it('ends Failed before it goes', () => {
    const sim = testCluster();
    createPod(sim, 'bad', { containers: [{ name: 'main', image: 'nginx:does-not-exist' }] });
    run(sim, 5);
    expect(podOf(sim, 'bad')?.status?.phase).toBe('Pending');
    request(sim, 'DELETE', `${PODS}/bad`);
    run(sim, 40);
    expect(podOf(sim, 'bad')).toBeUndefined();
    const last = [...sim.get(etcd).log].findLast(({ resource, type }) => resource === 'pods' && type === 'DELETED')?.after as Pod;
    expect(last.status?.phase).toBe('Failed');
    expect(last.status?.containerStatuses?.[0]?.state).toEqual({
      terminated: { reason: 'ContainerStatusUnknown', message: 'The container could not be located when the pod was terminated', exitCode: 137 },
    });
    sound(sim);
  });
});

describe('a pod starts', () => {
  it('with its events in order and exact status', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [nginx] });
    until(sim, ready(sim, 'web'));
    run(sim, 1);
    expect(eventsOf(sim, 'web')).toEqual([
      'Pulling Pulling image "nginx:1.28"',
      expect.stringMatching(/^Pulled Successfully pulled image "nginx:1.28" in [\d.]+m?s \([\d.]+m?s including waiting\)\. Image size: \d+ bytes\.$/),
      'Created Container created',
      'Started Container started',
    ]);
    const { status } = podOf(sim, 'web')!;
    expect(status?.conditions?.map(({ type, status: is }) => `${type}=${is}`)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ]);
    expect(status).toMatchObject({ phase: 'Running', podIP: '10.244.0.2', hostIP: NODE.address, observedGeneration: 1, qosClass: 'BestEffort' });
    expect(historyOf(sim, 'web').map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'MODIFIED']);
    sound(sim);
  });

  it('with images pulled one at a time and addresses given in turn', () => {
    const sim = testCluster();
    createPod(sim, 'a', { containers: [nginx] });
    createPod(sim, 'b', { containers: [{ name: 'redis', image: 'redis:7' }] });
    until(sim, () => ready(sim, 'a')() && ready(sim, 'b')());
    const pulls = [...sim.happenings].filter(({ code }) => code === 'image.pull');
    expect(pulls).toHaveLength(2);
    expect(pulls[1]!.t).toBeGreaterThanOrEqual(pulls[0]!.until!);
    request(sim, 'DELETE', `${PODS}/a`);
    until(sim, () => !podOf(sim, 'a'));
    createPod(sim, 'c', { containers: [nginx] });
    until(sim, ready(sim, 'c'));
    expect([podOf(sim, 'b')?.status?.podIP, podOf(sim, 'c')?.status?.podIP].sort()).toEqual(['10.244.0.3', '10.244.0.4']);
    sound(sim);
  });

  it('init containers one after the other, sidecars stay and are stopped last', () => {
    const sim = testCluster();
    createPod(sim, 'init', {
      restartPolicy: 'Never',
      initContainers: [shell('sleep 2', { name: 'first' }), { name: 'side', image: 'nginx:1.28', restartPolicy: 'Always' }, shell('true', { name: 'second' })],
      containers: [shell('sleep 3; echo bye > /dev/termination-log')],
    });
    until(sim, phase(sim, 'init', 'Succeeded'));
    const started = [...sim.happenings]
      .filter(({ code, args }) => code === 'container.state' && args?.['state'] === 'running')
      .map(({ args }) => args?.['container']);
    const ended = [...sim.happenings]
      .filter(({ code, args }) => code === 'container.state' && args?.['state'] === 'exited')
      .map(({ args }) => args?.['container']);
    expect(started).toEqual(['first', 'side', 'second', 'main']);
    expect(ended).toEqual(['first', 'second', 'main', 'side']);
    expect(podOf(sim, 'init')?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed', message: 'bye\n' });
    expect(condition(sim, 'init', 'Ready')).toMatchObject({ status: 'False', reason: 'PodCompleted' });
    sound(sim);
  });

  it('not when its init container fails and it may not be restarted', () => {
    const sim = testCluster();
    createPod(sim, 'initfail', { restartPolicy: 'Never', initContainers: [shell('exit 2', { name: 'first' })], containers: [nginx] });
    until(sim, phase(sim, 'initfail', 'Failed'));
    expect(historyOf(sim, 'initfail').map(({ pod }) => pod.status?.phase)).not.toContain('Running');
    expect(podOf(sim, 'initfail')?.status?.containerStatuses?.[0]?.state?.waiting?.reason).toBe('PodInitializing');
    sound(sim);
  });

  it('is refused when the node has no room', () => {
    const sim = testCluster();
    createPod(sim, 'big', { containers: [{ ...nginx, resources: { requests: { cpu: '5' } } }] });
    until(sim, phase(sim, 'big', 'Failed'));
    // Nothing of containers, addresses or conditions: the pod never was this kubelet's.
    expect(podOf(sim, 'big')?.status).toEqual({
      phase: 'Failed',
      observedGeneration: 1,
      reason: 'OutOfcpu',
      message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 5000, used: 0, capacity: 4000",
      startTime: expect.any(String),
      qosClass: 'Burstable',
    });
    sound(sim);
    request(sim, 'DELETE', `${PODS}/big`);
    until(sim, () => podOf(sim, 'big') === undefined);
    sound(sim);
  });
});

describe('a pod cannot start yet', () => {
  it('subPathExpr needs a value', () => {
    const sim = testCluster();
    const volumes = [{ name: 'e', emptyDir: {} }];
    createPod(sim, 'sub', { volumes, containers: [{ ...nginx, volumeMounts: [{ name: 'e', mountPath: '/x', subPathExpr: '$(NOPE)/$(POD)' }] }] });
    until(sim, () => waiting(podOf(sim, 'sub'))?.reason === 'CreateContainerConfigError');
    expect(waiting(podOf(sim, 'sub'))?.message).toBe('missing value for NOPE, POD');
    sound(sim);
  });

  it('ErrImagePull and ImagePullBackOff', () => {
    const sim = testCluster();
    createPod(sim, 'bad', { containers: [{ name: 'main', image: 'nginx:does-not-exist' }] });
    until(sim, () => waiting(podOf(sim, 'bad'))?.reason === 'ErrImagePull');
    until(sim, () => waiting(podOf(sim, 'bad'))?.reason === 'ImagePullBackOff');
    expect(waiting(podOf(sim, 'bad'))?.message).toMatch(/^Back-off pulling image "nginx:does-not-exist": ErrImagePull: rpc error: code = NotFound/);
    expect(eventsOf(sim, 'bad').map((text) => text.slice(0, 40))).toEqual([
      'Pulling Pulling image "nginx:does-not-ex',
      'Failed Failed to pull image "nginx:does-',
      'Failed Error: ErrImagePull',
      'BackOff Back-off pulling image "nginx:do',
      'Failed Error: ImagePullBackOff',
    ]);
    request(sim, 'PATCH', `${PODS}/bad`, { spec: { containers: [{ name: 'main', image: 'nginx:1.28' }] } }, 'application/strategic-merge-patch+json');
    until(sim, ready(sim, 'bad'));
    sound(sim);
  });

  it('a back-off leads back to what the runtime said', () => {
    const sim = testCluster();
    createPod(sim, 'bad', { containers: [{ name: 'main', image: 'nginx:does-not-exist' }] });
    until(sim, () => waiting(podOf(sim, 'bad'))?.reason === 'ImagePullBackOff');
    const log = [...sim.happenings];
    const thread = [];
    for (let at = log.findLast(({ code, args }) => code === 'etcd.write' && args?.['resource'] === 'pods'); at; at = log[at.cause - 1]) thread.push(at);
    const said = thread.findIndex(({ args }) => String(args?.['error']).startsWith('rpc error: code = NotFound'));
    const backOff = thread.findIndex(({ say }) => say === 'kubelet.wait-pull-back-off');
    expect(thread[said]).toMatchObject({ code: 'image.pull', actor: 'containerd/node-1' });
    expect(backOff).toBeGreaterThan(0);
    expect(said).toBeGreaterThan(backOff);
  });

  it('ErrImageNeverPull and InvalidImageName', () => {
    const sim = testCluster();
    createPod(sim, 'never', { containers: [{ name: 'main', image: 'redis:7', imagePullPolicy: 'Never' }] });
    createPod(sim, 'upper', { containers: [{ name: 'main', image: 'NGINX:1' }] });
    until(sim, () => waiting(podOf(sim, 'never'))?.reason === 'ErrImageNeverPull' && waiting(podOf(sim, 'upper'))?.reason === 'InvalidImageName');
    expect(eventsOf(sim, 'never')).toEqual([
      'ErrImageNeverPull Container image "redis:7" is not present with pull policy of Never',
      'Failed Error: ErrImageNeverPull',
    ]);
    expect(eventsOf(sim, 'upper')[0]).toMatch(/^InspectFailed Failed to apply default image tag "NGINX:1"/);
    sound(sim);
  });

  it('a missing ConfigMap in the environment; it starts once the ConfigMap is there', () => {
    const sim = testCluster();
    createPod(sim, 'nocm', { containers: [{ ...nginx, envFrom: [{ configMapRef: { name: 'missing' } }] }] });
    until(sim, () => waiting(podOf(sim, 'nocm'))?.reason === 'CreateContainerConfigError');
    expect(eventsOf(sim, 'nocm')).toContain('Failed Error: configmap "missing" not found');
    request(sim, 'POST', '/api/v1/namespaces/default/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'missing' }, data: { A: 'b' } });
    expect(until(sim, ready(sim, 'nocm'))).toBeLessThan(17);
    sound(sim);
  });

  it('a missing Secret as a volume', () => {
    const sim = testCluster();
    createPod(sim, 'nosecret', {
      volumes: [{ name: 's', secret: { secretName: 'missing' } }],
      containers: [{ ...nginx, volumeMounts: [{ name: 's', mountPath: '/s' }] }],
    });
    run(sim, 30);
    expect(waiting(podOf(sim, 'nosecret'))?.reason).toBe('ContainerCreating');
    expect(eventsOf(sim, 'nosecret')).toEqual(['FailedMount MountVolume.SetUp failed for volume "s" : secret "missing" not found']);
    request(sim, 'POST', '/api/v1/namespaces/default/secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'missing' }, data: { A: 'Yg==' } });
    until(sim, ready(sim, 'nosecret'));
    sound(sim);
  });

  it('the cluster is quiet all the same', () => {
    const sim = testCluster();
    createPod(sim, 'nocm', { containers: [{ ...nginx, envFrom: [{ configMapRef: { name: 'missing' } }] }] });
    createPod(sim, 'never', { containers: [{ name: 'main', image: 'redis:7', imagePullPolicy: 'Never' }] });
    createPod(sim, 'crash', { containers: [shell('exit 1')] });
    expect(sim.runUntilQuiet(1_800_000_000)).toBe(true);
    sound(sim);
  });
});

describe('configuration reaches the container', () => {
  it('as environment: expansion, downward API, Services', () => {
    const sim = testCluster();
    request(sim, 'POST', '/api/v1/namespaces/default/services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'my-db' },
      spec: { selector: { app: 'db' }, ports: [{ port: 3306 }] },
    });
    const env = [
      { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'HELLO', value: 'hello $(NAME) $$(NAME) $(NOBODY)' },
      { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
    ];
    createPod(sim, 'env', {
      restartPolicy: 'Never',
      containers: [shell('echo "$HELLO $CPU $MY_DB_SERVICE_PORT" > /dev/termination-log', { env, resources: { limits: { cpu: '250m' } } })],
    });
    until(sim, phase(sim, 'env', 'Succeeded'));
    expect(podOf(sim, 'env')?.status?.containerStatuses?.[0]?.state?.terminated?.message).toBe('hello env $(NAME) $(NOBODY) 250 3306\n');
    sound(sim);
  });

  it('as files, which follow a change of the ConfigMap; emptyDir is shared', () => {
    const sim = testCluster();
    request(sim, 'POST', '/api/v1/namespaces/default/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'conf' }, data: { colour: 'red' } });
    createPod(sim, 'files', {
      volumes: [
        { name: 'conf', configMap: { name: 'conf' } },
        { name: 'shared', emptyDir: {} },
      ],
      initContainers: [shell('echo made > /shared/note', { name: 'first', volumeMounts: [{ name: 'shared', mountPath: '/shared' }] })],
      containers: [
        shell('cat /etc/conf/colour /shared/note > /dev/termination-log; sleep 200; cat /etc/conf/colour > /dev/termination-log', {
          volumeMounts: [
            { name: 'conf', mountPath: '/etc/conf' },
            { name: 'shared', mountPath: '/shared' },
          ],
        }),
      ],
      restartPolicy: 'Never',
    });
    until(sim, ready(sim, 'files'));
    run(sim, 20);
    request(sim, 'PATCH', '/api/v1/namespaces/default/configmaps/conf', { data: { colour: 'blue' } }, 'application/merge-patch+json');
    until(sim, phase(sim, 'files', 'Succeeded'), 300);
    expect(podOf(sim, 'files')?.status?.containerStatuses?.[0]?.state?.terminated?.message).toBe('blue');
    sound(sim);
  });
});

describe('volumes', () => {
  it('subPath of files and of directories, read-only files, moves, a directory of the machine', () => {
    const sim = testCluster();
    request(sim, 'POST', '/api/v1/namespaces/default/configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'conf' },
      data: { colour: 'red', other: 'x' },
    });
    const script =
      'cat /etc/app/colour; ls /etc/app; echo no > /conf/colour || echo refused; mkdir /data/a && echo one > /data/a/f && mv /data/a /data/b && cat /data/b/f && rm -r /data/b; ls /data; echo kept > /host/note';
    const pod = {
      restartPolicy: 'Never',
      volumes: [
        { name: 'conf', configMap: { name: 'conf', items: [{ key: 'colour', path: 'colour' }] } },
        { name: 'data', emptyDir: {} },
        { name: 'host', hostPath: { path: '/srv/app', type: 'DirectoryOrCreate' } },
      ],
      containers: [
        shell(`{ ${script}; } > /dev/termination-log 2>/dev/null`, {
          volumeMounts: [
            { name: 'conf', mountPath: '/etc/app/colour', subPath: 'colour' },
            { name: 'conf', mountPath: '/conf' },
            { name: 'data', mountPath: '/data', subPath: 'deep/down' },
            { name: 'host', mountPath: '/host' },
          ],
        }),
      ],
    };
    createPod(sim, 'first', pod);
    until(sim, phase(sim, 'first', 'Succeeded'));
    expect(podOf(sim, 'first')?.status?.containerStatuses?.[0]?.state?.terminated?.message).toBe('redcolour\nrefused\none\n');
    createPod(sim, 'second', {
      ...pod,
      containers: [shell('cat /host/note > /dev/termination-log', { volumeMounts: [{ name: 'host', mountPath: '/host' }] })],
    });
    until(sim, phase(sim, 'second', 'Succeeded'));
    expect(podOf(sim, 'second')?.status?.containerStatuses?.[0]?.state?.terminated?.message).toBe('kept\n');
    sound(sim);
  });

  it('a mount by subPath stays as it was when the container was made; the next container sees the new content', () => {
    const sim = testCluster();
    const conf = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'conf' }, data: { colour: 'red' } };
    request(sim, 'POST', '/api/v1/namespaces/default/configmaps', conf);
    const script =
      'while ! grep -q blue /all/colour; do sleep 1; done; cat /one /all/colour > /dev/termination-log; echo -$(ls /dir)- >> /dev/termination-log; sleep 1';
    createPod(sim, 'bound', {
      restartPolicy: 'Always',
      volumes: [
        {
          name: 'conf',
          configMap: {
            name: 'conf',
            items: [
              { key: 'colour', path: 'colour' },
              { key: 'colour', path: 'deep/colour' },
            ],
          },
        },
      ],
      containers: [
        shell(script, {
          volumeMounts: [
            { name: 'conf', mountPath: '/one', subPath: 'colour' },
            { name: 'conf', mountPath: '/dir', subPath: 'deep' },
            { name: 'conf', mountPath: '/all' },
          ],
        }),
      ],
    });
    until(sim, ready(sim, 'bound'));
    request(sim, 'PATCH', '/api/v1/namespaces/default/configmaps/conf', { metadata: { labels: { a: 'b' } } }, 'application/merge-patch+json');
    run(sim, 100);
    request(sim, 'PATCH', '/api/v1/namespaces/default/configmaps/conf', { data: { colour: 'blue' } }, 'application/merge-patch+json');
    const last = () => podOf(sim, 'bound')?.status?.containerStatuses?.[0]?.lastState?.terminated?.message;
    until(sim, () => last() !== undefined, 300);
    expect(last()).toBe('redblue--\n');
    until(sim, () => last()?.startsWith('blue') === true, 300);
    expect(last()).toBe('blueblue-colour-\n');
    sound(sim);
  });

  it('the token of the account is a bound one that the server knows, and is renewed when four fifths of its life are over', () => {
    const sim = testCluster();
    const source = { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } };
    createPod(sim, 'bearer', {
      volumes: [{ name: 'access', projected: { sources: [source], defaultMode: 420 } }],
      containers: [shell('sleep 100000', { volumeMounts: [{ name: 'access', mountPath: '/t' }] })],
    });
    until(sim, ready(sim, 'bearer'));
    const token = (): string => {
      const { uid = '' } = podOf(sim, 'bearer')!.metadata;
      const volume = runtimePod(sim, 'node-1', uid)!.volumes.get('access');
      const file = volume?.kind === 'files' ? volume.tree.get('/token') : undefined;
      return file?.type === 'file' ? file.content : '';
    };
    const review = (text: string) =>
      request(sim, 'POST', '/apis/authentication.k8s.io/v1/tokenreviews', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenReview',
        spec: { token: text },
      }).body as { status: { authenticated?: boolean; user: { username: string; extra: Record<string, unknown> } } };
    const first = token();
    expect(review(first).status).toMatchObject({
      authenticated: true,
      user: {
        username: 'system:serviceaccount:default:default',
        extra: { 'authentication.kubernetes.io/pod-name': ['bearer'], 'authentication.kubernetes.io/node-name': ['node-1'] },
      },
    });
    run(sim, 2800);
    expect(token()).toBe(first);
    run(sim, 200);
    expect(token()).not.toBe(first);
    expect(review(token()).status.authenticated).toBe(true);
    sound(sim);
  });

  it('users and groups are those of the securityContext; the full name is that of /etc/hosts', () => {
    const sim = testCluster();
    createPod(sim, 'who', {
      restartPolicy: 'Never',
      hostname: 'foo',
      subdomain: 'hl',
      securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [4000] },
      containers: [shell('{ id; hostname -f; hostname -d; dnsdomainname; hostname; } > /dev/termination-log')],
    });
    until(sim, phase(sim, 'who', 'Succeeded'));
    const status = podOf(sim, 'who')?.status?.containerStatuses?.[0];
    expect(status?.user).toEqual({ linux: { uid: 1000, gid: 3000, supplementalGroups: [3000, 2000, 4000] } });
    const domain = 'hl.default.svc.cluster.local';
    expect(status?.state?.terminated?.message).toBe(`uid=1000 gid=3000 groups=2000,3000,4000\nfoo.${domain}\n${domain}\n${domain}\nfoo\n`);
    sound(sim);
  });

  it('a claim that is missing, then bound to a disk that outlives the pod', () => {
    const sim = testCluster();
    const pod = (script: string) => ({
      restartPolicy: 'Never',
      volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }],
      containers: [shell(script, { volumeMounts: [{ name: 'd', mountPath: '/d' }] })],
    });
    createPod(sim, 'writer', pod('echo kept > /d/note'));
    run(sim, 5);
    expect(eventsOf(sim, 'writer')[0]).toMatch(
      /^FailedMount Unable to attach or mount volumes: unmounted volumes=\[d\], unattached volumes=\[\], failed to process volumes=\[d\]: error processing PVC default\/data/,
    );
    bindClaim(sim);
    until(sim, phase(sim, 'writer', 'Succeeded'));
    request(sim, 'DELETE', `${PODS}/writer`);
    createPod(sim, 'reader', pod('cat /d/note > /dev/termination-log'));
    until(sim, phase(sim, 'reader', 'Succeeded'));
    expect(podOf(sim, 'reader')?.status?.containerStatuses?.[0]?.state?.terminated?.message).toBe('kept\n');
    sound(sim);
  });
});

/** What the binder would do. */
function bindClaim(sim: Sim): void {
  const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
  const size = { resources: { requests: { storage: '1Gi' } } };
  request(sim, 'POST', claims, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: '', volumeName: 'pv-1', ...size },
  });
  const { uid } = (request(sim, 'GET', `${claims}/data`).body as { metadata: { uid: string } }).metadata;
  const claimRef = { kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data', uid };
  const spec = { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, claimRef, csi: { driver: 'disk.csi.cutaway.dev', volumeHandle: 'disk-1' } };
  request(sim, 'POST', '/api/v1/persistentvolumes', { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pv-1' }, spec });
  request(sim, 'PATCH', `${claims}/data/status`, { status: { phase: 'Bound' } }, 'application/merge-patch+json');
}

describe('containers end', () => {
  it('crash loop: at once, then 10, 20, 40 s and what is left to the next look', () => {
    const sim = testCluster();
    createPod(sim, 'crash', { containers: [shell('sleep 1; exit 1')] });
    const starts: number[] = [];
    const ends: number[] = [];
    until(sim, () => restarts(sim, 'crash') === 4, 300);
    for (const { code, args, t } of sim.happenings) if (code === 'container.state') (args?.['state'] === 'running' ? starts : ends).push(t / 1_000_000);
    const pauses = starts.slice(1).map((at, i) => at - ends[i]!);
    expect(pauses[0]).toBeLessThan(2.5);
    for (const [i, least] of [10, 20, 40].entries()) {
      expect(pauses[i + 1]).toBeGreaterThanOrEqual(least);
      expect(pauses[i + 1]).toBeLessThan(least + 18);
    }
    expect(eventsOf(sim, 'crash').at(-1)).toBe(`BackOff Back-off restarting failed container main in pod crash_default(${podOf(sim, 'crash')!.metadata.uid})`);
    const seen = historyOf(sim, 'crash')
      .map(({ pod }) => waiting(pod)?.message)
      .filter((text) => text !== undefined);
    expect(seen[0]).toBe(`back-off 10s restarting failed container=main pod=crash_default(${podOf(sim, 'crash')!.metadata.uid})`);
    sound(sim);
  });

  it('as the policy says', () => {
    const sim = testCluster();
    createPod(sim, 'ok-never', { restartPolicy: 'Never', containers: [shell('sleep 1')] });
    createPod(sim, 'fail-never', { restartPolicy: 'Never', containers: [shell('exit 7')] });
    createPod(sim, 'ok-onfailure', { restartPolicy: 'OnFailure', containers: [shell('sleep 1')] });
    createPod(sim, 'two', { restartPolicy: 'Never', containers: [shell('sleep 2'), { name: 'side', image: 'nginx:1.28' }] });
    createPod(sim, 'own', {
      restartPolicy: 'Never',
      containers: [shell('exit 42', { restartPolicy: 'Never', restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }] })],
    });
    run(sim, 20);
    expect(['ok-never', 'fail-never', 'ok-onfailure', 'two', 'own'].map((name) => podOf(sim, name)?.status?.phase)).toEqual([
      'Succeeded',
      'Failed',
      'Succeeded',
      'Running',
      'Running',
    ]);
    expect(condition(sim, 'two', 'Ready')).toMatchObject({ status: 'False', reason: 'ContainersNotReady', message: 'containers with unready status: [main]' });
    expect(restarts(sim, 'own')).toBeGreaterThan(0);
    sound(sim);
  });

  it('by command: exit code and OOM kill are told', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [nginx] });
    until(sim, ready(sim, 'web'));
    expect(exitContainer(sim, { pod: 'default/web', container: 'nginx', exitCode: 137, reason: 'OOMKilled' })).toBe(true);
    until(sim, () => restarts(sim, 'web') === 1);
    expect(podOf(sim, 'web')?.status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
    sound(sim);
  });

  it('activeDeadlineSeconds', () => {
    const sim = testCluster();
    createPod(sim, 'short', { activeDeadlineSeconds: 10, containers: [nginx] });
    until(sim, phase(sim, 'short', 'Failed'));
    expect(podOf(sim, 'short')?.status?.reason).toBe('DeadlineExceeded');
    sound(sim);
  });
});

describe('probes', () => {
  const probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 2 };

  it('readiness turns with the threshold, liveness restarts', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [{ ...nginx, readinessProbe: probe }] });
    createPod(sim, 'live', { containers: [{ ...nginx, livenessProbe: { exec: { command: ['false'] }, periodSeconds: 2, failureThreshold: 3 } }] });
    until(sim, ready(sim, 'web'));
    expect(setContainerHealthy(sim, { pod: 'default/web', container: 'nginx', healthy: false })).toBe(true);
    const took = until(sim, () => condition(sim, 'web', 'Ready')?.status === 'False');
    expect(took).toBeGreaterThan(3.9);
    expect(took).toBeLessThan(6.2);
    setContainerHealthy(sim, { pod: 'default/web', container: 'nginx', healthy: true });
    expect(until(sim, ready(sim, 'web'))).toBeLessThan(2.2);
    until(sim, () => (restarts(sim, 'live') ?? 0) > 0);
    run(sim, 1);
    expect(eventsOf(sim, 'live')).toContain('Killing Container nginx failed liveness probe, will be restarted');
    expect(eventsOf(sim, 'live')).toContain('Unhealthy Liveness probe failed: ');
    sound(sim);
  });

  it('nothing else is asked before the startup probe succeeded', () => {
    const sim = testCluster();
    createPod(sim, 'slow', {
      containers: [{ ...nginx, startupProbe: { ...probe, failureThreshold: 30 }, livenessProbe: { ...probe, periodSeconds: 1 }, readinessProbe: probe }],
    });
    until(sim, ready(sim, 'slow'));
    const order = [...sim.happenings].filter(({ code }) => code === 'probe');
    const passed = order.findIndex(({ args }) => args?.['probe'] === 'startup' && args['ok'] === true);
    expect(order.slice(0, passed).every(({ args }) => args?.['probe'] === 'startup')).toBe(true);
    sound(sim);
  });

  it('a port by a name that no port has is an error, which counts neither way', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [{ ...nginx, livenessProbe: { httpGet: { path: '/', port: 'web' }, periodSeconds: 1 } }] });
    until(sim, () =>
      eventsOf(sim, 'web').includes('Unhealthy Liveness probe errored and resulted in unknown state: strconv.Atoi: parsing "web": invalid syntax'),
    );
    const since = sim.now;
    until(sim, () => sim.now > since + 20_000_000);
    expect(restarts(sim, 'web')).toBe(0);
    expect(condition(sim, 'web', 'Ready')?.status).toBe('True');
    sound(sim);
  });

  it('a port nobody listens on', () => {
    const sim = testCluster();
    createPod(sim, 'wrong', { containers: [{ ...nginx, readinessProbe: { tcpSocket: { port: 81 }, periodSeconds: 1 } }] });
    run(sim, 20);
    expect(condition(sim, 'wrong', 'Ready')?.status).toBe('False');
    expect(eventsOf(sim, 'wrong')).toContain('Unhealthy Readiness probe failed: dial tcp 10.244.0.2:81: connect: connection refused');
    sound(sim);
  });
});

describe('a pod is deleted', () => {
  it('gracefully: not gone before its containers are', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [nginx] });
    until(sim, ready(sim, 'web'));
    const from = historyOf(sim, 'web').length;
    request(sim, 'DELETE', `${PODS}/web`);
    until(sim, () => !podOf(sim, 'web'));
    const writes = historyOf(sim, 'web').slice(from);
    expect(writes.at(-1)?.type).toBe('DELETED');
    expect(writes.at(-2)?.pod.metadata.deletionGracePeriodSeconds).toBe(0);
    const last = writes.at(-3)!.pod;
    expect(last.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(0);
    expect(last.status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('False');
    expect(eventsOf(sim, 'web').at(-1)).toBe('Killing Stopping container nginx');
    sound(sim);
  });

  it('with a preStop hook and a program that ignores TERM', () => {
    const sim = testCluster();
    createPod(sim, 'deaf', {
      terminationGracePeriodSeconds: 10,
      containers: [shell('trap "" TERM; while true; do sleep 1; done', { lifecycle: { preStop: { exec: { command: ['sleep', '4'] } } } })],
    });
    until(sim, ready(sim, 'deaf'));
    request(sim, 'DELETE', `${PODS}/deaf`);
    const took = until(sim, () => !podOf(sim, 'deaf'));
    expect(took).toBeGreaterThan(10);
    expect(took).toBeLessThan(11.5);
    expect(historyOf(sim, 'deaf').at(-1)?.pod.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(137);
    sound(sim);
  });

  it('with a preStop hook longer than the grace period: two seconds more, then the hook is killed too', () => {
    const sim = testCluster();
    createPod(sim, 'slow', { terminationGracePeriodSeconds: 4, containers: [{ ...nginx, lifecycle: { preStop: { exec: { command: ['sleep', '60'] } } } }] });
    until(sim, ready(sim, 'slow'));
    // A server that ends by itself within the two seconds takes its hook along.
    request(sim, 'DELETE', `${PODS}/slow`);
    const failed = () => eventsOf(sim, 'slow').includes('FailedPreStopHook PreStopHook failed');
    expect(until(sim, failed)).toBeGreaterThan(4);
    expect(until(sim, () => !podOf(sim, 'slow'))).toBeLessThan(3);
    sound(sim);
  });

  it('with less time than at first: the stop begins anew and gets the new time in full', () => {
    const sim = testCluster();
    createPod(sim, 'deaf', { containers: [shell('trap "" TERM; while true; do sleep 1; done')] });
    until(sim, ready(sim, 'deaf'));
    request(sim, 'DELETE', `${PODS}/deaf`);
    run(sim, 25);
    request(sim, 'DELETE', `${PODS}/deaf`, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 12 });
    const took = until(sim, () => !podOf(sim, 'deaf'));
    expect(took).toBeGreaterThan(12);
    expect(took).toBeLessThan(14);
    sound(sim);
  });

  it('by force: the object at once, the containers after it', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [nginx] });
    until(sim, ready(sim, 'web'));
    request(sim, 'DELETE', `${PODS}/web`, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 });
    expect(podOf(sim, 'web')).toBeUndefined();
    until(sim, () => [...sim.happenings].some(({ code, args }) => code === 'container.state' && args?.['state'] === 'exited'));
    sound(sim);
  });

  it('while its image is still being pulled', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [nginx] });
    run(sim, 2);
    request(sim, 'DELETE', `${PODS}/web`);
    expect(until(sim, () => !podOf(sim, 'web'))).toBeLessThan(2);
    createPod(sim, 'next', { containers: [nginx] });
    until(sim, ready(sim, 'next'));
    sound(sim);
  });
});

describe('a postStart hook that fails', () => {
  const hooked = (postStart: object, more: object = {}) => ({ containers: [{ ...shell('sleep 1000'), lifecycle: { postStart, ...more } }] });

  it('has the container stopped with its preStop hook, and says what it said', () => {
    const sim = testCluster();
    const postStart = { exec: { command: ['sh', '-c', 'echo out; echo bad >&2; exit 4'] } };
    const preStop = { exec: { command: ['sh', '-c', 'echo bye > /srv/bye; sleep 3'] } };
    const volumes = [{ name: 'v', hostPath: { path: '/srv' } }];
    const spec = hooked(postStart, { preStop });
    createPod(sim, 'p', {
      volumes,
      containers: [{ ...spec.containers[0], volumeMounts: [{ name: 'v', mountPath: '/srv' }] }],
      terminationGracePeriodSeconds: 8,
    });
    until(sim, () => eventsOf(sim, 'p').includes('Killing FailedPostStartHook'));
    expect(eventsOf(sim, 'p')).toContain('FailedPostStartHook PostStartHook failed');
    const took = until(sim, () => waiting(podOf(sim, 'p'))?.reason === 'PostStartHookError');
    expect(took).toBeGreaterThan(2.5);
    expect(took).toBeLessThan(8.5);
    expect(sim.get(hostTrees).get('node-1')?.get('/srv/bye')).toMatchObject({ content: 'bye\n' });
    const uid = podOf(sim, 'p')!.metadata.uid;
    expect(waiting(podOf(sim, 'p'))?.message).toBe(
      `Exec lifecycle hook ([sh -c echo out; echo bad >&2; exit 4]) for Container "main" in Pod "p_default(${uid})" failed - error: command 'sh -c echo out; echo bad >&2; exit 4' exited with 4: bad\n, message: "out\\nbad\\n"`,
    );
    sound(sim);
  });

  it('over HTTP fails when nobody answers, over a plain socket always', () => {
    const sim = testCluster();
    createPod(sim, 'h', hooked({ httpGet: { path: '/x', port: 9999 } }));
    createPod(sim, 't', hooked({ tcpSocket: { port: 80 } }));
    until(sim, () => ['h', 't'].every((name) => waiting(podOf(sim, name))?.reason === 'PostStartHookError'));
    const { podIP } = podOf(sim, 'h')!.status!;
    expect(waiting(podOf(sim, 'h'))?.message).toMatch(
      new RegExp(
        `^HTTP lifecycle hook \\(/x\\) for Container "main" in Pod "h_default.*failed - error: Get "http://${podIP}:9999/x": dial tcp ${podIP}:9999: connect: connection refused$`,
      ),
    );
    expect(waiting(podOf(sim, 't'))?.message).toBe(
      'Cannot run handler: invalid handler: &LifecycleHandler{Exec:nil,HTTPGet:nil,TCPSocket:&TCPSocketAction{Port:{0 80 },Host:,},Sleep:nil,}',
    );
    sound(sim);
  });
});

describe('the machine', () => {
  it('off and on: containers are started again in a new sandbox', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [nginx] });
    until(sim, ready(sim, 'web'));
    setNodePower(sim, 'node-1', false);
    run(sim, 30);
    setNodePower(sim, 'node-1', true);
    until(sim, () => restarts(sim, 'web') === 1 && ready(sim, 'web')());
    expect(eventsOf(sim, 'web')).toContain('SandboxChanged Pod sandbox changed, it will be killed and re-created.');
    expect(podOf(sim, 'web')?.status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' });
    run(sim, 2);
    expect(eventsOf(sim, 'node-1').some((text) => text.startsWith('Rebooted'))).toBe(true);
    sound(sim);
  });

  it('kubelet away and back: containers go on, nothing is restarted', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [nginx] });
    until(sim, ready(sim, 'web'));
    setKubeletProcess(sim, 'node-1', false);
    run(sim, 30);
    request(sim, 'DELETE', `${PODS}/web`);
    run(sim, 60);
    expect(podOf(sim, 'web')?.metadata.deletionTimestamp).toBeDefined();
    setKubeletProcess(sim, 'node-1', true);
    until(sim, () => !podOf(sim, 'web'));
    sound(sim);
  });

  it('kubelet back: what was ready stays ready, probes go on', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [{ ...nginx, readinessProbe: { httpGet: { port: 80 }, periodSeconds: 2 } }] });
    until(sim, ready(sim, 'web'));
    const writes = historyOf(sim, 'web').length;
    setKubeletProcess(sim, 'node-1', false);
    run(sim, 5);
    setKubeletProcess(sim, 'node-1', true);
    run(sim, 10);
    expect(historyOf(sim, 'web').length).toBe(writes);
    setContainerHealthy(sim, { pod: 'default/web', container: 'nginx', healthy: false });
    expect(until(sim, () => condition(sim, 'web', 'Ready')?.status === 'False')).toBeLessThan(8);
    sound(sim);
  });

  it('kubelet back with its containers forgotten: they are made anew', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [nginx] });
    until(sim, ready(sim, 'web'));
    setKubeletProcess(sim, 'node-1', false);
    run(sim, 5);
    setKubeletProcess(sim, 'node-1', true, true);
    until(sim, () => restarts(sim, 'web') === 1 && ready(sim, 'web')());
    sound(sim);
  });

  it('network cut: what happened meanwhile is made good', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [nginx] });
    createPod(sim, 'stays', { containers: [nginx] });
    until(sim, () => ready(sim, 'web')() && ready(sim, 'stays')());
    setNodeNetwork(sim, 'node-1', false);
    request(sim, 'DELETE', `${PODS}/web`);
    run(sim, 120);
    expect(podOf(sim, 'web')).toBeDefined();
    setNodeNetwork(sim, 'node-1', true);
    until(sim, () => !podOf(sim, 'web'));
    expect(ready(sim, 'stays')()).toBe(true);
    expect(restarts(sim, 'stays')).toBe(0);
    sound(sim);
  });
});

describe('what can be looked at', () => {
  it('the part of a node: images, stages, pull progress', () => {
    const sim = testCluster();
    createPod(sim, 'web', { containers: [nginx] });
    run(sim, 2);
    expect(nodePart(sim, 'node-1')).toMatchObject({
      on: true,
      connected: true,
      images: [],
      pods: [{ stage: 'pull', pullProgress: { from: expect.any(Number), until: expect.any(Number) } }],
    });
    until(sim, ready(sim, 'web'));
    expect(nodePart(sim, 'node-1')).toMatchObject({
      images: [{ name: 'docker.io/library/nginx:1.28' }],
      pods: [{ stage: 'running', ip: '10.244.0.2', containers: [{ name: 'nginx', state: 'running' }] }],
    });
    setNodePower(sim, 'node-1', false);
    expect(nodePart(sim, 'node-1')).toMatchObject({ on: false, pods: [{ stage: 'dead', ip: '' }] });
  });

  it('the log of a container and of the one before it', () => {
    const sim = testCluster();
    createPod(sim, 'talk', { containers: [shell('echo hello $HOSTNAME; sleep 5; exit 3')] });
    until(sim, () => restarts(sim, 'talk') === 1);
    for (const previous of [false, true]) expect(containerLog(sim, 'default/talk', 'main', previous)?.map(({ text }) => text)).toEqual(['hello talk\n']);
  });
});

describe('determinism', () => {
  it('same seed, same history; a restored checkpoint goes on the same way', () => {
    const play = (): { sim: Sim; half: ReturnType<Sim['checkpoint']> } => {
      const sim = testCluster({ seed: 7 });
      createPod(sim, 'web', { containers: [{ ...nginx, readinessProbe: { httpGet: { port: 80 } } }] });
      createPod(sim, 'crash', { containers: [shell('sleep 1; exit 1')] });
      run(sim, 20);
      const half = sim.checkpoint();
      run(sim, 60);
      return { sim, half };
    };
    const [a, b] = [play(), play()];
    expect(JSON.stringify([...a.sim.happenings])).toBe(JSON.stringify([...b.sim.happenings]));
    const whole = JSON.stringify([...b.sim.happenings]);
    b.sim.restore(b.half);
    run(b.sim, 60);
    expect(JSON.stringify([...b.sim.happenings])).toBe(whole);
  });
});
