import { describe, expect, it } from 'vitest';
import type { Draft } from '../../session/console.ts';
import { bodyType, requestOf } from './request-of.ts';

const draft = (part: Partial<Draft>): Draft => ({ method: 'GET', target: '/api/v1/pods', accept: '', contentType: '', body: '', ...part });

describe('what is written in the console', () => {
  it('becomes a request: path, query, headers, body', () => {
    expect(requestOf(draft({ target: ' /api/v1/pods?labelSelector=app%3Dweb&limit=5&limit=6 ', accept: 'application/yaml', body: 'left over' }))).toEqual({
      request: { method: 'GET', path: '/api/v1/pods', query: { labelSelector: 'app=web', limit: '5' }, accept: 'application/yaml' },
    });
    expect(requestOf(draft({ method: 'PATCH', body: '{"a":1}', contentType: 'application/json-patch+json' }))).toEqual({
      request: { method: 'PATCH', path: '/api/v1/pods', contentType: 'application/json-patch+json', body: { a: 1 } },
    });
    expect(requestOf(draft({ method: 'DELETE' }))).toEqual({ request: { method: 'DELETE', path: '/api/v1/pods' } });
  });

  it('reads YAML as kubectl does, where the Content-Type says YAML', () => {
    const body = 'kind: Pod\nspec:\n  on: yes\n';
    expect(requestOf(draft({ method: 'POST', contentType: 'application/yaml', body }))).toMatchObject({
      request: { contentType: 'application/yaml', body: { kind: 'Pod', spec: { true: true } } },
    });
  });

  it.each<[string, Partial<Draft>, object]>([
    ['a path without a slash', { target: 'pods' }, { what: 'path' }],
    ['a path of another host', { target: '//evil.example/api' }, { what: 'path' }],
    ['an address', { target: 'http://evil.example/api' }, { what: 'path' }],
    ['what is too long for a session', { target: `/api/v1/pods?labelSelector=${'a'.repeat(65_536)}` }, { what: 'query' }],
    ['what is nested too deep', { method: 'POST', body: `${'['.repeat(200)}${']'.repeat(200)}` }, { what: 'json', message: 'exceeded max depth' }],
    ['what is nested far too deep', { method: 'POST', body: '['.repeat(100_000) }, { what: 'json', message: 'exceeded max depth' }],
    ['half a JSON', { method: 'POST', body: '{\n  "a": 1,\n' }, { what: 'json', line: 3 }],
    [
      'YAML that calls itself JSON',
      { method: 'POST', contentType: 'application/json', body: 'kind: Pod' },
      { what: 'json', line: 1, message: "invalid character 'k' looking for beginning of value" },
    ],
    ['bad YAML', { method: 'POST', contentType: 'application/yaml', body: 'a: 1\nb: [1\n' }, { what: 'yaml' }],
    ['an alias bomb', { method: 'POST', contentType: 'application/yaml', body: `a: &a [*a]` }, { what: 'yaml' }],
    ['two documents', { method: 'POST', contentType: 'application/yaml', body: 'a: 1\n---\nb: 2\n' }, { what: 'documents', line: 3 }],
  ])('is not sent: %s', (_name, part, problem) => {
    expect(requestOf(draft(part))).toMatchObject({ problem });
  });

  it('keeps a name like __proto__ as data', () => {
    const read = requestOf(draft({ method: 'POST', target: '/x?__proto__=a', body: '{"__proto__":{"polluted":1}}' }));
    expect('request' in read && Object.keys(read.request.body as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('takes the type that the method knows', () => {
    expect(bodyType({ method: 'PATCH', contentType: 'application/json', body: '' })).toBe('application/merge-patch+json');
    expect(bodyType({ method: 'POST', contentType: 'application/yaml', body: '' })).toBe('application/yaml');
    expect(bodyType({ method: 'POST', contentType: 'text/plain', body: '' })).toBe('text/plain');
    expect(bodyType({ method: 'POST', contentType: '', body: 'kind: ConfigMap' })).toBe('application/yaml');
    expect(bodyType({ method: 'POST', contentType: '', body: ' {"kind": "ConfigMap"}' })).toBe('application/json');
    expect(bodyType({ method: 'PATCH', contentType: '', body: 'spec: {}' })).toBe('application/merge-patch+json');
  });
});
