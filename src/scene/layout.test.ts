import { describe, expect, it } from 'vitest';
import { addNode, addPod, crowdFixture, FixtureModel, rollingFixture } from '../dev/fixture-model.ts';
import { touches } from './geometry.ts';
import { type Layout, layoutStage, podRect, reseatPods } from './layout.ts';

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
