import { X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SIMPLIFIED } from '../wire/simplified.ts';
import { useSession } from '../session/session.ts';
import { IconButton } from '../ui/button.tsx';

/** How true is this? Everything that is simpler here than in a real cluster, by name. */
export function Truth() {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const change = useSession((s) => s.change);
  const [search, setSearch] = useState('');
  const found = SIMPLIFIED.filter((item) => `${item.id} ${item[language]}`.toLowerCase().includes(search.toLowerCase()));
  return (
    <>
      <div className="side-head">
        <h2>{t('app.truth')}</h2>
        <IconButton label={t('app.close')} onClick={() => change((s) => void (s.panel = undefined))}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <div className="lesson-body">
        <p>{t('truth.intro', { version: '1.36' })}</p>
        <input
          className="field"
          style={{ width: '100%' }}
          value={search}
          placeholder={t('truth.search')}
          aria-label={t('truth.search')}
          onChange={(event) => setSearch(event.target.value)}
        />
        <p className="muted">{t('truth.count', { count: found.length })}</p>
        <ul style={{ paddingLeft: 18 }}>
          {found.map((item) => (
            <li key={item.id} style={{ marginBottom: 8 }}>
              {item[language]}
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
