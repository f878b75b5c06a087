import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minutes } from '../../base/time.ts';
import { etcd } from '../etcd/store.ts';
import { bindingOf, configMap, NS, PATCHES, PODS, podManifest, type Server, startServer } from './server.testing.ts';
import { closeWatch, openWatch, type WatchMessage } from './watch.ts';

const CONFIG_MAPS = `${NS}/configmaps`;
const names = (body: { items: readonly { metadata: { name: string } }[] }): readonly string[] => body.items.map(({ metadata }) => metadata.name);

function withMaps(...list: readonly string[]): Server {
  const server = startServer();
  for (const name of list) server.call('POST', CONFIG_MAPS, configMap(name, {}, { labels: { letter: name } }));
  return server;
}

describe('lists', () => {
  it('come in key order with the revision they show', () => {
    const { call } = withMaps('c', 'a', 'b');
    const { body } = call('GET', CONFIG_MAPS);
    expect([body.kind, body.apiVersion, names(body)]).toEqual(['ConfigMapList', 'v1', ['a', 'b', 'c']]);
    call('POST', '/api/v1/namespaces', { metadata: { name: 'zoo' } });
    call('POST', '/api/v1/namespaces/zoo/configmaps', configMap('a'));
    const all = call('GET', '/api/v1/configmaps').body;
    expect(all.items.map((item: { metadata: { namespace: string } }) => item.metadata.namespace)).toEqual(['default', 'default', 'default', 'zoo']);
    expect(Number(all.metadata.resourceVersion)).toBeGreaterThan(Number(body.metadata.resourceVersion));
  });

  it('select by labels and fields', () => {
    const { call } = withMaps('a', 'b', 'c');
    expect(names(call('GET', `${CONFIG_MAPS}?labelSelector=letter%20in%20(a,c)`).body)).toEqual(['a', 'c']);
    expect(names(call('GET', `${CONFIG_MAPS}?fieldSelector=metadata.name%3Db`).body)).toEqual(['b']);
    expect(names(call('GET', `${CONFIG_MAPS}?fieldSelector=metadata.name!%3Db`).body)).toEqual(['a', 'c']);
    for (const name of ['x', 'y']) call('POST', PODS, podManifest(name, { labels: { app: name } }));
    call('POST', `${PODS}/x/binding`, bindingOf('x', 'node-1'));
    expect(names(call('GET', '/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-1').body)).toEqual(['x']);
    expect(names(call('GET', `${PODS}?fieldSelector=spec.nodeName%3D`).body)).toEqual(['y']);
    expect(names(call('GET', `${PODS}?labelSelector=app%3Dy`).body)).toEqual(['y']);
    expect(names(call('GET', `${PODS}?labelSelector=app%3Dy&fieldSelector=status.phase%3DRunning`).body)).toEqual([]);
  });

  it('come in pages that all show one revision', () => {
    const { call } = withMaps('a', 'b', 'c', 'd', 'e');
    const first = call('GET', `${CONFIG_MAPS}?limit=2`).body;
    expect([names(first), first.metadata.remainingItemCount]).toEqual([['a', 'b'], 3]);
    call('DELETE', `${CONFIG_MAPS}/c`);
    call('POST', CONFIG_MAPS, configMap('b2'));
    call('PATCH', `${CONFIG_MAPS}/d`, { data: { x: '1' } }, { contentType: PATCHES.merge });
    const second = call('GET', `${CONFIG_MAPS}?limit=2&continue=${first.metadata.continue}`).body;
    expect([names(second), second.metadata.resourceVersion, second.metadata.remainingItemCount]).toEqual([['c', 'd'], first.metadata.resourceVersion, 1]);
    expect(second.items[1].data).toBeUndefined();
    const third = call('GET', `${CONFIG_MAPS}?continue=${second.metadata.continue}`).body;
    expect([names(third), third.metadata.continue]).toEqual([['e'], undefined]);
  });

  it('show an exact revision, and the newest for 0', () => {
    const { call } = withMaps('a', 'b');
    const then = call('GET', CONFIG_MAPS).body.metadata.resourceVersion;
    call('DELETE', `${CONFIG_MAPS}/a`);
    expect(names(call('GET', `${CONFIG_MAPS}?resourceVersion=${then}&resourceVersionMatch=Exact`).body)).toEqual(['a', 'b']);
    expect(names(call('GET', `${CONFIG_MAPS}?resourceVersion=${then}`).body)).toEqual(['b']);
    expect(names(call('GET', `${CONFIG_MAPS}?resourceVersion=0&limit=1`).body)).toEqual(['b']);
    const many = call('GET', `${CONFIG_MAPS}?labelSelector=letter&limit=1`).body;
    expect(many.metadata.remainingItemCount).toBeUndefined();
  });

  it('refuse what is compacted', () => {
    const { call, sim } = withMaps('a', 'b');
    const page = call('GET', `${CONFIG_MAPS}?limit=1`).body.metadata;
    call('POST', CONFIG_MAPS, configMap('c'));
    sim.runUntil(minutes(11) as never);
    const exact = call('GET', `${CONFIG_MAPS}?resourceVersion=${page.resourceVersion}&resourceVersionMatch=Exact`);
    expect([exact.code, exact.body.reason, exact.body.message]).toEqual([410, 'Expired', 'The resourceVersion for the provided list is too old.']);
    const next = call('GET', `${CONFIG_MAPS}?limit=1&continue=${page.continue}`);
    expect(next.code).toBe(410);
    expect(names(call('GET', `${CONFIG_MAPS}?continue=${next.body.metadata.continue}`).body)).toEqual(['b', 'c']);
  });

  it('show events in both of their forms', () => {
    const { call } = startServer();
    const about = { kind: 'Pod', namespace: 'default', name: 'a' };
    call('POST', `${NS}/events`, {
      metadata: { name: 'e' },
      involvedObject: about,
      reason: 'R',
      message: 'm',
      type: 'Normal',
      count: 2,
      source: { component: 'c' },
    });
    const path = '/apis/events.k8s.io/v1/namespaces/default/events';
    expect(call('GET', path).body.items[0]).toMatchObject({ apiVersion: 'events.k8s.io/v1', kind: 'Event', note: 'm', regarding: about, deprecatedCount: 2 });
    call('POST', path, {
      metadata: { name: 'n' },
      eventTime: '2026-01-01T00:00:00.000000Z',
      regarding: about,
      reason: 'R',
      note: 'n',
      type: 'Normal',
      action: 'A',
      reportingController: 'x',
      reportingInstance: 'y',
    });
    expect(call('GET', `${NS}/events/n`).body).toMatchObject({ apiVersion: 'v1', message: 'n', involvedObject: about, reportingComponent: 'x' });
    expect(names(call('GET', `${path}?fieldSelector=regarding.name%3Da`).body)).toEqual(['e', 'n']);
  });
});

