import { isObject, type Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Deployment, Pod, Service } from '../../kinds/schema/types.gen.ts';
import { asWrittenOrRead } from './change.ts';
import type { Command } from './command.ts';
import { createObject, typedPrinterOf, CREATE_FLAGS } from './create-noun.ts';
import { bool, type Flags, short, strings, text } from './flags.ts';
import { overridden, pairs, portNumber } from './generated.ts';
import { RECORD, recorded } from './record.ts';
import { Failure, failure, type Run } from './run.ts';
import type { Found } from './targets.ts';

const { validate: _validate, ...WITHOUT_VALIDATE } = CREATE_FLAGS;

/** kubectl expose (pkg/cmd/expose/expose.go). */
export const expose: Command = {
  flags: {
    ...WITHOUT_VALIDATE,
    ...RECORD,
    filename: short('f', strings),
    kustomize: short('k', text),
    recursive: short('R', bool),
    'cluster-ip': text,
    'external-ip': text,
    labels: short('l', text),
    'load-balancer-ip': text,
    name: text,
    'override-type': text,
    overrides: text,
    port: text,
    protocol: text,
    selector: text,
    'session-affinity': text,
    'target-port': text,
    type: text,
  },
  run: runExpose,
};

type Ports = readonly { readonly port: number; readonly protocol: string }[];

function runExpose(run: Run, flags: Flags, namespace: string): void {
  const { found, errors } = asWrittenOrRead(run, flags, { words: flags.words, namespace, typed: true });
  // What the first object tells is held for all that come after it (RunExpose writes it into its options).
  const held = run.memory<Held>({});
  const printer = typedPrinterOf(run, flags);
  const { errors: failed } = run.eachTold(found, (one) => {
    const object = recorded(flags, overridden(flags, exposed(one, flags, held), SERVICE));
    createObject(run, flags, { object, namespace, called: undefined, manager: 'kubectl-expose', word: 'exposed', savesDry: false, printer });
  });
  if (failed.length + errors.length > 0) throw new Failure([...failed, ...errors]);
}

const SERVICE = 'io.k8s.api.core.v1.Service';
const AFFINITIES = ['', 'None', 'ClientIP'];

const EXPOSED: readonly string[] = ['Pod', 'Service', 'Deployment', 'ReplicaSet'];

interface Held {
  readonly selector?: ReturnType<typeof selectorFrom>;
  readonly ports?: Ports;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

function exposed(one: Found, flags: Flags, held: { value: Held }): KubeObject {
  const { name } = one.object.metadata;
  if (!EXPOSED.includes(one.kind.kind)) throw failure(`cannot expose a ${one.kind.group === '' ? one.kind.kind : `${one.kind.kind}.${one.kind.group}`}`);
  const selector = flags.has('selector') ? pairs(flags.text('selector') ?? '', 'selector') : (held.value.selector ?? selectorFrom(one));
  held.value = { ...held.value, selector };
  const ports = flags.has('port') ? givenPorts(flags) : (held.value.ports ?? portsFrom(one));
  const labels = held.value.labels ?? one.object.metadata.labels;
  if (ports.length > 0) held.value = { selector, ports, labels };
  if (ports.length === 0) throw failure(`couldn't find port via --port flag or introspection\nSee 'kubectl expose -h' for help and examples`);
  const affinity = flags.text('session-affinity') ?? '';
  if (!AFFINITIES.includes(affinity)) throw failure(`unknown session affinity: ${affinity}`);
  const protocol = flags.text('protocol');
  const target = flags.text('target-port');
  const spec = {
    ...(flags.has('cluster-ip') ? { clusterIP: flags.text('cluster-ip') } : {}),
    ...(flags.has('external-ip') ? { externalIPs: [flags.text('external-ip')] } : {}),
    ...(flags.has('load-balancer-ip') ? { loadBalancerIP: flags.text('load-balancer-ip') } : {}),
    ports: ports.map((port, i) => ({
      ...(ports.length > 1 ? { name: `port-${i + 1}` } : {}),
      port: port.port,
      protocol: protocol ?? port.protocol,
      targetPort: target === undefined ? port.port : /^\d+$/.test(target) ? Number(target) : target,
    })),
    selector,
    ...(affinity === '' ? {} : { sessionAffinity: affinity }),
    ...(flags.has('type') ? { type: flags.text('type') } : {}),
  };
  const metadata = {
    ...(flags.has('labels') ? { labels: pairs(flags.text('labels') ?? '', 'label') } : labels ? { labels } : {}),
    name: flags.text('name') ?? name,
  };
  return { kind: 'Service', apiVersion: 'v1', metadata, spec: spec as Json, status: { loadBalancer: {} } } as unknown as KubeObject;
}

function givenPorts(flags: Flags): Ports {
  return (flags.text('port') ?? '').split(',').map((port) => ({ port: portNumber(port), protocol: 'TCP' }));
}

/** Upstream: polymorphichelpers/mapbasedselectorforobject.go. */
function selectorFrom({ kind, object }: Found): Record<string, string> {
  const spec = isObject(object['spec']) ? object['spec'] : {};
  switch (kind.kind) {
    case 'Pod':
      if (Object.keys(object.metadata.labels ?? {}).length === 0)
        throw failure("couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed");
      return { ...object.metadata.labels };
    case 'Service': {
      const selector = (spec as Service['spec'])?.selector;
      if (!selector) throw failure("couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set");
      return selector;
    }
    case 'Deployment':
    case 'ReplicaSet': {
      const { matchLabels = {}, matchExpressions = [] } = (spec as unknown as NonNullable<Deployment['spec']>).selector ?? {};
      if (matchExpressions.length > 0)
        throw failure(
          `couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - "${JSON.stringify(matchExpressions)}" to map-based selector format`,
        );
      return matchLabels;
    }
    default:
      return {};
  }
}

function portsFrom({ kind, object }: Found): Ports {
  if (kind.kind === 'Service') return ((object as unknown as Service).spec?.ports ?? []).map(({ port, protocol = 'TCP' }) => ({ port, protocol }));
  const spec = kind.kind === 'Pod' ? (object as unknown as Pod).spec : (object as unknown as Deployment).spec?.template.spec;
  return (spec?.containers ?? []).flatMap(({ ports = [] }) => ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol })));
}
