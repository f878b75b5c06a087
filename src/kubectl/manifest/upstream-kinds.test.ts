import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { apiVersionOf, kinds } from '../../kinds/registry.ts';
import { lint } from './lint.ts';
import { missingKind, upstreamKinds } from './upstream-kinds.ts';

const FILE = join(import.meta.dirname, '../../../../shared/openapi/swagger.json.gz');
interface Operation {
  readonly 'x-kubernetes-group-version-kind'?: { readonly group: string; readonly version: string; readonly kind: string };
}

describe('kinds of Kubernetes', () => {
  it.skipIf(!existsSync(FILE) && process.env['CI'] !== 'true')('are those that can be created by the OpenAPI document', () => {
    const { paths } = JSON.parse(gunzipSync(readFileSync(FILE)).toString()) as { paths: Record<string, { post?: Operation }> };
    const made = Object.values(paths).flatMap(({ post }) => {
      const gvk = post?.['x-kubernetes-group-version-kind'];
      return gvk && !gvk.kind.endsWith('Options') ? [`${gvk.group === '' ? '' : `${gvk.group}/`}${gvk.version} ${gvk.kind}`] : [];
    });
    expect([...upstreamKinds()].sort()).toEqual([...new Set(made)].sort());
  });

  it('hold every kind that is served', () => {
    const all = new Set(upstreamKinds());
    expect(kinds.map((kind) => `${apiVersionOf(kind)} ${kind.kind}`).filter((name) => !all.has(name))).toEqual([]);
  });

  it('tell what is missing here from what is misspelt', () => {
    expect(missingKind('error: no matches for kind "StatefulSet" in version "apps/v1"')).toBe('StatefulSet');
    expect(missingKind('no matches for kind "StatefullSet" in version "apps/v1"')).toBeUndefined();
    expect(missingKind('no matches for kind "StatefulSet" in version "v1"')).toBeUndefined();
    const said = (kind: string) => lint(`apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: a}\n`).map(({ message }) => message);
    expect(said('DaemonSet')).toEqual(['no matches for kind "DaemonSet" in version "apps/v1"']);
    expect(said('Deploymnt')[0]).toContain('did you mean Deployment?');
  });
});
