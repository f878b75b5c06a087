import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { errorListText } from './errors.ts';
import type { KubeObject } from './object.ts';
import { kindOf } from './registry.ts';
import { decode } from './schema/decode.ts';

/** Manifests as people publish them: what is of a known kind is decoded and valid. */

const root = resolve(import.meta.dirname, '../../../shared/manifests');
const present = existsSync(root);

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : /\.(ya?ml|json)$/.test(entry.name) ? [path] : [];
  });
}

function objectsIn(file: string): KubeObject[] {
  const text = readFileSync(file, 'utf8');
  const documents = parseAllDocuments(text, { version: '1.1', uniqueKeys: false, logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  const values = documents
    .filter((document) => document.errors.length === 0)
    .map((document) => document.toJS({ maxAliasCount: 1000 }) as KubeObject & { items?: KubeObject[] });
  return values
    .flatMap((value) => (value?.kind === 'List' ? (value.items ?? []) : [value]))
    .filter((value) => typeof value?.apiVersion === 'string' && typeof value.kind === 'string');
}

/** Metadata the server would fill in. */
const placed = (object: KubeObject): KubeObject => {
  const kind = kindOf(object);
  const { generateName, ...metadata } = object.metadata ?? {};
  return {
    ...object,
    metadata: { ...metadata, name: metadata.name ?? `${generateName}x7k2p`, ...(kind?.namespaced ? { namespace: metadata.namespace ?? 'default' } : {}) },
  };
};

describe('manifests', () => {
  it('are there when the build is checked', () => {
    if (process.env['CI'] === 'true') expect(present, `${root} is missing`).toBe(true);
  });

  it.skipIf(!present)('of known kinds are taken (skipped when ../shared is missing)', () => {
    const refused: string[] = [];
    let taken = 0;
    for (const file of filesIn(root)) {
      for (const object of objectsIn(file)) {
        const kind = kindOf(object);
        if (!kind) continue;
        const { object: read, error, unknownFields } = decode(kind.definition, placed(object));
        const what = `${file.slice(root.length + 1)}: ${object.kind} ${object.metadata?.name}`;
        if (error !== undefined) {
          refused.push(`${what}: ${error}`);
          continue;
        }
        if (unknownFields.length > 0) refused.push(`${what}: unknown ${unknownFields.join(', ')}`);
        const whole = kind.strategy.prepareForCreate(kind.strategy.defaults(read as unknown as KubeObject), {
          now: '2026-01-01T00:00:00Z',
          user: 'a',
          meta: {},
        });
        const errors = kind.strategy.validate(whole);
        if (errors.length > 0) refused.push(`${what}: ${errorListText(errors)}`);
        else taken++;
      }
    }
    expect(taken).toBeGreaterThan(100);
    // The ServiceAccount admission would have named the account.
    expect(refused).toEqual([
      'container-solutions/Pod/spec.containers.volumes.projected.sources.serviceAccountToken/sa-token.yaml: Pod volumes-sa-token-pod: spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set',
    ]);
  });
});
