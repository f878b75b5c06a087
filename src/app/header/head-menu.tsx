import { Menu as MenuIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { switchLanguage } from '../i18n.ts';
import { ActiveCount, useActiveCount } from './active-count.tsx';
import { type BeginningsProps, useBeginnings } from './beginnings.tsx';
import { useSettings } from './settings.tsx';
import { toggleBeside, togglePanel } from './panels.ts';

/** On a narrow screen: all that has no room beside the name, in words. */
export function HeadMenu(props: BeginningsProps) {
  const { t } = useTranslation();
  const dock = useSession((s) => s.dock);
  const panel = useSession((s) => s.panel);
  const change = useSession((s) => s.change);
  const beginnings = useBeginnings(props);
  const settings = useSettings();
  const troubles = useActiveCount();
  const isBeside = panel === 'inspector' || panel === 'lesson';
  const find = () => change((s) => void (s.paletteOpen = true));
  const share = () => change((s) => void (s.shareOpen = true));
  return (
    <Menu
      trigger={
        <Button tone="quiet" aria-label={t('app.menu')}>
          <MenuIcon size={18} aria-hidden />
          <span>{t('app.menu')}</span>
          <ActiveCount />
        </Button>
      }
      groups={[
        {
          items: [
            { id: 'lessons', label: t('app.lessons'), groups: beginnings },
            { id: 'find', label: t('app.palette'), onSelect: find },
            { id: 'beside', label: t('app.panel'), checked: isBeside, closes: true, onSelect: toggleBeside },
            {
              id: 'faults',
              label: t('faults.title'),
              checked: panel === 'faults',
              closes: true,
              ...(troubles > 0 ? { detail: String(troubles) } : {}),
              onSelect: () => togglePanel('faults'),
            },
            {
              id: 'console',
              label: t('console.title'),
              checked: dock === 'console',
              closes: true,
              onSelect: () => useSession.getState().toggleDock('console'),
            },
          ],
        },
        {
          items: [
            { id: 'share', label: t('app.share'), onSelect: share },
            { id: 'truth', label: t('app.truth'), checked: panel === 'truth', closes: true, onSelect: () => togglePanel('truth') },
            { id: 'settings', label: t('app.settings'), groups: settings },
            { id: 'language', label: t('app.languageLabel'), detail: t('app.language'), onSelect: switchLanguage },
          ],
        },
      ]}
    />
  );
}
