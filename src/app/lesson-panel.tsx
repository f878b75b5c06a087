import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Both, End, Lesson } from '../lessons/lesson.ts';
import { answerOf, hasHappened, type Progress, stepOf } from '../lessons/player.ts';
import { useMoment, useMirror } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { type Play, usePlay } from './lesson-play.ts';
import { inline, Prose } from './prose.tsx';

interface LessonPanelProps {
  readonly lesson: Lesson;
  readonly onLeave: () => void;
  /** From the beginning, in a fresh cluster. */
  readonly onReplay: () => void;
}

/** A lesson beside the stage: it says, does, asks and waits for what truly happens. */
export function LessonPanel({ lesson, onLeave, onReplay }: LessonPanelProps) {
  const play = usePlay(lesson);
  useLessonKeys(
    () => play?.next(),
    () => play?.back(),
  );
  if (!play) return null;
  return play.progress.ended ? (
    <Ending lesson={lesson} play={play} onLeave={onLeave} onReplay={onReplay} />
  ) : (
    <StepView key={play.progress.index} lesson={lesson} play={play} onLeave={onLeave} />
  );
}

function StepView({ lesson, play, onLeave }: Omit<LessonPanelProps, 'onReplay'> & { readonly play: Play }) {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const moment = useMoment();
  const playing = useMirror('play', (m) => m.playing);
  const { progress } = play;
  const step = stepOf(progress);
  const happened = hasHappened(progress, moment);
  const asked = step.predict !== undefined && answerOf(progress) === undefined;
  const last = progress.index === lesson.steps.length - 1;
  return (
    <>
      <Head text={t('lesson.step', { step: progress.index + 1, of: lesson.steps.length })} onLeave={onLeave} />
      <div className="lesson-body">
        <Title text={step.title[language]} />
        <div className="lesson-say" aria-live="polite">
          <Prose text={step.say[language]} />
        </div>
        {step.predict ? <Predict play={play} happened={happened} /> : null}
        {step.task && !asked && !progress.fulfilled ? <Task play={play} /> : null}
        {happened && (step.after || (step.predict && !asked)) ? <Outcome progress={progress} /> : null}
        {progress.fulfilled || asked ? null : <p className="lesson-waits">{t(playing ? 'lesson.waits' : 'time.standsStill')}</p>}
        {progress.fulfilled && !happened ? (
          <p>
            <Button onClick={play.again}>{t('lesson.again')}</Button>
          </p>
        ) : null}
      </div>
      <div className="lesson-nav">
        <Button disabled={progress.index === 0} onClick={play.back}>
          {t('lesson.back')}
        </Button>
        <span style={{ flex: 1 }} />
        <Button tone="primary" disabled={!progress.fulfilled} onClick={play.next}>
          {t(last ? 'lesson.toEnd' : 'lesson.next')}
        </Button>
      </div>
    </>
  );
}

function Head({ text, onLeave }: { readonly text: string; readonly onLeave: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="side-head">
      <span className="muted" style={{ flex: 1 }}>
        {text}
      </span>
      <Button tone="quiet" onClick={onLeave}>
        {t('lesson.leave')}
      </Button>
    </div>
  );
}

/** Takes the focus when the step is entered from the lesson, so that Tab leads on into it and screen readers say where one is. */
function Title({ text }: { readonly text: string }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const at = document.activeElement;
    if (at === document.body || at?.closest('.side')) title.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h2 className="lesson-title" tabIndex={-1} ref={title}>
      {text}
    </h2>
  );
}

