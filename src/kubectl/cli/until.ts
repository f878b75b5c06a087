import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { isSuccess } from '../../wire/request.ts';
import { Failure, failure, type Run } from './run.ts';
import { pathOf, refusal, type Target } from './targets.ts';

/** Reads one object until something is true of it: a list with its name, then a watch (client-go tools/watch UntilWithSync). */
export interface Until {
  readonly timeoutUs?: number | undefined;
  /** Asked of the object whenever it is seen, undefined when it is not there; true ends the reading. */
  readonly when: (object: KubeObject | undefined) => boolean;
}

export type Outcome = 'met' | 'timeout';

export function untilTrue(run: Run, target: Target, { timeoutUs, when }: Until): Outcome {
  const started = run.now;
  const all = pathOf({ ...target, name: undefined });
  const fieldSelector = `metadata.name=${target.name}`;
  const response = run.ask({ method: 'GET', path: all, query: { fieldSelector } });
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  const { items = [], metadata } = response.body as unknown as {
    readonly items?: readonly KubeObject[];
    readonly metadata: { readonly resourceVersion: string };
  };
  if (when(items[0])) return 'met';
  const left = timeoutUs === undefined ? undefined : Math.max(0, timeoutUs - (run.now - started));
  if (left === 0) return 'timeout';
  return run.follow<null, Outcome>(
    { method: 'GET', path: all, query: { fieldSelector, resourceVersion: metadata.resourceVersion, watch: 'true' } },
    {
      start: null,
      ...(left === undefined ? {} : { timeoutUs: left }),
      read: (state, message) => {
        if (message.is === 'timeout' || message.is === 'closed') return { end: 'timeout' };
        if (message.is === 'answer') throw new Failure([refusal(message.response)]);
        if (message.is !== 'event' || message.type === 'BOOKMARK' || !isObject(message.object)) return { state };
        if (message.type === 'ERROR') throw new Failure([refusal({ code: 410, body: message.object as never })]);
        return when(message.type === 'DELETED' ? undefined : (message.object as unknown as KubeObject)) ? { end: 'met' } : { state };
      },
    },
  );
}

/** Until the object with this uid is not there any more. */
export function untilGone(run: Run, target: Target, { uid, timeoutUs }: { readonly uid: string; readonly timeoutUs?: number | undefined }): void {
  const limit = timeoutUs === 0 ? undefined : timeoutUs;
  const outcome = untilTrue(run, target, { timeoutUs: limit, when: (object) => object === undefined || (uid !== '' && object.metadata.uid !== uid) });
  if (outcome === 'timeout') throw failure(`timed out waiting for the condition on ${target.kind.resource}/${target.name}`);
}
