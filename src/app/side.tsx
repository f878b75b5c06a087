import { X } from 'lucide-react';
import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../lessons/lesson.ts';
import { useSession } from '../session/session.ts';
import { IconButton } from '../ui/button.tsx';
import { Faults, Inspector, LessonPanel, Truth } from './later.ts';
import { loadLesson } from './lessons.ts';
import { Welcome } from './welcome.tsx';

interface SideProps {
  readonly lessonId: string | undefined;
  readonly onScenario: (id: string) => void;
  readonly onLesson: (id: string) => void;
  readonly onLeaveLesson: () => void;
}

/** What stands beside the stage. A lesson lives on while the inspector is looked at: its steps wait for what happens. */
export function Side({ lessonId, onScenario, onLesson, onLeaveLesson }: SideProps) {
  const { t } = useTranslation();
  const panel = useSession((s) => s.panel);
  const selection = useSession((s) => s.selection);
  const lesson = useLesson(lessonId);
  const inspector = selection ? <Inspector /> : <Welcome onScenario={onScenario} onLesson={onLesson} />;
  const shown = panel === 'lesson' && !lessonId ? 'inspector' : panel;
  return (
    <aside className="side" aria-label={t('app.panel')} hidden={shown === undefined}>
      {lessonId && shown !== 'truth' && shown !== 'faults' ? <SideTabs /> : null}
      <Suspense fallback={<p className="muted">{t('inspector.loading')}</p>}>
        {lesson ? (
          <div className="side-part" hidden={shown !== 'lesson'}>
            <LessonPanel key={lesson.id} lesson={lesson} onLeave={onLeaveLesson} onReplay={() => onLesson(lesson.id)} />
          </div>
        ) : null}
        {shown === 'inspector' ? <div className="side-part">{inspector}</div> : null}
        {shown === 'truth' ? <Truth /> : null}
        {shown === 'faults' ? <Faults /> : null}
      </Suspense>
    </aside>
  );
}

/** Lesson or inspector: both are there while a lesson runs. */
function SideTabs() {
  const { t } = useTranslation();
  const panel = useSession((s) => s.panel);
  const change = useSession((s) => s.change);
  const tab = (id: 'lesson' | 'inspector') => (
    <button type="button" className="tab" aria-pressed={panel === id} onClick={() => change((s) => void (s.panel = id))}>
      {t(`app.${id}`)}
    </button>
  );
  return (
    <div className="side-tabs" role="group" aria-label={t('app.panel')}>
      {tab('lesson')}
      {tab('inspector')}
      <span style={{ flex: 1 }} />
      <IconButton label={t('app.close')} onClick={() => change((s) => void (s.panel = undefined))}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

function useLesson(id: string | undefined): Lesson | undefined {
  const [lesson, setLesson] = useState<Lesson>();
  const tell = useSession((s) => s.tell);
  useEffect(() => {
    setLesson(undefined);
    if (id === undefined) return;
    let current = true;
    loadLesson(id).then(
      (loaded) => current && setLesson(loaded),
      (error: Error) => current && tell(error.message, 'error'),
    );
    return () => {
      current = false;
    };
  }, [id, tell]);
  return lesson;
}
