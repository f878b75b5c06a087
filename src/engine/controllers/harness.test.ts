import { describe, expect, it } from 'vitest';
import { ms, seconds, type SimTime } from '../../base/time.ts';
import { isSuccess } from '../../wire/request.ts';
import { processState } from '../client/process.ts';
import { getObject } from '../etcd/store.ts';
import { type Cluster, startCluster } from './cluster.testing.ts';
import type { Context, Controller, Plan, Resume } from './controller.ts';
import { controllerPart, switchController } from './harness.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';

interface Seen {
  readonly at: number;
  readonly key: string;
  readonly resumed: boolean;
}

/** A controller that does what the test says, and a list of what it was asked. */
function probe(
  body: (context: Context, key: string, resume: Resume | undefined) => Plan,
  over: Partial<Controller> = {},
): { controller: Controller; seen: Seen[] } {
  const seen: Seen[] = [];
  const controller: Controller = {
    name: 'root-ca-certificate-publisher-controller',
    workers: 2,
    resource: 'configmaps',
    watches: { configmaps: (change) => [change.key] },
    reconcile: (context, key, resume) => {
      seen.push({ at: context.now, key, resumed: resume !== undefined });
      return body(context, key, resume);
    },
    ...over,
  };
  return { controller, seen };
}

const make = (cluster: Cluster, name: string): void =>
  void cluster.call('POST', MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });
const touch = (cluster: Cluster, name: string, text: string): void =>
  void cluster.call('PATCH', `${MAPS}/${name}`, { data: { text } }, { contentType: 'application/merge-patch+json' });

describe('the work queue', () => {
  it('looks at once at a key that changed, and once more for all that happened meanwhile', () => {
    const { controller, seen } = probe(() => ({}));
    const cluster = startCluster([controller], { withNodes: false });
    make(cluster, 'a');
    for (const text of ['1', '2', '3']) touch(cluster, 'a', text);
    cluster.settle();
    expect(seen).toHaveLength(2);
  });

  it('tries a failed key again after 5, 10, 20 ms, and starts anew after a success', () => {
    let failures = 3;
    const { controller, seen } = probe(() => ({ failed: failures-- > 0 }));
    const cluster = startCluster([controller], { withNodes: false });
    make(cluster, 'a');
    cluster.settle();
    expect(seen.map(({ at }) => at - seen[0]!.at)).toEqual([0, ms(5.5), ms(16), ms(36.5)]);
  });

  it('looks at a key again after the time a plan says', () => {
    let times = 0;
    const { controller, seen } = probe(() => (times++ === 0 ? { againAfterUs: seconds(3) } : {}));
    const cluster = startCluster([controller], { withNodes: false });
    make(cluster, 'a');
    cluster.settle();
    expect(seen).toHaveLength(2);
    expect(seen[1]!.at - seen[0]!.at).toBe(seconds(3) + 500);
  });

  it('does not look again before its own write is in the cache', () => {
    const rounds: number[] = [];
    const { controller } = probe(({ cache }, key) => {
      const count = Number((getObject(cache, 'configmaps', key) as { data?: { count?: string } } | undefined)?.data?.count ?? 0);
      rounds.push(count);
      if (count >= 3) return {};
      return {
        intents: [{ do: 'patch', resource: 'configmaps', namespace: 'default', name: 'a', patchType: 'merge', patch: { data: { count: String(count + 1) } } }],
        againAfterUs: 1,
      };
    });
    const cluster = startCluster([controller], { withNodes: false });
    make(cluster, 'a');
    cluster.settle();
    expect([...new Set(rounds)]).toEqual([0, 1, 2, 3]);
    expect(rounds.filter((count) => count < 3)).toEqual([0, 1, 2]);
  });
});

