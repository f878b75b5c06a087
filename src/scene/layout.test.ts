import { describe, expect, it } from 'vitest';
import { addNode, addPod, crowdFixture, FixtureModel, rollingFixture } from '../dev/fixture-model.ts';
import { touches } from './geometry.ts';
import { type Layout, layoutStage, podRect, reseatPods, waitingRect, wantsOtherSeats } from './layout.ts';

const SIZE = { w: 1260, h: 700 };

/** Where every pod, object and node is. */
function places(layout: Layout): Map<string, string> {
  const out = new Map<string, string>();
  for (const node of layout.nodes) {
    out.set(`node ${node.oid}`, JSON.stringify(node.rect));
    layout.seats.pods.get(node.name)?.forEach((oid, i) => {
      if (oid !== 0) out.set(`pod ${oid}`, JSON.stringify(podRect(layout, node, i)));
    });
  }
  for (const [oid, rect] of layout.objects) out.set(`object ${oid}`, JSON.stringify(rect));
  return out;
}

/** All that was there before and still is has not moved. */
function expectNothingMoved(before: Layout, after: Layout): void {
  const now = places(after);
  for (const [thing, at] of places(before)) if (now.has(thing)) expect(now.get(thing), thing).toBe(at);
}

describe('layout of the stage', () => {
  it('moves nothing when pods come and go', () => {
    const model = rollingFixture();
    const before = layoutStage(model, SIZE);
    const leaving = model.podsOf('worker-1')[0];
    model.remove('Pod', leaving?.oid ?? 0);
    const arrived = addPod(model, 'web-7c9d8f5b6-zzzzz', 'worker-1', 'creating');
    const after = layoutStage(model, SIZE, before);
    expectNothingMoved(before, after);
    expect(after.seats.pods.get('worker-1')).toContain(arrived);
  });

  it('reseats only the nodes it is told about, with the same outcome as a whole layout', () => {
    const model = rollingFixture();
    const before = layoutStage(model, SIZE);
    addPod(model, 'extra', 'worker-2');
    const partly = reseatPods(before, model, ['worker-2']);
    expect(partly?.seats.pods).toEqual(layoutStage(model, SIZE, before).seats.pods);
    expect(partly?.seats.pods.get('worker-1')).toBe(before.seats.pods.get('worker-1'));
  });

  it('moves nothing when a Service, a claim or a node goes and its place stays free', () => {
    const model = rollingFixture();
    const before = layoutStage(model, SIZE);
    model.remove('Service', model.list('Service')[0]?.oid ?? 0);
    model.remove('Node', model.list('Node')[1]?.oid ?? 0);
    expectNothingMoved(before, layoutStage(model, SIZE, before));
  });

  it('gives a node that comes back the place that was left', () => {
    const model = rollingFixture();
    const before = layoutStage(model, SIZE);
    const gone = model.list('Node')[2];
    model.remove('Node', gone?.oid ?? 0);
    const without = layoutStage(model, SIZE, before);
    addNode(model, 'worker-9');
    const after = layoutStage(model, SIZE, without);
    expect(after.nodeByName.get('worker-9')?.rect).toEqual(before.nodeByName.get(gone?.name ?? '')?.rect);
    expectNothingMoved(without, after);
  });

  it('puts a bound volume under its claim, plugged into it', () => {
    const model = rollingFixture();
    const layout = layoutStage(model, SIZE);
    for (const volume of model.list('PersistentVolume')) {
      const at = layout.objects.get(volume.oid);
      const claim = layout.objects.get(volume.claim);
      if (!at || !claim) continue;
      expect(at.x).toBe(claim.x);
      expect(at.y).toBeGreaterThan(claim.y);
      expect(at.y).toBeLessThan(claim.y + claim.h);
    }
  });

  it.each([
    [1, 'full'],
    [4, 'full'],
    [12, 'full'],
    [30, 'compact'],
    [60, 'compact'],
    [3000, 'heat'],
  ] as const)('draws %i nodes at level %s, none over another, all inside the stage', (count, level) => {
    const model = count < 4 ? new FixtureModel() : crowdFixture(count, 3);
    if (count < 4) addNode(model, 'one');
    const layout = layoutStage(model, SIZE);
    expect(layout.level).toBe(level);
    const sample = layout.nodes.slice(0, 80);
    for (const [i, a] of sample.entries()) for (const b of sample.slice(i + 1)) expect(touches(a.rect, b.rect)).toBe(false);
    for (const { rect } of layout.nodes) {
      expect(rect.x + rect.w).toBeLessThanOrEqual(layout.size.w);
      expect(rect.y + rect.h).toBeLessThanOrEqual(layout.size.h);
    }
  });

  it.each([
    [1260, 700],
    [960, 540],
    [390, 844],
    [1700, 900],
  ])('keeps zones apart at %i × %i', (w, h) => {
    const { frame } = layoutStage(rollingFixture(), { w, h });
    const zones = [frame.kubectl, frame.control, frame.workloads, frame.users, frame.services, frame.nodes, frame.storage];
    for (const [i, a] of zones.entries()) for (const b of zones.slice(i + 1)) expect(touches(a, b)).toBe(false);
  });
});

