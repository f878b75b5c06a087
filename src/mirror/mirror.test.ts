import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, seconds } from '../base/time.ts';
import { Projector } from '../engine/projection/projector.ts';
import { etcd } from '../engine/etcd/store.ts';
import { BranchTelling } from '../worker/branch-telling.ts';
import { Timeline } from '../worker/timeline.ts';
import { makePods, removePod, toyFactory } from '../worker/toy.testing.ts';
import type { Frame } from '../wire/frame.ts';
import { POD_STATES, ROW_KINDS } from '../wire/rows.ts';
import { FrameError, Mirror } from './mirror.ts';
import { Travellers } from './travellers.ts';

class Screen {
  readonly timeline = new Timeline(toyFactory());
  readonly projector = new Projector();
  readonly mirror = new Mirror();
  readonly telling = new BranchTelling();
  private branch = 'main';

  frame(projector = this.projector): Frame {
    const { timeline } = this;
    const { moment, sim } = timeline;
    const sharedHappenings = timeline.sharedWith(this.branch);
    const changes = projector.frame({ moment, root: sim.get(etcd).root, log: timeline.log, sharedHappenings, parts: timeline.factory.parts(sim) });
    if (projector === this.projector) this.branch = moment.branch;
    const telling = projector === this.projector ? this.telling : new BranchTelling();
    const branches = telling.news(timeline);
    return { ...changes, playing: false, speed: 1, ...(branches ? { branches } : {}) };
  }

  show(): Frame {
    const frame = this.frame();
    this.mirror.apply(frame);
    return frame;
  }
}

/** All a mirror shows, by names instead of indexes. */
function shown(mirror: Mirror) {
  const rows = ROW_KINDS.map((kind) => {
    const table = mirror.table(kind);
    return [...table.ids()]
      .sort((a, b) => a - b)
      .map((oid) =>
        Object.entries(table.row(oid)!).map(([column, value]) =>
          ['name', 'namespace', 'ip', 'note', 'address'].includes(column) ? mirror.text(value) : value,
        ),
      );
  });
  const happenings = Array.from({ length: mirror.happenings.count }, (_, i) => mirror.happenings.get(i + 1));
  const objects = [...mirror.objectIds()].sort((a, b) => a - b).map((oid) => mirror.object(oid));
  const nodes = [...mirror.table('Node').ids()].map((oid) => [oid, [...mirror.podsOfNode(oid)].sort((a, b) => a - b)]);
  return { rows, happenings, objects, nodes, moment: mirror.moment, part: mirror.part('kube-scheduler'), travellers: mirror.travellersAt(mirror.moment.t) };
}

const lived = (): Screen => {
  const screen = new Screen();
  screen.show();
  screen.timeline.give(makePods(20));
  screen.timeline.runTo(at(seconds(2)));
  screen.show();
  return screen;
};

