import type { Mirror } from '../mirror/mirror.ts';
import type { Source } from '../wire/source.ts';

/**
 * After each frame: what is on the screen but is no longer held is asked for, one stretch at a time. Returns what is to be called. A source that
 * cannot tell (a recording) is not asked the same again.
 */
export function recalling(source: Source, mirror: Mirror): () => void {
  let asking = false;
  const refused = new Set<string>();
  const look = (): void => {
    const wanted = asking ? undefined : mirror.missing();
    if (!wanted) return;
    const key = `${mirror.moment.branch} ${wanted.from} ${wanted.to}`;
    if (refused.has(key)) return;
    asking = true;
    source.ask({ ask: 'happenings', ...wanted }).then(
      (happenings) => {
        asking = false;
        if (!mirror.recall(happenings)) refused.add(key);
        look();
      },
      () => {
        asking = false;
        refused.add(key);
      },
    );
  };
  return look;
}
