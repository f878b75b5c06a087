import { isObject, type Json } from '../../base/json.ts';
import { ms, seconds } from '../../base/time.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { type ApiRequest, type ApiResponse, isSuccess } from '../../wire/request.ts';
import { Failure, failure, type Run } from './run.ts';
import { pathOf, refusal, type Target } from './targets.ts';

/**
 * Reads one object until something is true of it, as an informer does (client-go tools/watch UntilWithSync): a list with its name, then a watch, which is
 * opened again where it stood when it ends, and with growing pauses while no server is there.
 */
export interface Until {
  readonly timeoutUs?: number | undefined;
  /** Asked of the object whenever it is seen, undefined when it is not there; true ends the reading. */
  readonly when: (object: KubeObject | undefined) => boolean;
}

export type Outcome = 'met' | 'timeout';

/** How a watch ended: by itself, or because the server was not there, or knew its version no more. */
type Ended = Outcome | 'closed' | 'refused' | 'expired';

/** The pauses of a reflector (client-go tools/cache/reflector.go), without their jitter. */
const FIRST_PAUSE_US = ms(800);
const LONGEST_PAUSE_US = seconds(30);

export function untilTrue(run: Run, target: Target, { timeoutUs, when }: Until): Outcome {
  const started = run.now;
  const left = (): number | undefined => (timeoutUs === undefined ? undefined : Math.max(0, timeoutUs - (run.now - started)));
  let pause = FIRST_PAUSE_US;
  let version: string | undefined;
  for (;;) {
    const listed = version === undefined ? list(run, target, when) : { version };
    if (listed === 'met') return 'met';
    if (left() === 0) return 'timeout';
    const { end, at } = listed === 'refused' ? { end: listed, at: undefined } : follow(run, target, { version: listed.version, timeoutUs: left(), when });
    if (end === 'met' || end === 'timeout') return end;
    version = end === 'expired' ? undefined : at;
    if (end === 'closed') pause = FIRST_PAUSE_US;
    if (end !== 'refused') continue;
    run.sleep(Math.min(pause, left() ?? pause));
    pause = Math.min(2 * pause, LONGEST_PAUSE_US);
  }
}

const watched = (target: Target): ApiRequest => ({
  method: 'GET',
  path: pathOf({ ...target, name: undefined }),
  query: { fieldSelector: `metadata.name=${target.name}` },
});

const isRefused = ({ code }: ApiResponse): boolean => code === 0;

function list(run: Run, target: Target, when: Until['when']): 'met' | 'refused' | { readonly version: string } {
  const response = run.ask(watched(target));
  if (isRefused(response)) return 'refused';
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  const { items = [], metadata } = response.body as unknown as {
    readonly items?: readonly KubeObject[];
    readonly metadata: { readonly resourceVersion: string };
  };
  return when(items[0]) ? 'met' : { version: metadata.resourceVersion };
}

interface Following extends Until {
  readonly version: string;
}

interface Followed {
  readonly end: Ended;
  /** The version up to which all was seen. */
  readonly at: string;
}

function follow(run: Run, target: Target, { version, timeoutUs, when }: Following): Followed {
  const request = watched(target);
  return run.follow<string, Json & Followed>(
    { ...request, query: { ...request.query, resourceVersion: version, watch: 'true' } },
    {
      start: version,
      ...(timeoutUs === undefined ? {} : { timeoutUs }),
      read: (at, message) => {
        if (message.is === 'timeout' || message.is === 'closed') return { end: { end: message.is, at } };
        if (message.is === 'answer') {
          if (isRefused(message.response)) return { end: { end: 'refused', at } };
          throw new Failure([refusal(message.response)]);
        }
        if (message.is !== 'event' || !isObject(message.object)) return { state: at };
        if (message.type === 'ERROR') return { end: { end: 'expired', at } };
        const object = message.object as unknown as KubeObject;
        const seen = object.metadata.resourceVersion ?? at;
        if (message.type === 'BOOKMARK') return { state: seen };
        return when(message.type === 'DELETED' ? undefined : object) ? { end: { end: 'met', at: seen } } : { state: seen };
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
