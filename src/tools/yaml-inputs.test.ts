import { describe, expect, it } from 'vitest';
import { ApplyBench } from './apply.testing.ts';

/** Bad and odd inputs, each the whole way: command, kubectl, API server, and what acts on what came in. */

const meta = (kind: string, version = 'v1', name = 'a'): string => `apiVersion: ${version}\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
const CONFIG = meta('ConfigMap');
const WEB = `${meta('Deployment', 'apps/v1')}spec:\n  replicas: 2\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: c\n        image: nginx\n`;
const pod = (spec: string): string => `${meta('Pod')}spec:\n  containers:\n  - name: c\n    image: nginx\n${spec}`;
const web = (from: string, to: string): string => WEB.replace(from, to);

const bench = new ApplyBench();
/** A cluster of its own for what stays in it; `lines` as on the screen, and nothing may be broken after. */
function lines(source: string, { on = new ApplyBench(), afterUs = 5_000_000 } = {}): readonly string[] {
  const { lines: said, violations } = on.apply(source, afterUs);
  expect(violations).toEqual([]);
  return said;
}
const first = (source: string): string => lines(source, { on: bench, afterUs: 0 })[0] ?? '';
const objectOf = (on: ApplyBench, path: string) => on.read(path) as Record<string, any>;

const unreadable = 'error: error parsing STDIN: error converting YAML to JSON: yaml: line';
const invalidPod = 'The Pod "a" is invalid: ';
const inTemplate = 'The Deployment "a" is invalid: spec.template.spec.';

describe('texts that are refused', () => {
  const bomb = `a0: &a0 [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`).join('\n')}`;
  it.each([
    ['1 alias bomb', bomb, /document contains excessive aliasing$/],
    ['2 self-cycle', `${CONFIG}data: &a {b: *a}`, /anchor 'a' value contains itself$/],
    ['3 nested flow', '['.repeat(20_000), /^error: error parsing STDIN/],
    ['4 nested blocks', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), /nested deeper than 100 levels$/],
    ['4 more than a mebibyte', `${CONFIG}# ${'x'.repeat(1_048_576)}`, /the text is longer than 1048576 characters$/],
    ['5 a flood of anchors', Array.from({ length: 50_000 }, (_, i) => `k${i}: &a${i} v`).join('\n'), /more than 1000 anchors$/],
    ['6 a mebibyte of comments', '# words\n'.repeat(140_000), /the text is longer than/],
    ['7 50,000 documents', 'a: 1\n---\n'.repeat(50_000), /more than 1000 documents$/],
    ['16 an integer of 20 digits', web('replicas: 2', 'replicas: 99999999999999999999'), /too large to be held exactly$/],
    ['16 an integer beyond 2⁵³', web('replicas: 2', 'replicas: 9007199254740993'), /too large to be held exactly$/],
    ['15 infinity', `${CONFIG}data: {v: .inf}`, /json: unsupported value: \+Inf$/],
    ['15 no number', `${CONFIG}data: {v: .nan}`, /json: unsupported value: NaN$/],
    ['17 a tag of JavaScript', `${CONFIG}data: {v: !!js/function "x"}`, /unknown tag !!js\/function$/],
    ['17 a tag of Python', `${CONFIG}data: {v: !!python/object:os.system x}`, /unknown tag/],
    ['17 binary', `${CONFIG}data: {v: !!binary aGk=}`, /unknown tag !!binary$/],
    ['17 a tag of one’s own', `${CONFIG}data: {v: !<tag:evil> x}`, /unknown tag/],
    ['18 tabs', `${CONFIG}data:\n\ta: b`, new RegExp(`^${unreadable} \\d+: found character that cannot start any token$`)],
    ['18 NUL', `${CONFIG}data: {a: "\u0000"}`, /control characters are not allowed$/],
    ['18 a lone surrogate', `${CONFIG}data: {a: "\ud800"}`, /control characters are not allowed$/],
    ['18 a file of UTF-16', [...CONFIG].join('\u0000'), /control characters are not allowed$/],
    ['19 nothing', '', /^error: no objects passed to apply$/],
    ['19 only words', '# a\n---\n# b\n', /^error: no objects passed to apply$/],
    ['19 null', 'null', /^error: no objects passed to apply$/],
    ['19 a list', '[]', /invalid object to validate/],
    ['19 a text', '"text"', /invalid object to validate/],
    ['19 a number', '42', /invalid object to validate/],
    ['20 no kind', 'apiVersion: v1\nmetadata: {name: a}', /error validating data: kind not set;/],
    ['20 no apiVersion', 'kind: Pod\nmetadata: {name: a}', /error validating data: apiVersion not set;/],
    ['20 neither', 'metadata: {name: a}', /\[apiVersion not set, kind not set\];/],
    // kubectl finds kinds in small letters (client-go restmapper/discovery.go); the server does not.
    ['20 lower case', meta('pod'), /pod in version "v1" cannot be handled as a Pod: no kind "pod" is registered for version "v1" in scheme/],
    ['20 an unknown group', meta('Pod', 'example.com/v1'), /no matches for kind "Pod" in version "example.com\/v1"$/],
    ['20 a removed version', web('apps/v1', 'apps/v1beta1'), /no matches for kind "Deployment" in version "apps\/v1beta1"$/],
    ['29 CronJob', meta('CronJob', 'batch/v1'), /no matches for kind "CronJob" in version "batch\/v1"$/],
    ['33 CustomResourceDefinition', meta('CustomResourceDefinition', 'apiextensions.k8s.io/v1'), /no matches for kind "CustomResourceDefinition"/],
    ['34 HorizontalPodAutoscaler', meta('HorizontalPodAutoscaler', 'autoscaling/v2'), /no matches for kind "HorizontalPodAutoscaler"/],
    ['34 PodDisruptionBudget', meta('PodDisruptionBudget', 'policy/v1'), /no matches for kind "PodDisruptionBudget"/],
  ])('%s', (_name, source, message) => {
    expect(first(source)).toMatch(message);
  });
});