describe('the read model', () => {
  it('shows what frames told', () => {
    const { mirror, timeline } = lived();
    timeline.runTo(at(seconds(10)));
    expect(mirror.table('Pod').size).toBe(20);
    const node = mirror.find('Node', undefined, 'node-1')!;
    expect(mirror.row('Node', node)).toMatchObject({ cpuAllocatableMilli: 4000, memoryAllocatableMi: 8192, podsAllocatable: 110 });
    expect(mirror.row('Node', node)!.cpuRequestedMilli).toBe(mirror.podsOfNode(node).size * 100);
    const [pod] = mirror.podsOfNode(node);
    expect(POD_STATES[mirror.row('Pod', pod!)!.state]).toMatch(/ready|scheduled/);
    expect(mirror.object(pod!)?.metadata.name).toBe(mirror.nameOf(pod!));
    expect(mirror.find('Pod', 'default', mirror.nameOf(pod!))).toBe(pod);
  });

  it('is the same by diffs as by a snapshot, wherever one goes, and frames may come twice', () => {
    const move = fc.oneof(
      fc.record({ t: fc.integer({ min: 0, max: seconds(12) }) }),
      fc.record({ event: fc.integer({ min: 0, max: 80 }) }),
      fc.constantFrom('now', 'play', 'add', 'remove', 'main', 'branch-2'),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 15 }), (moves) => {
        const screen = lived();
        const { timeline } = screen;
        for (const one of moves) {
          if (typeof one !== 'string') timeline.seek(one);
          else if (one === 'now') timeline.now();
          else if (one === 'play') timeline.runTo(at(timeline.moment.t + seconds(1.3)));
          else if (one === 'add') timeline.give(makePods(3));
          else if (one === 'remove') timeline.give(removePod);
          else timeline.open(one);
          const frame = screen.show();
          screen.mirror.apply(frame);
          const fresh = new Mirror();
          fresh.apply(screen.frame(new Projector()));
          expect(shown(screen.mirror)).toEqual(shown(fresh));
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('tells those who listen, once per frame, and only of what changed', () => {
    const screen = lived();
    const { mirror, timeline } = screen;
    const calls: string[] = [];
    const [first] = mirror.table('Pod').ids();
    mirror.listen({ oid: first! }, () => calls.push('pod'));
    mirror.listen({ kind: 'Deployment' }, () => calls.push('deployments'));
    const stop = mirror.listen('cursor', () => calls.push('cursor'));
    const row = mirror.row('Pod', first!);
    timeline.passTime(timeline.moment.t);
    screen.show();
    expect(calls).toEqual([]);
    expect(mirror.row('Pod', first!)).toBe(row);
    timeline.runTo(at(seconds(10)));
    screen.show();
    expect(calls.sort()).toEqual(['cursor', 'pod']);
    expect(mirror.row('Pod', first!)).not.toBe(row);
    stop();
    timeline.seek({ t: 0 });
    screen.show();
    expect(calls.filter((call) => call === 'cursor')).toHaveLength(1);
    expect(mirror.row('Pod', first!)).toBeUndefined();
  });

  it('keeps the future it has seen, beyond the cursor', () => {
    const screen = lived();
    const { mirror, timeline } = screen;
    const known = mirror.happenings.count;
    const head = timeline.moment;
    timeline.seek({ t: 0 });
    screen.show();
    expect(mirror.happenings.count).toBe(known);
    expect(mirror.moment.happenings).toBeLessThan(known);
    expect(mirror.head).toEqual(head);
    expect(mirror.travellersAt(head.t)).toEqual([]);
  });

  it('refuses frames that do not follow', () => {
    const { mirror, timeline } = lived();
    const other = lived();
    timeline.runTo(at(seconds(5)));
    other.timeline.runTo(at(seconds(3)));
    other.show();
    other.timeline.runTo(at(seconds(5)));
    const before = shown(mirror);
    expect(() => mirror.apply(other.show())).toThrow(FrameError);
    expect(shown(mirror)).toEqual(before);
  });

  it('sends full objects of small clusters, and in large ones of what is watched and of kinds that stay few', () => {
    const screen = lived();
    const { mirror, timeline, projector } = screen;
    const [first] = mirror.table('Pod').ids();
    timeline.give(makePods(300));
    timeline.runTo(at(seconds(9)));
    screen.show();
    const kinds = (): readonly string[] => [...new Set([...mirror.objectIds()].map((oid) => mirror.object(oid)!.kind))];
    expect(kinds()).toEqual(['Node']);
    projector.watch([first!]);
    screen.show();
    expect(mirror.object(first!)?.metadata.name).toBe(mirror.nameOf(first!));
    projector.watch([]);
    screen.show();
    expect(mirror.object(first!)).toBeUndefined();
    timeline.seek({ t: seconds(2) });
    screen.show();
    expect(mirror.object(first!)).toBeDefined();
  });
});

describe('travellers', () => {
  it('finds what is under way at a time, as a look at all would', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 1, max: 4e7 })), { maxLength: 60 }),
        fc.array(fc.integer({ min: 0, max: 2e7 }), { maxLength: 20 }),
        (journeys, times) => {
          const travellers = new Travellers();
          journeys.forEach(([from, duration], i) => travellers.add(i + 1, from, from + duration));
          travellers.remove(1, journeys[0]?.[0] ?? 0, (journeys[0]?.[0] ?? 0) + (journeys[0]?.[1] ?? 1));
          for (const time of times)
            expect(travellers.at(time)).toEqual(journeys.flatMap(([from, duration], i) => (i > 0 && from <= time && time < from + duration ? [i + 1] : [])));
        },
      ),
    );
  });
});
