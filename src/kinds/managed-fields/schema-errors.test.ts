import { describe, expect, it } from 'vitest';
import { schemaErrors } from './schema-errors.ts';
import type { Fields } from './typed.ts';

const core = (kind: string): string => `io.k8s.api.core.v1.${kind}`;
const containers = (...list: readonly unknown[]): Fields => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: list } });

describe('what of a configuration does not fit the schema', () => {
  it.each<[string, Fields, readonly string[]]>([
    ['Pod', containers({ name: 'c', image: 'x', ports: [{ containerPort: 80 }], resources: { limits: { cpu: 1, memory: '1Gi' } } }), []],
    ['Pod', containers({ name: 'c', env: [{ name: 'A' }, { name: 'A' }] }), ['.spec.containers[name="c"].env: duplicate entries for key [name="A"]']],
    ['Pod', containers({ name: 'c' }, { name: 'c' }), ['.spec.containers: duplicate entries for key [name="c"]']],
    // A required key has the schema's default, '': it may be missing here, but once alone.
    ['Pod', containers({ image: 'x' }), []],
    ['Pod', containers({ image: 'x' }, { image: 'y' }), ['.spec.containers: duplicate entries for key [name=""]']],
    ['Pod', containers(null), ['.spec.containers: element 0: associative list with keys may not have a null element']],
    ['Pod', containers('c'), ['.spec.containers: element 0: associative list with keys may not have non-map elements']],
    ['Service', { spec: { ports: [{ port: 80 }, { port: 80, name: 'b' }] } }, ['.spec.ports: duplicate entries for key [port=80,protocol="TCP"]']],
    ['Service', { spec: { ports: [{ port: 80 }, { port: 80, protocol: 'UDP', targetPort: 'dns' }] } }, []],
    [
      'ServiceAccount',
      { secrets: [{ kind: 'Secret' }] },
      ['.secrets: element 0: associative list with keys has an element that omits key field "name" (and doesn\'t have default value)'],
    ],
    ['ConfigMap', { metadata: { finalizers: ['a/b', 'a/b'] } }, ['.metadata.finalizers: duplicate entries for key [="a/b"]']],
    ['ConfigMap', { data: { n: 5 } }, ['.data.n: expected string, got &value.valueUnstructured{Value:5}']],
    ['ConfigMap', { data: { n: 16000000 } }, ['.data.n: expected string, got &value.valueUnstructured{Value:1.6e+07}']],
    ['ConfigMap', { data: { n: ['a'] } }, ['.data.n: expected string, got &value.valueUnstructured{Value:[]interface {}{"a"}}']],
    ['ConfigMap', { data: { n: null }, binaryData: null }, []],
    ['ConfigMap', { data: 'text' }, ['.data: expected map, got &{text}']],
    ['ConfigMap', { immutable: 'yes' }, ['.immutable: expected boolean, got &{yes}']],
    ['Pod', containers({ name: 'c', command: 'sleep' }), ['.spec.containers[name="c"].command: expected list, got &{sleep}']],
    ['Pod', containers({ name: 'c', command: ['a', 1] }), ['.spec.containers[name="c"].command[1]: expected string, got &value.valueUnstructured{Value:1}']],
    ['Pod', { spec: { terminationGracePeriodSeconds: '3' } }, ['.spec.terminationGracePeriodSeconds: expected numeric (int or float), got string']],
    ['Pod', { metdata: {}, spek: {} }, ['.metdata: field not declared in schema']],
    ['Pod', { spec: { hostNetwork: 1, nodeNme: 'x' } }, ['.spec.hostNetwork: expected boolean, got &{1}', '.spec.nodeNme: field not declared in schema']],
  ])('%s %j', (kind, config, errors) => {
    expect(schemaErrors(core(kind), config)).toEqual(errors);
  });
});
