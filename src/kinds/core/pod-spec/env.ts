import { invalid, required } from '../../errors.ts';
import { configKeyErrors, envNameErrors, nameIsSubdomain } from '../../names.ts';
import type { Errors } from '../../remember.ts';
import { onceClean } from '../../remember.ts';
import type { EnvFromSource, EnvVar, EnvVarSource } from '../../schema/types.gen.ts';
import { checkFieldRef, checkResourceFieldRef, ENV_FIELDS } from './downward.ts';
import { checkDescendingPath } from './paths.ts';

/** ValidateEnv and ValidateEnvFrom. */

export const checkEnv = onceClean((env: readonly EnvVar[], path, errors) => {
  env.forEach((item, i) => {
    const at = `${path}[${i}]`;
    if (!item.name) errors.push(required(`${at}.name`));
    else for (const message of envNameErrors(item.name)) errors.push(invalid(`${at}.name`, item.name, message));
    if (item.valueFrom) checkSource(item.valueFrom, item.value ?? '', `${at}.valueFrom`, errors);
  });
});

function checkSource(source: EnvVarSource, value: string, path: string, errors: Errors): void {
  let sources = 0;
  if (source.fieldRef) {
    sources++;
    checkFieldRef(source.fieldRef, ENV_FIELDS, `${path}.fieldRef`, errors);
  }
  if (source.resourceFieldRef) {
    sources++;
    checkResourceFieldRef(source.resourceFieldRef, false, `${path}.resourceFieldRef`, errors);
  }
  for (const field of ['configMapKeyRef', 'secretKeyRef'] as const) {
    const ref = source[field];
    if (!ref) continue;
    sources++;
    checkKeyRef(ref, `${path}.${field}`, errors);
  }
  if (source.fileKeyRef) {
    sources++;
    checkFileKeyRef(source.fileKeyRef, `${path}.fileKeyRef`, errors);
  }
  if (sources === 0) {
    errors.push(invalid(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'));
  } else if (value !== '') {
    errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (sources > 1) {
    errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  }
}

function checkKeyRef(ref: { readonly name?: string; readonly key: string }, path: string, errors: Errors): void {
  const name = ref.name ?? '';
  for (const message of nameIsSubdomain(name, false)) errors.push(invalid(`${path}.name`, name, message));
  if (!ref.key) errors.push(required(`${path}.key`));
  else for (const message of configKeyErrors(ref.key)) errors.push(invalid(`${path}.key`, ref.key, message));
}

function checkFileKeyRef(ref: { readonly volumeName: string; readonly path: string; readonly key: string }, path: string, errors: Errors): void {
  if (!ref.volumeName) errors.push(required(`${path}.volumeName`));
  if (!ref.path) errors.push(required(`${path}.path`));
  else checkDescendingPath(ref.path, `${path}.path`, errors);
  if (!ref.key) errors.push(required(`${path}.key`));
  else for (const message of envNameErrors(ref.key)) errors.push(invalid(`${path}.key`, ref.key, message));
}

export const checkEnvFrom = onceClean((list: readonly EnvFromSource[], path, errors) => {
  list.forEach((item, i) => {
    const at = `${path}[${i}]`;
    if (item.prefix) for (const message of envNameErrors(item.prefix)) errors.push(invalid(`${at}.prefix`, item.prefix, message));
    let sources = 0;
    for (const field of ['configMapRef', 'secretRef'] as const) {
      const ref = item[field];
      if (!ref) continue;
      sources++;
      if (!ref.name) errors.push(required(`${at}.${field}.name`));
      else for (const message of nameIsSubdomain(ref.name, true)) errors.push(invalid(`${at}.${field}.name`, ref.name, message));
    }
    if (sources === 0) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (sources > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  });
});
