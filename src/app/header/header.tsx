import { Braces, CircleHelp, FileCode2, Languages, PanelRight, Search, Share2, SquareTerminal, Zap } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { SCENARIOS } from '../../scenarios/index.ts';
import { useSession } from '../../session/session.ts';
import { IconButton } from '../../ui/button.tsx';
import { useMedia } from '../../ui/media.ts';
import { switchLanguage } from '../i18n.ts';
import { LESSONS } from '../lessons.ts';
import { ActiveCount } from './active-count.tsx';
import { BeginningsMenu, type BeginningsProps } from './beginnings.tsx';
import { HeadButton } from './head-button.tsx';
import { HeadMenu } from './head-menu.tsx';
import { toggleBeside, togglePanel } from './panels.ts';
import { SettingsMenu } from './settings.tsx';

/** As the page has one column (app.css). */
const NARROW = '(max-width: 900px)';

export function Header(props: BeginningsProps) {
  const { t } = useTranslation();
  const isNarrow = useMedia(NARROW);
  return (
    <header className="head">
      <h1 className="brand" style={{ margin: 0 }}>
        cutaway
      </h1>
      <span className="brand-sub">{useSubtitle(props.scenario) ?? t('app.subtitle')}</span>
      <span className="head-space" />
      <Drawers isNarrow={isNarrow} />
      {isNarrow ? (
        <HeadMenu {...props} />
      ) : (
        <>
          <BeginningsMenu {...props} />
          <Panels />
          <SettingsMenu />
          <LanguageButton />
        </>
      )}
    </header>
  );
}

/** What the page shows: the lesson, or the cluster it started from. */
function useSubtitle(scenario: string): string | undefined {
  const language = useSession((s) => s.language);
  const lesson = useSession((s) => s.lesson);
  return lesson ? LESSONS.find(({ id }) => id === lesson.id)?.title[language] : SCENARIOS.find(({ id }) => id === scenario)?.title[language];
}

/** Ways to talk to the cluster. */
function Drawers({ isNarrow }: { readonly isNarrow: boolean }) {
  const { t } = useTranslation();
  const editorOpen = useSession((s) => s.editorOpen);
  const dock = useSession((s) => s.dock);
  const from = isNarrow ? 'narrow' : 'wide';
  const { toggleEditor, toggleDock, openTerminal } = useSession.getState();
  return (
    <>
      <HeadButton
        label={t('app.editor')}
        word={t('app.editor')}
        from={from}
        aria-pressed={editorOpen}
        icon={<FileCode2 size={18} aria-hidden />}
        onClick={() => toggleEditor()}
      />
      <HeadButton
        label={t('terminal.title')}
        word={t('terminal.title')}
        from={from}
        shortcut="T"
        aria-pressed={dock === 'terminal'}
        icon={<SquareTerminal size={18} aria-hidden />}
        onClick={() => (dock === 'terminal' ? toggleDock('terminal') : openTerminal())}
      />
      {isNarrow ? null : (
        <HeadButton
          label={t('console.title')}
          word={t('console.short')}
          from={from}
          aria-pressed={dock === 'console'}
          icon={<Braces size={18} aria-hidden />}
          onClick={() => toggleDock('console')}
        />
      )}
    </>
  );
}

function Panels() {
  const { t } = useTranslation();
  const panel = useSession((s) => s.panel);
  const change = useSession((s) => s.change);
  return (
    <>
      <HeadButton
        label={t('faults.title')}
        word={t('faults.title')}
        from="wide"
        aria-pressed={panel === 'faults'}
        icon={<Zap size={18} aria-hidden />}
        onClick={() => togglePanel('faults')}
      >
        <ActiveCount />
      </HeadButton>
      <HeadButton
        label={t('app.palette')}
        word={t('app.palette')}
        from="widest"
        shortcut="Ctrl+K"
        icon={<Search size={18} aria-hidden />}
        onClick={() => change((s) => void (s.paletteOpen = true))}
      />
      <HeadButton
        label={t('app.share')}
        word={t('app.share')}
        from="wide"
        icon={<Share2 size={18} aria-hidden />}
        onClick={() => change((s) => void (s.shareOpen = true))}
      />
      <HeadButton
        label={t('app.truth')}
        word={t('app.truth')}
        from="wide"
        aria-pressed={panel === 'truth'}
        icon={<CircleHelp size={18} aria-hidden />}
        onClick={() => togglePanel('truth')}
      />
      <IconButton label={t('app.panel')} shortcut="I" aria-pressed={panel === 'inspector' || panel === 'lesson'} onClick={toggleBeside}>
        <PanelRight size={18} aria-hidden />
      </IconButton>
    </>
  );
}

function LanguageButton() {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  return (
    <HeadButton
      label={t('app.languageLabel')}
      word={t('app.language')}
      from="wide"
      lang={language === 'en' ? 'ja' : 'en'}
      icon={<Languages size={16} aria-hidden />}
      onClick={switchLanguage}
    />
  );
}
