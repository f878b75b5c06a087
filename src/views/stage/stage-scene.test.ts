import { describe, expect, it } from 'vitest';
import { addPod, crowdFixture, type FixtureModel, rollingFixture } from '../../dev/fixture-model.ts';
import type { Rect } from '../../scene/geometry.ts';
import { THEMES } from '../glyphs/tokens.ts';
import { StageScene } from './stage-scene.ts';
import { STAGE_TEXTS } from './texts.ts';

const LOOK = { tokens: THEMES.light, texts: STAGE_TEXTS.en, say: (happening: { readonly say: string }) => happening.say };
const sceneOf = (model: FixtureModel): StageScene => {
  const scene = new StageScene(model, { w: 1260, h: 700 }, LOOK);
  scene.update();
  scene.dirty.take();
  scene.groundDirty = false;
  return scene;
};
const area = (rects: readonly Rect[]): number => rects.reduce((sum, r) => sum + r.w * r.h, 0);

describe('the scene of the stage', () => {
  it('has nothing to paint when nothing changed', () => {
    const scene = sceneOf(rollingFixture());
    expect(scene.update()).toBe(false);
  });

  it('paints one seat anew when one pod changes', () => {
    const model = rollingFixture();
    const scene = sceneOf(model);
    const pod = model.podsOf('worker-2')[0];
    model.put('Pod', { oid: pod?.oid ?? 0, name: pod?.name ?? '', state: 'crashLoop' });
    expect(scene.update()).toBe(true);
    const dirty = scene.dirty.take() as readonly Rect[];
    const seat = scene.rectOfPod(pod?.oid ?? 0);
    expect(area(dirty)).toBeLessThanOrEqual((seat?.w ?? 0) * (seat?.h ?? 0));
    expect(scene.groundDirty).toBe(false);
  });

  it('paints one mark anew when a pod changes among thousands', () => {
    const model = crowdFixture(50, 60);
    const scene = sceneOf(model);
    const pod = model.podsOf('worker-20')[3];
    model.put('Pod', { oid: pod?.oid ?? 0, name: pod?.name ?? '', state: 'failed' });
    scene.update();
    const seat = scene.rectOfPod(pod?.oid ?? 0);
    expect(area(scene.dirty.take() as readonly Rect[])).toBeLessThanOrEqual((seat?.w ?? 0) * (seat?.h ?? 0) + 1);
  });

  it('lets a pod leave its seat and another arrive in it', () => {
    const model = rollingFixture();
    const scene = sceneOf(model);
    const leaving = model.podsOf('worker-2')[0];
    const seat = scene.rectOfPod(leaving?.oid ?? 0);
    model.remove('Pod', leaving?.oid ?? 0);
    scene.update();
    expect(scene.rectOfPod(leaving?.oid ?? 0)).toBeUndefined();
    const oid = addPod(model, 'web-new', 'worker-2', 'creating');
    scene.update();
    expect(scene.rectOfPod(oid)).toEqual(seat);
  });

  it('moves a pod from the tray to its node when it is bound', () => {
    const model = rollingFixture();
    const scene = sceneOf(model);
    const pod = model.podsOf('')[0];
    const tray = scene.rectOfPod(pod?.oid ?? 0);
    expect(tray && tray.x >= scene.layout.frame.waiting.x).toBe(true);
    model.put('Pod', { oid: pod?.oid ?? 0, name: pod?.name ?? '', node: 'worker-3', state: 'scheduled' });
    scene.update();
    const place = scene.layout.nodeByName.get('worker-3')?.rect;
    const seat = scene.rectOfPod(pod?.oid ?? 0);
    expect(seat && place && seat.x >= place.x && seat.x < place.x + place.w).toBe(true);
  });

  it('finds what is under the pointer: pods on cards, pods inside small cards', () => {
    for (const model of [rollingFixture(), crowdFixture(40, 8)]) {
      const scene = sceneOf(model);
      const pod = model.podsOf('worker-1')[0];
      const rect = scene.rectOfPod(pod?.oid ?? 0);
      expect(rect && scene.targetAt(rect.x + rect.w / 2, rect.y + rect.h / 2)?.target).toEqual({ kind: 'object', oid: pod?.oid });
    }
  });

  it('keeps every seat when theme, language or size change', () => {
    const model = rollingFixture();
    const scene = sceneOf(model);
    model.remove('Pod', model.podsOf('worker-1')[0]?.oid ?? 0);
    scene.update();
    const seats = scene.layout.seats.pods.get('worker-1');
    scene.restyle({ w: 1000, h: 640 }, { ...LOOK, tokens: THEMES.dark, texts: STAGE_TEXTS.ja });
    expect(scene.layout.seats.pods.get('worker-1')).toEqual(seats);
  });

  it('lets a bound pod go from the tray to its seat in virtual time, and holds it while time stands', () => {
    const model = rollingFixture();
    const scene = sceneOf(model);
    const pod = model.podsOf('')[0];
    const id = `Pod:${pod?.oid}`;
    const tray = scene.rectOfPod(pod?.oid ?? 0);
    model.put('Pod', { oid: pod?.oid ?? 0, name: pod?.name ?? '', node: 'worker-3', state: 'scheduled' });
    scene.update();
    expect(scene.moves.at(model.now).find(({ move }) => move.id === id)?.at.rect).toEqual(tray);
    model.now += 100_000;
    scene.update();
    const held = scene.moves.at(model.now).find(({ move }) => move.id === id)?.at;
    expect(held && held.share > 0 && held.share < 1).toBe(true);
    model.now += 2_000_000;
    scene.update();
    expect(scene.moves.has(id)).toBe(false);
  });

  it('moves nothing while time stands: things are where they are', () => {
    const model = rollingFixture();
    const scene = sceneOf(model);
    model.speed = 0;
    const pod = model.podsOf('')[0];
    model.put('Pod', { oid: pod?.oid ?? 0, name: pod?.name ?? '', node: 'worker-3', state: 'scheduled' });
    scene.update();
    expect(scene.moves.at(model.now)).toEqual([]);
  });

  it('lets a volume go into the claim it is bound to', () => {
    const model = rollingFixture();
    const claim = model.put('PersistentVolumeClaim', {
      name: 'new',
      namespace: 'default',
      phase: 'Pending',
      volume: 0,
      sizeMi: 1024,
      modes: 'RWO',
      class: 'x',
    });
    const volume = model.put('PersistentVolume', { name: 'pv', phase: 'Available', claim: 0, sizeMi: 1024, modes: 'RWO', class: 'x', reclaim: 'Retain' });
    const scene = sceneOf(model);
    const before = scene.rectOf({ kind: 'object', oid: volume });
    model.put('PersistentVolume', { oid: volume, name: 'pv', phase: 'Bound', claim });
    scene.update();
    const [moving] = scene.moves.at(model.now).filter(({ move }) => move.id === `PersistentVolume:${volume}`);
    const plug = scene.rectOf({ kind: 'object', oid: claim });
    expect(moving?.move.from).toEqual(before);
    expect(moving?.move.to.x).toBe(plug?.x);
  });

  it('lays out a new Service without moving or painting nodes and pods', () => {
    const model = rollingFixture();
    const scene = sceneOf(model);
    const pods = model.list('Pod').map((pod) => scene.rectOfPod(pod.oid));
    const service = model.put('Service', {
      name: 'new',
      namespace: 'default',
      type: 'ClusterIP',
      clusterIP: '10.96.1.1',
      port: 80,
      nodePort: 0,
      endpointsReady: 0,
      endpointsTotal: 0,
    });
    scene.update();
    expect(scene.rectOf({ kind: 'object', oid: service })).toBeDefined();
    expect(model.list('Pod').map((pod) => scene.rectOfPod(pod.oid))).toEqual(pods);
    expect(scene.dirty.isEverything).toBe(false);
    model.remove('Service', service);
    scene.update();
    expect(scene.rectOf({ kind: 'object', oid: service })).toBeUndefined();
  });

  it('has places inside components that stand for what happened', () => {
    const model = rollingFixture();
    const scene = sceneOf(model);
    const cells = scene.spots.of('actor:etcd');
    expect(cells.length).toBeGreaterThan(0);
    for (const spot of [...cells, ...scene.spots.of('actor:kube-apiserver')]) {
      const found = scene.targetAt(spot.rect.x + spot.rect.w / 2, spot.rect.y + spot.rect.h / 2);
      expect(found?.target).toEqual(spot.target);
      expect(spot.target.kind === 'happening' && model.happening(spot.target.id)).toBeTruthy();
    }
  });
});
