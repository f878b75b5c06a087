import { describe, expect, it } from 'vitest';
import { asWritten, bodyAsWritten } from './written.ts';

describe('objects as the server writes them', () => {
  it('have null for times and lists that hold nothing', () => {
    const condition = { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' };
    const lost = { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown' } };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      status: { conditions: [condition], containerStatuses: [{ name: 'a', state: lost }] },
    };
    expect(asWritten(pod).status).toEqual({
      conditions: [{ ...condition, lastProbeTime: null }],
      containerStatuses: [{ name: 'a', state: { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown', startedAt: null, finishedAt: null } } }],
    });
    const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 's' }, addressType: 'IPv4', endpoints: [] };
    expect(asWritten(slice)).toEqual({ ...slice, endpoints: null, ports: null });
    const event = { apiVersion: 'v1', kind: 'Event', metadata: { name: 'e' }, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:00Z' };
    expect(asWritten(event)).toEqual({ ...event, eventTime: null });
  });

  it('in lists, too', () => {
    const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 's' }, addressType: 'IPv4', endpoints: [] };
    const list = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSliceList', metadata: {}, items: [slice] };
    expect(bodyAsWritten(list).items[0]).toMatchObject({ endpoints: null, ports: null });
    expect(bodyAsWritten(null)).toBeNull();
  });

  it('are the same object where nothing is missing, or nothing is known of them', () => {
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { a: '1' } };
    expect(asWritten(map)).toBe(map);
    const other = { apiVersion: 'example.com/v1', kind: 'Thing', status: { conditions: [{}] } };
    expect(asWritten(other)).toBe(other);
    expect(asWritten('text')).toBe('text');
  });
});
