import { readdirSync, readFileSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doneSoon } from '../tools/quick.testing.ts';
import { locate, readYaml } from './yaml.ts';

const one = (text: string): unknown => {
  const { documents, problem } = readYaml(text);
  if (problem) throw new Error(`${problem.line}:${problem.column} ${problem.message}`);
  return documents[0]?.value;
};
const problemOf = (text: string) => readYaml(text).problem;

describe('hostile texts', () => {
  it('1 alias bomb', () => {
    const bomb = `a0: &a0 [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`).join('\n')}`;
    expect(problemOf(bomb)?.message).toBe('document contains excessive aliasing');
  });
  it('2 self-cycle', () => {
    expect(problemOf('a: &a [*a]')?.message).toBe("anchor 'a' value contains itself");
    expect(problemOf('a: &a\n  b:\n    c: *a')).toMatchObject({ line: 3, message: "anchor 'a' value contains itself" });
  });
  it('3, 4 deep nesting', () => {
    expect(problemOf('['.repeat(20_000))?.message).toMatch(/nested|Flow|flow/);
    expect(problemOf('['.repeat(150) + ']'.repeat(150))?.message).toMatch(/nested deeper/);
    const block = Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
    expect(problemOf(block)?.message).toMatch(/nested deeper/);
    expect(problemOf('['.repeat(90) + ']'.repeat(90))).toBeUndefined();
  });
  it('4 nesting of any depth and shape ends neither the process nor its time', () => {
    const shapes = ['[', '{a: ', '- ', '? ', ': ', 'a: ', '[a: ', '- [', '? - ', '{? '];
    const closed = (n: number) => `a: ${'['.repeat(n)}${']'.repeat(n)}`;
    const deep = (text: string) => doneSoon(() => problemOf(text));
    for (const n of [1_000, 5_000, 6_000, 20_000, 40_000, 80_000, 200_000]) {
      expect(deep(closed(n))).toMatchObject({
        message: expect.stringMatching(n > 60_000 ? /more than 60000 brackets/ : /^nested deeper than 100 levels$/),
        line: 1,
      });
      for (const shape of shapes)
        expect([shape, deep(shape.repeat(n))?.message]).toEqual([shape, expect.stringMatching(/nested deeper|longer than|60000 brackets/)]);
    }
    // Each line as deep as a line may be, and further to the right than the one before.
    const stairs = Array.from({ length: 60 }, (_, i) => `${' '.repeat(160 * i)}${'- '.repeat(80)}`).join('\n');
    expect(problemOf(stairs)).toMatchObject({ message: 'nested deeper than 100 levels', line: 3 });
  });
  it('4 what only looks nested is read', () => {
    const brackets = '['.repeat(10_000);
    const dashes = '- '.repeat(5_000).trim();
    for (const text of [brackets, dashes, `${brackets}\n${dashes}`]) {
      const block = text.replaceAll('\n', '\n    ');
      expect(one(`data:\n  a: |-\n    ${block}\n  b: c`)).toEqual({ data: { a: text, b: 'c' } });
    }
    expect(one(`a: "${brackets}"\nb: '${dashes}'\nc: x${brackets}\n# ${brackets}\nd: y\n  ${brackets}`)).toEqual({
      a: brackets,
      b: dashes,
      c: `x${brackets}`,
      d: `y ${brackets}`,
    });
    expect(one(`- [a]\n${'- [b, {c: d}]\n'.repeat(1_000)}`)).toHaveLength(1_001);
  });
  it('5 a flood of anchors, and more than a mebibyte', () => {
    const text = Array.from({ length: 50_000 }, (_, i) => `k${i}: &a${i} v`).join('\n');
    expect(problemOf(text)?.message).toBe('more than 1000 anchors');
    expect(problemOf('a'.repeat(1_048_577))?.message).toMatch(/longer than/);
  });
  it('6 whatever stays below the limits is read, or refused, before anybody grows impatient', () => {
    const texts = [
      '# words\n'.repeat(100_000),
      `[${'1,'.repeat(500_000)}1]`,
      `base: &b {a: 1}\nlist:\n${'- *b\n'.repeat(9_000)}`,
      `a: |\n${'  line\n'.repeat(100_000)}`,
    ];
    for (const text of texts) doneSoon(() => readYaml(text));
  });
  it('7 thousands of documents', () => {
    expect(problemOf('a: 1\n---\n'.repeat(50_000))?.message).toBe('more than 1000 documents');
    expect(readYaml('---\n'.repeat(50_000)).documents).toEqual([]);
  });
  it('8–11 names of prototypes are data', () => {
    const value = one(
      '__proto__: {polluted: 1}\nconstructor: {prototype: {x: 1}}\nlabels:\n  __proto__: {polluted: 2}\n  toString: a\n  hasOwnProperty: b',
    ) as Record<string, Record<string, unknown>>;
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor', 'labels']);
    expect(Object.keys(value['labels']!)).toEqual(['__proto__', 'toString', 'hasOwnProperty']);
    const merged = one('a: &a {__proto__: {polluted: 3}, x: 1}\nb: {<<: *a, w: 2}') as { b: object };
    expect(Object.keys(merged.b)).toEqual(['w', '__proto__', 'x']);
    expect(Object.getPrototypeOf(merged.b)).toBe(Object.prototype);
  });
  it('12 duplicate keys: the last wins, and the editor can say where', () => {
    const { documents } = readYaml('a: 1\nb:\n  c: 1\n  c: 2\n');
    expect(documents[0]).toMatchObject({ value: { a: 1, b: { c: 2 } }, duplicates: [{ line: 4, column: 3, message: 'key "c" already set in map' }] });
  });
});

