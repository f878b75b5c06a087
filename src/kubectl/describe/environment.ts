import { milliValue, quantity } from '../../kinds/quantity.ts';
import type { Container, EnvFromSource, EnvVar, Pod, ResourceFieldSelector } from '../../kinds/schema/types.gen.ts';
import { indented, type Lines } from './lines.ts';

/** Variables of a container. `pod` is what references are looked up in; a template has none. */
export function environment(container: Container, pod: Pod | undefined): Lines {
  const env = container.env ?? [];
  if (env.length === 0) return ['    Environment:\t<none>'];
  return [
    '    Environment:',
    ...indented(
      env.flatMap((one) => variable(one, container, pod)),
      6,
    ),
  ];
}

function variable({ name, value = '', valueFrom }: EnvVar, container: Container, pod: Pod | undefined): Lines {
  if (!valueFrom) return value.split('\n').map((line, i) => (i === 0 ? `${name}:\t${line}` : `\t${line}`));
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (fieldRef) return [`${name}:\t${fieldOf(fieldRef.fieldPath, pod)} (${fieldRef.apiVersion ?? ''}:${fieldRef.fieldPath})`];
  if (resourceFieldRef) return [`${name}:\t${amountOf(resourceFieldRef, container)} (${resourceFieldRef.resource})`];
  if (secretKeyRef)
    return [`${name}:\t<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name ?? ''}'>\tOptional: ${secretKeyRef.optional ?? false}`];
  if (configMapKeyRef)
    return [
      `${name}:\t<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name ?? ''}'>\tOptional: ${configMapKeyRef.optional ?? false}`,
    ];
  return [];
}

/** kubectl's own scheme converts these two labels of fields only; the others stay empty. */
function fieldOf(path: string, pod: Pod | undefined): string {
  if (path === 'metadata.name') return pod?.metadata.name ?? '';
  if (path === 'metadata.namespace') return pod?.metadata.namespace ?? '';
  return '';
}

/** kubectl pkg/util/resource: ExtractContainerResourceValue. Cores and bytes in whole divisors, rounded up. */
function amountOf({ resource, divisor }: ResourceFieldSelector, { resources }: Container): string {
  const [list = '', ...rest] = resource.split('.');
  const name = rest.join('.');
  const known = ['cpu', 'memory', 'ephemeral-storage'].includes(name) || name.startsWith('hugepages-');
  if ((list !== 'limits' && list !== 'requests') || !known) return '';
  const given = quantity(resources?.[list]?.[name]);
  const per = divisor === undefined || quantity(divisor).nanos === 0n ? quantity('1') : quantity(divisor);
  const value = name === 'cpu' ? Math.ceil(milliValue(given) / milliValue(per)) : Math.ceil(whole(given.nanos) / whole(per.nanos));
  if (value === 0 && (resource === 'limits.cpu' || resource === 'limits.memory')) return 'node allocatable';
  return String(value);
}

const whole = (nanos: bigint): number => Number((nanos + 999_999_999n) / 1_000_000_000n);

export function environmentFrom(sources: readonly EnvFromSource[] | undefined): Lines {
  if (!sources || sources.length === 0) return [];
  return ['    Environment Variables from:', ...sources.map((one) => `      ${sourceText(one)}`)];
}

function sourceText({ configMapRef, secretRef, prefix }: EnvFromSource): string {
  const [kind, ref] = configMapRef ? ['ConfigMap', configMapRef] : secretRef ? ['Secret', secretRef] : ['', undefined];
  return `${ref?.name ?? ''}\t${kind}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${ref?.optional ?? false}`;
}
