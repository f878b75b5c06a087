import { useMirror } from '../session/cluster.ts';
import type { CommandResult } from '../wire/command.ts';
import { TERMINAL } from './terminal-name.ts';

export type EditWish = Extract<CommandResult['wants'], { readonly is: 'edit' }>;

/** What a line of the terminal wants edited at the instant shown. In the past it is only looked at: what came of it is known. */
export function useEditWish(): EditWish | undefined {
  const wants = useMirror('terminals', (m) => m.terminal(TERMINAL)?.wants);
  const inPast = useMirror('cursor', (m) => m.head.event > m.moment.event);
  return wants?.is === 'edit' && !inPast ? wants : undefined;
}
