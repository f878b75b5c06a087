import { Settings2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/session.ts';
import { Menu, type MenuGroup } from '../../ui/menu.tsx';

export function SettingsMenu() {
  const { t } = useTranslation();
  return (
    <Menu
      tip={t('app.settings')}
      trigger={
        <button type="button" className="icon-button button-quiet" aria-label={t('app.settings')}>
          <Settings2 size={18} aria-hidden />
        </button>
      }
      groups={useSettings()}
    />
  );
}

/** What a person sets, as the groups of a menu. */
export function useSettings(): readonly MenuGroup[] {
  const { t } = useTranslation();
  const session = useSession();
  const { change } = session;
  return [
    {
      title: t('app.theme'),
      items: (['auto', 'light', 'dark', 'contrast'] as const).map((theme) => ({
        id: theme,
        label: t(`app.themes.${theme}`),
        checked: session.theme === theme,
        onSelect: () => change((s) => void (s.theme = theme)),
      })),
    },
    {
      title: t('app.motion'),
      items: (['auto', 'full', 'reduce'] as const).map((motion) => ({
        id: motion,
        label: t(`app.motions.${motion}`),
        checked: session.motion === motion,
        onSelect: () => change((s) => void (s.motion = motion)),
      })),
    },
    {
      items: [
        { id: 'presenter', label: t('app.presenter'), checked: session.presenter, onSelect: () => change((s) => void (s.presenter = !s.presenter)) },
        { id: 'keys', label: t('app.singleKeys'), checked: session.singleKeys, onSelect: () => change((s) => void (s.singleKeys = !s.singleKeys)) },
        {
          id: 'background',
          label: t('app.showBackground'),
          checked: session.showBackground,
          onSelect: () => change((s) => void (s.showBackground = !s.showBackground)),
        },
        { id: 'help', label: t('app.help'), onSelect: () => change((s) => void (s.helpOpen = true)) },
      ],
    },
  ];
}
