import { describe, expect, it } from 'vitest';
import { collectionOf, completePath, type Known, type Served } from './complete-path.ts';

const one = (root: string, name: string, namespaced: boolean, shortNames: readonly string[] = []): Served => ({
  root,
  name,
  namespaced,
  verbs: ['get', 'list'],
  shortNames,
});

const KNOWN: Known = {
  served: [
    one('/api/v1', 'namespaces', false, ['ns']),
    one('/api/v1', 'namespaces/status', false),
    one('/api/v1', 'nodes', false, ['no']),
    one('/api/v1', 'pods', true, ['po']),
    one('/api/v1', 'pods/log', true),
    one('/api/v1', 'pods/eviction', true),
    one('/apis/apps/v1', 'deployments', true, ['deploy']),
  ],
  namespaces: ['default', 'shop'],
  names: (collection) => (collection.endsWith('/pods') ? ['web-1', 'web-2'] : collection.endsWith('/nodes') ? ['node-1'] : []),
};

const complete = (target: string, method = 'GET'): readonly string[] => completePath(target, method, KNOWN);

describe('completing a path', () => {
  it.each<[string, readonly string[]]>([
    ['/', ['/api', '/api/v1/', '/apis', '/apis/apps/v1/', '/healthz', '/livez', '/readyz', '/version']],
    ['/apis/', ['/apis/apps/v1/']],
    ['/api/v1/n', ['/api/v1/namespaces', '/api/v1/nodes', '/api/v1/namespaces/default/', '/api/v1/namespaces/shop/']],
    ['/api/v1/namespaces/shop/', ['/api/v1/namespaces/shop/pods']],
    ['/api/v1/namespaces/shop/pods/', ['/api/v1/namespaces/shop/pods/web-1', '/api/v1/namespaces/shop/pods/web-2']],
    ['/api/v1/namespaces/shop/pods/web-1/', ['/api/v1/namespaces/shop/pods/web-1/log', '/api/v1/namespaces/shop/pods/web-1/eviction']],
    ['/api/v1/nodes/', ['/api/v1/nodes/node-1']],
    ['deploy', ['/apis/apps/v1/namespaces/default/deployments', '/apis/apps/v1/deployments']],
    ['/nothing', []],
  ])('%s', (target, options) => {
    expect(complete(target)).toEqual(options);
  });

  it('knows what a query may say, each once', () => {
    expect(complete('/api/v1/pods?w')).toEqual(['/api/v1/pods?watch=1']);
    expect(complete('/api/v1/pods?limit=5&li')).toEqual([]);
    expect(complete('/api/v1/pods?', 'DELETE')).toContain('/api/v1/pods?dryRun=All');
    expect(complete('/api/v1/namespaces/shop/pods/web-1/log?f')).toEqual(['/api/v1/namespaces/shop/pods/web-1/log?follow=true']);
  });

  it('asks for names only of a collection', () => {
    expect(collectionOf('/api/v1/namespaces/shop/pods/we')).toBe('/api/v1/namespaces/shop/pods');
    expect(collectionOf('/api/v1/nodes/')).toBe('/api/v1/nodes');
    expect(collectionOf('/api/v1/nodes/a/')).toBeUndefined();
    expect(collectionOf('/api/v1/pods?limit=1')).toBeUndefined();
    expect(collectionOf('/version')).toBeUndefined();
  });
});
