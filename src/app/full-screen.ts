import i18next from 'i18next';
import { messageOf } from '../base/assert.ts';
import { useSession } from '../session/session.ts';

/** The whole screen, or back from it. A browser may refuse it (in a frame, on a phone): that is told. */
export async function toggleFullScreen(): Promise<void> {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch (error) {
    useSession.getState().tell(() => i18next.t('app.noFullScreen', { message: messageOf(error) }), 'error');
  }
}
