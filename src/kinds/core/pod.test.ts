import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../base/json.ts';
import { errorListText } from '../errors.ts';
import type { WriteContext } from '../kind.ts';
import { decode } from '../schema/decode.ts';
import type { Pod } from '../schema/types.gen.ts';
import { pod } from './pod.ts';
import { qosClassOf } from './quality-of-service.ts';

const context: WriteContext = { now: '2026-01-01T00:00:00Z', user: 'admin', meta: {} };

const made = (spec: object, metadata: object = {}): Pod => {
  const value = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default', ...metadata }, spec };
  return pod.strategy.prepareForCreate(pod.strategy.defaults(decode(pod.definition, value).object as unknown as Pod), context);
};
const main = { name: 'main', image: 'nginx:1.27' };
const errorsOf = (spec: object, metadata: object = {}): string => errorListText(pod.strategy.validate(made(spec, metadata)));
const stored = (spec: object): Pod => deepFreeze({ ...made(spec), metadata: { name: 'p', namespace: 'default', resourceVersion: '1', generation: 1 } });
const updateErrors = (next: object, previous: object): string => errorListText(pod.strategy.validateUpdate(stored(next), stored(previous)));

describe('defaults', () => {
  it('are those of the real server', () => {
    const object = made({
      containers: [{ ...main, ports: [{ containerPort: 80 }], livenessProbe: { httpGet: { port: 80 } }, resources: { limits: { cpu: '1' } } }],
    });
    expect(object.spec).toEqual({
      containers: [
        {
          name: 'main',
          image: 'nginx:1.27',
          imagePullPolicy: 'IfNotPresent',
          ports: [{ containerPort: 80, protocol: 'TCP' }],
          resources: { limits: { cpu: '1' }, requests: { cpu: '1' } },
          livenessProbe: { httpGet: { port: 80, path: '/', scheme: 'HTTP' }, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    });
    expect(object.status).toEqual({ phase: 'Pending', qosClass: 'Burstable' });
    expect(object.metadata.generation).toBe(1);
  });

  it.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['registry:5000/nginx', 'Always'],
    ['registry:5000/nginx:1', 'IfNotPresent'],
    ['nginx@sha256:abc', 'IfNotPresent'],
  ])('pull policy of %s is %s', (image, policy) => {
    expect(made({ containers: [{ name: 'a', image }] }).spec.containers[0]?.imagePullPolicy).toBe(policy);
  });

  it('give volumes their modes and a nameless one an emptyDir', () => {
    const { volumes } = made({
      containers: [main],
      volumes: [{ name: 'a' }, { name: 'b', configMap: { name: 'c' } }, { name: 'd', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }],
    }).spec;
    expect(volumes).toEqual([
      { name: 'a', emptyDir: {} },
      { name: 'b', configMap: { name: 'c', defaultMode: 420 } },
      { name: 'd', projected: { defaultMode: 420, sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 3600 } }] } },
    ]);
  });
});

describe('quality of service', () => {
  it.each([
    [{}, 'BestEffort'],
    [{ requests: { cpu: '1' } }, 'Burstable'],
    [{ limits: { cpu: '1', memory: '1Gi' } }, 'Guaranteed'],
    [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } }, 'Burstable'],
  ])('%j is %s', (resources, qos) => {
    expect(qosClassOf(made({ containers: [{ ...main, resources }] }))).toBe(qos);
  });
});

