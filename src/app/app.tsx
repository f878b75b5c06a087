import { Tooltip } from 'radix-ui';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Mirror } from '../mirror/mirror.ts';
import { type Cluster, ClusterContext, useCluster, useMirror } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { WordsContext } from '../session/words.ts';
import { SimulatorSource } from '../sources/simulator.ts';
import { Inspector } from '../views/inspector/inspector.tsx';
import type { Session } from '../wire/session.ts';
import { stretchText } from './clock.ts';
import { EditorDrawer } from './editor-drawer.tsx';
import { Header } from './header.tsx';
import { Help } from './help.tsx';
import { startKeyboard } from './keyboard.ts';
import { LessonPanel } from './lesson-panel.tsx';
import { lessonById } from './lessons.ts';
import { Palette } from './palette.tsx';
import { Share } from './share.tsx';
import { StagePlace } from './stage-place.tsx';
import { TimelinePlace } from './timeline-place.tsx';
import { Transport } from './transport.tsx';
import { Truth } from './truth.tsx';
import { undoLast } from './undo.ts';
import type { Asked } from './url.ts';
import { wordsIn } from './words.ts';

const DEFAULT_SCENARIO = 'web';
const freshSession = (scenario: string, seed = 1): Session => ({ v: 1, scenario, seed, commands: [] });

export function App({ asked }: { readonly asked: Asked }) {
  const { t } = useTranslation();
  const asksLesson = asked.lesson ?? asked.session?.view?.lesson?.id;
  const [session, setSession] = useState<Session>(() => asked.session ?? sessionOfLesson(asksLesson) ?? freshSession(asked.scenario ?? DEFAULT_SCENARIO));
  const [lessonId, setLessonId] = useState(asked.session ? undefined : asksLesson);
  const [trouble, setTrouble] = useState<string>();
  const language = useSession((s) => s.language);
  const tell = useSession((s) => s.tell);
  const [cluster, setCluster] = useState<Cluster>();
  const words = useMemo(() => wordsIn(language, t), [language, t]);

  useEffect(() => {
    const made = openCluster(session, setTrouble, tell);
    const stop = made.source.subscribe((frame) => made.mirror.apply(frame));
    // A fresh cluster lives; a link stands still at the moment it was made for.
    if (session.commands.length === 0 && session.view === undefined) made.source.send({ do: 'play' });
    const listen = () => made.source.send({ do: 'visible', visible: !document.hidden });
    document.addEventListener('visibilitychange', listen);
    setCluster(made);
    return () => {
      document.removeEventListener('visibilitychange', listen);
      stop();
      made.source.close();
    };
  }, [session, tell]);
  useEffect(() => {
    if (asked.problem) tell(t('share.badLink', { message: asked.problem }), 'error');
  }, [asked.problem, t, tell]);

  const open = (next: Session, lesson?: string) => {
    const { change } = useSession.getState();
    change((s) => {
      s.selection = undefined;
      s.panel = lesson ? 'lesson' : s.panel === 'lesson' ? 'inspector' : s.panel;
      s.lesson = lesson ? { id: lesson, step: 0 } : undefined;
    });
    setTrouble(undefined);
    setLessonId(lesson);
    setSession(next);
  };
  const openLesson = (id: string) => open(sessionOfLesson(id) ?? freshSession(DEFAULT_SCENARIO), id);
  if (!cluster) return <p className="splash">{t('app.loading')}</p>;
  const page = asked.embed ? (
    <StagePlace bare />
  ) : (
    <Page
      scenario={session.scenario}
      lessonId={lessonId}
      trouble={trouble}
      onScenario={(id) => open(freshSession(id))}
      onLesson={openLesson}
      onSession={(next) => open(next)}
      onLeaveLesson={() => {
        setLessonId(undefined);
        useSession.getState().change((s) => {
          s.lesson = undefined;
          s.panel = 'inspector';
        });
      }}
    />
  );
  return (
    <ClusterContext value={cluster}>
      <WordsContext value={words}>
        <Tooltip.Provider delayDuration={400}>{page}</Tooltip.Provider>
      </WordsContext>
    </ClusterContext>
  );
}

function sessionOfLesson(id: string | undefined): Session | undefined {
  const lesson = id === undefined ? undefined : lessonById(id);
  return lesson && freshSession(lesson.start.scenario, lesson.start.seed);
}

