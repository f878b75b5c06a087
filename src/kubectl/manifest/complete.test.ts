import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { kinds } from '../../kinds/registry.ts';
import docs from '../../kinds/schema/docs.gen.json' with { type: 'json' };
import type { Docs } from '../../kinds/schema/docs.ts';
import { complete } from './complete.ts';
import { lint } from './lint.ts';

const DOCS = docs as Docs;
/** `|` is the cursor. */
const at = (marked: string): { source: string; offset: number } => ({ source: marked.replace('|', ''), offset: marked.indexOf('|') });
const offered = (marked: string) => {
  const { source, offset } = at(marked);
  return complete(source, offset, DOCS);
};
const labels = (marked: string): readonly string[] => offered(marked).map(({ label }) => label);
/** The text with one of the offers taken. */
const taken = (marked: string, label: string): string => {
  const { source, offset } = at(marked);
  const option = complete(source, offset, DOCS).find((one) => one.label === label);
  if (!option) throw new Error(`${label} is not offered, but ${labels(marked).join(', ')}`);
  return `${source.slice(0, option.from)}${option.insert}|${source.slice(offset)}`;
};

const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n';
const POD = `${DEPLOYMENT}spec:\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n`;

describe('at the top', () => {
  it('an empty text gets the first fields and whole objects', () => {
    expect(labels('|').slice(0, 3)).toEqual(['apiVersion', 'kind', 'metadata']);
    expect(labels('|')).toContain('Deployment');
    expect(labels('|')).not.toContain('Event');
    expect(taken('|', 'Deployment')).toBe('apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: |');
    expect(taken('a: 1\n---\nDep|', 'Deployment')).toBe('a: 1\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: |');
  });
  it('kinds and versions agree with each other', () => {
    expect(labels('apiVersion: apps/v1\nkind: |')).toEqual(['ReplicaSet', 'Deployment']);
    expect(labels('kind: Deployment\napiVersion: |')).toEqual(['apps/v1']);
    expect(labels('apiVersion: |')).toEqual(expect.arrayContaining(['v1', 'apps/v1', 'storage.k8s.io/v1']));
    expect(labels('kind: |')).toEqual(expect.arrayContaining(['Pod', 'Service', 'Deployment']));
    expect(taken('apiVersion: apps/v1\nkind: Dep|', 'Deployment')).toBe('apiVersion: apps/v1\nkind: Deployment|');
    expect(labels('kind: Pod\n|')).toEqual(expect.arrayContaining(['apiVersion', 'metadata', 'spec']));
  });
  it('what is there is not offered again', () => {
    expect(labels(`${DEPLOYMENT}|`)).toEqual(['spec']);
    expect(labels('kind: Deployment\napiVersion: apps/v1\nm|')).toEqual(['metadata', 'spec']);
    expect(labels(`${DEPLOYMENT}|\nspec:\n  replicas: 1\n`)).toEqual([]);
  });
});

describe('fields', () => {
  it('of the map the indentation names; required ones first', () => {
    expect(labels(`${DEPLOYMENT}spec:\n  |`).slice(0, 2)).toEqual(['selector', 'template']);
    expect(labels(`${DEPLOYMENT}spec:\n  replicas: 2\n  |`)).not.toContain('replicas');
    expect(labels(`${DEPLOYMENT}  |`)).toEqual(['annotations', 'finalizers', 'generateName', 'labels', 'namespace', 'ownerReferences']);
    expect(labels('apiVersion: v1\nkind: Pod\nmetadata:\n  |')[0]).toBe('name');
    expect(labels(`${POD}      - |`)[0]).toBe('name');
    expect(labels(`${POD}      - name: a\n        |`)).toContain('image');
    expect(labels(`${POD}      - name: a\n        |`)).not.toContain('name');
    expect(labels(`${POD}      - name: a\n        image: b\n      - |`)).toContain('image');
    expect(labels(`${POD}      - image: b\n        ports:\n        - |`)[0]).toBe('containerPort');
    expect(labels(`${POD}        - image: b\n      |`)).not.toContain('containers');
  });
  it('with type and first sentence', () => {
    const image = offered(`${POD}      - im|`).find(({ label }) => label === 'image');
    expect(image).toEqual({ label: 'image', type: 'field', detail: '<string>', info: 'Container image name.', from: POD.length + 8, insert: 'image: ' });
    expect(offered(`${DEPLOYMENT}spec:\n  |`)[0]).toMatchObject({ label: 'selector', detail: '<LabelSelector> -required-' });
    expect(complete(`${POD}      - im`, POD.length + 10, undefined).find(({ label }) => label === 'image')?.info).toBeUndefined();
  });
  it('are written as what they hold', () => {
    expect(taken(`${DEPLOYMENT}spec:\n  rep|`, 'replicas')).toBe(`${DEPLOYMENT}spec:\n  replicas: |`);
    expect(taken(`${DEPLOYMENT}spec:\n  |`, 'template')).toBe(`${DEPLOYMENT}spec:\n  template:\n    |`);
    expect(taken('apiVersion: v1\nkind: Pod\nspec:\n  |', 'containers')).toBe('apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - |');
    expect(taken('apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    |', 'env')).toBe(
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    env:\n    - |',
    );
    expect(taken('apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    im|: b', 'image')).toBe(
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image|: b',
    );
  });
  it('items of lists', () => {
    expect(labels(`${POD}      |`)).toEqual(expect.arrayContaining(['- name', 'volumes']));
    expect(taken(`${POD}      |`, '- name')).toBe(`${POD}      - name: |`);
    expect(taken(`${POD}        |`, '- name')).toBe(`${POD}        - name: |`);
    expect(taken(`${POD}      -|`, '- name')).toBe(`${POD}      - name: |`);
    expect(labels(`${POD}      - name: a\n        command:\n        |`)).toContain('-');
    expect(labels(`${POD}        - name: a\n      |`)).not.toContain('- name');
    expect(labels('apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes:\n  - |')).toEqual([
      'ReadWriteOnce',
      'ReadOnlyMany',
      'ReadWriteMany',
      'ReadWriteOncePod',
    ]);
  });
  it('items of a List, documents beside others, CRLF, quotes', () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: a\n  |\n- apiVersion: apps/v1\n  kind: Deployment\n';
    expect(labels(list)).toEqual(['binaryData', 'data', 'immutable']);
    expect(labels(`${DEPLOYMENT}---\napiVersion: v1\nkind: Service\nspec:\n  ty|\n---\nkind: Pod\n`)).toContain('type');
    expect(labels(`${DEPLOYMENT}spec:\n  rep|`.replaceAll('\n', '\r\n'))).toContain('replicas');
    expect(labels('apiVersion: "apps/v1"\nkind: \'Deployment\'\nspec:\n  |')).toContain('replicas');
    expect(labels(`\ufeff${DEPLOYMENT}|`)).toEqual(['spec']);
  });
  it('keys that maps are likely to have', () => {
    expect(labels(`${POD}      - name: a\n        resources:\n          limits:\n            |`)).toEqual(['cpu', 'memory', 'ephemeral-storage']);
  });
});