describe('validation, in the words of the real server', () => {
  it.each([
    [{ containers: [] }, 'spec.containers: Required value'],
    [{ containers: [{ name: 'a' }] }, 'spec.containers[0].image: Required value'],
    [{ containers: [main, main] }, 'spec.containers[1].name: Duplicate value: "main"'],
    [
      { containers: [{ ...main, imagePullPolicy: 'Sometimes' }] },
      'spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
    ],
    [{ containers: [main], restartPolicy: 'Maybe' }, 'spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"'],
    [
      { containers: [{ ...main, ports: [{ containerPort: 70000 }] }] },
      'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
    [{ containers: [{ ...main, volumeMounts: [{ name: 'x', mountPath: '/x' }] }] }, 'spec.containers[0].volumeMounts[0].name: Not found: "x"'],
    [
      { containers: [main], volumes: [{ name: 'a', emptyDir: {}, hostPath: { path: '/' } }] },
      'spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type',
    ],
    [
      { containers: [{ ...main, resources: { requests: { memory: '2Gi' }, limits: { memory: '1Gi' } } }] },
      'spec.containers[0].resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi',
    ],
    [{ containers: [{ ...main, livenessProbe: {} }] }, 'spec.containers[0].livenessProbe: Required value: must specify a handler type'],
    [{ containers: [{ ...main, env: [{ name: '' }] }] }, 'spec.containers[0].env[0].name: Required value'],
    [
      { containers: [{ ...main, env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }] },
      'spec.containers[0].env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
    ],
    [
      { containers: [main], tolerations: [{ key: 'a', operator: 'Exists', value: 'b' }] },
      'spec.tolerations[0].operator: Invalid value: "b": value must be empty when `operator` is \'Exists\'',
    ],
    [
      { containers: [main], initContainers: [{ name: 'i', image: 'a', readinessProbe: { tcpSocket: { port: 1 } } }] },
      'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ],
    [{ containers: [{ name: 'a', image: ' nginx' }] }, 'spec.containers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace'],
    [
      { containers: [main], nodeName: 'n', schedulingGates: [{ name: 'wait' }] },
      'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
    ],
    [{ containers: [main], dnsPolicy: 'None' }, 'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    [
      { containers: [main], topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} }] },
      'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
    ],
    [{ containers: [main], hostNetwork: true, hostUsers: false }, 'spec.hostNetwork: Forbidden: when `pod.Spec.HostUsers` is false'],
  ])('%j', (spec, message) => {
    expect(errorsOf(spec)).toBe(message);
  });

  it('names the rule that a name breaks', () => {
    expect(errorsOf({ containers: [main] }, { name: 'My_Pod' })).toBe(
      "metadata.name: Invalid value: \"My_Pod\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    );
  });

  it('lists several errors in brackets', () => {
    expect(errorsOf({ containers: [{ name: 'a' }], restartPolicy: 'X' })).toMatch(
      /^\[spec\.containers\[0\]\.image: Required value, spec\.restartPolicy: Unsupported value: "X".*\]$/,
    );
  });
});

describe('updates', () => {
  it('may change images, add tolerations and shorten the deadline', () => {
    const before = { containers: [main], tolerations: [{ operator: 'Exists' }], activeDeadlineSeconds: 100 };
    const after = {
      containers: [{ ...main, image: 'nginx:1.28', imagePullPolicy: 'IfNotPresent' }],
      tolerations: [{ operator: 'Exists' }, { key: 'b', operator: 'Exists' }],
      activeDeadlineSeconds: 50,
    };
    expect(updateErrors(after, before)).toBe('[]');
  });

  it('may change nothing else', () => {
    const text = updateErrors({ containers: [main], hostname: 'other' }, { containers: [main] });
    expect(text.split('\n')[0]).toBe(
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    );
    expect(text).toContain('-  "Hostname": "",\n+  "Hostname": "other",\n'.replaceAll('  ', ' '));
  });

  it.each([
    [{ containers: [main, { ...main, name: 'b' }] }, { containers: [main] }, 'spec.containers: Forbidden: pod updates may not add or remove containers'],
    [
      { containers: [main], schedulingGates: [{ name: 'a' }] },
      { containers: [main] },
      "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a'",
    ],
    [
      { containers: [main], activeDeadlineSeconds: 200 },
      { containers: [main], activeDeadlineSeconds: 100 },
      'spec.activeDeadlineSeconds: Invalid value: 200: must be less than or equal to previous value',
    ],
  ])('%j after %j', (next, previous, message) => {
    expect(updateErrors(next, previous)).toBe(message);
  });

  it('of the spec raise the generation, of the status do not', () => {
    const previous = stored({ containers: [main] });
    const changed: Pod = { ...previous, spec: { ...previous.spec, activeDeadlineSeconds: 5 }, status: { phase: 'Running' } };
    const next = pod.strategy.prepareForUpdate(changed, previous, context);
    expect(next.metadata.generation).toBe(2);
    expect(next.status).toBe(previous.status);
    const status = pod.strategy.prepareForStatusUpdate(changed, previous);
    expect(status.spec).toBe(previous.spec);
    expect(status.metadata.generation).toBe(1);
  });

  it('of the status keep the quality of service and what has ended', () => {
    const previous = deepFreeze<Pod>({
      ...stored({ containers: [main], restartPolicy: 'Never' }),
      status: { phase: 'Running', qosClass: 'BestEffort', containerStatuses: [ended] },
    });
    const wrong: Pod = { ...previous, status: { ...previous.status, qosClass: 'Burstable', containerStatuses: [{ ...ended, state: { running: {} } }] } };
    expect(errorListText(pod.strategy.validateStatusUpdate(wrong, previous))).toBe(
      '[status.qosClass: Invalid value: "Burstable": field is immutable, status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state]',
    );
  });
});

