import { changeField, changeItems, onceComplete, withDefaults, without } from '../../remember.ts';
import { canonicalQuantity, milliValue, parseQuantity } from '../../quantity.ts';
import type {
  Container,
  EphemeralContainer,
  EnvVar,
  Lifecycle,
  LifecycleHandler,
  PodSpec,
  PodTemplateSpec,
  Probe,
  ResourceRequirements,
} from '../../schema/types.gen.ts';
import { defaultPullPolicy } from './image-name.ts';
import { volumeDefaults } from './volume-defaults.ts';

/** SetDefaults_* of pod specs (pkg/apis/core/v1/defaults.go). Returns what came in where nothing is missing. */

const probeDefaults = onceComplete((probe: Probe): Probe => {
  const numbers = {
    timeoutSeconds: positive(probe.timeoutSeconds, 1),
    periodSeconds: positive(probe.periodSeconds, 10),
    successThreshold: positive(probe.successThreshold, 1),
  };
  const all = { ...numbers, failureThreshold: positive(probe.failureThreshold, 3) };
  const same = (Object.keys(all) as (keyof typeof all)[]).every((key) => probe[key] === all[key]);
  const filled = handlerDefaults(same ? probe : { ...probe, ...all });
  return changeField(filled, 'grpc', (grpc) => withDefaults(grpc, { service: '' }));
});

/** Zero counts as unset in probes. */
const positive = (value: number | undefined, otherwise: number): number => (value === undefined || value === 0 ? otherwise : value);

function handlerDefaults<T extends Probe | LifecycleHandler>(handler: T): T {
  const before = handler.httpGet;
  if (!before) return handler;
  const after = withDefaults(before.path === '' ? without(before, 'path') : before, { path: '/', scheme: 'HTTP' });
  return after === before ? handler : { ...handler, httpGet: after };
}

const lifecycleDefaults = (lifecycle: Lifecycle): Lifecycle => changeField(changeField(lifecycle, 'postStart', handlerDefaults), 'preStop', handlerDefaults);

const envDefaults = onceComplete(
  (env: EnvVar): EnvVar => changeField(env, 'valueFrom', (from) => changeField(from, 'fieldRef', (ref) => withDefaults(ref, { apiVersion: 'v1' }))),
);

const portsDefaults = onceComplete((ports: NonNullable<Container['ports']>) => changeItems(ports, (port) => withDefaults(port, { protocol: 'TCP' })));

/** SetDefaults_ResourceList: amounts finer than a thousandth are rounded up. */
const resourcesDefaults = onceComplete(
  (resources: ResourceRequirements): ResourceRequirements => changeField(changeField(resources, 'limits', roundedList), 'requests', roundedList),
);

const roundedList = onceComplete((list: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const changed = Object.entries(list).filter(([, text]) => rounded(text) !== text);
  return changed.length === 0 ? list : { ...list, ...Object.fromEntries(changed.map(([name, text]) => [name, rounded(text)])) };
});

function rounded(text: string): string {
  const value = parseQuantity(text);
  if (!value || value.nanos % 1_000_000n === 0n) return text;
  return canonicalQuantity(`${milliValue(value)}m`) ?? text;
}

const NO_RESOURCES: ResourceRequirements = Object.freeze({});

/** What regular, init and ephemeral containers have in common. */
function commonDefaults<T extends Container | EphemeralContainer>(container: T): T {
  let out: Container | EphemeralContainer = withDefaults(container, {
    resources: NO_RESOURCES,
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: defaultPullPolicy(container.image ?? ''),
  } as { readonly [K in keyof T]?: T[K] });
  out = changeField(out, 'ports', portsDefaults);
  out = changeField(out, 'resources', resourcesDefaults);
  out = changeField(out, 'env', (env) => changeItems(env, envDefaults));
  out = changeField(out, 'livenessProbe', probeDefaults);
  out = changeField(out, 'readinessProbe', probeDefaults);
  out = changeField(out, 'startupProbe', probeDefaults);
  return changeField(out, 'lifecycle', lifecycleDefaults) as T;
}

const containerDefaults = onceComplete<Container>(commonDefaults);
const ephemeralDefaults = onceComplete<EphemeralContainer>(commonDefaults);

const EMPTY_CONTEXT = Object.freeze({});

/** SetDefaults_PodSpec: what pods and templates share. */
export const podSpecDefaults = onceComplete((spec: PodSpec): PodSpec => {
  let out = withDefaults(spec, {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: EMPTY_CONTEXT,
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  });
  out = serviceAccountNames(out);
  out = changeField(out, 'containers', (list) => changeItems(list, containerDefaults));
  out = changeField(out, 'initContainers', (list) => changeItems(list, containerDefaults));
  out = changeField(out, 'ephemeralContainers', (list) => changeItems(list, ephemeralDefaults));
  out = changeField(out, 'volumes', (list) => changeItems(list, volumeDefaults));
  return changeField(out, 'overhead', roundedList);
});

/** The deprecated `serviceAccount` always says the same as `serviceAccountName`, which wins. */
function serviceAccountNames(spec: PodSpec): PodSpec {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name) return spec;
  return spec.serviceAccountName === name && spec.serviceAccount === name ? spec : { ...spec, serviceAccountName: name, serviceAccount: name };
}

export const podTemplateDefaults = onceComplete((template: PodTemplateSpec): PodTemplateSpec => {
  const filled = changeField(template, 'spec', podSpecDefaults);
  return filled.metadata === undefined ? { ...filled, metadata: {} } : filled;
});

/** SetDefaults_Pod: what only pods get: requests from limits, host ports of pods in the host's network. */
export function podOnlyDefaults(spec: PodSpec): PodSpec {
  let out = withDefaults(spec, { enableServiceLinks: true });
  out = changeField(out, 'containers', (list) => changeItems(list, requestsFromLimits));
  out = changeField(out, 'initContainers', (list) => changeItems(list, requestsFromLimits));
  out = podRequests(out);
  if (out.hostNetwork !== true) return out;
  out = changeField(out, 'containers', (list) => changeItems(list, hostPorts));
  return changeField(out, 'initContainers', (list) => changeItems(list, hostPorts));
}

const requestsFromLimits = (container: Container): Container => changeField(container, 'resources', requestsOf);

const requestsOf = onceComplete((resources: ResourceRequirements): ResourceRequirements => {
  const missing = Object.entries(resources.limits ?? {}).filter(([name]) => resources.requests === undefined || !Object.hasOwn(resources.requests, name));
  return missing.length === 0 ? resources : { ...resources, requests: { ...resources.requests, ...Object.fromEntries(missing) } };
});

/** Resources of the pod as a whole: a limit stands for the request too. Simplified: real Kubernetes looks at the sum of the containers' requests first. */
const podRequests = (spec: PodSpec): PodSpec => changeField(spec, 'resources', requestsOf);

const hostPorts = (container: Container): Container =>
  changeField(container, 'ports', (ports) => changeItems(ports, (port) => (port.hostPort ? port : { ...port, hostPort: port.containerPort })));
