import { describe, expect, it } from 'vitest';
import { at, minutes, seconds } from '../../../base/time.ts';
import type { Node, Pod, PodStatus } from '../../../kinds/schema/types.gen.ts';
import { inBackOff, nextBackOff } from './back-off.ts';
import { expand } from './expansion.ts';
import { podField, resourceField } from './fields.ts';
import { statusPatch } from './status-patch.ts';

describe('$(NAME)', () => {
  const known: Record<string, string> = { A: 'a', B: 'b$(A)' };
  const cases: [string, string][] = [
    ['plain', 'plain'],
    ['$(A)-$(B)', 'a-b$(A)'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$a'],
    ['$(NOBODY)', '$(NOBODY)'],
    ['$(A', '$(A'],
    ['$A $', '$A $'],
    ['$(A)$(A)', 'aa'],
  ];
  it.each(cases)('%s → %s', (text, expected) => {
    expect(expand(text, (name) => known[name])).toBe(expected);
  });
});

describe('back-off', () => {
  it('is none at first, then 10 s doubled up to 5 minutes, and forgotten after ten quiet minutes', () => {
    let backOff = nextBackOff(undefined, at(0), at(0));
    expect(inBackOff(undefined, at(0), at(0))).toBe(false);
    const lengths: number[] = [];
    for (let i = 0, t = 0; i < 7; i++, t += seconds(1) + backOff.us) {
      lengths.push(backOff.us / 1_000_000);
      const ended = at(t + seconds(1));
      expect(inBackOff(backOff, ended, at(ended + backOff.us - 1))).toBe(true);
      expect(inBackOff(backOff, ended, at(ended + backOff.us))).toBe(false);
      backOff = nextBackOff(backOff, ended, at(ended + backOff.us));
    }
    expect(lengths).toEqual([10, 20, 40, 80, 160, 300, 300]);
    const later = at(backOff.at + minutes(10) + 1);
    expect(inBackOff(backOff, later, later)).toBe(false);
    expect(nextBackOff(backOff, later, later).us).toBe(seconds(10));
  });
});

describe('downward API', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n', labels: { b: '2', a: 'x"y' }, annotations: { 'example.com/k': 'v' } },
    spec: { containers: [], nodeName: 'node-1' },
  } as unknown as Pod;
  const host = { podIP: '10.244.0.2', hostIP: '10.0.0.11' };

  it('fields', () => {
    expect(podField(pod, "metadata.annotations['example.com/k']", host)).toBe('v');
    expect(podField(pod, "metadata.labels['none']", host)).toBe('');
    expect(podField(pod, 'metadata.labels', host)).toBe('a="x\\"y"\nb="2"');
    expect(podField(pod, 'status.podIP', host)).toBe('10.244.0.2');
    expect(podField(pod, 'spec.nothing', host)).toBeUndefined();
  });

  it('resources in units of the divisor, rounded up; what the node has where there is no limit', () => {
    const container = { name: 'c', resources: { requests: { cpu: '125m' }, limits: { memory: '128Mi' } } };
    const node = { status: { allocatable: { cpu: '4', memory: '8Gi' } } } as unknown as Node;
    expect(resourceField({ resource: 'requests.cpu', divisor: '1m' }, container, node)).toBe('125');
    expect(resourceField({ resource: 'requests.cpu' }, container, node)).toBe('1');
    expect(resourceField({ resource: 'limits.memory', divisor: '1Mi' }, container, node)).toBe('128');
    expect(resourceField({ resource: 'limits.cpu' }, container, node)).toBe('4');
  });
});

describe('status patch', () => {
  const ready = (status: string, more: object = {}): PodStatus['conditions'] => [
    { type: 'DisruptionTarget', status: 'True' },
    { type: 'Ready', status, lastTransitionTime: '2026-01-01T00:00:00Z', ...more },
  ];

  it('nothing to write', () => {
    expect(statusPatch('u', { phase: 'Running', conditions: ready('True')! }, { phase: 'Running', conditions: ready('True')! })).toBeUndefined();
  });

  it('only what changed, removed fields as null, conditions of others untouched', () => {
    const from: PodStatus = { phase: 'Pending', conditions: ready('False', { reason: 'ContainersNotReady' })! };
    expect(statusPatch('u', from, { phase: 'Running', conditions: ready('True')! })).toEqual({
      metadata: { uid: 'u' },
      status: {
        phase: 'Running',
        '$setElementOrder/conditions': [{ type: 'DisruptionTarget' }, { type: 'Ready' }],
        conditions: [{ type: 'Ready', status: 'True', reason: null }],
      },
    });
  });
});
