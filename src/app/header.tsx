import { BookOpen, Braces, CircleHelp, FileCode2, Languages, PanelRight, Search, Settings2, Share2, SquareTerminal, Zap } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { SCENARIOS } from '../scenarios/index.ts';
import { useMirror, usePart } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { TROUBLES } from '../wire/actors.ts';
import { activeIn } from './faults/activity.ts';
import { switchLanguage } from './i18n.ts';
import { LESSONS } from './lessons.ts';

interface HeaderProps {
  readonly scenario: string;
  readonly onScenario: (id: string) => void;
  readonly onLesson: (id: string) => void;
}

export function Header({ scenario, onScenario, onLesson }: HeaderProps) {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const panel = useSession((s) => s.panel);
  const editorOpen = useSession((s) => s.editorOpen);
  const dock = useSession((s) => s.dock);
  const lesson = useSession((s) => s.lesson);
  const change = useSession((s) => s.change);
  const toggle = (which: 'truth' | 'faults') => change((s) => void (s.panel = s.panel === which ? undefined : which));
  const beside = panel === 'inspector' || panel === 'lesson';
  const current = SCENARIOS.find(({ id }) => id === scenario);
  const subtitle = lesson ? LESSONS.find(({ id }) => id === lesson.id)?.title[language] : current?.title[language];
  return (
    <header className="head">
      <h1 className="brand" style={{ margin: 0 }}>
        cutaway
      </h1>
      <span className="brand-sub">{subtitle ?? t('app.subtitle')}</span>
      <span className="head-space" />
      <Button tone="quiet" aria-pressed={editorOpen} aria-label={t('app.editor')} onClick={() => useSession.getState().toggleEditor()}>
        <FileCode2 size={18} aria-hidden />
        <span className="wide-only">{t('app.editor')}</span>
      </Button>
      <Button
        tone="quiet"
        aria-pressed={dock === 'terminal'}
        aria-label={t('terminal.title')}
        aria-keyshortcuts="T"
        onClick={() => (dock === 'terminal' ? useSession.getState().toggleDock('terminal') : useSession.getState().openTerminal())}
      >
        <SquareTerminal size={18} aria-hidden />
        <span className="wide-only">{t('terminal.title')}</span>
      </Button>
      <Button
        tone="quiet"
        className="not-narrow"
        aria-pressed={dock === 'console'}
        aria-label={t('console.title')}
        onClick={() => useSession.getState().toggleDock('console')}
      >
        <Braces size={18} aria-hidden />
        <span className="wide-only">{t('console.short')}</span>
      </Button>
      <Menu
        trigger={
          <Button tone="quiet" aria-label={t('app.lessons')}>
            <BookOpen size={18} aria-hidden />
            <span className="wide-only">{t('app.lessons')}</span>
          </Button>
        }
        groups={[
          {
            title: t('lesson.choose'),
            items: LESSONS.map((item) => ({
              id: item.id,
              label: item.title[language],
              detail: t('lesson.minutes', { count: item.minutes }),
              onSelect: () => onLesson(item.id),
            })),
          },
          {
            title: t('app.scenario'),
            items: SCENARIOS.map((item) => ({
              id: item.id,
              label: item.title[language],
              checked: !lesson && item.id === scenario,
              onSelect: () => onScenario(item.id),
            })),
          },
        ]}
      />
      <Button tone="quiet" aria-label={t('faults.title')} aria-pressed={panel === 'faults'} onClick={() => toggle('faults')}>
        <Zap size={18} aria-hidden />
        <span className="wide-only">{t('faults.title')}</span>
        <ActiveCount />
      </Button>
      <Button tone="quiet" aria-label={t('app.palette')} aria-keyshortcuts="Control+K" onClick={() => change((s) => void (s.paletteOpen = true))}>
        <Search size={18} aria-hidden />
        <span className="widest-only">{t('app.palette')}</span>
      </Button>
      <Button tone="quiet" aria-label={t('app.share')} onClick={() => change((s) => void (s.shareOpen = true))}>
        <Share2 size={18} aria-hidden />
        <span className="wide-only">{t('app.share')}</span>
      </Button>
      <Button tone="quiet" aria-label={t('app.truth')} aria-pressed={panel === 'truth'} onClick={() => toggle('truth')}>
        <CircleHelp size={18} aria-hidden />
        <span className="wide-only">{t('app.truth')}</span>
      </Button>
      <IconButton
        label={t('app.panel')}
        shortcut="I"
        aria-pressed={beside}
        onClick={() => change((s) => void (s.panel = beside ? undefined : s.lesson ? 'lesson' : 'inspector'))}
      >
        <PanelRight size={18} aria-hidden />
      </IconButton>
      <SettingsMenu />
      <Button tone="quiet" aria-label={t('app.languageLabel')} lang={language === 'en' ? 'ja' : 'en'} onClick={switchLanguage}>
        <Languages size={16} aria-hidden />
        <span className="wide-only">{t('app.language')}</span>
      </Button>
    </header>
  );
}

/** How many troubles are on: seen also while their panel is closed. */
function ActiveCount() {
  const { t } = useTranslation();
  const part = usePart(TROUBLES);
  const now = useMirror('cursor', (m) => m.moment.t);
  const count = activeIn(part).filter(({ until }) => until === undefined || until > now).length;
  return count === 0 ? null : (
    <span className="badge" title={t('faults.active')}>
      {count}
    </span>
  );
}

function SettingsMenu() {
  const { t } = useTranslation();
  const session = useSession();
  const { change } = session;
  return (
    <Menu
      trigger={
        <button type="button" className="icon-button button-quiet" aria-label={t('app.settings')}>
          <Settings2 size={18} aria-hidden />
        </button>
      }
      groups={[
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
      ]}
    />
  );
}