/** What the learner is to do, with a hint and somebody who does it for them. */
function Task({ play }: { readonly play: Play }) {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const [hint, setHint] = useState(false);
  const place = useRef<HTMLElement>(null);
  useEffect(() => void place.current?.scrollIntoView({ block: 'nearest' }), [hint]);
  const step = stepOf(play.progress);
  return (
    <section className="lesson-task lesson-say" aria-label={t('lesson.task')} ref={place}>
      <strong>{t('lesson.task')}</strong>
      <Prose text={step.task![language]} />
      {hint && step.hint ? <p className="muted">{inline(step.hint[language])}</p> : null}
      <div className="acts">
        {step.hint && !hint ? (
          <Button tone="quiet" onClick={() => setHint(true)}>
            {t('lesson.hint')}
          </Button>
        ) : null}
        {step.solve.length > 0 ? <Button onClick={play.solve}>{t('lesson.solve')}</Button> : null}
      </div>
    </section>
  );
}

function Predict({ play, happened }: { readonly play: Play; readonly happened: boolean }) {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const predict = stepOf(play.progress).predict!;
  const answer = answerOf(play.progress);
  const told = happened && answer !== undefined;
  return (
    <section className="predict" aria-label={t('lesson.predict')}>
      <strong>{t('lesson.predict')}</strong>
      <div>{inline(predict.ask[language])}</div>
      {predict.choices.map((choice, i) =>
        // Once answered, only what was chosen, and in the end what was right, leave room for what comes.
        answer === undefined || answer === i || (told && choice.right) ? (
          <Button key={choice.en} aria-pressed={answer === i} disabled={answer !== undefined} onClick={() => play.answer(i)}>
            {told && choice.right ? '✓ ' : told && answer === i ? '✗ ' : ''}
            {choice[language]}
          </Button>
        ) : null,
      )}
      {answer !== undefined && !told ? <p role="status">{t('lesson.predicted')}</p> : null}
    </section>
  );
}

/** What came about, told when it has: beside the prediction, if there was one. */
function Outcome({ progress }: { readonly progress: Progress }) {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => void place.current?.scrollIntoView({ block: 'nearest' }), []);
  const { predict, after } = stepOf(progress);
  const answer = answerOf(progress);
  const told = predict && answer !== undefined ? predict : undefined;
  return (
    <div className="lesson-say lesson-after" role="status" ref={place}>
      {told ? (
        <p>
          <strong>{t(told.choices[answer!]?.right ? 'lesson.right' : 'lesson.wrong')}</strong> {inline(told.because[language])}
        </p>
      ) : null}
      {after ? <Prose text={after[language]} /> : null}
    </div>
  );
}

function Ending({ lesson, play, onLeave, onReplay }: LessonPanelProps & { readonly play: Play }) {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const { know, tryNext, question }: End = lesson.end;
  const list = (texts: readonly Both[]): ReactNode => (
    <ul className="lesson-list">
      {texts.map((text) => (
        <li key={text.en}>{inline(text[language])}</li>
      ))}
    </ul>
  );
  return (
    <>
      <Head text={t('lesson.end')} onLeave={onLeave} />
      <div className="lesson-body lesson-say">
        <Title text={t('lesson.know')} />
        {list(know)}
        <h3>{t('lesson.tryNext')}</h3>
        {list(tryNext)}
        <h3>{t('lesson.question')}</h3>
        <Prose text={question[language]} />
      </div>
      <div className="lesson-nav">
        <Button onClick={play.back}>{t('lesson.back')}</Button>
        <span style={{ flex: 1 }} />
        <Button onClick={onReplay}>{t('lesson.replay')}</Button>
        <Button tone="primary" onClick={onLeave}>
          {t('lesson.done')}
        </Button>
      </div>
    </>
  );
}

/** Remotes send PageDown and PageUp; Space and N go on as well. */
function useLessonKeys(onNext: () => void, onBack: () => void): void {
  const latest = useRef({ onNext, onBack });
  latest.current = { onNext, onBack };
  useEffect(() => {
    const listen = (event: Event) => ((event as CustomEvent<'next' | 'back'>).detail === 'next' ? latest.current.onNext() : latest.current.onBack());
    window.addEventListener('cutaway:lesson', listen);
    return () => window.removeEventListener('cutaway:lesson', listen);
  }, []);
}