describe('a plan', () => {
  it('with `then` comes back with the answers', () => {
    const codes: number[] = [];
    const { controller } = probe((_context, _key, resume) => {
      if (resume) {
        codes.push(...resume.answers.map((answer) => answer!.code));
        return {};
      }
      const get = (name: string) => ({ do: 'request', method: 'GET', path: `${MAPS}/${name}` }) as const;
      return { intents: [get('a'), get('missing')], then: { at: 'read' } };
    });
    const cluster = startCluster([controller], { withNodes: false });
    make(cluster, 'a');
    cluster.settle();
    expect(codes).toEqual([200, 404]);
  });

  it('in order stops at the first that fails', () => {
    let answers: readonly (boolean | undefined)[] = [];
    const { controller } = probe((_context, _key, resume) => {
      if (resume) {
        answers = resume.answers.map((answer) => answer && isSuccess(answer));
        return {};
      }
      const get = (name: string) => ({ do: 'request', method: 'GET', path: `${MAPS}/${name}` }) as const;
      return { intents: [get('a'), get('missing'), get('a')], order: 'inOrder', then: 1 };
    });
    const cluster = startCluster([controller], { withNodes: false });
    make(cluster, 'a');
    cluster.settle();
    expect(answers).toEqual([true, false, undefined]);
  });
});

describe('trouble', () => {
  it('an exception is recorded, harms nobody else, and the key is tried again', () => {
    let left = 2;
    const { controller, seen } = probe((_context, key) => {
      if (key.endsWith('/bad') && left-- > 0) throw new Error('oops');
      return {};
    });
    const cluster = startCluster([controller], { withNodes: false });
    make(cluster, 'bad');
    make(cluster, 'good');
    cluster.settle();
    expect(seen.filter(({ key }) => key === 'default/bad')).toHaveLength(3);
    expect(seen.filter(({ key }) => key === 'default/good')).toHaveLength(1);
    expect([...cluster.sim.happenings].filter(({ code }) => code === 'component.crash')).toHaveLength(2);
  });

  it('switched off it hears nothing; switched on it lists everything', () => {
    const { controller, seen } = probe(() => ({}));
    const cluster = startCluster([controller], { withNodes: false });
    make(cluster, 'a');
    cluster.settle();
    switchController(cluster.sim, controller.name, false);
    make(cluster, 'b');
    cluster.settle();
    expect(controllerPart(cluster.sim, controller.name)).toMatchObject({ on: false, queued: 0 });
    expect(seen.map(({ key }) => key)).toEqual(['default/a']);
    switchController(cluster.sim, controller.name, true);
    cluster.settle();
    expect(seen.map(({ key }) => key)).toEqual(['default/a', 'default/a', 'default/b']);
  });

  it('answers of a former life are dropped', () => {
    const { controller, seen } = probe((_context, _key, resume) => (resume ? {} : { intents: [{ do: 'request', method: 'GET', path: MAPS }], then: 1 }));
    const cluster = startCluster([controller], { withNodes: false });
    make(cluster, 'a');
    while (seen.length === 0) cluster.sim.step();
    switchController(cluster.sim, controller.name, false);
    switchController(cluster.sim, controller.name, true);
    cluster.settle();
    expect(seen.map(({ resumed }) => resumed)).toEqual([false, false, true]);
  });

  it('a checkpoint taken at any instant goes on in the same way', () => {
    const { controller } = probe((_context, key) => ({
      intents: [{ do: 'patch', resource: 'configmaps', namespace: 'default', name: key.split('/')[1]!, patchType: 'merge', patch: { data: { seen: 'yes' } } }],
    }));
    const cluster = startCluster([controller], { withNodes: false });
    for (const name of ['a', 'b', 'c']) make(cluster, name);
    for (let i = 0; i < 7; i++) cluster.sim.step();
    const checkpoint = cluster.sim.checkpoint();
    const run = (): string => {
      cluster.settle();
      return JSON.stringify([...cluster.sim.happenings]);
    };
    const first = run();
    cluster.sim.restore(checkpoint);
    expect(run()).toBe(first);
    expect(processState(cluster.sim, 'kube-controller-manager')!.cache.rev).toBeGreaterThan(3);
    expect(cluster.sim.now).toBeLessThan(seconds(1) as SimTime);
  });
});
