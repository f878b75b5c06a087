import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useMirror, usePart } from '../../session/cluster.ts';
import type { Json } from '../../base/json.ts';
import { USERS } from '../../wire/actors.ts';
import { Button } from '../../ui/button.tsx';
import { isSending, sendersIn, sendersTo, trafficIdOf } from './senders.ts';

/** Who asks how often: changes the requests users send to a Service. */
export function TrafficForm() {
  const { t } = useTranslation();
  const command = useCommand();
  const [rate, setRate] = useState('2');
  const mirror = useMirror({ kind: 'Service' }, (m) => m);
  const services = [...mirror.table('Service').ids()]
    .map((oid) => ({ name: mirror.nameOf(oid), namespace: mirror.namespaceOf(oid) }))
    .filter(({ name }) => name !== 'kubernetes');
  const part = usePart(USERS);
  const [service, setService] = useState('');
  const chosen = services.find(({ name, namespace }) => `${namespace}/${name}` === service) ?? services[0];
  const perSecond = Number(rate);
  const bad = !Number.isFinite(perSecond) || perSecond < 0 || perSecond > 200 || rate.trim() === '';
  if (!chosen) return null;
  const metadata = { name: chosen.name, namespace: chosen.namespace };
  const [sender] = sendersTo(part, { apiVersion: 'v1', kind: 'Service', metadata });
  const id = sender?.id ?? trafficIdOf({ apiVersion: 'v1', kind: 'Service', metadata });
  const url = sender?.url ?? `http://${chosen.name}.${chosen.namespace}.svc`;
  return (
    <form
      className="act-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!bad) void command(perSecond === 0 ? { do: 'traffic.stop', id } : { do: 'traffic', traffic: { id, from: USERS, url, perSecond } });
      }}
    >
      <label>
        Service
        <select className="field" value={`${chosen.namespace}/${chosen.name}`} onChange={(event) => setService(event.target.value)}>
          {services.map(({ name, namespace }) => (
            <option key={`${namespace}/${name}`}>{`${namespace}/${name}`}</option>
          ))}
        </select>
      </label>
      <label>
        {t('act.traffic')}
        <input className="field" inputMode="decimal" value={rate} aria-invalid={bad} onChange={(event) => setRate(event.target.value)} size={6} />
      </label>
      <Button type="submit" tone="primary" disabled={bad}>
        {t('act.do')}
      </Button>
      {bad ? <span role="alert">{t('act.notNumber', { from: 0, to: 200 })}</span> : null}
    </form>
  );
}

/** Who sends requests where, and how they fared. */
export function Traffic({ part }: { readonly part: Json | undefined }) {
  const { t } = useTranslation();
  const command = useCommand();
  const senders = sendersIn(part);
  if (senders.length === 0) return <p className="muted">{t('inspector.noTraffic')}</p>;
  return (
    <section className="section">
      <h3>{t('inspector.traffic')}</h3>
      <ul className="condition-list">
        {senders.map((sender) => (
          <li key={sender.id}>
            <div className="thread-head">
              <span>{sender.url}</span>
              <strong>{isSending(sender) ? sender.perSecond : 0}/s</strong>
              {isSending(sender) ? (
                <Button tone="quiet" aria-label={`${t('act.stopTraffic')}: ${sender.url}`} onClick={() => void command({ do: 'traffic.stop', id: sender.id })}>
                  {t('act.stop')}
                </Button>
              ) : null}
            </div>
            <div className="muted">
              {[
                t('inspector.answered', { ok: sender.ok ?? 0 }),
                ...Object.entries(sender.failed ?? {}).map(([reason, count]) => t('inspector.notAnswered', { count, reason })),
              ].join(' · ')}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
