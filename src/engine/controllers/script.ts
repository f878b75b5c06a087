import type { Json } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { type ApiResponse, isSuccess } from '../../wire/request.ts';
import type { Decision, Intent, Plan, Resume } from './controller.ts';

/**
 * A sync written as one paragraph although it writes several times: a generator yields each write and gets its answer. Between
 * two answers nothing of it is kept but the view it began with and the answers so far; it is played again from the start with
 * them, so it must depend on nothing else for its course.
 */
export type Script<T = Ending> = Generator<Intent, T, ApiResponse>;

/** What is left to say when all writes are done. */
export type Ending = Pick<Plan, 'why' | 'againAfterUs' | 'againInBackground' | 'failed'>;

/** Thrown inside a script to give the sync up; it is tried again, rate limited. */
export class SyncFailed extends Error {
  override readonly name = 'SyncFailed';
}

/** The answer scripts get for what has none (Events). */
const NONE: ApiResponse = { code: 200, body: null };

interface Saved {
  readonly view: Json;
  readonly answers: readonly ApiResponse[];
}

/** Plays a script: begins it with `begin()`, or goes on with what was saved. */
export function playScript<V>(resume: Resume | undefined, { begin, script }: { begin: () => V; script: (view: V) => Script }): Plan {
  const saved = resume?.step as unknown as Saved | undefined;
  const view = saved ? (saved.view as unknown as V) : begin();
  const answers = saved ? [...saved.answers, resume!.answers.at(-1) as ApiResponse] : [];
  const events: Intent[] = [];
  const run = script(view);
  let given = 0;
  try {
    for (let at = run.next(); ; ) {
      if (at.done) return { intents: events, ...at.value };
      const intent = at.value;
      if (intent.do === 'event') {
        if (given === answers.length) events.push(intent);
        at = run.next(NONE);
      } else if (given < answers.length) at = run.next(answers[given++]!);
      else return { intents: [...events, intent], then: { view, answers } as unknown as Json };
    }
  } catch (error) {
    if (!(error instanceof SyncFailed)) throw error;
    return { intents: events, failed: true };
  }
}

/** Yields a write and gives the object it answered with; gives the sync up when it was refused. */
export function* written<T extends KubeObject>(intent: Intent): Script<T> {
  const answer = yield intent;
  if (!isSuccess(answer)) throw new SyncFailed(`${intent.do} was answered with ${answer.code}`);
  return answer.body as unknown as T;
}

export type { Decision };
