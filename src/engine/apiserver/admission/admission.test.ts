import { describe, expect, it } from 'vitest';
import { NS, PATCHES, PODS, podManifest, startServer } from '../server.testing.ts';

const SC = '/apis/storage.k8s.io/v1/storageclasses';
const PC = '/apis/scheduling.k8s.io/v1/priorityclasses';
const claim = (name: string, spec: object = {}): object => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});

describe('ServiceAccount', () => {
  it('gives pods the account and its token', () => {
    const { call } = startServer();
    const { spec } = call('POST', PODS, podManifest('a')).body;
    expect([spec.serviceAccountName, spec.serviceAccount]).toEqual(['default', 'default']);
    const [volume] = spec.volumes;
    expect(volume.name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(volume.projected.sources.map((source: object) => Object.keys(source)[0])).toEqual(['serviceAccountToken', 'configMap', 'downwardAPI']);
    expect(spec.containers[0].volumeMounts).toEqual([{ name: volume.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }]);
    const other = call('POST', PODS, podManifest('b')).body.spec.volumes[0];
    expect(other.name).not.toBe(volume.name);
    expect(other.projected).toBe(volume.projected);
  });

  it('does not when told not to', () => {
    const { call } = startServer();
    expect(call('POST', PODS, podManifest('a', {}, { automountServiceAccountToken: false })).body.spec.volumes).toBeUndefined();
  });

  it('refuses pods without their account', () => {
    const { call } = startServer();
    const answer = call('POST', PODS, podManifest('', { generateName: 'web-' }, { serviceAccountName: 'ghost' }));
    expect([answer.code, answer.body.message]).toEqual([
      403,
      'pods "web-" is forbidden: error looking up service account default/ghost: serviceaccount "ghost" not found',
    ]);
  });
});

describe('DefaultTolerationSeconds', () => {
  const not = (key: string): object => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });

  it('adds what is missing', () => {
    const { call } = startServer();
    const first = call('POST', PODS, podManifest('a')).body.spec.tolerations;
    expect(first).toEqual([not('node.kubernetes.io/not-ready'), not('node.kubernetes.io/unreachable')]);
    expect(call('POST', PODS, podManifest('b')).body.spec.tolerations).toBe(first);
    const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 };
    expect(call('POST', PODS, podManifest('c', {}, { tolerations: [own] })).body.spec.tolerations).toEqual([own, not('node.kubernetes.io/unreachable')]);
    expect(call('POST', PODS, podManifest('d', {}, { tolerations: [{ operator: 'Exists' }] })).body.spec.tolerations).toEqual([{ operator: 'Exists' }]);
  });
});

describe('Priority', () => {
  it('resolves the class, the default class, or 0', () => {
    const { call } = startServer();
    expect(call('POST', PODS, podManifest('a')).body.spec).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
    expect(call('POST', PODS, podManifest('b', {}, { priorityClassName: 'system-node-critical' })).body.spec.priority).toBe(2000001000);
    expect(call('POST', PC, { metadata: { name: 'high' }, value: 1000, globalDefault: true, preemptionPolicy: 'Never' }).code).toBe(201);
    expect(call('POST', PODS, podManifest('c')).body.spec).toMatchObject({ priorityClassName: 'high', priority: 1000, preemptionPolicy: 'Never' });
    const second = call('POST', PC, { metadata: { name: 'higher' }, value: 2000, globalDefault: true });
    expect(second.body.message).toBe(
      'priorityclasses.scheduling.k8s.io "higher" is forbidden: PriorityClass high is already marked as default. Only one default can exist',
    );
  });

  it("refuses unknown classes and priorities of the pod's own", () => {
    const { call } = startServer();
    expect(call('POST', PODS, podManifest('a', {}, { priorityClassName: 'ghost' })).body.message).toBe(
      'pods "a" is forbidden: no PriorityClass with name ghost was found',
    );
    expect(call('POST', PODS, podManifest('a', {}, { priority: 7 })).body.message).toBe(
      'pods "a" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    );
  });

  it('keeps what was resolved when an update leaves it out', () => {
    const { call } = startServer();
    const made = call('POST', PODS, podManifest('a')).body;
    const { priority: _p, preemptionPolicy: _q, ...spec } = made.spec;
    const next = call('PUT', `${PODS}/a`, { ...made, spec });
    expect([next.code, next.body.spec.priority]).toEqual([200, 0]);
  });
});

describe('storage', () => {
  it('protects claims and volumes in use', () => {
    const { call } = startServer();
    expect(call('POST', `${NS}/persistentvolumeclaims`, claim('a')).body.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    const volume = { metadata: { name: 'v' }, spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/tmp/v' } } };
    expect(call('POST', '/api/v1/persistentvolumes', volume).body.metadata.finalizers).toEqual(['kubernetes.io/pv-protection']);
  });

  it('fills in the default class, unless the claim says none', () => {
    const { call } = startServer();
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
    call('POST', SC, { metadata: { name: 'standard', annotations }, provisioner: 'example.com/p' });
    expect(call('POST', `${NS}/persistentvolumeclaims`, claim('a')).body.spec.storageClassName).toBe('standard');
    expect(call('POST', `${NS}/persistentvolumeclaims`, claim('b', { storageClassName: '' })).body.spec.storageClassName).toBe('');
  });

  it('lets only bound claims grow', () => {
    const { call } = startServer();
    call('POST', `${NS}/persistentvolumeclaims`, claim('a', { storageClassName: 'x' }));
    const grown = call('PATCH', `${NS}/persistentvolumeclaims/a`, { spec: { resources: { requests: { storage: '2Gi' } } } }, { contentType: PATCHES.merge });
    expect(grown.code).toBeGreaterThanOrEqual(400);
  });
});

describe('nodes', () => {
  it('begin with the taint of those not ready', () => {
    const { call } = startServer();
    expect(call('POST', '/api/v1/nodes', { metadata: { name: 'n' } }).body.spec.taints).toEqual([
      { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
    ]);
  });
});

describe('what the server makes at its start', () => {
  it('is there', () => {
    const { call } = startServer();
    const names = (path: string): readonly string[] => call('GET', path).body.items.map((item: { metadata: { name: string } }) => item.metadata.name);
    expect(names('/api/v1/namespaces')).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
    expect(names(PC)).toEqual(['system-cluster-critical', 'system-node-critical']);
    expect(call('GET', `${NS}/services/kubernetes`).body.spec).toMatchObject({
      clusterIP: '10.96.0.1',
      clusterIPs: ['10.96.0.1'],
      type: 'ClusterIP',
      ports: [{ port: 443, targetPort: 6443 }],
    });
    expect(call('GET', `${NS}/endpoints/kubernetes`).body.subsets[0].addresses).toEqual([{ ip: '10.0.0.10' }]);
    expect(call('GET', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes').body.endpoints[0].addresses).toEqual(['10.0.0.10']);
  });
});