function openCluster(session: Session, onTrouble: (message: string) => void, tell: (text: string, tone?: 'info' | 'error') => void): Cluster {
  const source = new SimulatorSource({
    session,
    onTrouble: ({ what, message }) => (what === 'gave up' ? onTrouble(message) : tell(message, 'error')),
  });
  return { source, mirror: new Mirror() };
}

interface PageProps {
  readonly scenario: string;
  readonly lessonId: string | undefined;
  readonly trouble: string | undefined;
  readonly onScenario: (id: string) => void;
  readonly onLesson: (id: string) => void;
  readonly onSession: (session: Session) => void;
  readonly onLeaveLesson: () => void;
}

function Page({ scenario, lessonId, trouble, onScenario, onLesson, onSession, onLeaveLesson }: PageProps) {
  const { t } = useTranslation();
  const { source, mirror } = useCluster();
  const panel = useSession((s) => s.panel);
  const editorOpen = useSession((s) => s.editorOpen);
  const [blank, setBlank] = useState(false);
  useEffect(() => startKeyboard({ source, mirror }, { undo: () => undoLast(source, mirror, t), blank: () => setBlank((b) => !b) }), [source, mirror, t]);
  const lesson = lessonId === undefined ? undefined : lessonById(lessonId);
  const side = sideContent(panel, lesson ? <LessonPanel key={lesson.id} lesson={lesson} onLeave={onLeaveLesson} /> : null);
  return (
    <div className="page">
      <a className="skip" href="#stage">
        {t('app.skip')}
      </a>
      <Header scenario={scenario} onScenario={onScenario} onLesson={onLesson} />
      <main className="body" data-editor={editorOpen} data-side={side !== null}>
        {editorOpen ? <EditorDrawer /> : null}
        <div className="stage-place" id="stage">
          <StagePlace />
          <Lens />
          {trouble ? (
            <p className="notice" data-tone="error" role="alert">
              {t('app.failed', { message: trouble })}
            </p>
          ) : null}
        </div>
        {side === null ? null : (
          <aside className="side" aria-label={t('app.panel')}>
            {side}
          </aside>
        )}
      </main>
      <footer className="foot">
        <Transport />
        <TimelinePlace />
      </footer>
      <Palette onScenario={onScenario} onLesson={onLesson} onUndo={() => undoLast(source, mirror, t)} />
      <Share onOpen={onSession} />
      <Help />
      <Notice />
      {blank ? <button type="button" className="blank" aria-label={t('app.close')} onClick={() => setBlank(false)} /> : null}
    </div>
  );
}

/** What stands beside the stage. A lesson stays alive while the inspector is looked at: its steps wait for what happens. */
function sideContent(panel: string | undefined, lesson: ReactNode): ReactNode {
  if (panel === 'truth') return <Truth />;
  if (lesson)
    return (
      <>
        <div className="side-part" hidden={panel !== 'lesson'}>
          {lesson}
        </div>
        {panel === 'inspector' ? <Inspector /> : null}
      </>
    );
  return panel === 'inspector' || panel === 'lesson' ? <Inspector /> : null;
}

/** Idle time that is being skipped says so. */
function Lens() {
  const { t } = useTranslation();
  const lens = useMirror('play', (m) => m.lens);
  const now = useMirror('cursor', (m) => m.moment.t);
  if (!lens) return null;
  const why = lens.why in WAITING ? t(`time.waiting.${lens.why as keyof typeof WAITING}`) : t('time.waiting.timer');
  return (
    <div className="lens" role="status">
      {t('time.lensOpen', { duration: stretchText(Math.max(0, lens.untilUs - now)), why })}
    </div>
  );
}

const WAITING = { 'node-grace': true, backoff: true, toleration: true, timer: true };
const NOTICE_MS = 7_000;

function Notice() {
  const notice = useSession((s) => s.notice);
  const change = useSession((s) => s.change);
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => change((s) => void (s.notice = undefined)), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice, change]);
  return notice ? (
    <div className="notice" data-tone={notice.tone} role={notice.tone === 'error' ? 'alert' : 'status'}>
      {notice.text}
    </div>
  ) : null;
}
