import { describe, expect, it } from 'vitest';
import { goJsonError } from './go-json-error.ts';

describe("what Go's encoding/json says of a text that is no JSON", () => {
  it.each<[string, string, number]>([
    ['', 'unexpected end of JSON input', 0],
    ['{', 'unexpected end of JSON input', 1],
    ['{"a"', 'unexpected end of JSON input', 4],
    ['[1,', 'unexpected end of JSON input', 3],
    ['kind: Pod', "invalid character 'k' looking for beginning of value", 0],
    ["{'a': 1}", "invalid character '\\'' looking for beginning of object key string", 1],
    ['{"a" 1}', "invalid character '1' after object key", 5],
    ['{"a":1 "b":2}', `invalid character '"' after object key:value pair`, 7],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string", 7],
    ['[1 2]', "invalid character '2' after array element", 3],
    ['[1,]', "invalid character ']' looking for beginning of value", 3],
    ['{} {}', "invalid character '{' after top-level value", 3],
    ['tru', 'unexpected end of JSON input', 3],
    ['trux', "invalid character 'x' in literal true (expecting 'e')", 3],
    ['-', 'unexpected end of JSON input', 1],
    ['-a', "invalid character 'a' in numeric literal", 1],
    ['1.x', "invalid character 'x' after decimal point in numeric literal", 2],
    ['1e', 'unexpected end of JSON input', 2],
    ['1ex', "invalid character 'x' in exponent of numeric literal", 2],
    ["'a'", "invalid character '\\'' looking for beginning of value", 0],
    ['\u001f\u008b', "invalid character '\\x1f' looking for beginning of value", 0],
    ['"abc', 'unexpected end of JSON input', 4],
    ['{"kind":', 'unexpected end of JSON input', 8],
    ['01', "invalid character '1' after top-level value", 1],
    ['"a\nb"', "invalid character '\\n' in string literal", 2],
    ['"\\x"', "invalid character 'x' in string escape code", 2],
    ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape", 5],
  ])('%j', (text, message, offset) => {
    expect(goJsonError(text)).toEqual({ message, offset });
  });

  it('finds nothing wrong with JSON, and stays on the ground with what is nested deep', () => {
    for (const text of ['{}', ' [ ] ', '{"a":[1,-0.5e+3,"\\u00e9\\n",true,false,null,{"b":{}}]}', '"x"', '0']) expect(goJsonError(text)).toBeUndefined();
    expect(goJsonError('['.repeat(200_000))?.message).toBe('exceeded max depth');
    expect(goJsonError(`${'['.repeat(9_000)}${']'.repeat(9_000)}`)).toBeUndefined();
  });
});