describe('values that do not fit their types', () => {
  const mismatch = (what: string, field: string, type: string): RegExp =>
    new RegExp(`^Error from server \\(BadRequest\\): .*json: cannot unmarshal ${what} into Go struct field ${field} of type ${type}$`);
  it.each([
    [
      '14 a label `on`',
      web('metadata:\n      labels: {app: web}', 'metadata:\n      labels: {app: web, x: on}'),
      mismatch('bool', 'ObjectMeta.spec.template.metadata.labels', 'string'),
    ],
    ['14 a text `NO`', `${CONFIG}data: {a: NO}`, mismatch('bool', 'ConfigMap.data', 'string')],
    ['15 1_000 in a text', `${CONFIG}data: {a: 1_000}`, mismatch('number', 'ConfigMap.data', 'string')],
    ['15 0x1F in a text', `${CONFIG}data: {a: 0x1F}`, mismatch('number', 'ConfigMap.data', 'string')],
    ['15 1e3 in a text', `${CONFIG}data: {a: 1e3}`, mismatch('number', 'ConfigMap.data', 'string')],
    ['15 a time of day in a number', web('replicas: 2', 'replicas: 12:30:45'), mismatch('string', 'DeploymentSpec.spec.replicas', 'int32')],
    ['15 a date in a number', web('replicas: 2', 'replicas: 2001-12-14'), mismatch('string', 'DeploymentSpec.spec.replicas', 'int32')],
    ['24 2³¹ replicas', web('replicas: 2', 'replicas: 2147483648'), mismatch('number 2147483648', 'DeploymentSpec.spec.replicas', 'int32')],
    ['24 a text', web('replicas: 2', 'replicas: "3"'), mismatch('string', 'DeploymentSpec.spec.replicas', 'int32')],
    ['24 a part', web('replicas: 2', 'replicas: 1.5'), mismatch('number 1.5', 'DeploymentSpec.spec.replicas', 'int32')],
    [
      '28 a delay of 1e12 seconds',
      pod('    livenessProbe: {tcpSocket: {port: 80}, initialDelaySeconds: 1000000000000}\n'),
      mismatch('number 1000000000000', 'Probe.spec.containers.livenessProbe.initialDelaySeconds', 'int32'),
    ],
  ])('%s', (_name, source, message) => {
    expect(first(source)).toMatch(message);
  });
});

