import { sha256Hex } from '../../base/sha256.ts';
import type { Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { core, generator, type Made, type Noun } from './create-noun.ts';
import { type Flags, short, strings, text, whole } from './flags.ts';
import { Failure, failure, type Run } from './run.ts';
import { fetchAll, targetsOf } from './targets.ts';

/** kubectl create deployment, job, cronjob (pkg/cmd/create/create_deployment.go, create_job.go, create_cronjob.go). */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** Name of a container of an image: its last part, without tag; where that is no name, with some letters behind it. */
function nameOfImage(image: string, at: number): string {
  const last = image.slice(image.lastIndexOf('/') + 1).replace(/[:@].*$/s, '');
  if (!/[_.]/.test(last)) return last;
  const hex = sha256Hex(`${image} ${at}`);
  const letters = Array.from({ length: 5 }, (_, i) => LETTERS[Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16) % LETTERS.length]).join('');
  return `${last.replace(/[_.]/g, '-')}-${letters}`;
}

const commandOf = (flags: Flags): readonly string[] => (flags.dash === undefined ? [] : flags.words.slice(flags.dash));

function makeDeployment(flags: Flags, run: Run): Made {
  const [name = ''] = flags.words;
  const images = flags.list('image');
  const command = commandOf(flags);
  if (images.length > 1 && command.length > 0) throw failure('cannot specify multiple --image options and command');
  const port = flags.number('port') ?? -1;
  const containers = images.map((image, i) => ({
    name: nameOfImage(image, run.now),
    image,
    ...(command.length > 0 ? { command } : {}),
    ...(port >= 0 && i === 0 ? { ports: [{ containerPort: port }] } : {}),
    resources: {},
  }));
  const labels = { app: name };
  const replicas = flags.number('replicas') ?? 1;
  return {
    metadata: { labels },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } }, strategy: {} },
    status: {},
  };
}

const podOf = (flags: Flags, restartPolicy: string): Json => {
  const command = commandOf(flags);
  const container = { name: flags.words[0] ?? '', image: flags.text('image') ?? '', ...(command.length > 0 ? { command } : {}), resources: {} };
  return { metadata: {}, spec: { containers: [container], restartPolicy } };
};

function makeJob(flags: Flags, run: Run, namespace: string): Made {
  const [image = '', from = ''] = [flags.text('image'), flags.text('from')];
  if ((image === '') === (from === '')) throw failure('either --image or --from must be specified');
  if (from !== '' && commandOf(flags).length > 0) throw failure('cannot specify --from and command');
  return from === '' ? { spec: { template: podOf(flags, 'Never') }, status: {} } : jobFrom(run, from, namespace);
}

interface CronJobLike {
  readonly spec: { readonly jobTemplate: { readonly metadata?: { readonly labels?: Json; readonly annotations?: object }; readonly spec: Json } };
}

function jobFrom(run: Run, from: string, namespace: string): Made {
  const { found, errors } = fetchAll(run, targetsOf(from.includes('/') ? [from] : ['cronjobs', from], { namespace }), {});
  if (errors.length > 0 || !found[0]) throw new Failure(errors);
  const { kind, object } = found[0];
  if (kind.kind !== 'CronJob') throw failure(`unknown object type *${kind.version}.${kind.kind}`);
  const { metadata = {}, spec } = (object as unknown as KubeObject & CronJobLike).spec.jobTemplate;
  return {
    metadata: {
      ...(metadata.labels ? { labels: metadata.labels } : {}),
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...(metadata.annotations as { readonly [key: string]: string } | undefined) },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: object.metadata.name, uid: object.metadata.uid ?? '', controller: true }],
    },
    spec,
    status: {},
  };
}

const makeCronJob = (flags: Flags): Made => ({
  spec: {
    schedule: flags.text('schedule') ?? '',
    jobTemplate: { metadata: { name: flags.words[0] ?? '' }, spec: { template: podOf(flags, flags.text('restart') || 'OnFailure') } },
  },
  status: {},
});

const batch = (noun: string, kind: string, make: Noun['make']): Noun => ({ ...core(noun, kind, { called: noun, make }), apiVersion: 'batch/v1' });

export const createDeployment = generator(
  { ...core('deployment', 'Deployment', { called: 'deployment', make: makeDeployment }), apiVersion: 'apps/v1' },
  { image: strings, replicas: short('r', whole), port: whole },
  ['image'],
);
export const createJob = generator(
  batch('job', 'Job', (flags, run) => makeJob(flags, run, flags.text('namespace') ?? run.session.namespace)),
  { image: text, from: text },
);
export const createCronJob = generator(batch('cronjob', 'CronJob', makeCronJob), { image: text, schedule: text, restart: text }, ['image', 'schedule']);
