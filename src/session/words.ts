import { createContext, use } from 'react';
import type { Happening } from '../wire/happening.ts';

/** A decision in the reader's language. */
export interface Sentence {
  readonly saw: string;
  readonly decided: string;
  readonly result?: string;
}

/** Texts that are made from codes and arguments; the catalogue is given by the app. */
export interface Words {
  /** A decision as saw → decided → result; undefined for a code this catalogue does not know. */
  decision(say: string, args: Happening['args']): Sentence | undefined;
  /** One line for any happening. */
  line(happening: Happening): string;
  /** What a volume was to a claim, from its code. */
  verdict(code: string): string;
  /** A component or person by the name it is shown under. */
  actor(actor: string): string;
}

export const WordsContext = createContext<Words>({
  decision: () => undefined,
  line: (happening) => happening.code,
  verdict: (code) => code,
  actor: (actor) => actor,
});
export const useWords = (): Words => use(WordsContext);
