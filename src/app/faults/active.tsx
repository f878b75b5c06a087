import { useTranslation } from 'react-i18next';
import { useCommand, useMirror, usePart } from '../../session/cluster.ts';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { TROUBLES } from '../../wire/actors.ts';
import type { Command } from '../../wire/command.ts';
import { faultKind } from '../../wire/faults.ts';
import { stretchText } from '../clock.ts';
import { type Active, activeIn } from './activity.ts';

/** How a trouble is ended by hand; undefined: it ends by itself. */
function endOf({ fault, of }: Active): Command | undefined {
  switch (fault) {
    case 'node-power-off':
      return { do: 'node.power', node: of, on: true };
    case 'node-partition':
      return { do: 'node.network', node: of, connected: true };
    case 'kubelet-restart':
      return { do: 'kubelet.process', node: of, on: true };
    case 'cache-lag':
    case 'watch-closed':
      return undefined;
    default:
      return { do: 'fault', fault: 'mend', args: { only: fault } };
  }
}

/** Every trouble that is on, with its end. */
export function ActiveFaults() {
  const { t } = useTranslation();
  const command = useCommand();
  const language = useSession((s) => s.language);
  const now = useMirror('cursor', (m) => m.moment.t);
  const active = activeIn(usePart(TROUBLES)).filter(({ until }) => until === undefined || until > now);
  const endAll = async () => {
    for (const trouble of active) {
      const end = endOf(trouble);
      if (end && end.do !== 'fault') await command(end);
    }
    await command({ do: 'fault', fault: 'mend', args: {} });
  };
  return (
    <section className="section faults-on" aria-label={t('faults.active')}>
      <h3>{t('faults.active')}</h3>
      {active.length === 0 ? <p className="muted">{t('faults.none')}</p> : null}
      <ul className="condition-list">
        {active.map((trouble) => {
          const end = endOf(trouble);
          const title = faultKind(trouble.fault)?.title[language] ?? trouble.fault;
          return (
            <li key={`${trouble.fault} ${trouble.of}`} className="fault-active">
              <span>
                <strong>{title}</strong>
                {trouble.of === '' ? '' : ` · ${trouble.of}`}
                <span className="muted">
                  {trouble.until === undefined ? '' : ` · ${t('faults.still', { duration: stretchText(trouble.until - now) })}`}
                  {trouble.left === undefined ? '' : ` · ${t('faults.left', { count: trouble.left })}`}
                </span>
              </span>
              {end ? (
                <Button aria-label={`${t('faults.end')}: ${title} ${trouble.of}`} onClick={() => void command(end)}>
                  {t('faults.end')}
                </Button>
              ) : (
                <span className="muted">{t('faults.byItself')}</span>
              )}
            </li>
          );
        })}
      </ul>
      {active.length > 1 ? (
        <div className="acts">
          <Button tone="primary" onClick={() => void endAll()}>
            {t('faults.endAll')}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
