import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { kinds } from '../../kinds/registry.ts';
import type { LintProblem } from '../../wire/source.ts';
import { lint } from './lint.ts';

/** `text under the mark: message` */
const said = (source: string): readonly string[] =>
  lint(source).map((problem) => `${problem.severity === 'warning' ? '! ' : ''}${source.slice(problem.from, problem.to)}: ${problem.message}`);
const lines = (problems: readonly LintProblem[]): readonly number[] => problems.map(({ line }) => line);

export const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        ports:
        - containerPort: 80
        env:
        - name: A
          value: "1"
`;
const web = (from: string, to: string): string => WEB.replace(from, to);

describe('what is right', () => {
  it.each(kinds.flatMap((kind) => kind.samples.map((sample) => [`${kind.kind} ${sample.metadata.name}`, sample] as const)))('%s', (_name, sample) => {
    for (const source of [stringify(sample), JSON.stringify(sample), JSON.stringify(sample, undefined, 2)])
      expect(said(source).filter((text) => !text.includes('deprecated'))).toEqual([]);
  });
  it('a Deployment, with whatever line ends', () => {
    expect(said(WEB)).toEqual([]);
    expect(said(WEB.replaceAll('\n', '\r\n'))).toEqual([]);
    expect(said(`\ufeff${WEB}`)).toEqual([]);
    expect(said('')).toEqual([]);
    expect(said('# nothing\n---\n')).toEqual([]);
  });
});

describe('what is wrong, and where', () => {
  it.each([
    ['an unknown field', web('replicas', 'replcas'), 'replcas: unknown field "spec.replcas" (did you mean "replicas"?)'],
    [
      'a field in the wrong case',
      web('containerPort', 'containerport'),
      'containerport: unknown field "spec.template.spec.containers[0].ports[0].containerport" (did you mean "containerPort"?)',
    ],
    ['a field nobody could mean', web('replicas', 'xyz'), 'xyz: unknown field "spec.xyz"'],
    [
      'a text for a number',
      web('replicas: 3', 'replicas: "3"'),
      '"3": json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32 (write it without quotes, 3)',
    ],
    [
      'a number for a text',
      web('value: "1"', 'value: 1'),
      '1: json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string (a text: write it in quotes, "1")',
    ],
    [
      'a boolean for a label',
      web('app: web', 'app: on'),
      'on: json: cannot unmarshal bool into Go struct field LabelSelector.spec.selector.matchLabels of type string (a text: write it in quotes, "on")',
    ],
    [
      'a list for a map',
      web('metadata:\n  name: web', 'metadata:\n- name: web'),
      'metadata: json: cannot unmarshal array into Go struct field Deployment.metadata of type v1.ObjectMeta',
    ],
    ['a negative count', web('replicas: 3', 'replicas: -1'), '-1: spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    [
      'a port beyond 65535',
      web('containerPort: 80', 'containerPort: 80000'),
      '80000: spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 80000: must be between 1 and 65535, inclusive',
    ],
    ['a name in capitals', web('name: web', 'name: Web'), /^Web: metadata\.name: Invalid value: "Web": a lowercase RFC 1123 subdomain/],
    ['no image', web('        image: nginx:1.27\n', ''), 'name: spec.template.spec.containers[0].image: Required value'],
    ['no name', web('  name: web\n', '  labels: {a: b}\n'), 'metadata: metadata.name: Required value: name or generateName is required'],
    ['a generated name', web('  name: web', '  generateName: web-'), 'generateName: from web-: cannot use generate name with apply'],
    [
      'a selector beside the labels',
      web('app: web\n    spec', 'app: other\n    spec'),
      'labels: spec.template.metadata.labels: Invalid value: {"app":"other"}: `selector` does not match template `labels`',
    ],
    [
      'a value of an enumeration',
      web('image: nginx:1.27', 'image: a\n        imagePullPolicy: Sometimes'),
      'Sometimes: spec.template.spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"',
    ],
    [
      'a label that is none',
      web('    metadata:\n      labels:', '    metadata:\n      labels:\n        tier: a b'),
      /^a b: spec\.template\.labels: Invalid value: "a b": a valid label must be/,
    ],
    ['a key that stands twice', web('  replicas: 3', '  replicas: 3\n  replicas: 4'), '! replicas: key "replicas" already set in map: the last one counts'],
    ['no kind', 'apiVersion: v1\nmetadata: {name: a}', 'apiVersion: kind not set'],
    ['neither', 'metadata: {name: a}', 'metadata: apiVersion not set'],
    ['no object', '- a\n- b', '- a: invalid object to validate'],
    ['an unknown kind', 'apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: a}', 'Foo: no matches for kind "Foo" in version "example.com/v1"'],
    ['a kind in the wrong group', web('apps/v1', 'v1'), 'v1: no matches for kind "Deployment" in version "v1" (did you mean apiVersion apps/v1?)'],
    [
      'a version of old',
      web('apps/v1', 'extensions/v1beta1'),
      'extensions/v1beta1: no matches for kind "Deployment" in version "extensions/v1beta1" (did you mean apiVersion apps/v1?)',
    ],
    ['a kind in lower case', 'apiVersion: v1\nkind: pod\nmetadata: {name: a}', 'pod: no matches for kind "pod" in version "v1" (did you mean Pod?)'],
    [
      'a kind that comes later',
      'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}',
      'StatefulSet: no matches for kind "StatefulSet" in version "apps/v1"',
    ],
    ['an unknown anchor', 'a: *b', /^\*b: /],
    ['a list that does not end', 'a: [1,', /./],
    ['a tab', 'a:\n\tb: 1', /./],
    ['a separator with words', '# a\n--- words', /invalid Yaml document separator: words/],
  ])('%s', (_name, source, expected) => {
    const [first] = said(source);
    if (typeof expected === 'string') expect(first).toBe(expected);
    else expect(first).toMatch(expected);
  });

  it('finds places in later documents, in Lists, behind CRLF and a byte order mark', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: A}\n- apiVersion: v1\n  kind: Confmap\n`;
    const source = `\ufeff${WEB}---\n# a comment\n${list}---\nb: [`.replaceAll('\n', '\r\n');
    expect(said(source).map((text) => text.replace(/: a lowercase.*/, ''))).toEqual([
      'A: metadata.name: Invalid value: "A"',
      'Confmap: no matches for kind "Confmap" in version "v1" (did you mean ConfigMap?)',
      expect.stringMatching(/^b: \[: /),
    ]);
    expect(lines(lint(source))).toEqual([30, 32, 34]);
  });

  it('a wrong value is not said twice', () => {
    expect(said(web('image: nginx:1.27', 'image: 5'))).toHaveLength(1);
    expect(said(web('app: web', 'app: 1'))).toHaveLength(1);
    expect(said(web('containers:\n      - name: nginx', 'containers:\n        name: nginx').split('        image')[0]!)).toHaveLength(1);
  });

  it('points at the key or the value in a map', () => {
    expect(said('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {"a b": c}}')[0]).toMatch(
      /^"a b": metadata\.annotations: Invalid value: "a b"/,
    );
    expect(said('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {"a/b.c": d}')[0]).toMatch(/: data\[a\/b\.c\]: Invalid value/);
  });

  it('an alias is at home where it is used', () => {
    expect(said(`${web('image: nginx:1.27', 'image: &x 5')}`)).toHaveLength(1);
  });

  it('long texts are left to apply', () => {
    expect(lint(`a: [${'1,'.repeat(200_000)}`)).toEqual([]);
    expect(lint(`${WEB}${'# words\n'.repeat(10_000)}`)).toEqual([]);
    const long = `${web('replicas', 'replcas')}---\n${WEB}---\n`.repeat(200);
    expect(lint(long).length).toBeGreaterThan(30);
    expect(lint(long).at(-1)!.to).toBeLessThan(65_536);
    expect(lint('a: 1\n---\n'.repeat(500)).length).toBeLessThanOrEqual(200);
  });
});

