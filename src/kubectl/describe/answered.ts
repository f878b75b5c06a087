import type { KubeObject } from '../../kinds/object.ts';
import { type ApiRequest, type ApiResponse, isSuccess } from '../../wire/request.ts';
import { type DescriberSettings, describe, describePlan, joined, type Mapping, nextChunk } from './describe.ts';

/** Asks and has the answer at once: a program that is run again with all answers it has had, a test. */
export interface Door {
  readonly ask: (request: ApiRequest) => ApiResponse;
  /** RFC 3339 time, asked for when all answers are there. */
  readonly now: () => string;
}

/** A description, or the answer that stood in its way. */
export type Described = { readonly text: string } | { readonly refused: ApiResponse };

/** `isFresh`: the object has just been read, by its describer: it was not looked for before. */
type Reading = DescriberSettings & { readonly isFresh?: boolean };

/** Makes all reads of an object's description, one after the other, as kubectl does. */
export function describeThrough(door: Door, [mapping, object]: readonly [Mapping, KubeObject], settings: Reading): Described {
  const answers: Record<string, ApiResponse> = {};
  for (const need of describePlan(mapping, object, settings)) {
    if (settings.isFresh && need.name === 'object') continue;
    let answer = door.ask(need.request);
    for (let next = nextChunk(need, answer); next && isSuccess(answer); next = nextChunk(need, answer)) answer = joined(answer, door.ask(next.request));
    if (!isSuccess(answer) && !need.mayFail) return { refused: answer };
    answers[need.name] = answer;
  }
  return { text: describe(mapping, object, answers, door.now()) };
}
