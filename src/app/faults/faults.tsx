import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session.ts';
import { IconButton } from '../../ui/button.tsx';
import { type FaultKind, faultKind, type FaultName } from '../../wire/faults.ts';
import { ActiveFaults } from './active.tsx';
import { FaultForm } from './fault-form.tsx';
import { FAULT_GROUPS, type FaultGroup } from './groups.ts';
import { FAULT_TEXTS } from './texts.ts';

/** Troubles to cause on purpose: what is on, then all of them by where they strike. One is open at a time, with its target. */
export function Faults() {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const change = useSession((s) => s.change);
  const open = useSession((s) => s.fault);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const isWanted = (name: FaultName): boolean => {
    const kind = faultKind(name);
    const does = name === 'mend' ? undefined : FAULT_TEXTS[name];
    return `${name} ${kind?.title.en} ${kind?.title.ja} ${does?.en} ${does?.ja}`.toLowerCase().includes(wanted);
  };
  const groups = (Object.keys(FAULT_GROUPS) as FaultGroup[])
    .map((group) => ({
      group,
      kinds: FAULT_GROUPS[group]
        .filter(isWanted)
        .map(faultKind)
        .filter((kind): kind is FaultKind => kind !== undefined),
    }))
    .filter(({ kinds }) => kinds.length > 0);
  return (
    <>
      <div className="side-head">
        <h2>{t('faults.title')}</h2>
        <IconButton label={t('app.close')} onClick={() => change((s) => void (s.panel = undefined))}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <div className="lesson-body">
        <p className="muted">{t('faults.intro')}</p>
        <ActiveFaults />
        <input
          className="field"
          style={{ width: '100%' }}
          value={search}
          placeholder={t('faults.search')}
          aria-label={t('faults.search')}
          onChange={(event) => setSearch(event.target.value)}
        />
        {groups.length === 0 ? <p role="status">{t('palette.none')}</p> : null}
        {groups.map(({ group, kinds }) => (
          <section key={group} className="section fault-group">
            <h3>{t(`faults.groups.${group}`)}</h3>
            {kinds.map((kind) => (
              <div key={kind.name}>
                <button
                  type="button"
                  className="fault-name"
                  aria-expanded={open === kind.name}
                  onClick={() => change((s) => void (s.fault = s.fault === kind.name ? undefined : kind.name))}
                >
                  {kind.title[language]}
                </button>
                {open === kind.name ? <FaultForm kind={kind} /> : null}
              </div>
            ))}
          </section>
        ))}
      </div>
    </>
  );
}