/** Where nobody waits, more of them. */
const MANY = process.env['CI'] === 'true' ? 5 : 1;

describe('half-written texts', () => {
  it('every start of a manifest is linted without a crash', () => {
    for (let at = 0; at <= WEB.length; at++) expect(() => lint(WEB.slice(0, at))).not.toThrow();
  });

  const samples = kinds.flatMap((kind) => kind.samples.map((sample) => stringify(sample)));
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 60 }),
    insert: fc.constantFrom(
      '',
      ' ',
      '\n',
      '- ',
      ': ',
      '{}',
      '[',
      'null',
      '""',
      '-1',
      '\t',
      '#',
      '&a ',
      '*a',
      '<<: *a',
      '\r\n',
      '---\n',
      'x',
      '💥',
      '1e999',
      '{a: b}',
      '[1]',
    ),
  });
  it('random edits never throw, and places lie in the text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.array(edit, { maxLength: 6 }), (sample, edits) => {
        let source = sample;
        for (const { at, length, insert } of edits) {
          const from = Math.floor(at * source.length);
          source = source.slice(0, from) + insert + source.slice(from + length);
        }
        for (const { from, to, line } of lint(source)) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to).toBeLessThanOrEqual(source.length);
          expect(source.slice(0, from).split('\n')).toHaveLength(line);
        }
      }),
      { numRuns: 300 * MANY },
    );
  });

  it('any field may hold anything', () => {
    const odd = fc.constantFrom(null, {}, [], '', 'a', 0, -1, 1.5, true, [null], [{}], { a: null }, { a: {} }, [[]], 9e15);
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds.flatMap(({ samples: all }) => all)),
        fc.array(fc.tuple(fc.nat({ max: 400 }), odd), { minLength: 1, maxLength: 4 }),
        (sample, changes) => {
          const copy = JSON.parse(JSON.stringify(sample));
          for (const [at, value] of changes) put(copy, at, JSON.parse(JSON.stringify(value)));
          lint(JSON.stringify(copy));
        },
      ),
      { numRuns: 600 * MANY },
    );
  });
});

/** Replaces the nth value below an object. */
function put(object: Record<string, unknown>, nth: number, value: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const walk = (one: unknown): void => {
    if (typeof one !== 'object' || one === null) return;
    for (const key of Object.keys(one)) {
      places.push([one as Record<string, unknown>, key]);
      walk((one as Record<string, unknown>)[key]);
    }
  };
  walk(object);
  const place = places[nth % places.length];
  if (place) place[0][place[1]] = value;
}
