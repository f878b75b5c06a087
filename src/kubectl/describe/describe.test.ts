import { describe as suite, expect, it } from 'vitest';
import { kindIn } from '../../kinds/registry.ts';
import type { Kind } from '../../kinds/kind.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { aligned } from './align.ts';
import { describeThrough } from './answered.ts';
import { describe, describePlan, joined, nextChunk } from './describe.ts';
import { goSorted } from './go-sort.ts';

/** All kinds, byte by byte against the real kubectl: tools/clients/describe.test.ts. Here is what needs no such program. */

const NOW = '2026-01-01T00:10:00Z';
const kindNamed = (apiVersion: string, kind: string): Kind => kindIn(apiVersion, kind) as Kind;
const list = (...items: readonly object[]): ApiResponse => ({ code: 200, body: { items } as never });
const event = (name: string, more: object): object => ({ metadata: { name }, involvedObject: {}, type: 'Normal', source: { component: 'kubelet' }, ...more });

suite('columns', () => {
  it('are as wide as the widest cell of a run of lines, and end with the run', () => {
    expect(aligned(['a\tb\tc', 'long\tx\ty', 'none', 'z\tw'])).toBe('a     b  c\nlong  x  y\nnone\nz  w\n');
  });

  it('count code points; what steers a terminal is shown', () => {
    expect(aligned(['é😀\tx', 'abcd\t\u001b[1m\ry'])).toBe('é😀    x\nabcd  ^[[1m\\ry\n');
  });
});

suite('Go’s order', () => {
  it('is stable up to twelve, and its own beyond', () => {
    const less = (a: string, b: string): boolean => (a[0] as string) < (b[0] as string);
    expect(goSorted(['b1', 'a1', 'b2', 'a2'], less)).toEqual(['a1', 'a2', 'b1', 'b2']);
    const sorted = goSorted(
      Array.from({ length: 200 }, (_, i) => `${(i * 37) % 7}-${i}`),
      less,
    );
    expect(sorted.map((item) => item[0]).join('')).toBe([...sorted.map((item) => item[0])].sort().join(''));
    expect(new Set(sorted).size).toBe(200);
  });
});

suite('describe', () => {
  const claim: KubeObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default', uid: 'u-1', finalizers: ['kubernetes.io/pvc-protection'], labels: { b: '2', a: '1' } },
    spec: { storageClassName: 'fast', volumeMode: 'Filesystem', resources: { requests: { storage: '1Gi' } } },
    status: { phase: 'Pending' },
  };

  it('names what it reads', () => {
    expect(describePlan(kindNamed('v1', 'PersistentVolumeClaim'), claim).map(({ request: { path, query } }) => [path, query])).toEqual([
      ['/api/v1/namespaces/default/persistentvolumeclaims/data', undefined],
      ['/api/v1/namespaces/default/pods', { limit: '500' }],
      [
        '/api/v1/namespaces/default/events',
        {
          fieldSelector: 'involvedObject.name=data,involvedObject.namespace=default,involvedObject.kind=PersistentVolumeClaim,involvedObject.uid=u-1',
          limit: '500',
        },
      ],
    ]);
    const quiet = describePlan(kindNamed('v1', 'PersistentVolumeClaim'), claim, { showEvents: false, chunkSize: 0 });
    expect(quiet.map(({ name, request }) => [name, request.query])).toEqual([
      ['object', undefined],
      ['pods', {}],
    ]);
  });

  it('tells ages, counts and parts of Events', () => {
    const events = list(
      event('a', { reason: 'Again', message: 'again\n', count: 3, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:09:43Z' }),
      event('b', { reason: 'Once', message: 'm', eventTime: '2026-01-01T00:04:50.000000Z', involvedObject: { fieldPath: 'spec.containers{c}' } }),
    );
    expect(describe(kindNamed('v1', 'PersistentVolumeClaim'), claim, { events, pods: list() }, NOW)).toBe(
      `Name:          data
Namespace:     default
StorageClass:  fast
Status:        Pending
Volume:        
Labels:        a=1
               b=2
Annotations:   <none>
Finalizers:    [kubernetes.io/pvc-protection]
Capacity:      
Access Modes:  
VolumeMode:    Filesystem
Used By:       <none>
Events:
  Type    Reason  Age                From     Message
  ----    ------  ----               ----     -------
  Normal  Once    5m10s              kubelet  spec.containers{c}: m
  Normal  Again   17s (x3 over 10m)  kubelet  again
`,
    );
  });

  it('says nothing of Events that were not asked for', () => {
    expect(describe(kindNamed('v1', 'PersistentVolumeClaim'), claim, { pods: list() }, NOW)).not.toContain('Events');
  });

  it('follows a list that comes in chunks', () => {
    const [, pods] = describePlan(kindNamed('v1', 'PersistentVolumeClaim'), claim);
    const pod = (name: string): object => ({ metadata: { name }, spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] } });
    const first: ApiResponse = { code: 200, body: { metadata: { continue: 'token' }, items: [pod('one')] } as never };
    expect(nextChunk(pods!, first)?.request.query).toEqual({ limit: '500', continue: 'token' });
    const whole = joined(first, { code: 200, body: { metadata: {}, items: [pod('two')] } as never });
    expect(nextChunk(pods!, whole)).toBeUndefined();
    expect(describe(kindNamed('v1', 'PersistentVolumeClaim'), claim, { pods: whole }, NOW)).toContain('Used By:       one\n               two\n');
  });

  it('goes on without what it can do without, and stops at the rest', () => {
    const settings = { showEvents: true, chunkSize: 1 };
    const through = (refused: string): object =>
      describeThrough(
        {
          now: () => NOW,
          ask: ({ path, query }) => {
            if (path.endsWith(refused)) return { code: 403, body: { message: 'no' } };
            if (path.endsWith('data')) return { code: 200, body: claim as never };
            return query?.['continue'] ? list() : { code: 200, body: { metadata: { continue: 'more' }, items: [] } };
          },
        },
        [kindNamed('v1', 'PersistentVolumeClaim'), claim],
        settings,
      );
    expect(through('/events')).toEqual({ text: expect.stringMatching(/^Name: +data\n[^]*Used By: +<none>\n/) });
    expect(through('/pods')).toEqual({ refused: { code: 403, body: { message: 'no' } } });
  });

  it('shows kinds without words of their own field by field', () => {
    const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'l', namespace: 'n', uid: 'x' }, spec: { holderIdentity: 'me' } };
    expect(describe(kindNamed('coordination.k8s.io/v1', 'Lease'), lease, { events: list() }, NOW)).toBe(
      `Name:         l
Namespace:    n
Labels:       <none>
Annotations:  <none>
API Version:  coordination.k8s.io/v1
Kind:         Lease
Metadata:
  UID:  x
Spec:
  Holder Identity:  me
Events:             <none>
`,
    );
  });
});
