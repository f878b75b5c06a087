import type { TFunction } from 'i18next';
import type { Language } from '../session/session.ts';
import type { Words } from '../session/words.ts';
import type { Happening } from '../wire/happening.ts';
import { DECISION_TEXTS } from './texts/decisions/index.ts';
import { VOLUME_VERDICTS } from './texts/decisions/persistent-volume.ts';
import { LINES } from './texts/lines.ts';

/** The catalogue of everything made from codes, in one language. */
export function wordsIn(language: Language, _t: TFunction): Words {
  return {
    decision: (say, args) => {
      const make = DECISION_TEXTS[language][say];
      try {
        return make?.((args ?? {}) as never);
      } catch {
        // Arguments of another version of the engine (an old recording): the line tells what is there.
        return undefined;
      }
    },
    line: (happening: Happening) => LINES[language].line(happening),
    verdict: (code) => VOLUME_VERDICTS[code]?.[language] ?? code,
    actor: (actor) => LINES[language].actor(actor),
  };
}
