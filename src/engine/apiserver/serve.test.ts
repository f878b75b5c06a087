import { describe, expect, it } from 'vitest';
import { PATCHES, startServer } from './server.testing.ts';

const PODS = '/api/v1/namespaces/default/pods';
const pod = (name: string, over: object = {}) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, ...over }, spec: { containers: [{ name: 'main', image: 'nginx' }] } });

function server() {
  const made = startServer();
  made.call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  return made;
}

describe('the life of one object', () => {
  it('is created, read, changed and deleted', () => {
    const { call } = server();
    const made = call('POST', PODS, pod('a', { uid: 'mine' }));
    expect(made.body).toMatchObject({ metadata: { name: 'a', namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z' } });
    expect(made.code).toBe(201);
    expect(made.body.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(call('GET', `${PODS}/a`).body).toEqual(made.body);
    const labelled = call('PATCH', `${PODS}/a`, { metadata: { labels: { x: 'y' } } }, { contentType: PATCHES.merge });
    expect(labelled.body.metadata.labels).toEqual({ x: 'y' });
    expect(labelled.body.spec).toBe(made.body.spec);
    const stale = call('PUT', `${PODS}/a`, made.body);
    expect(stale.code).toBe(409);
    expect(stale.body.message).toBe('Operation cannot be fulfilled on pods "a": the object has been modified; please apply your changes to the latest version and try again');
    expect(call('DELETE', `${PODS}/a`).code).toBe(200);
    expect(call('GET', `${PODS}/a`).body.message).toBe('pods "a" not found');
  });
});
