import { describe, expect, it } from 'vitest';
import { queryOf, queryPairs } from './query.ts';

describe('a query', () => {
  it.each<[string, readonly (readonly [string, string])[]]>([
    ['', []],
    [
      'a=1&b&c=',
      [
        ['a', '1'],
        ['b', ''],
        ['c', ''],
      ],
    ],
    ['labelSelector=app%3Dweb,x+in+(a)', [['labelSelector', 'app=web,x in (a)']]],
    [
      'a=b=c&&=d',
      [
        ['a', 'b=c'],
        ['', 'd'],
      ],
    ],
    ['a=%&b=%zz&c;d=1&e=%41', [['e', 'A']]],
    ['a=%E3%81%82%ff', [['a', '\uFFFD']]],
  ])('%s', (search, pairs) => {
    expect(queryPairs(search)).toEqual(pairs);
  });

  it('has each parameter once, the first; checks that are left out are many', () => {
    expect(queryOf('watch=1&watch=0&exclude=etcd&exclude=ping')).toEqual({ watch: '1', exclude: 'etcd,ping' });
    expect(queryOf('')).toBeUndefined();
    expect(Object.keys(queryOf('__proto__=a') ?? {})).toEqual(['__proto__']);
  });
});
