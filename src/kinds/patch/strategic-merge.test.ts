import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../../base/json.ts';
import { definitionOf } from '../schema/structure.ts';
import { strategicMerged } from './strategic-merge.ts';

const merge = (definition: string, target: object, patch: object): unknown =>
  strategicMerged(
    deepFreeze(target) as Record<string, unknown>,
    deepFreeze(patch) as Record<string, unknown>,
    definitionOf(`io.k8s.api.core.v1.${definition}`),
  );

describe('strategic merge patch', () => {
  it.each<[string, string, object, object, object]>([
    [
      'merges containers by name',
      'PodSpec',
      {
        containers: [
          { name: 'a', image: '1' },
          { name: 'b', image: '1' },
        ],
      },
      { containers: [{ name: 'b', image: '2' }] },
      {
        containers: [
          { name: 'a', image: '1' },
          { name: 'b', image: '2' },
        ],
      },
    ],
    [
      'puts new items before those only the server knows',
      'PodSpec',
      { containers: [{ name: 'a' }] },
      { containers: [{ name: 'new' }] },
      { containers: [{ name: 'new' }, { name: 'a' }] },
    ],
    [
      'deletes an item by $patch',
      'PodSpec',
      { containers: [{ name: 'a' }, { name: 'b' }] },
      { containers: [{ name: 'a', $patch: 'delete' }] },
      { containers: [{ name: 'b' }] },
    ],
    [
      'replaces a list by $patch',
      'PodSpec',
      { containers: [{ name: 'a' }, { name: 'b' }] },
      { containers: [{ $patch: 'replace' }, { name: 'c' }] },
      { containers: [{ name: 'c' }] },
    ],
    [
      'orders by $setElementOrder',
      'PodSpec',
      { containers: [{ name: 'a' }, { name: 'b' }] },
      { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] },
      { containers: [{ name: 'b' }, { name: 'a' }] },
    ],
    [
      'merges and orders',
      'PodSpec',
      { containers: [{ name: 'a' }, { name: 'x' }] },
      { '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }], containers: [{ name: 'b', image: '1' }] },
      { containers: [{ name: 'a' }, { name: 'b', image: '1' }, { name: 'x' }] },
    ],
    ['replaces atomic lists', 'PodSpec', { tolerations: [{ key: 'a' }] }, { tolerations: [{ key: 'b' }] }, { tolerations: [{ key: 'b' }] }],
    [
      'merges environment within containers',
      'PodSpec',
      { containers: [{ name: 'a', env: [{ name: 'X', value: '1' }] }] },
      { containers: [{ name: 'a', env: [{ name: 'Y', value: '2' }] }] },
      {
        containers: [
          {
            name: 'a',
            env: [
              { name: 'Y', value: '2' },
              { name: 'X', value: '1' },
            ],
          },
        ],
      },
    ],
    ['removes by null', 'PodSpec', { nodeName: 'a', hostname: 'h' }, { nodeName: null }, { hostname: 'h' }],
    [
      'keeps only $retainKeys',
      'PodSpec',
      { volumes: [{ name: 'v', emptyDir: {} }] },
      { volumes: [{ $retainKeys: ['name', 'hostPath'], name: 'v', hostPath: { path: '/x' } }] },
      { volumes: [{ name: 'v', hostPath: { path: '/x' } }] },
    ],
    [
      'merges conditions by type',
      'PodStatus',
      {
        conditions: [
          { type: 'A', status: 'True' },
          { type: 'B', status: 'True' },
        ],
      },
      { conditions: [{ type: 'A', status: 'False' }] },
      {
        conditions: [
          { type: 'A', status: 'False' },
          { type: 'B', status: 'True' },
        ],
      },
    ],
    [
      'treats finalizers as a set',
      'Pod',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { finalizers: ['c'] } },
      { metadata: { finalizers: ['c', 'a', 'b'] } },
    ],
    [
      'deletes from a list of plain values',
      'Pod',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } },
      { metadata: { finalizers: ['b'] } },
    ],
    [
      'merges labels as a map',
      'Pod',
      { metadata: { labels: { a: '1', b: '2' } } },
      { metadata: { labels: { a: null, c: '3' } } },
      { metadata: { labels: { b: '2', c: '3' } } },
    ],
    [
      'replaces a map by $patch',
      'Pod',
      { metadata: { labels: { a: '1' } } },
      { metadata: { labels: { $patch: 'replace', c: '3' } } },
      { metadata: { labels: { c: '3' } } },
    ],
    [
      'empties a map by $patch',
      'Pod',
      { spec: { nodeSelector: { a: 'b' } } },
      { spec: { nodeSelector: { $patch: 'delete' } } },
      { spec: { nodeSelector: {} } },
    ],
    [
      'drops directives from what is new',
      'PodSpec',
      {},
      {
        containers: [
          { name: 'a', $retainKeys: ['name'] },
          { name: 'b', $patch: 'delete' },
        ],
      },
      { containers: [{ name: 'a' }] },
    ],
    [
      'works with labels named like methods',
      'Pod',
      { metadata: { labels: { toString: 'a' } } },
      { metadata: { labels: { valueOf: 'b' } } },
      { metadata: { labels: { toString: 'a', valueOf: 'b' } } },
    ],
  ])('%s', (_what, definition, target, patch, result) => {
    expect(merge(definition, target, patch)).toEqual(result);
  });

  it('shares what it does not touch', () => {
    const target = deepFreeze({
      containers: [
        { name: 'a', image: '1' },
        { name: 'b', image: '1' },
      ],
    });
    const after = merge('PodSpec', target, { containers: [{ name: 'b', image: '2' }] }) as typeof target;
    expect(after.containers[0]).toBe(target.containers[0]);
    expect(merge('PodSpec', target, { hostname: null })).toBe(target);
  });

  it.each<[string, object, string]>([
    ['an unknown directive', { containers: [{ name: 'a', $patch: 'frob' }] }, 'unknown patch type: frob in map: map[$patch:frob name:a]'],
    ['an unknown directive of a map', { $patch: 'frob' }, 'unknown patch type: frob in map: map[$patch:frob]'],
    ['a directive that is no text', { $patch: 5 }, 'unknown patch type: %!s(int64=5) in map: map[$patch:5]'],
    ['merging, which only lists know', { $patch: 'merge' }, 'unknown patch type: merge in map: map[$patch:merge]'],
    ['an item without its key', { containers: [{ image: 'x' }] }, 'map: map[image:x] does not contain declared merge key: name'],
    [
      'an item that its order does not have',
      { '$setElementOrder/containers': [{ name: 'b' }], containers: [{ name: 'a', image: 'x' }] },
      "The order in patch list:\n[map[image:x name:a]]\n doesn't match $setElementOrder list:\n[map[name:b]]\n",
    ],
    ['an order that is no list', { '$setElementOrder/containers': 'x' }, 'invalid patch format of setElementOrder list'],
    ['keys to retain that are no list', { $retainKeys: 'x' }, 'invalid patch format of retainKeys'],
    ['content beside the keys to retain', { $retainKeys: ['hostname'], nodeName: 'x' }, "patch content doesn't match retainKeys list"],
  ])('refuses %s', (_what, patch, message) => {
    expect(() => merge('PodSpec', { containers: [{ name: 'a' }] }, patch)).toThrow(message);
  });
});
