import type { ConfigMap, Container, EnvVar, Node, Pod, Secret, Service } from '../../../kinds/schema/types.gen.ts';
import { getObject, listObjects, type Root } from '../../etcd/store.ts';
import { textFromBase64 } from '../../../kinds/base64.ts';
import { expand } from './expansion.ts';
import { type FieldHost, podField, resourceField } from './fields.ts';

export type Environment = { readonly vars: readonly (readonly [string, string])[] } | { readonly error: string };

export interface EnvInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly view: Root;
  readonly node: Node | undefined;
  readonly host: FieldHost;
}

/** The environment of a container: Services, envFrom, env; later ones win (upstream: makeEnvironmentVariables). */
export function environmentOf(input: EnvInput): Environment {
  const { pod, container, view } = input;
  const vars = new Map<string, string>();
  for (const source of container.envFrom ?? []) {
    const ref = source.configMapRef ?? source.secretRef;
    if (!ref?.name) continue;
    const found = dataOf(view, source.secretRef ? 'secrets' : 'configmaps', pod.metadata.namespace ?? '', ref.name);
    if (!found) {
      if (ref.optional === true) continue;
      return { error: `${source.secretRef ? 'secret' : 'configmap'} "${ref.name}" not found` };
    }
    for (const [key, value] of Object.entries(found)) vars.set(`${source.prefix ?? ''}${key}`, value);
  }
  const services = serviceVariables(view, pod);
  for (const variable of container.env ?? []) {
    const value = valueOf(input, variable, (name) => vars.get(name) ?? services.get(name));
    if (typeof value === 'object') return value;
    if (value !== undefined) vars.set(variable.name, value);
  }
  const out = [...vars];
  for (const [name, value] of services) if (!vars.has(name)) out.push([name, value]);
  return { vars: out };
}

function valueOf(input: EnvInput, { value, valueFrom }: EnvVar, known: (name: string) => string | undefined): string | undefined | { error: string } {
  const { pod, view, host } = input;
  const namespace = pod.metadata.namespace ?? '';
  if (!valueFrom) return value ? expand(value, known) : '';
  if (valueFrom.fieldRef) return podField(pod, valueFrom.fieldRef.fieldPath, host) ?? { error: `unsupported fieldPath: ${valueFrom.fieldRef.fieldPath}` };
  if (valueFrom.resourceFieldRef) {
    const named = valueFrom.resourceFieldRef.containerName;
    const container = named ? [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(({ name }) => name === named) : input.container;
    return container
      ? (resourceField(valueFrom.resourceFieldRef, container, input.node) ?? {
          error: `unsupported container resource : ${valueFrom.resourceFieldRef.resource}`,
        })
      : { error: `container ${named} not found` };
  }
  const secret = valueFrom.secretKeyRef;
  const ref = secret ?? valueFrom.configMapKeyRef;
  if (!ref?.name) return '';
  const data = dataOf(view, secret ? 'secrets' : 'configmaps', namespace, ref.name);
  if (!data) return ref.optional === true ? undefined : { error: `${secret ? 'secret' : 'configmap'} "${ref.name}" not found` };
  const found = data[ref.key];
  if (found !== undefined) return found;
  return ref.optional === true ? undefined : { error: `couldn't find key ${ref.key} in ${secret ? 'Secret' : 'ConfigMap'} ${namespace}/${ref.name}` };
}

/** Keys and values in order; binary data only for files. */
export function dataOf(view: Root, resource: 'secrets' | 'configmaps', namespace: string, name: string, binary = false): Record<string, string> | undefined {
  if (resource === 'configmaps') {
    const map = getObject<ConfigMap>(view, resource, `${namespace}/${name}`);
    if (!map) return undefined;
    return sorted({ ...(binary ? decoded(map.binaryData) : {}), ...map.data });
  }
  const secret = getObject<Secret>(view, resource, `${namespace}/${name}`);
  return secret && sorted(decoded(secret.data));
}

const decoded = (data: Readonly<Record<string, string>> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(data ?? {}).map(([key, value]) => [key, textFromBase64(value)]));
const sorted = (data: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Variables of the Services of the namespace, if wanted, and always of default/kubernetes (upstream: pkg/kubelet/envvars). */
function serviceVariables(view: Root, pod: Pod): Map<string, string> {
  const out = new Map<string, string>();
  const namespace = pod.metadata.namespace ?? '';
  const services = pod.spec.enableServiceLinks === false ? [] : [...listObjects<Service>(view, 'services', namespace)];
  const kubernetes = getObject<Service>(view, 'services', 'default/kubernetes');
  if (kubernetes && !services.some((service) => service.metadata.name === 'kubernetes')) services.push(kubernetes);
  for (const service of services) addService(out, service);
  return out;
}

function addService(out: Map<string, string>, service: Service): void {
  const ip = service.spec?.clusterIP;
  const ports = service.spec?.ports ?? [];
  const first = ports[0];
  if (!ip || ip === 'None' || !first) return;
  const name = variableName(service.metadata.name);
  out.set(`${name}_SERVICE_HOST`, ip);
  out.set(`${name}_SERVICE_PORT`, String(first.port));
  for (const port of ports) if (port.name) out.set(`${name}_SERVICE_PORT_${variableName(port.name)}`, String(port.port));
  for (const [i, port] of ports.entries()) {
    const protocol = port.protocol ?? 'TCP';
    const url = `${protocol.toLowerCase()}://${ip}:${port.port}`;
    const prefix = `${name}_PORT_${port.port}_${protocol}`;
    if (i === 0) out.set(`${name}_PORT`, url);
    out.set(prefix, url);
    out.set(`${prefix}_PROTO`, protocol.toLowerCase());
    out.set(`${prefix}_PORT`, String(port.port));
    out.set(`${prefix}_ADDR`, ip);
  }
}

const variableName = (name: string): string => name.replaceAll('-', '_').toUpperCase();
