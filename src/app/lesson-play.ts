import { useEffect, useRef, useState } from 'react';
import type { Lesson } from '../lessons/lesson.ts';
import {
  act,
  answer,
  answerOf,
  awaited,
  back,
  begin,
  look,
  type Mark,
  type Move,
  next,
  press,
  type Progress,
  resolve,
  sinceOf,
  stepOf,
} from '../lessons/player.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { type Cluster, useCluster, useMirror } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { messageOf } from '../base/assert.ts';
import type { Command } from '../wire/command.ts';
import { situation, targetsOf } from './lesson-stage.ts';

/** A lesson under way on the cluster on screen. */
export interface Play {
  readonly progress: Progress;
  /** Goes on, or says what the step waits for; pressed again it goes on without the person. */
  next(): void;
  back(): void;
  /** Does what the learner is asked to do. */
  solve(): void;
  /** Lives a step again that has been gone back to. */
  again(): void;
  /** False when nothing is asked, or there is no such choice. */
  answer(choice: number): boolean;
}

/** Carries out what the player says: commands, clock, selection. Undefined until the cluster stands there. */
export function usePlay(lesson: Lesson): Play | undefined {
  const cluster = useCluster();
  const { mirror, source } = cluster;
  const [progress, setProgress] = useState<Progress>();
  const speed = useRef<SpeedWish>({ own: undefined, before: 1 });
  const moment = useMirror('cursor', (m) => m.moment);
  const given = useMirror('branches', (m) => m.branches);
  const stands = given.length > 0;

  const go = (move: Move | undefined): void => {
    if (!move) return;
    setProgress(move.progress);
    // After the last step nothing is pointed at any more.
    useSession.getState().change((s) => void (s.lesson = { id: lesson.id, step: move.progress.ended ? lesson.steps.length : move.progress.index }));
    useSession.getState().select(undefined);
    if (move.progress.ended) return;
    speed.current = keepSpeed(cluster, speed.current, stepOf(move.progress).speed);
    pointAt(mirror, stepOf(move.progress).look);
    if (move.seek) {
      source.send({ do: 'stop' });
      source.send({ do: 'seek', to: { event: move.seek.event, commands: move.seek.commands } });
    } else setOut(cluster, move.progress, move.commands ?? []);
  };
  const carryOn = (after: Progress, commands: readonly Command[] = []): void => {
    setProgress(after);
    if (awaited(after) === 'cluster') perform(cluster, after, commands);
  };
  const goOn = (from: Progress): void => {
    const pressed = press(from);
    if (pressed.act === 'next') go(next(pressed.progress, markAt(mirror)));
    else if (pressed.act === undefined) setProgress(pressed.progress);
    else carryOn(pressed.progress, pressed.act === 'solve' ? stepOf(from).solve : []);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: begins once per lesson and cluster, as soon as that stands there.
  useEffect(() => {
    if (stands) go(begin(lesson, markAt(mirror)));
  }, [lesson, stands, mirror]);
  useEffect(() => () => source.send({ do: 'stop' }), [source]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the person does by hand is a command more on this branch.
  useEffect(() => {
    const from = progress?.marks[progress.index];
    if (!progress || !from || progress.ended || progress.acted || progress.fulfilled || !stepOf(progress).task) return;
    if (markAt(mirror).commands > from.commands) carryOn(act(progress));
  }, [given, moment, progress]);
  useEffect(() => {
    if (!progress || progress.fulfilled) return;
    const looked = look(progress, situation(mirror, sinceOf(progress)), moment);
    if (looked === progress) return;
    setProgress(looked);
    // What it looks at may have come into being only now. The clock has stopped at this very event, unless it was set going again in between.
    pointAt(mirror, stepOf(looked).look);
    source.send({ do: 'pause' });
  }, [progress, moment, mirror, source]);

  return (
    progress && {
      progress,
      next: () => goOn(progress),
      back: () => go(back(progress)),
      solve: () => carryOn(act(progress), stepOf(progress).solve),
      again: () => perform(cluster, progress, []),
      answer: (choice) => {
        const asked = mayAnswer(progress, choice);
        if (asked) carryOn(answer(progress, choice));
        return asked;
      },
    }
  );
}

const mayAnswer = (progress: Progress, choice: number): boolean =>
  !progress.ended && answerOf(progress) === undefined && stepOf(progress).predict?.choices[choice] !== undefined;

function markAt({ moment, branches }: Mirror): Mark {
  const commands = branches.find(({ id }) => id === moment.branch)?.commands;
  const last = commands?.get(commands.indexFrom(({ event }) => event > moment.event) - 1);
  return { ...moment, commands: last ? last.at + 1 : 0 };
}

/** A step begins. Who has to read, choose or act first finds the cluster as it was: time stands meanwhile. */
function setOut(cluster: Cluster, progress: Progress, commands: readonly Command[]): void {
  if (commands.length > 0 || awaited(progress) === 'cluster') return perform(cluster, progress, commands);
  const { until } = stepOf(progress);
  cluster.source.send({ do: 'stop', ...(until ? { when: { condition: until, since: sinceOf(progress) } } : {}) });
  cluster.source.send({ do: 'pause' });
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
