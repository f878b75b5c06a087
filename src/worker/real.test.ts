import { describe, expect, it } from 'vitest';
import { at, seconds } from '../base/time.ts';
import { etcd, getObject } from '../engine/etcd/store.ts';
import { Projector } from '../engine/projection/projector.ts';
import { Mirror } from '../mirror/mirror.ts';
import { TEXT_COLUMNS } from '../wire/rows.ts';
import type { Node } from '../kinds/schema/types.gen.ts';
import type { Session } from '../wire/session.ts';
import { factoryFor } from './factories.ts';
import { Opening } from './opening.ts';
import { rulesOf } from './rules.ts';
import { Timeline } from './timeline.ts';
import { NODE_GRACE, nextWait } from './waiting.ts';
import { worldText } from './toy.testing.ts';

const SESSION: Session = { v: 1, scenario: 'rolling-update', seed: 7, commands: [] };
const scale = (replicas: number) =>
  ({
    do: 'request',
    request: {
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/default/deployments/web',
      contentType: 'application/merge-patch+json',
      body: { spec: { replicas } },
    },
  }) as const;

function opened(): Timeline {
  const opening = new Opening(SESSION, factoryFor(SESSION));
  opening.proceed(() => true);
  return opening.timeline;
}

describe('the real cluster', () => {
  it('restore and replay give what was lived, byte for byte; nothing crashes', () => {
    const timeline = opened();
    const quiet = timeline.moment.t;
    timeline.give(scale(5));
    timeline.runTo(at(quiet + seconds(20)));
    timeline.give(scale(2));
    timeline.runTo(at(quiet + seconds(60)));
    expect([...timeline.sim.happenings].filter(({ code }) => code === 'component.crash')).toEqual([]);
    const end = timeline.moment.event;
    const lived = new Map<number, string>();
    const straight = new Timeline(factoryFor(SESSION), timeline.commands);
    const stops = [0.1, 0.35, 0.6, 0.61, 0.9, 1].map((share) => Math.floor(end * share));
    for (let event = 0; event <= end; event++) {
      if (stops.includes(event)) lived.set(event, worldText(straight.sim));
      while (straight.moment.event === event && straight.runOne());
    }
    for (const event of [...stops].reverse().concat(stops)) {
      timeline.seek({ event });
      if (timeline.commands.some((one) => one.event === event)) continue;
      expect(worldText(timeline.sim) === lived.get(event), `state after event ${event} of ${end}`).toBe(true);
    }
  }, 60_000);

  it('tells the rules of a node as they were at the instant shown', () => {
    const timeline = opened();
    const now = rulesOf(timeline.sim, 'node-1');
    expect(now).toMatch(/-A KUBE-SERVICES -d 10\.96\.\d+\.\d+\/32 -p tcp -m comment --comment "default\/web:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-/);
    expect(now).toMatch(/--mode random --probability 0\.33333333349 -j KUBE-SEP-/);
    expect(rulesOf(timeline.sim, 'node-9')).toBeUndefined();
    timeline.seek({ event: 0 });
    expect(rulesOf(timeline.sim, 'node-1')).toBeUndefined();
  });

  it('shows the same by diffs as by a snapshot', () => {
    const timeline = opened();
    const projector = new Projector();
    const mirror = new Mirror();
    const frame = (of: Projector) => ({
      ...of.frame({
        moment: timeline.moment,
        root: timeline.sim.get(etcd).root,
        log: timeline.log,
        sharedHappenings: timeline.sharedWith(mirror.moment.branch),
        parts: timeline.factory.parts(timeline.sim),
      }),
      playing: false,
      speed: 1,
    });
    mirror.apply(frame(projector));
    expect(mirror.table('Node').size).toBe(4);
    expect(mirror.find('Deployment', 'default', 'web')).toBeDefined();
    const places = [40, 12, 3, 35, 36, 0, 50];
    timeline.give(scale(6));
    for (const place of places) {
      if (place > timeline.moment.t / 1e6) timeline.runTo(at(seconds(place)));
      else timeline.seek({ t: seconds(place) });
      mirror.apply(frame(projector));
      const fresh = new Mirror();
      fresh.apply(frame(new Projector()));
      for (const kind of ['Node', 'Pod', 'ReplicaSet', 'Deployment', 'Service'] as const) {
        const rows = (of: Mirror) =>
          [...of.table(kind).ids()]
            .sort((a, b) => a - b)
            .map((oid) => [
              of.nameOf(oid),
              of.object(oid),
              Object.entries(of.row(kind, oid)!).map(([column, value]) => (TEXT_COLUMNS.has(column) ? of.text(value) : value)),
            ]);
        expect(rows(mirror)).toEqual(rows(fresh));
      }
      for (const actor of fresh.actorsWithParts()) expect(mirror.part(actor)).toEqual(fresh.part(actor));
    }
  }, 60_000);
});

describe('the time lens on the real cluster', () => {
  it('skips the waiting for a lost node and says what it waits for', () => {
    const session: Session = { v: 1, scenario: 'node-failure', seed: 1, commands: [] };
    const factory = factoryFor(session);
    const opening = new Opening(session, factory);
    opening.proceed(() => true);
    const { timeline } = opening;
    timeline.give({ do: 'node.power', node: 'node-2', on: false });
    timeline.runTo(at(timeline.moment.t + seconds(1)));
    const wait = nextWait(timeline.sim, factory);
    expect(wait?.why).toBe(NODE_GRACE);
    const ready = (): string | undefined =>
      getObject<Node>(timeline.sim.get(etcd).root, 'nodes', 'node-2')?.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
    // Nothing that happens until then moves the end of the waiting, and the condition changes right there: the write only has to travel.
    timeline.runTo(at(wait!.until - seconds(1)));
    expect(nextWait(timeline.sim, factory)?.until).toBe(wait!.until);
    expect(ready()).toBe('True');
    timeline.runTo(at(wait!.until + seconds(1)));
    expect(ready()).toBe('Unknown');
    expect(nextWait(timeline.sim, factory)?.why).not.toBe(NODE_GRACE);
  });
});