describe('what validation refuses', () => {
  it.each([
    ['21 254 characters', meta('ConfigMap', 'v1', 'a'.repeat(254)), /must be no more than 253 (characters|bytes)/],
    ['21 capitals', meta('ConfigMap', 'v1', 'Abc'), /metadata\.name: Invalid value: "Abc": a lowercase RFC 1123 subdomain/],
    ['21 a dash at the end', meta('ConfigMap', 'v1', 'abc-'), /metadata\.name: Invalid value: "abc-"/],
    ['21 a picture', meta('ConfigMap', 'v1', '"💥"'), /metadata\.name: Invalid value: "💥"/],
    ['21 an override of direction', meta('ConfigMap', 'v1', '"a\u202eb"'), /metadata\.name: Invalid value: /],
    ['21 a space of no width', meta('ConfigMap', 'v1', '"a\u200bb"'), /metadata\.name: Invalid value: /],
    ['21 a way up', meta('ConfigMap', 'v1', '../../x'), /^error: error when retrieving current configuration of:/],
    ['21 a way down', meta('ConfigMap', 'v1', 'a/b'), /^error: error when retrieving current configuration of:/],
    ['22 markup as a name', meta('ConfigMap', 'v1', '<img src=x onerror=alert(1)>'), /metadata\.name: Invalid value: "<img src=x onerror=alert\(1\)>"/],
    ['23 an annotation too long', `${CONFIG}  annotations: {a: ${'x'.repeat(262_145)}}`, /metadata\.annotations: Too long: may not be more than 262144 bytes/],
    ['24 negative', web('replicas: 2', 'replicas: -1'), 'The Deployment "a" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    ['25 a space', pod('    resources: {limits: {memory: 1 Gi}}\n'), /quantities must match the regular expression/],
    ['25 GiB', pod('    resources: {limits: {memory: 1GiB}}\n'), /quantities must match the regular expression|unable to parse quantity's suffix/],
    ['25 negative', pod('    resources: {limits: {cpu: -1}}\n'), `${invalidPod}`],
    [
      '25 more asked than allowed',
      pod('    resources: {requests: {cpu: 2}, limits: {cpu: 1}}\n'),
      `${invalidPod}spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1`,
    ],
    [
      '26 a selector beside the labels',
      web('labels: {app: web}', 'labels: {app: x}'),
      'The Deployment "a" is invalid: spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`',
    ],
    [
      '26 an empty selector',
      web('matchLabels: {app: web}', 'matchLabels: {}'),
      'The Deployment "a" is invalid: spec.selector: Invalid value: {}: empty selector is invalid for deployment',
    ],
    [
      '26 an operator there is not',
      web('matchLabels: {app: web}', 'matchExpressions: [{key: app, operator: Foo}]'),
      /spec\.selector\.matchExpressions\[0\]\.operator: Invalid value: "Foo": not a valid selector operator/,
    ],
    [
      '26 In without values',
      web('matchLabels: {app: web}', 'matchExpressions: [{key: app, operator: In}]'),
      /spec\.selector\.matchExpressions\[0\]\.values: Required value: must be specified when `operator` is 'In' or 'NotIn'/,
    ],
    ['27 a container twice', pod('  - name: c\n    image: nginx\n'), `${invalidPod}spec.containers[1].name: Duplicate value: "c"`],
    ['27 no container', `${meta('Pod')}spec:\n  containers: []\n`, `${invalidPod}spec.containers: Required value`],
    ['27 port 0', web('image: nginx', 'image: nginx\n        ports: [{containerPort: 0}]'), `${inTemplate}containers[0].ports[0].containerPort: `],
    [
      '27 port 65536',
      web('image: nginx', 'image: nginx\n        ports: [{containerPort: 65536}]'),
      `${inTemplate}containers[0].ports[0].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive`,
    ],
    [
      '27 one port of the host twice',
      pod('    ports: [{containerPort: 80, hostPort: 80}, {containerPort: 81, hostPort: 80}]\n'),
      `${invalidPod}spec.containers[0].ports[1].hostPort: Duplicate value: "`,
    ],
    ['27 a mount of nothing', pod('    volumeMounts: [{name: v, mountPath: /v}]\n'), `${invalidPod}spec.containers[0].volumeMounts[0].name: Not found: "v"`],
    [
      '27 a way out of a volume',
      pod('    volumeMounts: [{name: v, mountPath: /v, subPath: ../}]\n  volumes: [{name: v, emptyDir: {}}]\n'),
      `${invalidPod}spec.containers[0].volumeMounts.subPath: Invalid value: "../": must not contain '..'`,
    ],
    ['28 a negative grace', pod('  terminationGracePeriodSeconds: -1\n'), /created$/],
    [
      '34 a claim of no bytes',
      `${meta('PersistentVolumeClaim')}spec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 0}}\n`,
      /spec\.resources\[storage\]: Invalid value: "0": must be greater than zero|spec\.resources\.requests\[storage\]: Invalid value: "0": must be greater than zero/,
    ],
  ])('%s', (_name, source, message) => {
    const said = lines(source, { afterUs: 0 }).join('\n');
    if (typeof message === 'string') expect(said.startsWith(message) ? message : said).toBe(message);
    else expect(said).toMatch(message);
  });
});

describe('what is taken as it is meant', () => {
  it('8, 9, 11 names of prototypes are data, or unknown fields', () => {
    const on = new ApplyBench();
    expect(lines(`${CONFIG}__proto__: {polluted: 1}`, { on })[0]).toMatch(/strict decoding error: unknown field "__proto__"$/);
    expect(lines(`${CONFIG}constructor: {prototype: {x: 1}}`, { on })[0]).toMatch(/strict decoding error: unknown field "constructor"$/);
    expect(lines(`${CONFIG}data: {toString: a, hasOwnProperty: b, valueOf: c, constructor: d, x: "1"}\n`, { on })).toEqual(['configmap/a created']);
    expect(lines(`${CONFIG}  labels: {toString: a, hasOwnProperty: b, valueOf: c, constructor: d}\n`, { on })).toEqual(['configmap/a configured']);
    expect(objectOf(on, '/api/v1/namespaces/default/configmaps/a')['metadata'].labels).toEqual({
      toString: 'a',
      hasOwnProperty: 'b',
      valueOf: 'c',
      constructor: 'd',
    });
    expect(lines(`${CONFIG}  labels: {__proto__: {polluted: 1}}\n`, { on })[0]).toMatch(
      /json: cannot unmarshal object into Go struct field ObjectMeta\.metadata\.labels of type string$/,
    );
    expect(lines(`${CONFIG}  labels: {__proto__: a}\n`, { on })[0]).toMatch(/Invalid value: "__proto__"/);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
  it('10 merge keys merge, and reach no prototype', () => {
    const on = new ApplyBench();
    expect(lines(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: &l {x: "1"}\ndata: {<<: *l, z: "2"}\n`, { on })).toEqual([
      'configmap/a created',
    ]);
    expect(objectOf(on, '/api/v1/namespaces/default/configmaps/a')['data']).toEqual({ x: '1', z: '2' });
    lines(`${CONFIG}x: &l {__proto__: {polluted: 1}}\ndata: {<<: *l}\n`, { on });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
  it('12 of a key that stands twice, the last counts', () => {
    const on = new ApplyBench();
    expect(lines(`${CONFIG}data: {a: "1", a: "2"}`, { on })).toEqual(['configmap/a created']);
    expect(objectOf(on, '/api/v1/namespaces/default/configmaps/a')['data']).toEqual({ a: '2' });
  });
  it.each(['0644', '0o644'])('13 defaultMode: %s is 420', (mode) => {
    const on = new ApplyBench();
    expect(lines(pod(`  volumes: [{name: v, configMap: {name: x, defaultMode: ${mode}}}]\n`), { on })).toEqual(['pod/a created']);
    expect(objectOf(on, '/api/v1/namespaces/default/pods/a')['spec'].volumes[0].configMap.defaultMode).toBe(420);
  });
  it('18 byte order mark, CRLF, line separators', () => {
    const on = new ApplyBench();
    expect(lines(`\ufeff${CONFIG}data: {a: "x\u2028y"}\n`.replaceAll('\n', '\r\n'), { on })).toEqual(['configmap/a created']);
    expect(objectOf(on, '/api/v1/namespaces/default/configmaps/a')['data']).toEqual({ a: 'x\u2028y' });
  });
  it('19 a List in a List', () => {
    const inner = 'apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: b}\n';
    expect(lines(`apiVersion: v1\nkind: List\nitems:\n- ${inner}`)).toEqual(['configmap/b created']);
  });
  it('22 markup in annotations, values and images is kept as text', () => {
    const on = new ApplyBench();
    const evil = `"><svg onload=alert(1)>`;
    expect(lines(`${CONFIG}  annotations: {a: '${evil}'}\ndata: {b: 'javascript:alert(1)'}\n`, { on })).toEqual(['configmap/a created']);
    expect(objectOf(on, '/api/v1/namespaces/default/configmaps/a')['metadata'].annotations.a).toBe(evil);
  });
  it('23 an annotation that fills the limit is kept, with what apply adds it is too much', () => {
    // Annotations count together, and apply writes the whole manifest into one of its own.
    expect(lines(`${CONFIG}  annotations: {a: ${'x'.repeat(262_143)}}`)[0]).toMatch(/Too long: may not be more than 262144 bytes/);
    expect(lines(`${CONFIG}  annotations: {a: ${'x'.repeat(120_000)}}`)).toEqual(['configmap/a created']);
  });
  it('24 null is as good as nothing', () => {
    const on = new ApplyBench();
    expect(lines(web('replicas: 2', 'replicas: null'), { on })).toEqual(['deployment.apps/a created']);
    expect(objectOf(on, '/apis/apps/v1/namespaces/default/deployments/a')['spec'].replicas).toBe(1);
  });
  it.each([
    ['memory', '1.5Gi', '1536Mi'],
    ['cpu', '100m', '100m'],
    ['memory', '1e3', '1e3'],
    ['cpu', '0.1m', '1m'],
    ['cpu', '2.50', '2500m'],
  ])('25 %s: %s is %s', (name, given, stored) => {
    const on = new ApplyBench();
    expect(lines(pod(`    resources: {requests: {${name}: "${given}"}}\n`), { on, afterUs: 0 })[0]).toBe('pod/a created');
    expect(objectOf(on, '/api/v1/namespaces/default/pods/a')['spec'].containers[0].resources.requests[name]).toBe(stored);
  });
  it.each(['0x10', '1'.repeat(400), '1Eii'])('25 %s is no quantity, or one too large, and nothing breaks', (given) => {
    expect(lines(pod(`    resources: {requests: {cpu: "${given}"}}\n`))[0]).toMatch(/created|quantities must match|unable to parse|Invalid value/);
  });
  it('28 a period of 0 is the default, and a grace of 31 million years is kept', () => {
    const on = new ApplyBench();
    const source = pod('    livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 0}\n  terminationGracePeriodSeconds: 1000000000000000\n');
    expect(lines(source, { on, afterUs: 30_000_000 })).toEqual(['pod/a created']);
    const { spec } = objectOf(on, '/api/v1/namespaces/default/pods/a');
    expect([spec.containers[0].livenessProbe.periodSeconds, spec.terminationGracePeriodSeconds]).toEqual([10, 1e15]);
  });
  it('30 regular expressions meet bait', () => {
    const bait = `${'a'.repeat(50_000)}!`;
    expect(lines(`${CONFIG}  labels: {a: "${bait}"}`).join(' ')).toMatch(/metadata\.labels: Invalid value/);
    expect(lines(meta('ConfigMap', 'v1', `"${bait}"`)).join(' ')).toMatch(/metadata\.name: Invalid value/);
    expect(lines(pod(`    resources: {requests: {cpu: "${'1'.repeat(50_000)}!"}}\n`))[0]).toMatch(/quantities must match/);
    expect(lines(pod('').replace('image: nginx', `image: "${'-'.repeat(60_000)}"`))[0]).toMatch(/created$|Invalid value/);
  });
  it('31 objects that own themselves or each other come to rest', () => {
    const on = new ApplyBench();
    const owned = (name: string, by: string): string =>
      `${meta('ConfigMap', 'v1', name)}  ownerReferences:\n  - {apiVersion: v1, kind: ConfigMap, name: ${by}, uid: 00000000-0000-0000-0000-00000000000${by === 'a' ? 1 : 2}}\n`;
    expect(lines([owned('a', 'a'), owned('b', 'c'), owned('c', 'b')].join('---\n'), { on, afterUs: 180_000_000 })).toEqual([
      'configmap/a created',
      'configmap/b created',
      'configmap/c created',
    ]);
    // Their owners' uids are nobody's: all of them are collected.
    expect(objectOf(on, '/api/v1/namespaces/default/configmaps')['items'].map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toEqual([
      'kube-root-ca.crt',
    ]);
  });
  it('32 a finalizer nobody takes away keeps the namespace, and nothing stands still', () => {
    const on = new ApplyBench();
    lines(`${meta('Namespace', 'v1', 'team')}---\n${CONFIG}  namespace: team\n  finalizers: [example.com/never]\n`, { on });
    on.request({ method: 'DELETE', path: '/api/v1/namespaces/team' });
    on.run(120_000_000);
    expect(objectOf(on, '/api/v1/namespaces/team')['status'].phase).toBe('Terminating');
    expect(lines(meta('ConfigMap', 'v1', 'b'), { on })).toEqual(['configmap/b created']);
  });
  it('34 of two default classes, the newer serves', () => {
    const on = new ApplyBench();
    const classOf = (name: string): string =>
      `${meta('StorageClass', 'storage.k8s.io/v1', name)}  annotations: {storageclass.kubernetes.io/is-default-class: "true"}\nprovisioner: disk.csi.cutaway.dev\n`;
    lines(classOf('newer'), { on });
    expect(lines(`${meta('PersistentVolumeClaim')}spec:\n  accessModes: [ReadWriteOnce]\n  resources: {requests: {storage: 1Gi}}\n`, { on })).toEqual([
      'persistentvolumeclaim/a created',
    ]);
    expect(objectOf(on, '/api/v1/namespaces/default/persistentvolumeclaims/a')['spec'].storageClassName).toBe('newer');
  });
  it('27 many containers are refused or run, and nothing breaks', () => {
    const many = `${meta('Pod')}spec:\n  containers:\n${Array.from({ length: 200 }, (_, i) => `  - {name: c${i}, image: nginx}\n`).join('')}`;
    expect(lines(many)).toEqual(['pod/a created']);
  });
});
