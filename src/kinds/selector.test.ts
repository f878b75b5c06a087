import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorListText } from './errors.ts';
import type { LabelSelector } from './schema/types.gen.ts';
import {
  formatLabelSelector,
  labelSelectorErrors,
  matches,
  matchesFields,
  parseFieldSelector,
  parseLabelSelector,
  selectorOf,
  selectorOfLabels,
  selectorText,
} from './selector.ts';

const parsed = (text: string) => {
  const result = parseLabelSelector(text);
  if (!result.ok) throw new Error(result.error);
  return result.value;
};

describe('label selectors as text', () => {
  it.each([
    ['', ''],
    ['a=b', 'a=b'],
    ['a==b', 'a==b'],
    [' a = b , c!=d ', 'a=b,c!=d'],
    ['z,a', 'a,z'],
    ['!a', '!a'],
    ['x in (foo,,baz),y,z notin ()', 'x in (,baz,foo),y,z notin ()'],
    ['a in (in,notin)', 'a in (in,notin)'],
    ['in=notin', 'in=notin'],
    ['a=', 'a='],
    ['a=,b', 'a=,b'],
    ['cpu>4,mem<8', 'cpu>4,mem<8'],
    ['example.com/tier=web', 'example.com/tier=web'],
  ])('%j is read as %j', (text, canonical) => {
    expect(selectorText(parsed(text))).toBe(canonical);
  });

  it.each([
    [',', "found ',', expected: !, identifier, or 'end of string'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a,', "found '', expected: identifier after ','"],
    ['a in x', "unable to parse requirement: found 'x' expected: '('"],
    ['a in (x', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a==!', "unable to parse requirement: found '!', expected: identifier"],
    ['a>x', "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer"],
  ])('%j is refused', (text, message) => {
    expect(parseLabelSelector(text)).toEqual({ ok: false, error: message });
  });

  it('tells what is wrong with a value', () => {
    const result = parseLabelSelector('app=b@d');
    expect(!result.ok && result.error).toContain(
      'unable to parse requirement: values[0][app]: Invalid value: "b@d": a valid label must be an empty string or consist of',
    );
  });
});

describe('matching', () => {
  const labels = { app: 'web', tier: 'front', cpu: '8' };
  it.each([
    ['', true],
    ['app=web', true],
    ['app!=web', false],
    ['app in (web,db)', true],
    ['app notin (web)', false],
    ['other notin (web)', true],
    ['other!=x', true],
    ['tier', true],
    ['!tier', false],
    ['!toString', true],
    ['cpu>4', true],
    ['cpu<4', false],
    ['app>4', false],
    ['app=web,tier=back', false],
  ])('%s: %s', (text, expected) => {
    expect(matches(parsed(text), labels)).toBe(expected);
  });

  it('a missing LabelSelector matches nothing, an empty one everything', () => {
    expect(matches(selectorOf(undefined), labels)).toBe(false);
    expect(matches(selectorOf({}), labels)).toBe(true);
    expect(matches(selectorOf({}), undefined)).toBe(true);
    expect(formatLabelSelector({})).toBe('<none>');
    expect(formatLabelSelector({ matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['b', 'a'] }] })).toBe(
      'app=web,tier notin (a,b)',
    );
  });
});

describe('LabelSelector validation', () => {
  it.each<[LabelSelector, string]>([
    [
      { matchExpressions: [{ key: 'a', operator: 'In', values: [] }] },
      "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    ],
    [
      { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] },
      "spec.selector.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    ],
    [
      { matchExpressions: [{ key: 'a', operator: 'Like' }] },
      'spec.selector.matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator',
    ],
  ])('%j', (selector, message) => {
    expect(errorListText(labelSelectorErrors(selector, 'spec.selector'))).toBe(message);
  });
});

describe('field selectors', () => {
  it('reads terms and escapes', () => {
    expect(parseFieldSelector('spec.nodeName=a,status.phase!=Running')).toEqual({
      ok: true,
      value: [
        { field: 'spec.nodeName', operator: '=', value: 'a' },
        { field: 'status.phase', operator: '!=', value: 'Running' },
      ],
    });
    expect(parseFieldSelector('a=b\\,c')).toEqual({ ok: true, value: [{ field: 'a', operator: '=', value: 'b,c' }] });
    expect(parseFieldSelector('')).toEqual({ ok: true, value: [] });
  });

  it('refuses what it cannot understand', () => {
    expect(parseFieldSelector('a')).toEqual({ ok: false, error: "invalid selector: 'a'; can't understand 'a'" });
    expect(parseFieldSelector('a=b\\x').ok).toBe(false);
  });

  it('matches by the values of the fields', () => {
    const result = parseFieldSelector('a=1,b!=2');
    expect(result.ok && matchesFields(result.value, (field) => (field === 'a' ? '1' : '3'))).toBe(true);
    expect(result.ok && matchesFields(result.value, () => '2')).toBe(false);
  });
});

const key = fc.stringMatching(/^[a-z]([a-z0-9]{0,4}[a-z0-9])?$/);
const labelMap = fc.dictionary(key, fc.stringMatching(/^[a-z0-9]{0,3}$/), { maxKeys: 4 });

describe('laws', () => {
  it('labels match the selector made of them', () => {
    fc.assert(
      fc.property(labelMap, (labels) => {
        const selector = selectorOfLabels(labels);
        expect(matches(selector, labels)).toBe(true);
        expect(matches(parsed(selectorText(selector)), labels)).toBe(true);
      }),
    );
  });

  it('a selector and its text select the same', () => {
    const requirement = fc.oneof(
      fc.tuple(key, fc.constantFrom('=', '!='), key).map((parts) => parts.join('')),
      fc.tuple(key, fc.constantFrom('in', 'notin'), fc.array(key, { minLength: 1, maxLength: 3 })).map(([k, op, values]) => `${k} ${op} (${values.join(',')})`),
      key,
      key.map((k) => `!${k}`),
    );
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), labelMap, (parts, labels) => {
        const selector = parsed(parts.join(','));
        expect(matches(parsed(selectorText(selector)), labels)).toBe(matches(selector, labels));
      }),
    );
  });

  it('in and notin, = and != are opposites', () => {
    fc.assert(
      fc.property(labelMap, key, key, (labels, k, value) => {
        expect(matches(parsed(`${k} in (${value})`), labels)).toBe(!matches(parsed(`${k} notin (${value})`), labels));
        expect(matches(parsed(`${k}=${value}`), labels)).toBe(!matches(parsed(`${k}!=${value}`), labels));
      }),
    );
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof parseLabelSelector(text).ok).toBe('boolean');
        expect(typeof parseFieldSelector(text).ok).toBe('boolean');
      }),
    );
  });
});