const ended = { name: 'main', image: 'a', imageID: '', ready: false, restartCount: 0, state: { terminated: { exitCode: 1 } } };

describe('what kubectl shows', () => {
  const clock = { age: (time: string | undefined) => (time === undefined ? '<unknown>' : '12s') };
  const status = (name: string, more: object) => ({ name, image: 'a', imageID: '', ready: false, restartCount: 0, ...more });
  const show = (part: Partial<Pod>): string => {
    const object = { ...made({ containers: [main], initContainers: [{ name: 'i', image: 'b' }] }), ...part } as Pod;
    return pod.columns
      .slice(1, 4)
      .map((column) => String(column.cell(object, clock)))
      .join(' | ');
  };

  it.each<[string, Pod['status'], string]>([
    ['pending', { phase: 'Pending' }, '0/1 | Pending | 0'],
    ['initialising', { phase: 'Pending', initContainerStatuses: [status('i', { state: { running: {} } })] }, '0/1 | Init:0/1 | 0'],
    [
      'init failing',
      { phase: 'Pending', initContainerStatuses: [status('i', { restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } } })] },
      '0/1 | Init:CrashLoopBackOff | 2',
    ],
    ['init ended badly', { phase: 'Pending', initContainerStatuses: [status('i', { state: { terminated: { exitCode: 3 } } })] }, '0/1 | Init:ExitCode:3 | 0'],
    [
      'creating',
      {
        phase: 'Pending',
        initContainerStatuses: [status('i', { state: { terminated: { exitCode: 0 } } })],
        containerStatuses: [status('main', { state: { waiting: { reason: 'ContainerCreating' } } })],
      },
      '0/1 | ContainerCreating | 0',
    ],
    ['running', { phase: 'Running', containerStatuses: [status('main', { ready: true, state: { running: {} } })] }, '1/1 | Running | 0'],
    [
      'crash loop',
      {
        phase: 'Running',
        containerStatuses: [
          status('main', {
            restartCount: 3,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:00:00Z' } },
          }),
        ],
      },
      '0/1 | CrashLoopBackOff | 3 (12s ago)',
    ],
    [
      'completed',
      { phase: 'Succeeded', containerStatuses: [status('main', { state: { terminated: { exitCode: 0, reason: 'Completed' } } })] },
      '0/1 | Completed | 0',
    ],
    ['killed', { phase: 'Failed', containerStatuses: [status('main', { state: { terminated: { exitCode: 137, signal: 9 } } })] }, '0/1 | Signal:9 | 0'],
    ['evicted', { phase: 'Failed', reason: 'Evicted' }, '0/1 | Evicted | 0'],
  ])('%s', (_name, value, text) => {
    expect(show({ status: value })).toBe(text);
  });

  it('a pod being deleted is Terminating', () => {
    const metadata = { name: 'p', namespace: 'default', deletionTimestamp: '2026-01-01T00:00:00Z' };
    expect(show({ metadata, status: { phase: 'Running' } })).toBe('0/1 | Terminating | 0');
    expect(show({ metadata, status: { phase: 'Running', reason: 'NodeLost' } })).toBe('0/1 | Unknown | 0');
  });
});

describe('cost', () => {
  it('a second pod of a frozen template is not filled in again', () => {
    const first = deepFreeze(made({ containers: [main], volumes: [{ name: 'a', configMap: { name: 'c' } }] }));
    const next: Pod = { ...first, metadata: { name: 'q', namespace: 'default' } };
    expect(pod.strategy.defaults(next)).toBe(next);
  });
});
