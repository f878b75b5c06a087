import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../base/json.ts';
import { decode, decodeErrorText, strictErrorText, strictFindings } from './decode.ts';
import { duplicateFields } from './duplicate-fields.ts';

const DEPLOYMENT = 'io.k8s.api.apps.v1.Deployment';
const POD = 'io.k8s.api.core.v1.Pod';
const CONFIG_MAP = 'io.k8s.api.core.v1.ConfigMap';

const errorOf = (definition: string, value: unknown): string | undefined => decode(definition, value).error;

describe('what is not there', () => {
  it('is zero where Go has no pointer, and stays away where it has', () => {
    const { object } = decode(DEPLOYMENT, { spec: { template: null } });
    expect(object).toEqual({ spec: { template: { spec: {} } } });
    expect(decode(DEPLOYMENT, {}).object).toEqual({ spec: { template: { spec: {} } } });
    const pod = decode(POD, { spec: { containers: [null, { ports: [{}], livenessProbe: { httpGet: {} } }] } }).object as Record<string, unknown>;
    expect(pod['spec']).toEqual({ containers: [{ name: '' }, { ports: [{ containerPort: 0 }], livenessProbe: { httpGet: { port: 0 } }, name: '' }] });
  });
});

describe('what does not fit its type', () => {
  it.each([
    [{ spec: { replicas: 'three' } }, 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'],
    [{ spec: { replicas: 1.5 } }, 'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32'],
    [{ spec: { replicas: 3_000_000_000 } }, 'json: cannot unmarshal number 3000000000 into Go struct field DeploymentSpec.spec.replicas of type int32'],
    [{ spec: [] }, 'json: cannot unmarshal array into Go struct field Deployment.spec of type v1.DeploymentSpec'],
    [
      { spec: { template: { spec: { containers: {} } } } },
      'json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
    ],
    [
      { spec: { template: { spec: { containers: [{ image: 5 }] } } } },
      'json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.image of type string',
    ],
    [{ metadata: { labels: { app: 1 } } }, 'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string'],
    [{ spec: { paused: 'yes' } }, 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool'],
  ])('%j', (value, message) => {
    expect(errorOf(DEPLOYMENT, value)).toBe(message);
  });

  it('names quantities, times and base64 as their own readers do', () => {
    const limits = { spec: { containers: [{ name: 'a', resources: { limits: { cpu: 'lots' } } }] } };
    expect(errorOf(POD, limits)).toBe("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    expect(errorOf(POD, { metadata: { creationTimestamp: 'today' } })).toBe(
      'parsing time "today" as "2006-01-02T15:04:05Z07:00": cannot parse "today" as "2006"',
    );
    expect(errorOf(CONFIG_MAP, { binaryData: { a: 'no base64!' } })).toBe('illegal base64 data at input byte 2');
    expect(errorOf(POD, 'a text')).toBe('json: cannot unmarshal string into Go value of type v1.Pod');
    expect(decodeErrorText('Pod', 'v1', 'x')).toBe('Pod in version "v1" cannot be handled as a Pod: x');
  });
});

describe('what the type does not know', () => {
  it('is reported with its path and dropped', () => {
    const { object, unknownFields } = decode(DEPLOYMENT, {
      spec: { replicsa: 2, template: { spec: { containers: [{ name: 'a' }, { name: 'b', imagee: 'x' }] } } },
      __proto__: { polluted: true },
    });
    expect(unknownFields).toEqual(['spec.replicsa', 'spec.template.spec.containers[1].imagee']);
    expect(object).toEqual({ spec: { template: { spec: { containers: [{ name: 'a' }, { name: 'b' }] } } } });
    expect(strictErrorText(strictFindings(unknownFields, ['spec.paused']))).toBe(
      'strict decoding error: duplicate field "spec.paused", unknown field "spec.replicsa", unknown field "spec.template.spec.containers[1].imagee"',
    );
  });

  it('keeps keys of maps whatever they are called, and never touches a prototype', () => {
    const { object, unknownFields } = decode(CONFIG_MAP, JSON.parse('{"data": {"__proto__": "a", "constructor": "b"}, "__proto__": {"polluted": 1}}'));
    expect(unknownFields).toEqual(['__proto__']);
    expect(Object.entries(object['data'] as object)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('canonical form', () => {
  it('drops nulls and empty optional lists and maps, and gives list items and map values their zero', () => {
    const { object } = decode(POD, {
      metadata: { name: 'a', labels: { x: null }, annotations: {}, creationTimestamp: null },
      spec: { containers: [{ name: 'a', args: [], env: null, command: [null] }], nodeSelector: {}, volumes: [{ name: 'v', emptyDir: {} }] },
    });
    expect(object).toEqual({
      metadata: { name: 'a', labels: { x: '' } },
      spec: { containers: [{ name: 'a', command: [''] }], volumes: [{ name: 'v', emptyDir: {} }] },
    });
  });

  it('writes quantities and times as the server does', () => {
    const { object } = decode(POD, {
      metadata: { creationTimestamp: '2026-01-01T09:30:00.123+09:00' },
      spec: { containers: [{ name: 'a', resources: { limits: { cpu: 0.5, memory: '1024Mi' } } }] },
    });
    expect(object).toEqual({
      metadata: { creationTimestamp: '2026-01-01T00:30:00Z' },
      spec: { containers: [{ name: 'a', resources: { limits: { cpu: '500m', memory: '1Gi' } } }] },
    });
  });

  it('returns what needs no change as it came, whole or in part', () => {
    const template = deepFreeze({ metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'b' }] } });
    const value = deepFreeze({ spec: { selector: { matchLabels: { app: 'a' } }, template } });
    expect(decode(DEPLOYMENT, value).object).toBe(value);
    expect((decode(DEPLOYMENT, { spec: { replicsa: 1, template } }).object['spec'] as { template: unknown }).template).toBe(template);
  });

  it('does not take a subtree for clean that was clean as something else', () => {
    const shared = deepFreeze({ name: 'a' });
    expect(decode(POD, { metadata: shared }).unknownFields).toEqual([]);
    expect(decode(POD, { spec: shared }).unknownFields).toEqual(['spec.name']);
  });
});

describe('duplicate fields', () => {
  it('are found in the text', () => {
    expect(duplicateFields('{"a":1,"b":{"c":[{"d":1},{"d":2,"d":3}]},"a":2,"x":"{\\"a\\":1}"}')).toEqual(['b.c[1].d', 'a']);
    expect(duplicateFields('{"a":{"b":1},"c":{"b":1},"d":[1,2,{"e":"a,\\"b"}]}')).toEqual([]);
    expect(duplicateFields('[]')).toEqual([]);
  });
});
