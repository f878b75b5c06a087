import { deepEqual } from '../../base/json.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { invalid } from '../errors.ts';
import type { FieldError, Kind } from '../kind.ts';
import { finalizerErrors, objectMetaErrors, objectMetaUpdateErrors } from '../metadata.ts';
import { nameIsLabel } from '../names.ts';
import { fieldFrom } from '../remember.ts';
import type { Namespace } from '../schema/types.gen.ts';
import { keepStatus, onlyStatus, plainStrategy } from '../strategy.ts';

const rules = { namespaced: false, nameErrors: nameIsLabel };

/** Every namespace can be selected by its name (SetDefaults_Namespace). */
const NAME_LABEL = 'kubernetes.io/metadata.name';

function defaults(object: Namespace): Namespace {
  const { metadata } = object;
  const named =
    metadata.name && metadata.labels?.[NAME_LABEL] !== metadata.name
      ? { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [NAME_LABEL]: metadata.name } } }
      : object;
  const spec = named.spec === undefined ? { ...named, spec: {} } : named;
  return spec.status?.phase === undefined ? { ...spec, status: { ...spec.status, phase: 'Active' } } : spec;
}

/** The namespace controller takes the finalizer away when everything in the namespace is gone. */
function prepareForCreate(object: Namespace): Namespace {
  const finalizers = object.spec.finalizers ?? [];
  const held = finalizers.includes('kubernetes') ? object.spec : { ...object.spec, finalizers: [...finalizers, 'kubernetes'] };
  return { ...object, spec: held, status: { phase: 'Active' } };
}

const checkFinalizers = (object: Namespace, path: (i: number) => string): readonly FieldError[] =>
  (object.spec.finalizers ?? []).flatMap((name, i) => finalizerErrors(name, path(i)));

function validateStatusUpdate(next: Namespace, previous: Namespace): readonly FieldError[] {
  const errors = objectMetaUpdateErrors(next.metadata, previous.metadata);
  const deleted = next.metadata.deletionTimestamp !== undefined;
  const phase = next.status.phase;
  if (!deleted && phase !== 'Active') errors.push(invalid('status.Phase', phase, "may only be 'Active' if `deletionTimestamp` is empty"));
  if (deleted && phase !== 'Terminating') errors.push(invalid('status.Phase', phase, "may only be 'Terminating' if `deletionTimestamp` is not empty"));
  return errors;
}

export const namespace: Kind<Namespace> = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  resource: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  categories: [],
  namespaced: false,
  definition: 'io.k8s.api.core.v1.Namespace',
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: ['finalize', 'status'],
  nameErrors: nameIsLabel,
  strategy: plainStrategy<Namespace>(rules, {
    defaults,
    prepareForCreate,
    prepareForUpdate: (next, previous) => {
      const finalizers = previous.spec.finalizers;
      const spec = deepEqual(next.spec.finalizers, finalizers) ? next.spec : fieldFrom(next.spec, 'finalizers', previous.spec);
      return keepStatus(spec === next.spec ? next : { ...next, spec }, previous);
    },
    prepareForStatusUpdate: onlyStatus,
    validate: (object) => [...objectMetaErrors(object.metadata, rules), ...checkFinalizers(object, () => 'spec.finalizers')],
    validateUpdate: (next, previous) => objectMetaUpdateErrors(next.metadata, previous.metadata),
    validateStatusUpdate,
    mayBeRemoved: (object) => (object.spec?.finalizers ?? []).length === 0,
  }),
  selectableFields: { 'status.phase': ({ status }) => status?.phase ?? '' },
  columns: [nameColumn(), textColumn('Status', 'The status of the namespace', ({ status }: Namespace) => status?.phase ?? ''), ageColumn()],
  samples: [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a', labels: { team: 'a' } } },
  ],
};
