import { describe, expect, it } from 'vitest';
import { type RandomState, drawInt, streamOf } from '../../base/random.ts';
import { keyOf } from '../../kinds/object.ts';
import type { Node, Pod } from '../../kinds/schema/types.gen.ts';
import { etcd } from '../etcd/store.ts';
import { EMPTY_CACHE, nodeOf, placePod, schedulerCache, setNode } from './cache.ts';
import { schedulerPart } from './component.ts';
import { filterNodes } from './filter.ts';
import { nodeFactsOf } from './node-facts.ts';
import { nominatedPods } from './nominated.ts';
import { placed, priorityOf } from './placed.ts';
import { classOf } from './pod-class.ts';
import { NO_ASSUMED } from './volumes/assumed.ts';
import { node, pod, testWorld, type TestWorld } from './world.testing.ts';

/** A cluster that people do random things to. */
class Chaos {
  readonly world: TestWorld;
  private state: RandomState;
  private made = 0;

  constructor(seed: number) {
    this.world = testWorld(undefined, seed);
    this.state = streamOf(seed, 'chaos');
  }

  draw(below: number): number {
    const { value, next } = drawInt(this.state, 0, below - 1);
    this.state = next;
    return value;
  }

  act(): void {
    const { world } = this;
    const pods = world.list<Pod>('pods');
    const some = pods[this.draw(Math.max(pods.length, 1))];
    switch (this.draw(9)) {
      case 0:
      case 1:
        world.put('nodes', this.randomNode());
        break;
      case 2:
        if (some) world.remove('pods', keyOf(some.metadata));
        break;
      case 3:
        if (some?.spec.nodeName) world.put('pods', { ...some, status: { ...some.status, phase: 'Succeeded' } });
        break;
      default:
        world.put('pods', this.randomPod());
    }
    world.run(this.draw(4) === 0 ? 2 : 0.003);
  }

  private randomNode(): object {
    const taints = this.draw(4) === 0 ? [{ key: 'maint', effect: 'NoSchedule' }] : [];
    return node(`node-${this.draw(4)}`, {
      cpu: String(1 + this.draw(4)),
      pods: String(3 + this.draw(4)),
      taints,
      labels: { disk: this.draw(2) === 0 ? 'ssd' : 'hdd', zone: `z${this.draw(2)}` },
      unschedulable: this.draw(6) === 0,
    });
  }

  private randomPod(): object {
    const app = `app-${this.draw(2)}`;
    const extras: object[] = [
      {},
      {},
      { nodeSelector: { disk: 'ssd' } },
      { tolerations: [{ operator: 'Exists' }] },
      { priority: 1000 },
      {
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app } } }],
          },
        },
      },
      { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app } } }] },
    ];
    const made = pod(`p-${this.made++}`, extras[this.draw(extras.length)] as object, { cpu: `${100 * (1 + this.draw(12))}m` }) as Pod;
    return { ...made, metadata: { ...made.metadata, labels: { app } } };
  }
}

/** The scheduler's cache as it would be if everything were counted anew from the store. */
function recounted(world: TestWorld) {
  let cache = EMPTY_CACHE;
  for (const each of world.list<Node>('nodes')) cache = setNode(cache, nodeFactsOf(each));
  for (const each of world.list<Pod>('pods'))
    if (each.spec.nodeName && each.status.phase === 'Pending') cache = placePod(cache, placed(each, each.spec.nodeName, false));
  return cache;
}

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);

describe.each(SEEDS)('whatever happens (seed %i)', (seed) => {
  it('nothing is overfull, nobody waits in vain, and the sums are right', () => {
    const chaos = new Chaos(seed);
    const { world } = chaos;
    for (let i = 0; i < 60; i++) chaos.act();
    world.run(30);
    const cache = recounted(world);
    const own = world.sim.get(schedulerCache);
    for (const { metadata } of world.list<Node>('nodes')) {
      const { pods: _mine, ...sums } = nodeOf(own, metadata.name)!;
      const { pods: _theirs, ...wanted } = nodeOf(cache, metadata.name)!;
      expect({ ...sums, hostPorts: [] }).toEqual({ ...wanted, hostPorts: [] });
    }
    expect([...own.pods.keys()]).toEqual([...cache.pods.keys()]);
    for (const each of world.list<Pod>('pods')) {
      if (each.spec.nodeName || each.metadata.deletionTimestamp) continue;
      const cycle = {
        pod: each,
        key: keyOf(each.metadata),
        cls: classOf(each),
        priority: priorityOf(each),
        root: world.sim.get(etcd).root,
        cache,
        assumedVolumes: NO_ASSUMED,
      };
      // Room that is being made for more important pods is not free.
      const { feasible } = filterNodes(cycle, world.sim.get(nominatedPods), 0);
      expect([each.metadata.name, feasible.map(({ name }) => name)]).toEqual([each.metadata.name, []]);
      expect(each.status.conditions?.find(({ type }) => type === 'PodScheduled')).toMatchObject({ status: 'False' });
    }
    expect(schedulerPart(world.sim)).toMatchObject({ active: [], backoff: [], binding: [], busy: null });
    expect(world.sim.lastCrash).toBeUndefined();
    expect(world.sim.workPending).toBe(0);
  });

  it('a life lived again from a checkpoint is the same', () => {
    const chaos = new Chaos(seed);
    for (let i = 0; i < 25; i++) chaos.act();
    const { sim } = chaos.world;
    const from = sim.checkpoint();
    const live = (): string => {
      sim.runUntil((sim.now + 400_000_000) as typeof sim.now);
      return JSON.stringify([...sim.happenings.slice(from.happenings.length)]);
    };
    const first = live();
    sim.restore(from);
    expect(live()).toBe(first);
  });
});
