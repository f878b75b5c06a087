import { useEffect, useState } from 'react';
import type { Lesson } from '../lessons/lesson.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { useCluster } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import type { StageTarget } from '../views/stage/items.ts';
import { ROW_KINDS } from '../wire/rows.ts';
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

/** `kube-scheduler`, `deployments default/web`, `pods default/` (all of a namespace). */
function targetsOf(mirror: Mirror, look: string): readonly StageTarget[] {
  const [resource, key] = look.split(' ');
  if (resource === undefined || resource === '') return [];
  if (key === undefined) return [{ kind: 'actor', actor: resource }];
  const kind = ROW_KINDS.find((one) => resourceOf(one) === resource);
  if (!kind) return [];
  const slash = key.indexOf('/');
  const [namespace, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
  if (name !== '') {
    const oid = mirror.find(kind, namespace, name);
    return oid === undefined ? [] : [{ kind: 'object', oid }];
  }
  return [...mirror.table(kind).ids()].filter((oid) => mirror.namespaceOf(oid) === namespace).map((oid) => ({ kind: 'object', oid }));
}

const resourceOf = (kind: string): string => (kind.endsWith('s') ? `${kind.toLowerCase()}es` : `${kind.toLowerCase()}s`);
