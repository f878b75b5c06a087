import { useEffect, useState } from 'react';
import type { Lesson } from '../lessons/lesson.ts';
import { useCluster } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import type { StageTarget } from '../views/stage/items.ts';
import { targetsOf } from './lesson-stage.ts';
import { loadLesson } from './lessons.ts';

/** What the lesson's step leads the eye to, as far as it exists by now; undefined outside of lessons. */
export function useSpotlight(): readonly StageTarget[] | undefined {
  const { mirror } = useCluster();
  const at = useSession((s) => (s.panel === 'lesson' ? s.lesson : undefined));
  const id = at?.id;
  const [lesson, setLesson] = useState<Lesson>();
  useEffect(() => {
    let wanted = true;
    if (id === undefined) setLesson(undefined);
    else
      loadLesson(id).then(
        (loaded) => wanted && setLesson(loaded),
        // Nothing is pointed at; that the lesson cannot be had says its own panel.
        () => undefined,
      );
    return () => {
      wanted = false;
    };
  }, [id]);
  const look = at && lesson?.id === at.id ? lesson.steps[at.step]?.look : undefined;
  const [targets, setTargets] = useState<readonly StageTarget[]>();
  useEffect(() => {
    if (!look) {
      setTargets(undefined);
      return;
    }
    // What a step looks at may come into being only while it lasts.
    const find = (): void =>
      setTargets((before) => {
        const found = look.flatMap((name) => targetsOf(mirror, name));
        return JSON.stringify(found) === JSON.stringify(before) ? before : found;
      });
    find();
    return mirror.listen('any', find);
  }, [look, mirror]);
  return targets;
}
