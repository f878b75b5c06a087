import { messageOf } from '../base/assert.ts';
import type { Language, Theme } from '../session/session.ts';
import type { Session } from '../wire/session.ts';

/** What the address asks for: `?` = how it is presented, `#` = the session. Unknown parameters are ignored. */
export interface Asked {
  readonly embed: boolean;
  /** Play at once, also what a link holds. */
  readonly play: boolean;
  readonly language?: Language;
  readonly theme?: Theme;
  readonly reduceMotion: boolean;
  readonly presenter: boolean;
  /** The page was opened by `npm run serve`: real clients reach its cluster. */
  readonly serve: boolean;
  readonly lesson?: string;
  readonly scenario?: string;
  readonly session?: Session;
  /** Why a session in the address could not be opened. */
  readonly problem?: string;
}

const PLACES: ReadonlySet<string> = new Set(['stage']);

export async function askedBy({ search, hash }: { readonly search: string; readonly hash: string }): Promise<Asked> {
  const query = new URLSearchParams(search);
  const language = query.get('lang');
  const theme = query.get('theme');
  return {
    embed: query.has('embed'),
    play: query.has('play'),
    reduceMotion: query.get('motion') === 'reduce',
    presenter: query.has('presenter'),
    serve: query.has('serve'),
    ...(language === 'en' || language === 'ja' ? { language } : {}),
    ...(theme === 'light' || theme === 'dark' || theme === 'contrast' || theme === 'auto' ? { theme } : {}),
    ...(query.get('lesson') ? { lesson: query.get('lesson')! } : {}),
    ...(query.get('scenario') ? { scenario: query.get('scenario')! } : {}),
    ...(await sessionIn(hash.replace(/^#/, ''))),
  };
}

/** The reader of links is fetched only for a link. `#stage` and the like are places on the page. */
async function sessionIn(hash: string): Promise<Pick<Asked, 'session' | 'problem'>> {
  if (hash === '' || PLACES.has(hash)) return {};
  const { decodeSession } = await import('../wire/session-codec.ts');
  try {
    return { session: decodeSession(hash) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}
