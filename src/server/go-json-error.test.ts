import { describe, expect, it } from 'vitest';
import { goJsonError } from './go-json-error.ts';

describe('what Go says of a text that is no JSON', () => {
  it('is nothing when it is JSON', () => {
    for (const text of ['{}', '[]', ' [1, -0.5e+3, {"a": [true, null, {}], "b\\u00e9": "\\n"}] ', '"x"', '0', `${'['.repeat(9_000)}${']'.repeat(9_000)}`])
      expect([text.slice(0, 40), goJsonError(text)]).toEqual([text.slice(0, 40), undefined]);
  });

  it('names the character and where the scanner was', () => {
    const said: Readonly<Record<string, string>> = {
      '': 'unexpected end of JSON input',
      '{"kind":': 'unexpected end of JSON input',
      '{"a":1': 'unexpected end of JSON input',
      '"abc': 'unexpected end of JSON input',
      tru: 'unexpected end of JSON input',
      xyz: "invalid character 'x' looking for beginning of value",
      '{a: 1}': "invalid character 'a' looking for beginning of object key string",
      '{"a":1,}': "invalid character '}' looking for beginning of object key string",
      '[1,]': "invalid character ']' looking for beginning of value",
      '{"a" 1}': "invalid character '1' after object key",
      '{"a":1 "b":2}': `invalid character '"' after object key:value pair`,
      '[1 2]': "invalid character '2' after array element",
      '{} {}': "invalid character '{' after top-level value",
      '01': "invalid character '1' after top-level value",
      '-x': "invalid character 'x' in numeric literal",
      '1.x': "invalid character 'x' after decimal point in numeric literal",
      '1ex': "invalid character 'x' in exponent of numeric literal",
      trux: "invalid character 'x' in literal true (expecting 'e')",
      '"\\x"': "invalid character 'x' in string escape code",
      '"\\u12g4"': "invalid character 'g' in \\u hexadecimal character escape",
      '"a\nb"': "invalid character '\\n' in string literal",
      "'a'": "invalid character '\\'' looking for beginning of value",
      '\u001f\u008b': "invalid character '\\x1f' looking for beginning of value",
    };
    for (const [text, why] of Object.entries(said)) expect([text, goJsonError(text)]).toEqual([text, why]);
    expect(goJsonError('['.repeat(20_000))).toBe('exceeded max depth');
  });
});
