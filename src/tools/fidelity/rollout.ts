import type { Json } from '../../base/json.ts';
import { seconds } from '../../base/time.ts';
import { listObjects } from '../../engine/etcd/store.ts';
import type { KubeObject } from '../../kinds/object.ts';
import type { Deployment, ReplicaSet } from '../../kinds/schema/types.gen.ts';
import type { Terminal } from './kubectl.ts';
import { namespaceOf, pathOf, shown, target } from './names.ts';
import type { Line } from './words.ts';

const REVISION = 'deployment.kubernetes.io/revision';
/** Annotations of a Deployment that a rollback leaves alone (kubectl pkg/polymorphichelpers/rollback.go). */
const SKIPPED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

/** `kubectl rollout` of Deployments. */
export function rollout(terminal: Terminal, line: Line): void {
  const [verb, ...words] = line.words;
  const { kind, name } = target({ ...line, words });
  const namespace = namespaceOf(line);
  const path = pathOf(kind, namespace, name);
  const live = terminal.ask({ method: 'GET', path });
  if (verb === 'history') return;
  if (verb === 'status') return status(terminal, { key: `${namespace}/${name}`, resource: kind.resource, name });
  if (kind.kind !== 'Deployment') return terminal.fail(`error: rollout ${verb} of a ${kind.kind} is not known here`);
  const said = { undo: 'rolled back', restart: 'restarted', pause: 'paused', resume: 'resumed' }[verb ?? ''];
  const body = verb === 'undo' ? rollback(terminal, live as unknown as Deployment, namespace) : changeOf(verb, terminal);
  if (!body) return terminal.fail(`error: no rollout history found for deployment "${name}"`);
  const contentType = verb === 'undo' ? 'application/json-patch+json' : 'application/strategic-merge-patch+json';
  terminal.ask({ method: 'PATCH', path, contentType, body });
  terminal.print(`${shown(kind, name)} ${said}`);
}

function changeOf(verb: string | undefined, terminal: Terminal): Json {
  if (verb === 'restart') return { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': terminal.stage.sim.timestamp } } } } };
  return { spec: { paused: verb === 'pause' ? true : null } };
}

function rollback(terminal: Terminal, deployment: Deployment, namespace: string): Json | undefined {
  const sets = [...listObjects(terminal.stage.root, 'replicasets', namespace)] as unknown as (ReplicaSet & KubeObject)[];
  const revisionOf = ({ metadata }: KubeObject): number => Number(metadata.annotations?.[REVISION] ?? 0);
  const own = sets
    .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata!.uid))
    .sort((a, b) => revisionOf(b) - revisionOf(a));
  const to = own[1];
  if (!to) return undefined;
  const { 'pod-template-hash': _hash, ...labels } = to.spec!.template!.metadata!.labels ?? {};
  const template = { ...to.spec!.template, metadata: { ...to.spec!.template!.metadata, labels } };
  const kept = Object.entries(deployment.metadata!.annotations ?? {}).filter(([key]) => SKIPPED.has(key));
  const taken = Object.entries(to.metadata.annotations ?? {}).filter(([key]) => !SKIPPED.has(key));
  return [
    { op: 'replace', path: '/spec/template', value: template as unknown as Json },
    { op: 'replace', path: '/metadata/annotations', value: Object.fromEntries([...kept, ...taken]) },
  ];
}

/** kubectl pkg/polymorphichelpers/rollout_status.go */
function status(terminal: Terminal, of: { readonly key: string; readonly resource: string; readonly name: string }): void {
  let end: 'done' | 'failed' | undefined;
  let last = '';
  const look = (): boolean => {
    const { metadata, spec, status: now } = terminal.stage.find(of.resource, of.key) as unknown as Deployment;
    if ((now?.observedGeneration ?? 0) < (metadata!.generation ?? 0)) return false;
    const failed = now?.conditions?.some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded');
    if (failed) end = 'failed';
    const message = waitingWords(spec!.replicas ?? 1, now ?? {});
    if (!failed && message === '') end = 'done';
    if (!failed && message !== '' && message !== last) terminal.print(`Waiting for deployment "${of.name}" rollout to finish: ${message}...`);
    last = message;
    return end !== undefined;
  };
  terminal.stage.waitFor(look, seconds(600));
  if (end === 'failed') terminal.fail(`error: deployment "${of.name}" exceeded its progress deadline`);
  else terminal.print(`deployment "${of.name}" successfully rolled out`);
}

function waitingWords(wanted: number, { replicas = 0, updatedReplicas = 0, availableReplicas = 0 }: NonNullable<Deployment['status']>): string {
  if (updatedReplicas < wanted) return `${updatedReplicas} out of ${wanted} new replicas have been updated`;
  if (replicas > updatedReplicas) return `${replicas - updatedReplicas} old replicas are pending termination`;
  return availableReplicas < updatedReplicas ? `${availableReplicas} of ${updatedReplicas} updated replicas are available` : '';
}
