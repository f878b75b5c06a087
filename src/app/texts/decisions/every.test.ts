import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DECISION_TEXTS } from './index.ts';

const SRC = path.resolve(import.meta.dirname, '../../..');

function sources(dir: string): string[] {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) return sources(full);
    return entry.name.endsWith('.ts') && !entry.name.includes('.test') ? [fs.readFileSync(full, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')] : [];
  });
}

/** The part of `text` from `from` to the bracket that closes the one there. */
function bracketed(text: string, from: number): string {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if ('{['.includes(text[at]!)) depth++;
    if ('}]'.includes(text[at]!) && --depth === 0) return text.slice(from, at + 1);
  }
  throw new Error(`no closing bracket: ${text.slice(from, from + 80)}`);
}

const partsOf = (text: string, separator: string): string[] => {
  const parts: string[] = [''];
  let depth = 0;
  for (const char of text) {
    if ('{['.includes(char)) depth++;
    if ('}]'.includes(char)) depth--;
    if (char === separator && depth === 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
};

const declared = sources(path.join(SRC, 'wire/decisions')).join('\n');
const named = (name: string): string => {
  const at = declared.search(new RegExp(`type ${name} = \\{`));
  if (at < 0) throw new Error(`no type is named ${name}`);
  return bracketed(declared, declared.indexOf('{', at));
};

/** Values of a type as it is written: each alternative of a union, optional fields with and without, lists empty and with one. */
function samplesOf(type: string): unknown[] {
  const alternatives = partsOf(type, '|');
  if (alternatives.length > 1) return alternatives.flatMap(samplesOf);
  const meets = partsOf(type, '&');
  if (meets.length > 1) return combined(meets.map((part) => samplesOf(part) as object[]));
  if (type.endsWith('[]')) return [[], samplesOf(type.slice(0, -2)).slice(0, 1), samplesOf(type.slice(0, -2)).slice(0, 3)];
  if (type.startsWith("'")) return [type.slice(1, -1)];
  if (type.startsWith('{')) return objects(partsOf(type.slice(1, -1), ';'));
  switch (type) {
    case 'string':
      return ['default/web'];
    case 'number':
      return [3, 0, 1];
    case 'boolean':
      return [true, false];
    case 'null':
      return [null];
    default:
      return samplesOf(named(type));
  }
}

function objects(fields: readonly string[]): object[] {
  const values = fields.map((field): object[] => {
    const [, name, optional, type] = /^(\[\w+: string\]|[\w']+)(\?)?:\s*([\s\S]+)$/.exec(field)!;
    if (name!.startsWith('[')) return [{}, ...samplesOf(type!).map((value) => ({ some: value }))];
    return [...samplesOf(type!).map((value) => ({ [name!]: value })), ...(optional ? [{}] : [])];
  });
  return combined(values);
}

/** Every value of every field at least once, beside the others' values in turn: enough to reach each branch of a sentence. */
function combined(fields: readonly (readonly object[])[]): object[] {
  const most = Math.max(1, ...fields.map((values) => values.length));
  return fields.flatMap((values, turning) =>
    values
      .map((value) => Object.assign({}, ...fields.map((others, i) => (i === turning ? value : others[0]))))
      .concat(
        Array.from({ length: most }, (_, round) => Object.assign({}, ...fields.map((others, i) => others[(round + (i === turning ? 1 : 0)) % others.length]))),
      ),
  );
}

const codes = [...declared.matchAll(/^ {2}'([a-z-]+\.[a-z-]+)': (?=\{)/gm)].map((match) => {
  const [type] = partsOf(declared.slice(match.index + match[0].length), ';');
  return { code: match[1]!, samples: samplesOf(type!) };
});

describe('decisions', () => {
  it('have texts in both languages, and no texts but theirs', () => {
    expect(codes.length).toBeGreaterThan(80);
    const names = codes.map(({ code }) => code).sort();
    expect(Object.keys(DECISION_TEXTS.en).sort()).toEqual(names);
    expect(Object.keys(DECISION_TEXTS.ja).sort()).toEqual(names);
  });

  it.each(codes.map(({ code, samples }) => [code, samples] as const))('%s says something of whatever it is told', (code, samples) => {
    expect(samples.length).toBeGreaterThan(0);
    for (const texts of [DECISION_TEXTS.en, DECISION_TEXTS.ja])
      for (const args of samples) {
        const sentence = texts[code]!(args as never);
        const where = JSON.stringify({ args, sentence });
        if (!where.includes('[]')) expect(sentence.decided.length, where).toBeGreaterThan(3);
        for (const text of Object.values(sentence)) {
          expect(text, where).not.toMatch(/undefined|null|NaN|\[object/);
          if (!where.includes('[]')) expect(text, where).not.toMatch(/ {2}|^\s|\s$/);
          if (texts === DECISION_TEXTS.en && (args as { by?: string }).by !== 'tie')
            expect(text, where).not.toMatch(/(?<!of )\b1 (?:pods|nodes|volumes|containers|claims|objects|seconds|minutes|endpoints)\b/);
        }
      }
  });

  it('are all taken somewhere in the engine, under declared codes', () => {
    const engine = sources(path.join(SRC, 'engine')).join('\n');
    const known = new Set(codes.map(({ code }) => code));
    const said = [...engine.matchAll(/say: '([^']+)'/g)].map(([, code]) => code!);
    expect(said.length).toBeGreaterThan(40);
    expect([...new Set(said)].filter((code) => !known.has(code))).toEqual([]);
    expect([...known].filter((code) => !engine.includes(`'${code}'`) && !engine.includes(`\`${code.split('.')[0]}.\${`))).toEqual([]);
  });
});
