import { ApiException, CoordinationV1Api, CoreV1Api, KubeConfig, makeInformer, type V1ConfigMap, V1MicroTime, Watch } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executeCommand } from '../../engine/person.ts';
import { OpenDoor } from '../../server/door.testing.ts';
import { Elector } from './elector.testing.ts';
import { openFor } from './node-client.testing.ts';

/** What controllers need, with the official JavaScript client: leases, pages, caches that outlive a compaction. In the time of the wall, as outside clocks demand. */
const door = new OpenDoor();
const config = new KubeConfig();
const namespace = 'default';

beforeAll(() => openFor(config, door));
afterAll(() => door.close());

const compact = (): void => executeCommand(door.cluster.sim, { do: 'fault', fault: 'compaction', args: {} });

describe('leader election', { timeout: 60_000 }, () => {
  const lease = { namespace, name: 'election' };
  const leaseMs = 4_000;
  let all: readonly Elector[] = [];
  const api = () => config.makeApiClient(CoordinationV1Api);
  /** Since the Lease was taken and since it was last renewed, as those wrote that did it: how fast this machine is does not matter. */
  const written = async () => {
    const { acquireTime, renewTime, leaseTransitions } = (await api().readNamespacedLease(lease)).spec!;
    // The library reads them as plain strings, whatever its types say.
    const msOf = (time: V1MicroTime | undefined): number => Date.parse(String(time));
    return { acquiredMs: msOf(acquireTime), renewedMs: msOf(renewTime), transitions: leaseTransitions };
  };
  /** Two clocks of one machine, cut off to milliseconds. */
  const CLOCKS_MS = 20;

  beforeAll(() => {
    all = ['a', 'b', 'c'].map((identity) => new Elector(config, { identity, lease, leaseMs, retryMs: 200 }));
  });
  afterAll(() => all.forEach((one) => one.kill()));

  it('has one leader at a time; when it dies another takes over after the lease, when it steps down at once', async () => {
    for (const one of all) one.start();
    const leaders = () => all.filter(({ leads }) => leads);
    await expect.poll(() => leaders().length).toBe(1);
    const first = leaders()[0]!;
    await expect.poll(() => written().then(({ acquiredMs, renewedMs }) => renewedMs - acquiredMs)).toBeGreaterThan(leaseMs);
    expect([leaders(), (await written()).transitions]).toEqual([[first], 0]);

    first.kill();
    const { renewedMs } = await written();
    await expect.poll(() => leaders().length).toBe(1);
    const taken = await written();
    expect(taken.acquiredMs - renewedMs).toBeGreaterThanOrEqual(leaseMs - CLOCKS_MS);
    expect(taken.transitions).toBe(1);

    await leaders()[0]!.release();
    const released = (await written()).renewedMs;
    await expect.poll(() => leaders().length).toBe(1);
    const next = await written();
    expect(next.acquiredMs - released).toBeLessThan(leaseMs);
    expect(next.transitions).toBe(2);
  });

  it('makes a Lease for one of those that come at once, and lets one of them change it: the others get 409', async () => {
    const name = 'at-once';
    const codes = (asked: readonly Promise<unknown>[]) =>
      Promise.all(
        asked.map((one) =>
          one.then(
            () => 200,
            ({ code }: { code: number }) => code,
          ),
        ),
      ).then((all) => all.sort());
    const five = (ask: () => Promise<unknown>) => codes(Array.from({ length: 5 }, ask));
    expect(await five(() => api().createNamespacedLease({ namespace, body: { metadata: { name } } }))).toEqual([200, 409, 409, 409, 409]);
    const held = await api().readNamespacedLease({ namespace, name });
    let i = 0;
    const body = () => ({ ...held, spec: { holderIdentity: `me-${i++}`, leaseDurationSeconds: 5 } });
    expect(await five(() => api().replaceNamespacedLease({ namespace, name, body: body() }))).toEqual([200, 409, 409, 409, 409]);
  });

  it('writes the times of a Lease to the microsecond, and refuses a version that is gone', async () => {
    const mine = { namespace, name: 'mine' };
    await api().createNamespacedLease({ namespace, body: { metadata: { name: mine.name }, spec: { renewTime: new V1MicroTime() } } });
    const held = await api().readNamespacedLease(mine);
    expect(String(held.spec?.renewTime)).toMatch(/\.\d{6}Z$/);
    const body = { ...held, spec: { ...held.spec, leaseDurationSeconds: 7 } };
    await api().replaceNamespacedLease({ ...mine, body });
    await expect(api().replaceNamespacedLease({ ...mine, body })).rejects.toMatchObject({ code: 409 });
  });
});

describe('lists and caches', { timeout: 60_000 }, () => {
  const core = () => config.makeApiClient(CoreV1Api);
  const make = (name: string) => core().createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { app: 'pages' } }, data: { a: 'b' } } });

  it('come in pages of one instant; a page of a compacted one says how to go on', async () => {
    for (let i = 0; i < 7; i++) await make(`page-${i}`);
    const list = (_continue?: string) =>
      core().listNamespacedConfigMap({ namespace, labelSelector: 'app=pages', limit: 3, ...(_continue ? { _continue } : {}) });
    const names = (items: readonly V1ConfigMap[]) => items.map(({ metadata }) => metadata?.name);
    const first = await list();
    await make('page-3b');
    const second = await list(first.metadata?._continue);
    expect([names(first.items), names(second.items)]).toEqual([
      ['page-0', 'page-1', 'page-2'],
      ['page-3', 'page-4', 'page-5'],
    ]);
    expect(second.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
    await make('page-8');
    compact();
    const gone = await list(second.metadata?._continue).catch((error: unknown) => error);
    expect(gone).toMatchObject({ code: 410 });
    const status = JSON.parse(String((gone as ApiException<string>).body)) as { reason: string; metadata: { continue: string } };
    expect(status.reason).toBe('Expired');
    expect(names((await list(status.metadata.continue)).items)).toEqual(['page-6', 'page-8']);
  });

  it('a watch from a version that is gone ends with 410; an informer lists anew and knows all again', async () => {
    const old = (await core().listNamespacedConfigMap({ namespace })).metadata?.resourceVersion;
    const informer = makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, () => core().listNamespacedConfigMap({ namespace }));
    let lost = 0;
    informer.on('error', () => {
      lost++;
      setTimeout(() => void informer.start(), 100);
    });
    await informer.start();
    await make('before');
    await expect.poll(() => informer.get('before', namespace)?.metadata?.name).toBe('before');
    // The connection breaks; what happens then is compacted away before the informer is back.
    door.disconnect();
    await core().deleteNamespacedConfigMap({ namespace, name: 'before' });
    await make('meanwhile');
    compact();
    await expect.poll(() => lost).toBeGreaterThan(0);
    await expect
      .poll(() => [informer.get('before', namespace), informer.get('meanwhile', namespace)?.metadata?.name], { timeout: 20_000 })
      .toEqual([undefined, 'meanwhile']);
    await informer.stop();
    const events: string[] = [];
    const done = new Promise<void>((resolve) => {
      void new Watch(config).watch(
        `/api/v1/namespaces/${namespace}/configmaps`,
        { resourceVersion: old },
        (type, object: { code?: number; reason?: string; message?: string }) => events.push(`${type} ${object.code} ${object.reason} ${object.message}`),
        () => resolve(),
      );
    });
    await done;
    expect(events).toEqual([expect.stringMatching(/^ERROR 410 Expired too old resource version: \d+ \(\d+\)$/)]);
  });
});
