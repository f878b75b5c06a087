// Generates src/kinds/schema/: `npm run gen:schema`, or `node main.mjs FOLDER` to keep the unpacked packages in FOLDER.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readFormats, readMeta } from './client.mjs';
import { readDirectory } from './directory.mjs';
import { docsJson, structureFile, typesFile } from './emit.mjs';
import { mergeDefinitions } from './merge.mjs';
import { readModels } from './models.mjs';
import { fetchPackages } from './packages.mjs';
import { splitByService } from './served.mjs';

/** The groups that are served or used inside others. Earlier groups have the first claim on a short type name. */
const GROUPS = [
  'v1',
  'apps/v1',
  'batch/v1',
  'autoscaling/v2',
  'autoscaling/v1',
  'networking.k8s.io/v1',
  'policy/v1',
  'rbac.authorization.k8s.io/v1',
  'storage.k8s.io/v1',
  'scheduling.k8s.io/v1',
  'discovery.k8s.io/v1',
  'coordination.k8s.io/v1',
  'events.k8s.io/v1',
  'authentication.k8s.io/v1',
  'authorization.k8s.io/v1',
  'admissionregistration.k8s.io/v1',
  'apiextensions.k8s.io/v1',
  'apiregistration.k8s.io/v1',
  'certificates.k8s.io/v1',
  'node.k8s.io/v1',
];

const META = [
  'APIGroup',
  'APIGroupList',
  'APIResource',
  'APIResourceList',
  'APIVersions',
  'Condition',
  'DeleteOptions',
  'FieldSelectorRequirement',
  'GroupVersionForDiscovery',
  'LabelSelector',
  'LabelSelectorRequirement',
  'ListMeta',
  'ManagedFieldsEntry',
  'ObjectMeta',
  'OwnerReference',
  'Preconditions',
  'ServerAddressByClientCIDR',
  'ShardInfo',
  'Status',
  'StatusCause',
  'StatusDetails',
];

const packages = fetchPackages(process.argv[2]);
const models = readModels(packages.models, GROUPS);
const definitions = mergeDefinitions({
  models,
  meta: readMeta(packages.client, META),
  formats: (definition) => readFormats(packages.client, definition),
  directory: readDirectory(packages.directory),
});
const target = join(fileURLToPath(new URL('.', import.meta.url)), '../../kinds/schema');
writeFileSync(join(target, 'types.gen.ts'), typesFile(definitions));
const [served, others] = splitByService(definitions);
writeFileSync(join(target, 'structure.gen.ts'), structureFile(served, 'rawDefinitions'));
writeFileSync(join(target, 'other-structure.gen.ts'), structureFile(others, 'otherDefinitions'));
writeFileSync(join(target, 'docs.gen.json'), docsJson(definitions));
console.log(`${definitions.size} definitions`);