describe('YAML 1.1, as kubectl reads it', () => {
  it.each([
    ['0644', 420],
    ['0o644', 420],
    ['0777', 511],
    ['0x1F', 31],
    ['0b101', 5],
    ['-0x10', -16],
    ['08', 8],
    ['1_000', 1000],
    ['1e3', 1000],
    ['+12', 12],
    ['.5', 0.5],
    ['1.', 1],
    ['-a', '-a'],
    ['yes', true],
    ['on', true],
    ['y', true],
    ['NO', false],
    ['off', false],
    ['oFF', 'oFF'],
    ['~', null],
    ['12:30:45', '12:30:45'],
    ['2001-12-14', '2001-12-14'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00'],
    ['1.2.3', '1.2.3'],
    ['0x', '0x'],
    ['1e400', '1e400'],
    ["'0644'", '0644'],
    ['"yes"', 'yes'],
    ['!!str 12', '12'],
    ['!!int "12"', 12],
    ['!!float 1', 1],
    ['100m', '100m'],
    ['9007199254740991', 9007199254740991],
  ])('v: %s', (text, value) => {
    expect((one(`v: ${text}`) as { v: unknown }).v).toEqual(value);
  });

  it('keys become texts', () => {
    expect(one('1: a\ntrue: b\non: c\n0x10: d')).toEqual({ 1: 'a', true: 'c', 16: 'd' });
    expect(problemOf('? [a]\n: b')?.message).toBe('invalid map key: []interface {}{"a"}');
    expect(problemOf('~: a')?.message).toMatch(/unsupported map key/);
  });

  it('merges', () => {
    expect(one('base: &b {x: 1, w: 1}\nother: &o {w: 2, z: 2}\nc: {<<: [*b, *o], x: 3}')).toMatchObject({ c: { x: 3, w: 1, z: 2 } });
    expect(problemOf('a: {<<: 1}')?.message).toMatch(/map merge requires/);
  });

  it.each([
    ['v: .inf', /unsupported value: \+Inf/],
    ['v: .nan', /unsupported value: NaN/],
    ['v: 99999999999999999999', /too large to be held exactly/],
    ['v: 9007199254740993', /too large to be held exactly/],
    ['v: !!js/function "x"', /unknown tag !!js\/function/],
    ['v: !!python/object:os.system x', /unknown tag/],
    ['v: !!binary aGk=', /unknown tag !!binary/],
    ['v: !<tag:evil> x', /unknown tag/],
    ['v: !custom {a: 1}', /unknown tag !custom/],
    ['v: !!int x', /cannot decode !!str `x` as a !!int/],
    ['a: *nope', /nope/],
    ['a:\n\t- b', /[Tt]ab/],
    ['a: \u0000', /control characters/],
    ['a: \ud800', /control characters/],
    ['a: b: c', /./],
    ['a: [1', /./],
  ])('refuses %j with a place', (text, message) => {
    const problem = problemOf(text);
    expect(problem?.message).toMatch(message);
    expect(problem?.line).toBeGreaterThan(0);
    expect(problem?.column).toBeGreaterThan(0);
  });

  it('18 BOM, CRLF, line separators', () => {
    expect(one('\ufeffa: 1\r\nb: x\r\n')).toEqual({ a: 1, b: 'x' });
    expect(one('a: "x\u2028y"')).toEqual({ a: 'x\u2028y' });
  });

  it('19 what is no object is read as what it is; what is empty is nothing', () => {
    expect(readYaml('').documents).toEqual([]);
    expect(readYaml('# only words\n---\n# again\n---\nnull\n').documents).toEqual([]);
    expect(one('[]')).toEqual([]);
    expect(one('"text"')).toBe('text');
    expect(one('42')).toBe(42);
  });

  it('knows the lines of later documents, and of fields in them', () => {
    const text = 'a: 1\n--- # next\n\nb:\n  - c: 1\n    d: 2\n---\ne: [\n';
    const { documents, problem } = readYaml(text);
    expect(documents.map(({ line }) => line)).toEqual([1, 4]);
    expect(problem?.line).toBeGreaterThanOrEqual(8);
    expect(locate(text, 1, ['b', 0, 'd'])).toEqual({ line: 6, column: 5 });
    expect(locate(text, 1, ['b', 0, 'missing', 'x'])).toEqual({ line: 5, column: 5 });
    expect(readYaml('--- {a: 1}').problem?.message).toBe('invalid Yaml document separator: {a: 1}');
  });

  it.each([
    ['commas', `a: [${','.repeat(60_001)}]`],
    ['brackets', `a: ${'[]'.repeat(60_001)}`],
    ['brackets', `a:${'\n- {}'.repeat(60_001)}`],
  ])('a flood of %s is refused before it is parsed', (what, text) => {
    expect(problemOf(text)?.message).toBe(`more than 60000 ${what}`);
  });

  it('30 regex bait is read at once', () => {
    doneSoon(() => one(`a: ${'a'.repeat(50_000)}!\nb: ${'-'.repeat(60_000)}\nc: ${'1'.repeat(50_000)}x\nd: ${'1_'.repeat(30_000)}`));
  });
});

const MANIFESTS = join(import.meta.dirname, '../../../shared/manifests');
const missing = !existsSync(MANIFESTS);
describe.skipIf(missing && process.env['CI'] !== 'true')('the manifests of others (../shared/manifests)', () => {
  it('are read without a crash', () => {
    const files = readdirSync(MANIFESTS, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /\.(ya?ml|json)$/.test(name) && statSync(join(MANIFESTS, name)).isFile(),
    );
    expect(files.length).toBeGreaterThan(50);
    const refused = files.filter((name) => readYaml(readFileSync(join(MANIFESTS, name), 'utf8')).problem);
    expect(refused.map((name) => `${name}: ${readYaml(readFileSync(join(MANIFESTS, name), 'utf8')).problem?.message}`)).toEqual([]);
  });
});
