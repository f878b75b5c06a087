import type { RecordedCommand } from './instant.ts';

/**
 * What a link, a file and a bug report carry: where it began and what was done, from which everything is lived again; and where to look.
 * Only data; ids of scenarios and lessons come from tables. Version 1.
 */
export interface Session {
  readonly v: 1;
  /** Id in the table of scenarios. */
  readonly scenario: string;
  readonly seed: number;
  /** Manifests applied at the start instead of the scenario's own. */
  readonly manifests?: readonly string[];
  readonly nodes?: number;
  /** Wall time of virtual time 0, milliseconds since 1970, instead of the scenario's own. */
  readonly epochMs?: number;
  readonly commands: readonly RecordedCommand[];
  readonly view?: SessionView;
}

export interface SessionView {
  /** Events run: the frame the link opens on, paused. */
  readonly event?: number;
  /** Of the commands, so many had been given: a moment just before a command is another than the one just after it. */
  readonly commands?: number;
  readonly t?: number;
  readonly selected?: string;
  readonly lesson?: { readonly id: string; readonly step: number };
  /** What stood in the drawer below the stage. */
  readonly dock?: 'terminal' | 'console';
}
