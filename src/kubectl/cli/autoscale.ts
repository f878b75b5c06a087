import type { Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { apiVersionOf } from '../../kinds/registry.ts';
import { parseQuantity, QUANTITY_ERROR } from '../../kinds/quantity.ts';
import { asWrittenOrRead } from './change.ts';
import type { Command } from './command.ts';
import { createObject } from './create-noun.ts';
import { alone, bool, type Flags, short, strings, text, whole } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { RECORD, recorded } from './record.ts';
import { Failure, failure, type Run } from './run.ts';
import type { Found } from './targets.ts';

const OF_OLD = "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).";

/** kubectl autoscale (pkg/cmd/autoscale/autoscale.go). */
export const autoscale: Command = {
  flags: {
    ...OUTPUT,
    ...RECORD,
    cpu: text,
    'cpu-percent': { ...whole, deprecated: OF_OLD },
    'dry-run': alone('unchanged'),
    'field-manager': text,
    filename: short('f', strings),
    kustomize: short('k', text),
    max: whole,
    memory: text,
    min: whole,
    name: text,
    recursive: short('R', bool),
    'save-config': bool,
  },
  required: ['max'],
  run: runAutoscale,
};

function runAutoscale(run: Run, flags: Flags, namespace: string): void {
  const [max, min] = [flags.number('max') ?? -1, flags.number('min') ?? -1];
  if (max < 1) throw failure(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if (max < min) throw failure(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
  const metrics = metricsOf(flags);
  const { found, errors } = asWrittenOrRead(run, flags, { words: flags.words, namespace });
  const { errors: failed } = run.eachTold(found, (one) => scaleOne(run, flags, { one, metrics, namespace }));
  if (failed.length + errors.length > 0) throw new Failure([...failed, ...errors]);
}

function metricsOf(flags: Flags): readonly Json[] {
  const percent = flags.number('cpu-percent') ?? -1;
  const cpu = flags.text('cpu') ?? (percent >= 0 ? `${percent}%` : '');
  return [...metric('cpu', cpu), ...metric('memory', flags.text('memory') ?? '')];
}

/** `70%` of what is requested, or an amount for each pod. */
function metric(name: string, word: string): readonly Json[] {
  if (word === '') return [];
  if (word.endsWith('%')) {
    const value = word.slice(0, -1);
    if (!/^\d+$/.test(value)) throw failure(`invalid ${name} utilization percentage: ${word}`);
    return [{ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: Number(value) } } }];
  }
  if (parseQuantity(word) === undefined) throw failure(QUANTITY_ERROR);
  return [{ type: 'Resource', resource: { name, target: { type: 'AverageValue', averageValue: word } } }];
}

interface Scaled {
  readonly one: Found;
  readonly metrics: readonly Json[];
  readonly namespace: string;
}

function scaleOne(run: Run, flags: Flags, { one, metrics, namespace }: Scaled): void {
  const { kind, object } = one;
  if (!kind.subresources.includes('scale'))
    throw failure(
      `cannot autoscale a ${kind.kind}: could not find scale subresource for ${kind.group}/${kind.version}, Resource=${kind.resource} in discovery information`,
    );
  const min = flags.number('min') ?? -1;
  const spec = {
    scaleTargetRef: { kind: kind.kind, name: object.metadata.name, apiVersion: apiVersionOf(kind) },
    ...(min > 0 ? { minReplicas: min } : {}),
    maxReplicas: flags.number('max') ?? 0,
    ...(metrics.length > 0 ? { metrics } : {}),
  };
  const made = {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: { name: flags.text('name') || object.metadata.name },
    spec,
    status: { desiredReplicas: 0, currentMetrics: null },
  } as unknown as KubeObject;
  try {
    createObject(run, flags, { object: recorded(flags, made), namespace, called: undefined, manager: 'kubectl-autoscale', word: 'created' });
  } catch (error) {
    // The second try with autoscaling/v1, which knows nothing but the use of the CPU, comes to nothing where no such group is served.
    const [why] = error instanceof Failure ? error.errors : [];
    if (why?.is !== 'status' || why.status.reason !== 'NotFound' || isOfCpuAlone(metrics)) throw error;
    throw failure('failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input');
  }
}

const isOfCpuAlone = (metrics: readonly Json[]): boolean => metrics.length === 1 && JSON.stringify(metrics).includes('"cpu","target":{"type":"Utilization"');
