import { describe, expect, it } from 'vitest';
import { kinds } from '../kinds/registry.ts';
import { CLUSTER_SCOPED } from './api-path.ts';

describe('resources in no namespace', () => {
  it('are those of the kinds that are served', () => {
    for (const { resource, namespaced } of kinds) expect([resource, CLUSTER_SCOPED.has(resource)]).toEqual([resource, !namespaced]);
  });
});
