import { describe, expect, it } from 'vitest';
import { type Findable, ranked, score } from './match.ts';

const entry = (name: string, words: readonly string[] = [], weight = 0): Findable => ({ name, words, weight });

describe('what a search finds', () => {
  it('needs every word, in any order, in its name, its kind or its verbs', () => {
    const web = entry('web', ['Deployment', 'deploy']);
    expect(score(web, 'deploy web')).toBeGreaterThan(0);
    expect(score(web, 'web DEPLOYMENT')).toBeGreaterThan(0);
    expect(score(web, 'web service')).toBe(0);
    expect(score(web, 'deployment/web')).toBeGreaterThan(0);
  });

  it('puts the very name before its beginning, a beginning before a middle, and the usual kinds first', () => {
    const names = (query: string, entries: readonly Findable[]) => ranked(entries, query, 10).map(({ name }) => name);
    expect(names('web', [entry('cobweb'), entry('web-7f'), entry('web')])).toEqual(['web', 'web-7f', 'cobweb']);
    expect(names('scale', [entry('scale-test', ['Namespace'], 0.25), entry('scale', ['replicas', 'web', 'Deployment'], 0.4)])[0]).toBe('scale');
    expect(names('node-1', [entry('node-1', ['Pod'], 0.7), entry('node-1', ['Node'], 0.6)])).toHaveLength(2);
  });
});
