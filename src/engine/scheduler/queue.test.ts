import { describe, expect, it } from 'vitest';
import { at, seconds } from '../../base/time.ts';
import { fitErrorText, truncated } from './fit-error.ts';
import { feasibleNodesToFind } from './filter.ts';
import { rejection } from './framework.ts';
import {
  addPod,
  backoffOf,
  EMPTY_QUEUE,
  endBackoffs,
  leftover,
  nextBackoffEnd,
  nextPod,
  park,
  removePod,
  retry,
  type SchedulingQueue,
  takePod,
  wake,
} from './queue.ts';

const s = (n: number) => at(seconds(n));
const add = (queue: SchedulingQueue, key: string, priority = 0, now = 0): SchedulingQueue =>
  addPod(queue, { key, uid: key, priority, cause: 0 }, s(now), false);

/** Takes everything there is, in order. */
function drain(queue: SchedulingQueue): string[] {
  const out: string[] = [];
  for (let next = nextPod(queue); next; next = nextPod(queue)) {
    out.push(next.key);
    queue = removePod(takePod(queue, next), next.key);
  }
  return out;
}

const take = (queue: SchedulingQueue): SchedulingQueue => takePod(queue, nextPod(queue)!);

describe('the order of trying', () => {
  it('is priority, then time, then coming', () => {
    let queue = add(EMPTY_QUEUE, 'old', 0, 1);
    queue = add(queue, 'older', 0, 0);
    queue = add(queue, 'high', 1000, 5);
    queue = add(queue, 'low', -5, 0);
    queue = add(queue, 'system', 2_000_001_000, 9);
    expect(drain(queue)).toEqual(['system', 'high', 'older', 'old', 'low']);
    expect(drain(['c', 'a', 'b'].reduce((all, key) => add(all, key), EMPTY_QUEUE))).toEqual(['c', 'a', 'b']);
  });

  it('a pod added twice is there once', () => expect(drain(add(add(EMPTY_QUEUE, 'a'), 'a', 7))).toEqual(['a']));
});

describe('back-off', () => {
  it.each([
    [{ refusals: 0, errors: 0 }, 0],
    [{ refusals: 1, errors: 0 }, 1],
    [{ refusals: 2, errors: 0 }, 2],
    [{ refusals: 3, errors: 0 }, 4],
    [{ refusals: 4, errors: 0 }, 8],
    [{ refusals: 5, errors: 0 }, 10],
    [{ refusals: 50, errors: 0 }, 10],
    [{ refusals: 5, errors: 1 }, 1],
  ])('%j', (pod, expected) => expect(backoffOf(pod)).toBe(seconds(expected)));

  it('a refused pod that is woken early goes on when there is nothing else to do', () => {
    let queue = park(take(add(EMPTY_QUEUE, 'a')), 'a', ['NodeAffinity'], s(0));
    expect(nextPod(queue)).toBeUndefined();
    const woken = wake(queue, 'a', s(0.1), 7);
    expect(woken?.to).toBe('backoff');
    queue = woken!.queue;
    expect(nextPod(queue)).toMatchObject({ key: 'a', cause: 7 });
    queue = add(queue, 'b', 0, 1);
    expect(drain(queue)).toEqual(['b', 'a']);
  });

  it('a pod that failed by an error sits its back-off out', () => {
    let queue = retry(take(add(EMPTY_QUEUE, 'a')), 'a', s(0));
    expect(nextPod(queue)).toBeUndefined();
    expect(nextBackoffEnd(queue)).toBe(seconds(1));
    queue = endBackoffs(queue, s(0.5));
    expect(nextPod(queue)).toBeUndefined();
    queue = endBackoffs(queue, s(1));
    expect(nextPod(queue)?.key).toBe('a');
  });
});

describe('waiting', () => {
  it('is woken once, and only when waiting', () => {
    let queue = park(take(add(EMPTY_QUEUE, 'a')), 'a', ['NodeAffinity', 'TaintToleration'], s(0));
    expect([...queue.waiting.keys()]).toEqual(['NodeAffinity', 'TaintToleration']);
    queue = wake(queue, 'a', s(5), 0)!.queue;
    expect(queue.waiting.size).toBe(0);
    expect(wake(queue, 'a', s(5), 0)).toBeUndefined();
    expect(drain(queue)).toEqual(['a']);
  });

  it('a pod that is gone leaves nothing behind', () => {
    const states = [
      add(EMPTY_QUEUE, 'a'),
      park(take(add(EMPTY_QUEUE, 'a')), 'a', ['NodeName'], s(0)),
      retry(take(add(EMPTY_QUEUE, 'a')), 'a', s(0)),
      take(add(EMPTY_QUEUE, 'a')),
    ];
    for (const state of states) {
      const { seq: _seq, ...rest } = removePod(state, 'a');
      for (const part of Object.values(rest)) expect(part.size).toBe(0);
    }
  });

  it('lasts five minutes at most', () => {
    const queue = park(take(add(EMPTY_QUEUE, 'a')), 'a', ['NodeName'], s(0));
    expect([...leftover(queue, s(300))]).toEqual([]);
    expect([...leftover(queue, s(301))]).toEqual(['a']);
  });
});

describe('how many feasible nodes are enough', () => {
  it.each([
    [5, 5],
    [99, 99],
    [100, 100],
    [300, 144],
    [1000, 420],
    [5000, 500],
    [6000, 300],
    [15000, 750],
  ])('%i nodes: %i', (nodes, enough) => expect(feasibleNodesToFind(nodes)).toBe(enough));
});

describe('the text of FailedScheduling', () => {
  const cpu = rejection('NodeResourcesFit', 'Unschedulable', 'Insufficient cpu');
  const both = rejection('NodeResourcesFit', 'Unschedulable', 'Insufficient cpu', 'Insufficient memory');
  const taints = rejection('TaintToleration', 'UnschedulableAndUnresolvable', 'node(s) had untolerated taint(s)');
  it.each([
    [{ nodes: 3, rejections: [cpu, taints, taints] }, '0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s).'],
    [{ nodes: 2, rejections: [both, cpu] }, '0/2 nodes are available: 1 Insufficient memory, 2 Insufficient cpu.'],
    // Sorted as text: 10 comes before 2.
    [
      { nodes: 12, rejections: [...Array(10).fill(taints), both, cpu] },
      '0/12 nodes are available: 1 Insufficient memory, 10 node(s) had untolerated taint(s), 2 Insufficient cpu.',
    ],
    [{ nodes: 3, rejections: [], whole: taints, postFilter: 'x' }, '0/3 nodes are available: node(s) had untolerated taint(s). x'],
    [{ nodes: 3, rejections: [cpu], absent: taints }, '0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s).'],
  ])('%#', (parts, text) => expect(fitErrorText(parts)).toBe(text));

  it('fits into an Event', () => expect(truncated('x'.repeat(2000))).toHaveLength(1024));
});
