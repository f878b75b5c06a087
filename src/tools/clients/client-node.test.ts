import { PassThrough } from 'node:stream';
import { CoreV1Api, AppsV1Api, Exec, KubeConfig, Log, makeInformer, PatchStrategy, setHeaderOptions, type V1Pod, Watch } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OpenDoor } from '../../server/door.testing.ts';
import { openFor } from './node-client.testing.ts';

/** The official JavaScript client on a headless cluster. */
const door = new OpenDoor({ nodes: 3, speed: 10 });
const config = new KubeConfig();

beforeAll(() => openFor(config, door));
afterAll(() => door.close());

const namespace = 'default';

describe('@kubernetes/client-node', { timeout: 60_000 }, () => {
  it('lists, patches in three ways, applies', async () => {
    const apps = config.makeApiClient(AppsV1Api);
    expect((await apps.listNamespacedDeployment({ namespace })).items.map(({ metadata }) => metadata?.name)).toEqual(['web']);
    const merge = await apps.patchNamespacedDeployment(
      { namespace, name: 'web', body: { spec: { replicas: 2 } } },
      setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
    );
    expect(merge.spec?.replicas).toBe(2);
    const json = await apps.patchNamespacedDeployment(
      { namespace, name: 'web', body: [{ op: 'replace', path: '/spec/replicas', value: 3 }] },
      setHeaderOptions('Content-Type', PatchStrategy.JsonPatch),
    );
    expect(json.spec?.replicas).toBe(3);
    const core = config.makeApiClient(CoreV1Api);
    const applied = await core.patchNamespacedConfigMap(
      { namespace, name: 'made', fieldManager: 'test', body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'made' }, data: { a: 'b' } } },
      setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply),
    );
    expect(applied.metadata?.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`)).toEqual(['test Apply']);
  });

  it('watches, and keeps an informer', async () => {
    const core = config.makeApiClient(CoreV1Api);
    const seen: string[] = [];
    const watch = await new Watch(config).watch(
      '/api/v1/namespaces/default/configmaps',
      {},
      (type, object: { metadata: { name: string } }) => seen.push(`${type} ${object.metadata.name}`),
      () => {},
    );
    const informer = makeInformer(config, '/api/v1/namespaces/default/pods', () => core.listNamespacedPod({ namespace }));
    const pods = new Set<string>();
    informer.on('add', (pod: V1Pod) => pods.add(pod.metadata?.name ?? ''));
    informer.on('delete', (pod: V1Pod) => pods.delete(pod.metadata?.name ?? ''));
    await informer.start();
    await expect.poll(() => pods.size).toBe(3);
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'watched' } } });
    await expect.poll(() => seen).toContain('ADDED watched');
    const [first] = [...pods];
    await core.deleteNamespacedPod({ namespace, name: first! });
    await expect.poll(() => pods.has(first!) === false && pods.size === 3, { timeout: 20_000 }).toBe(true);
    await informer.stop();
    watch.abort();
  });

  it('reads logs and runs commands', async () => {
    const core = config.makeApiClient(CoreV1Api);
    const [pod] = (await core.listNamespacedPod({ namespace })).items.filter(({ status }) => status?.phase === 'Running');
    const name = pod!.metadata!.name!;
    const out = new PassThrough();
    let text = '';
    out.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const status = await new Promise<{ status?: string }>(
      (resolve) => void new Exec(config).exec(namespace, name, 'nginx', ['sh', '-c', 'echo hello'], out, null, null, false, resolve),
    );
    expect([text, status.status]).toEqual(['hello\n', 'Success']);
    const [log, followed] = [new PassThrough(), new PassThrough()];
    const read = { log: '', followed: '' };
    log.on('data', (chunk: Buffer) => (read.log += chunk.toString()));
    followed.on('data', (chunk: Buffer) => (read.followed += chunk.toString()));
    await new Log(config).log(namespace, name, 'nginx', log, { follow: false });
    await expect.poll(() => read.log).toContain('start worker processes\n');
    const following = await new Log(config).log(namespace, name, 'nginx', followed, { follow: true, tailLines: 1 });
    await new Promise<void>(
      (resolve) =>
        void new Exec(config).exec(namespace, name, 'nginx', ['curl', '-s', 'localhost/seen'], new PassThrough(), null, null, false, () => resolve()),
    );
    await expect.poll(() => read.followed).toContain('"GET /seen HTTP/1.1" 404');
    following.abort();
    expect(read.log).not.toContain('/seen');
  });

  it('serves a thousand watchers at once', async () => {
    const core = config.makeApiClient(CoreV1Api);
    let count = 0;
    const watches = await Promise.all(
      Array.from({ length: 1_000 }, () =>
        new Watch(config).watch(
          '/api/v1/namespaces/default/configmaps',
          { fieldSelector: 'metadata.name=thousand' },
          (type) => (count += type === 'ADDED' ? 1 : 0),
          () => {},
        ),
      ),
    );
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'thousand' } } });
    await expect.poll(() => count, { timeout: 30_000 }).toBe(1_000);
    for (const watch of watches) watch.abort();
    await expect.poll(() => door.cluster.listening, { timeout: 30_000 }).toBe(0);
  });
});
