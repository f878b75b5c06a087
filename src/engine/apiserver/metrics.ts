import { byText } from '../../base/order.ts';
import type { Kind } from '../../kinds/kind.ts';
import { parseCidr, sizeOf } from '../../kinds/ip.ts';
import { kinds } from '../../kinds/registry.ts';
import type { Service } from '../../kinds/schema/types.gen.ts';
import type { ApiResponse } from '../../wire/request.ts';
import { watchers } from '../client/process.ts';
import { etcd, listObjects, tableOf } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';
import { HEALTH_ROOTS, healthChecks } from './health.ts';
import { VERSION } from './version.ts';
import { openStreams } from './watch.ts';

/**
 * `/metrics` in Prometheus' text form: names and labels as kube-apiserver's, values read off the state at the moment they are asked for.
 *
 * Simplified: what would have to be counted request by request (apiserver_request_total, latencies, etcd requests) is missing, and so is what tells of the
 * process (memory, threads); a real server exports some hundred names.
 */
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}
type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

export const metrics = (sim: Sim): ApiResponse => ({
  code: 200,
  body: textOf([...objects(sim), longRunning(sim), ...allocators(sim), build(), processStart(sim)]),
});

/** GET `/metrics/slis` (component-base metrics/prometheus/slis). */
export const sliMetrics = (): ApiResponse => ({
  code: 200,
  body: textOf([
    {
      name: 'kubernetes_healthcheck',
      help: '[STABLE] This metric records the result of a single healthcheck.',
      samples: HEALTH_ROOTS.flatMap((type) => healthChecks(type).map((name): Sample => [{ name, type }, 1])),
    },
  ]),
});

/** One of each stored resource: events are served in two groups and stored in one. */
const stored: readonly Kind[] = kinds.filter(({ group }) => group !== 'events.k8s.io');

const STORED = 'Number of stored objects at the time of last check split by kind. In case of a fetching error, the value will be -1.';
const BUILD =
  "[ALPHA] A metric with a constant '1' value labeled by major, minor, git version, git commit, git tree state, build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running.";

function objects(sim: Sim): readonly Metric[] {
  const { root } = sim.get(etcd);
  const counts = stored.map(({ group, resource }) => ({ group, resource, count: tableOf(root, resource).objects.size }));
  return [
    {
      name: 'apiserver_resource_objects',
      help: `[ALPHA] ${STORED}`,
      samples: counts.map(({ group, resource, count }) => [{ group, resource }, count]),
    },
    {
      name: 'apiserver_storage_objects',
      help: `[STABLE] (Deprecated since 1.34.0) [DEPRECATED, consider using apiserver_resource_objects instead] ${STORED}`,
      samples: counts.map(({ group, resource, count }) => [{ resource: group === '' ? resource : `${resource}.${group}` }, count]),
    },
  ];
}

/** Open watches: those of clients outside, and one per resource for each process of the cluster. */
function longRunning(sim: Sim): Metric {
  const counts = new Map<string, { readonly labels: Labels; count: number }>();
  const add = (kind: Kind | undefined, scope: string): void => {
    if (!kind) return;
    const { group, version, resource } = kind;
    const labels = { component: 'apiserver', group, resource, scope, subresource: '', verb: 'WATCH', version };
    const key = labelText(labels);
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { labels, count: 1 });
  };
  for (const { kind, scope } of openStreams(sim)) add(kind, scope);
  const { byResource, podsByNode } = sim.get(watchers);
  for (const [resource, all] of byResource.entries()) for (const _ of all.values()) add(storedKind(resource), 'cluster');
  for (const _ of podsByNode.values()) add(storedKind('pods'), 'cluster');
  return {
    name: 'apiserver_longrunning_requests',
    help: '[STABLE] Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and component. Not all requests are tracked this way.',
    samples: [...counts.values()].map(({ labels, count }) => [labels, count]),
  };
}

