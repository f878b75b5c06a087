import { describe, expect, it } from 'vitest';
import { crowdFixture, rollingFixture } from '../dev/fixture-model.ts';
import { type Layout, layoutStage, podRect } from './layout.ts';
import type { StageHappening } from './model.ts';
import { type PodFinder, pointOn, wayLength, wayOf } from './paths.ts';
import { messageAt, pulses, served, traceAt, traffic } from './travellers.ts';

const model = rollingFixture();
const layout: Layout = layoutStage(model, { w: 1260, h: 700 });
const findPod: PodFinder = (namespace, name) => {
  const pod = model.list('Pod').find((p) => p.namespace === namespace && p.name === name);
  const node = pod && layout.nodeByName.get(pod.node);
  const rect = node && pod && podRect(layout, node, layout.seats.pods.get(pod.node)?.indexOf(pod.oid) ?? -1);
  return node && rect ? { node, rect } : undefined;
};
const sent = (over: Partial<StageHappening>): StageHappening => ({
  id: 1,
  t: 1_000,
  until: 2_000,
  code: 'api.request',
  actor: 'kube-scheduler',
  to: 'kube-apiserver',
  oid: 0,
  rev: 0,
  say: '',
  background: false,
  args: {},
  ...over,
});
const view = { now: 1_500, trailUs: 10_000, most: 10 };

describe('what travels', () => {
  it('leaves its sender, is half way at half time and arrives at the bar of kube-apiserver', () => {
    const at = (now: number) => traffic(layout, [sent({})], { ...view, now }, findPod).travellers[0];
    const way = wayOf(layout, 'kube-scheduler', 'kube-apiserver', findPod) ?? [];
    expect(at(1_000)).toMatchObject(way[0] ?? {});
    expect(at(1_500)).toMatchObject(pointOn(way, 0.5));
    expect(at(1_999)?.y).toBeCloseTo(layout.frame.hub.y, 0);
    expect(at(2_000)).toBeUndefined();
  });

  it('is the same for an instant from whichever side one comes to it', () => {
    const all = [sent({ id: 3, t: 1_400 }), sent({ id: 2, t: 1_200 }), sent({ id: 1 })];
    expect(traffic(layout, all, view, findPod)).toEqual(traffic(layout, all, { ...view }, findPod));
  });

  it('leaves a trace that fades and then is gone', () => {
    const fresh = (now: number) => traffic(layout, [sent({})], { ...view, now }, findPod).flows[0]?.fresh ?? 0;
    expect(fresh(1_500)).toBe(1);
    expect(fresh(7_000)).toBeCloseTo(0.5, 5);
    expect(fresh(12_001)).toBe(0);
  });

  it('merges many on one way into a flow and shows at most so many singly', () => {
    const many = Array.from({ length: 200 }, (_, i) => sent({ id: i + 1, t: 1_000 + i }));
    const { travellers, flows } = traffic(layout, many, view, findPod);
    expect(flows).toHaveLength(1);
    expect(flows[0]?.count).toBe(200);
    expect(travellers.length).toBeLessThanOrEqual(10);
  });

  it('tells refusals and lost packets by kind', () => {
    const kinds = traffic(
      layout,
      [
        sent({ code: 'api.response', actor: 'kube-apiserver', to: 'kube-scheduler', args: { status: 409 } }),
        sent({ id: 2, code: 'packet', actor: 'users', to: 'kube-proxy/worker-1', args: { hop: 'refused', why: 'no-endpoints' } }),
      ],
      view,
      findPod,
    ).travellers.map((t) => t.kind);
    expect(kinds).toEqual(['refusal', 'lost']);
  });

  it('does not take it for a refusal that a GET finds nothing', () => {
    const answers = (['GET', 'DELETE'] as const).map((method, i) =>
      sent({ id: i + 1, code: 'api.response', actor: 'kube-apiserver', to: 'kubectl', args: { method, status: 404, reason: 'NotFound' } }),
    );
    expect(traffic(layout, answers, view, findPod).travellers.map(({ kind }) => kind)).toEqual(['absence', 'refusal']);
  });
});

describe('what can be pointed at', () => {
  const moving = traffic(layout, [sent({ id: 7 })], view, findPod);
  const place = moving.travellers[0] ?? { x: 0, y: 0 };

  it('is the message under the pointer, wherever it is on its way', () => {
    expect(messageAt(moving, place, 12)).toBe(7);
    expect(messageAt(moving, { x: place.x + 11, y: place.y }, 12)).toBe(7);
    expect(messageAt(moving, { x: place.x + 40, y: place.y + 40 }, 12)).toBeUndefined();
  });

  it('is the trace of the last one after it has arrived, and the mark at its end', () => {
    const later = traffic(layout, [sent({ id: 9, t: 1_010 }), sent({ id: 8 })], { ...view, now: 3_000 }, findPod);
    const way = later.flows[0]?.way ?? [];
    expect(traceAt(later, pointOn(way, 0.4), 4)).toBe(9);
    expect(messageAt(later, later.flows[0]?.rest ?? place, 12)).toBe(9);
    expect(later.flows[0]).toMatchObject({ underway: false, count: 2 });
  });

  it('lies beside others that came to the same end', () => {
    const ends = traffic(layout, [sent({ id: 1 }), sent({ id: 2, code: 'heartbeat' })], { ...view, now: 3_000 }, findPod).flows.map((flow) => flow.rest);
    expect(Math.abs((ends[0]?.x ?? 0) - (ends[1]?.x ?? 0))).toBeGreaterThan(15);
  });
});

