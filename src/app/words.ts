import type { Language } from '../session/session.ts';
import type { Words } from '../session/words.ts';
import { packOf } from './i18n.ts';

/** The catalogue of everything made from codes, in a language that has been loaded. */
export function wordsIn(language: Language): Words {
  const { decisions, lines, verdicts } = packOf(language);
  return {
    decision: (say, args) => {
      try {
        return decisions[say]?.((args ?? {}) as never);
      } catch {
        // Arguments of another version of the engine (an old recording): the line tells what is there.
        return undefined;
      }
    },
    line: lines.line,
    verdict: (code) => verdicts[code] ?? code,
    actor: lines.actor,
  };
}
