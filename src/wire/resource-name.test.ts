import { expect, it } from 'vitest';
import { kinds } from '../kinds/registry.ts';
import { kindNameOf, resourceNameOf } from './resource-name.ts';

it.each(kinds.map(({ kind, resource }) => [kind, resource]))('%s is served as %s', (kind, resource) => {
  expect(resourceNameOf(kind)).toBe(resource);
  expect(kindNameOf(resource)).toBe(kind);
});
