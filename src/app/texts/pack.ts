import type { Texts } from './en.ts';
import type { Catalogue } from './decisions/texts.ts';
import type { OwnWordsKey } from '../../wire/own-words.ts';
import type { Lines } from './lines/args.ts';

/** Everything the page says in one language; fetched when that language is first used. */
export interface LanguagePack {
  readonly page: Texts;
  readonly decisions: Catalogue;
  /** Why a volume was not taken. */
  readonly verdicts: Readonly<Record<string, string>>;
  readonly lines: Lines;
  /** Cutaway's own words in the terminal; those it prints are English. */
  readonly terminal?: Readonly<Record<OwnWordsKey, string>>;
}
