import { describe, expect, it } from 'vitest';
import { minutes, seconds, type SimTime } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { startServer } from '../apiserver/server.testing.ts';
import { etcd, listObjects } from '../etcd/store.ts';
import type { EventObject } from './correlator.ts';
import { startProcess } from './process.ts';
import { type EventDraft, recordEvent, recorderComponent } from './recorder.ts';

const about: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: '11111111-1111-4111-8111-111111111111', resourceVersion: '5' },
};

function start() {
  const { sim, call } = startServer({}, [recorderComponent]);
  if (call('GET', '/api/v1/namespaces/default').code === 404)
    call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  startProcess(sim, { process: 'kubelet/a', to: 'events.answer', resources: [] });
  const record = (message: string, over: Partial<EventDraft> = {}): void => {
    recordEvent(sim, { actor: 'kubelet/a', process: 'kubelet/a', component: 'kubelet', host: 'a', about, type: 'Normal', reason: 'Pulled', message, ...over });
    sim.runUntil((sim.now + seconds(1)) as SimTime);
  };
  const events = (): EventObject[] => [...listObjects<EventObject>(sim.get(etcd).root, 'events')].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return { sim, record, events };
}

describe('events of kubelets and controllers', () => {
  it('are stored as the real recorder stores them', () => {
    const { record, events } = start();
    record('Container image "nginx" already present on machine', { fieldPath: 'spec.containers{main}' });
    const [event] = events();
    expect(event!.metadata.name).toMatch(/^web\.[0-9a-f]{16}$/);
    expect(event).toMatchObject({
      involvedObject: {
        apiVersion: 'v1',
        kind: 'Pod',
        name: 'web',
        namespace: 'default',
        uid: about.metadata.uid,
        resourceVersion: '5',
        fieldPath: 'spec.containers{main}',
      },
      reason: 'Pulled',
      source: { component: 'kubelet', host: 'a' },
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:00Z',
      count: 1,
      type: 'Normal',
      reportingComponent: 'kubelet',
      reportingInstance: 'a',
    });
  });

  it('are counted up when they are equal', () => {
    const { record, events } = start();
    for (let i = 0; i < 3; i++) record('same');
    expect(events().map(({ count, firstTimestamp, lastTimestamp }) => [count, firstTimestamp, lastTimestamp])).toEqual([
      [3, '2026-01-01T00:00:00Z', '2026-01-01T00:00:02Z'],
    ]);
  });

  it('are combined from the tenth message on', () => {
    const { record, events } = start();
    for (let i = 1; i <= 12; i++) record(`message ${i}`);
    expect(events().map(({ message, count }) => `${count} ${message}`)).toEqual([
      ...Array.from({ length: 9 }, (_, i) => `1 message ${i + 1}`),
      '3 (combined from similar events): message 12',
    ]);
  });

  it('are dropped after 25 of one object, but for one in five minutes', () => {
    const { sim, record, events } = start();
    for (let i = 0; i < 40; i++) record('same');
    expect(events()[0]!.count).toBe(25);
    sim.runUntil((sim.now + minutes(6)) as SimTime);
    record('same');
    expect(events()[0]!.count).toBe(41);
  });

  it('about objects without namespace go to default', () => {
    const { record, events } = start();
    record('hello', { about: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } } });
    expect(events()[0]!.metadata.namespace).toBe('default');
  });
});

describe('events through events.k8s.io', () => {
  const scheduling: Partial<EventDraft> = { component: 'default-scheduler', action: 'Scheduling', reason: 'FailedScheduling', type: 'Warning' };

  it('carry eventTime and action, and become one series', () => {
    const { sim, record, events } = start();
    record('0/3 nodes are available', scheduling);
    expect(events()[0]).toMatchObject({ action: 'Scheduling', eventTime: '2026-01-01T00:00:00.000000Z', reportingComponent: 'default-scheduler' });
    expect(events()[0]!.count).toBeUndefined();
    for (let i = 0; i < 4; i++) record('0/3 nodes are available', scheduling);
    expect(events()).toHaveLength(1);
    expect(events()[0]!.series).toMatchObject({ count: 2 });
    sim.runUntil((sim.now + minutes(13)) as SimTime);
    expect(events()[0]!.series).toMatchObject({ count: 5 });
  });
});
