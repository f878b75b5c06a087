import { useEffect, useState } from 'react';
import { messageOf } from '../base/assert.ts';
import type { Answers, Question } from '../wire/source.ts';
import { useCluster } from './cluster.ts';

/** What is known of a question: nothing yet, its answer, or why there is none. */
export type Answered<A> = { readonly is: 'waiting' } | { readonly is: 'answer'; readonly answer: A } | { readonly is: 'failed'; readonly message: string };

const WAITING = { is: 'waiting' } as const;
/** A worker that was started anew answers again. */
const TRY_AGAIN_MS = 2_000;

/**
 * The answer to a question; asked anew when one of `again` changes, and the answer before stands until then. One that fails is told and asked again after a
 * while.
 */
export function useAnswer<Q extends Question['ask']>(question: Extract<Question, { ask: Q }>, again: readonly unknown[]): Answered<Answers[Q]> {
  const { source } = useCluster();
  const [answered, setAnswered] = useState<Answered<Answers[Q]>>(WAITING);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when it is asked anew says the caller.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current = true;
    source.ask(question).then(
      (answer) => current && setAnswered({ is: 'answer', answer }),
      (error: unknown) => {
        if (!current) return;
        setAnswered({ is: 'failed', message: messageOf(error) });
        timer = setTimeout(() => setTries((n) => n + 1), TRY_AGAIN_MS);
      },
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [source, tries, ...again]);
  return answered;
}
