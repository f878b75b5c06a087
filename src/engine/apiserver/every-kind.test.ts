import { describe, expect, it } from 'vitest';
import type { Kind } from '../../kinds/kind.ts';
import { apiVersionOf, kinds } from '../../kinds/registry.ts';
import { etcd } from '../etcd/store.ts';
import { PATCHES, type Server, startServer } from './server.testing.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const collectionOf = (kind: Kind): string => {
  const root = kind.group === '' ? '/api/v1' : `/apis/${kind.group}/${kind.version}`;
  return `${root}/${kind.namespaced ? 'namespaces/default/' : ''}${kind.resource}`;
};
const revOf = ({ sim }: Server): number => sim.get(etcd).root.rev;

describe.each(kinds.map((kind) => [`${apiVersionOf(kind)} ${kind.kind}`, kind] as const))('%s', (_name, kind) => {
  it.each(kind.samples.filter(({ metadata }) => !metadata.name.startsWith('system-')).map((sample) => [sample.metadata.name, sample] as const))(
    '%s lives a whole life',
    (name, sample) => {
      const server = startServer();
      const { call } = server;
      const account = (sample['spec'] as { serviceAccountName?: string } | undefined)?.serviceAccountName;
      if (account) call('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: account } });
      const collection = collectionOf(kind);
      const path = `${collection}/${name}`;
      const { namespace: _elsewhere, ...metadata } = sample.metadata;
      const body = { ...sample, metadata };

      const dry = call('POST', `${collection}?dryRun=All`, body);
      const made = call('POST', collection, body);
      expect({ code: made.code, message: made.body.message }).toEqual({ code: 201, message: kind.resource === 'events' ? made.body.message : undefined });
      expect(dry.code).toBe(201);
      expect(call('GET', path).body).toEqual(made.body);
      expect(call('GET', collection).body.items).toContainEqual(made.body);

      const rev = revOf(server);
      expect(call('PUT', path, made.body)).toMatchObject({ code: 200 });
      expect(call('PATCH', path, {}, { contentType: PATCHES.merge }).code).toBe(200);
      expect(call('PATCH', path, { metadata: { name } }, { contentType: PATCHES.strategic }).code).toBe(200);
      expect(revOf(server)).toBe(rev);

      const table = call('GET', path, undefined, { accept: TABLE }).body;
      expect(table.rows[0].cells).toHaveLength(table.columnDefinitions.length);

      const marked = call('PATCH', path, { metadata: { labels: { touched: 'yes' } } }, { contentType: PATCHES.strategic });
      expect([marked.code, marked.body.metadata.labels.touched]).toEqual([200, 'yes']);
      expect(call('DELETE', path, { gracePeriodSeconds: 0 }).code).toBe(200);
      const left = call('GET', path);
      if (left.code !== 404) expect(left.body.metadata.deletionTimestamp).toBe('2026-01-01T00:00:00Z');
    },
  );
});
