import { useEffect, useRef, useState } from 'react';
import type { Lesson } from '../lessons/lesson.ts';
import { answer, back, begin, look, type Mark, type Move, next, type Progress, resolve, sinceOf, stepOf } from '../lessons/player.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { type Cluster, useCluster, useMirror } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { messageOf } from '../base/assert.ts';
import type { Command } from '../wire/command.ts';
import { situation, targetsOf } from './lesson-stage.ts';

/** A lesson under way on the cluster on screen. */
export interface Play {
  readonly progress: Progress;
  next(): void;
  back(): void;
  /** Does what the learner is asked to do. */
  solve(): void;
  /** Lives a step again that has been gone back to. */
  again(): void;
  answer(choice: number): void;
}

/** Carries out what the player says: commands, clock, selection. Undefined until the cluster stands there. */
export function usePlay(lesson: Lesson): Play | undefined {
  const cluster = useCluster();
  const { mirror, source } = cluster;
  const change = useSession((s) => s.change);
  const [progress, setProgress] = useState<Progress>();
  const speed = useRef<SpeedWish>({ own: undefined, before: 1 });
  const moment = useMirror('cursor', (m) => m.moment);
  const stands = useMirror('branches', (m) => m.branches.length > 0);

  const go = (move: Move | undefined): void => {
    if (!move) return;
    setProgress(move.progress);
    // After the last step nothing is pointed at any more.
    change((s) => void (s.lesson = { id: lesson.id, step: move.progress.ended ? lesson.steps.length : move.progress.index }));
    useSession.getState().select(undefined);
    if (move.progress.ended) return;
    speed.current = keepSpeed(cluster, speed.current, stepOf(move.progress).speed);
    pointAt(mirror, stepOf(move.progress).look);
    if (move.seek) {
      source.send({ do: 'stop' });
      source.send({ do: 'seek', to: { event: move.seek.event, commands: move.seek.commands } });
    } else perform(cluster, move.progress, move.commands ?? []);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: begins once per lesson and cluster, as soon as that stands there.
  useEffect(() => {
    if (stands) go(begin(lesson, markAt(mirror)));
  }, [lesson, stands, mirror]);
  useEffect(() => () => source.send({ do: 'stop' }), [source]);
  useEffect(() => {
    if (!progress || progress.fulfilled) return;
    const looked = look(progress, situation(mirror, sinceOf(progress)), moment);
    if (looked === progress) return;
    setProgress(looked);
    // What it looks at may have come into being only now.
    pointAt(mirror, stepOf(looked).look);
    // The clock has stopped by itself at this very event, unless it was set going again in between.
    source.send({ do: 'pause' });
  }, [progress, moment, mirror, source]);

  return (
    progress && {
      progress,
      next: () => go(next(progress, markAt(mirror))),
      back: () => go(back(progress)),
      solve: () => perform(cluster, progress, stepOf(progress).solve),
      again: () => perform(cluster, progress, []),
      answer: (choice) => setProgress(answer(progress, choice)),
    }
  );
}

function markAt({ moment, branches }: Mirror): Mark {
  const commands = branches.find(({ id }) => id === moment.branch)?.commands ?? [];
  const last = commands.findLast(({ event }) => event <= moment.event);
  return { ...moment, commands: last ? last.at + 1 : 0 };
}

/** Does what a step does, then lets time run until what it waits for has come about. */
function perform({ source, mirror }: Cluster, progress: Progress, commands: readonly Command[]): void {
  const { until } = stepOf(progress);
  const since = sinceOf(progress);
  source.send({ do: 'stop', ...(until ? { when: { condition: until, since } } : {}) });
  for (const command of commands)
    source.ask({ ask: 'command', command: resolve(command, situation(mirror, since)) }).catch((error: unknown) => {
      useSession.getState().tell(messageOf(error), 'error');
    });
  source.send({ do: 'play' });
}

/** Speed a step asked for, and the learner's own before that. */
interface SpeedWish {
  readonly own: number | undefined;
  readonly before: number;
}

/** A step may be slow; the next that says nothing goes on as the learner had set it, unless they have changed it since. */
function keepSpeed({ source, mirror }: Cluster, wish: SpeedWish, wanted: number | undefined): SpeedWish {
  const chosen = wish.own === undefined || (mirror.speed !== wish.own && mirror.speed !== wish.before);
  const before = chosen ? mirror.speed : wish.before;
  const speed = wanted ?? before;
  if (speed !== mirror.speed || !chosen) source.send({ do: 'speed', speed });
  return { own: wanted, before };
}

/** Selects the first of what the lesson wants to be looked at; of a whole group, the learner chooses. */
function pointAt(mirror: Mirror, look: readonly string[]): void {
  const [target, ...others] = look[0] === undefined ? [] : targetsOf(mirror, look[0]);
  if (target && others.length === 0) useSession.getState().select(target);
}