const storedKind = (resource: string): Kind | undefined => stored.find((kind) => kind.resource === resource);

/** pkg/registry/core/service/ipallocator, portallocator. */
function allocators(sim: Sim): readonly Metric[] {
  const { serviceCIDR, nodePortRange } = sim.config.settings;
  const specs = [...listObjects(sim.get(etcd).root, 'services')].map((object) => (object as unknown as Service).spec);
  const ips = new Set(specs.flatMap((spec) => spec?.clusterIPs ?? []).filter((ip) => ip !== 'None' && ip !== ''));
  const ports = new Set(
    specs
      .flatMap((spec) => [...(spec?.ports ?? []).map(({ nodePort }) => nodePort), spec?.healthCheckNodePort])
      .filter((port) => port !== undefined && port > 0),
  );
  const cidr = parseCidr(serviceCIDR);
  // The address of the network and, of IPv4, the one for broadcasts are given to nobody.
  const all = cidr ? Number(sizeOf(cidr)) - (cidr.ip.family === 4 ? 2 : 1) : ips.size;
  const label = { cidr: serviceCIDR };
  const gauge = (name: string, help: string, labels: Labels, value: number): Metric => ({ name, help: `[ALPHA] ${help}`, samples: [[labels, value]] });
  return [
    gauge('kube_apiserver_clusterip_allocator_allocated_ips', 'Gauge measuring the number of allocated IPs for Services', label, ips.size),
    gauge('kube_apiserver_clusterip_allocator_available_ips', 'Gauge measuring the number of available IPs for Services', label, all - ips.size),
    gauge('kube_apiserver_nodeport_allocator_allocated_ports', 'Gauge measuring the number of allocated NodePorts for Services', {}, ports.size),
    gauge(
      'kube_apiserver_nodeport_allocator_available_ports',
      'Gauge measuring the number of available NodePorts for Services',
      {},
      nodePortRange[1] - nodePortRange[0] + 1 - ports.size,
    ),
  ];
}

function build(): Metric {
  const { major, minor, gitVersion, gitCommit, gitTreeState, buildDate, goVersion, compiler, platform } = VERSION;
  const labels: Labels = {
    build_date: buildDate,
    compiler,
    git_commit: gitCommit,
    git_tree_state: gitTreeState,
    git_version: gitVersion,
    go_version: goVersion,
    major,
    minor,
    platform,
  };
  return { name: 'kubernetes_build_info', help: BUILD, samples: [[labels, 1]] };
}

const processStart = (sim: Sim): Metric => ({
  name: 'process_start_time_seconds',
  help: '[ALPHA] Start time of the process since unix epoch in seconds.',
  samples: [[{}, sim.config.epochMs / 1_000]],
});

/** All are gauges. By name, and within one by its labels, as Prometheus' own writer sorts them. */
const textOf = (all: readonly Metric[]): string =>
  [...all]
    .filter(({ samples }) => samples.length > 0)
    .sort((a, b) => byText(a.name, b.name))
    .map(({ name, help, samples }) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${samplesText(name, samples)}`)
    .join('');

const samplesText = (name: string, samples: readonly Sample[]): string =>
  samples
    .map(([labels, value]) => `${name}${labelText(labels)} ${numberText(value)}\n`)
    .sort(byText)
    .join('');

function labelText(labels: Labels): string {
  const entries = Object.entries(labels).sort(([a], [b]) => byText(a, b));
  return entries.length === 0 ? '' : `{${entries.map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escaped)}"`).join(',')}}`;
}

const escaped = (char: string): string => (char === '\n' ? '\\n' : `\\${char}`);

/** As Go's strconv.FormatFloat(value, 'g', -1, 64): with an exponent from a million on. */
function numberText(value: number): string {
  if (Math.abs(value) < 1e6) return String(value);
  const [digits = '', exponent = '0'] = value.toExponential().split('e+');
  return `${digits}e+${exponent.padStart(2, '0')}`;
}
