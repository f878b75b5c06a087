import { forbiddenField, invalid, notSupported, required } from '../errors.ts';
import { checkAnnotations, checkLabels } from '../metadata.ts';
import { dns1123SubdomainErrors, MUST_BE_POSITIVE, nameIsLabel, nameIsSubdomain } from '../names.ts';
import { quantity } from '../quantity.ts';
import type { Errors } from '../remember.ts';
import { onceClean } from '../remember.ts';
import { labelSelectorErrors } from '../selector.ts';
import type { PersistentVolumeClaimSpec, PersistentVolumeClaimTemplate, TypedLocalObjectReference, TypedObjectReference } from '../schema/types.gen.ts';

/** ValidatePersistentVolumeClaimSpec: of claims, of templates in pods, of StatefulSets. */

export const ACCESS_MODES: readonly string[] = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const VOLUME_MODES: readonly string[] = ['Block', 'Filesystem'];

export function checkAccessModes(modes: readonly string[], path: string, errors: Errors): void {
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) errors.push(notSupported(path, mode, ACCESS_MODES));
  const single = modes.includes('ReadWriteOncePod');
  const others = modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode));
  if (single && others) errors.push(forbiddenField(path, 'may not use ReadWriteOncePod with other access modes'));
}

export const checkClaimSpec = onceClean((spec: PersistentVolumeClaimSpec, path, errors) => {
  const modes = spec.accessModes ?? [];
  if (modes.length === 0) errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'));
  errors.push(...labelSelectorErrors(spec.selector, `${path}.selector`));
  checkAccessModes(modes, `${path}.accessModes`, errors);
  const storage = spec.resources?.requests?.['storage'];
  if (storage === undefined) errors.push(required(`${path}.resources[storage]`));
  else if (quantity(storage).nanos <= 0n) errors.push(invalid(`${path}.resources[storage]`, storage, MUST_BE_POSITIVE));
  if (spec.storageClassName) checkClassName(spec.storageClassName, `${path}.storageClassName`, errors);
  if (spec.volumeMode !== undefined && !VOLUME_MODES.includes(spec.volumeMode)) errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, VOLUME_MODES));
  checkDataSources(spec, path, errors);
  if (spec.volumeAttributesClassName) checkClassName(spec.volumeAttributesClassName, `${path}.volumeAttributesClassName`, errors);
});

export function checkClassName(name: string, path: string, errors: Errors): void {
  for (const message of nameIsSubdomain(name, false)) errors.push(invalid(path, name, message));
}

function checkDataSources(spec: PersistentVolumeClaimSpec, path: string, errors: Errors): void {
  const { dataSource, dataSourceRef } = spec;
  if (dataSource) checkDataSource(dataSource, `${path}.dataSource`, errors);
  if (dataSourceRef) {
    checkDataSource(dataSourceRef, `${path}.dataSourceRef`, errors);
    const { namespace } = dataSourceRef;
    if (namespace) for (const message of nameIsLabel(namespace, false)) errors.push(invalid(`${path}.dataSourceRef.namespace`, namespace, message));
  }
  if (!dataSource || !dataSourceRef) return;
  if (dataSourceRef.namespace) errors.push(invalid(path, `${path}.dataSource`, 'may not be specified when dataSourceRef.namespace is specified'));
  else if (dataSource.apiGroup !== dataSourceRef.apiGroup || dataSource.kind !== dataSourceRef.kind || dataSource.name !== dataSourceRef.name) {
    errors.push(invalid(path, `${path}.dataSource`, 'must match dataSourceRef'));
  }
}

function checkDataSource(source: TypedLocalObjectReference | TypedObjectReference, path: string, errors: Errors): void {
  if (!source.name) errors.push(required(`${path}.name`));
  if (!source.kind) errors.push(required(`${path}.kind`));
  if (!source.apiGroup && source.kind !== 'PersistentVolumeClaim') {
    errors.push(invalid(path, source.kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  }
  if (source.apiGroup) for (const message of dns1123SubdomainErrors(source.apiGroup)) errors.push(invalid(`${path}.apiGroup`, source.apiGroup, message));
}

/** ValidatePersistentVolumeClaimTemplate: of its metadata only labels and annotations may be set. */
export function checkClaimTemplate(template: PersistentVolumeClaimTemplate, path: string, errors: Errors): void {
  const meta = template.metadata ?? {};
  checkAnnotations(meta.annotations, `${path}.metadata.annotations`, errors);
  checkLabels(meta.labels, `${path}.metadata.labels`, errors);
  for (const field of Object.keys(meta)) {
    if (field !== 'labels' && field !== 'annotations') errors.push(forbiddenField(`${path}.metadata.${field}`, 'cannot be set'));
  }
  checkClaimSpec(template.spec, `${path}.spec`, errors);
}
