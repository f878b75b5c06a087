import type { Flags, FlagTable } from './flags.ts';
import type { Run } from './run.ts';

/** One verb of kubectl. */
export interface Command {
  readonly flags: FlagTable;
  /** `namespace` is what `-n` or the context says. */
  readonly run: (run: Run, flags: Flags, namespace: string) => void;
  /** Words after the first one that is no flag are not looked at (`exec POD -- ls -l` and old `exec POD ls -l`). */
  readonly required?: readonly string[];
  /** The exit code when it fails, where that is not 1. */
  readonly failsWith?: number;
  /** What is said of a flag that cannot be read, where it is not the usual. */
  readonly flagHint?: string;
}

export interface CommandGroup {
  /** `rollout status`, `config view`, … */
  readonly commands: Readonly<Record<string, Command | CommandGroup>>;
  /** Other names of them. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** What the real one has and this has not, and why. */
  readonly unoffered?: Readonly<Record<string, string>>;
}
