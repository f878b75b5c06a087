import { type CSSProperties, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Button } from '../ui/button.tsx';
import type { Session } from '../wire/session.ts';
import { Blank } from './blank.tsx';
import { Header } from './header/header.tsx';
import { startKeyboard } from './keyboard.ts';
import { DockDrawer, EditDrawer, EditorDrawer, Help, Palette, Share } from './later.ts';
import { useEditWish } from './edit-wish.ts';
import { Announcer, BranchNotice, Lens, Notice } from './notices.tsx';
import { Side } from './side.tsx';
import { StagePlace } from './stage-place.tsx';
import { TimelinePlace } from './timeline-place.tsx';
import { Transport } from './transport.tsx';
import { redoNext, undoLast } from './undo.ts';

interface PageProps {
  readonly scenario: string;
  readonly lessonId: string | undefined;
  readonly trouble: string | undefined;
  readonly onScenario: (id: string) => void;
  readonly onLesson: (id: string) => void;
  readonly onSession: (session: Session) => void;
  readonly onRestart: () => void;
  readonly onLeaveLesson: () => void;
}

/** The whole page: stage in the middle, editor and side panel beside it, time below. */
export function Page({ scenario, lessonId, trouble, onScenario, onLesson, onSession, onRestart, onLeaveLesson }: PageProps) {
  const { t } = useTranslation();
  const { source, mirror } = useCluster();
  const editorOpen = useSession((s) => s.editorOpen);
  const wish = useEditWish();
  const dock = useSession((s) => s.dock);
  const dockHeight = useSession((s) => s.dockHeight);
  const side = useSession((s) => s.panel !== undefined);
  const [blank, setBlank] = useState(false);
  const back = useCallback(() => setBlank(false), []);
  useEffect(
    () => startKeyboard({ source, mirror }, { undo: () => undoLast(source, mirror), redo: () => redoNext(source, mirror), blank: () => setBlank((b) => !b) }),
    [source, mirror],
  );
  return (
    <div className="page">
      <a className="skip" href="#stage">
        {t('app.skip')}
      </a>
      <Header scenario={scenario} onScenario={onScenario} onLesson={onLesson} />
      <main className="body" data-editor={editorOpen || wish !== undefined} data-edit={wish !== undefined} data-side={side}>
        {wish ? (
          <Part className="drawer">
            <EditDrawer key={wish.name + wish.text} wish={wish} />
          </Part>
        ) : editorOpen ? (
          <Part className="drawer">
            <EditorDrawer />
          </Part>
        ) : null}
        <div className="middle" data-dock={dock} style={dockHeight === undefined ? undefined : ({ '--dock-height': `${dockHeight}px` } as CSSProperties)}>
          <div className="stage-place" id="stage" tabIndex={-1}>
            <StagePlace />
            <div className="notices">
              {trouble ? (
                <div className="notice" data-tone="error">
                  <span role="alert">{t('app.failed', { message: trouble })}</span>
                  <Button tone="primary" onClick={onRestart}>
                    {t('app.restart')}
                  </Button>
                </div>
              ) : null}
              <Notice />
            </div>
          </div>
          {dock ? (
            <Part className="dock">
              <DockDrawer />
            </Part>
          ) : null}
        </div>
        <Part className="side">
          <Side lessonId={lessonId} onScenario={onScenario} onLesson={onLesson} onLeaveLesson={onLeaveLesson} />
        </Part>
      </main>
      <footer className="foot">
        <Transport scenario={scenario} />
        <TimelinePlace />
        <Lens />
      </footer>
      <Dialogs onScenario={onScenario} onLesson={onLesson} onSession={onSession} onBlank={() => setBlank(true)} />
      <BranchNotice />
      <Announcer />
      {blank ? <Blank onBack={back} /> : null}
    </div>
  );
}

function Dialogs({ onScenario, onLesson, onSession, onBlank }: Pick<PageProps, 'onScenario' | 'onLesson' | 'onSession'> & { readonly onBlank: () => void }) {
  const palette = useSession((s) => s.paletteOpen);
  const share = useSession((s) => s.shareOpen);
  const help = useSession((s) => s.helpOpen);
  return (
    <Suspense fallback={null}>
      {palette ? <Palette onScenario={onScenario} onLesson={onLesson} onBlank={onBlank} /> : null}
      {share ? <Share onOpen={onSession} /> : null}
      {help ? <Help /> : null}
    </Suspense>
  );
}

/** A part that loads by itself, and whose failure leaves the others alone. */
function Part({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Boundary className={className} text={(message) => t('app.partFailed', { message })} again={t('app.again')}>
      <Suspense fallback={<section className={className} />}>{children}</Suspense>
    </Boundary>
  );
}
