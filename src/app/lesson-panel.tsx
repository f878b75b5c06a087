import { Fragment, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KubeObject } from '../kinds/object.ts';
import type { Situation } from '../lessons/condition.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { back, begin, look, type Move, next, type Progress, resolve, stepOf } from '../lessons/player.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { type Cluster, useCluster, useMirror } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { ROW_KINDS, type RowKind } from '../wire/rows.ts';
import { DEFAULT_EPOCH_MS, rfc3339 } from '../base/time.ts';

/** A lesson beside the stage: it says, does, asks and waits for what truly happens. */
export function LessonPanel({ lesson, onLeave }: { readonly lesson: Lesson; readonly onLeave: () => void }) {
  const { t } = useTranslation();
  const cluster = useCluster();
  const language = useSession((s) => s.language);
  const change = useSession((s) => s.change);
  const [progress, setProgress] = useState<Progress>();
  const [hint, setHint] = useState(false);
  const moment = useMirror('cursor', (m) => m.moment);
  const playing = useMirror('play', (m) => m.playing);
  const since = useRef({ happening: 0, time: '' });

  const go = (move: Move | undefined) => {
    if (!move) return;
    setHint(false);
    setProgress(move.progress);
    change((s) => void (s.lesson = { id: lesson.id, step: move.progress.index }));
    const mark = move.progress.marks[move.progress.index]!;
    since.current = { happening: cluster.mirror.moment.happenings, time: rfc3339(DEFAULT_EPOCH_MS, cluster.mirror.moment.t) };
    if (move.seek) {
      cluster.source.send({ do: 'pause' });
      cluster.source.send({ do: 'seek', to: { event: mark.event } });
      return;
    }
    void perform(cluster, move, since.current);
    pointAt(cluster.mirror, stepOf(move.progress).look[0]);
  };

  const stands = useMirror('branches', (m) => m.branches.length > 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: begins once per lesson, as soon as its cluster stands there.
  useEffect(() => {
    if (stands) go(begin(lesson, cluster.mirror.moment));
  }, [lesson, stands]);

  useEffect(() => {
    if (!progress || progress.fulfilled) return;
    const looked = look(progress, situation(cluster.mirror, since.current));
    if (looked === progress) return;
    setProgress(looked);
    // Time stops at the moment the step is about, so that what it says is what is seen.
    if (looked.fulfilled && stepOf(looked).until) cluster.source.send({ do: 'pause' });
  }, [progress, moment, cluster]);

  useKeyboardNext(
    () => progress && go(next(progress, cluster.mirror.moment)),
    () => progress && go(back(progress)),
  );

  if (!progress) return null;
  const step = stepOf(progress);
  const last = progress.index === lesson.steps.length - 1;
  const solve = () => void perform(cluster, { progress, commands: step.solve }, since.current);
  return (
    <>
      <div className="side-head">
        <span className="muted" style={{ flex: 1 }}>
          {t('lesson.step', { step: progress.index + 1, of: lesson.steps.length })}
        </span>
        <Button tone="quiet" onClick={onLeave}>
          {t('lesson.leave')}
        </Button>
      </div>
      <div className="lesson-body">
        <h2 className="lesson-title">{step.title[language]}</h2>
        <div className="lesson-say" aria-live="polite">
          <Prose text={step.say[language]} />
        </div>
        {step.predict ? <Predict progress={progress} onAnswer={(answer) => setProgress({ ...progress, answer })} /> : null}
        {hint && step.hint ? <p className="muted">{step.hint[language]}</p> : null}
        {progress.fulfilled ? null : <p className="lesson-waits">{t(playing ? 'lesson.waits' : 'time.standsStill')}</p>}
      </div>
      <div className="lesson-nav">
        <Button disabled={progress.index === 0} onClick={() => go(back(progress))}>
          {t('lesson.back')}
        </Button>
        {step.hint && !hint && !progress.fulfilled ? (
          <Button tone="quiet" onClick={() => setHint(true)}>
            {t('lesson.hint')}
          </Button>
        ) : null}
        {step.solve.length > 0 && !progress.fulfilled ? (
          <Button tone="quiet" onClick={solve}>
            {t('lesson.solve')}
          </Button>
        ) : null}
        <span style={{ flex: 1 }} />
        {last ? (
          <Button tone="primary" disabled={!progress.fulfilled} onClick={onLeave}>
            {t('lesson.done')}
          </Button>
        ) : (
          <Button tone="primary" disabled={!progress.fulfilled} onClick={() => go(next(progress, cluster.mirror.moment))}>
            {t('lesson.next')}
          </Button>
        )}
      </div>
    </>
  );
}

/** Does what a step does, one after the other, then lets time run. */
async function perform({ source, mirror }: Cluster, move: Move, since: { happening: number; time: string }): Promise<void> {
  for (const command of move.commands ?? []) {
    try {
      await source.ask({ ask: 'command', command: resolve(command, situation(mirror, since)) });
    } catch (error) {
      useSession.getState().tell(error instanceof Error ? error.message : String(error), 'error');
    }
  }
  source.send({ do: 'play' });
}

function situation(mirror: Mirror, since: { happening: number; time: string }): Situation {
  const all = (resource: string, namespace: string | undefined): KubeObject[] =>
    [...mirror.objectIds()].flatMap((oid) => {
      const object = mirror.object(oid);
      return object && resourceOf(object.kind) === resource && (namespace === undefined || object.metadata.namespace === namespace) ? [object] : [];
    });
  return {
    object: (resource, namespace, name) => all(resource, namespace).find((object) => object.metadata.name === name),
    objects: all,
    decided: (code) => {
      const log = mirror.happenings;
      for (let id = mirror.moment.happenings; id > since.happening; id--) if (log.sayOf(id) === code) return true;
      return false;
    },
    quiet: mirror.lens !== undefined,
    since: since.time,
  };
}

const resourceOf = (kind: string): string => (kind === 'Endpoints' ? 'endpoints' : kind.endsWith('s') ? `${kind.toLowerCase()}es` : `${kind.toLowerCase()}s`);

/** Selects what the lesson wants to be looked at: an object (`deployments default/web`) or a component. */
function pointAt(mirror: Mirror, target: string | undefined): void {
  if (!target) return;
  const { select } = useSession.getState();
  const [resource, key] = target.split(' ');
  if (key === undefined) return select({ kind: 'actor', actor: target });
  const kind = ROW_KINDS.find((one) => resourceOf(one) === resource) as RowKind | undefined;
  const [namespace, name = ''] = key.split('/');
  const oid = kind && name !== '' ? mirror.find(kind, namespace, name) : undefined;
  if (oid !== undefined) select({ kind: 'object', oid });
}

function Predict({ progress, onAnswer }: { readonly progress: Progress; readonly onAnswer: (answer: number) => void }) {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const predict = stepOf(progress).predict!;
  const { answer } = progress;
  return (
    <section className="predict" aria-label={t('lesson.predict')}>
      <strong>{t('lesson.predict')}</strong>
      <div>{predict.ask[language]}</div>
      {predict.choices.map((choice, i) => (
        <Button key={choice.en} aria-pressed={answer === i} disabled={answer !== undefined} onClick={() => onAnswer(i)}>
          {answer === undefined ? '' : choice.right ? '✓ ' : answer === i ? '✗ ' : ''}
          {choice[language]}
        </Button>
      ))}
      {answer === undefined ? null : (
        <p role="status">
          <strong>{t(predict.choices[answer]?.right ? 'lesson.right' : 'lesson.wrong')}</strong> {predict.because[language]}
        </p>
      )}
    </section>
  );
}

/** Paragraphs with `code` and *emphasis*; nothing else is markup, everything else is text. */
function Prose({ text }: { readonly text: string }) {
  return text.split(/\n\s*\n/).map((paragraph) => <p key={paragraph}>{inline(paragraph.replaceAll('\n', ' '))}</p>);
}

function inline(text: string): ReactNode {
  return text.split(/(`[^`]+`|\*[^*]+\*)/).map((part, i) => {
    if (part.length > 2 && part.startsWith('`')) return <code key={`${i}${part}`}>{part.slice(1, -1)}</code>;
    if (part.length > 2 && part.startsWith('*')) return <em key={`${i}${part}`}>{part.slice(1, -1)}</em>;
    return <Fragment key={`${i}${part}`}>{part}</Fragment>;
  });
}

/** Remotes send PageDown and PageUp; N goes on as well. */
function useKeyboardNext(onNext: () => void, onBack: () => void): void {
  const latest = useRef({ onNext, onBack });
  latest.current = { onNext, onBack };
  useEffect(() => {
    const listen = (event: Event) => ((event as CustomEvent<'next' | 'back'>).detail === 'next' ? latest.current.onNext() : latest.current.onBack());
    window.addEventListener('cutaway:lesson', listen);
    return () => window.removeEventListener('cutaway:lesson', listen);
  }, []);
}
