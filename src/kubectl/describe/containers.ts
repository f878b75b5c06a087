import { byText } from '../../base/order.ts';
import { goQuote } from '../../kinds/errors.ts';
import type { Container, ContainerPort, ContainerState, ContainerStatus, Pod, ResourceRequirements } from '../../kinds/schema/types.gen.ts';
import { longTime } from './clock.ts';
import { environment, environmentFrom } from './environment.ts';
import { goSorted } from './go-sort.ts';
import { capitalized, field, indented, type Lines, orNone, sortedKeys } from './lines.ts';
import { probeText } from './probe.ts';

/** Containers of a pod (with their states) or of a template (two blanks further in). */
export interface ContainerList {
  readonly title: 'Init Containers' | 'Containers' | 'Ephemeral Containers';
  readonly containers: readonly Container[];
  readonly statuses?: readonly ContainerStatus[] | undefined;
  readonly pod?: Pod;
}

export function containers({ title, containers: list, statuses, pod }: ContainerList): Lines {
  const indent = pod ? '' : '  ';
  const before = pod ? '  ' : '   ';
  return [
    `${indent}${title}:${list.length === 0 ? ' <none>' : ''}`,
    ...list.flatMap((container) => {
      const status = statuses?.findLast(({ name }) => name === container.name);
      return [`${before}${container.name}:`, ...oneContainer(container, status, pod)];
    }),
  ];
}

function oneContainer(container: Container, status: ContainerStatus | undefined, pod: Pod | undefined): Lines {
  return [
    ...basics(container, status),
    ...words('Command', container.command),
    ...words('Args', container.args),
    ...(status ? states(status) : []),
    ...resources(container.resources, 4),
    ...probes(container),
    ...environmentFrom(container.envFrom),
    ...environment(container, pod),
    ...mounts(container),
  ];
}

function basics({ image = '', ports = [], securityContext }: Container, status: ContainerStatus | undefined): Lines {
  const lines = [field('Image', image)];
  if (status) {
    lines.unshift(field('Container ID', status.containerID ?? ''));
    lines.push(field('Image ID', status.imageID));
  }
  const many = ports.length > 1 ? 's' : '';
  lines.push(field(`Port${many}`, orNone(portsText(ports, ({ containerPort }) => containerPort))));
  lines.push(field(`Host Port${many}`, orNone(portsText(ports, ({ hostPort }) => hostPort ?? 0))));
  const profile = securityContext?.seccompProfile;
  if (profile) lines.push(field('SeccompProfile', profile.type));
  if (profile?.type === 'Localhost') lines.push(`  ${field('LocalhostProfile', profile.localhostProfile ?? '')}`);
  return indented(lines, 4);
}

/** `80/TCP (http), 443/TCP` */
const portsText = (ports: readonly ContainerPort[], number: (port: ContainerPort) => number): string =>
  ports.map((port) => `${number(port)}/${port.protocol ?? ''}${port.name ? ` (${port.name})` : ''}`).join(', ');

function words(title: string, list: readonly string[] | undefined): Lines {
  if (!list || list.length === 0) return [];
  return [
    `    ${title}:`,
    ...indented(
      list.flatMap((word) => word.split('\n')),
      6,
    ),
  ];
}

function states({ state, lastState, ready, restartCount }: ContainerStatus): Lines {
  return [
    ...stateLines('State', state ?? {}),
    ...(lastState?.terminated ? stateLines('Last State', lastState) : []),
    `    ${field('Ready', capitalized(ready))}`,
    `    ${field('Restart Count', restartCount)}`,
  ];
}

function stateLines(title: string, { running, waiting, terminated }: ContainerState): Lines {
  const [word, details] = running
    ? ['Running', [field('Started', longTime(running.startedAt))]]
    : terminated && !waiting
      ? ['Terminated', terminatedLines(terminated)]
      : ['Waiting', waiting?.reason ? [field('Reason', waiting.reason)] : []];
  return [`    ${title}:\t${word}`, ...indented(details as Lines, 6)];
}

function terminatedLines({ reason, message, exitCode, signal = 0, startedAt, finishedAt }: NonNullable<ContainerState['terminated']>): Lines {
  const lines: string[] = [];
  if (reason) lines.push(field('Reason', reason));
  if (message) lines.push(field('Message', message));
  lines.push(field('Exit Code', exitCode));
  if (signal > 0) lines.push(field('Signal', signal));
  return [...lines, field('Started', longTime(startedAt)), field('Finished', longTime(finishedAt))];
}

export function resources(of: ResourceRequirements | undefined, indent: number): Lines {
  const lines = (['limits', 'requests'] as const).flatMap((name) => {
    const names = sortedKeys(of?.[name]);
    if (names.length === 0) return [];
    return [name === 'limits' ? 'Limits:' : 'Requests:', ...names.map((resource) => `  ${field(resource, of?.[name]?.[resource] ?? '')}`)];
  });
  return indented(lines, indent);
}

function probes({ livenessProbe, readinessProbe, startupProbe }: Container): Lines {
  const lines: string[] = [];
  if (livenessProbe) lines.push(field('Liveness', probeText(livenessProbe)));
  if (readinessProbe) lines.push(field('Readiness', probeText(readinessProbe)));
  if (startupProbe) lines.push(field('Startup', probeText(startupProbe)));
  return indented(lines, 4);
}

function mounts({ volumeMounts = [], volumeDevices = [] }: Container): Lines {
  const none = volumeMounts.length === 0 ? '\t<none>' : '';
  const lines = [`    Mounts:${none}`];
  for (const { mountPath, name, readOnly, subPath } of goSorted(volumeMounts, (a, b) => byText(a.mountPath, b.mountPath) < 0))
    lines.push(`      ${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path=${goQuote(subPath)}` : ''})`);
  if (volumeDevices.length === 0) return lines;
  lines.push(`    Devices:${none}`);
  for (const { devicePath, name } of goSorted(volumeDevices, (a, b) => byText(a.devicePath, b.devicePath) < 0)) lines.push(`      ${devicePath} from ${name}`);
  return lines;
}
