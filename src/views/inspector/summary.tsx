import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { KubeObject, OwnerReference } from '../../kinds/object.ts';
import type { ContainerStatus, Pod, Service } from '../../kinds/schema/types.gen.ts';
import type { Mirror } from '../../mirror/mirror.ts';
import { useCluster, useMirror, useMoment, usePart } from '../../session/cluster.ts';
import { useWords } from '../../session/words.ts';
import { USERS } from '../../wire/actors.ts';
import { sendersTo } from './senders.ts';
import { Verdicts } from './verdicts.tsx';
import { Addresses } from './addresses.tsx';
import { factsOf } from './facts.ts';
import { isRowKind, ObjectLink } from './object-link.tsx';

/** What one looks for first: state, place, owners, containers, conditions. */
export function Summary({ object, oid }: { readonly object: KubeObject; readonly oid: number }) {
  const { t } = useTranslation();
  return (
    <>
      <Waiting oid={oid} object={object} />
      <dl className="facts">
        {factsOf(object).map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
      {object.kind === 'Service' ? <ServiceUsers service={object as Service} /> : null}
      <Addresses object={object} />
      <Owners object={object} oid={oid} />
      {object.kind === 'Pod' ? <Containers pod={object as Pod} /> : null}
      <Conditions object={object} title={t('inspector.conditions')} />
      <Labels object={object} />
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** Who sends requests to a Service, and how they fare; that nobody does is said, since a new Service has no users. */
function ServiceUsers({ service }: { readonly service: Service }) {
  const { t } = useTranslation();
  const senders = sendersTo(usePart(USERS), service);
  if (service.metadata.name === 'kubernetes' && senders.length === 0) return null;
  return (
    <section className="section" data-users>
      <h3>{t('inspector.traffic')}</h3>
      {senders.length === 0 ? <p className="muted">{t('act.noUsers')}</p> : null}
      {senders.map((sender) => (
        <div key={sender.id} className="thread-head">
          <span>
            {[
              t('inspector.answered', { ok: sender.ok ?? 0 }),
              ...Object.entries(sender.failed ?? {}).map(([reason, count]) => t('inspector.notAnswered', { count, reason })),
            ].join(' · ')}
          </span>
          <strong>{sender.perSecond}/s</strong>
        </div>
      ))}
    </section>
  );
}

const LOOK_BACK = 20_000;

/** The latest decision about an object that cannot go on: why a pod is Pending, why a claim waits. */
function Waiting({ oid, object }: { readonly oid: number; readonly object: KubeObject }) {
  const words = useWords();
  const { happenings } = useMoment();
  const phase = (object as Pod).status?.phase;
  const id = useMirror('cursor', (mirror) => (phase === 'Pending' ? latestDecision(mirror, oid, happenings) : 0));
  const { mirror } = useCluster();
  const happening = id === 0 ? undefined : mirror.happenings.get(id);
  const sentence = happening?.say ? words.decision(happening.say, happening.args) : undefined;
  if (!happening || !sentence) return null;
  return (
    <section className="section predict">
      <strong>{words.actor(happening.actor)}</strong>
      <div>{sentence.saw}</div>
      <div>{sentence.decided}</div>
      {sentence.result ? <div className="muted">{sentence.result}</div> : null}
      <Verdicts args={happening.args} />
    </section>
  );
}

function latestDecision(mirror: Mirror, oid: number, from: number): number {
  const log = mirror.happenings;
  for (let id = from; id > Math.max(0, from - LOOK_BACK); id--) if (log.oidOf(id) === oid && log.codeOf(id) === 'decide') return id;
  return 0;
}

function Owners({ object, oid }: { readonly object: KubeObject; readonly oid: number }) {
  const { t } = useTranslation();
  const { mirror } = useCluster();
  const chain = useMemo(() => ownerChain(mirror, object), [mirror, object]);
  const children = [...mirror.childrenOf(oid)];
  return (
    <>
      {chain.length > 0 ? (
        <section className="section">
          <h3>{t('inspector.owners')}</h3>
          {chain.map((owner) => (
            <div key={owner.uid}>
              <ObjectLink kind={owner.kind} namespace={object.metadata.namespace} name={owner.name} />
            </div>
          ))}
        </section>
      ) : null}
      {children.length > 0 ? (
        <section className="section">
          <h3>{t('inspector.owned')}</h3>
          {children.slice(0, 30).map((child) => (
            <div key={child}>
              <ObjectLink kind={mirror.kindOf(child) ?? ''} namespace={object.metadata.namespace} name={mirror.nameOf(child)} />
            </div>
          ))}
        </section>
      ) : null}
    </>
  );
}

function ownerChain(mirror: Mirror, object: KubeObject): OwnerReference[] {
  const chain: OwnerReference[] = [];
  let at: KubeObject | undefined = object;
  while (at && chain.length < 8) {
    const ref: OwnerReference | undefined = at.metadata.ownerReferences?.find((owner) => owner.controller) ?? at.metadata.ownerReferences?.[0];
    if (!ref) break;
    chain.push(ref);
    const next: number | undefined = isRowKind(ref.kind) ? mirror.find(ref.kind, object.metadata.namespace, ref.name) : undefined;
    at = next === undefined ? undefined : mirror.object(next);
  }
  return chain;
}

function Labels({ object }: { readonly object: KubeObject }) {
  const { t } = useTranslation();
  const labels = Object.entries(object.metadata.labels ?? {});
  if (labels.length === 0) return null;
  return (
    <section className="section">
      <h3>{t('inspector.labels')}</h3>
      {labels.map(([key, value]) => (
        <span key={key} className="tag">
          {key}={value}
        </span>
      ))}
    </section>
  );
}

function stateText({ state, lastState }: ContainerStatus): string {
  if (state?.running) return 'running';
  if (state?.waiting) return `waiting: ${state.waiting.reason ?? ''}${state.waiting.message ? ` — ${state.waiting.message}` : ''}`;
  const ended = state?.terminated ?? lastState?.terminated;
  return ended ? `terminated: ${ended.reason ?? ''} (exit ${ended.exitCode})` : 'waiting';
}

function Containers({ pod }: { readonly pod: Pod }) {
  const { t } = useTranslation();
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  if (statuses.length === 0) return null;
  return (
    <section className="section">
      <h3>{t('inspector.containers')}</h3>
      <table className="conditions">
        <tbody>
          {statuses.map((status) => (
            <tr key={status.name}>
              <td>
                <strong>{status.name}</strong>
                <div className="muted">{status.image}</div>
              </td>
              <td>
                {stateText(status)}
                {status.restartCount > 0 ? (
                  <div className="muted">
                    {t('inspector.restarts')}: {status.restartCount}
                  </div>
                ) : null}
              </td>
              <td>{status.ready ? t('inspector.ready') : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

function Conditions({ object, title }: { readonly object: KubeObject; readonly title: string }) {
  const conditions = ((object as { status?: { conditions?: readonly Condition[] } }).status?.conditions ?? []) as readonly Condition[];
  if (conditions.length === 0) return null;
  return (
    <section className="section">
      <h3>{title}</h3>
      <ul className="condition-list">
        {conditions.map((condition) => (
          <li key={condition.type}>
            <div className="thread-head">
              <span>{condition.type}</span>
              <strong>{condition.status}</strong>
            </div>
            {condition.reason || condition.message ? <div className="muted">{[condition.reason, condition.message].filter(Boolean).join(': ')}</div> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
