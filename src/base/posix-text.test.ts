import { describe, expect, it } from 'vitest';
import { characterSet, cutLine, cutRanges, regexSource, translate } from './posix-text.ts';

describe('patterns of grep and sed', () => {
  it.each<[string, 'basic' | 'extended', string, boolean]>([
    ['a+', 'basic', 'a+', true],
    ['a+', 'basic', 'aa', false],
    ['a\\+', 'basic', 'aa', true],
    ['(a|b)', 'basic', 'a', false],
    ['\\(a\\|b\\)$', 'basic', 'xb', true],
    ['(a|b)$', 'extended', 'xb', true],
    ['^[[:digit:]]*[[:punct:]]$', 'basic', '12/', true],
    ['\\<web\\>', 'basic', 'a web b', true],
    ['\\<web\\>', 'basic', 'webs', false],
  ])('%s (%s) in %s', (pattern, kind, text, found) => {
    expect(new RegExp(regexSource(pattern, kind)!).test(text)).toBe(found);
  });

  it.each(['(a+)+', 'a*a*a*a*a*b', '(a|b)*', '(', '[b-a]'])('not %s', (pattern) => {
    expect(regexSource(pattern, 'extended')).toBeUndefined();
  });
});

describe('tr', () => {
  const asked = { deletes: false, squeezes: false, complements: false, from: characterSet('[:lower:]'), to: characterSet('[:upper:]') };

  it('translates, deletes and squeezes, also over the end of a piece', () => {
    expect(translate(asked, 'web-1', '').out).toBe('WEB-1');
    expect(characterSet('a-c\\n[:blank:]')).toEqual(['a', 'b', 'c', '\n', ' ', '\t']);
    const squeeze = { ...asked, squeezes: true, from: [' '], to: [] };
    const first = translate(squeeze, 'a  ', '');
    expect(first.out + translate(squeeze, '  b', first.last).out).toBe('a b');
    expect(translate({ ...asked, deletes: true, complements: true, from: characterSet('0-9'), to: [] }, 'web-12x', '').out).toBe('12');
  });
});

describe('cut', () => {
  it('takes lists of fields and of characters', () => {
    const read = cutRanges('2,4-');
    const ranges = 'ranges' in read ? read.ranges : [];
    expect(cutLine('a b c d e', ranges, { delimiter: ' ', onlyDelimited: false })).toBe('b d e');
    expect(cutLine('abcde', ranges, { delimiter: undefined, onlyDelimited: false })).toBe('bde');
    expect(cutLine('abcde', ranges, { delimiter: ' ', onlyDelimited: true })).toBeUndefined();
    expect(['0', '3-1', '-', 'x'].map(cutRanges)).toEqual([
      { problem: 'fields are numbered from 1' },
      { problem: 'invalid decreasing range' },
      { problem: 'invalid range with no endpoint: -' },
      { problem: 'invalid field value ‘x’' },
    ]);
  });
});