describe('requests of users', () => {
  const pod = 'pod/default/web-7c9d8f5b6-k1h7s';
  const chosen = sent({
    id: 1,
    code: 'packet',
    actor: 'kube-proxy/worker-1',
    to: pod,
    args: { request: 5, hop: 'pod', node: 'worker-1', service: 'default/web:http' },
  });
  const answer = sent({ id: 2, t: 2_100, until: 3_000, code: 'packet', actor: pod, to: 'users', args: { request: 5, hop: 'answer', status: 200 } });

  it('light the Service whose rule chose, at the node whose rules they are', () => {
    expect(served([chosen], { now: 1_500, trailUs: 1_000 })).toEqual([{ service: 'default/web', node: 'worker-1', fresh: 1, failed: false }]);
    expect(served([chosen], { now: 4_000, trailUs: 1_000 })).toEqual([]);
    const refused = { ...chosen, args: { ...chosen.args, hop: 'refused' } };
    expect(served([refused], { now: 1_500, trailUs: 1_000 })[0]?.failed).toBe(true);
  });

  it('are answered through the rules of the node they came in at, not through those of the pod', () => {
    const flows = traffic(layout, [answer, chosen], { ...view, now: 2_500 }, findPod).flows;
    const way = flows.find((flow) => flow.latest === 2)?.way ?? [];
    const rules = layout.nodeByName.get('worker-1')?.rect;
    expect(way.some((p) => rules && p.x > rules.x && p.x < rules.x + rules.w && p.y < rules.y + 20)).toBe(true);
    const own = layout.nodeByName.get('worker-3')?.rect;
    expect(own && way.every((p) => p.x < own.x + own.w - 20 || p.y > own.y + 30)).toBe(true);
  });

  it('that fail are told by kind: refused, lost, answered with an error', () => {
    const kind = (args: StageHappening['args']) => traffic(layout, [{ ...chosen, args }], view, findPod).flows[0]?.kind;
    expect(kind({ hop: 'pod' })).toBe('packet');
    for (const args of [{ hop: 'refused' }, { hop: 'lost' }, { hop: 'answer', status: 503 }]) expect(kind(args)).toBe('lost');
  });
});

describe('ways', () => {
  it('bend at the rules of the client node: between rules and a pod of the same node they stay inside its card', () => {
    const node = layout.nodeByName.get('worker-1');
    const way = wayOf(layout, 'kube-proxy/worker-1', 'pod/default/web-5d4f7c88b-bz9tr', findPod) ?? [];
    expect(way.length).toBeGreaterThan(2);
    for (const p of way) {
      expect(p.x).toBeGreaterThan(node?.rect.x ?? 0);
      expect(p.x).toBeLessThan((node?.rect.x ?? 0) + (node?.rect.w ?? 0));
      expect(p.y).toBeGreaterThanOrEqual((node?.rect.y ?? 0) - 13);
    }
  });

  it('lead to a pod on another node over the corridor, not through cards between', () => {
    const way = wayOf(layout, 'kube-proxy/worker-1', 'pod/default/web-7c9d8f5b6-k1h7s', findPod) ?? [];
    const between = layout.nodeByName.get('worker-2')?.rect;
    for (let share = 0; share <= 1; share += 0.01) {
      const p = pointOn(way, share);
      const inside = between && p.x > between.x && p.x < between.x + between.w && p.y > between.y && p.y < between.y + between.h;
      expect(inside).toBe(false);
    }
    expect(wayLength(way)).toBeGreaterThan(100);
  });

  it('of components always end at the bar of kube-apiserver', () => {
    for (const actor of ['etcd', 'kube-scheduler', 'deployment-controller', 'kubectl', 'kubelet/worker-2', 'kube-proxy/worker-3']) {
      const end = (wayOf(layout, actor, 'kube-apiserver', findPod) ?? []).at(-1);
      const { hub } = layout.frame;
      expect(end && end.x >= hub.x && end.x <= hub.x + hub.w && end.y >= hub.y && end.y <= hub.y + hub.h, actor).toBe(true);
    }
  });
});

describe('among hundreds of nodes', () => {
  const many = layoutStage(crowdFixture(100, 3), { w: 1230, h: 656 });
  const nodes = many.nodes.map(({ name }) => name);
  const calls = nodes.map((name, i) => sent({ id: i + 1, actor: `kubelet/${name}` }));

  it('messages to and from nodes are one stream beside the field, and the nodes themselves light up', () => {
    const { flows } = traffic(many, calls, view, findPod);
    expect(flows).toHaveLength(1);
    expect(flows[0]?.count).toBe(nodes.length);
    expect(pulses(many, calls, view).map(({ rect }) => rect)).toEqual(many.nodes.map(({ rect }) => rect));
  });

  it('what goes on within the field has no way of its own', () => {
    expect(traffic(many, [sent({ code: 'cri.call', actor: `kubelet/${nodes[1]}`, to: `containerd/${nodes[1]}` })], view, findPod)).toEqual({
      travellers: [],
      flows: [],
    });
  });
});

it('a question to the DNS of the cluster goes there and comes back', () => {
  const pod = model.podsOf('worker-1')[0];
  const way = wayOf(layout, `pod/${pod?.namespace}/${pod?.name}`, 'coredns', findPod) ?? [];
  expect(way.length).toBeGreaterThan(4);
  const { dns } = layout.frame;
  expect(way[0]).toEqual(way[way.length - 1]);
  expect(way.some(({ x, y }) => Math.abs(x - (dns.x + dns.w)) < 1 && y === dns.y + dns.h / 2)).toBe(true);
});