/** Sizes of the stage on common screens, beside panels, on phones and in embeds. */
const STAGES = [
  [1230, 656],
  [1070, 656],
  [915, 516],
  [880, 516],
  [690, 656],
  [660, 564],
  [530, 516],
  [390, 604],
  [400, 564],
  [960, 540],
  [640, 360],
] as const;

describe('layout on stages of many sizes', () => {
  it.each(STAGES)('keeps zones apart and inside the width at %i × %i', (w, h) => {
    const { frame, size } = layoutStage(rollingFixture(), { w, h });
    const zones = [frame.kubectl, frame.control, frame.workloads, frame.users, frame.dns, frame.nodes, frame.storage];
    for (const [i, a] of zones.entries()) for (const b of zones.slice(i + 1)) expect(touches(a, b)).toBe(false);
    const inside = [frame.etcd, frame.manager, frame.scheduler, frame.hub];
    for (const [i, a] of inside.entries()) for (const b of inside.slice(i + 1)) expect(touches(a, b)).toBe(false);
    for (const zone of [...zones, ...inside, frame.services]) {
      expect(zone.x).toBeGreaterThanOrEqual(0);
      expect(zone.x + zone.w).toBeLessThanOrEqual(size.w);
      expect(zone.y + zone.h).toBeLessThanOrEqual(size.h);
    }
  });

  it.each(STAGES.filter(([, h]) => h >= 480))('gives every Deployment, Service and waiting pod a place at %i × %i', (w, h) => {
    const model = rollingFixture();
    addPod(model, 'waits', '', 'unscheduled');
    const layout = layoutStage(model, { w, h });
    for (const kind of ['Deployment', 'Service'] as const) for (const { oid } of model.list(kind)) expect(layout.objects.has(oid), kind).toBe(true);
    expect(waitingRect(layout, 0)).toBeDefined();
  });

  it.each(STAGES.filter(([w]) => w >= 600))('shows four nodes and all zones without a need to pan at %i × %i', (w, h) => {
    const model = new FixtureModel();
    for (const name of ['a', 'b', 'c', 'd']) addNode(model, name);
    expect(layoutStage(model, { w, h }).size).toEqual({ w, h });
  });
});

describe('seats during a rollout', () => {
  it('become small when pods do not fit, and large again once nothing comes or goes any more', () => {
    const model = new FixtureModel();
    addNode(model, 'one');
    const first = addPod(model, 'web-aaaaa', 'one');
    let layout = layoutStage(model, { w: 915, h: 516 });
    const roomy = layout.seatLevel;
    const size = { w: 915, h: 516 };
    const room = layout.grid.columns * layout.grid.rows;
    const more = Array.from({ length: room }, (_, i) => addPod(model, `web-${i}`, 'one', i === room - 1 ? 'creating' : 'ready'));
    layout = layoutStage(model, size, layout);
    expect(layout.seatLevel).not.toBe(roomy);
    // One has left, another still comes: nothing jumps yet.
    model.remove('Pod', first);
    const still = reseatPods(layout, model, ['one']);
    expect(still?.seatLevel).toBe(layout.seatLevel);
    const last = more[room - 1] ?? 0;
    const pod = model.get('Pod', last);
    if (pod) model.put('Pod', { ...pod, state: 'ready' });
    expect(still && wantsOtherSeats(still, model)).toBe(true);
    layout = layoutStage(model, size, still);
    expect(layout.seatLevel).toBe(roomy);
    expect(layout.seats.pods.get('one')).toEqual(more);
  });
});
