import { useSession } from '../../session/session.ts';

/** Opens this panel beside the stage, or closes it. */
export function togglePanel(which: 'truth' | 'faults'): void {
  useSession.getState().change((s) => void (s.panel = s.panel === which ? undefined : which));
}

/** What stands beside the stage: the lesson where one is open, else the inspector. */
export function toggleBeside(): void {
  useSession.getState().change((s) => void (s.panel = s.panel === 'inspector' || s.panel === 'lesson' ? undefined : s.lesson ? 'lesson' : 'inspector'));
}
