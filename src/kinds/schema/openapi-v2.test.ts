import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { kinds } from '../registry.ts';
import docs from './docs.gen.json' with { type: 'json' };
import { openApiV2Document } from './openapi-v2.ts';

const file = resolve(import.meta.dirname, '../../../../shared/openapi/swagger.json.gz');
const present = existsSync(file);
type Definitions = Readonly<Record<string, Record<string, unknown>>>;

/** Texts, the order of keys and of required fields, unions (which no client reads) and enums (that document is made without) apart. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([name, inner]) => !(name === 'description' && typeof inner === 'string') && !(name === 'enum' && Array.isArray(inner)) && name !== 'x-kubernetes-unions',
  );
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, inner]) => [name, name === 'required' && Array.isArray(inner) ? [...inner].sort() : bare(inner)]),
  );
}

const gvks = (schema: Record<string, unknown> | undefined): readonly string[] =>
  ((schema?.['x-kubernetes-group-version-kind'] ?? []) as { group: string; version: string; kind: string }[]).map(
    (one) => `${one.group}/${one.version}/${one.kind}`,
  );

describe('OpenAPI version 2', () => {
  const document = openApiV2Document(docs) as { definitions: Definitions; paths: Record<string, Record<string, Record<string, unknown>>> };

  it('marks each kind, and the operations on it', () => {
    for (const { definition, group, version, kind } of kinds) expect(gvks(document.definitions[definition])).toContain(`${group}/${version}/${kind}`);
    const patch = document.paths['/api/v1/namespaces/{namespace}/pods/{name}']?.['patch'];
    expect(patch?.['x-kubernetes-group-version-kind']).toEqual({ group: '', version: 'v1', kind: 'Pod' });
    expect(patch?.['parameters']).toContainEqual({ name: 'fieldValidation', in: 'query', type: 'string', uniqueItems: true });
  });

  it('is there for the comparison when the build is checked', () => {
    if (process.env['CI'] === 'true') expect(present, `${file} is missing`).toBe(true);
  });

  it.skipIf(!present)('has the definitions of the upstream document (skipped when ../shared is missing)', () => {
    const upstream = (JSON.parse(gunzipSync(readFileSync(file)).toString()) as { definitions: Definitions }).definitions;
    const differences: string[] = [];
    for (const [name, mine] of Object.entries(document.definitions)) {
      const { 'x-kubernetes-group-version-kind': _all, ...theirs } = upstream[name] ?? {};
      const { 'x-kubernetes-group-version-kind': _own, ...ours } = mine;
      const [a, b] = [JSON.stringify(bare(ours)), JSON.stringify(bare(theirs))];
      if (a !== b) differences.push(`${name}\n  ${a}\n  ${b}`);
    }
    expect(differences).toEqual([]);
  });

  it.skipIf(!present)('names operations as the upstream document does (skipped when ../shared is missing)', () => {
    const upstream = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { paths: typeof document.paths };
    const rowOf = (operation: Record<string, unknown> | undefined) => {
      const { 200: ok } = (operation?.['responses'] ?? {}) as Record<string, { schema?: { $ref?: string } }>;
      return [
        operation?.['operationId'],
        operation?.['tags'],
        operation?.['x-kubernetes-action'],
        bare(operation?.['x-kubernetes-group-version-kind']),
        ok?.schema?.$ref,
      ];
    };
    let compared = 0;
    for (const [path, item] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(item)) {
        expect([path, method, ...rowOf(operation)]).toEqual([path, method, ...rowOf(upstream.paths[path]?.[method])]);
        compared++;
      }
    expect(compared).toBeGreaterThan(100);
  });
});
