import { docsLoaded } from './docs.ts';
import { factoryFor, manifestTools } from './factories.ts';
import { BEAT_MS, type FromWorker, type ToWorker } from './protocol.ts';
import { ClusterService } from './service.ts';

/**
 * The thin shell: messages in, messages out, a tick per frame of the screen. All else is in service.ts.
 */
const scope = self as unknown as DedicatedWorkerGlobalScope;
const FRAME_MS = 16;
/** Above this size a frame's numbers are handed over instead of copied. */
const HAND_OVER_BYTES = 1_000_000;

interface DedicatedWorkerGlobalScope {
  postMessage(message: unknown, transfer?: readonly ArrayBufferLike[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  requestAnimationFrame?(callback: () => void): number;
}

function post(message: FromWorker): void {
  scope.postMessage(message, message.say === 'frame' ? buffersOf(message.frame) : []);
}

function buffersOf(frame: Extract<FromWorker, { say: 'frame' }>['frame']): readonly ArrayBufferLike[] {
  const { t, until, code, actor, to, cause, oid, rev, say, background } = frame.happenings ?? {};
  const arrays = [...Object.values(frame.rows), frame.gone, t, until, code, actor, to, cause, oid, rev, say, background].filter((one) => one !== undefined);
  const bytes = arrays.reduce((sum, one) => sum + one.byteLength, 0);
  return bytes > HAND_OVER_BYTES ? arrays.map((one) => one.buffer) : [];
}

const service = new ClusterService({ factoryFor, manifests: manifestTools, loadDocs: docsLoaded, post, clock: () => performance.now() });

scope.onmessage = (event) => service.receive(event.data);

/** The screen's own rhythm where workers have it; a timer when it stands still (hidden pages) or is not there. */
function nextTick(): void {
  let done = false;
  const tick = (): void => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    service.tick();
    nextTick();
  };
  const timer = setTimeout(tick, scope.requestAnimationFrame ? FRAME_MS * 4 : FRAME_MS);
  scope.requestAnimationFrame?.(tick);
}

nextTick();
setInterval(() => post({ say: 'beat' }), BEAT_MS);
post({ say: 'beat' });
