import type { Kind } from '../../../kinds/kind.ts';
import type { KubeObject } from '../../../kinds/object.ts';
import type { Session } from '../step.ts';

/** What completion may look at: nothing is asked of the API, no time passes. */
export interface CompletionWorld {
  readonly session: Session;
  /** All objects of a kind, in the order of their keys. */
  readonly objects: (kind: Kind) => Iterable<KubeObject>;
}

export interface Candidate {
  readonly text: string;
  /** A few words for whom it is not enough. */
  readonly hint?: string;
  /** What follows it when it is taken, where that is not what the others have. */
  readonly suffix?: string;
}

/** What may stand in the place of the end of a word. */
export interface Offer {
  /** The part of the word that a candidate takes the place of: its end. */
  readonly tail: string;
  readonly candidates: readonly Candidate[];
  /** What follows a candidate that is taken. */
  readonly suffix: '' | ' ' | '=' | ',' | '.';
}

export const NOTHING: Offer = { tail: '', candidates: [], suffix: '' };

/** Those that begin with what is there. */
export function offer(tail: string, candidates: readonly (Candidate | string)[], suffix: Offer['suffix'] = ' '): Offer {
  const all = candidates.map((one) => (typeof one === 'string' ? { text: one } : one));
  return { tail, candidates: all.filter(({ text }) => text.startsWith(tail)), suffix };
}

/** `a,b,c`: the last one. */
export function offerInList(word: string, candidates: readonly (Candidate | string)[]): Offer {
  const given = word.split(',');
  const tail = given.pop() ?? '';
  return offer(
    tail,
    candidates.filter((one) => !given.includes(typeof one === 'string' ? one : one.text)),
  );
}

/** The same, behind something that stays. */
export const both = (first: Offer, second: Offer): Offer => ({ ...second, candidates: [...first.candidates, ...second.candidates] });
