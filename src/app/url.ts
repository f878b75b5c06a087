import type { Language, Theme } from '../session/session.ts';
import { decodeSession } from '../wire/session-codec.ts';
import type { Session } from '../wire/session.ts';

/** What the address asks for: `?` = how it is presented, `#` = the session. Unknown parameters are ignored. */
export interface Asked {
  readonly embed: boolean;
  readonly language?: Language;
  readonly theme?: Theme;
  readonly reduceMotion: boolean;
  readonly presenter: boolean;
  readonly lesson?: string;
  readonly scenario?: string;
  readonly session?: Session;
  /** Why a session in the address could not be opened. */
  readonly problem?: string;
}

export function askedBy({ search, hash }: { readonly search: string; readonly hash: string }): Asked {
  const query = new URLSearchParams(search);
  const language = query.get('lang');
  const theme = query.get('theme');
  return {
    embed: query.has('embed'),
    reduceMotion: query.get('motion') === 'reduce',
    presenter: query.has('presenter'),
    ...(language === 'en' || language === 'ja' ? { language } : {}),
    ...(theme === 'light' || theme === 'dark' || theme === 'contrast' || theme === 'auto' ? { theme } : {}),
    ...(query.get('lesson') ? { lesson: query.get('lesson')! } : {}),
    ...(query.get('scenario') ? { scenario: query.get('scenario')! } : {}),
    ...sessionIn(hash.replace(/^#/, '')),
  };
}

function sessionIn(hash: string): Pick<Asked, 'session' | 'problem'> {
  if (hash === '') return {};
  try {
    return { session: decodeSession(hash) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