type Heard = readonly [type: string, name: string | undefined, rev: string | undefined];

function listening(): { server: Server; heard: Heard[]; watch: (query: Readonly<Record<string, string>>, path?: string) => string } {
  const heard: Heard[] = [];
  const client = {
    name: 'client-of-the-test',
    handlers: {
      'test.heard': (_sim: unknown, { type, object }: WatchMessage) => {
        const { metadata, message } = (object ?? {}) as { metadata?: { name?: string; resourceVersion?: string }; message?: string };
        heard.push([type, message ?? metadata?.name, metadata?.resourceVersion]);
      },
    },
  };
  const server = startServer({}, [client]);
  const watch = (query: Readonly<Record<string, string>>, path: string = CONFIG_MAPS): string => {
    const { id, response } = openWatch(server.sim, { request: { method: 'GET', path, query: { watch: '1', ...query } }, actor: 'kubectl', to: 'test.heard' });
    expect(response.code).toBe(200);
    return id!;
  };
  return { server, heard, watch };
}

const settle = ({ sim }: Server): boolean => sim.runUntilQuiet(minutes(1));
const said = (heard: readonly Heard[]): readonly string[] => heard.map(([type, name]) => `${type} ${name}`);

describe('watches', () => {
  it('deliver each later event once, in order', () => {
    const { server, heard, watch } = listening();
    server.call('POST', CONFIG_MAPS, configMap('before'));
    const { resourceVersion } = server.call('GET', CONFIG_MAPS).body.metadata;
    server.call('POST', CONFIG_MAPS, configMap('between'));
    watch({ resourceVersion });
    server.call('PATCH', `${CONFIG_MAPS}/before`, { data: { x: '1' } }, { contentType: PATCHES.merge });
    server.call('POST', PODS, podManifest('other'));
    server.call('DELETE', `${CONFIG_MAPS}/between`);
    expect(heard).toEqual([]);
    settle(server);
    expect(said(heard)).toEqual(['ADDED between', 'MODIFIED before', 'DELETED between']);
    const revs = heard.map(([, , rev]) => Number(rev));
    expect(revs).toEqual([...revs].sort((a, b) => a - b));
  });

  it('begin with what there is when no revision is given', () => {
    const { server, heard, watch } = listening();
    server.call('POST', CONFIG_MAPS, configMap('a'));
    watch({});
    server.call('POST', CONFIG_MAPS, configMap('b'));
    settle(server);
    expect(said(heard)).toEqual(['ADDED a', 'ADDED b']);
  });

  it('tell of entering and leaving a selection', () => {
    const { server, heard, watch } = listening();
    server.call('POST', CONFIG_MAPS, configMap('a'));
    watch({ labelSelector: 'on=yes', resourceVersion: server.call('GET', CONFIG_MAPS).body.metadata.resourceVersion });
    const label = (value: string | null): void => {
      server.call('PATCH', `${CONFIG_MAPS}/a`, { metadata: { labels: { on: value } } }, { contentType: PATCHES.merge });
    };
    label('no');
    label('yes');
    server.call('PATCH', `${CONFIG_MAPS}/a`, { data: { x: '1' } }, { contentType: PATCHES.merge });
    label(null);
    const { resourceVersion } = server.call('GET', `${CONFIG_MAPS}/a`).body.metadata;
    server.call('DELETE', `${CONFIG_MAPS}/a`);
    settle(server);
    expect(said(heard)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
    expect(heard[2]![2]).toBe(resourceVersion);
  });

  it('watch one object by its path', () => {
    const { server, heard, watch } = listening();
    watch({}, `${CONFIG_MAPS}/a`);
    for (const name of ['a', 'b']) server.call('POST', CONFIG_MAPS, configMap(name));
    settle(server);
    expect(said(heard)).toEqual(['ADDED a']);
  });

  it('send bookmarks and the end of the initial events', () => {
    const { server, heard, watch } = listening();
    server.call('POST', CONFIG_MAPS, configMap('a'));
    watch({ allowWatchBookmarks: 'true', sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' });
    server.sim.runUntil(minutes(2.5) as never);
    expect(said(heard)).toEqual(['ADDED a', 'BOOKMARK undefined', 'BOOKMARK undefined', 'BOOKMARK undefined']);
    expect(heard[1]![2]).toBe(server.call('GET', CONFIG_MAPS).body.metadata.resourceVersion);
  });

  it('end with 410 when their revision is compacted', () => {
    const { server, heard, watch } = listening();
    for (const name of ['a', 'b', 'c']) server.call('POST', CONFIG_MAPS, configMap(name));
    server.sim.runUntil(minutes(11) as never);
    watch({ resourceVersion: '2' });
    settle(server);
    expect(heard[0]![1]).toMatch(/^too old resource version: 2 \(\d+\)$/);
    expect(heard.map(([type]) => type)).toEqual(['ERROR', 'CLOSED']);
  });

  it('wait for a revision that is still to come', () => {
    const { server, heard, watch } = listening();
    const now = Number(server.call('GET', CONFIG_MAPS).body.metadata.resourceVersion);
    watch({ resourceVersion: String(now + 2) });
    for (const name of ['a', 'b', 'c']) server.call('POST', CONFIG_MAPS, configMap(name));
    settle(server);
    expect(said(heard)).toEqual(['ADDED c']);
  });

  it('stop when they are closed', () => {
    const { server, heard, watch } = listening();
    const id = watch({});
    closeWatch(server.sim, id);
    server.call('POST', CONFIG_MAPS, configMap('a'));
    settle(server);
    expect(heard).toEqual([]);
  });

  it.each([
    [{ resourceVersion: 'abc' }, 422, 'configmaps "" is invalid: resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax'],
    [
      { sendInitialEvents: 'true' },
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ],
    [{ fieldSelector: 'spec.x=1' }, 400, '"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"'],
  ])('%j is refused', (query, code, message) => {
    const { server } = listening();
    const { response, id } = openWatch(server.sim, {
      request: { method: 'GET', path: CONFIG_MAPS, query: query as unknown as Readonly<Record<string, string>> },
      actor: 'kubectl',
      to: 'test.heard',
    });
    expect(id).toBeUndefined();
    expect([response.code, (response.body as { message: string }).message]).toEqual([code, message]);
  });
});

/** What a client holds after a list and the events of a watch. */
type Held = ReadonlyMap<string, string>;
const heldOf = (items: readonly { metadata: { name: string; resourceVersion: string } }[]): Held =>
  new Map(items.map(({ metadata }) => [metadata.name, metadata.resourceVersion]));

describe('a list and the events after it', () => {
  const step = fc.record({
    what: fc.constantFrom('create', 'label', 'touch', 'delete'),
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    on: fc.constantFrom('yes', 'no'),
  });

  it.each(['', 'on=yes', 'on!=yes', '!on'])('make the later list, for the selector %j', (labelSelector) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.array(step, { maxLength: 12 }), (before, after) => {
        const { server, heard, watch } = listening();
        const act = ({ what, name, on }: { what: string; name: string; on: string }): void => {
          const path = `${CONFIG_MAPS}/${name}`;
          if (what === 'create') server.call('POST', CONFIG_MAPS, configMap(name, {}, { labels: { on } }));
          else if (what === 'label') server.call('PATCH', path, { metadata: { labels: { on: on === 'yes' ? on : null } } }, { contentType: PATCHES.merge });
          else if (what === 'touch') server.call('PATCH', path, { data: { n: String(server.sim.get(etcd).root.rev) } }, { contentType: PATCHES.merge });
          else server.call('DELETE', path);
        };
        const lists = (): { items: never[]; metadata: { resourceVersion: string } } =>
          server.call('GET', `${CONFIG_MAPS}?labelSelector=${encodeURIComponent(labelSelector)}`).body;
        before.forEach(act);
        const first = lists();
        watch({ labelSelector, resourceVersion: first.metadata.resourceVersion });
        after.forEach(act);
        settle(server);
        const held = new Map(heldOf(first.items));
        for (const [type, name, rev] of heard) {
          expect(type === 'ADDED').toBe(!held.has(name!));
          if (type === 'DELETED') held.delete(name!);
          else held.set(name!, rev!);
        }
        expect(new Map([...held].sort())).toEqual(heldOf(lists().items));
      }),
      { numRuns: 60, seed: 3 },
    );
  });
});
