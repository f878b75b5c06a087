import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { kinds } from '../registry.ts';
import { otherDefinitions } from './other-structure.gen.ts';
import { rawDefinitions as servedDefinitions } from './structure.gen.ts';
import type { RawDefinition, RawField } from './structure.ts';

/** The generated structure against the upstream document of the version that is served: field by field, list type by list type. */

interface Property {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly items?: Property;
  readonly additionalProperties?: Property;
  readonly [extension: `x-kubernetes-${string}`]: unknown;
}
interface Schema {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-group-version-kind'?: readonly { readonly group: string; readonly version: string; readonly kind: string }[];
}

const file = resolve(import.meta.dirname, '../../../../shared/openapi/swagger.json.gz');
const present = existsSync(file);
const upstream = (): Readonly<Record<string, Schema>> =>
  (JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { definitions: Record<string, Schema> }).definitions;

const SCALARS: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'micro-time',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'int-or-string',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'any',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'any',
};

function typeOf(property: Property): string {
  if (property.$ref) {
    const name = property.$ref.replace('#/definitions/', '');
    return SCALARS[name] ?? `#${name}`;
  }
  switch (property.type) {
    case 'array':
      return `[]${typeOf(property.items ?? {})}`;
    case 'object':
      return property.additionalProperties ? `{}${typeOf(property.additionalProperties)}` : 'any';
    case 'integer':
      return property.format ?? 'int32';
    case 'number':
      return 'double';
    case 'string':
      return property.format === 'byte' ? 'bytes' : 'string';
    default:
      return property.type ?? 'any';
  }
}

const EXTENSIONS = {
  listType: 'x-kubernetes-list-type',
  mapKeys: 'x-kubernetes-list-map-keys',
  mapType: 'x-kubernetes-map-type',
  mergeKey: 'x-kubernetes-patch-merge-key',
  patchStrategy: 'x-kubernetes-patch-strategy',
} as const;

function fieldRow(field: RawField | undefined): Record<string, unknown> | undefined {
  if (field === undefined) return undefined;
  const { enum: _values, ...rest } = typeof field === 'string' ? { type: field, enum: undefined } : { enum: undefined, ...field };
  return rest;
}

function upstreamRow(property: Property): Record<string, unknown> {
  const row: Record<string, unknown> = { type: typeOf(property) };
  for (const [name, extension] of Object.entries(EXTENSIONS)) if (property[extension] !== undefined) row[name] = property[extension];
  return row;
}

const rawDefinitions: Readonly<Record<string, RawDefinition>> = { ...servedDefinitions, ...otherDefinitions };

/** Definitions that are scalars in the structure, or that nothing refers to. */
const NOT_STRUCTURES = /\.(FieldsV1|GroupResource|MicroTime|Patch|Time)$/;

describe('schema', () => {
  it('is there for the comparison when the build is checked', () => {
    if (process.env['CI'] === 'true') expect(present, `${file} is missing`).toBe(true);
  });

  describe.skipIf(!present)('compared with the upstream OpenAPI document (skipped when ../shared is missing)', () => {
    const definitions = present ? upstream() : {};
    const names = Object.keys(rawDefinitions);

    it('leads from what is served to nothing that only the editor knows', () => {
      const referred = [...JSON.stringify(servedDefinitions).matchAll(/#([\w.-]+)/g)].map(([, name]) => name!);
      expect(referred.length).toBeGreaterThan(100);
      expect([...new Set(referred), ...kinds.map(({ definition }) => definition)].filter((name) => !Object.hasOwn(servedDefinitions, name))).toEqual([]);
    });

    it('knows only definitions that exist upstream', () => {
      expect(names.filter((name) => !definitions[name])).toEqual([]);
      expect(names.length).toBeGreaterThan(500);
    });

    it('has every definition of its groups', () => {
      const groups = new Set(names.map((name) => name.replace(/\.[^.]+$/, '')));
      const missing = Object.keys(definitions).filter(
        (name) => groups.has(name.replace(/\.[^.]+$/, '')) && !rawDefinitions[name] && !NOT_STRUCTURES.test(name),
      );
      expect(missing).toEqual([]);
    });

    it('has the same fields, types, formats, list types, map keys, merge keys and patch strategies', () => {
      const differences: string[] = [];
      for (const name of names) {
        const mine = rawDefinitions[name]?.fields ?? {};
        const theirs = definitions[name]?.properties ?? {};
        for (const field of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
          const [a, b] = [fieldRow(mine[field]), theirs[field] && upstreamRow(theirs[field])];
          if (JSON.stringify(sorted(a)) !== JSON.stringify(sorted(b)))
            differences.push(`${name}.${field}: ${JSON.stringify(a)} is ${JSON.stringify(b)} upstream`);
        }
      }
      expect(differences).toEqual([]);
    });

    it('requires the same fields and treats the same structures as atomic', () => {
      for (const name of names) {
        expect([...(rawDefinitions[name]?.required ?? [])].sort(), name).toEqual([...(definitions[name]?.required ?? [])].sort());
        expect(rawDefinitions[name]?.mapType, name).toBe(definitions[name]?.['x-kubernetes-map-type']);
      }
    });

    it('gives the kinds their groups and versions', () => {
      for (const name of names) {
        const kinds = definitions[name]?.['x-kubernetes-group-version-kind'] ?? [];
        const mine = rawDefinitions[name]?.gvk;
        if (mine) expect(kinds, name).toContainEqual({ group: mine[0], version: mine[1], kind: mine[2] });
        else
          expect(
            kinds.filter(({ group }) => group !== '' && kinds.length === 1),
            name,
          ).toEqual([]);
      }
    });
  });
});

const sorted = (row: Record<string, unknown> | undefined): unknown => row && Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
