import { complete as completions } from '../kubectl/manifest/complete.ts';
import { hover as description } from '../kubectl/manifest/hover.ts';
import { lint as problems } from '../kubectl/manifest/lint.ts';
import type { Answers } from '../wire/source.ts';
import { docsSoFar } from './docs.ts';

/** A chunk of its own: it comes when the editor first asks, and who only watches a cluster never loads it. */

export function lint(source: string): Answers['lint'] {
  // Who lints will hover.
  docsSoFar();
  return problems(source);
}

export const complete = (source: string, offset: number): Answers['complete'] => completions(source, offset, docsSoFar());
export const hover = (source: string, offset: number): Answers['hover'] => description(source, offset, docsSoFar());