describe('values', () => {
  it.each([
    [`${POD}      - imagePullPolicy: |`, ['Always', 'IfNotPresent', 'Never']],
    [`${POD}      - imagePullPolicy: If|`, ['Always', 'IfNotPresent', 'Never']],
    [`${DEPLOYMENT}spec:\n  paused: |`, ['true', 'false']],
    [`${DEPLOYMENT}spec:\n  replicas: |`, []],
    ['apiVersion: v1\nkind: Service\nspec:\n  type: |', ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']],
    [`${DEPLOYMENT}spec: {strategy: {type: |`, ['Recreate', 'RollingUpdate']],
  ])('%j', (marked, expected) => {
    expect(labels(marked)).toEqual(expected);
  });
  it('fields within braces', () => {
    expect(labels(`${POD}      - {name: a, im|`)).toContain('image');
    expect(labels(`${POD}      - {name: a, im|`)).not.toContain('name');
    expect(labels(`${POD}      - name: a\n        ports: [{co|}]`)).toContain('containerPort');
    expect(taken(`${DEPLOYMENT}spec: {rep|}`, 'replicas')).toBe(`${DEPLOYMENT}spec: {replicas: |}`);
    expect(labels(`${DEPLOYMENT}spec: {replicas: 2} |`)).toEqual([]);
  });
});

describe('nothing is offered', () => {
  it.each([
    `${DEPLOYMENT}spec:\n  replicas: 3 # re|`,
    `${DEPLOYMENT}# re|`,
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  run.sh: |\n    if x:\n      |'.replace('|\n', '>\n'),
    `${DEPLOYMENT}--|-`,
    `${DEPLOYMENT}spec:\n  replicas: 3\n    |`,
    `${DEPLOYMENT}spec:\n\t|`,
    `${DEPLOYMENT}metadata:\n  labels:\n    |`,
    'apiVersion: example.com/v1\nkind: Foo\nspec:\n  |',
    `${DEPLOYMENT}spec:\n  |  replicas: 3`,
    `${DEPLOYMENT}spec:\n  nothing:\n    |`,
  ])('%j', (marked) => {
    expect(labels(marked)).toEqual([]);
  });
});

describe('whatever is written', () => {
  const samples = kinds.flatMap((kind) => kind.samples.map((sample) => stringify(sample)));
  it('no place of a sample lacks an answer of the right form', () => {
    for (const source of samples)
      for (let offset = 0; offset <= source.length; offset++)
        for (const { from, insert } of complete(source, offset, undefined)) {
          if (from > offset || from < 0 || insert === '') throw new Error(`${from} ${offset} ${insert}`);
        }
  });
  it('what is offered is known to lint', () => {
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.double({ min: 0, max: 1, noNaN: true }), (sample, where) => {
        const lines = sample.split('\n');
        const i = Math.floor(where * (lines.length - 1));
        // A new line before a line, at its indentation.
        const indent = /^[ -]*/.exec(lines[i]!)![0].replaceAll('-', ' ');
        if (/^ *- /.test(lines[i]!)) return;
        const before = [...lines.slice(0, i), indent].join('\n');
        const source = [before, ...lines.slice(i)].join('\n');
        for (const { from, insert, type } of complete(source, before.length, undefined)) {
          if (type !== 'field') continue;
          const written = source.slice(0, from) + insert.trimEnd().replace(/:$/, ': null') + source.slice(before.length);
          expect(lint(written).filter(({ message }) => message.startsWith('unknown field') || message.includes('already set'))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
  it('random texts never throw', () => {
    const piece = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '- ',
      '-',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '|',
      '#',
      '&a',
      '*a',
      '---\n',
      '\r\n',
      '\t',
      'kind: Pod\n',
      'apiVersion: v1\n',
      'spec:\n  ',
      'containers:\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat({ max: 120 }), (pieces, offset) => {
        const source = pieces.join('');
        complete(source, Math.min(offset, source.length), undefined);
      }),
      { numRuns: 3_000 },
    );
  });
});
