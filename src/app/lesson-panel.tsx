import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Both, End, Lesson } from '../lessons/lesson.ts';
import { answerOf, awaited, hasHappened, type Progress, stepOf } from '../lessons/player.ts';
import { useMoment, useMirror } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { LESSON_KEY, type LessonKey } from './keyboard.ts';
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
  useLessonKeys(play);
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
  const waitsFor = awaited(progress);
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
        {waitsFor === 'nobody' ? null : (
          <p className="lesson-waits">{t(waitsFor !== 'cluster' && !playing ? 'lesson.waitsForYou' : playing ? 'lesson.waits' : 'time.standsStill')}</p>
        )}
        {progress.fulfilled && !happened ? (
          <p>
            <Button onClick={play.again}>{t('lesson.again')}</Button>
          </p>
        ) : null}
      </div>
      <Urge progress={progress} />
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

/** The key to go on was pressed and the step waits: for what, and how to go on all the same. */
function Urge({ progress }: { readonly progress: Progress }) {
  const { t } = useTranslation();
  const waitsFor = awaited(progress);
  const { predict, solve } = stepOf(progress);
  const keys = (predict?.choices ?? []).map((_, i) => i + 1).join(', ');
  const said =
    waitsFor === 'nobody' || progress.urged !== waitsFor ? '' : t(`lesson.urge.${waitsFor === 'task' && solve.length === 0 ? 'alone' : waitsFor}`, { keys });
  return <div role="status">{said === '' ? null : <p className="lesson-urge">{said}</p>}</div>;
}

/** Brings what the step waits for into view once the person was told of it. */
function useInViewWhen<T extends HTMLElement>(urged: boolean) {
  const place = useRef<T>(null);
  useEffect(() => {
    if (urged) place.current?.scrollIntoView({ block: 'nearest' });
  }, [urged]);
  return place;
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
  const urged = play.progress.urged === 'task';
  const place = useInViewWhen<HTMLElement>(urged);
  useEffect(() => void place.current?.scrollIntoView({ block: 'nearest' }), [hint, place]);
  const step = stepOf(play.progress);
  return (
    <section className="lesson-task lesson-say" aria-label={t('lesson.task')} data-urged={urged} ref={place}>
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
  const urged = play.progress.urged === 'answer' && answer === undefined;
  const place = useInViewWhen<HTMLElement>(urged);
  return (
    <section className="predict" aria-label={t('lesson.predict')} data-urged={urged} ref={place}>
      <strong>{t('lesson.predict')}</strong>
      <div>{inline(predict.ask[language])}</div>
      {predict.choices.map((choice, i) =>
        // Once answered, only what was chosen, and in the end what was right, leave room for what comes.
        answer === undefined || answer === i || (told && choice.right) ? (
          <Button key={choice.en} aria-pressed={answer === i} disabled={answer !== undefined} aria-keyshortcuts={String(i + 1)} onClick={() => play.answer(i)}>
            {answer === undefined ? <kbd>{i + 1}</kbd> : told && choice.right ? '✓ ' : told && answer === i ? '✗ ' : ''}
            {choice[language]}
          </Button>
        ) : null,
      )}
      {answer !== undefined && !told ? <p role="status">{t(answer === 'none' ? 'lesson.notPredicted' : 'lesson.predicted')}</p> : null}
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
          {typeof answer === 'number' ? <strong>{t(told.choices[answer]?.right ? 'lesson.right' : 'lesson.wrong')}</strong> : null}{' '}
          {inline(told.because[language])}
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

/** Remotes send PageDown and PageUp; Space and N go on as well; digits choose. */
function useLessonKeys(play: Play | undefined): void {
  const latest = useRef(play);
  latest.current = play;
  useEffect(() => {
    const listen = (event: Event): void => {
      const key = (event as CustomEvent<LessonKey>).detail;
      if (key === 'next') latest.current?.next();
      else if (key === 'back') latest.current?.back();
      else if (latest.current?.answer(key)) event.preventDefault();
    };
    window.addEventListener(LESSON_KEY, listen);
    return () => window.removeEventListener(LESSON_KEY, listen);
  }, []);
}
